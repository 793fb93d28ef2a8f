"""A faulty panel on loopback and a session that orders there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from smm_tui.session import Session
from tests.clock import FakeClock
from tests.faulty import FaultyPanel
from tests.session.making import Heard, OtherProcess, panel_at, session_on


@pytest.fixture
async def panel() -> AsyncIterator[FaultyPanel]:
    async with FaultyPanel() as made:
        yield made


@pytest.fixture
async def session(panel: FaultyPanel, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Session]:
    """Without an undo pause; its balance was read already, over a connection of its own."""
    made = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    await made.refresh_balance("faulty")
    yield made
    await made.close()


@pytest.fixture
def heard(session: Session) -> Heard:
    return Heard(session)


@pytest.fixture
async def patient(panel: FaultyPanel, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Session]:
    """With an undo pause of three seconds."""
    made = await session_on(tmp_path, panel_at(panel.url), clock=clock, undo_seconds=3)
    yield made
    await made.close()


@pytest.fixture
def other() -> Iterator[OtherProcess]:
    process = OtherProcess()
    yield process
    process.kill()

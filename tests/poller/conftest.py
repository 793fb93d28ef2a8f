"""A faulty panel, a session with a poller, and the hands of the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clock import FakeClock
from tests.faulty import FaultyPanel
from tests.poller.making import Watch, watching
from tests.session.making import panel_at


@pytest.fixture
async def panel() -> AsyncIterator[FaultyPanel]:
    async with FaultyPanel() as made:
        yield made


@pytest.fixture
async def watch(panel: FaultyPanel, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Watch]:
    """Not started yet."""
    async with watching(tmp_path, clock, panel_at(panel.url)) as made:
        yield made

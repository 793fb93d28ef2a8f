"""A faulty panel and ways to ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from smm_tui.models import Clock, SystemClock
from smm_tui.settings import ApiKey, KeyOrigin, KeySource, PanelSettings
from smm_tui.transport import Retries, Transport
from tests.certificate import Certificate
from tests.faulty import FaultyPanel

CANARY = "canary+key/7f3a==9c1e"
SHORT = dict.fromkeys(
    ("services", "balance", "status", "refill_status", "add", "refill", "cancel"), 0.25
)
"""Seconds for a whole call, so that a test of a stalled panel is soon over."""
ONCE = Retries(more=0)
AT_ONCE = Retries(first_s=0.0)


def settings(
    url: str, *, proxy: str = "", ca_file: Path | None = None, user_agent: str = ""
) -> PanelSettings:
    return PanelSettings(
        name="faulty",
        url=url,
        key=KeySource(KeyOrigin.NONE),
        proxy=proxy,
        ca_file=ca_file,
        user_agent=user_agent,
    )


def transport_to(
    panel: PanelSettings,
    *,
    clock: Clock | None = None,
    deadlines: Mapping[str, float] | None = None,
    retries: Retries = ONCE,
) -> Transport:
    made = Transport(
        panel,
        ApiKey(CANARY),
        clock=clock or SystemClock(),
        deadlines=deadlines,
        retries=retries,
    )
    _made.append(made)
    return made


_made: list[Transport] = []


@pytest.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    """Close what `transport_to` made."""
    yield
    while _made:
        await _made.pop().close()


@pytest.fixture
async def panel() -> AsyncIterator[FaultyPanel]:
    async with FaultyPanel() as made:
        yield made


@pytest.fixture
async def transport(panel: FaultyPanel) -> Transport:
    return transport_to(settings(panel.url))


@pytest.fixture
async def impatient(panel: FaultyPanel) -> Transport:
    return transport_to(settings(panel.url), deadlines=SHORT)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.make(tmp_path_factory.mktemp("certificate"))

"""A poller with its session, and ways to let time pass around real sockets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from smm_tui.poller import Poller
from smm_tui.session import Connect, Freshness, Session
from smm_tui.settings import PanelSettings
from tests.clock import FakeClock
from tests.faulty import FaultyPanel
from tests.session.making import PANEL, Heard, session_on


@dataclass
class Watch:
    """What a test of the poller has in hand."""

    session: Session
    poller: Poller
    clock: FakeClock
    heard: Heard
    silent: bool = False
    """Whether the panel leaves a question without an answer, for which nobody waits."""

    async def track(self, count: int, *, panel: str = PANEL, first: int = 1) -> list[int]:
        url = self.session.panel(panel).url
        ids = [str(number) for number in range(first, first + count)]
        added, _known = await self.session.book.track(panel, url, ids)
        return added

    async def rest(self) -> None:
        """Until sockets and threads have nothing left to do.

        A look at the book goes there several times, once in each round: so many rounds are quiet.
        """
        calls, quiet = -1, 0
        async with asyncio.timeout(10):
            while quiet < (40 if self._asking else 20):
                await self._let_go_on()
                now = sum(self.session.calls(name) for name in self.session.settings.panels)
                same = now == calls and (self.silent or not self._asking)
                quiet, calls = (quiet + 1 if same else 0), now

    async def _let_go_on(self) -> None:
        """What waits for the book has had its turn after this."""
        await self.session.book.data_version()
        await asyncio.sleep(0.002 if self._asking else 0)
        for _turn in range(10):
            await asyncio.sleep(0)

    @property
    def _asking(self) -> bool:
        return any(task.get_name().startswith("ask ") for task in asyncio.all_tasks())

    async def start(self) -> None:
        self.poller.start()
        await self.rest()

    async def pass_time(self, *steps: float) -> None:
        for seconds in steps:
            await self.clock.advance(seconds)
            await self.rest()

    @property
    def fresh(self) -> Freshness:
        return self.poller.freshness(PANEL)


@contextlib.asynccontextmanager
async def watching(
    folder: Path,
    clock: FakeClock,
    *panels: PanelSettings,
    jitter: Sequence[float] = (1.0,),
    connect: Connect | None = None,
) -> AsyncIterator[Watch]:
    session = await session_on(folder, *panels, clock=clock, connect=connect)
    draws = list(jitter)
    poller = Poller(
        session,
        panel=panels[0].name,
        jitter=lambda: draws.pop(0) if len(draws) > 1 else draws[0],
    )
    yield Watch(session, poller, clock, Heard(session))
    await poller.stop()
    await poller.stop()
    await session.close()


def count(panel: FaultyPanel) -> tuple[int, int, int]:
    """Requests for orders, balance, catalogue."""
    return len(panel.of("status")), len(panel.of("balance")), len(panel.of("services"))

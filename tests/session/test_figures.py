"""Placements under random faults over real sockets: never twice, never lost.

`test_ten_thousand` makes many more of them without a network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from smm_tui.errors import TooSlow
from smm_tui.models import OrderState
from smm_tui.session import News, Session, Topic
from tests.clock import FakeClock
from tests.faulty import Fault, FaultyPanel
from tests.figures import Share
from tests.session.making import (
    PANEL,
    Makes,
    OtherProcess,
    compare,
    panel_at,
    quote,
    session_on,
)
from tests.wire import Ending, http

BRIEF = dict.fromkeys(("balance", "add"), 0.05)
"""Seconds; the panel answers in a few thousandths."""
SETTLED = {OrderState.PLACED, OrderState.REJECTED, OrderState.NOT_SENT, OrderState.UNKNOWN}
REFUSAL = http({"error": "Not enough funds on balance"})
SENSELESS = (
    http(""),
    http("<html>"),
    http({"status": "success"}),
    http({"order": None}),
    http({"error": "no"}, status=500),
    http("", status=302, headers={"Location": "https://a.b/"}),
    http('{"order": 1'),
    b"nonsense\r\n\r\n",
)


@dataclass(frozen=True)
class Step:
    """What goes wrong with one placement."""

    fault: Callable[[Random], Fault | None] = lambda _chance: None
    """Of the add itself, however far its request comes."""
    first_bytes: bool = False
    """Whether it befalls the connection, before anybody knows what is asked."""
    silent: bool = False
    """Whether no byte can leave."""


def cut_request(chance: Random) -> Fault:
    return Fault(take=chance.randrange(310), ending=chance.choice(list(Ending)))


def cut_answer(chance: Random) -> Fault:
    return Fault(give=chance.randrange(90), ending=chance.choice(list(Ending)))


def refusal(_chance: Random) -> Fault:
    return Fault(answer=REFUSAL, makes=False)


def senseless(chance: Random) -> Fault:
    return Fault(answer=chance.choice(SENSELESS), makes=chance.random() < 0.5)


STEPS = {
    "honest": Step(),
    "cut request": Step(cut_request, first_bytes=True),
    "cut answer": Step(cut_answer),
    "refusal": Step(refusal),
    "senseless": Step(senseless),
    "no connection": Step(silent=True),
    "taken back": Step(silent=True),
    "late": Step(silent=True),
}


class Run:
    """A panel, two processes on one book, and one random number after another."""

    def __init__(
        self, panel: FaultyPanel, sessions: Sequence[Session], clock: FakeClock, chance: Random
    ) -> None:
        self.panel = panel
        self.silent = 0
        self.unknown_though_silent = 0
        self._sessions = sessions
        self._clock = clock
        self._chance = chance
        self._asleep = False
        for session in sessions:
            session.listen(self._fall_asleep)

    async def place(self, number: int) -> None:
        """One order under one fault; now and then the other process orders meanwhile."""
        name = self._chance.choice(list(STEPS))
        step, session = STEPS[name], self._chance.choice(self._sessions)
        fault = step.fault(self._chance)
        self._asleep = name == "late"
        # So that the next connection is that of the add; a loaded machine may be too slow for it.
        with suppress(TooSlow):
            await session.refresh_balance(PANEL)
        if fault is not None and step.first_bytes:
            self.panel.next_connection(fault)
        elif fault is not None:
            self.panel.on("add", fault)
        if name == "no connection":
            await self.panel.refuse()
        ref = await session.place(PANEL, quote(f"https://example.com/{number}"))
        if name == "taken back":
            assert session.take_back() == ref
        if self._chance.random() < 0.1 and not step.silent:
            await self._order_too(self._chance.choice(self._sessions), number)
        await self._settled(session, ref)
        if step.silent:
            state = (await session.book.order(ref)).state
            self.silent += 1
            self.unknown_though_silent += state is OrderState.UNKNOWN
            assert state is OrderState.NOT_SENT
        if name == "no connection":
            await self.panel.listen()

    async def _order_too(self, session: Session, number: int) -> None:
        ref = await session.place(PANEL, quote(f"https://example.com/{number}/too"))
        await self._settled(session, ref)

    async def _settled(self, session: Session, ref: int) -> None:
        """Wait, and let the time pass for which a claim of the other is waited for."""
        done = asyncio.create_task(session.wait(ref))
        while not done.done():
            await asyncio.wait({done}, timeout=0.01)
            await self._clock.advance(0.05)
        await done

    def _fall_asleep(self, news: News) -> None:
        """Between `sending` and the first byte, a minute goes by."""
        if self._asleep and news.topic is Topic.ORDERS:
            self._asleep = False
            self._clock.jump(60)


async def run(folder: Path, *, count: int, seed: int, share: Share) -> None:
    chance, clock, other = Random(seed), FakeClock(), OtherProcess()
    async with FaultyPanel() as panel:
        sessions = [
            await session_on(
                folder,
                panel_at(panel.url),
                clock=clock,
                sender=sender,
                connect=Makes(clock, BRIEF),
            )
            for sender in (None, other.sender)
        ]
        going = Run(panel, sessions, clock, chance)
        for number in range(count):
            if share.is_over:
                break
            await going.place(number)
        figures = await compare(panel, sessions[0])
        share.tell(
            seed=seed,
            points=figures.placements,
            of=count,
            made=len(panel.orders),
            sent_twice=figures.sent_twice,
            missing=figures.placed_missing,
            needless=going.unknown_though_silent,
        )
        assert figures.sound
        assert figures.states.keys() <= SETTLED
        for session in sessions:
            await session.close()
    other.kill()


async def test_placements_under_random_faults(tmp_path: Path, share: Share) -> None:
    await run(tmp_path, count=150, seed=2603, share=share)


@pytest.mark.soak
@pytest.mark.share(seconds=24)
@pytest.mark.parametrize("shard", range(4))
async def test_thousands_of_placements_under_random_faults(
    tmp_path: Path, share: Share, shard: int
) -> None:
    await run(tmp_path, count=500, seed=share.seed + shard, share=share)

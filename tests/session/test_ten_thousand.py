"""Ten thousand placements under faults at any byte and any moment: never twice, never lost.

The panel and the client are joined in memory (`tests.memory`) and the session's clock is a
fake, so that this takes a minute; `test_figures` does the same over real sockets.
"""

from __future__ import annotations

import asyncio
import dataclasses
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final

import pytest

from smm_tui.models import Order, OrderState
from smm_tui.session import News, Session, Topic
from tests.clock import TickingClock
from tests.faulty import Fault, Form
from tests.figures import Share
from tests.memory import MemoryPanel
from tests.session.making import (
    PANEL,
    Makes,
    OtherProcess,
    all_orders,
    bury,
    hindered,
    panel_at,
    quote,
    session_on,
)
from tests.session.test_figures import REFUSAL, SENSELESS, SETTLED
from tests.wire import Ending, http

PLACEMENTS: Final = 10_000
SHARDS: Final = 4
BRIEF: Final = dict.fromkeys(("balance", "add"), 0.05)
"""Seconds; the answers take a few thousandths."""
REQUEST: Final = 310
"""Bytes, about."""
ANSWER: Final = 90
CHARGE: Final = Decimal("0.09")
MOMENTS: Final = 250
"""Turns of the loop, about, that a placement takes."""

Make = Callable[[Random], Fault | None]


def ending(chance: Random) -> Ending:
    """A stall costs real time, so it is rare."""
    return chance.choices(list(Ending), weights=[10, 10, 1])[0]


FAULTS: Final[dict[str, Make]] = {
    "honest": lambda _chance: None,
    "cut request": lambda chance: Fault(take=chance.randrange(REQUEST), ending=ending(chance)),
    "cut answer": lambda chance: Fault(give=chance.randrange(ANSWER), ending=ending(chance)),
    "cut, not made": lambda chance: Fault(
        give=chance.randrange(ANSWER), ending=ending(chance), makes=False
    ),
    "refusal": lambda _chance: Fault(answer=REFUSAL, makes=False),
    "refused, but made": lambda _chance: Fault(answer=REFUSAL),
    "500 with a refusal": lambda chance: Fault(
        answer=http({"error": "no"}, status=500), makes=chance.random() < 0.5
    ),
    "two ids": lambda _chance: Fault(answer=http({"order": [1, 2]})),
    "senseless": lambda chance: Fault(answer=chance.choice(SENSELESS), makes=chance.random() < 0.5),
}
"""What the panel and the network do to the add."""


class Turn:
    """What else happens during a placement."""

    NONE = "nothing"
    NO_CONNECTION = "no connection"
    TAKEN_BACK = "taken back"
    TAKEN_BACK_LATE = "taken back at any moment"
    LATE = "a minute goes by"
    BESIDE = "another process orders beside it"
    HINDERED = "the book refuses the outcome for a while"
    QUIT = "quit at any moment"
    KILLED = "killed at any moment"
    NO_BALANCE = "the balance cannot be read"


TURNS: Final = {
    Turn.NONE: 50,
    Turn.NO_CONNECTION: 6,
    Turn.TAKEN_BACK: 4,
    Turn.TAKEN_BACK_LATE: 6,
    Turn.LATE: 6,
    Turn.BESIDE: 10,
    Turn.HINDERED: 2,
    Turn.QUIT: 4,
    Turn.KILLED: 6,
    Turn.NO_BALANCE: 6,
}


@dataclass
class Sums:
    """What it came to; all but the first two have to be 0."""

    placements: int = 0
    made: int = 0
    sent_twice: int = 0
    missing: int = 0
    needless: int = 0
    """Unknown where no byte had left and nobody died while sending."""
    invented: int = 0
    unsettled: int = 0
    died_sending: int = 0
    noted: int = 0
    """Made although the panel refused them; the book says so and has no proof of either."""
    states: Counter[OrderState] = field(default_factory=Counter)


class Soak:
    """A panel, processes that come and go on one book, and one random number after another."""

    def __init__(self, folder: Path, panel: MemoryPanel, chance: Random) -> None:
        self.sums = Sums()
        self.panel = panel
        panel.answers["balance"] = self._balance
        self.clock = TickingClock()
        self._folder = folder
        self._chance = chance
        self._processes: list[tuple[OtherProcess, Session]] = []
        self._excused: set[str] = set()
        self._silent: set[str] = set()
        """Links of orders of which no byte had left."""
        self._asleep = False
        self._count = 0

    def _balance(self, _form: Form) -> object:
        """The account of a panel that charges whatever it made."""
        return {"balance": str(10**6 - CHARGE * len(self.panel.orders)), "currency": "USD"}

    async def open(self, count: int = 2) -> None:
        """Start processes until there are so many."""
        while len(self._processes) < count:
            process = OtherProcess()
            session = await session_on(
                self._folder,
                panel_at("http://127.0.0.1:1/api/v2"),
                clock=self.clock,
                sender=process.sender,
                connect=Makes(self.clock, BRIEF),
            )
            await session.book.recover_or_read()
            session.listen(self._fall_asleep)
            self._processes.append((process, session))

    async def place(self) -> None:
        """One order under one fault and one turn of events."""
        self._count += 1
        link = f"https://example.com/{self._count}"
        name = self._chance.choice(list(FAULTS))
        turn = self._chance.choices(list(TURNS), weights=list(TURNS.values()))[0]
        if turn == Turn.NO_BALANCE and name == "refused, but made":
            turn = Turn.NONE  # without a reading nobody could tell, and the book says just that
        process, session = self._chance.choice(self._processes)
        before = self.panel.sends
        self._prepare(name, turn)
        refs = [(session, await session.place(PANEL, quote(link)))]
        if turn == Turn.TAKEN_BACK:
            assert session.take_back() == refs[0][1]
        if turn == Turn.BESIDE:
            _process, other = self._chance.choice(self._processes)
            refs.append((other, await other.place(PANEL, quote(f"{link}/beside"))))
        await self._carry(turn, process, refs)
        self._prepare("honest", Turn.NONE)
        self.sums.sent_twice += max(self.panel.sends - before - len(refs), 0)
        if self.panel.sends == before:
            self._silent.add(link)

    def _prepare(self, name: str, turn: str) -> None:
        self.panel.forget_faults()
        fault = FAULTS[name](self._chance)
        if fault is not None:
            self.panel.on("add", fault)
        self._asleep = turn == Turn.LATE
        self.panel.refusing = turn == Turn.NO_CONNECTION
        if turn == Turn.NO_BALANCE:
            self.panel.always("balance", Fault(answer=http("", status=503)))

    async def _carry(
        self, turn: str, process: OtherProcess, refs: Sequence[tuple[Session, int]]
    ) -> None:
        """Go on until all is settled, with what is to happen at some moment before."""
        session, ref = refs[0]
        waits = [asyncio.ensure_future(each.wait(number)) for each, number in refs]
        moment = self._chance.randrange(MOMENTS)
        if turn == Turn.HINDERED:
            with hindered(self._folder, "NEW.state NOT IN ('intended', 'sending')"):
                await self._moments(waits, moment)
        elif turn in {Turn.TAKEN_BACK_LATE, Turn.QUIT, Turn.KILLED}:
            await self._moments(waits, moment)
        if turn == Turn.TAKEN_BACK_LATE:
            session.take_back(ref)
        elif turn == Turn.QUIT:
            self._processes.remove((process, session))
            await self._until_done([asyncio.ensure_future(session.close())])
            process.kill()
        elif turn == Turn.KILLED:
            await self._kill(process, session)
        await self._until_done(waits)
        await self.open()

    async def _moments(self, waits: Sequence[asyncio.Future[None]], count: int) -> None:
        """Let go on what is under way for some turns of the loop, and threads with it."""
        for moment in range(count):
            if all(wait.done() for wait in waits):
                break
            await asyncio.sleep(0.0002 if moment % 4 == 0 else 0)

    async def _until_done(self, waits: Sequence[asyncio.Future[None]]) -> None:
        """The clock stands still, unless somebody waits for it."""
        waiting: set[asyncio.Future[None]] = set(waits)
        while waiting:
            _done, waiting = await asyncio.wait(waiting, timeout=0.03)
            if waiting:
                await self.clock.advance(0.1)

    async def _kill(self, process: OtherProcess, session: Session) -> None:
        """It writes nothing more, sends nothing more, and is gone."""
        self._processes.remove((process, session))
        await session.book.close()
        process.kill()
        await bury(session)
        _process, other = self._processes[0]
        for order in await all_orders(other):
            if order.state is OrderState.SENDING:
                self._excused.add(order.link)
        await other.book.recover()

    def _fall_asleep(self, news: News) -> None:
        """Between `sending` and the first byte, a minute goes by."""
        if self._asleep and news.topic is Topic.ORDERS:
            self._asleep = False
            self.clock.jump(60)

    async def end(self) -> Sums:
        """Close all, and compare the book with what the panel really made."""
        for process, session in self._processes:
            await session.close()
            process.kill()
        session = await session_on(
            self._folder, panel_at("http://127.0.0.1:1/api/v2"), clock=self.clock
        )
        await session.book.recover()
        orders = await all_orders(session)
        sums, book = self.sums, {order.link: order for order in orders}
        sums.placements, sums.made = len(orders), len(self.panel.orders)
        for order_id, form in self.panel.orders.items():
            order = book.get(form["link"])
            if order is None or not _may_be(order, order_id):
                sums.missing += 1
            sums.noted += order is not None and order.state is OrderState.REJECTED
        sent = Counter(form["link"] for form in self.panel.of("add"))
        sums.sent_twice += sum(count - 1 for count in sent.values())
        made = {form["link"] for form in self.panel.orders.values()}
        sums.invented = sum(
            order.state is OrderState.PLACED and order.link not in made for order in orders
        )
        sums.needless = sum(self._is_needless(order) for order in orders)
        sums.unsettled = sum(order.state not in SETTLED for order in orders)
        sums.died_sending = len(self._excused)
        sums.states = Counter(order.state for order in orders)
        await session.close()
        return sums

    def _is_needless(self, order: Order) -> bool:
        unknown = order.state is OrderState.UNKNOWN
        return unknown and order.link in self._silent and order.link not in self._excused


def _may_be(order: Order, order_id: str) -> bool:
    """Whether the book leaves it open that an order was made, or says so.

    A refusal is final only if the balance bears it out.
    """
    if order.state is OrderState.PLACED:
        return order.order_id == order_id
    noted = order.state is OrderState.REJECTED and "balance" in order.flag
    return noted or order.state is OrderState.UNKNOWN


async def soak(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, count: int, seed: int, share: Share
) -> Sums:
    """So many placements, or as many as the share of time allows."""
    async with MemoryPanel() as panel:
        panel.takes_the_place_of_the_network(monkeypatch)
        made = Soak(folder, panel, Random(seed))
        await made.open()
        for _number in range(count):
            if share.is_over:
                break
            await made.place()
        sums = await made.end()
    share.tell(
        seed=seed,
        points=sums.placements,
        of=count,
        **{
            name: value
            for name, value in dataclasses.asdict(sums).items()
            if isinstance(value, int) and name != "placements"
        },
    )
    assert sums.sent_twice == sums.missing == sums.needless == sums.invented == sums.unsettled == 0
    assert set(sums.states) <= SETTLED
    return sums


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a commit takes no time; nobody takes the power away here."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        yield Path(place)


async def test_placements_under_faults_in_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch, share: Share
) -> None:
    sums = await soak(folder, monkeypatch, count=200, seed=7, share=share)
    assert sums.made > 50
    assert set(sums.states) == SETTLED


@pytest.mark.soak
@pytest.mark.share(seconds=100)
@pytest.mark.parametrize("shard", range(SHARDS))
async def test_ten_thousand_placements_under_faults(
    folder: Path, monkeypatch: pytest.MonkeyPatch, share: Share, shard: int
) -> None:
    seed = share.seed + shard
    await soak(folder, monkeypatch, count=PLACEMENTS // SHARDS, seed=seed, share=share)

"""Any order of confirming, undoing, sending, faults, crashes, restarts and second processes."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter, deque
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from smm_tui.api import PanelClient
from smm_tui.batch import Line
from smm_tui.errors import InvalidInput, SmmError, Unreachable
from smm_tui.models import Order, OrderState, RequestKind, RequestState
from smm_tui.outcome import Failure, Sent
from smm_tui.session import Session, again_word
from smm_tui.settings import PanelSettings
from smm_tui.transport import Answer, Gate, MoneyAction, ReadAction, Transport
from tests.clock import FakeClock
from tests.figures import Share
from tests.session.making import PANEL, OtherProcess, all_orders, bury, panel_at, quote, session_on

CONNECTED = "connection.connect_tcp.started"
STARTED = "http11.send_request_headers.started"
REFUSED = b'{"error": "no"}'
MANY, AT_ONCE = 250, 5
"""Programs of a shard, and of one call."""
LINKS = ("https://example.com/a", "https://example.com/b", "https://example.com/c")
FINAL = {
    OrderState.PLACED,
    OrderState.REJECTED,
    OrderState.NOT_SENT,
    OrderState.UNKNOWN,
    OrderState.NOT_PLACED,
}


class Fate(StrEnum):
    """What the panel and the network make of the next sends."""

    GOOD = "good"
    REFUSED = "refused"
    CHARGED = "refused, but made and charged"
    SILENT = "made, but no answer"
    LOST = "left, but never arrived"
    SENSELESS = "made, and answered without sense"
    NO_CONNECTION = "no connection"
    HANGING = "in flight until released"


@dataclass
class FakePanel:
    """The truth: what was made, what was sent, what the account holds."""

    fate: Fate = Fate.GOOD
    coming: deque[Fate] = field(default_factory=deque)
    """Of the next orders, before `fate` holds."""
    balance: Decimal = Decimal(100)
    made: dict[str, str] = field(default_factory=dict)
    """Order id -> link."""
    left: Counter[str] = field(default_factory=Counter)
    """Sends by link of which a byte left."""
    released: asyncio.Event = field(default_factory=asyncio.Event)
    fails_to_read: bool = False

    def make(self, link: str) -> str:
        order_id = str(23501 + len(self.made))
        self.made[order_id] = link
        self.balance -= Decimal("0.09")
        return order_id


class FakeTransport:
    """In place of the network, for one process."""

    def __init__(self, panel: FakePanel) -> None:
        self._panel = panel

    async def read(self, action: ReadAction, params: Mapping[str, str]) -> Answer:
        await asyncio.sleep(0)
        if self._panel.fails_to_read:
            raise Unreachable
        if action is ReadAction.BALANCE:
            body = f'{{"balance": "{self._panel.balance}", "currency": "USD"}}'
            return Answer(200, body.encode())
        known = params.get("order") in self._panel.made
        return Answer(200, b'{"status": "Pending"}' if known else b'{"error": "Incorrect order"}')

    async def spend(self, action: MoneyAction, params: Mapping[str, str], *, gate: Gate) -> Sent:
        panel = self._panel
        adds = action is MoneyAction.ADD and panel.coming
        fate = panel.coming.popleft() if adds else panel.fate
        if fate is Fate.NO_CONNECTION:
            return sent(failure=Failure.CONNECT, left=False)
        try:
            await gate()
        except SmmError as error:
            return sent(failure=Failure.WITHDRAWN, left=False, detail=error.detail)
        if action is MoneyAction.ADD:
            return await self._add(params["link"], fate)
        return sent(body=REFUSED if fate is Fate.REFUSED else b'{"cancel": "1"}')

    async def _add(self, link: str, fate: Fate) -> Sent:
        panel = self._panel
        panel.left[link] += 1
        if fate is Fate.HANGING:
            await panel.released.wait()
        if fate is Fate.REFUSED:
            return sent(body=REFUSED)
        if fate is Fate.LOST:
            return sent(failure=Failure.CUT)
        order_id = panel.make(link)
        if fate is Fate.SILENT:
            return sent(failure=Failure.TIMEOUT)
        answers = {Fate.CHARGED: REFUSED, Fate.SENSELESS: b"{}"}
        return sent(body=answers.get(fate, f'{{"order":{order_id}}}'.encode()))

    async def close(self) -> None:
        await asyncio.sleep(0)


def sent(
    *,
    body: bytes | None = None,
    failure: Failure | None = None,
    left: bool = True,
    detail: str = "",
) -> Sent:
    return Sent(
        phases=(CONNECTED, STARTED) if left else (CONNECTED,),
        traced=True,
        handed_over=left,
        http_status=None if body is None else 200,
        body=body,
        failure=failure,
        detail=detail,
    )


def may_be_made(order: Order) -> bool:
    """Whether the book leaves it open; a refusal is final only if the balance bears it out."""
    return order.state in {OrderState.UNKNOWN, OrderState.SENDING, OrderState.PLACED} or (
        order.state is OrderState.REJECTED and "balance" in order.flag
    )


def was_decided(order: Order) -> bool:
    """Whether a person said what became of it."""
    return order.state is OrderState.NOT_PLACED


@dataclass
class Process:
    """One running program."""

    identity: OtherProcess
    session: Session
    asked: list[asyncio.Task[Any]] = field(default_factory=list)


class Program(RuleBasedStateMachine):
    """One book, one panel, up to two processes that come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock()
        self.panel = self.run(self.make_panel())
        self.processes: list[Process] = []
        self.dead: list[Process] = []
        self.confirmed: Counter[str] = Counter()
        self.batches: list[int] = []
        self.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever it gives
        return self.runner.run(work)

    async def make_panel(self) -> FakePanel:
        return FakePanel()

    # -- processes ---------------------------------------------------------------------

    @precondition(lambda self: len(self.processes) < 2)
    @rule()
    def start(self) -> None:
        async def open_one() -> Process:
            identity = OtherProcess()

            async def connect(_panel: PanelSettings) -> PanelClient:
                await asyncio.sleep(0)
                fake = cast("Transport", FakeTransport(self.panel))
                return PanelClient(fake, clock=self.clock)

            session = await session_on(
                Path(self.folder.name),
                panel_at("https://panel.example/api/v2"),
                clock=self.clock,
                undo_seconds=3,
                sender=identity.sender,
                connect=connect,
            )
            await session.book.recover()
            return Process(identity, session)

        self.processes.append(self.run(open_one()))

    @precondition(lambda self: self.processes)
    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        """It writes nothing more, and is gone."""
        process = self.processes.pop(data.draw(st.sampled_from(range(len(self.processes)))))
        self.run(process.session.book.close())
        process.identity.kill()
        self.dead.append(process)

    @precondition(lambda self: self.processes)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        """It is quit properly."""
        process = self.processes.pop(data.draw(st.sampled_from(range(len(self.processes)))))
        self.panel.released.set()
        self.run(self.in_time(process.session.close()))
        process.identity.kill()

    @precondition(lambda self: self.processes)
    @rule()
    def recover(self) -> None:
        self.run(self.processes[0].session.book.recover())

    # -- what a person does ------------------------------------------------------------

    @precondition(lambda self: self.processes)
    @rule(data=st.data(), link=st.sampled_from(LINKS), again=st.booleans(), go=st.booleans())
    def confirm(self, data: st.DataObject, link: str, again: bool, go: bool) -> None:  # noqa: FBT001
        session = data.draw(st.sampled_from(self.processes)).session

        async def place() -> None:
            twins = await session.unknown_twins(PANEL, "1", link)
            word = again_word() if again else ""
            asked = asyncio.create_task(session.place(PANEL, quote(link), again=word))
            if go:
                await asyncio.wait({asked})
                assert isinstance(asked.exception(), InvalidInput) == bool(twins and not again)
            else:
                await asyncio.sleep(0)
                asked.cancel()
                await asyncio.wait({asked})
                await self.settle()

        self.confirmed[link] += 1
        self.run(place())

    @precondition(lambda self: self.processes)
    @rule(
        data=st.data(),
        links=st.lists(st.sampled_from(LINKS), min_size=1, max_size=4),
        fates=st.lists(st.sampled_from(list(Fate)), max_size=3),
        seconds=st.sampled_from([0, 4, 12]),
    )
    def confirm_batch(
        self, data: st.DataObject, links: list[str], fates: list[Fate], seconds: int
    ) -> None:
        """Several at once; time may pass while the program is awake."""
        self.panel.coming = deque(fates)
        session = data.draw(st.sampled_from(self.processes)).session
        lines = [Line(number, quote(link)) for number, link in enumerate(links, 1)]

        async def place() -> None:
            twins = [await session.unknown_twins(PANEL, "1", link) for link in links]
            under_way = bool(session.batches)
            asked = asyncio.create_task(session.place_batch(PANEL, lines))
            await asyncio.wait({asked})
            refused = asked.exception()
            assert isinstance(refused, InvalidInput) == (any(twins) or under_way)
            if refused is None:
                self.confirmed.update(links)
                self.batches.append(asked.result())
            for _second in range(seconds):
                await self.clock.advance(1)
                await self.settle()

        self.run(place())

    @precondition(lambda self: self.processes)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        session = data.draw(st.sampled_from(self.processes)).session

        async def take_back() -> None:
            ref = session.take_back()
            for _wait in range(5):
                # Of a batch, one may be in flight before it.
                await self.settle()
            if ref is not None and not session.batches:
                assert (await session.book.order(ref)).state is OrderState.NOT_SENT

        self.run(take_back())

    @precondition(lambda self: self.processes)
    @rule(placed=st.booleans())
    def decide(self, placed: bool) -> None:  # noqa: FBT001
        session = self.processes[0].session

        async def settle() -> None:
            for order in await all_orders(session):
                if order.state is not OrderState.UNKNOWN:
                    continue
                ids = [key for key, link in self.panel.made.items() if link == order.link]
                with suppress(SmmError):
                    if placed and ids:
                        await session.settle_as_placed(order.ref, ids[-1])
                    elif not placed and not ids:
                        await session.settle_as_not_placed(order.ref)
                return

        self.run(settle())

    @precondition(lambda self: self.processes)
    @rule()
    def cancel_orders(self) -> None:
        session = self.processes[0].session

        async def ask() -> None:
            orders = [order.ref for order in await all_orders(session) if order.order_id]
            for request in await session.request(RequestKind.CANCEL, orders):
                assert request.state not in {RequestState.INTENDED, RequestState.SENDING}

        self.run(ask())

    # -- the world ---------------------------------------------------------------------

    @rule(fate=st.sampled_from(list(Fate)), fails=st.booleans())
    def turn(self, fate: Fate, fails: bool) -> None:  # noqa: FBT001
        self.panel.fate, self.panel.fails_to_read = fate, fails
        if fate is Fate.HANGING:
            self.panel.released.clear()

    @rule()
    def release(self) -> None:
        self.panel.released.set()
        self.run(self.settle())

    @rule(seconds=st.sampled_from([0.1, 1, 3, 4, 9, 130]))
    def pass_time(self, seconds: float) -> None:
        async def advance() -> None:
            await self.clock.advance(seconds)
            await self.settle()

        self.run(advance())

    @rule(seconds=st.sampled_from([-100, -1, 1, 4, 6, 100]))
    def jump(self, seconds: int) -> None:
        self.clock.jump(seconds)

    async def settle(self) -> None:
        """Let tasks and the book's threads come to rest."""
        for _ in range(6):
            await asyncio.sleep(0.001)

    async def in_time(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        while not task.done():
            await self.clock.advance(1)
            await asyncio.wait({task}, timeout=0.002)
        await task

    # -- what always holds -------------------------------------------------------------

    @invariant()
    def sent_at_most_once(self) -> None:
        for link, count in self.panel.left.items():
            assert count <= self.confirmed[link]

    @invariant()
    def nothing_made_is_missing(self) -> None:
        if not self.processes:
            return
        session = self.processes[0].session
        orders = self.run(all_orders(session))
        by_id = {order.order_id: order for order in orders if order.order_id}
        for link in LINKS:
            ids = {key for key, made in self.panel.made.items() if made == link}
            lost = [key for key in ids if key not in by_id]
            open_ = [
                order
                for order in orders
                if order.link == link and may_be_made(order) and order.order_id not in ids
            ]
            assert len(lost) <= len(open_)

    @invariant()
    def a_batch_ends_with_its_first_doubt(self) -> None:
        """Behind an order that is not certain, nothing of its batch was ever begun."""
        if not self.processes:
            return
        book = self.processes[0].session.book
        for number in self.batches:
            orders = self.run(book.batch(number))
            begun = [order for order in orders if order.sent_at is not None]
            assert begun == orders[: len(begun)]
            certain = {OrderState.PLACED, OrderState.REJECTED}
            # What was unknown may have been settled by a person since.
            doubtful = [order.state not in certain and not was_decided(order) for order in begun]
            assert not any(doubtful[:-1])

    def teardown(self) -> None:
        self.panel.released.set()
        for process in self.processes:
            self.run(self.in_time(process.session.close()))
            process.identity.kill()
        self.run(self.finish())
        for process in self.dead:
            self.run(bury(process.session))
        self.runner.close()
        self.folder.cleanup()

    async def finish(self) -> None:
        """After all is over, the book is settled, and it agrees with the panel."""
        session = await session_on(
            Path(self.folder.name), panel_at("https://panel.example/api/v2"), clock=self.clock
        )
        await session.book.recover()
        orders = await all_orders(session)
        assert all(order.state in FINAL for order in orders)
        for order in orders:
            if order.state is OrderState.UNKNOWN and order.traced:
                assert STARTED in order.phases
        await session.close()


RULES = settings(stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
Program.TestCase.settings = settings(RULES, max_examples=25, derandomize=True)
TestProgram = pytest.mark.filterwarnings("default::ResourceWarning")(Program.TestCase)


@pytest.mark.soak
@pytest.mark.share(seconds=24)
@pytest.mark.filterwarnings("default::ResourceWarning")
@pytest.mark.parametrize("shard", range(2))
def test_a_great_many_programs(share: Share, shard: int) -> None:
    tried = 0
    while tried < MANY and not share.is_over:
        drawn = hypothesis.seed(share.seed + MANY * shard + tried)(Program)
        run_state_machine_as_test(
            drawn, settings=settings(RULES, max_examples=AT_ONCE, database=None)
        )
        tried += AT_ONCE
    share.tell(seed=share.seed, points=tried, of=MANY, wrong=0)

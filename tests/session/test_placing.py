"""Pause, lateness, cancellation, quitting; several processes; a book out of reach; death."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from smm_tui.errors import InvalidInput, LedgerBusy, LedgerError
from smm_tui.ledger import Ledger
from smm_tui.models import Order, OrderState
from smm_tui.session import News, Session, Severity, Topic, again_word
from tests.clock import FakeClock
from tests.faulty import Fault, FaultyPanel
from tests.session.making import (
    GONE,
    ME,
    PANEL,
    SHORT,
    Heard,
    Makes,
    OtherProcess,
    bury,
    compare,
    edit,
    hindered,
    panel_at,
    placed,
    quote,
    session_on,
    until_true,
)
from tests.wire import Ending, http

NO_ANSWER = Fault(give=0, ending=Ending.STALL)
"""The panel makes the order and says nothing; the client gives up after `SHORT`."""


async def order(session: Session, ref: int) -> Order:
    return await session.book.order(ref)


# -- the undo pause ------------------------------------------------------------------------


async def test_nothing_is_sent_before_the_pause_is_over(
    panel: FaultyPanel, patient: Session, clock: FakeClock
) -> None:
    ref = await patient.place(PANEL, quote())
    (pending,) = patient.pending
    assert (pending.ref, pending.panel, pending.service_name) == (ref, PANEL, "Followers")
    assert pending.link == "https://example.com/p/1"
    assert (pending.ends_at - clock.now()).total_seconds() == 3
    await until_true(lambda: panel.of("balance"))
    await clock.advance(2.9)
    assert (await order(patient, ref)).state is OrderState.INTENDED
    assert panel.of("add") == []
    await clock.advance(0.1)
    await patient.wait(ref)
    assert (await order(patient, ref)).state is OrderState.PLACED
    assert patient.pending == ()


async def test_the_newest_is_taken_back_first(panel: FaultyPanel, patient: Session) -> None:
    heard = Heard(patient)
    refs = [await patient.place(PANEL, quote(f"https://example.com/{n}")) for n in range(3)]
    assert patient.take_back() == refs[2]
    assert patient.take_back(refs[0]) == refs[0]
    assert patient.take_back(refs[0]) is None
    assert [pending.ref for pending in patient.pending] == [refs[1]]
    assert patient.take_back() == refs[1]
    assert patient.take_back() is None
    for ref in refs:
        await patient.wait(ref)
        taken = await order(patient, ref)
        assert (taken.state, taken.words) == (OrderState.NOT_SENT, "Taken back before it was sent.")
    assert panel.of("add") == []
    assert heard.notices == []


async def test_the_newest_may_be_one_that_is_just_going_into_the_book(
    panel: FaultyPanel, patient: Session
) -> None:
    first = await patient.place(PANEL, quote("https://example.com/meant"))
    confirmed = asyncio.ensure_future(patient.place(PANEL, quote("https://example.com/mistake")))
    await asyncio.sleep(0)
    taken = await patient.take_back_newest()
    assert taken == await confirmed != first
    await patient.wait(taken)
    assert [pending.ref for pending in patient.pending] == [first]


async def test_what_is_sent_cannot_be_taken_back(panel: FaultyPanel, session: Session) -> None:
    panel.on("add", NO_ANSWER)
    ref = await session.place(PANEL, quote())
    await until_true(lambda: panel.of("add"))
    assert session.in_flight == 1
    assert session.pending == ()
    assert session.take_back(ref) is None
    await session.wait(ref)
    assert session.in_flight == 0
    assert (await order(session, ref)).state is OrderState.UNKNOWN


# -- too late ------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "sent"), [(-3600, 1), (5, 1), (5.1, 0)])
async def test_a_jump_of_the_wall_clock_counts_as_time_passed(
    panel: FaultyPanel, patient: Session, clock: FakeClock, seconds: float, sent: int
) -> None:
    heard = Heard(patient)
    ref = await patient.place(PANEL, quote())
    clock.jump(seconds)
    await clock.advance(3)
    await patient.wait(ref)
    late = await order(patient, ref)
    assert len(panel.of("add")) == sent
    assert late.state is (OrderState.PLACED if sent else OrderState.NOT_SENT)
    assert [notice.review_again for notice in heard.notices] == ([] if sent else [True])


async def test_an_order_that_waits_too_long_for_another_is_not_sent(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    heard = Heard(session)
    panel.on("add", NO_ANSWER)
    first = await session.place(PANEL, quote("https://example.com/1"))
    await until_true(lambda: panel.of("add"))
    second = await session.place(PANEL, quote("https://example.com/2"))
    third = await session.place(PANEL, quote("https://example.com/3"))
    assert session.take_back(third) == third
    await session.wait(third)
    await clock.advance(5.1)
    await session.wait(second)
    assert (await order(session, second)).state is OrderState.NOT_SENT
    assert session.in_flight == 1
    await session.wait(first)
    assert (await order(session, first)).state is OrderState.UNKNOWN
    assert len(panel.of("add")) == 1
    assert [notice.order_ref for notice in heard.notices] == [second, first]
    # The queue goes on.
    assert (await placed(session, "https://example.com/4")).state is OrderState.PLACED


async def test_an_order_is_not_sent_beside_one_that_became_unknown_since(
    panel: FaultyPanel, session: Session
) -> None:
    """When it was confirmed the other was still on its way, and no word was asked for."""
    heard = Heard(session)
    panel.on("add", NO_ANSWER)
    first = await session.place(PANEL, quote())
    await until_true(lambda: panel.of("add"))
    second = await session.place(PANEL, quote("http://www.Example.com/p/1/"))
    other = await session.place(PANEL, quote("https://example.com/p/2"))
    for ref in (first, second, other):
        await session.wait(ref)
    found = [(await order(session, ref)).state for ref in (first, second, other)]
    assert found == [OrderState.UNKNOWN, OrderState.NOT_SENT, OrderState.PLACED]
    assert "unknown whether another order" in (await order(session, second)).words
    assert [notice.review_again for notice in heard.notices] == [False, True]
    again = await session.place(PANEL, quote(), again=again_word())
    await session.wait(again)
    assert (await order(session, again)).state is OrderState.PLACED
    assert len(panel.of("add")) == 3


async def test_the_gate_looks_at_the_time_once_more(
    panel: FaultyPanel, session: Session, clock: FakeClock, tmp_path: Path
) -> None:
    """The clock jumps between `sending` and the first byte."""
    heard = Heard(session)
    session.listen(lambda news: clock.jump(60) if news.topic is Topic.ORDERS else None)
    late = await placed(session)
    assert late.state is OrderState.NOT_SENT
    assert "too much time" in late.words
    assert panel.of("add") == []
    assert [notice.review_again for notice in heard.notices] == [True]


# -- nobody's cancellation changes anything ------------------------------------------------


async def test_a_caller_that_goes_away_changes_nothing(
    panel: FaultyPanel, session: Session
) -> None:
    caller = asyncio.create_task(session.place(PANEL, quote()))
    await asyncio.sleep(0)
    caller.cancel()
    await until_true(lambda: panel.of("add"))
    (ref,) = await session.book.order_refs()
    waiting = asyncio.create_task(session.wait(ref))
    await asyncio.sleep(0)
    waiting.cancel()
    await session.wait(ref)
    assert (await order(session, ref)).state is OrderState.PLACED
    assert len(panel.of("add")) == 1


async def test_a_listener_that_fails_disturbs_no_order(
    session: Session, panel: FaultyPanel
) -> None:
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: failures.append(context["exception"])
    )

    def broken(_news: object) -> None:
        raise ZeroDivisionError

    stop = session.listen(broken)
    assert (await placed(session)).state is OrderState.PLACED
    assert failures
    stop()
    stop()


async def test_an_unexpected_failure_is_raised_where_it_can_be_seen(
    session: Session, panel: FaultyPanel
) -> None:
    broken = quote()
    object.__setattr__(broken, "params", (("service", "1"), ("link", "\ud800")))
    with pytest.raises(UnicodeEncodeError):
        await session.place(PANEL, broken)
    with pytest.raises(UnicodeEncodeError):
        await session.crash()
    assert panel.of("add") == []


# -- quitting ------------------------------------------------------------------------------


async def test_quitting_takes_back_what_waits(panel: FaultyPanel, patient: Session) -> None:
    ref = await patient.place(PANEL, quote())
    await patient.finish()
    left = await order(patient, ref)
    assert left.state is OrderState.NOT_SENT
    assert left.words == "Not sent: the program was quit before."
    assert panel.of("add") == []
    with pytest.raises(InvalidInput, match="ending"):
        await patient.place(PANEL, quote())


async def test_quitting_waits_for_what_is_being_sent(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock
) -> None:
    panel.on("add", NO_ANSWER)
    ref = await session.place(PANEL, quote())
    await until_true(lambda: panel.of("add"))
    await asyncio.gather(session.close(), session.close())
    await session.close()
    book = await Ledger.open(tmp_path / "ledger.db", clock=clock)
    assert (await book.order(ref)).state is OrderState.UNKNOWN
    await book.close()


async def test_quitting_while_an_order_is_being_written_down(
    panel: FaultyPanel, patient: Session, tmp_path: Path, clock: FakeClock
) -> None:
    await patient.client(PANEL)
    await patient.refresh_balance(PANEL)
    caller = asyncio.create_task(patient.place(PANEL, quote()))
    for _turn in range(4):
        await asyncio.sleep(0)
    await patient.close()
    ref = await caller
    assert panel.of("add") == []
    book = await Ledger.open(tmp_path / "ledger.db", clock=clock)
    assert (await book.order(ref)).state is OrderState.NOT_SENT
    await book.close()


# -- a book out of reach -------------------------------------------------------------------


async def test_without_an_intent_nothing_is_sent(
    panel: FaultyPanel, session: Session, tmp_path: Path
) -> None:
    with hindered(tmp_path, "NEW.seq > 0", table="book"), pytest.raises(LedgerError):
        await session.place(PANEL, quote())
    assert session.pending == ()
    assert panel.of("add") == []


@pytest.mark.parametrize("state", [OrderState.PLACED, OrderState.NOT_SENT])
async def test_what_cannot_be_begun_waits_and_can_be_taken_back(
    panel: FaultyPanel, session: Session, clock: FakeClock, tmp_path: Path, state: OrderState
) -> None:
    with hindered(tmp_path, "NEW.state = 'sending'"):
        ref = await session.place(PANEL, quote())
        await until_true(lambda: len(panel.of("balance")) == 2)
        await asyncio.sleep(0.05)
        assert panel.of("add") == []
        if state is OrderState.NOT_SENT:
            assert session.take_back() == ref
    if state is OrderState.PLACED:
        await clock.advance(0.1)
    await session.wait(ref)
    assert (await order(session, ref)).state is state


async def test_an_outcome_is_written_until_the_book_takes_it(
    panel: FaultyPanel, session: Session, clock: FakeClock, tmp_path: Path
) -> None:
    heard = Heard(session)
    with hindered(tmp_path, "NEW.state = 'placed'"):
        ref = await session.place(PANEL, quote())
        await until_true(lambda: heard.notices)
        for _second in range(3):
            await clock.advance(1)
            await asyncio.sleep(0.02)
        assert session.in_flight == 1
        assert (await order(session, ref)).state is OrderState.SENDING
    (notice,) = heard.notices
    assert notice.severity is Severity.ERROR
    assert notice.text.startswith("Note it by hand: order 1: placed 23501.")
    await clock.advance(1)
    await session.wait(ref)
    assert (await order(session, ref)).state is OrderState.PLACED
    assert session.in_flight == 0


async def test_an_outcome_that_no_book_takes_is_told_at_the_end(
    panel: FaultyPanel, session: Session, clock: FakeClock, tmp_path: Path
) -> None:
    heard = Heard(session)
    with hindered(tmp_path, "NEW.state = 'placed'"):
        await session.place(PANEL, quote())
        await until_true(lambda: heard.notices)
        closing = asyncio.create_task(session.close())
        await asyncio.sleep(0)
        while not closing.done():
            await clock.advance(10)
            await asyncio.sleep(0.01)
        with pytest.raises(LedgerBusy, match="order 1: placed 23501"):
            await closing
    await session.close()


async def test_evidence_that_cannot_be_written_holds_nobody_up(
    session: Session, tmp_path: Path
) -> None:
    with hindered(tmp_path, "NEW.balance_after IS NOT NULL"):
        assert (await placed(session)).state is OrderState.PLACED
    with hindered(tmp_path, "NEW.until = 0", table="add_claims"):
        assert (await placed(session, "https://example.com/2")).state is OrderState.PLACED
    assert (await placed(session, "https://example.com/3")).state is OrderState.PLACED


# -- several processes ---------------------------------------------------------------------


@pytest.fixture
async def second(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock, other: OtherProcess
) -> AsyncIterator[Session]:
    """Another process on the same book."""
    made = await session_on(tmp_path, panel_at(panel.url), clock=clock, sender=other.sender)
    yield made
    await made.close()


async def test_adds_to_one_panel_go_one_at_a_time(
    panel: FaultyPanel, session: Session, second: Session, clock: FakeClock
) -> None:
    panel.on("add", NO_ANSWER)
    first = await session.place(PANEL, quote("https://example.com/1"))
    await until_true(lambda: panel.of("add"))
    ref = await second.place(PANEL, quote("https://example.com/2"))
    await until_true(lambda: len(panel.of("balance")) >= 3)
    for _look in range(5):
        await clock.advance(0.1)
        await asyncio.sleep(0.01)
    assert len(panel.of("add")) == 1
    assert (await order(second, ref)).state is OrderState.INTENDED
    await session.wait(first)
    await clock.advance(0.1)
    await second.wait(ref)
    assert (await order(second, ref)).state is OrderState.PLACED
    assert (await compare(panel, session)).sound


async def test_a_claim_of_a_killed_process_holds_nobody_up(
    panel: FaultyPanel, session: Session, other: OtherProcess
) -> None:
    assert await session.book.claim_adds(PANEL, other.sender)
    other.kill()
    assert (await placed(session)).state is OrderState.PLACED


async def test_an_intent_that_another_took_away_is_left_alone(
    panel: FaultyPanel, patient: Session, clock: FakeClock
) -> None:
    ref = await patient.place(PANEL, quote())
    assert await patient.book.withdraw(ref, ME, "by another")
    await until_true(lambda: panel.of("balance"))
    await clock.advance(3)
    await patient.wait(ref)
    left = await order(patient, ref)
    assert (left.state, left.words) == (OrderState.NOT_SENT, "by another")
    assert panel.of("add") == []


async def test_the_gate_reads_the_row_again(
    panel: FaultyPanel, session: Session, tmp_path: Path
) -> None:
    """Another process gives the order up between `sending` and the first byte."""

    def give_up(news: News) -> None:
        if news.topic is Topic.ORDERS and not panel.of("add"):
            edit(tmp_path, "UPDATE orders SET state = 'unknown' WHERE state = 'sending'")

    session.listen(give_up)
    left = await placed(session)
    assert left.state is OrderState.UNKNOWN
    assert panel.of("add") == []
    assert "late not sent" in [event.kind for event in await session.book.events(left.ref)]


# -- death ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "state", "sent"),
    [
        ("NEW.state = 'sending'", OrderState.NOT_SENT, 0),
        ("NEW.state = 'placed'", OrderState.UNKNOWN, 1),
        ("NEW.balance_after IS NOT NULL", OrderState.PLACED, 1),
    ],
)
async def test_a_process_that_dies_between_two_commits(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock, last: str, state: OrderState, sent: int
) -> None:
    """The dead one writes nothing after a point; the next one settles what it left."""
    dead = await session_on(tmp_path, panel_at(panel.url), clock=clock, sender=GONE)
    with hindered(tmp_path, last):
        ref = await dead.place(PANEL, quote())
        await until_true(lambda: len(panel.of("balance")) == 1 + (state is OrderState.PLACED))
        if sent:
            await until_true(lambda: panel.of("add"))
        await asyncio.sleep(0.1)
        await dead.book.close()
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    changed = await session.book.recover()
    assert changed == ([] if state is OrderState.PLACED else [ref])
    assert (await order(session, ref)).state is state
    assert len(panel.of("add")) == sent
    assert (await compare(panel, session)).sound
    assert (await placed(session, "https://example.com/next")).state is OrderState.PLACED
    await session.close()
    await bury(dead)


async def test_an_outcome_survives_the_end_of_the_loop(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    """Cancelled in mid-send, an order is written down as unknown."""
    slow = Makes(clock, {**SHORT, "add": 60})
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock, connect=slow)
    panel.on("add", NO_ANSWER)
    ref = await session.place(PANEL, quote())
    await until_true(lambda: panel.of("add"))
    (task,) = [task for task in asyncio.all_tasks() if task.get_name() == f"order {ref}"]
    task.cancel()
    await asyncio.wait({task})
    cut = await order(session, ref)
    assert (cut.state, cut.words) == (
        OrderState.UNKNOWN,
        "The sending was cut off inside this program.",
    )
    await session.close()


async def test_a_refusal_survives_it_too(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    slow = Makes(clock, {**SHORT, "balance": 60})
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock, connect=slow)
    panel.on("add", Fault(answer=http({"error": "no"}), makes=False))
    panel.on("balance", Fault(), NO_ANSWER)
    ref = await session.place(PANEL, quote())
    await until_true(lambda: len(panel.of("balance")) == 2)
    (task,) = [task for task in asyncio.all_tasks() if task.get_name() == f"order {ref}"]
    task.cancel()
    await asyncio.wait({task})
    refused = await order(session, ref)
    assert (refused.state, refused.flag) == (OrderState.REJECTED, "The balance was not checked.")
    await session.close()

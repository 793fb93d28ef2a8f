"""Several orders at once: one pause, one after the other, stopped by the first doubt."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from smm_tui import ordering
from smm_tui.batch import Line
from smm_tui.batch_pace import SPACING_SECONDS
from smm_tui.errors import InvalidInput, LedgerError, ReadOnly
from smm_tui.messages import MessageKind
from smm_tui.models import Order, OrderState, ServiceType
from smm_tui.session import Session, Severity
from tests.clock import FakeClock
from tests.faulty import Fault, FaultyPanel
from tests.idle import wait_for_threads
from tests.session.making import (
    GONE,
    PANEL,
    SERVICE,
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
PLACED, REJECTED, UNKNOWN, NOT_SENT = (
    OrderState.PLACED,
    OrderState.REJECTED,
    OrderState.UNKNOWN,
    OrderState.NOT_SENT,
)


def refusal(words: str, **more: object) -> Fault:
    return Fault(answer=http({"error": words}, **more), makes=False)  # type: ignore[arg-type]  # as `http` takes them


def lines(count: int = 3, first: int = 1) -> list[Line]:
    numbers = range(first, first + count)
    return [Line(number, quote(f"https://example.com/{number}")) for number in numbers]


async def over(session: Session, number: int, clock: FakeClock) -> list[Order]:
    """Let time pass until a batch is over; its orders."""
    waiting = asyncio.create_task(session.wait(number))
    while not waiting.done():
        await asyncio.wait({waiting}, timeout=0.01)
        await wait_for_threads()  # a machine may be slow, but that is not what the clock shows
        await clock.advance(0.1)
    await waiting
    return await session.book.batch(number)


async def sent_all(session: Session, clock: FakeClock, count: int = 3) -> list[Order]:
    return await over(session, await session.place_batch(PANEL, lines(count)), clock)


def states(orders: list[Order]) -> list[OrderState]:
    return [order.state for order in orders]


# -- one after the other -------------------------------------------------------------------


async def test_all_are_sent_in_their_order_and_told_as_they_come(
    panel: FaultyPanel, session: Session, clock: FakeClock, heard: Heard
) -> None:
    orders = await sent_all(session, clock)
    assert states(orders) == [PLACED] * 3
    assert [order.batch_line for order in orders] == [1, 2, 3]
    assert [form["link"] for form in panel.of("add")] == [order.link for order in orders]
    told = [news.refs for news in heard.news if news.topic == "orders"]
    assert (
        told.index((orders[0].ref,)) < told.index((orders[1].ref,)) < told.index((orders[2].ref,))
    )
    (notice,) = heard.notices
    assert notice.title == "3 of 3 orders of the batch were placed"
    assert (notice.kind, notice.severity) == (MessageKind.BATCH, Severity.INFORMATION)
    assert not session.batches
    assert not session.pending
    assert session.in_flight == 0


async def test_they_keep_their_distance_from_each_other_and_from_other_orders(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    ended: list[float] = []
    began: list[float] = []

    def answer(form: dict[str, str]) -> bytes:
        began.append(clock.monotonic())
        ended.append(clock.monotonic())
        return http({"order": 23501 + len(ended)})

    panel.always("add", Fault(answer=answer))
    number = await session.place_batch(PANEL, lines())
    await until_true(lambda: len(began) == 1)
    alone = await session.place(PANEL, quote("https://example.com/alone"))
    await session.wait(alone)
    assert len(began) == 2
    assert states(await over(session, number, clock)) == [PLACED] * 3
    assert len(began) == 4
    gaps = [began[2] - ended[1], began[3] - ended[2]]
    assert all(gap >= SPACING_SECONDS - 1e-6 for gap in gaps)


async def test_progress_is_told(panel: FaultyPanel, session: Session, clock: FakeClock) -> None:
    panel.on("add", Fault())
    panel.on("add", NO_ANSWER)
    number = await session.place_batch(PANEL, lines(4))
    (progress,) = session.batches
    assert (progress.number, progress.panel) == (number, PANEL)
    assert (progress.count, progress.done) == (4, 0)
    while len(panel.of("add")) < 2:
        await clock.advance(0.1)
        await asyncio.sleep(0.005)
    assert session.batches[0].done == 1
    assert session.in_flight == 1
    assert len(session.pending) == 2
    await over(session, number, clock)


async def test_the_balance_is_read_between_any_two(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    left = iter(["100.70", "100.60", "100.50", "100.40"])
    panel.answers["balance"] = lambda _: {"balance": next(left), "currency": "USD"}
    orders = await sent_all(session, clock)
    assert [str(order.balance_after) for order in orders] == ["100.60", "100.50", "100.40"]
    assert [str(order.balance_before) for order in orders] == ["100.70", "100.60", "100.50"]


# -- what ends it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "state", "why"),
    [
        (NO_ANSWER, UNKNOWN, "It is unknown whether that order was placed."),
        (Fault(answer=http("", status=500)), UNKNOWN, "It is unknown whether that order was"),
        (Fault(answer=http("", status=429)), UNKNOWN, "It is unknown whether that order was"),
        (refusal("Incorrect API key"), REJECTED, "refuse the others too: Incorrect API key"),
        (refusal("Not enough funds on balance"), REJECTED, "the others too: Not enough funds"),
        (
            refusal("Too many requests", status=429, headers={"Retry-After": "90"}),
            REJECTED,
            "The panel asks to wait 90 seconds.",
        ),
    ],
)
async def test_it_stops_where_going_on_is_wrong_or_pointless(
    panel: FaultyPanel,
    session: Session,
    clock: FakeClock,
    heard: Heard,
    fault: Fault,
    state: OrderState,
    why: str,
) -> None:
    panel.on("add", Fault(), fault)
    orders = await sent_all(session, clock, 4)
    assert states(orders) == [PLACED, state, NOT_SENT, NOT_SENT]
    assert len(panel.of("add")) == 2
    assert [order.sent_at is None for order in orders] == [False, False, True, True]
    assert orders[3].words.startswith("Not sent: the batch stopped at line 2.")
    assert why in orders[3].words
    assert not orders[3].acknowledged
    last = heard.notices[-1]
    assert last.title == "The batch stopped at line 2"
    assert "1 of 4 were placed; nothing more is sent." in last.text
    assert (last.kind, last.order_ref) == (MessageKind.BATCH, orders[1].ref)
    assert (last.severity is Severity.ERROR) is (state is UNKNOWN)
    assert (await compare(panel, session)).sound


async def test_without_a_connection_nothing_more_is_tried(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    number = await session.place_batch(PANEL, lines(4))
    await until_true(lambda: panel.of("add"))
    await panel.refuse()
    orders = await over(session, number, clock)
    assert states(orders) == [PLACED, NOT_SENT, NOT_SENT, NOT_SENT]
    assert [order.sent_at is None for order in orders] == [False, False, True, True]
    assert "That order could not be sent." in orders[3].words
    assert len(panel.of("add")) == 1


async def test_a_refusal_of_one_order_is_gone_past(
    panel: FaultyPanel, session: Session, clock: FakeClock, heard: Heard
) -> None:
    panel.on("add", Fault(), refusal("Bad link"))
    assert states(await sent_all(session, clock)) == [PLACED, REJECTED, PLACED]
    assert [notice.title for notice in heard.notices] == [
        "Line 2: The panel refused the order",
        "2 of 3 orders of the batch were placed",
    ]
    assert heard.notices[-1].severity is Severity.WARNING


async def test_after_a_429_it_is_slower_and_the_refused_one_is_not_sent_again(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    panel.on("add", refusal("Too many requests", status=429, headers={"Retry-After": "20"}))
    number = await session.place_batch(PANEL, lines())
    await until_true(lambda: session.batches[0].done == 1)
    began = clock.monotonic()
    await until_true(lambda: session.batches[0].resumes_at is not None)
    resumes_at = session.batches[0].resumes_at
    assert resumes_at is not None
    assert 19 < (resumes_at - clock.now()).total_seconds() <= 20
    for _second in range(19):
        await clock.advance(1)
        await asyncio.sleep(0.002)
    assert len(panel.of("add")) == 1
    orders = await over(session, number, clock)
    assert states(orders) == [REJECTED, PLACED, PLACED]
    assert [form["link"][-1] for form in panel.of("add")] == ["1", "2", "3"]
    assert clock.monotonic() - began >= 20 + 2 * SPACING_SECONDS - 0.1


# -- taking back ---------------------------------------------------------------------------


async def test_u_takes_back_the_whole_batch_in_its_pause(
    panel: FaultyPanel, patient: Session, clock: FakeClock
) -> None:
    heard = Heard(patient)
    alone = await patient.place(PANEL, quote("https://example.com/alone"))
    number = await patient.place_batch(PANEL, lines())
    assert len(patient.pending) == 4
    assert await patient.take_back_newest() is not None
    assert [pending.ref for pending in patient.pending] == [alone]
    orders = await over(patient, number, clock)
    assert states(orders) == [NOT_SENT] * 3
    assert {order.words for order in orders} == {"Taken back before it was sent."}
    assert all(order.acknowledged for order in orders)
    assert heard.notices == []
    assert patient.take_back(alone) == alone
    await over(patient, alone, clock)
    assert panel.of("add") == []


async def test_nothing_is_sent_before_the_pause_is_over(
    panel: FaultyPanel, patient: Session, clock: FakeClock
) -> None:
    number = await patient.place_batch(PANEL, lines())
    await until_true(lambda: panel.of("balance"))
    await clock.advance(2.9)
    assert states(await patient.book.batch(number)) == [OrderState.INTENDED] * 3
    assert panel.of("add") == []
    assert states(await over(patient, number, clock)) == [PLACED] * 3


async def test_what_was_not_sent_yet_can_be_taken_back_in_the_middle(
    panel: FaultyPanel, session: Session, clock: FakeClock, heard: Heard
) -> None:
    number = await session.place_batch(PANEL, lines())
    await until_true(lambda: session.batches[0].done == 1)
    assert session.take_back() is not None
    assert session.take_back() is None
    assert states(await over(session, number, clock)) == [PLACED, NOT_SENT, NOT_SENT]
    assert heard.notices[-1].text == "The rest was taken back."
    assert len(panel.of("add")) == 1


async def test_an_order_just_placed_cannot_be_taken_back_while_the_balance_is_read(
    panel: FaultyPanel, session: Session
) -> None:
    panel.on("balance", Fault(), NO_ANSWER)
    ref = await session.place(PANEL, quote())
    await until_true(lambda: len(panel.of("balance")) == 3)
    assert (await session.book.order(ref)).state is PLACED
    assert session.pending == ()
    assert session.take_back() is None
    await session.wait(ref)


# -- time ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "sent"), [(-3600, 3), (3.9, 3), (5.1, 1), (3600, 1)])
async def test_a_gap_in_time_between_two_orders_ends_it(
    panel: FaultyPanel, session: Session, clock: FakeClock, seconds: float, sent: int
) -> None:
    """As after a stop or a sleep of the machine; a clock set back is none."""
    number = await session.place_batch(PANEL, lines())
    await until_true(lambda: session.batches[0].done == 1)
    clock.jump(seconds)
    orders = await over(session, number, clock)
    assert len(panel.of("add")) == sent
    assert states(orders) == [PLACED] * sent + [NOT_SENT] * (3 - sent)
    assert ("Too much time passed" in orders[2].words) is (sent < 3)


async def test_a_gap_while_one_is_in_flight_ends_it_too(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    panel.on("add", Fault(drip=0.0004))
    number = await session.place_batch(PANEL, lines())
    await until_true(lambda: panel.of("add"))
    clock.jump(3600)
    assert states(await over(session, number, clock)) == [PLACED, NOT_SENT, NOT_SENT]
    assert len(panel.of("add")) == 1


async def test_a_gap_in_the_pause_sends_none(
    panel: FaultyPanel, patient: Session, clock: FakeClock
) -> None:
    number = await patient.place_batch(PANEL, lines())
    clock.jump(6)
    assert states(await over(patient, number, clock)) == [NOT_SENT] * 3
    assert panel.of("add") == []


async def test_a_batch_may_take_its_time_where_the_program_is_awake(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    """Far more passes since the confirmation than one order may wait."""
    began = clock.monotonic()
    assert states(await sent_all(session, clock, 12)) == [PLACED] * 12
    assert clock.monotonic() - began > 11


# -- the end of the program ----------------------------------------------------------------


async def test_quitting_sees_the_one_in_flight_through_and_sends_no_other(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    panel.on("add", Fault(drip=0.0004))
    number = await session.place_batch(PANEL, lines())
    await until_true(lambda: panel.of("add"))
    await session.finish()
    orders = await session.book.batch(number)
    assert states(orders) == [PLACED, NOT_SENT, NOT_SENT]
    assert orders[2].words == "Not sent: the program was quit before."
    assert not orders[2].acknowledged
    with pytest.raises(InvalidInput, match="ending"):
        await session.place_batch(PANEL, lines(1, first=9))


async def test_quitting_while_a_batch_is_being_written_down(
    panel: FaultyPanel, patient: Session
) -> None:
    await patient.client(PANEL)
    caller = asyncio.create_task(patient.place_batch(PANEL, lines()))
    for _turn in range(4):
        await asyncio.sleep(0)
    await patient.finish()
    assert states(await patient.book.batch(await caller)) == [NOT_SENT] * 3
    assert panel.of("add") == []


@pytest.mark.parametrize("reached", [1, 2])
async def test_a_dead_process_leaves_a_true_book(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock, reached: int
) -> None:
    dead = await session_on(tmp_path, panel_at(panel.url), clock=clock, sender=GONE)
    if reached == 2:
        panel.on("add", Fault(), NO_ANSWER)
    with hindered(tmp_path, f"NEW.state = 'placed' AND NEW.ref = {reached}"):
        number = await dead.place_batch(PANEL, lines())
        while len(panel.of("add")) < reached:
            await clock.advance(0.1)
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.1)
        await dead.book.close()
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    await session.book.recover()
    orders = await session.book.batch(number)
    assert states(orders) == [PLACED] * (reached - 1) + [UNKNOWN] + [NOT_SENT] * (3 - reached)
    assert (await compare(panel, session)).sound
    await session.close()
    await bury(dead)


# -- what is not even begun ----------------------------------------------------------------


async def test_limits_hold_for_the_total(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    limited = panel_at(panel.url, confirm_above=Decimal("0.20"), max_charge=Decimal("0.30"))
    session = await session_on(tmp_path, limited, clock=clock)
    for count, typed, field in ((3, "", "charge"), (3, "0.270", "charge"), (4, "0.36", "charge")):
        with pytest.raises(InvalidInput) as refused:
            await session.place_batch(PANEL, lines(count), typed=typed)
        assert refused.value.field == field
    assert await session.book.order_refs() == []
    number = await session.place_batch(PANEL, lines(3), typed=" 0.27 ")
    assert states(await over(session, number, clock)) == [PLACED] * 3
    number = await session.place_batch(PANEL, lines(2, first=9))
    assert states(await over(session, number, clock)) == [PLACED] * 2
    await session.close()


async def test_a_line_beside_an_unknown_order_keeps_the_batch_out(
    panel: FaultyPanel, session: Session
) -> None:
    panel.on("add", NO_ANSWER)
    doubtful = await placed(session, "http://www.Example.com/2/")
    assert doubtful.state is UNKNOWN
    with pytest.raises(InvalidInput, match="Line 2: it is unknown") as refused:
        await session.place_batch(PANEL, lines())
    assert refused.value.field == "again"
    assert len(panel.of("add")) == 1
    assert await session.book.order_refs() == [doubtful.ref]


async def test_what_cannot_be_ordered_is_refused_below_the_screens(session: Session) -> None:
    poll = changed(SERVICE, type=ServiceType.POLL)
    asked = ordering.quote(poll, {"link": "a", "quantity": "100", "answer_number": "1"})
    wrong = ordering.quote(SERVICE, {"link": "", "quantity": "100"})
    for refused in ([], [Line(1, asked)], [Line(1, wrong)], lines(301)):
        with pytest.raises(InvalidInput):
            await session.place_batch(PANEL, refused)
    assert await session.book.order_refs() == []


async def test_read_only_orders_nothing(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    session = await session_on(tmp_path, panel_at(panel.url, read_only=True), clock=clock)
    with pytest.raises(ReadOnly):
        await session.place_batch(PANEL, lines())
    await session.close()


async def test_a_panel_takes_one_batch_at_a_time(
    panel: FaultyPanel, patient: Session, clock: FakeClock
) -> None:
    first, second = (
        asyncio.ensure_future(patient.place_batch(PANEL, lines(2, first=number)))
        for number in (1, 5)
    )
    with pytest.raises(InvalidInput, match="already"):
        await second
    assert states(await over(patient, await first, clock)) == [PLACED] * 2
    number = await patient.place_batch(PANEL, lines(1, first=9))
    assert states(await over(patient, number, clock)) == [PLACED]


async def test_without_the_intents_nothing_is_sent_and_the_next_one_may_be(
    panel: FaultyPanel, session: Session, clock: FakeClock, tmp_path: Path
) -> None:
    with hindered(tmp_path, "NEW.seq > 0", table="book"), pytest.raises(LedgerError):
        await session.place_batch(PANEL, lines())
    assert not session.batches
    assert not session.pending
    assert states(await sent_all(session, clock)) == [PLACED] * 3


# -- several processes ---------------------------------------------------------------------


async def test_two_processes_take_turns_at_one_panel(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock, other: OtherProcess
) -> None:
    second = await session_on(
        tmp_path, panel_at(panel.url), clock=clock, sender=other.sender, connect=Makes(clock)
    )
    mine = await session.place_batch(PANEL, lines(4))
    theirs = await second.place_batch(PANEL, lines(4, first=5))
    found = await asyncio.gather(over(session, mine, clock), over(second, theirs, clock))
    assert [states(orders) for orders in found] == [[PLACED] * 4] * 2
    assert (await compare(panel, session)).sound
    await second.close()


async def test_an_order_of_the_same_that_becomes_unknown_meanwhile_ends_it(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    number = await session.place_batch(PANEL, lines())
    await until_true(lambda: session.batches[0].done == 1)
    panel.on("add", NO_ANSWER)
    assert (await placed(session, "https://example.com/3")).state is UNKNOWN
    orders = await over(session, number, clock)
    assert states(orders) == [PLACED, PLACED, NOT_SENT]
    assert "stopped at line 3. It is unknown whether another order" in orders[2].words
    assert len(panel.of("add")) == 3


async def test_an_order_that_another_took_away_ends_it(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock
) -> None:
    number = await session.place_batch(PANEL, lines())
    await until_true(lambda: session.batches[0].done == 1)
    edit(tmp_path, f"UPDATE orders SET state = 'not sent' WHERE ref = {number + 1}")
    orders = await over(session, number, clock)
    assert states(orders) == [PLACED, NOT_SENT, NOT_SENT]
    assert "no longer this program's to send" in orders[2].words
    assert len(panel.of("add")) == 1

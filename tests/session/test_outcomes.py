"""Every row of the outcome table, from a confirmed quote to the book, over real sockets."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui import wording
from smm_tui.models import OrderState
from smm_tui.session import Session
from tests.certificate import Certificate
from tests.clock import FakeClock
from tests.faulty import Fault, FaultyPanel, Form
from tests.session.making import (
    PANEL,
    SHORT,
    Heard,
    Makes,
    all_orders,
    compare,
    panel_at,
    placed,
    quote,
    session_on,
    until_true,
)
from tests.wire import Ending, http

PAGE = "<!DOCTYPE html><html><head><title>Just a moment</title></head></html>"

ANSWERS: dict[str, tuple[bytes, OrderState]] = {
    "a number": (http({"order": 23501}), OrderState.PLACED),
    "a text": (http({"order": "23501"}), OrderState.PLACED),
    "201": (http({"order": 23501}, status=201), OrderState.PLACED),
    "an empty error beside the id": (http({"order": 23501, "error": ""}), OrderState.PLACED),
    "a refusal": (http({"error": "Not enough funds on balance"}), OrderState.REJECTED),
    "a refusal with 403": (http({"error": "no"}, status=403), OrderState.REJECTED),
    "a refusal in words": (http({"status": "fail", "message": "no"}), OrderState.REJECTED),
    "an id and an error": (http({"order": 23501, "error": "no"}), OrderState.REJECTED),
    "500 with a refusal": (http({"error": "no"}, status=500), OrderState.UNKNOWN),
    "302": (http("", status=302, headers={"Location": "https://a.b/"}), OrderState.UNKNOWN),
    "302 with an id": (http({"order": 23501}, status=302), OrderState.UNKNOWN),
    "502 with a page": (http(PAGE, status=502), OrderState.UNKNOWN),
    "a page": (http(PAGE), OrderState.UNKNOWN),
    "nothing": (http(""), OrderState.UNKNOWN),
    "too much": (http(b" " * (2**20 + 1)), OrderState.UNKNOWN),
    "no JSON": (http("order 23501"), OrderState.UNKNOWN),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", OrderState.UNKNOWN),
    "no id": (http({"status": "success"}), OrderState.UNKNOWN),
    "an empty id": (http({"order": ""}), OrderState.UNKNOWN),
    "two ids": (http({"order": 23501, "data": {"order": 23502}}), OrderState.UNKNOWN),
    "a list of ids": (http({"order": [23501, 23502]}), OrderState.UNKNOWN),
    "two names": (http(b'{"order": 23501, "order": 23502}'), OrderState.UNKNOWN),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_each_answer_is_what_the_table_says(
    panel: FaultyPanel, session: Session, name: str
) -> None:
    answer, state = ANSWERS[name]
    made = state is not OrderState.REJECTED
    panel.on("add", Fault(answer=answer, makes=made))
    order = await placed(session)
    assert order.state is state
    assert order.order_id == ("23501" if state is OrderState.PLACED else "")
    assert order.balance_before == Decimal("100.84292")
    assert order.balance_after == Decimal("100.84292")
    assert (await compare(panel, session)).sound
    assert len(panel.of("add")) == 1


@pytest.mark.parametrize("ending", list(Ending))
async def test_a_fault_at_any_byte_of_the_request_is_unknown_and_sent_once(
    panel: FaultyPanel, session: Session, ending: Ending
) -> None:
    await placed(session, "https://example.com/00")
    whole = panel.received[-1]
    step = 150 if ending is Ending.STALL else 13
    for number, count in enumerate(range(0, whole, step), 10):
        panel.next_connection(Fault(take=count, ending=ending))
        order = await placed(session, f"https://example.com/{number}")
        assert order.state is OrderState.UNKNOWN
        assert "http11.send_request_headers.started" in order.phases
    assert len(panel.of("add")) == 1
    assert (await compare(panel, session)).sound


@pytest.mark.parametrize("ending", list(Ending))
async def test_a_fault_at_any_byte_of_the_answer_is_unknown_until_it_is_whole(
    panel: FaultyPanel, session: Session, ending: Ending
) -> None:
    whole = http({"order": 23501})
    counts = [0, len(whole) - 1] if ending is Ending.STALL else [*range(0, len(whole), 11)]
    for number, count in enumerate(counts):
        panel.on("add", Fault(give=count, ending=ending))
        order = await placed(session, f"https://example.com/{number}")
        assert order.state is OrderState.UNKNOWN
    panel.on("add", Fault(give=None, ending=Ending.CLOSE))
    assert (await placed(session, "https://example.com/whole")).state is OrderState.PLACED
    figures = await compare(panel, session)
    assert figures.sound
    assert len(panel.orders) == len(counts) + 1


async def test_no_connection_is_not_sent(
    panel: FaultyPanel, session: Session, heard: Heard
) -> None:
    await panel.refuse()
    order = await placed(session)
    assert order.state is OrderState.NOT_SENT
    assert order.traced
    assert order.balance_before == Decimal("100.84292")
    assert order.balance_after is None
    assert order.flag == ""
    assert [notice.title for notice in heard.notices] == ["The order was not sent"]
    # The reading before it still holds for the next one.
    await panel.listen()
    assert (await placed(session, "https://example.com/2")).state is OrderState.PLACED
    assert len(panel.of("add")) == 1


async def test_a_certificate_that_nobody_vouches_for_is_not_sent(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with FaultyPanel(certificate=Certificate.make(tmp_path)) as panel:
        session = await session_on(tmp_path, panel_at(panel.url), clock=clock)
        order = await placed(session)
        assert order.state is OrderState.NOT_SENT
        assert order.balance_before is None
        assert panel.requests == []
        await session.close()


async def test_the_phases_are_kept(session: Session) -> None:
    order = await placed(session)
    assert order.phases[0] == "connection.connect_tcp.started"
    assert order.phases[-1] == "http11.response_closed.complete"
    assert wording.steps_seen(order.phases) == [
        "connecting",
        "connected",
        "request begun",
        "request sent",
        "waiting for an answer",
        "answer begun",
        "answer read",
    ]
    assert [event.kind for event in await session.book.events(order.ref)][:3] == [
        "intended",
        "sending",
        "placed",
    ]


async def test_an_id_that_the_book_already_has_is_stored_and_flagged(
    panel: FaultyPanel, session: Session
) -> None:
    answer = http({"order": "7"})
    panel.on("add", Fault(answer=answer), Fault(answer=answer))
    await placed(session, "https://example.com/1")
    second = await placed(session, "https://example.com/2")
    assert (second.state, second.order_id) == (OrderState.PLACED, "7")
    assert second.flag == "The book already had an order with this id."


# -- a refusal, weighed by the balance -----------------------------------------------------


def falling(panel: FaultyPanel, *amounts: str) -> None:
    """The balance from now on, reading by reading; the last one stays."""
    left = list(amounts)

    def answer(_form: Form) -> object:
        amount = left.pop(0) if len(left) > 1 else left[0]
        return {"balance": amount, "currency": "USD"}

    panel.answers["balance"] = answer


REFUSED = Fault(answer=http({"error": "Try again later"}), makes=False)


@pytest.mark.parametrize(
    ("after", "state", "flag"),
    [
        ("100.84292", OrderState.REJECTED, ""),
        ("100.75292", OrderState.UNKNOWN, "Refused, but the balance fell by the charge: 0.09000."),
        ("99.84292", OrderState.REJECTED, "The balance fell by 1.00000 meanwhile."),
        ("101.84292", OrderState.REJECTED, ""),
    ],
)
async def test_a_refusal_is_doubted_where_the_balance_fell(
    panel: FaultyPanel, session: Session, after: str, state: OrderState, flag: str
) -> None:
    falling(panel, "100.84292", after)
    panel.on("add", REFUSED)
    order = await placed(session)
    assert (order.state, order.words, order.flag) == (state, "Try again later", flag)
    assert order.balance_after == Decimal(after)
    assert len(panel.of("balance")) == 1 + 2


async def test_a_refusal_that_cannot_be_weighed_says_so(
    panel: FaultyPanel, session: Session
) -> None:
    panel.always("balance", Fault(answer=http("", status=503)))
    panel.on("add", REFUSED)
    order = await placed(session)
    assert order.state is OrderState.REJECTED
    assert order.flag == "The balance was not checked. The balance was not checked afterwards."


@pytest.mark.parametrize("read_after", [True, False])
async def test_what_the_book_explains_is_not_held_against_a_refusal(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock, *, read_after: bool
) -> None:
    """Another session orders the same amount after the last reading of this one."""
    second = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    await clock.advance(1)
    await placed(session, "https://example.com/first")  # ends with the reading before
    await clock.advance(1)
    falling(panel, "100.84292", "100.75292")
    if not read_after:
        panel.on("balance", *[Fault(answer=http("", status=503))] * 2)
    await placed(second, "https://example.com/other")
    await clock.advance(1)
    falling(panel, "100.75292")
    panel.on("add", REFUSED)
    order = await placed(session)
    before = "100.75292" if read_after else "100.84292"
    assert order.balance_before == Decimal(before)
    assert order.balance_after == Decimal("100.75292")
    assert (order.state, order.flag) == (OrderState.REJECTED, "")
    await second.close()


async def test_a_reading_before_another_order_in_doubt_is_no_reading_before_this_one(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock
) -> None:
    """The fall may be of either of them."""
    second = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    await clock.advance(1)
    await placed(session, "https://example.com/first")
    await clock.advance(1)
    panel.on("balance", *[Fault(answer=http("", status=503))] * 2)
    panel.on("add", Fault(give=0))
    assert (await placed(second, "https://example.com/other")).state is OrderState.UNKNOWN
    await clock.advance(1)
    falling(panel, "100.75292")
    panel.on("add", REFUSED)
    order = await placed(session)
    assert order.state is OrderState.REJECTED
    assert order.balance_before == Decimal("100.84292")  # as it was shown
    assert order.flag == "The balance was not checked."
    await second.close()


async def test_an_old_reading_is_no_evidence(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    await clock.advance(301)
    panel.on("balance", Fault(answer=http("", status=503)))
    panel.on("add", REFUSED)
    order = await placed(session)
    assert order.state is OrderState.REJECTED
    assert order.flag == "The balance was not checked."
    assert order.balance_after == Decimal("100.84292")


async def test_several_orders_share_readings(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    """The reading after one is the reading before the next."""
    for number in range(3):
        await placed(session, f"https://example.com/{number}")
    assert len(panel.of("balance")) == 1 + 1 + 3
    await clock.advance(11)
    await placed(session, "https://example.com/later")
    assert len(panel.of("balance")) == 1 + 1 + 3 + 2
    orders = await all_orders(session)
    assert all(order.balance_before and order.balance_after for order in orders)


async def test_a_balance_that_never_comes_holds_no_order_up(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    """It is given two seconds before, ten after."""
    patient = Makes(clock, {**SHORT, "balance": 60})
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock, connect=patient)
    panel.always("balance", Fault(give=0, ending=Ending.STALL))
    ref = await session.place(PANEL, quote())
    await until_true(lambda: panel.of("balance"))
    await clock.advance(1.9)
    assert session.in_flight == 0
    await clock.advance(0.1)
    await until_true(lambda: len(panel.of("balance")) == 2)
    assert session.in_flight == 0
    assert (await session.book.order(ref)).state is OrderState.PLACED
    await clock.advance(10)
    await session.wait(ref)
    order = await session.book.order(ref)
    assert order.flag == "The balance was not checked afterwards."
    assert order.balance_before is None
    await session.close()

"""An order is sent at most once, and the book always says what is true of it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import sqlite3
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smm_tui.errors import AddClaimed, InvalidInput
from smm_tui.ledger import Ledger, Sender
from smm_tui.ledger.connection import SET_BACK_MS
from smm_tui.ledger.placing import ADD_LEASE_MS
from smm_tui.models import OrderState, Origin, ServiceType
from smm_tui.outcome import TRANSITIONS, AddOutcome
from tests.clock import START, FakeClock
from tests.ledger.making import (
    ANSWERED,
    CUT,
    ME,
    OTHER,
    PANEL,
    SERVICE,
    URL,
    intent,
    kinds,
    only,
    placed,
    sending,
    unknown,
)

PLACED = AddOutcome(OrderState.PLACED, order_id="23501")


async def test_an_intent_is_kept_whole(book: Ledger) -> None:
    ref = await book.intend(intent(), ME)

    order = await book.order(ref)
    assert order.state is OrderState.INTENDED
    assert order.origin is Origin.PLACED
    assert (order.panel, order.panel_url) == (PANEL, URL)
    assert (order.service_id, order.service_name) == (SERVICE.service_id, SERVICE.name)
    assert (order.service_type, order.category) == (ServiceType.DEFAULT, "Instagram")
    assert str(order.rate) == "0.90"
    assert str(order.foretold) == "0.0900"
    assert order.params == (
        ("service", "17"),
        ("link", "https://example.com/p/1"),
        ("quantity", "100"),
    )
    assert (order.quantity, order.currency) == (100, "USD")
    assert order.balance_before == Decimal("100.84292")
    assert order.created_at == START
    assert order.order_id == ""
    assert order.status is None
    assert await book.sender_of(ref) == ME
    assert await kinds(book, ref) == ["intended"]


async def test_a_placed_order_has_its_id_and_its_phases(book: Ledger, clock: FakeClock) -> None:
    ref = await book.intend(intent(), ME)
    await clock.advance(3)
    assert await book.begin_sending(ref, ME)
    assert await book.may_send(ref, ME)
    await clock.advance(1)
    order = await book.settle(ref, PLACED, ANSWERED, balance_before=Decimal("100.8"))

    assert order.state is OrderState.PLACED
    assert order.order_id == "23501"
    assert order.phases == ANSWERED.phases
    assert order.traced
    assert order.balance_before == Decimal("100.8")
    assert order.sent_at is not None
    assert order.settled_at is not None
    assert (order.settled_at - order.sent_at).total_seconds() == 1
    assert await kinds(book, ref) == ["intended", "sending", "placed"]
    assert not await book.may_send(ref, ME)


async def test_only_the_sender_begins_and_only_once(book: Ledger) -> None:
    ref = await book.intend(intent(), ME)
    assert not await book.begin_sending(ref, OTHER)
    assert await book.begin_sending(ref, ME)
    assert not await book.begin_sending(ref, ME)
    assert not await book.may_send(ref, OTHER)
    assert await kinds(book, ref) == ["intended", "sending"]


async def test_of_many_beginning_at_once_one_wins(book: Ledger, second: Ledger) -> None:
    ref = await book.intend(intent(), ME)
    won = await asyncio.gather(*(b.begin_sending(ref, ME) for b in (book, second) * 20))
    assert won.count(True) == 1


async def test_a_withdrawn_order_is_never_sent(book: Ledger) -> None:
    ref = await book.intend(intent(), ME)
    assert not await book.withdraw(ref, OTHER, "not mine")
    assert await book.withdraw(ref, ME, "taken back")
    assert not await book.withdraw(ref, ME, "taken back")
    assert not await book.begin_sending(ref, ME)
    order = await book.order(ref)
    assert (order.state, order.words) == (OrderState.NOT_SENT, "taken back")
    assert await kinds(book, ref) == ["intended", "not sent"]


async def test_adds_to_one_panel_go_one_at_a_time(
    book: Ledger, clock: FakeClock, live_other: Sender
) -> None:
    mine, theirs = await book.intend(intent(), ME), await book.intend(intent(), live_other)
    elsewhere = await book.intend(intent(panel="else"), live_other)
    assert await book.claim_adds(PANEL, ME)
    assert await book.claim_adds(PANEL, ME)
    assert not await book.claim_adds(PANEL, live_other)
    with pytest.raises(AddClaimed):
        await book.begin_sending(theirs, live_other)
    assert (await book.order(theirs)).state is OrderState.INTENDED
    assert await book.begin_sending(elsewhere, live_other)
    assert await book.begin_sending(mine, ME)
    await book.release_adds(PANEL, live_other)
    assert not await book.claim_adds(PANEL, live_other)
    await book.release_adds(PANEL, ME)
    assert await book.begin_sending(theirs, live_other)


async def test_a_claim_ends_with_its_time_and_takes_the_right_to_send_along(
    book: Ledger, clock: FakeClock, live_other: Sender
) -> None:
    ref = await book.intend(intent(), live_other)
    assert await book.begin_sending(ref, live_other)
    assert await book.may_send(ref, live_other)
    await clock.advance(ADD_LEASE_MS / 1000)
    assert not await book.may_send(ref, live_other)
    assert await book.claim_adds(PANEL, ME)
    assert not await book.may_send(ref, live_other)


async def test_a_claim_of_a_gone_process_is_free_at_once(book: Ledger) -> None:
    assert await book.claim_adds(PANEL, OTHER)
    assert await book.claim_adds(PANEL, ME)


async def test_a_claim_made_before_the_clock_was_set_back_is_free(
    book: Ledger, clock: FakeClock, live_other: Sender
) -> None:
    clock.jump(86_400)
    assert await book.claim_adds(PANEL, live_other)
    clock.jump(-86_400)
    assert await book.claim_adds(PANEL, ME)


async def test_a_clock_turned_back_a_little_leaves_a_claim_in_force(
    book: Ledger, clock: FakeClock, live_other: Sender
) -> None:
    assert await book.claim_adds(PANEL, live_other)
    clock.jump(-SET_BACK_MS / 1000)
    assert not await book.claim_adds(PANEL, ME)
    clock.jump(-0.001)
    assert await book.claim_adds(PANEL, ME)


async def test_a_write_that_waited_for_the_lock_sees_the_time_after_it(
    book: Ledger, second: Ledger, path: Path, clock: FakeClock, live_other: Sender
) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as elsewhere:
        elsewhere.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(second.claim_adds(PANEL, ME))
        await asyncio.sleep(0.1)
        clock.jump(SET_BACK_MS / 1000 + 1)
        until = int(clock.now().timestamp() * 1000) + ADD_LEASE_MS
        elsewhere.execute(
            "INSERT INTO add_claims VALUES (?, ?, ?, ?, ?)",
            (PANEL, live_other.boot_id, live_other.pid, live_other.started, until),
        )
        elsewhere.execute("COMMIT")
    assert not await waiting


async def test_a_refusal_keeps_the_panels_words(book: Ledger) -> None:
    ref = await sending(book)
    refused = AddOutcome(OrderState.REJECTED, words="Not enough funds", note="balance not checked")
    order = await book.settle(ref, refused, ANSWERED)
    assert (order.state, order.words) == (OrderState.REJECTED, "Not enough funds")
    assert order.flag == "balance not checked"


async def test_an_unknown_order_says_what_happened(book: Ledger) -> None:
    order = await book.order(await unknown(book))
    assert (order.state, order.words, order.flag) == (OrderState.UNKNOWN, "cut", "")


async def test_an_id_that_the_book_has_is_stored_and_flagged(book: Ledger) -> None:
    first, again = await placed(book, "23501"), await placed(book, "23501")
    assert (await book.order(first)).flag == ""
    doubled = await book.order(again)
    assert doubled.order_id == "23501"
    assert "already" in doubled.flag
    assert "note" in await kinds(book, again)


async def test_the_same_id_at_another_panel_is_no_double(book: Ledger) -> None:
    await placed(book, "23501", panel="else")
    assert (await book.order(await placed(book, "23501"))).flag == ""


@pytest.mark.parametrize(
    "given_up", [OrderState.UNKNOWN, OrderState.NOT_PLACED, OrderState.NOT_SENT]
)
async def test_a_late_id_makes_an_order_placed(book: Ledger, given_up: OrderState) -> None:
    ref = await sending(book)
    first = OrderState.UNKNOWN if given_up is OrderState.NOT_PLACED else given_up
    await book.settle(ref, AddOutcome(first, note="given up"), CUT)
    if given_up is OrderState.NOT_PLACED:
        await book.decide(ref, given_up)
    order = await book.settle(ref, PLACED, ANSWERED)
    assert (order.state, order.order_id) == (OrderState.PLACED, "23501")


async def test_any_other_late_outcome_changes_nothing(book: Ledger) -> None:
    ref = await unknown(book)
    late = AddOutcome(OrderState.REJECTED, words="no")
    assert (await book.settle(ref, late, ANSWERED)).state is OrderState.UNKNOWN
    assert (await book.events(ref))[-1].kind == "late rejected"
    assert (await book.events(ref))[-1].text == "no"


async def test_the_balance_after_is_kept_or_its_lack_is_flagged(book: Ledger) -> None:
    read, unread = await placed(book, "1"), await placed(book, "2")
    await book.note_balance_after(read, Decimal("100.7"))
    await book.note_balance_after(unread, None)
    await book.note_balance_after(unread, None)
    assert (await book.order(read)).balance_after == Decimal("100.7")
    order = await book.order(unread)
    assert order.balance_after is None
    assert order.flag == "The balance was not checked afterwards."


async def test_a_person_settles_an_unknown_order_once(book: Ledger) -> None:
    ref, other = await unknown(book), await unknown(book)
    assert (await book.decide(ref, OrderState.PLACED, "77")).order_id == "77"
    assert (await book.decide(other, OrderState.NOT_PLACED)).state is OrderState.NOT_PLACED
    with pytest.raises(InvalidInput):
        await book.decide(ref, OrderState.NOT_PLACED)
    assert (await kinds(book, ref))[-1] == "decided placed"
    assert (await book.order(ref)).state is OrderState.PLACED


@pytest.mark.parametrize(
    ("state", "order_id"), [(OrderState.PLACED, ""), (OrderState.NOT_PLACED, "77")]
)
async def test_a_choice_needs_an_id_exactly_where_it_was_placed(
    book: Ledger, state: OrderState, order_id: str
) -> None:
    ref = await unknown(book)
    with pytest.raises(InvalidInput):
        await book.decide(ref, state, order_id)
    assert (await book.order(ref)).state is OrderState.UNKNOWN


async def test_what_gone_processes_left_is_settled(book: Ledger, live_other: Sender) -> None:
    intended = await book.intend(intent(), OTHER)
    sent = await sending(book, sender=OTHER)
    alive = [await book.intend(intent(), live_other), await sending(book, sender=live_other)]
    own = await sending(book)

    assert await book.recover() == [intended, sent]
    assert await book.recover() == []
    assert (await book.order(intended)).state is OrderState.NOT_SENT
    assert (await book.order(sent)).state is OrderState.UNKNOWN
    assert (await book.order(sent)).words
    states = [order.state for order in await book.orders([*alive, own])]
    assert states == [OrderState.INTENDED, OrderState.SENDING, OrderState.SENDING]


async def test_a_sender_in_another_container_is_given_an_hour(
    book: Ledger, clock: FakeClock
) -> None:
    boot, _, _ = ME.boot_id.partition("/")
    contained = dataclasses.replace(ME, boot_id=f"{boot}/pid:[1]")
    ref = await sending(book, sender=contained)
    assert await book.recover() == []
    await clock.advance(3_601)
    assert await book.recover() == [ref]


async def test_the_change_of_boot_ends_every_sender(book: Ledger) -> None:
    ref = await sending(book, sender=dataclasses.replace(ME, boot_id="earlier"))
    assert await book.recover() == [ref]


_STEPS = ("begin", "withdraw", "recover", "placed", "rejected", "unknown", "not sent")
_DECISIONS = ("decide placed", "decide not placed")


async def _step(book: Ledger, ref: int, name: str, sender: Sender) -> None:
    if name == "begin":
        await book.begin_sending(ref, sender)
    elif name == "withdraw":
        await book.withdraw(ref, sender, "why")
    elif name == "recover":
        await book.recover()
    elif name in _DECISIONS:
        state = OrderState(name.removeprefix("decide "))
        order_id = f"77{ref}" if state is OrderState.PLACED else ""  # one book for all chains
        with pytest.raises(InvalidInput) if not await _is_unknown(book, ref) else _nothing():
            await book.decide(ref, state, order_id)
    else:
        order_id = "23501" if name == "placed" else ""
        await book.settle(ref, AddOutcome(OrderState(name), order_id=order_id), ANSWERED)


async def _is_unknown(book: Ledger, ref: int) -> bool:
    return (await book.order(ref)).state is OrderState.UNKNOWN


class _nothing:  # noqa: N801 - reads as a context
    def __enter__(self) -> None: ...

    def __exit__(self, *args: object) -> None: ...


LATE = {
    (OrderState.NOT_PLACED, OrderState.PLACED),
    (OrderState.NOT_SENT, OrderState.PLACED),
}
"""What only an answer with an id does, after the order was given up."""


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.sampled_from(_STEPS + _DECISIONS), min_size=1, max_size=12),
    sender=st.sampled_from([ME, OTHER]),
)
async def test_no_chain_of_calls_leaves_the_table_of_transitions(
    book: Ledger, steps: list[str], sender: Sender
) -> None:
    ref = await book.intend(intent(), sender)
    state = OrderState.INTENDED
    sent = 0
    for name in steps:
        before = len(await book.events(ref))
        await _step(book, ref, name, sender)
        now = (await book.order(ref)).state
        if now is not state:
            assert now in TRANSITIONS[state] or (state, now) in LATE
            assert len(await book.events(ref)) > before
        sent += now is OrderState.SENDING and state is not OrderState.SENDING
        state = now
    assert sent <= 1
    await book.release_adds(PANEL, sender)


async def test_every_pair_of_racing_changes_has_one_winner(book: Ledger, second: Ledger) -> None:
    calls = {
        "begin": lambda b, ref: b.begin_sending(ref, ME),
        "withdraw": lambda b, ref: b.withdraw(ref, ME, "why"),
    }
    for one, other in product(calls, repeat=2):
        ref = await book.intend(intent(), ME)
        won = await asyncio.gather(calls[one](book, ref), calls[other](second, ref))
        assert won.count(True) == 1


async def test_one_book_starts_with_one_order(book: Ledger) -> None:
    await book.intend(intent(), ME)
    assert (await only(book)).ref == 1


async def test_a_ref_that_does_not_exist(book: Ledger) -> None:
    with pytest.raises(KeyError):
        await book.order(1)
    with pytest.raises(KeyError):
        await book.sender_of(1)

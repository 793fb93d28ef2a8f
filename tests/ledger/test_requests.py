"""Refills and cancels: one send, a result for each order."""

from __future__ import annotations

import asyncio

import pytest

from smm_tui.errors import WrongOrder
from smm_tui.ledger import Ledger
from smm_tui.models import (
    ItemError,
    RefillReport,
    RefillStatus,
    Request,
    RequestKind,
    RequestState,
    Status,
)
from smm_tui.outcome import RequestOutcome
from tests.clock import START, FakeClock
from tests.ledger.making import ME, OTHER, PANEL, URL, kinds, placed, report

ACCEPTED = RequestOutcome(RequestState.ACCEPTED, request_id="31")
REFUSED = RequestOutcome(RequestState.REJECTED, words="Refill is disabled for this service")


async def intended(
    book: Ledger, count: int = 1, kind: RequestKind = RequestKind.REFILL
) -> list[Request]:
    refs = [await placed(book, f"o{number}") for number in range(count)]
    return await book.intend_requests(kind, refs, ME)


async def sent(
    book: Ledger, count: int = 1, kind: RequestKind = RequestKind.REFILL
) -> list[Request]:
    requests = await intended(book, count, kind)
    assert await book.begin_requests([request.ref for request in requests], ME)
    return requests


async def test_a_request_is_written_down_before_it_is_sent(book: Ledger) -> None:
    (request,) = await intended(book)
    assert (request.kind, request.state) == (RequestKind.REFILL, RequestState.INTENDED)
    assert (request.request_id, request.status, request.created_at) == ("", None, START)
    order = await book.order(request.order_ref)
    assert order.refill == request
    assert order.cancel is None
    assert await book.requests_of(order.ref) == [request]
    assert await book.requests([]) == []


async def test_all_begin_or_none(book: Ledger) -> None:
    requests = await intended(book, 3)
    refs = [request.ref for request in requests]
    assert not await book.begin_requests(refs, OTHER)
    assert not await book.may_send_requests(refs, ME)
    assert await book.begin_requests(refs[:1], ME)
    assert not await book.begin_requests(refs, ME)
    assert [r.state for r in await book.requests(refs)] == [
        RequestState.SENDING,
        RequestState.INTENDED,
        RequestState.INTENDED,
    ]
    assert await book.begin_requests(refs[1:], ME)
    assert await book.may_send_requests(refs, ME)
    assert not await book.may_send_requests(refs, OTHER)


async def test_of_two_beginning_at_once_one_wins(book: Ledger, second: Ledger) -> None:
    refs = [request.ref for request in await intended(book, 3)]
    won = await asyncio.gather(*(b.begin_requests(refs, ME) for b in (book, second) * 5))
    assert won.count(True) == 1


async def test_each_order_has_its_own_result(book: Ledger) -> None:
    first, middle, last = await sent(book, 3)
    unknown = RequestOutcome(RequestState.UNKNOWN, note="The answer does not name this order.")
    results = {first.ref: ACCEPTED, middle.ref: REFUSED, last.ref: unknown}
    orders = [first.order_ref, middle.order_ref, last.order_ref]
    assert await book.settle_requests(results) == orders

    done = await book.requests([first.ref, middle.ref, last.ref])
    assert [request.state for request in done] == [
        RequestState.ACCEPTED,
        RequestState.REJECTED,
        RequestState.UNKNOWN,
    ]
    assert done[0].request_id == "31"
    assert done[1].words == "Refill is disabled for this service"
    assert done[2].words == "The answer does not name this order."
    assert await book.attention() == orders[1:]
    assert (await kinds(book, orders[0]))[-3:] == [
        "refill intended",
        "refill sending",
        "refill accepted",
    ]


async def test_a_settled_request_stays_settled_but_for_a_late_acceptance(book: Ledger) -> None:
    (request,) = await sent(book)
    await book.settle_requests({request.ref: RequestOutcome(RequestState.UNKNOWN)})
    assert await book.settle_requests({request.ref: REFUSED}) == []
    assert await book.settle_requests({request.ref: ACCEPTED}) == [request.order_ref]
    assert await book.settle_requests({request.ref: REFUSED}) == []
    assert await book.attention() == []


async def test_what_was_never_sent(book: Ledger) -> None:
    (request,) = await intended(book, kind=RequestKind.CANCEL)
    unsent = RequestOutcome(RequestState.NOT_SENT, note="No connection was made.")
    assert await book.settle_requests({request.ref: unsent}) == [request.order_ref]
    assert not await book.begin_requests([request.ref], ME)
    assert (await book.order(request.order_ref)).cancel is not None
    assert await book.attention() == []


async def test_a_new_refill_takes_the_place_of_a_refused_one(book: Ledger) -> None:
    (request,) = await sent(book)
    await book.settle_requests({request.ref: REFUSED})
    await book.acknowledge([request.order_ref])
    assert await book.attention() == []
    (again,) = await book.intend_requests(RequestKind.REFILL, [request.order_ref], ME)
    assert await book.begin_requests([again.ref], ME)
    await book.settle_requests({again.ref: REFUSED})
    assert await book.attention() == [request.order_ref]
    assert [r.ref for r in await book.requests_of(request.order_ref)] == [request.ref, again.ref]


async def test_a_refill_has_a_status_of_its_own_until_it_ends(
    book: Ledger, clock: FakeClock
) -> None:
    (request,) = await sent(book)
    await book.settle_requests({request.ref: ACCEPTED})

    async def say(said: RefillReport | ItemError) -> list[int]:
        return await book.record_refills(PANEL, {"31": said}, clock.now())

    running = RefillReport(RefillStatus.IN_PROGRESS, "In progress")
    assert await say(running) == [request.order_ref]
    assert await say(running) == []
    assert await say(ItemError("busy")) == [request.order_ref]
    (kept,) = await book.requests([request.ref])
    assert (kept.status, kept.words) == (RefillStatus.IN_PROGRESS, "busy")
    assert kept.checked_at == clock.now()

    rejected = RefillReport(RefillStatus.REJECTED, "Rejected")
    assert await say(rejected) == [request.order_ref]
    assert await book.attention() == [request.order_ref]
    await clock.advance(3_600)
    assert (
        await book.open_refills(PANEL, URL, now=clock.now(), interval_s=15, lease_s=45, sender=ME)
        == []
    )
    events = [e.text for e in await book.events(request.order_ref) if e.kind == "refill status"]
    assert events == ["In progress", "busy", "Rejected"]


async def test_a_refill_that_the_panel_does_not_know_ends(book: Ledger, clock: FakeClock) -> None:
    (request,) = await sent(book)
    await book.settle_requests({request.ref: ACCEPTED})
    gone = ItemError("Refill not found", WrongOrder.message_id)
    assert await book.record_refills(PANEL, {"31": gone}, START) == [request.order_ref]
    assert await book.attention() == [request.order_ref]
    (kept,) = await book.requests([request.ref])
    assert (kept.status, kept.status_text) == (RefillStatus.ERROR, "Refill not found")
    assert await book.record_refills("else", {"31": gone}, START) == []
    assert await book.record_refills(PANEL, {"": gone}, START) == []


@pytest.mark.parametrize("status", [Status.CANCELED, Status.PARTIAL])
async def test_a_cancelled_order_is_polled_until_the_panel_says_so(
    book: Ledger, clock: FakeClock, status: Status
) -> None:
    (request,) = await sent(book, kind=RequestKind.CANCEL)
    await book.settle_requests({request.ref: RequestOutcome(RequestState.ACCEPTED)})
    assert await book.live_count(PANEL, URL) == 1
    await book.record_statuses(PANEL, URL, {"o0": report(status)}, clock.now())
    assert await book.live_count(PANEL, URL) == 0


async def test_requests_of_gone_senders(book: Ledger) -> None:
    orders = [await placed(book, key) for key in "123"]
    left = await book.intend_requests(RequestKind.REFILL, orders[:2], OTHER)
    own = await book.intend_requests(RequestKind.CANCEL, orders[2:], ME)
    assert await book.begin_requests([left[1].ref], OTHER)
    assert await book.begin_requests([own[0].ref], ME)
    assert await book.recover() == orders[:2]
    states = [r.state for r in await book.requests([*(r.ref for r in left), own[0].ref])]
    assert states == [RequestState.NOT_SENT, RequestState.UNKNOWN, RequestState.SENDING]
    assert await book.attention() == [orders[1]]

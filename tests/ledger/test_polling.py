"""What is due is claimed in the book, so that no order is asked for twice in an interval."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from smm_tui.errors import WrongOrder
from smm_tui.ledger import Ledger, Sender
from smm_tui.ledger.connection import SET_BACK_MS
from smm_tui.models import ItemError, RequestKind, RequestState, Status
from smm_tui.outcome import RequestOutcome
from smm_tui.schedule import Due
from tests.clock import START, FakeClock
from tests.ledger.making import ME, OTHER, PANEL, URL, intent, placed, report, unknown

NEW_URL = "https://new.example/api/v2"


async def claim(
    book: Ledger,
    clock: FakeClock,
    *,
    sender: Sender = ME,
    url: str = URL,
    limit: int = 100,
    early_s: float = 0,
) -> list[Due]:
    return await book.claim_due(
        PANEL,
        url,
        now=clock.now(),
        interval_s=15,
        lease_s=45,
        sender=sender,
        limit=limit,
        early_s=early_s,
    )


async def refs(
    book: Ledger, clock: FakeClock, *, limit: int = 100, early_s: float = 0
) -> list[int]:
    return [due.ref for due in await claim(book, clock, limit=limit, early_s=early_s)]


async def heard(book: Ledger, clock: FakeClock, *ids: str, status: Status = Status.PENDING) -> None:
    await book.record_statuses(PANEL, URL, {key: report(status) for key in ids}, clock.now())


async def test_live_orders_are_due_once_an_interval(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    assert await claim(book, clock) == [Due(ref=ref, order_id="1", checked_at=None)]
    assert await claim(book, clock, sender=OTHER) == []
    await heard(book, clock, "1")
    await clock.advance(14.9)
    assert await claim(book, clock) == []
    await clock.advance(0.1)
    assert await claim(book, clock) == [Due(ref=ref, order_id="1", checked_at=START)]


async def test_of_two_books_at_once_each_order_goes_to_one(
    book: Ledger, second: Ledger, clock: FakeClock
) -> None:
    all_refs = [await placed(book, str(number)) for number in range(30)]
    parts = await asyncio.gather(
        *(claim(each, clock, limit=10) for each in (book, second, book, second))
    )
    assert sorted(due.ref for part in parts for due in part) == all_refs


async def test_a_claim_runs_out_or_is_given_back(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    await claim(book, clock)
    await book.release([ref], ME)
    assert await refs(book, clock) == [ref]
    await clock.advance(44.9)
    assert await refs(book, clock) == []
    await clock.advance(0.1)
    assert await refs(book, clock) == [ref]


async def test_a_claim_that_ran_out_is_not_given_back_for_whoever_has_it_now(
    book: Ledger, clock: FakeClock
) -> None:
    """As when a process was stopped while it asked."""
    ref = await placed(book, "1")
    await claim(book, clock)
    await clock.advance(45)
    assert [due.ref for due in await claim(book, clock, sender=OTHER)] == [ref]
    await book.release([ref], ME)
    assert await refs(book, clock) == []
    await book.release([ref], OTHER)
    assert await refs(book, clock) == [ref]


async def test_only_placed_and_unfinished_orders_are_due(book: Ledger, clock: FakeClock) -> None:
    live, done = await placed(book, "1"), await placed(book, "2")
    await heard(book, clock, "2", status=Status.COMPLETED)
    await unknown(book)
    await book.intend(intent(), ME)
    await clock.advance(3_600)
    assert await refs(book, clock) == [live]
    assert (await book.order(done)).status is Status.COMPLETED
    assert await book.live_count(PANEL, URL) == 1


async def test_a_status_never_heard_of_counts_as_live(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    await heard(book, clock, "1", status=Status.UNHEARD)
    await clock.advance(15)
    assert await refs(book, clock) == [ref]


async def test_the_oldest_news_come_first(book: Ledger, clock: FakeClock) -> None:
    first, middle, last = [await placed(book, key) for key in "123"]
    await heard(book, clock, "1")
    await clock.advance(1)
    await heard(book, clock, "3")
    await clock.advance(15)
    assert await refs(book, clock, limit=2) == [middle, first]
    assert await refs(book, clock) == [last]


async def test_the_last_hundred_is_filled_up_with_what_is_due_soon(
    book: Ledger, clock: FakeClock
) -> None:
    soon, late = await placed(book, "1"), await placed(book, "2")
    assert await claim(book, clock, early_s=5) != []
    await heard(book, clock, "1")
    await clock.advance(8)
    await heard(book, clock, "2")
    await clock.advance(4)
    # Nothing is due, so nothing is asked early.
    assert await refs(book, clock, early_s=5) == []
    due = await placed(book, "3")
    assert await refs(book, clock, early_s=5, limit=1) == [due]
    await book.release([due], ME)
    assert await refs(book, clock, early_s=5) == [due, soon]
    assert late not in await refs(book, clock, early_s=5)


async def test_lost_ids_are_asked_for_less_often(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    gone = ItemError("Incorrect order ID", WrongOrder.message_id)
    await book.record_statuses(PANEL, URL, {"1": gone}, clock.now())
    await clock.advance(60)
    assert await refs(book, clock) == []
    await clock.advance(300)
    assert await refs(book, clock) == [ref]


async def test_a_clock_set_back_holds_nothing_up(book: Ledger, clock: FakeClock) -> None:
    heard_late, claimed_late = await placed(book, "1"), await placed(book, "2")
    clock.jump(86_400)
    await heard(book, clock, "1")
    assert await refs(book, clock) == [claimed_late]
    clock.jump(-86_400)
    assert await refs(book, clock) == [claimed_late, heard_late]


async def test_a_clock_turned_back_a_little_leaves_a_claim_in_force(
    book: Ledger, second: Ledger, clock: FakeClock
) -> None:
    ref = await placed(book, "1")
    assert await refs(book, clock) == [ref]
    clock.jump(-SET_BACK_MS / 1000)
    assert await refs(second, clock) == []
    clock.jump(-0.001)
    assert await refs(second, clock) == [ref]


async def test_another_url_under_the_name_waits_for_a_person(
    book: Ledger, clock: FakeClock
) -> None:
    old = await placed(book, "1")
    assert await book.url_conflict(PANEL, URL) is None
    assert await book.url_conflict(PANEL, NEW_URL) == URL
    assert await book.url_conflict("else", NEW_URL) is None
    assert await claim(book, clock, url=NEW_URL) == []
    new = await placed(book, "1", url=NEW_URL)
    assert (await book.order(new)).flag == ""
    assert [due.ref for due in await claim(book, clock, url=NEW_URL)] == [new]

    await book.confirm_panel_url(PANEL, NEW_URL)
    assert await book.url_conflict(PANEL, NEW_URL) is None
    assert await book.live_count(PANEL, NEW_URL) == 2
    assert [due.ref for due in await claim(book, clock, url=NEW_URL)] == [old]
    assert (await book.order(old)).panel_url == URL
    reports = {"1": report(Status.COMPLETED)}
    assert await book.record_statuses(PANEL, NEW_URL, reports, START) == [old, new]


async def refill(book: Ledger, order_ref: int, refill_id: str) -> int:
    (request,) = await book.intend_requests(RequestKind.REFILL, [order_ref], ME)
    assert await book.begin_requests([request.ref], ME)
    accepted = RequestOutcome(RequestState.ACCEPTED, request_id=refill_id)
    await book.settle_requests({request.ref: accepted})
    return request.ref


@pytest.mark.parametrize("url", [URL, NEW_URL])
async def test_open_refills_are_due_once_an_interval(
    book: Ledger, clock: FakeClock, url: str
) -> None:
    ref = await refill(book, await placed(book, "1"), "r1")
    await refill(book, await placed(book, "2"), "")

    async def due() -> list[tuple[int, str]]:
        return await book.open_refills(
            PANEL, url, now=clock.now(), interval_s=15, lease_s=45, sender=ME
        )

    if url == NEW_URL:
        assert await due() == []
        return
    assert await due() == [(ref, "r1")]
    assert await due() == []
    await clock.advance(timedelta(seconds=45).total_seconds())
    assert await due() == [(ref, "r1")]


async def test_a_claim_on_refills_is_given_back_by_whoever_has_it(
    book: Ledger, clock: FakeClock
) -> None:
    kept, given = [await refill(book, await placed(book, name), f"r{name}") for name in "12"]

    async def due(sender: Sender = ME) -> set[tuple[int, str]]:
        return {
            *await book.open_refills(
                PANEL, URL, now=clock.now(), interval_s=15, lease_s=45, sender=sender
            )
        }

    assert await due() == {(kept, "r1"), (given, "r2")}
    await book.release_refills([], ME)
    await book.release_refills([given], OTHER)
    assert await due() == set()
    await book.release_refills([given, 999], ME)
    assert await due(OTHER) == {(given, "r2")}
    await book.release_refills([given], ME)
    assert await due() == set()
    await clock.advance(45)
    assert await due() == {(kept, "r1"), (given, "r2")}

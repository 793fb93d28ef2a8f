"""Lists, counts and histories as they are shown."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta
from decimal import Decimal

import pytest

from smm_tui.filters import Query
from smm_tui.ledger import Counts, Ledger
from smm_tui.models import KnownCharge, OrderSort, OrderState, Status
from smm_tui.outcome import AddOutcome
from smm_tui.untrusted import fold
from tests.clock import START, FakeClock
from tests.ledger.making import ANSWERED, ME, PANEL, URL, intent, placed, report, service, unknown


async def three(book: Ledger) -> list[int]:
    """Orders that differ in everything they can be sorted by; the first is first in each."""
    refs = []
    for row, (order_id, name, status, remains) in enumerate(
        [
            ("9", "apples", Status.CANCELED, 90),
            ("10", "Berries", Status.IN_PROGRESS, 150),
            ("11", "cherries", Status.PENDING, 240),
        ]
    ):
        wanted = intent(
            of=service(name),
            link=f"https://example.com/{row}",
            quantity=100 * (row + 1),
            foretold="0.5",
        )
        ref = await book.intend(wanted, ME)
        assert await book.begin_sending(ref, ME)
        await book.settle(ref, AddOutcome(OrderState.PLACED, order_id=order_id), ANSWERED)
        said = report(
            status,
            charge=Decimal(9 + row),
            start_count=9 + row,
            remains=remains,
        )
        await book.record_statuses(PANEL, URL, {order_id: said}, START)
        refs.append(ref)
    return refs


@pytest.mark.parametrize("sort", [sort for sort in OrderSort if sort is not OrderSort.PROGRESS])
async def test_every_sort_and_its_reverse(book: Ledger, sort: OrderSort) -> None:
    refs = await three(book)
    expected = refs[::-1] if sort is OrderSort.NEWEST else refs
    assert await book.order_refs(sort=sort) == expected
    assert await book.order_refs(sort=sort, reverse=True) == expected[::-1]


async def test_sorted_by_progress(book: Ledger) -> None:
    refs = await three(book)
    unheard = await unknown(book)
    done = await placed(book, "12")
    await book.record_statuses(PANEL, URL, {"12": report(Status.COMPLETED, remains=None)}, START)
    ordered = [unheard, refs[0], refs[2], refs[1], done]
    assert await book.order_refs(sort=OrderSort.PROGRESS) == ordered


async def test_words_are_all_required_in_any_order(book: Ledger) -> None:
    first = await placed(book, "1001")
    name = "𝗡𝗼 𝗗𝗿𝗼𝗽 Ünïcode"  # noqa: RUF001 - as panels write it
    styled = await book.intend(intent(of=service(name), link="x"), ME)

    async def found(*words: str) -> list[int]:
        return await book.order_refs(Query(words=tuple(map(fold, words))))

    assert await found("drop", "no") == [styled, first]
    assert await found("unicode", "NO DROP") == [styled]
    assert await found("1001") == [first]
    assert await found("followers", "placed") == [first]
    assert await found("intended") == [styled]
    assert await found("drop", "cheese") == []
    assert await found("%") == []


async def test_a_new_status_is_found_and_the_old_no_longer(book: Ledger) -> None:
    ref = await placed(book, "1")
    await book.record_statuses(PANEL, URL, {"1": report(Status.PROCESSING)}, START)
    assert await book.order_refs(Query(words=("processing",))) == [ref]
    await book.record_statuses(PANEL, URL, {"1": report(Status.COMPLETED)}, START)
    assert await book.order_refs(Query(words=("processing",))) == []
    assert await book.order_refs(Query(words=("completed",))) == [ref]


async def test_orders_of_one_panel(book: Ledger) -> None:
    mine, other = await placed(book, "1"), await placed(book, "1", panel="else")
    assert await book.order_refs(panel=PANEL) == [mine]
    assert await book.order_refs(Query(words=("followers",)), panel="else") == [other]
    assert await book.order_refs(panel="none") == []


@pytest.mark.parametrize("sort", [OrderSort.NEWEST, OrderSort.SERVICE])
async def test_a_narrowed_list_keeps_its_sort(book: Ledger, sort: OrderSort) -> None:
    refs = await three(book)
    await placed(book, "12", panel="else")
    found = await book.order_refs(Query(words=("example.com",)), panel=PANEL, sort=sort)
    assert found == (refs[::-1] if sort is OrderSort.NEWEST else refs)
    assert (
        await book.order_refs(Query(words=("example.com",)), sort=sort, reverse=True, panel=PANEL)
        == (found[::-1])
    )


async def test_orders_come_as_asked(book: Ledger) -> None:
    refs = [await placed(book, key) for key in "123"]
    asked = [refs[2], 99, refs[0]]
    assert [order.ref for order in await book.orders(asked)] == [refs[2], refs[0]]
    assert await book.orders([]) == []


async def test_counts_and_attention(book: Ledger) -> None:
    assert await book.counts() == Counts(live=0, attention=0, unknown=0, total=0)
    cut_short, live = await placed(book, "1"), await placed(book, "2")
    doubt = await unknown(book)
    await book.record_statuses(PANEL, URL, {"1": report(Status.CANCELED)}, START)
    assert await book.counts() == Counts(live=1, attention=2, unknown=1, total=3)
    assert await book.attention() == [doubt, cut_short]
    assert await book.acknowledge([doubt, cut_short, live, 99]) == [cut_short, live]
    assert await book.attention() == [doubt]


async def test_the_last_quantity_of_a_service(book: Ledger) -> None:
    assert await book.last_quantity(PANEL, "17") == ""
    await book.intend(intent(quantity=250), ME)
    await book.intend(intent(quantity=300), ME)
    await book.intend(intent(quantity=9, of=service("other", "18")), ME)
    await book.track(PANEL, URL, ["7"])
    assert await book.last_quantity(PANEL, "17") == "300"
    assert await book.last_quantity("else", "17") == ""
    unsized = dataclasses.replace(intent(), params=(("service", "17"), ("comments", "a")))
    await book.intend(unsized, ME)
    assert await book.last_quantity(PANEL, "17") == ""


async def test_known_charges(book: Ledger, clock: FakeClock) -> None:
    await clock.advance(10)
    before = clock.now()
    await clock.advance(10)
    charged = await placed(book, "1")
    await clock.advance(10)
    doubt = await unknown(book)
    await clock.advance(10)
    ended = clock.now()
    await book.record_statuses(PANEL, URL, {"1": report(Status.CANCELED)}, ended)
    known = await book.known_charges_between(PANEL, before, ended)
    sent = [before + timedelta(seconds=s) for s in (10, 20)]
    assert known == [
        KnownCharge(charged, sent[0], Decimal("0.27819"), OrderState.PLACED),
        KnownCharge(doubt, sent[1], Decimal("0.0900"), OrderState.UNKNOWN),
        KnownCharge(charged, ended, None, OrderState.PLACED),
    ]
    assert await book.known_charges_between(PANEL, START, before) == []
    assert await book.known_charges_between("else", START, ended) == []


async def test_another_process_news_are_found_by_their_number(book: Ledger, second: Ledger) -> None:
    assert await second.changed_since(0) == (0, [])
    version = await second.data_version()
    first, other = await placed(book, "1"), await placed(book, "2")
    assert await second.data_version() != version
    seq, refs = await second.changed_since(0)
    assert sorted(refs) == [first, other]
    await book.record_statuses(PANEL, URL, {"1": report()}, START)
    assert await second.changed_since(seq) == (seq + 1, [first])
    assert (await second.order(first)).status is Status.IN_PROGRESS


async def test_many_calls_at_once_on_one_book(book: Ledger) -> None:
    refs = await asyncio.gather(*(book.intend(intent(), ME) for _ in range(50)))
    assert sorted(refs) == list(range(1, 51))
    assert (await book.counts()).total == 50

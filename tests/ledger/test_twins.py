"""Orders for the same service and link, however the link is written."""

from __future__ import annotations

import pytest

from smm_tui.ledger import Ledger
from smm_tui.models import Status
from tests.clock import START
from tests.ledger.making import ME, PANEL, URL, intent, placed, report, sending, service, unknown


async def test_orders_for_the_same_service_and_link(book: Ledger) -> None:
    link = "https://example.com/same"
    ended = await placed(book, "1", link=link)
    await book.record_statuses(PANEL, URL, {"1": report(Status.COMPLETED)}, START)
    running = await placed(book, "2", link=link)
    waiting = await book.intend(intent(link=link), ME)
    await book.intend(intent(link=link, of=service("other", "18")), ME)
    same = await book.same_running(PANEL, "17", link)
    assert [order.ref for order in same] == [waiting, running]
    assert ended not in [order.ref for order in same]
    assert await book.same_running("else", "17", link) == []


async def test_twins_are_found_for_all_pairs_at_once(book: Ledger) -> None:
    live = await placed(book, "1", link="https://example.com/a")
    await placed(book, "2", link="https://example.com/other")
    doubtful = await unknown(book)
    link = (await book.order(doubtful)).link
    waiting = await book.intend(intent(link="https://example.com/b"), ME)
    gone = await book.intend(intent(link="https://example.com/c"), ME)
    await book.withdraw(gone, ME, "no")
    pairs = [
        ("17", "https://example.com/a"),
        ("17", link),
        ("17", "https://example.com/b"),
        ("17", "https://example.com/c"),
        ("18", "https://example.com/other"),
        ("17", "nowhere"),
    ]
    found = await book.same_running_of(PANEL, pairs)
    assert [order.ref for order in found] == [live, doubtful, waiting]
    assert await book.same_running_of("another", pairs) == []
    assert await book.same_running_of(PANEL, []) == []


@pytest.mark.parametrize(
    "link",
    [
        "http://example.com/p/1",
        "https://www.example.com/p/1",
        "HTTPS://Example.COM/p/1",
        "https://example.com/p/1/",
        "https://example.com:443/p/1#top",
        " example.com/p/1 ",
    ],
)
async def test_another_way_to_write_a_link_hides_no_order(book: Ledger, link: str) -> None:
    doubtful, under_way = await unknown(book), await sending(book)
    live = await placed(book, "1")
    await placed(book, "2")
    found = await book.same_running(PANEL, "17", link)
    assert [order.ref for order in found] == [live, under_way, doubtful]
    assert await book.same_running_of(PANEL, [("17", link), ("18", link)]) == found[::-1]
    assert await book.same_running(PANEL, "17", "https://example.com/P/1") == []
    # What is in the book stays as it was sent.
    assert {order.link for order in found} == {"https://example.com/p/1"}

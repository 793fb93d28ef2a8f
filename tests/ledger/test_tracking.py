"""What panels say is kept, what they do not say stays, and nothing goes back in silence."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from smm_tui.errors import WrongOrder
from smm_tui.ledger import Ledger
from smm_tui.ledger.tracking import MOST_CHILDREN
from smm_tui.models import Balance, ItemError, Money, OrderState, Origin, Status, StatusReport
from tests.clock import START, FakeClock
from tests.ledger.making import PANEL, SERVICE, URL, kinds, placed, report

LOST = ItemError("Incorrect order ID", WrongOrder.message_id)


async def test_a_report_is_kept_with_every_digit(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    await clock.advance(5)
    said = report(Status.PARTIAL, charge=Decimal("0.2781900"), posts=3, runs=2, expiry="31/12/2026")
    assert await book.record_statuses(PANEL, URL, {"1": said}, clock.now()) == [ref]

    order = await book.order(ref)
    assert (order.status, order.status_text) == (Status.PARTIAL, "Partial")
    assert str(order.charge) == "0.2781900"
    assert (order.currency, order.start_count, order.remains) == ("USD", 3572, 157)
    assert (order.posts, order.runs, order.expiry) == (3, 2, "31/12/2026")
    assert order.checked_at == clock.now()
    assert (await book.events(ref))[-1].text == "Partial"


async def test_what_a_report_leaves_out_stays(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    await book.record_statuses(PANEL, URL, {"1": report()}, START)
    bare = StatusReport(Status.COMPLETED, "Completed")
    await book.record_statuses(PANEL, URL, {"1": bare}, START)
    order = await book.order(ref)
    assert order.status is Status.COMPLETED
    assert (order.charge, order.start_count, order.remains) == (Decimal("0.27819"), 3572, 157)
    assert order.currency == "USD"


async def test_the_same_again_changes_only_when_it_was_heard(
    book: Ledger, clock: FakeClock
) -> None:
    ref = await placed(book, "1")
    await book.record_statuses(PANEL, URL, {"1": report()}, START)
    before, history = await book.order(ref), await kinds(book, ref)
    seq, _ = await book.changed_since(0)
    later = START + timedelta(seconds=15)
    assert await book.record_statuses(PANEL, URL, {"1": report()}, later) == []
    after = await book.order(ref)
    assert after.checked_at == later
    assert after.changed_at == before.changed_at
    assert await kinds(book, ref) == history
    assert await book.changed_since(seq) == (seq, [])


async def test_only_a_change_of_status_is_an_event(book: Ledger) -> None:
    ref = await placed(book, "1")
    await book.record_statuses(PANEL, URL, {"1": report()}, START)
    assert await book.record_statuses(PANEL, URL, {"1": report(remains=12)}, START) == [ref]
    assert (await kinds(book, ref)).count("status") == 1
    await book.record_statuses(PANEL, URL, {"1": report(Status.COMPLETED)}, START)
    await book.record_statuses(PANEL, URL, {"1": report(Status.PROCESSING)}, START)
    texts = [event.text for event in await book.events(ref) if event.kind == "status"]
    assert texts == ["In progress", "Completed", "Processing"]


async def test_an_id_no_longer_known_stays_placed(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    await book.record_statuses(PANEL, URL, {"1": report()}, START)
    gone = START + timedelta(minutes=1)
    assert await book.record_statuses(PANEL, URL, {"1": LOST}, gone) == [ref]
    assert await book.record_statuses(PANEL, URL, {"1": LOST}, gone + timedelta(hours=1)) == []

    order = await book.order(ref)
    assert (order.state, order.status) == (OrderState.PLACED, Status.IN_PROGRESS)
    assert (order.lost_at, order.words) == (gone, "Incorrect order ID")
    assert await book.attention() == [ref]
    assert (await book.events(ref))[-1].kind == "lost"

    other = ItemError("Order not found", WrongOrder.message_id)
    assert await book.record_statuses(PANEL, URL, {"1": other}, gone) == [ref]
    assert (await book.order(ref)).lost_at == gone

    assert await book.record_statuses(PANEL, URL, {"1": report()}, gone) == [ref]
    assert (await book.order(ref)).lost_at is None
    assert await book.attention() == []
    assert (await book.events(ref))[-1].kind == "known again"


async def test_another_refusal_is_no_loss(book: Ledger) -> None:
    ref = await placed(book, "1")
    busy = ItemError("Unknown error, please try again later")
    assert await book.record_statuses(PANEL, URL, {"1": busy}, START) == [ref]
    order = await book.order(ref)
    assert order.lost_at is None
    assert order.words == "Unknown error, please try again later"
    assert (await book.events(ref))[-1].kind == "refused"


async def test_a_hundred_reports_are_one_commit(book: Ledger, second: Ledger) -> None:
    refs = [await placed(book, str(number)) for number in range(100)]
    seq, _ = await book.changed_since(0)
    reports = {str(number): report() for number in range(100)}
    version = await second.data_version()
    assert await book.record_statuses(PANEL, URL, reports, START) == refs
    assert await second.data_version() != version
    # Every commit that changes an order counts one.
    assert await second.changed_since(seq) == (seq + 1, refs)


async def test_reports_of_another_panel_touch_nothing(book: Ledger) -> None:
    ref = await placed(book, "1")
    assert await book.record_statuses("else", URL, {"1": report()}, START) == []
    other = "https://other.example/api/v2"
    assert await book.record_statuses(PANEL, other, {"1": report()}, START) == []
    assert (await book.order(ref)).status is None


async def test_both_orders_under_a_doubled_id_hear_of_it(book: Ledger) -> None:
    refs = [await placed(book, "1"), await placed(book, "1")]
    assert await book.record_statuses(PANEL, URL, {"1": report()}, START) == refs


async def test_children_are_tracked_and_are_like_their_parent(book: Ledger) -> None:
    ref = await placed(book, "1")
    said = StatusReport(Status.ACTIVE, "Active", children=("11", "12", "1", "11", ""))
    changed = await book.record_statuses(PANEL, URL, {"1": said}, START)
    assert changed[0] == ref
    children = await book.orders(changed[1:])
    assert [child.order_id for child in children] == ["11", "12"]
    for child in children:
        assert (child.origin, child.state) == (Origin.CHILD, OrderState.PLACED)
        assert (child.parent, child.service_name) == (ref, SERVICE.name)
        assert (child.panel, child.panel_url, child.link) == (PANEL, URL, "https://example.com/p/1")
        assert (child.quantity, child.foretold, child.params) == (None, None, ())
    assert "children" in await kinds(book, ref)
    again = StatusReport(Status.ACTIVE, "Active", children=("11", "12", "13"))
    assert len(await book.record_statuses(PANEL, URL, {"1": again}, START)) == 1


async def test_a_panel_cannot_flood_the_book_at_once(book: Ledger) -> None:
    ref = await placed(book, "1")
    many = tuple(f"c{number}" for number in range(MOST_CHILDREN + 1))
    said = StatusReport(Status.ACTIVE, "Active", children=many)
    assert len(await book.record_statuses(PANEL, URL, {"1": said}, START)) == 1 + MOST_CHILDREN
    assert len(await book.record_statuses(PANEL, URL, {"1": said}, START)) == 1
    assert (await book.order(ref)).status is Status.ACTIVE


async def test_orders_placed_elsewhere_are_added_once(book: Ledger) -> None:
    mine = await placed(book, "5")
    added, known = await book.track(PANEL, URL, ["5", "ord_01HG9", "7", "7"])
    assert known == ["5"]
    orders = await book.orders(added)
    assert [order.order_id for order in orders] == ["ord_01HG9", "7"]
    assert {order.origin for order in orders} == {Origin.TRACKED}
    assert await kinds(book, added[0]) == ["tracked"]
    assert await book.track(PANEL, URL, ["5", "7"]) == ([], ["5", "7"])
    assert mine not in added


async def test_readings_of_the_balance(book: Ledger) -> None:
    assert await book.last_balance(PANEL) is None
    for minute, amount in enumerate(("100.84292", "100.84292", "100.8", "100.84292")):
        reading = Balance(Money(Decimal(amount), "USD"), START + timedelta(minutes=minute))
        await book.record_balance(PANEL, URL, reading, "refresh")
    amounts = [str(reading.money.amount) for reading in await book.balances(PANEL)]
    assert amounts == ["100.84292", "100.8", "100.84292"]
    assert (await book.balances(PANEL))[-1].at == START + timedelta(minutes=1)
    last = await book.last_balance(PANEL)
    assert last is not None
    assert last.at == START + timedelta(minutes=3)
    assert await book.balances("else") == []


@pytest.mark.parametrize("status", [Status.PARTIAL, Status.CANCELED, Status.FAILED])
async def test_an_upsetting_end_wants_eyes_once(book: Ledger, status: Status) -> None:
    ref = await placed(book, "1")
    await book.record_statuses(PANEL, URL, {"1": report(status)}, START)
    assert await book.attention() == [ref]
    assert await book.acknowledge([ref]) == [ref]
    assert await book.acknowledge([ref]) == []
    assert await book.attention() == []
    assert (await book.order(ref)).acknowledged
    await book.record_statuses(PANEL, URL, {"1": report(Status.COMPLETED)}, START)
    assert await book.attention() == []
    await book.record_statuses(PANEL, URL, {"1": report(status)}, START)
    assert await book.attention() == [ref]


async def test_children_of_children_are_not_adopted(book: Ledger) -> None:
    await book.track(PANEL, URL, ["1"])
    said = StatusReport(Status.ACTIVE, "Active", children=("11",))
    await book.record_statuses(PANEL, URL, {"1": said}, START)
    nested = StatusReport(Status.ACTIVE, "Active", children=("111", "112"))
    await book.record_statuses(PANEL, URL, {"11": nested}, START)
    assert (await book.counts()).total == 2

"""When orders started, moved and were completed, and which of them take too long."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from smm_tui.errors import WrongOrder
from smm_tui.filters import ORDERS, parse
from smm_tui.ledger import Counts, Ledger
from smm_tui.models import ItemError, Mark, ServiceType, Status, StatusReport
from smm_tui.statistics import Pace
from tests.clock import FakeClock
from tests.ledger.making import (
    ME,
    PANEL,
    SERVICE,
    URL,
    intent,
    placed,
    report,
    sent,
    service,
)

HOUR = 3600.0
DAY = 24 * HOUR


async def hear(book: Ledger, clock: FakeClock, order_id: str, **said: object) -> list[int]:
    status = said.pop("status", Status.IN_PROGRESS)
    assert isinstance(status, Status)
    reports = {order_id: report(status, **said)}
    return await book.record_statuses(PANEL, URL, reports, clock.now())


async def history(book: Ledger, clock: FakeClock, *, count: int = 5, minutes: float = 60) -> None:
    """Orders of one service that all started after a minute and ended after so many."""
    ids = [f"h{minutes}-{number}" for number in range(count)]
    for order_id in ids:
        await placed(book, order_id)
    await clock.advance(60)
    for order_id in ids:
        await hear(book, clock, order_id)
    await clock.advance(minutes * 60 - 61)
    for order_id in ids:
        await hear(book, clock, order_id)
    await clock.advance(1)
    for order_id in ids:
        await hear(book, clock, order_id, status=Status.COMPLETED, remains=0)


async def pace(book: Ledger) -> Pace:
    return await book.pace(PANEL, URL, SERVICE.service_id)


async def test_start_movement_and_completion_have_their_times(
    book: Ledger, clock: FakeClock
) -> None:
    ref = await placed(book, "1")
    order = await book.order(ref)
    assert (order.started_at, order.completed_at, order.moved_at) == (None, None, clock.now())
    assert (order.slow_at, order.rest, order.mark) == (None, timedelta(days=1), None)

    heard = []
    for status, remains in (
        (Status.PENDING, 100),
        (Status.IN_PROGRESS, 100),
        (Status.IN_PROGRESS, 40),
        (Status.COMPLETED, 0),
    ):
        await clock.advance(60)
        heard.append(clock.now())
        await hear(book, clock, "1", status=status, remains=remains)
        assert (await book.order(ref)).moved_at == clock.now()
    order = await book.order(ref)
    assert (order.started_at, order.completed_at) == (heard[1], heard[3])
    # A refill lets it run again; what it took stays what it took.
    await clock.advance(DAY)
    await hear(book, clock, "1", status=Status.PROCESSING)
    await clock.advance(DAY)
    await hear(book, clock, "1", status=Status.COMPLETED)
    order = await book.order(ref)
    assert (order.started_at, order.completed_at) == (heard[1], heard[3])


async def test_the_same_again_is_no_movement(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    await hear(book, clock, "1")
    moved = (await book.order(ref)).moved_at
    await clock.advance(60)
    await hear(book, clock, "1", charge=Decimal("0.3"))
    assert (await book.order(ref)).moved_at == moved


async def test_a_pace_is_that_of_the_services_own_orders(book: Ledger, clock: FakeClock) -> None:
    assert await pace(book) == Pace()
    await history(book, clock, minutes=60)
    await placed(book, "else", panel="else", url="https://else.example/api/v2")
    await book.track(PANEL, URL, ["tracked"])
    await book.intend(intent(of=service("other", "18")), ME)
    await book.intend(intent(), ME)
    found = await pace(book)
    assert (found.count, found.ended) == (5, 5)
    assert found.start is not None
    assert (found.start.count, found.start.median) == (5, 60_000)
    assert found.done is not None
    assert (found.done.count, found.done.median) == (5, 3_600_000)
    await placed(book, "1")
    assert (await pace(book)).count == 6


async def test_figures_that_cannot_be_read_are_made_anew(
    book: Ledger, clock: FakeClock, path: Path
) -> None:
    await history(book, clock)
    await placed(book, "1")
    before = await pace(book)
    with closing(sqlite3.connect(path)) as database:
        changed = database.execute("UPDATE paces SET figures = '{}}'").rowcount
        database.commit()
    assert changed == 1
    assert await pace(book) == before


async def test_a_night_without_looking_is_no_time(book: Ledger, clock: FakeClock) -> None:
    await placed(book, "1")
    await clock.advance(10 * HOUR)
    await hear(book, clock, "1", status=Status.COMPLETED)
    found = await pace(book)
    assert (found.start, found.done, found.ended) == (None, None, 1)


@pytest.mark.parametrize("more", [{"runs": 2}, {"posts": 0}])
async def test_what_makes_orders_is_no_measure_of_others(
    book: Ledger, clock: FakeClock, more: dict[str, int]
) -> None:
    await placed(book, "1")
    await placed(book, "2")
    await clock.advance(60)
    await hear(book, clock, "1", status=Status.COMPLETED, **more)
    await hear(book, clock, "2", status=Status.COMPLETED, runs=0)
    assert (await pace(book)).count == 1


async def test_an_order_that_takes_longer_than_nine_of_ten_is_slow(
    book: Ledger, clock: FakeClock
) -> None:
    await history(book, clock, minutes=60)
    ref = await placed(book, "1")
    order = await book.order(ref)
    assert order.slow_at == clock.now() + timedelta(hours=1)
    await clock.advance(HOUR - 1)
    assert await hear(book, clock, "1") == [ref]
    assert (await book.order(ref)).mark is None
    # Not the time alone: it has to be heard that it still runs.
    await clock.advance(10)
    assert await book.order_refs(parse("st:slow", ORDERS)) == []
    seq = await book.change_number()
    assert await hear(book, clock, "1") == [ref]
    assert await book.changed_since(seq) == (seq + 1, [ref])
    assert await book.order_refs(parse("st:slow", ORDERS)) == [ref]
    assert await book.order_refs(parse("st:slow,stuck", ORDERS)) == [ref]
    assert await book.order_refs(parse("st:stuck", ORDERS)) == []
    assert await book.attention() == []
    assert await hear(book, clock, "1") == []
    assert await hear(book, clock, "1", status=Status.COMPLETED) == [ref]
    assert await book.order_refs(parse("st:slow", ORDERS)) == []


async def test_an_order_that_does_not_move_is_stuck_until_it_does(
    book: Ledger, clock: FakeClock
) -> None:
    ref = await placed(book, "1")
    await hear(book, clock, "1")
    await clock.advance(DAY)
    assert await book.attention() == []
    assert await hear(book, clock, "1") == [ref]
    assert await book.order_refs(parse("st:stuck", ORDERS)) == await book.attention() == [ref]
    assert await book.counts() == Counts(live=1, attention=1, unknown=0, total=1)

    assert await book.acknowledge([ref]) == [ref]
    assert await book.acknowledge([ref]) == []
    assert await book.attention() == []
    assert (await book.order(ref)).mark is Mark.STUCK
    await clock.advance(DAY)
    assert await hear(book, clock, "1") == []
    assert await book.attention() == []

    assert await hear(book, clock, "1", remains=9) == [ref]
    assert await book.order_refs(parse("st:stuck", ORDERS)) == []
    await clock.advance(DAY)
    await hear(book, clock, "1", remains=9)
    assert await book.attention() == [ref]
    await hear(book, clock, "1", status=Status.COMPLETED)
    assert await book.order_refs(parse("st:stuck", ORDERS)) == await book.attention() == []


async def test_acknowledging_does_not_say_that_a_later_standstill_was_seen(
    book: Ledger, clock: FakeClock
) -> None:
    ref = await placed(book, "1")
    await hear(book, clock, "1")
    assert await book.acknowledge([ref]) == [ref]
    await clock.advance(DAY)
    await hear(book, clock, "1")
    assert await book.attention() == [ref]


async def test_an_id_no_longer_known_is_lost_and_not_stuck(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    await hear(book, clock, "1")
    await clock.advance(DAY)
    await hear(book, clock, "1")
    assert await book.order_refs(parse("st:stuck", ORDERS)) == [ref]
    lost = {"1": ItemError("Incorrect order ID", WrongOrder.message_id)}
    assert await book.record_statuses(PANEL, URL, lost, clock.now()) == [ref]
    assert await book.order_refs(parse("st:stuck", ORDERS)) == []
    assert await book.attention() == [ref]


async def test_what_ends_others_changes_the_limits_of_those_under_way(
    book: Ledger, clock: FakeClock
) -> None:
    waiting = await placed(book, "1")
    await hear(book, clock, "1", status=Status.PENDING, remains=100)
    await history(book, clock, count=4)
    await clock.advance(HOUR)
    await hear(book, clock, "1", status=Status.PENDING, remains=100)
    assert (await book.order(waiting)).mark is None
    await placed(book, "fifth")
    await clock.advance(60)
    await hear(book, clock, "fifth")
    # Five have started within minutes: two hours of waiting are too many.
    order = await book.order(waiting)
    assert (order.rest, order.mark) == (timedelta(hours=1), Mark.STUCK)
    assert order.slow_at is None
    await clock.advance(1)
    await hear(book, clock, "fifth", status=Status.COMPLETED)
    order = await book.order(waiting)
    assert order.slow_at is not None
    assert order.mark is Mark.STUCK


async def test_a_drip_feed_rests_between_its_runs_and_a_subscription_for_ever(
    book: Ledger, clock: FakeClock
) -> None:
    params = (*intent().params, ("runs", "5"), ("interval", "1000"))
    drip = await sent(book, dataclasses.replace(intent(), params=params), "drip")
    posts = structs.replace(service("Posts", "9"), type=ServiceType.SUBSCRIPTIONS)
    subscription = await sent(book, intent(of=posts), "sub")
    (elsewhere,), _known = await book.track(PANEL, URL, ["elsewhere"])
    reports = {
        "drip": StatusReport(Status.ACTIVE, "Active", runs=5),
        "sub": StatusReport(Status.ACTIVE, "Active"),
        "elsewhere": StatusReport(Status.ACTIVE, "Active", posts=0),
    }
    await book.record_statuses(PANEL, URL, reports, clock.now())
    await clock.advance(DAY)
    await book.record_statuses(PANEL, URL, reports, clock.now())
    assert await book.order_refs(parse("st:stuck", ORDERS)) == []
    await clock.advance(DAY)
    assert await book.record_statuses(PANEL, URL, reports, clock.now()) == [drip]
    assert await book.order_refs(parse("st:stuck", ORDERS)) == [drip]
    assert [order.rest for order in await book.orders([subscription, elsewhere])] == [None, None]


async def test_orders_of_a_panel_that_moved_count_for_it(book: Ledger, clock: FakeClock) -> None:
    await history(book, clock)
    other = "https://new.example/api/v2"
    assert await book.pace(PANEL, other, SERVICE.service_id) == Pace()
    await book.confirm_panel_url(PANEL, other)
    assert (await book.pace(PANEL, other, SERVICE.service_id)).count == 5
    ref = await placed(book, "1", url=other)
    assert (await book.order(ref)).slow_at is not None
    assert (await book.pace(PANEL, other, SERVICE.service_id)).count == 6

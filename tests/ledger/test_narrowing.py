"""Which orders meet the fields of a filter, as the orders themselves say."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from smm_tui.filters import ORDERS, STANDINGS, parse
from smm_tui.ledger import Ledger
from smm_tui.models import Mark, Order, OrderSort, OrderState, Status
from smm_tui.outcome import AddOutcome
from smm_tui.untrusted import fold
from tests.clock import FakeClock
from tests.ledger.making import (
    ANSWERED,
    ME,
    PANEL,
    URL,
    intent,
    placed,
    report,
    sending,
    service,
    unknown,
)

LINKS = ("https://www.instagram.com/p/AbC", "https://youtu.be/Ünï", "@someone", "50% 'off'; --")
NAMES = (("Instagram Followers", "17"), ("𝗡𝗼 𝗗𝗿𝗼𝗽 Ünï", "18"), ('[17] "x" %_', "170"))  # noqa: RUF001 - as panels write it
CHARGES = ("0.09", "0.27819", "5", "5.00", "12.5")


@pytest.fixture
async def orders(book: Ledger, clock: FakeClock) -> list[Order]:
    """Orders of all kinds, ten minutes apart, the newest first."""
    generator = random.Random(3)
    statuses = [status for status in Status if status is not Status.UNHEARD]
    for number in range(40):
        name, service_id = generator.choice(NAMES)
        wanted = intent(
            panel=generator.choice([PANEL, "Zwei"]),
            of=service(name, service_id),
            link=generator.choice(LINKS),
            foretold=generator.choice((*CHARGES, None)),
        )
        ref = await book.intend(wanted, ME)
        if number % 4:
            assert await book.begin_sending(ref, ME)
            order_id = str(23_500 + number)
            await book.settle(ref, AddOutcome(OrderState.PLACED, order_id=order_id), ANSWERED)
            await book.release_adds(wanted.panel, ME)
            if number % 4 > 1:
                said = report(generator.choice(statuses), charge=Decimal(generator.choice(CHARGES)))
                await book.record_statuses(wanted.panel, URL, {order_id: said}, clock.now())
        await clock.advance(600)
    await unknown(book)
    await sending(book, panel="drei")
    return await book.orders(await book.order_refs())


def standing(order: Order) -> str:
    return str(order.status or order.state)


def size(order: Order) -> Decimal:
    return order.charge or order.foretold or Decimal(0)


def needs_a_look(order: Order) -> bool:
    upsetting = {Status.PARTIAL, Status.CANCELED, Status.REFUNDED, Status.FAILED}
    return order.state is OrderState.UNKNOWN or order.status in upsetting


def is_live(order: Order) -> bool:
    return order.state is OrderState.PLACED and not (order.status and order.status.finished)


@pytest.mark.parametrize(
    ("text", "meets"),
    [
        ("link:instagram.com", lambda order: "instagram.com" in order.link),
        ("link:abc", lambda order: "AbC" in order.link),
        ("link:uni", lambda order: "Ünï" in order.link),
        ("link:%", lambda order: "%" in order.link),
        ("link:'off';", lambda order: "'off';" in order.link),
        ("id:23501,23502,9", lambda order: order.order_id in {"23501", "23502"}),
        ("service:17", lambda order: order.service_id == "17" or "17" in order.service_name),
        ('service:"no drop"', lambda order: "no drop" in fold(order.service_name)),
        ("service:%", lambda order: "%" in order.service_name),
        ("panel:zw", lambda order: order.panel == "Zwei"),
        ("panel:e", lambda order: "e" in fold(order.panel)),
        ("charge>5", lambda order: size(order) > 5),
        ("charge>0.27819", lambda order: size(order) > Decimal("0.27819")),
        ("charge>0", lambda order: size(order) > 0),
        ("st:live", is_live),
        ("st:attention", needs_a_look),
        ("st:placed", lambda order: standing(order) == "placed"),
        ("st:completed,intended", lambda order: standing(order) in {"completed", "intended"}),
        ("st:partial link:abc", lambda order: standing(order) == "partial" and "AbC" in order.link),
        ("followers st:live", lambda order: is_live(order) and "Followers" in order.service_name),
    ],
)
async def test_each_field(
    book: Ledger, orders: list[Order], text: str, meets: Callable[[Order], bool]
) -> None:
    query = parse(text, ORDERS)
    assert query.conditions
    expected = [order.ref for order in orders if meets(order)]
    assert await book.order_refs(query) == expected
    by_charge = await book.order_refs(query, sort=OrderSort.CHARGE)
    assert sorted(by_charge, reverse=True) == expected


async def test_every_status_and_state(book: Ledger, orders: list[Order]) -> None:
    for name, meant in STANDINGS.items():
        if name not in {"live", "attention", *Mark}:
            found = await book.order_refs(parse(f'st:"{name}"', ORDERS))
            assert found == [order.ref for order in orders if standing(order) == meant], name


async def test_ages_are_counted_from_now(book: Ledger, clock: FakeClock) -> None:
    refs = []
    for _ in range(3):
        refs.append(await book.intend(intent(confirmed_at=clock.now()), ME))
        await clock.advance(3_600)
    for text, count in (("age<59m", 0), ("age<61m", 1), ("age<3h", 2), ("age<1w", 3)):
        found = await book.order_refs(parse(text, ORDERS))
        assert found == refs[::-1][:count], text


async def test_what_holds_no_order_finds_none(book: Ledger) -> None:
    for field in ("st:live", "service:x", "panel:x", "link:x", "charge>0", "age<1d", "id:1"):
        assert await book.order_refs(parse(field, ORDERS)) == []


async def test_recent_services_newest_first(book: Ledger) -> None:
    assert await book.recent_services(PANEL) == []
    for service_id in ("17", "18", "19", "17"):
        await book.intend(intent(of=service("x", service_id)), ME)
    await book.intend(intent(of=service("x", "20"), panel="else"), ME)
    await book.track(PANEL, URL, ["7"])
    assert await book.recent_services(PANEL) == ["17", "19", "18"]
    assert await book.recent_services("else") == ["20"]


async def test_an_order_that_is_tracked_is_found_by_its_id(book: Ledger) -> None:
    ref = await placed(book, "23501")
    await book.track(PANEL, URL, ["7"])
    assert await book.order_refs(parse("id:23501", ORDERS)) == [ref]
    assert await book.order_refs(parse("id:7 st:placed", ORDERS)) == [ref + 1]

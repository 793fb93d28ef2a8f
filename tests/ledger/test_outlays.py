"""The money of orders as rows, and what balance readings show to have come back."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec import structs

from smm_tui.ledger import Ledger
from smm_tui.models import Balance, Money, OrderState, ServiceType, Status, StatusReport
from smm_tui.periods import milliseconds
from smm_tui.refunds import Refund, refund, taken
from smm_tui.spending import Outlay, Role
from tests.clock import FakeClock
from tests.ledger.making import (
    ME,
    PANEL,
    URL,
    intent,
    placed,
    report,
    sending,
    sent,
    service,
    unknown,
)


async def hear(book: Ledger, clock: FakeClock, order_id: str, **said: object) -> None:
    status = said.pop("status", Status.IN_PROGRESS)
    assert isinstance(status, Status)
    await book.record_statuses(PANEL, URL, {order_id: report(status, **said)}, clock.now())


async def read(book: Ledger, clock: FakeClock, amount: str, currency: str = "USD") -> None:
    balance = Balance(Money(Decimal(amount), currency), clock.now())
    await book.record_balance(PANEL, URL, balance, "refresh")


async def outlays(book: Ledger) -> list[list[Outlay]]:
    return await book.families(after=0, limit=100)


async def only(book: Ledger) -> Outlay:
    ((found,),) = await outlays(book)
    return found


async def test_what_an_order_costs_and_when(book: Ledger, clock: FakeClock) -> None:
    await placed(book, "1")
    at = milliseconds(clock.now())
    found = await only(book)
    assert (found.panel, found.currency, found.service_id) == (PANEL, "USD", "17")
    assert (found.category, found.at, found.ended_at) == ("Instagram", at, None)
    assert (found.role, found.state) == (Role.ALONE, OrderState.PLACED)
    assert taken(found.paid) == Decimal("0.0900")
    await clock.advance(60)
    await hear(book, clock, "1", charge=Decimal("0.09"), remains=100)
    await hear(book, clock, "1", status=Status.PARTIAL, charge=Decimal("0.03"), remains=66)
    found = await only(book)
    assert found.ended_at == milliseconds(clock.now())
    assert taken(found.paid) == Decimal("0.09")
    assert refund(found.paid) == Refund(Decimal("0.06"), certain=True)


async def test_the_charge_that_was_named_while_it_ran_is_kept(
    book: Ledger, clock: FakeClock
) -> None:
    await placed(book, "1")
    for status, charge, running in (
        (Status.IN_PROGRESS, "0.10", "0.10"),
        (Status.COMPLETED, "0.09", "0.09"),
        (Status.CANCELED, "0", "0.09"),
        (Status.IN_PROGRESS, "0.08", "0.08"),
    ):
        await hear(book, clock, "1", status=status, charge=Decimal(charge))
        assert (await only(book)).paid.running == Decimal(running)


async def test_what_may_have_been_placed_is_there_and_what_was_not_is_not(
    book: Ledger,
) -> None:
    await unknown(book)
    await sending(book, panel="else")
    await book.intend(intent(panel="third"), ME)
    states = [family[0].state for family in await outlays(book)]
    assert states == [OrderState.UNKNOWN, OrderState.SENDING]


async def test_who_made_whom(book: Ledger, clock: FakeClock) -> None:
    params = (*intent().params, ("runs", "5"), ("interval", "10"))
    drip = await sent(book, dataclasses.replace(intent(), params=params), "drip")
    posts = structs.replace(service("Posts", "9"), type=ServiceType.SUBSCRIPTIONS)
    subscription = await sent(book, intent(of=posts, foretold=None), "sub")
    (elsewhere, plain), _known = await book.track(PANEL, URL, ["elsewhere", "plain"])
    reports = {
        "drip": StatusReport(Status.ACTIVE, "Active", children=("11", "12")),
        "sub": StatusReport(Status.ACTIVE, "Active", children=("21",)),
        "elsewhere": StatusReport(Status.ACTIVE, "Active", runs=3),
    }
    await book.record_statuses(PANEL, URL, reports, clock.now())
    families = await outlays(book)
    roles = {family[0].ref: [each.role for each in family] for family in families}
    assert roles == {
        drip: [Role.DRIP_FEED, Role.CHILD, Role.CHILD],
        subscription: [Role.SUBSCRIPTION, Role.CHILD],
        elsewhere: [Role.DRIP_FEED],
        plain: [Role.ALONE],
    }
    assert [family[0].runs for family in families] == [5, None, 3, None]
    assert await book.families_of([plain, drip, 999]) == [families[0], families[3]]
    assert await book.families(after=drip, limit=1) == [families[1]]


async def test_a_link_that_looks_like_a_parameter_makes_no_drip_feed(book: Ledger) -> None:
    link = '["runs", "5"]'
    params = (("service", "17"), ("link", link))
    await sent(book, dataclasses.replace(intent(link=link), params=params), "1")
    assert (await only(book)).role is Role.ALONE


async def test_heads_that_changed(book: Ledger, clock: FakeClock) -> None:
    assert await book.heads_changed_since(-1) == []
    first, second = await placed(book, "1"), await placed(book, "2")
    seq = await book.change_number()
    said = StatusReport(Status.ACTIVE, "Active", children=("11",))
    await book.record_statuses(PANEL, URL, {"2": said}, clock.now())
    assert await book.heads_changed_since(seq) == [second]
    seq = await book.change_number()
    await hear(book, clock, "11")
    assert await book.heads_changed_since(seq) == [second]
    assert sorted(await book.heads_changed_since(0)) == [first, second]


async def test_what_an_account_held_at_a_moment(book: Ledger, clock: FakeClock) -> None:
    start = clock.now()
    for amount in ("10", "9.5", "9.5", "12"):
        await clock.advance(60)
        await read(book, clock, amount)
    moments = [milliseconds(start + timedelta(seconds=s)) for s in (59, 60, 119, 120, 239, 999)]
    held = await book.balances_at(PANEL, moments)
    amounts = [None if money is None else str(money.amount) for money in held]
    assert amounts == [None, "10", "10", "9.5", "9.5", "12"]
    assert await book.balances_at("else", moments) == [None] * 6


# --- what readings show


async def ended(book: Ledger, clock: FakeClock, status: Status = Status.PARTIAL) -> None:
    """An order of 0.09 for 100 units that ends with 50 left, while the balance is watched."""
    await read(book, clock, "10.00")
    await placed(book, "1")
    await read(book, clock, "9.91")
    await hear(book, clock, "1", charge=Decimal("0.09"), remains=100)
    await clock.advance(60)
    await hear(book, clock, "1", status=status, charge=Decimal("0.09"), remains=50)


@pytest.mark.parametrize(
    ("status", "after", "back"),
    [
        (Status.PARTIAL, "9.955", Refund(Decimal("0.045"), certain=True)),
        (Status.PARTIAL, "9.91", Refund(Decimal("0.04500"), certain=False)),
        (Status.PARTIAL, "9.99", Refund(Decimal("0.04500"), certain=False)),
        (Status.CANCELED, "10.00", Refund(Decimal("0.09"), certain=True)),
        (Status.FAILED, "10.00", Refund(Decimal("0.09"), certain=True)),
        (Status.FAILED, "9.91", None),
    ],
)
async def test_the_next_reading_may_show_it(
    book: Ledger, clock: FakeClock, status: Status, after: str, back: Refund | None
) -> None:
    await ended(book, clock, status)
    await clock.advance(5)
    await read(book, clock, after)
    assert refund((await only(book)).paid) == back
    # What was shown once is not asked again.
    await clock.advance(60)
    await read(book, clock, "20.00")
    assert refund((await only(book)).paid) == back


async def test_money_may_be_back_before_the_end_is_heard_of(book: Ledger, clock: FakeClock) -> None:
    await read(book, clock, "10.00")
    await placed(book, "1")
    await read(book, clock, "9.91")
    await hear(book, clock, "1", charge=Decimal("0.09"), remains=100)
    await clock.advance(20)
    await read(book, clock, "9.955")
    await clock.advance(20)
    await hear(book, clock, "1", status=Status.PARTIAL, charge=Decimal("0.09"), remains=50)
    await clock.advance(20)
    await read(book, clock, "9.955")
    assert refund((await only(book)).paid) == Refund(Decimal("0.045"), certain=True)


async def test_another_order_meanwhile_is_reckoned_with(book: Ledger, clock: FakeClock) -> None:
    await ended(book, clock)
    await sent(book, intent(foretold="0.50"), "2")
    await clock.advance(5)
    await read(book, clock, "9.455")
    first = (await outlays(book))[0][0]
    assert refund(first.paid) == Refund(Decimal("0.045"), certain=True)


@pytest.mark.parametrize("foretold", ["0.50", None])
async def test_what_cannot_be_explained_shows_nothing(
    book: Ledger, clock: FakeClock, foretold: str | None
) -> None:
    await ended(book, clock)
    ref = await sending(book) if foretold else await sent(book, intent(foretold=None), "2")
    await clock.advance(5)
    await read(book, clock, "9.955")
    assert ref
    back = refund((await outlays(book))[0][0].paid)
    assert back == Refund(Decimal("0.04500"), certain=False)


async def test_two_that_end_together_are_shown_by_their_sum(book: Ledger, clock: FakeClock) -> None:
    await read(book, clock, "10.00")
    for order_id in "12":
        await clock.advance(1)
        await placed(book, order_id)
        await hear(book, clock, order_id, charge=Decimal("0.09"), remains=100)
    await clock.advance(60)
    await read(book, clock, "9.82")
    await hear(book, clock, "1", status=Status.PARTIAL, charge=Decimal("0.09"), remains=50)
    await hear(book, clock, "2", status=Status.CANCELED, charge=Decimal("0.09"))
    await clock.advance(5)
    await read(book, clock, "9.955")
    backs = [refund(family[0].paid) for family in await outlays(book)]
    assert [back and (str(back.amount), back.certain) for back in backs] == [
        ("0.04500", True),
        ("0.09", True),
    ]


async def test_an_order_that_goes_on_after_all_has_nothing_back(
    book: Ledger, clock: FakeClock
) -> None:
    await ended(book, clock)
    await clock.advance(5)
    await read(book, clock, "9.955")
    await hear(book, clock, "1", status=Status.IN_PROGRESS, charge=Decimal("0.09"))
    assert (await only(book)).paid.read is None


async def test_a_reading_in_another_currency_shows_nothing(book: Ledger, clock: FakeClock) -> None:
    await ended(book, clock)
    await clock.advance(5)
    await read(book, clock, "9.955", "EUR")
    assert (await only(book)).paid.read is None

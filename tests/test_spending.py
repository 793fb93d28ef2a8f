"""What was charged and what came back, added up exactly and never twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smm_tui import spending
from smm_tui.models import OrderState, Status
from smm_tui.periods import LocalDays, Period, spans
from smm_tui.refunds import Paid
from smm_tui.spending import Account, Entry, Kind, Outlay, Role, Sums, Tally
from smm_tui.spending_report import Wish, choose, first_day, outlook, report

DAY = 86_400_000
TODAY = date(2026, 3, 14).toordinal()
CALENDAR = LocalDays(UTC)
NOON = CALENDAR.start(TODAY) + DAY // 2


def outlay(
    charge: str | None = "0.90",
    *,
    ref: int = 1,
    role: Role = Role.ALONE,
    state: OrderState = OrderState.PLACED,
    status: Status | None = Status.COMPLETED,
    at: int = NOON,
    ended_at: int | None = None,
    panel: str = "brsmm",
    currency: str = "USD",
    service: str = "17",
    runs: int | None = None,
    foretold: str | None = None,
    last: str | None = None,
    quantity: int | None = None,
    remains: int | None = None,
) -> Outlay:
    running = None if charge is None else Decimal(charge)
    paid = Paid(
        status,
        None if foretold is None else Decimal(foretold),
        running,
        running if last is None else Decimal(last),
        None,
        quantity,
        remains,
    )
    return Outlay(
        *(ref, panel, currency, service, f"Service {service}", f"Category {service[0]}"),
        *(state, role, at, ended_at, runs, paid),
    )


def told(family: Sequence[Outlay]) -> list[tuple[str, str | None]]:
    return [
        (entry.kind.name, None if entry.amount is None else str(entry.amount))
        for entry in spending.entries(family)
    ]


def test_an_order_is_charged_and_what_it_fell_short_of_comes_back_when_it_ends() -> None:
    order = outlay("0.90", status=Status.PARTIAL, last="0.30", ended_at=NOON + DAY)
    assert spending.entries([order]) == [
        Entry(Kind.CHARGED, NOON, Decimal("0.90")),
        Entry(Kind.RETURNED, NOON + DAY, Decimal("0.60")),
    ]


def test_a_charge_that_nobody_named_is_counted_without_an_amount() -> None:
    assert told([outlay(None)]) == [("CHARGED", None)]
    assert told([outlay(None, foretold="0.5")]) == [("CHARGED", "0.5")]


@pytest.mark.parametrize("state", [OrderState.UNKNOWN, OrderState.SENDING])
def test_what_may_have_been_placed_stands_apart(state: OrderState) -> None:
    order = outlay(None, state=state, status=None, foretold="0.5")
    assert told([order]) == [("DOUBTFUL", "0.5")]


@pytest.mark.parametrize(
    "state",
    [OrderState.INTENDED, OrderState.REJECTED, OrderState.NOT_SENT, OrderState.NOT_PLACED],
)
def test_what_was_not_placed_cost_nothing(state: OrderState) -> None:
    assert told([outlay(state=state)]) == []


RUN = outlay("0.30", role=Role.CHILD)


def drip(charge: str | None = "0.90", **more: object) -> Outlay:
    return outlay(charge, role=Role.DRIP_FEED, runs=3, quantity=300, **more)  # type: ignore[arg-type]  # by name


def test_a_drip_feed_is_charged_once_and_its_runs_are_not() -> None:
    assert told([drip(), RUN, RUN, RUN]) == [("CHARGED", "0.90")]


def test_what_a_run_fell_short_of_comes_back() -> None:
    short = outlay("0.30", role=Role.CHILD, status=Status.PARTIAL, remains=50)
    assert told([drip(), short, RUN, RUN]) == [("CHARGED", "0.90"), ("RECKONED", "0.15000")]
    canceled = outlay(None, role=Role.CHILD, status=Status.CANCELED)
    assert told([drip(), canceled]) == [("CHARGED", "0.90"), ("RECKONED", "0.30000")]


def test_of_a_drip_feed_that_was_canceled_the_runs_that_never_began_come_back() -> None:
    head = drip(status=Status.CANCELED)
    assert told([head, RUN]) == [("CHARGED", "0.90"), ("RECKONED", "0.60000")]
    assert told([head, RUN, RUN, RUN]) == [("CHARGED", "0.90")]


def test_a_reduced_charge_of_the_whole_holds_all_that_came_back() -> None:
    head = drip(status=Status.CANCELED, last="0.20")
    short = outlay("0.30", role=Role.CHILD, status=Status.PARTIAL, remains=50)
    assert told([head, short]) == [("CHARGED", "0.90"), ("RETURNED", "0.70")]


def test_runs_never_return_more_than_the_whole() -> None:
    greedy = outlay("0.80", role=Role.CHILD, status=Status.CANCELED)
    assert told([drip(), greedy, greedy]) == [
        ("CHARGED", "0.90"),
        ("RECKONED", "0.80"),
        ("RECKONED", "0.10"),
    ]


def test_of_a_subscription_the_posts_are_charged() -> None:
    head = outlay(None, role=Role.SUBSCRIPTION, status=Status.ACTIVE)
    assert told([head]) == []
    assert told([head, RUN, RUN]) == [("CHARGED", "0.30"), ("CHARGED", "0.30")]
    odd = outlay("0.90", role=Role.SUBSCRIPTION)
    assert told([odd]) == [("CHARGED", "0.90")]
    assert told([odd, RUN]) == [("CHARGED", "0.30")]


def test_where_nobody_named_the_whole_the_parts_are_charged() -> None:
    for role in (Role.ALONE, Role.DRIP_FEED):
        head = outlay(None, role=role, status=Status.ACTIVE, runs=3)
        assert told([head, RUN, RUN]) == [("CHARGED", "0.30"), ("CHARGED", "0.30")]


amounts = st.decimals(min_value=0, max_value=10**6, places=5).map(lambda each: str(abs(each)))
outlays = st.builds(
    outlay,
    st.none() | amounts,
    state=st.sampled_from([OrderState.PLACED, OrderState.PLACED, OrderState.UNKNOWN]),
    status=st.sampled_from([None, *Status]),
    at=st.integers(min_value=0, max_value=59).map(lambda days: NOON - days * DAY),
    ended_at=st.none() | st.integers(min_value=0, max_value=59).map(lambda n: NOON - n * DAY),
    panel=st.sampled_from(["brsmm", "else"]),
    currency=st.sampled_from(["USD", "BRL", ""]),
    service=st.sampled_from(["17", "18", "2"]),
    foretold=st.none() | amounts,
    quantity=st.none() | st.integers(min_value=0, max_value=1000),
    remains=st.none() | st.integers(min_value=-5, max_value=1000),
)


def tally(orders: Sequence[Outlay]) -> Tally:
    found = Tally()
    for order in orders:
        found.take([order], CALENDAR)
    return found


def added(parts: Sequence[Sums]) -> Sums:
    whole = Sums()
    for part in parts:
        whole.add(part)
    return whole


@settings(max_examples=60)
@given(st.lists(outlays, max_size=25), st.sampled_from(Period))
def test_the_parts_are_the_whole_to_the_last_digit(orders: list[Outlay], period: Period) -> None:
    found = tally(orders)
    window = spans(period, last=TODAY, count=70)
    for account in found.days:
        shown = report(found, [account], window)
        mine = [order for order in orders if (order.panel, order.currency) == account]
        whole = Sums()
        for order in mine:
            for entry in spending.entries([order]):
                whole.take(entry)
        assert shown.total == whole
        for rows in (shown.categories, shown.services):
            assert added([row.sums for row in rows]) == whole
        assert added(shown.buckets) == whole
        assert whole.net == whole.charged - whole.returned - whole.reckoned
        assert shown.most == max(bucket.charged for bucket in shown.buckets)


@settings(max_examples=40)
@given(st.lists(outlays, max_size=20), st.integers(min_value=0, max_value=20))
def test_what_is_added_up_apart_comes_to_the_same(orders: list[Outlay], cut: int) -> None:
    one, other = tally(orders[:cut]), tally(orders[cut:])
    before = repr(one)
    both = one.joined(other)
    assert repr(one) == before
    assert both.days == tally(orders).days


@settings(max_examples=40)
@given(st.lists(outlays, max_size=20))
def test_currencies_never_meet(orders: list[Outlay]) -> None:
    found = tally(orders)
    window = spans(Period.DAY, last=TODAY, count=70)
    for currency in ("USD", "BRL", ""):
        accounts = [each for each in found.days if each.currency == currency]
        alone = tally([order for order in orders if order.currency == currency])
        assert report(found, accounts, window) == report(alone, accounts, window)


def test_an_order_counts_on_the_day_of_its_zone() -> None:
    late = CALENDAR.start(TODAY) + 2 * 3_600_000  # 23:00 of the day before in São Paulo
    found = Tally()
    found.take([outlay(at=late)], LocalDays(ZoneInfo("America/Sao_Paulo")))
    assert list(found.days[Account("brsmm", "USD")]) == [TODAY - 1]


def test_services_of_two_panels_stay_apart_also_under_one_id() -> None:
    found = tally([outlay(), outlay(panel="else")])
    shown = report(found, list(found.days), spans(Period.DAY, last=TODAY, count=1))
    assert [row.sums.orders for row in shown.services] == [1, 1]
    assert [row.sums.orders for row in shown.categories] == [2]


def test_a_family_has_the_currency_that_any_of_it_names() -> None:
    head = drip(currency="")
    found = Tally()
    found.take([head, RUN], CALENDAR)
    assert list(found.days) == [Account("brsmm", "USD")]


ORDERS = [
    outlay("7.00", at=NOON - 7 * DAY),
    outlay("3.50", at=NOON - DAY),
    outlay("99", at=NOON),
    outlay("1", currency="BRL", at=NOON - 3 * DAY),
    outlay("5", panel="else", at=NOON - 40 * DAY),
]


def test_which_accounts_are_chosen() -> None:
    found = tally(ORDERS)
    mine = choose(found, Wish(), panel="brsmm", held="USD")
    assert mine.accounts == (Account("brsmm", "USD"),)
    assert (mine.currencies, mine.others) == (("USD", "BRL"), True)
    all_of = choose(found, Wish(together=True), panel="brsmm", held="USD")
    assert all_of.accounts == (Account("brsmm", "USD"), Account("else", "USD"))
    other = choose(found, Wish(currency="BRL"), panel="brsmm", held="USD")
    assert (other.accounts, other.others) == ((Account("brsmm", "BRL"),), False)
    assert choose(found, Wish(currency="XYZ"), panel="brsmm", held="USD").currency == "USD"
    new = choose(found, Wish(), panel="new", held="")
    assert (new.accounts, new.currencies) == ((Account("new", ""),), ("",))


def look(
    days: int, balance: str | None = "30", accounts: str = "brsmm"
) -> tuple[int, str, int | None] | None:
    found = outlook(
        tally(ORDERS),
        [Account(accounts, "USD")],
        balance=None if balance is None else Decimal(balance),
        today=TODAY,
        days=days,
    )
    return None if found is None else (found.days, str(found.net), found.left)


def test_an_outlook_is_by_whole_days_before_today() -> None:
    assert look(7) == (7, "10.50", 20)
    assert look(30) == (7, "10.50", 20)
    assert look(3) == (3, "3.50", 25)
    assert look(7, balance=None) == (7, "10.50", None)
    assert look(7, balance="-1") == (7, "10.50", 0)
    assert look(30, accounts="else") == (30, "0", None)
    assert look(7, accounts="new") is None


def test_the_first_day_foretells_nothing() -> None:
    found = tally([outlay()])
    accounts = [Account("brsmm", "USD")]
    assert first_day(found, accounts) == TODAY
    assert outlook(found, accounts, balance=Decimal(9), today=TODAY, days=7) is None


@given(st.lists(amounts, min_size=1, max_size=9), amounts)
def test_a_balance_lasts_so_many_days_and_not_one_more(charges: list[str], balance: str) -> None:
    orders = [outlay(charge, at=NOON - DAY * day) for day, charge in enumerate(charges, start=1)]
    held = Decimal(balance)
    found = outlook(
        tally(orders), [Account("brsmm", "USD")], balance=held, today=TODAY, days=len(charges)
    )
    assert found is not None
    assert found.net == sum(map(Decimal, charges))
    if found.left is None:
        assert found.net == 0 or held * found.days > found.net * 100_000
    else:
        assert found.left * found.net <= held * found.days < (found.left + 1) * found.net

"""What a service has cost, in figures and as a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import formatting
from smm_tui.prices import (
    History,
    Ordered,
    Price,
    history_of,
    in_words,
    moved_since,
    signed,
)

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def price(day: float, rate: str, currency: str = "USD") -> Price:
    return Price(START + day * DAY, Decimal(rate), currency)


def history(*prices: Price) -> History:
    return History(prices)


def test_the_line_and_the_figures_of_a_price_that_moved() -> None:
    moved = history(price(0, "1"), price(1, "2"))
    assert moved.said(START + 2 * DAY, UTC) == (
        "▁▁▁▁▁▁██████  lowest 1, highest 2, up +100.0 % on 2026-03-02"
    )
    assert history(price(0, "1")).said(START, UTC) == "same price since 2026-03-01"


def test_prices_in_another_currency_are_left_out() -> None:
    prices = [price(0, "1"), price(1, "2", "BRL"), price(2, "1.1"), price(3, "1.2")]
    assert history_of(prices) == history(*prices[2:])
    assert history_of([price(0, "1", ""), price(1, "1")]) == history(price(1, "1"))
    assert history_of([]) is None


def test_the_line_is_as_high_as_the_price_was() -> None:
    rising = history(price(0, "1"), price(2, "1.5"), price(6, "2"))
    assert rising.line(START + 8 * DAY, 8) == "▁▁▅▅▅▅██"
    assert rising.line(START + 8 * DAY, 8, glyphs=formatting.ASCII) == "__++++##"
    assert rising.line(START + 80 * DAY, 8) == "▁███████"


def test_the_line_of_one_price_is_level() -> None:
    assert history(price(0, "1")).line(START + DAY, 5) == "▄▄▄▄▄"
    assert history(price(0, "0")).line(START, 3) == "▄▄▄"


RATES = st.decimals(0, 1000, places=4, allow_nan=False, allow_infinity=False)


@given(
    st.lists(st.tuples(st.integers(0, 100), RATES), min_size=1, max_size=12),
    st.integers(-5, 200),
    st.integers(0, 30),
)
def test_the_line_is_as_long_as_wanted_and_ends_at_the_newest_price(
    made: list[tuple[int, Decimal]], now: int, width: int
) -> None:
    prices = [Price(START + day * DAY, rate, "USD") for day, rate in sorted(made)]
    known = history(*prices)
    drawn = known.line(START + now * DAY, width)
    assert len(drawn) == width
    if drawn:
        highest, newest = known.highest, prices[-1].rate
        assert (drawn[-1] == "█") is (newest == highest != known.lowest) or newest != highest
    assert set(drawn) <= set(formatting.UNICODE.steps)


def test_the_figures_beside_it() -> None:
    moved = history(price(0, "0.80"), price(1, "1.20"), price(2.5, "1.35"))
    assert moved.figures(UTC) == ("lowest 0.80, highest 1.35, up +12.5 % on 2026-03-04")
    assert history(price(0, "0.80")).figures(UTC) == "same price since 2026-03-01"
    free = history(price(0, "0"), price(1, "2"))
    assert free.figures(UTC) == "lowest 0, highest 2, up on 2026-03-02"


@pytest.mark.parametrize(
    ("percent", "shown"),
    [
        ("12.5", "+12.5 %"),
        ("-50", "-50.0 %"),
        ("0.04", "+<0.1 %"),
        ("-0.0001", "-<0.1 %"),
        ("12345.67", "+12,345.7 %"),
        ("0", "+0.0 %"),
    ],
)
def test_percent_has_a_sign_and_never_rounds_to_nothing(percent: str, shown: str) -> None:
    assert signed(Decimal(percent)) == shown


def test_percent_in_words() -> None:
    assert in_words(Decimal(7)) == "up +7.0 %"
    assert in_words(Decimal("-7.04")) == "down -7.0 %"


@pytest.mark.parametrize(
    ("rate", "currency", "wanted"),
    [
        ("1.05", "USD", None),
        ("1.0501", "USD", "5.01"),
        ("0.95", "USD", None),
        ("0.90", "USD", "-10"),
        ("2", "BRL", None),
        ("2", "", None),
        (None, "USD", None),
    ],
)
def test_a_price_that_moved_since_the_last_order(
    rate: str | None, currency: str, wanted: str | None
) -> None:
    ordered = Ordered(START, "Followers", Decimal("1.00"), "USD")
    now = None if rate is None else Decimal(rate)
    found = moved_since(ordered, now, currency)
    assert found == (None if wanted is None else Decimal(wanted))


def test_an_order_of_which_no_rate_is_known_says_nothing() -> None:
    assert moved_since(Ordered(START, "Followers", None, ""), Decimal(2), "") is None

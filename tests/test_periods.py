"""Days, weeks and months of a zone, also where its clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import periods
from smm_tui.periods import LocalDays, Period, Span

ZONES = (
    "UTC",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
    "Africa/Casablanca",
)
FIRST, LAST = datetime(2005, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
moments = st.integers(min_value=periods.milliseconds(FIRST), max_value=periods.milliseconds(LAST))
days = st.dates(min_value=date(2005, 1, 1), max_value=date(2040, 1, 1)).map(date.toordinal)


@given(moments, st.sampled_from(ZONES))
def test_a_moment_is_in_the_day_that_its_zone_says(at: int, zone: str) -> None:
    calendar = LocalDays(ZoneInfo(zone))
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    assert calendar.day(at) == local.date().toordinal()


@given(days, st.sampled_from(ZONES))
def test_a_day_begins_where_the_one_before_it_ends(day: int, zone: str) -> None:
    calendar = LocalDays(ZoneInfo(zone))
    start = calendar.start(day)
    assert calendar.day(start - 1) < calendar.day(start)
    if zone != "Pacific/Apia":  # which once left a day out
        assert calendar.day(start) == day
        assert calendar.day(start - 1) == day - 1


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("America/Sao_Paulo", date(2018, 2, 17), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ],
)
def test_days_on_which_clocks_change_are_longer_or_shorter(
    zone: str, day: date, hours: float
) -> None:
    calendar = LocalDays(ZoneInfo(zone))
    first = day.toordinal()
    assert calendar.start(first + 1) - calendar.start(first) == hours * 3_600_000
    for quarter in range(int(hours * 4)):
        assert calendar.day(calendar.start(first) + quarter * 900_000) == first


@given(days, st.sampled_from(Period), st.integers(min_value=1, max_value=40))
def test_spans_follow_each_other_up_to_the_day(day: int, period: Period, count: int) -> None:
    found = periods.spans(period, last=day, count=count)
    assert len(found) == count
    assert found[-1].first <= day < found[-1].after
    assert all(one.after == other.first for one, other in pairwise(found))
    assert all(periods.span_of(period, span.first) == span for span in found)
    assert all(periods.span_of(period, span.after - 1) == span for span in found)


@given(days, st.sampled_from(Period), st.integers(min_value=-60, max_value=60))
def test_moving_there_and_back_ends_where_it_began(day: int, period: Period, steps: int) -> None:
    first = periods.span_of(period, day).first
    there = periods.moved(period, day, steps)
    assert periods.span_of(period, there).first == there
    assert periods.moved(period, there, -steps) == first
    if steps > 0:
        assert len(periods.spans(period, last=there, count=steps + 1)) == steps + 1
        assert periods.spans(period, last=there, count=steps + 1)[0].first == first


def test_weeks_begin_on_mondays_and_months_on_their_first() -> None:
    friday = date(2026, 3, 13).toordinal()
    monday = date(2026, 3, 9).toordinal()
    assert periods.span_of(Period.WEEK, friday) == Span(monday, monday + 7)
    month = periods.span_of(Period.MONTH, friday)
    assert month == Span(date(2026, 3, 1).toordinal(), date(2026, 4, 1).toordinal())
    december = periods.span_of(Period.MONTH, date(2026, 12, 31).toordinal())
    assert december.after == date(2027, 1, 1).toordinal()
    assert periods.moved(Period.MONTH, friday, -3) == date(2025, 12, 1).toordinal()


def test_before_the_first_day_there_is_none() -> None:
    assert len(periods.spans(Period.DAY, last=3, count=30)) == 3


def test_days_are_worked_out_once_for_each_quarter() -> None:
    class Counting(ZoneInfo):
        asked = 0

        def utcoffset(self, dt: datetime | None, /) -> timedelta | None:
            Counting.asked += 1
            return super().utcoffset(dt)

    calendar = LocalDays(Counting("Europe/Berlin"))
    for at in range(0, 900_000, 1000):
        calendar.day(at)
    assert Counting.asked <= 2

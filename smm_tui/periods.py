"""Days, weeks and months of a time zone (pure).

Times are milliseconds UTC; a day is the number that `date.toordinal` gives it. The zone decides
which day a moment belongs to, also where its clocks change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)
_QUARTER: Final = 900_000
"""Clocks are changed, and zones are apart, by whole quarters of an hour."""
_WEEK: Final = 7
_MONTHS: Final = 12


class Period(StrEnum):
    """What amounts are added up by."""

    DAY = "day"
    WEEK = "week"
    """From Monday on."""
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """Some days in a row."""

    first: int
    """Its first day."""
    after: int
    """The day after its last one."""


def milliseconds(at: datetime) -> int:
    """A moment as this module counts."""
    return (at - _EPOCH) // _MS


class LocalDays:
    """Which day a moment belongs to, remembered by quarters of an hour."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._days: dict[int, int] = {}

    def day(self, at: int) -> int:
        """The day of a moment."""
        quarter = at // _QUARTER
        day = self._days.get(quarter)
        if day is None:
            moment = _EPOCH + quarter * _QUARTER * _MS
            day = self._days[quarter] = moment.astimezone(self.zone).toordinal()
        return day

    def start(self, day: int) -> int:
        """The first moment of a day."""
        midnight = datetime.combine(date.fromordinal(day), time(), self.zone)
        return (midnight - _EPOCH) // _MS


def span_of(period: Period, day: int) -> Span:
    """The day, week or month that a day is in."""
    if period is Period.DAY:
        return Span(day, day + 1)
    if period is Period.WEEK:
        monday = day - date.fromordinal(day).weekday()
        return Span(monday, monday + _WEEK)
    first = date.fromordinal(day).replace(day=1)
    return Span(first.toordinal(), _next_month(first).toordinal())


def spans(period: Period, *, last: int, count: int) -> list[Span]:
    """So many days, weeks or months, the one that a day is in last."""
    found = [span_of(period, last)]
    while len(found) < count and found[-1].first > 1:
        found.append(span_of(period, found[-1].first - 1))
    return found[::-1]


def moved(period: Period, day: int, steps: int) -> int:
    """The first day of the period so many later, or earlier."""
    span = span_of(period, day)
    if period is not Period.MONTH:
        return span.first + steps * (span.after - span.first)
    first = date.fromordinal(span.first)
    months = first.year * _MONTHS + first.month - 1 + steps
    return date(months // _MONTHS, months % _MONTHS + 1, 1).toordinal()


def _next_month(first: date) -> date:
    return date(first.year + first.month // _MONTHS, first.month % _MONTHS + 1, 1)

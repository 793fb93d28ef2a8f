"""The columns of a catalogue that conditions look at, and the rows that meet one (pure).

A column is made when it is first asked for and then kept, so that a key press is one walk
through a list.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from smm_tui import untrusted
from smm_tui.conditions import Condition, Field, Holds, Limit, OneOf, Says, Within
from smm_tui.filters import loose
from smm_tui.models import Service


def arrived(
    condition: Condition, arrivals: Mapping[str, datetime], now: datetime
) -> frozenset[str]:
    """The ids that `new:` asks for, of those that came lately."""
    if not isinstance(condition, Within):
        return frozenset(arrivals)
    return frozenset(each for each, at in arrivals.items() if now - at <= condition.span)


class Columns:
    """The columns of these services."""

    __slots__ = ("_made", "_services")

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._made: dict[Field, list[Any]] = {}

    def meeting(
        self, condition: Condition, rows: Sequence[int], members: frozenset[str] | None
    ) -> Sequence[int]:
        """Those of some rows that meet a condition.

        Args:
            condition: Of a field of the catalogue.
            rows: Which to look at.
            members: The ids of services that say yes, where no column knows it.
        """
        match condition:
            case Says() | Within() if members is not None:
                return self._among(members, rows, wanted=getattr(condition, "yes", True))
            case Says(field, yes):
                column = self._column(field)
                return [row for row in rows if column[row] is yes]
            case OneOf(field, values):
                return self._among(frozenset(values), rows)
            case Holds(field, text):
                return self._holding(field, text, rows)
            case Limit():
                return self._within(condition, rows)
            case Within():
                return rows

    def _among(self, ids: frozenset[str], rows: Sequence[int], *, wanted: bool = True) -> list[int]:
        column = self._column(Field.ID)
        return [row for row in rows if (column[row] in ids) is wanted]

    def _holding(self, field: Field, text: str, rows: Sequence[int]) -> list[int]:
        """A catalogue has few categories and types, so each is looked at once."""
        fold = loose if field is Field.TYPE else untrusted.fold
        sought, column = fold(text), self._column(field)
        meant = frozenset(name for name in frozenset(column) if sought in fold(name))
        return [row for row in rows if column[row] in meant]

    def _within(self, condition: Limit, rows: Sequence[int]) -> list[int]:
        column, number = self._column(condition.field), condition.number
        match condition.field:
            case Field.RATE_BELOW:
                return [row for row in rows if (rate := column[row]) is not None and rate < number]
            case Field.RATE_ABOVE:
                return [row for row in rows if (rate := column[row]) is not None and rate > number]
            case Field.MIN:
                most = int(number)
                return [row for row in rows if column[row] <= most]
            case _:
                least = int(number)
                return [row for row in rows if column[row] >= least]

    def _column(self, field: Field) -> list[Any]:
        column = self._made.get(field)
        if column is None:
            column = self._made[field] = list(_COLUMNS[field](self._services))
        return column


def _plain(name: str) -> Callable[[Iterable[Service]], Iterable[Any]]:
    value = attrgetter(name)
    return lambda services: map(value, services)


def _min(service: Service) -> float:
    """What the panel does not name is 1; what cannot be read meets nothing."""
    if service.min is not None:
        return service.min
    return math.inf if "min" in dict(service.unclear) else 1


def _max(service: Service) -> float:
    """What the panel does not name is no limit; what cannot be read meets nothing."""
    if service.max is not None:
        return service.max
    return -1 if "max" in dict(service.unclear) else math.inf


_COLUMNS: Final[Mapping[Field, Callable[[Iterable[Service]], Iterable[Any]]]] = MappingProxyType(
    {
        Field.ID: _plain("service_id"),
        Field.CATEGORY: _plain("category"),
        Field.TYPE: _plain("type_text"),
        Field.RATE_BELOW: _plain("rate"),
        Field.RATE_ABOVE: _plain("rate"),
        Field.MIN: lambda services: map(_min, services),
        Field.MAX: lambda services: map(_max, services),
        Field.REFILL: _plain("refill"),
        Field.CANCEL: _plain("cancel"),
        Field.DRIPFEED: _plain("dripfeed"),
    }
)

"""The changes of a panel's catalogue that are kept: filter, sort, groups by reading (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from smm_tui import formatting, untrusted
from smm_tui.changes import Change, Kind, decoded, moved
from smm_tui.formatting import UNICODE, Glyphs
from smm_tui.i18n import N_, _, ngettext
from smm_tui.sayings import later

_SLICE: Final = 100
_MOVING: Final = frozenset({Kind.UP, Kind.DOWN, Kind.BACK})
_RANK: Final[Mapping[Kind, int]] = {kind: rank for rank, kind in enumerate(Kind)}
_WORDS: Final[Mapping[Kind, tuple[str, str]]] = MappingProxyType(
    {
        Kind.UP: (N_("up"), "up"),
        Kind.DOWN: (N_("down"), "down"),
        Kind.PRICE: (N_("price"), "altered"),
        Kind.HIDDEN: (N_("hidden"), "failed"),
        Kind.GONE: (N_("gone"), "stopped"),
        Kind.REPLACED: (N_("replaced"), "doubt"),
        Kind.BACK: (N_("back"), "asked"),
        Kind.NEW: (N_("new"), "added"),
        Kind.LIMITS: (N_("limits"), "altered"),
        Kind.TYPE: (N_("type"), "altered"),
        Kind.FLAGS: (N_("options"), "altered"),
        Kind.RENAMED: (N_("renamed"), "altered"),
    }
)
_COUNTED: Final[Mapping[Kind, Callable[[int], str]]] = MappingProxyType(
    {
        Kind.UP: lambda n: ngettext("{count} up", "{count} up", n),
        Kind.DOWN: lambda n: ngettext("{count} down", "{count} down", n),
        Kind.PRICE: lambda n: ngettext("{count} other price", "{count} other prices", n),
        Kind.HIDDEN: lambda n: ngettext("{count} hidden", "{count} hidden", n),
        Kind.GONE: lambda n: ngettext("{count} gone", "{count} gone", n),
        Kind.REPLACED: lambda n: ngettext("{count} replaced", "{count} replaced", n),
        Kind.BACK: lambda n: ngettext("{count} back", "{count} back", n),
        Kind.NEW: lambda n: ngettext("{count} new", "{count} new", n),
        Kind.LIMITS: lambda n: ngettext("{count} limits", "{count} limits", n),
        Kind.TYPE: lambda n: ngettext("{count} type", "{count} types", n),
        Kind.FLAGS: lambda n: ngettext("{count} options", "{count} options", n),
        Kind.RENAMED: lambda n: ngettext("{count} renamed", "{count} renamed", n),
    }
)


def kind_word(kind: Kind) -> str:
    """What happened, in a word."""
    return later(_WORDS[kind][0])


def kind_sign(kind: Kind, glyphs: Glyphs = UNICODE) -> str:
    """The sign beside `kind_word`."""
    sign: str = getattr(glyphs, _WORDS[kind][1])
    return sign


class ChangeSort(StrEnum):
    """What the changes can be sorted by."""

    WHEN = "when"
    """The newest reading first, under a heading for each reading."""
    KIND = "kind"
    ID = "id"
    NAME = "name"
    PERCENT = "percent"
    """The greatest fall first; what has none comes last either way."""


@dataclass(frozen=True, slots=True)
class CatalogueReading:
    """A reading of the catalogue that brought changes, or was doubtful."""

    number: int
    at: datetime
    services: int
    """How many the catalogue had."""
    held_back: int = 0
    """How many were missing at once, so that they did not count as gone."""
    currency: str = ""
    currency_before: str = ""
    """Of the rates before it; differs where the account came to be in another currency."""


class ChangeLog:
    """All changes that are kept, as rows of a list; never changed once built.

    A row is the place of a change in `changes`, or below zero that of a heading: -1 is the
    heading of the first reading.
    """

    def __init__(
        self,
        readings: Sequence[CatalogueReading],
        changes: Sequence[Change],
        *,
        since: datetime | None = None,
    ) -> None:
        self.readings: Final = tuple(readings)
        """The newest first."""
        self.changes: Final = tuple(changes)
        self.since: Final = since
        """When the catalogue was read for the first time; None: it never was."""
        self._places = {reading.number: place for place, reading in enumerate(self.readings)}
        self._counts: list[Counter[Kind]] = [Counter() for _reading in self.readings]
        self._names: list[str] = []
        """Folded, with the id behind each."""
        self._percents: list[Decimal | None] = []
        self._orders: dict[ChangeSort, list[int]] = {}

    @property
    def newest(self) -> int:
        """The number of the newest reading; 0 where there is none."""
        return self.readings[0].number if self.readings else 0

    def slices(self) -> Iterator[None]:
        """Make ready to be searched, some rows at each step; to be run to the end first.

        Raises:
            LedgerDamaged: What was kept of a change is no such thing.
        """
        for start in range(0, len(self.changes), _SLICE):
            for change in self.changes[start : start + _SLICE]:
                self._names.append(untrusted.fold(f"{change.name} {change.service_id}"))
                self._percents.append(_percent(change))
                self._counts[self._places[change.reading]][change.kind] += 1
            yield

    def reading_of(self, row: int) -> CatalogueReading:
        """The reading that a row, or a heading, belongs to."""
        place = -1 - row if row < 0 else self._places[self.changes[row].reading]
        return self.readings[place]

    def percent(self, row: int) -> Decimal | None:
        """By how many percent the price of a change moved; None where that cannot be said."""
        return self._percents[row]

    def rows(
        self, *, query: str = "", sort: ChangeSort = ChangeSort.WHEN, reverse: bool = False
    ) -> Sequence[int]:
        """The rows that have all words of a query in name or id, in an order.

        A word that is a kind, such as `up`, asks for rows of that kind; several for those of
        any of them. Case and accents do not matter. Only in the order of time there are
        headings.
        """
        words = untrusted.fold(query).split()
        kinds = {untrusted.fold(kind_word(kind)): kind for kind in Kind}
        wanted = {kinds[word] for word in words if word in kinds} or set(Kind)
        sought = [word for word in words if word not in kinds]
        found = [
            row
            for row in self._ordered(sort)
            if self.changes[row].kind in wanted and all(word in self._names[row] for word in sought)
        ]
        if sort is ChangeSort.WHEN:
            return list(self._grouped(found, notes=not words, reverse=reverse))
        if not reverse:
            return found
        if sort is not ChangeSort.PERCENT:
            return found[::-1]
        moving = [row for row in found if self.percent(row) is not None]
        return moving[::-1] + found[len(moving) :]

    def _ordered(self, sort: ChangeSort) -> list[int]:
        """All rows in an order, made when it is first asked for."""
        if sort not in self._orders:
            keys = [self._key(sort, row) for row in range(len(self.changes))]
            self._orders[sort] = sorted(range(len(self.changes)), key=keys.__getitem__)
        return self._orders[sort]

    def _key(self, sort: ChangeSort, row: int) -> tuple[object, ...]:
        change = self.changes[row]
        if sort is ChangeSort.NAME:
            return (self._names[row],)
        if sort is ChangeSort.ID:
            number = change.service_id.lstrip("0")
            plain = number.isascii() and number.isdigit()
            return (not plain, len(number) if plain else 0, number)
        if sort is ChangeSort.PERCENT:
            percent = self.percent(row)
            return (percent is None, percent or 0)
        place = self._places[change.reading] if sort is ChangeSort.WHEN else 0
        return (place, _RANK[change.kind])

    def _grouped(self, rows: Iterable[int], *, notes: bool, reverse: bool) -> Iterator[int]:
        """Each reading's heading and rows; with `notes` also those that only have a note."""
        groups: list[list[int]] = [[] for _reading in self.readings]
        for row in rows:
            groups[self._places[self.changes[row].reading]].append(row)
        places = range(len(groups))
        for place in reversed(places) if reverse else places:
            if groups[place] or notes:
                yield -1 - place
                yield from groups[place]

    def heading(self, row: int, now: datetime, zone: tzinfo) -> tuple[str, str]:
        """When a reading was, and what it brought."""
        reading = self.readings[-1 - row]
        counts = self._counts[-1 - row]
        said = [
            _COUNTED[kind](counts[kind]).format(count=formatting.count(counts[kind]))
            for kind in Kind
            if counts[kind]
        ]
        said += _notes(reading)
        return formatting.moment(reading.at, now, zone), ", ".join(said)


def _percent(change: Change) -> Decimal | None:
    was, now = decoded(change.was), decoded(change.now)
    return (moved(was, now) or None) if change.kind in _MOVING else None


def _notes(reading: CatalogueReading) -> list[str]:
    notes = []
    if reading.held_back and not reading.services:
        notes.append(_("the catalogue came back empty, so nothing counts as gone"))
    elif reading.held_back:
        text = ngettext(
            "{count} service missing at once, not counted as gone yet",
            "{count} services missing at once, not counted as gone yet",
            reading.held_back,
        )
        notes.append(text.format(count=formatting.count(reading.held_back)))
    if reading.currency != reading.currency_before:
        text = _("prices are in {currency} now and were in {before}: they are not compared")
        notes.append(text.format(currency=reading.currency, before=reading.currency_before))
    return notes

"""The services of a panel: categories, filter, sort; never changed once built (pure).

All that a key press needs is made beforehand or once: the folded text of each row, and the
order of each sort when it is first asked for. A key press makes a list of row numbers.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from types import MappingProxyType
from typing import Final

import msgspec

from smm_tui import untrusted
from smm_tui.catalogue_columns import Columns
from smm_tui.catalogue_sorts import KEYS, SortKey, in_order, recency
from smm_tui.cleaning import Words
from smm_tui.conditions import Condition
from smm_tui.filters import EVERYTHING, Query
from smm_tui.models import Service, Unreadable

__all__ = ["Catalogue", "Category", "Indexing", "SortKey"]

# Between the fields of a haystack: folded text holds no line break, so no word is found across.
_FIELD: Final = "\n"
_PREVIEWED: Final = 100
"""Services that a first picture may show: the lines of a tall terminal."""
_TRAIL: Final = 64
"""Results kept of a query that grows letter by letter, so that backspace costs nothing."""


class Category(msgspec.Struct, frozen=True, gc=False):
    """A category with the number of its services."""

    name: str
    count: int


class Preview(msgspec.Struct, frozen=True):
    """As much of a catalogue as a first picture shows."""

    services: tuple[Service, ...]
    """The first ones, in the panel's own order."""
    categories: tuple[Category, ...]
    total: int
    """How many services there are."""
    unreadable: int
    longest_id: int
    """In characters."""
    currency: str
    """Of all rates; "" where it is not known."""
    read_at: datetime


_Members = Mapping[Condition, frozenset[str]]

NO_MEMBERS: Final[_Members] = MappingProxyType({})


class _Asked(msgspec.Struct, frozen=True):
    """What rows are asked for."""

    query: Query
    members: tuple[tuple[Condition, frozenset[str]], ...]
    """Of those of its conditions that no column knows of."""
    category: str | None
    sort: SortKey
    reverse: bool
    recent: tuple[str, ...]
    """The ids that the sort goes by, where it does."""

    def narrows(self, wider: _Asked) -> bool:
        """Whether its rows are a part of another's, in the same order, whatever they are."""
        return (
            self.category == wider.category
            and (self.sort, self.reverse, self.recent) == (wider.sort, wider.reverse, wider.recent)
            and frozenset(self.members).issuperset(wider.members)
            and self.query.narrows(wider.query)
        )


class Catalogue:
    """The services that a panel sells, in its own order. Made by `Indexing` or `build`."""

    __slots__ = (
        "_by_id",
        "_columns",
        "_haystacks",
        "_in_category",
        "_orders",
        "_recent",
        "_trail",
        "categories",
        "digest",
        "read_at",
        "services",
        "unreadable",
    )

    def __init__(
        self,
        index: Indexing,
        *,
        unreadable: Iterable[Unreadable],
        read_at: datetime,
        digest: str = "",
    ) -> None:
        self.services: Final = tuple(index.services)
        self.unreadable: Final = tuple(unreadable)
        self.read_at = read_at
        self.digest: Final = digest
        """Of the bytes that it was read from; "" where that is not known."""
        self.categories: Final = tuple(
            Category(name, len(rows)) for name, rows in index.in_category.items()
        )
        self._by_id = index.by_id
        self._columns = Columns(self.services)
        self._haystacks = index.haystacks
        self._in_category = index.in_category
        self._orders: dict[tuple[SortKey, bool], Sequence[int]] = {}
        self._recent: tuple[str, ...] = ()
        """What the rows that are sorted by it were last sorted by."""
        self._trail: list[tuple[_Asked, Sequence[int]]] = []
        """The last results, each a part of the one before it, as a query grows."""

    @classmethod
    def build(
        cls,
        services: Iterable[Service],
        *,
        unreadable: Iterable[Unreadable] = (),
        read_at: datetime,
    ) -> Catalogue:
        """A catalogue in one go; some 3 µs for each service, so not for a running screen."""
        index = Indexing()
        index.add(services)
        return cls(index, unreadable=unreadable, read_at=read_at)

    def __len__(self) -> int:
        return len(self.services)

    def read_again(self, read_at: datetime) -> Catalogue:
        """The same, which the panel has listed once more."""
        again = copy(self)
        again.read_at = read_at
        return again

    def preview(self, currency: str = "") -> Preview:
        """What a first picture needs of it."""
        return Preview(
            services=self.services[:_PREVIEWED],
            categories=self.categories,
            total=len(self.services),
            unreadable=len(self.unreadable),
            longest_id=self.longest_id,
            currency=currency,
            read_at=self.read_at,
        )

    @property
    def longest_id(self) -> int:
        """The characters of the longest id."""
        return max(map(len, self._by_id), default=0)

    def get(self, service_id: str) -> Service | None:
        """The service with this id, the first if a panel has several."""
        row = self._by_id.get(service_id)
        return None if row is None else self.services[row]

    def row_of(self, service_id: str) -> int | None:
        """The row of the service with this id, the first if a panel has several."""
        return self._by_id.get(service_id)

    def rows_of(self, ids: Iterable[str]) -> frozenset[int]:
        """The rows of these services, as far as they are sold; the first of each id."""
        known = self._by_id
        return frozenset(known[service_id] for service_id in ids if service_id in known)

    def rows(
        self,
        query: Query = EVERYTHING,
        *,
        category: str | None = None,
        sort: SortKey = SortKey.PANEL,
        reverse: bool = False,
        members: _Members = NO_MEMBERS,
        recent: tuple[str, ...] = (),
    ) -> Sequence[int]:
        """The rows of a category (None: of all) that meet a query.

        A word may be a part of one, in any order, in name, id, category or type; case and
        accents do not matter. Rows with nothing in the column sorted by come last either
        way; equal ones stay in the panel's order. Where the result must be a part of the
        last one, only that is looked at; it must not be changed.

        Args:
            query: All words and all conditions are required.
            category: Only these.
            sort: The order.
            reverse: The other way round.
            members: For each condition that hangs on more than a service itself, such as on
                what a person likes: the ids of those that say yes.
            recent: The ids that were ordered, the newest first, for `SortKey.RECENT`.
        """
        known = tuple((each, members[each]) for each in query.conditions if each in members)
        recent = recent if sort is SortKey.RECENT else ()
        asked = _Asked(query, known, category, sort, reverse, recent)
        trail = self._trail
        while trail and not asked.narrows(trail[-1][0]):
            trail.pop()
        if trail and trail[-1][0] == asked:
            return trail[-1][1]
        if trail:
            met, numbers = trail[-1][0].query, trail[-1][1]
        else:
            met, numbers = EVERYTHING, self._members(category, sort, reverse=reverse, recent=recent)
        found = self._holding({*query.words}.difference(met.words), numbers)
        for condition in query.conditions:
            if condition not in met.conditions:
                found = self._columns.meeting(condition, found, members.get(condition))
        trail.append((asked, found))
        del trail[:-_TRAIL]
        return found

    def _holding(self, words: Iterable[str], numbers: Sequence[int]) -> Sequence[int]:
        """Those of some rows that have all of these words."""
        haystacks = self._haystacks
        found = numbers
        # The longest word first, since it leaves the fewest rows for the others.
        for word in sorted(words, key=len, reverse=True):
            sought = _searched(word)
            found = [row for row in found if sought in haystacks[row]]
        return numbers if len(found) == len(numbers) else found

    def _members(
        self, category: str | None, sort: SortKey, *, reverse: bool, recent: tuple[str, ...]
    ) -> Sequence[int]:
        """The rows of a category, or all, in an order."""
        ordered = self._ordered(sort, reverse=reverse, recent=recent)
        if category is None:
            return ordered
        members = self._in_category.get(category, [])
        if sort is SortKey.PANEL:
            return members[::-1] if reverse else members
        chosen = frozenset(members)
        return [row for row in ordered if row in chosen]

    def _ordered(self, sort: SortKey, *, reverse: bool, recent: tuple[str, ...]) -> Sequence[int]:
        """All row numbers in an order, made when it is first asked for."""
        if sort is SortKey.RECENT and recent != self._recent:
            self._recent = recent
            self._orders.pop((sort, False), None)
            self._orders.pop((sort, True), None)
        known = self._orders.get((sort, reverse))
        if known is None:
            known = self._orders[sort, reverse] = self._sorted(sort, reverse=reverse)
        return known

    def _sorted(self, sort: SortKey, *, reverse: bool) -> Sequence[int]:
        if sort is SortKey.PANEL:
            everything = range(len(self.services))
            return everything[::-1] if reverse else everything
        return in_order(self._keys(sort), reverse=reverse)

    def _keys(self, sort: SortKey) -> Iterable[object]:
        """What each row is sorted by, None where it has nothing."""
        if sort is SortKey.NAME:
            return (haystack.partition(_FIELD)[0] for haystack in self._haystacks)
        if sort is SortKey.RECENT:
            return recency(self._recent, self.services)
        return map(KEYS[sort], self.services)


class Indexing:
    """A catalogue in the making: add services slice by slice, then make a `Catalogue` of it."""

    __slots__ = ("_rests", "by_id", "haystacks", "in_category", "services")

    def __init__(self) -> None:
        self.services: Final[list[Service]] = []
        self.haystacks: Final[list[str]] = []
        self.by_id: Final[dict[str, int]] = {}
        self.in_category: Final[dict[str, list[int]]] = {}
        """Row numbers by category, in the order in which the panel first names each."""
        self._rests: Final[dict[tuple[str, str], str]] = {}

    def add(self, services: Iterable[Service]) -> None:
        """Take the next services of the panel's list; some 3 µs for each."""
        category = type_text = rest = None
        members: list[int] = []
        for row, service in enumerate(services, start=len(self.services)):
            # Panels list their services by category, so most of this is there from the row before.
            if service.category != category or service.type_text != type_text:
                category, type_text = service.category, service.type_text
                members = self.in_category.setdefault(category, [])
                rest = self._searched_rest(category, type_text)
            service_id = service.service_id
            self.services.append(service)
            self.haystacks.append(f"{_searched(service.name)}\n{_searched(service_id)}\n{rest}")
            self.by_id.setdefault(service_id, row)
            members.append(row)
        # Services hold no cycles. Left among what the collector walks through, 10,000 of them
        # stop a key for 45 ms now and then, and 100,000 for half a second.
        gc.freeze()

    def _searched_rest(self, category: str, type_text: str) -> str:
        """What the rows of a category and type have in common in their haystacks."""
        shared = (category, type_text)
        if shared not in self._rests:
            self._rests[shared] = _FIELD.join(map(_searched, shared))
        return self._rests[shared]

    def finish(
        self, *, read_at: datetime, unreadable: Iterable[Unreadable] = (), digest: str = ""
    ) -> Catalogue:
        """The catalogue. Nothing may be added after."""
        return Catalogue(self, unreadable=unreadable, read_at=read_at, digest=digest)


def _searched(text: str) -> str:
    """The folded text, its UTF-8 with each byte as a letter; some spaces may be doubled.

    One emoji makes Python keep every letter of a text in four bytes, which are slower to
    search and fill the memory. A search in UTF-8 finds the same, and sorts the same.
    """
    if text.isascii():
        return text.lower()
    return " ".join(map(_SEARCHED_WORDS.__getitem__, text.split(" ")))


def _searched_word(word: str) -> str:
    return untrusted.fold(word).encode(errors="replace").decode("latin-1")


_SEARCHED_WORDS: Final = Words(_searched_word)

"""Which orders a list has, and in which order: a query becomes SQL, never out of its own words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

import msgspec

from smm_tui.conditions import Condition, Field, Holds, Limit, OneOf, Says, Within
from smm_tui.filters import Query
from smm_tui.formatting import plain
from smm_tui.ledger.rows import Value, stamp, texts
from smm_tui.models import OrderSort
from smm_tui.untrusted import fold

_SORTS: Final = {
    OrderSort.NEWEST: ("sort_newest", "ref"),
    OrderSort.ID: ("sort_id", "length(order_id) {way}, order_id"),
    OrderSort.SERVICE: ("sort_service", "service_name COLLATE NOCASE"),
    OrderSort.LINK: ("sort_link", "link"),
    OrderSort.QUANTITY: ("sort_quantity", "quantity"),
    OrderSort.PROGRESS: ("sort_progress", "progress"),
    OrderSort.STATUS: ("sort_status", "state {way}, status"),
    OrderSort.CHARGE: ("sort_charge", "charge_size"),
    OrderSort.START: ("sort_start", "start_count"),
    OrderSort.REMAINS: ("sort_remains", "remains"),
}

_SETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "live": "SELECT ref FROM orders WHERE live",
        "attention": "SELECT ref FROM orders WHERE attention > 0",
        # As they are shown: what is stuck is not called slow as well.
        "slow": "SELECT ref FROM orders WHERE mark = 'slow' AND mark <> ''",
        "stuck": "SELECT ref FROM orders WHERE mark = 'stuck' AND mark <> ''",
    }
)
"""What `st:` takes beside states and statuses (`filters.STANDINGS`)."""

_decode_refs: Final = msgspec.json.Decoder(list[int]).decode

_DISTINCT: Final = """
WITH RECURSIVE found ({names}) AS (
    SELECT * FROM (SELECT {names} FROM orders ORDER BY {names} LIMIT 1)
    UNION ALL
    SELECT {of_orders} FROM found, orders WHERE orders.ref = (
        SELECT ref FROM orders WHERE ({names}) > ({of_found}) ORDER BY {names} LIMIT 1)
)
SELECT {names} FROM found
"""
"""What stands in some columns, by steps from one to the next in their index."""


class Orderings:
    """All orders by what they were sorted by of late, as long as nothing was written.

    A person who looks for something goes through the columns, and through each both ways.
    """

    def __init__(self) -> None:
        self._written: tuple[sqlite3.Connection, int, int] | None = None
        """How often others have written by then, and we: each connection counts from the same."""
        self._kept: dict[tuple[OrderSort, bool], str] = {}
        """As JSON: 100,000 refs are 590 KB of text, and six times that as numbers."""

    def all_refs(
        self, database: sqlite3.Connection, sort: OrderSort, *, descending: bool
    ) -> list[int]:
        """The refs of all orders, sorted."""
        others = int(database.execute("PRAGMA data_version").fetchone()[0])
        written = database, others, database.total_changes
        if written != self._written:
            self._written = written
            self._kept.clear()
        wanted = sort, descending
        text = self._kept.get(wanted)
        if text is None:
            index, key = _SORTS[sort]
            way = "DESC" if descending else "ASC"
            by = f"{key.format(way=way)} {way}" + ("" if key == "ref" else f", ref {way}")
            statement = f"SELECT ref FROM orders INDEXED BY {index} ORDER BY {by}"  # noqa: S608 - own names
            text = self._kept[wanted] = _gathered(database, statement)
        return _decode_refs(text)


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be listed."""

    query: Query
    sort: OrderSort
    reverse: bool
    panel: str | None
    now: datetime
    """What an age is counted from."""

    def refs(self, database: sqlite3.Connection, orderings: Orderings) -> list[int]:
        """The refs of the orders, in their order."""
        descending = self.reverse is not (self.sort is OrderSort.NEWEST)
        narrowed = list(self._kept(database))
        kept = set.intersection(*narrowed) if narrowed else set()
        if narrowed and self.sort is OrderSort.NEWEST:
            return sorted(kept, reverse=descending)
        refs = orderings.all_refs(database, self.sort, descending=descending)
        return [ref for ref in refs if ref in kept] if narrowed else refs

    def _kept(self, database: sqlite3.Connection) -> Iterator[set[int]]:
        """The sets of refs that the list is narrowed to."""
        if self.panel is not None:
            yield set(_column(database, "SELECT ref FROM orders WHERE panel = ?", self.panel))
        for condition in self.query.conditions:
            yield set(_meeting(database, condition, self.now))
        if words := self.query.words:
            all_of = " AND ".join(["instr(search, ?)"] * len(words))
            statement = f"SELECT ref FROM orders INDEXED BY sort_search WHERE {all_of}"  # noqa: S608 - only marks
            yield set(_column(database, statement, *words))


def _meeting(database: sqlite3.Connection, condition: Condition, now: datetime) -> Iterable[int]:
    """The orders that meet a condition."""
    match condition:
        case OneOf(field, values):
            return _standing(database, values) if field is Field.STATUS else _ids(database, values)
        case Holds(field, text):
            return _HOLDING[field](database, text)
        case Limit(_, number):
            statement = "SELECT ref FROM orders WHERE charge_size > CAST(? AS REAL)"
            return _column(database, statement, plain(number))
        case Within(_, span, _):
            statement = "SELECT ref FROM orders WHERE created_at > ?"
            return _column(database, statement, stamp(now - span))
        case Says():
            return ()


def _standing(database: sqlite3.Connection, values: Iterable[str]) -> set[int]:
    """What the status of an order is, or what is known of its sending while it has none."""
    listed = "SELECT ref FROM orders INDEXED BY sort_status WHERE"
    named = "IN (SELECT value FROM json_each(?))"
    having = texts(values)
    found = {
        *_column(database, f"{listed} state = 'placed' AND status {named}", having),
        *_column(database, f"{listed} state {named} AND status IS NULL", having),
    }
    for name in _SETS.keys() & {*values}:
        found.update(_column(database, _SETS[name]))
    return found


def _ids(database: sqlite3.Connection, values: Iterable[str]) -> list[int]:
    statement = (
        "SELECT ref FROM orders WHERE order_id <> ''"
        " AND order_id IN (SELECT value FROM json_each(?))"
    )
    return _column(database, statement, texts(values))


def _links(database: sqlite3.Connection, text: str) -> list[int]:
    # Most links are ASCII, which SQLite folds by itself; calling back for each takes longer.
    statement = (
        "SELECT ref FROM orders INDEXED BY sort_link WHERE instr(lower(link), ?)"
        " OR (length(link) < length(CAST(link AS BLOB)) AND instr(folded(link), ?))"
    )
    return _column(database, statement, text, text)


def _services(database: sqlite3.Connection, text: str) -> list[int]:
    """By the whole id, or a part of the name."""
    pairs = [
        pair
        for pair in _distinct(database, "service_id", "service_name")
        if text == fold(pair[0]) or text in fold(pair[1])
    ]
    statement = (
        "SELECT orders.ref AS ref FROM json_each(?) AS pair CROSS JOIN orders"
        " ON service_id = json_extract(pair.value, '$[0]')"
        " AND service_name = json_extract(pair.value, '$[1]')"
    )
    return _column(database, statement, json.dumps(pairs))


def _panels(database: sqlite3.Connection, text: str) -> list[int]:
    names = [name for (name,) in _distinct(database, "panel") if text in fold(name)]
    statement = "SELECT ref FROM orders WHERE panel IN (SELECT value FROM json_each(?))"
    return _column(database, statement, texts(names))


_HOLDING: Final = {Field.LINK: _links, Field.SERVICE: _services, Field.PANEL: _panels}


def _distinct(database: sqlite3.Connection, *names: str) -> list[list[str]]:
    """All that stands in these columns of the orders, which an index begins with."""
    statement = _DISTINCT.format(
        names=", ".join(names),
        of_orders=", ".join(f"orders.{name}" for name in names),
        of_found=", ".join(f"found.{name}" for name in names),
    )
    return [list(row) for row in database.execute(statement)]


def _column(database: sqlite3.Connection, statement: str, *values: Value) -> list[int]:
    return _decode_refs(_gathered(database, statement, *values))


def _gathered(database: sqlite3.Connection, statement: str, *values: Value) -> str:
    """Many refs as one row: SQLite gathers them without holding up the other threads."""
    row = database.execute(f"SELECT json_group_array(ref) FROM ({statement})", values).fetchone()  # noqa: S608 - own statements
    return str(row[0])

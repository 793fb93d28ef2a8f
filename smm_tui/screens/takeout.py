"""What can be taken out of a view into a file (no widget here)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from smm_tui import formatting
from smm_tui.catalogue import Catalogue
from smm_tui.change_log import ChangeLog
from smm_tui.export import ORDER_FIELDS, Row, order_row, to_csv, to_json
from smm_tui.export_rows import (
    CHANGE_FIELDS,
    SERVICE_FIELDS,
    change_row,
    service_row,
)
from smm_tui.i18n import _, ngettext
from smm_tui.screens.desk import Desk
from smm_tui.session import Session

CSV: Final = "csv"
JSON: Final = "json"
_PAGE: Final = 1_000

T = TypeVar("T")
Read = Callable[[Session], Awaitable[Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class Part:
    """What of it: the rows shown, those that are marked, all."""

    label: str
    read: Read


@dataclass(frozen=True, slots=True)
class Takeout:
    """Rows of one kind."""

    what: str
    """Of the file's name and of the JSON: `orders`."""
    title: str
    fields: Sequence[str]
    parts: tuple[Part, ...]
    """The likeliest first; never empty."""
    note: str = ""
    """What is good to know about the file."""

    def text(self, rows: Iterable[Row], ending: str) -> str:
        """The text of a file with this ending."""
        if ending == JSON:
            return to_json(rows, self.fields, key=self.what)
        return to_csv(rows, self.fields)


def in_utc() -> str:
    """What times are in."""
    return _("Times are in UTC.")


def of_orders(shown: Sequence[int], marked: Sequence[int], total: int) -> Takeout:
    """Orders, by their refs in the order in which they are shown."""
    parts = [_shown(len(shown), _orders(shown))]
    if marked:
        label = ngettext("the {count} marked", "the {count} marked", len(marked))
        parts.insert(0, Part(_counted(label, len(marked)), _orders(marked)))
    if total != len(shown):
        label = ngettext("all {count} of the order book", "all {count} of the order book", total)
        parts.append(Part(_counted(label, total), _all_orders))
    return Takeout("orders", _("Export orders"), ORDER_FIELDS, tuple(parts), in_utc())


def _shown(count: int, read: Read) -> Part:
    label = ngettext("the {count} shown", "the {count} shown", count)
    return Part(_counted(label, count), read)


def _all_of(panel: str, count: int, read: Read) -> Part:
    label = ngettext("all {count} of {panel}", "all {count} of {panel}", count)
    return Part(label.format(count=formatting.count(count), panel=panel), read)


def _counted(label: str, count: int) -> str:
    return label.format(count=formatting.count(count))


async def _all_orders(session: Session) -> Sequence[Row]:
    return await _orders(await session.book.order_refs())(session)


def _orders(refs: Sequence[int]) -> Read:
    async def read(session: Session) -> list[Row]:
        rows: list[Row] = []
        for start in range(0, len(refs), _PAGE):
            orders = await session.book.orders(refs[start : start + _PAGE])
            rows += await asyncio.to_thread(partial(_rows, order_row, orders))
        return rows

    return read


def _rows(made: Callable[[T], Row], values: Iterable[T]) -> list[Row]:
    return [made(value) for value in values]


def _made(made: Callable[[int], Row], rows: Iterable[int]) -> Read:
    """Rows that need nothing of the book; made in a thread, since there may be many."""

    async def read(_session: Session) -> list[Row]:
        return await asyncio.to_thread(_rows, made, rows)

    return read


def of_services(
    catalogue: Catalogue, shown: Sequence[int], *, desk: Desk, currency: str
) -> Takeout:
    """Services of the panel in view, by their rows in the catalogue."""
    panel, liked = desk.panel, desk.memory.favourites.of(desk.panel_settings)

    def made(row: int) -> Row:
        service = catalogue.services[row]
        return service_row(service, panel=panel, currency=currency, favourites=liked)

    total = len(catalogue.services)
    parts = [_shown(len(shown), _made(made, shown))]
    if total != len(shown):
        parts.append(_all_of(panel, total, _made(made, range(total))))
    return Takeout("services", _("Export services"), SERVICE_FIELDS, tuple(parts))


def of_changes(log: ChangeLog, shown: Sequence[int], *, panel: str) -> Takeout:
    """Changes of a catalogue, by their rows; headings are none."""

    def made(row: int) -> Row:
        at, percent = log.reading_of(row).at, log.percent(row)
        return change_row(log.changes[row], panel=panel, at=at, percent=percent)

    rows, total = [row for row in shown if row >= 0], len(log.changes)
    parts = [_shown(len(rows), _made(made, rows))]
    if total != len(rows):
        parts.append(_all_of(panel, total, _made(made, range(total))))
    return Takeout("changes", _("Export what changed"), CHANGE_FIELDS, tuple(parts), in_utc())

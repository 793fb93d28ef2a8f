"""How long orders took, and from when on those under way take too long."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from smm_tui import statistics
from smm_tui.ledger.connection import Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.notes import note_mark
from smm_tui.ledger.rows import Value, numbers, pairs_of
from smm_tui.models import ServiceType, Status
from smm_tui.statistics import Course, Limits, Pace, Standing

_Service = tuple[str, str, str]
"""Panel, URL and service id: what orders are compared within."""
_SAME_PANEL: Final = (
    "panel_url IN (SELECT url FROM addresses WHERE panel = :panel AND answers_at IN ("
    "SELECT answers_at FROM addresses WHERE panel = :panel AND url = :url UNION SELECT :url))"
)
"""Orders placed at `url`, or at what a person says to be the same panel."""
_HISTORY: Final = ("started_at", "completed_at", "ended_at")
"""What else is known of a service once one of these came."""
_SERIES: Final = (
    "(service_type = 'Subscriptions' OR instr(params, '[\"runs\"') > 0"
    " OR coalesce(runs, 0) > 0 OR posts IS NOT NULL)"
)
"""Orders that make orders. Inside a JSON text a quotation mark has a backslash before it, so
what is found in the parameters is a name, not a value."""


class Paces(Book):
    """What can be said of the time that orders take."""

    async def pace(self, panel: str, panel_url: str, service_id: str) -> Pace:
        """What the newest orders of a service say of it."""
        of = (panel, panel_url, service_id)
        return await self._read(lambda database: _kept(database, of) or _pace(database, of))


def begin(write: Write, ref: int) -> None:
    """An order is at the panel: from now on it is expected to move."""
    write.change(ref, {"moved_at": write.now})
    rows = _orders(write, "ref = ?", ref)
    _forget(write, {(row["panel"], row["service_id"]) for row in rows})
    _foresee(write, rows)


def look_over(write: Write, before: Sequence[Mapping[str, Value]]) -> list[int]:
    """After news: set the limits anew that they change, and mark what takes too long.

    Args:
        write: The news are in the book already.
        before: Whole rows of the orders that the news are about, as they were.

    Returns:
        The refs of the orders whose mark came or went.
    """
    old = {int(row["ref"] or 0): row for row in before}
    found = {row["ref"]: row for row in _fetch(write, old)}
    services = {
        (row["panel"], row["service_id"])
        for ref, row in found.items()
        if any(row[name] != old[ref][name] for name in _HISTORY)
    }
    _forget(write, services)
    for service in services:
        live = _orders(write, "live AND panel = ? AND service_id = ?", *service)
        _foresee(write, live)
        found |= {row["ref"]: row for row in _fetch(write, [row["ref"] for row in live])}
    return [ref for ref, row in found.items() if _marked(write, row)]


def _marked(write: Write, row: sqlite3.Row) -> bool:
    """Give an order the mark that it deserves now; says whether it is another."""
    mark = None
    if row["live"] and row["lost_at"] is None and row["checked_at"] is not None:
        known = Limits(row["slow_at"], row["rest"])
        mark = statistics.mark(known, moved=row["moved_at"], heard=row["checked_at"])
    if (mark or "") == row["mark"]:
        return False
    write.change(row["ref"], {"mark": mark or ""})
    if mark is not None:
        note_mark(write, row["ref"], mark)
    return True


def _foresee(write: Write, rows: Iterable[sqlite3.Row]) -> None:
    """Write down when these will have taken too long, by what is known of their services."""
    known: dict[_Service, Pace] = {}
    for row in rows:
        service = (row["panel"], row["panel_url"], row["service_id"])
        if service not in known:
            known[service] = _known(write, service) if row["service_id"] else Pace()
        found = statistics.limits(_standing(row), known[service])
        if found != (row["slow_at"], row["rest"]):
            write.database.execute(
                "UPDATE orders SET slow_at = ?, rest = ? WHERE ref = ?", (*found, row["ref"])
            )


def _standing(row: sqlite3.Row) -> Standing:
    every = None
    if row["series"]:
        entered = dict(pairs_of(row["params"])).get("interval", "")
        every = int(entered) if entered.isdecimal() else 0
    return Standing(
        began=row["sent_at"] or row["created_at"],
        started=row["started_at"] is not None,
        quantity=row["quantity"],
        every=every,
        # Only of a subscription a panel says how many posts it had.
        subscription=row["service_type"] == ServiceType.SUBSCRIPTIONS or row["posts"] is not None,
    )


def _known(write: Write, service: _Service) -> Pace:
    """A pace, kept from now on until it changes."""
    kept = _kept(write.database, service)
    if kept is None:
        kept = _pace(write.database, service)
        write.database.execute(
            "INSERT OR REPLACE INTO paces (panel, panel_url, service_id, figures)"
            " VALUES (?, ?, ?, ?)",
            (*service, msgspec.json.encode(kept).decode()),
        )
    return kept


def _kept(database: sqlite3.Connection, service: _Service) -> Pace | None:
    row = database.execute(
        "SELECT figures FROM paces WHERE panel = ? AND panel_url = ? AND service_id = ?", service
    ).fetchone()
    if row is None:
        return None
    try:
        return msgspec.json.decode(row["figures"], type=Pace)
    except msgspec.MsgspecError:  # of a program that kept other figures
        return None


def _forget(write: Write, services: Iterable[tuple[str, str]]) -> None:
    """Their orders started or ended, so that their paces are others."""
    write.database.executemany(
        "DELETE FROM paces WHERE panel = ? AND service_id = ?", list(services)
    )


def _pace(database: sqlite3.Connection, service: _Service) -> Pace:
    panel, url, service_id = service
    rows = database.execute(
        "SELECT sent_at, started_at, started_since, completed_at, completed_since, status, quantity"  # noqa: S608
        " FROM orders INDEXED BY orders_by_use"
        " WHERE panel = :panel AND service_id = :service AND origin = 'placed'"
        f" AND state = 'placed' AND sent_at IS NOT NULL AND NOT {_SERIES} AND {_SAME_PANEL}"
        " ORDER BY ref DESC LIMIT :most",
        {"panel": panel, "url": url, "service": service_id, "most": statistics.SAMPLE},
    ).fetchall()
    return statistics.pace([_course(*row) for row in rows])


def _course(
    sent: int,
    started: int | None,
    started_since: int | None,
    completed: int | None,
    completed_since: int | None,
    status: str | None,
    quantity: int | None,
) -> Course:
    said = None if status is None else Status(status)
    return Course(sent, started, started_since, completed, completed_since, said, quantity)


def _fetch(write: Write, refs: Collection[int]) -> list[sqlite3.Row]:
    """What a mark hangs on."""
    return write.database.execute(
        "SELECT ref, panel, service_id, live, lost_at, checked_at, moved_at, started_at,"
        " completed_at, ended_at, slow_at, rest, mark"
        " FROM orders WHERE ref IN (SELECT value FROM json_each(?))",
        (numbers(refs),),
    ).fetchall()


def _orders(write: Write, where: str, *values: Value) -> list[sqlite3.Row]:
    """What limits hang on."""
    return write.database.execute(
        "SELECT ref, panel, panel_url, service_id, service_type, params, posts, quantity, sent_at,"  # noqa: S608 - own names
        f" created_at, started_at, slow_at, rest, {_SERIES} AS series FROM orders WHERE {where}",
        values,
    ).fetchall()

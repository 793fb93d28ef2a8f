"""What panels sell and what changed about it: written once per reading.

Whoever reads a catalogue compares it with what the book has. It is written only if the book is
still what it was compared with, so that a change counts once however many processes read it.
Rows pass to and from SQLite many at a time, as JSON, so that it works beside the other threads.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec

from smm_tui.comparison import Known
from smm_tui.ledger.connection import Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.rows import Value, moment, stamp, texts
from smm_tui.ledger.values import CatalogueMark, NewReading

T = TypeVar("T")

MOST_PRICES: Final = 40
"""Of one service; the oldest go."""
MOST_CHANGES: Final = 10_000
"""Of one panel, beside those of the last reading; the oldest readings go."""
MOST_GONE: Final = 20_000
"""Services of one panel that are gone and still known."""
GONE_KEPT: Final = timedelta(days=180)
"""So long; one that comes back later counts as new."""
_ROWS_AT_ONCE: Final = 200

_NO_ENTRIES: Final = """
CREATE TEMP TABLE IF NOT EXISTS entries (
    service_id TEXT PRIMARY KEY, facts TEXT, gone INTEGER, replaced INTEGER, rate TEXT,
    currency TEXT
) STRICT
"""
_TAKE_ENTRIES: Final = """
INSERT INTO entries SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),
    json_extract(value, '$[2]'), json_extract(value, '$[3]'), json_extract(value, '$[4]'),
    json_extract(value, '$[5]') FROM json_each(?)
"""
_KEEP_ENTRIES: Final = (
    """
INSERT INTO services (catalogue, service_id, facts, gone_at, first_at)
    SELECT :catalogue, service_id, facts, iif(gone, :at, NULL), :at FROM entries WHERE true
    ON CONFLICT (catalogue, service_id) DO UPDATE
    SET facts = excluded.facts, gone_at = excluded.gone_at, missing_at = NULL
""",
    # Another service under an old id begins anew.
    """
UPDATE services SET first_at = :at WHERE catalogue = :catalogue
    AND service_id IN (SELECT service_id FROM entries WHERE replaced)
""",
    """
DELETE FROM prices WHERE service IN (SELECT ref FROM services WHERE catalogue = :catalogue
    AND service_id IN (SELECT service_id FROM entries WHERE replaced))
""",
    # A price is kept where it is not the last one already; then the oldest one may have to go.
    """
INSERT INTO prices (service, number, at, rate, currency)
    SELECT ref, priced + 1, :at, rate, currency FROM entries CROSS JOIN services
    ON catalogue = :catalogue AND services.service_id = entries.service_id
    WHERE rate IS NOT NULL AND NOT EXISTS (SELECT 1 FROM prices AS last
    WHERE last.service = ref AND last.number = priced
    AND last.rate = entries.rate AND last.currency = entries.currency)
""",
    """
UPDATE services SET priced = priced + 1 WHERE catalogue = :catalogue
    AND service_id IN (SELECT service_id FROM entries)
    AND EXISTS (SELECT 1 FROM prices WHERE service = ref AND number = priced + 1)
""",
    """
DELETE FROM prices WHERE (service, number) IN (SELECT ref, priced - :most FROM services
    WHERE catalogue = :catalogue AND service_id IN (SELECT service_id FROM entries))
""",
    "DELETE FROM entries",
)
_KEEP_CHANGES: Final = """
INSERT INTO changes (reading, kind, service_id, name, was, now) SELECT ?,
    json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
    json_extract(value, '$[3]'), json_extract(value, '$[4]') FROM json_each(?)
"""
_FIND_KNOWN: Final = """
SELECT json_group_array(json_array(service_id, facts, gone_at, missing_at)) FROM services
    WHERE catalogue = (SELECT id FROM catalogues WHERE panel = ? AND panel_url = ?)
    GROUP BY ref / 200
"""
_encode: Final = msgspec.json.Encoder().encode
_known_rows: Final = msgspec.json.Decoder(list[tuple[str, str, int | None, int | None]]).decode


class Catalogues(Book):
    """What `session` needs to follow catalogues."""

    async def catalogue_mark(self, panel: str, panel_url: str) -> CatalogueMark | None:
        """How far the book has followed a catalogue; None: it does not know it."""
        return await self._look(lambda database: _mark(database, panel, panel_url), None)

    async def known_services(self, panel: str, panel_url: str) -> dict[str, Known]:
        """What the book knows of a panel's services, by their ids."""

        def find(database: sqlite3.Connection) -> list[str]:
            return [row[0] for row in database.execute(_FIND_KNOWN, (panel, panel_url))]

        nothing: list[str] = []
        parts = await self._look(find, nothing)
        known: dict[str, Known] = {}
        for part in parts:
            for service_id, facts, gone_at, missing_at in _known_rows(part):
                since = None if missing_at is None else moment(missing_at)
                known[service_id] = Known(facts, gone_at is not None, since)
            await asyncio.sleep(0)
        return known

    async def confirm_reading(
        self, panel: str, panel_url: str, *, version: int, at: datetime
    ) -> None:
        """The catalogue was read again and is the same."""
        values = (stamp(at), panel, panel_url, version)

        def confirm(write: Write) -> None:
            write.database.execute(
                "UPDATE catalogues SET read_at = ?"
                " WHERE panel = ? AND panel_url = ? AND version = ?",
                values,
            )

        await self._write(confirm)

    async def record_reading(self, panel: str, panel_url: str, new: NewReading) -> int | None:
        """Write a reading down, as one commit.

        Returns:
            The number of the reading, 0 where it is not listed; None: nothing was written,
            since another process has written one meanwhile.
        """
        entries = await _parts(new.entries)
        changes = await _parts(new.changes)

        def record(write: Write) -> int | None:
            mark = _mark(write.database, panel, panel_url)
            if (0 if mark is None else mark.version) != new.version:
                return None
            catalogue = _keep_catalogue(write.database, panel, panel_url, new)
            at = stamp(new.reading.at)
            _keep_entries(write.database, catalogue, entries, at)
            _mark_missing(write.database, catalogue, new, at)
            number = 0
            if changes or new.notable:
                number = _keep_reading(write.database, catalogue, new)
                write.database.executemany(_KEEP_CHANGES, [(number, rows) for rows in changes])
            _forget(write.database, catalogue, at)
            return number

        return await self._write(record)

    async def _look(self, find: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """Read what an older book, which can only be read, does not have."""

        def look(database: sqlite3.Connection) -> T:
            if self._refusal is not None and not _has_catalogues(database):
                return nothing
            return find(database)

        return await self._read(look)


async def _parts(rows: Sequence[object]) -> list[str]:
    """Rows as JSON, some in each text."""
    parts = []
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        parts.append(_encode(rows[start : start + _ROWS_AT_ONCE]).decode())
        await asyncio.sleep(0)
    return parts


def _has_catalogues(database: sqlite3.Connection) -> bool:
    return bool(
        database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'catalogues'").fetchone()
    )


def _mark(database: sqlite3.Connection, panel: str, panel_url: str) -> CatalogueMark | None:
    row = database.execute(
        "SELECT * FROM catalogues WHERE panel = ? AND panel_url = ?", (panel, panel_url)
    ).fetchone()
    if row is None:
        return None
    return CatalogueMark(
        version=row["version"],
        digest=row["digest"],
        currency=row["currency"],
        held_back=row["held_back"],
        first_at=moment(row["first_at"]),
        read_at=moment(row["read_at"]),
    )


def _keep_catalogue(
    database: sqlite3.Connection, panel: str, panel_url: str, new: NewReading
) -> int:
    named: dict[str, Value] = {
        "panel": panel,
        "url": panel_url,
        "digest": new.digest,
        "currency": new.reading.currency,
        "held": new.reading.held_back,
        "at": stamp(new.reading.at),
    }
    row = database.execute(
        "INSERT INTO catalogues (panel, panel_url, version, digest, currency, held_back,"
        " first_at, read_at) VALUES (:panel, :url, 1, :digest, :currency, :held, :at, :at)"
        " ON CONFLICT (panel, panel_url) DO UPDATE SET version = version + 1,"
        " digest = :digest, currency = :currency, held_back = :held, read_at = :at"
        " RETURNING id",
        named,
    ).fetchone()
    return int(row[0])


def _keep_entries(
    database: sqlite3.Connection, catalogue: int, entries: Sequence[str], at: int
) -> None:
    database.execute(_NO_ENTRIES)
    database.executemany(_TAKE_ENTRIES, [(rows,) for rows in entries])
    for statement in _KEEP_ENTRIES:
        database.execute(statement, {"catalogue": catalogue, "at": at, "most": MOST_PRICES})


def _mark_missing(database: sqlite3.Connection, catalogue: int, new: NewReading, at: int) -> None:
    database.execute(
        "UPDATE services SET missing_at = coalesce(missing_at, ?)"
        " WHERE catalogue = ? AND service_id IN (SELECT value FROM json_each(?))",
        (at, catalogue, texts(new.missing)),
    )
    database.execute(
        "UPDATE services SET missing_at = NULL"
        " WHERE catalogue = ? AND service_id IN (SELECT value FROM json_each(?))",
        (catalogue, texts(new.found)),
    )


def _keep_reading(database: sqlite3.Connection, catalogue: int, new: NewReading) -> int:
    reading = new.reading
    values = (
        catalogue,
        stamp(reading.at),
        reading.services,
        reading.held_back,
        len(new.changes),
        reading.currency,
        reading.currency_before,
    )
    cursor = database.execute(
        "INSERT INTO readings (catalogue, at, services, held_back, changes, currency,"
        " currency_before) VALUES (?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    return int(cursor.lastrowid or 0)


def _forget(database: sqlite3.Connection, catalogue: int, at: int) -> None:
    """Drop the oldest readings and gone services beyond the bounds."""
    database.execute(
        "DELETE FROM readings WHERE id IN (SELECT id FROM"
        " (SELECT id, sum(changes) OVER newer AS total, row_number() OVER newer AS place"
        " FROM readings WHERE catalogue = ?1 WINDOW newer AS (ORDER BY id DESC))"
        " WHERE place > 1 AND (total > ?2 OR place > ?2))",
        (catalogue, MOST_CHANGES),
    )
    database.execute(
        "DELETE FROM services WHERE ref IN (SELECT ref FROM services"
        " WHERE catalogue = ?1 AND gone_at < ?2 UNION SELECT ref FROM (SELECT ref FROM services"
        " WHERE catalogue = ?1 AND gone_at IS NOT NULL ORDER BY gone_at DESC LIMIT -1 OFFSET ?3))",
        (catalogue, at - GONE_KEPT // timedelta(milliseconds=1), MOST_GONE),
    )

"""What is shown of catalogues: what changed, what a service has cost, which ones are new."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime
from decimal import Decimal
from typing import Final, TypeAlias

import msgspec

from smm_tui.change_log import CatalogueReading
from smm_tui.changes import Change, Kind
from smm_tui.ledger.catalogues import Catalogues
from smm_tui.ledger.connection import Write
from smm_tui.ledger.polling import SAME_ADDRESS
from smm_tui.ledger.rows import moment, stamp
from smm_tui.ledger.values import Followed
from smm_tui.prices import Ordered, Price

_KINDS: Final[dict[str, Kind]] = {str(kind): kind for kind in Kind}
_FIND_READINGS: Final = """
SELECT * FROM readings WHERE id > :after
    AND catalogue = (SELECT id FROM catalogues WHERE panel = :panel AND panel_url = :url)
    ORDER BY id DESC
"""
_FIND_CHANGES: Final = """
SELECT json_group_array(json_array(kind, service_id, name, was, now, reading)) FROM
    (SELECT * FROM changes WHERE reading IN (SELECT id FROM readings WHERE id > :after AND
    catalogue = (SELECT id FROM catalogues WHERE panel = :panel AND panel_url = :url))
    ORDER BY id)
    GROUP BY reading, id / 200 ORDER BY reading DESC, id / 200
"""
_FIND_PRICES: Final = """
SELECT at, rate, currency FROM prices WHERE service = (SELECT ref FROM services
    WHERE catalogue = (SELECT id FROM catalogues WHERE panel = ? AND panel_url = ?)
    AND service_id = ?) ORDER BY number
"""
_changes_of: Final = msgspec.json.Decoder(list[tuple[str, str, str, str, str, int]]).decode


_Found: TypeAlias = tuple[list[CatalogueReading], list[str]]
_NOTHING: Final[_Found] = ([], [])


class Prices(Catalogues):
    """What was written down about catalogues."""

    async def followed(self, panel: str, panel_url: str) -> Followed:
        """How far a catalogue was followed, and how much of it was seen."""

        def find(database: sqlite3.Connection) -> Followed:
            row = database.execute(
                "SELECT version, seen,"
                " coalesce((SELECT max(id) FROM readings WHERE catalogue = catalogues.id), 0)"
                " FROM catalogues WHERE panel = ? AND panel_url = ?",
                (panel, panel_url),
            ).fetchone()
            return Followed() if row is None else Followed(*row)

        return await self._look(find, Followed())

    async def unseen_changes(self, panel: str, panel_url: str) -> int:
        """How many changes nobody has looked at yet."""

        def find(database: sqlite3.Connection) -> int:
            row = database.execute(
                "SELECT coalesce(sum(changes), 0) FROM readings JOIN catalogues"
                " ON catalogues.id = catalogue WHERE panel = ? AND panel_url = ?"
                " AND readings.id > seen",
                (panel, panel_url),
            ).fetchone()
            return int(row[0])

        return await self._look(find, 0)

    async def see_changes(self, panel: str, panel_url: str, number: int) -> None:
        """A person has looked at all changes up to this reading."""

        def see(write: Write) -> None:
            write.database.execute(
                "UPDATE catalogues SET seen = max(seen, ?) WHERE panel = ? AND panel_url = ?",
                (number, panel, panel_url),
            )

        await self._write(see)

    async def changes(
        self, panel: str, panel_url: str, *, after: int = 0
    ) -> tuple[list[CatalogueReading], list[Change]]:
        """The readings that are kept, after the one with this number, and their changes.

        Both with the newest reading first.
        """
        named = {"panel": panel, "url": panel_url, "after": after}

        def find(database: sqlite3.Connection) -> _Found:
            readings = list(map(_reading_of, database.execute(_FIND_READINGS, named)))
            return readings, [row[0] for row in database.execute(_FIND_CHANGES, named)]

        readings, parts = await self._look(find, _NOTHING)
        changes: list[Change] = []
        for part in parts:
            # A newer program may have found kinds that this one does not know.
            rows = [row for row in _changes_of(part) if row[0] in _KINDS]
            changes += [Change(_KINDS[row[0]], *row[1:]) for row in rows]
            await asyncio.sleep(0)
        return readings, changes

    async def prices(self, panel: str, panel_url: str, service_id: str) -> list[Price]:
        """What a service has cost, the oldest first."""

        def find(database: sqlite3.Connection) -> list[Price]:
            rows = database.execute(_FIND_PRICES, (panel, panel_url, service_id)).fetchall()
            return [Price(moment(row[0]), Decimal(row[1]), row[2]) for row in rows]

        return await self._look(find, [])

    async def new_services(
        self, panel: str, panel_url: str, since: datetime
    ) -> dict[str, datetime]:
        """Services that came after the first reading and since this time: id and when."""

        def find(database: sqlite3.Connection) -> dict[str, datetime]:
            rows = database.execute(
                "SELECT service_id, services.first_at AS at FROM services JOIN catalogues"
                " ON catalogues.id = catalogue WHERE panel = ? AND panel_url = ?"
                " AND services.first_at > max(catalogues.first_at, ?) AND gone_at IS NULL",
                (panel, panel_url, stamp(since)),
            ).fetchall()
            return {row["service_id"]: moment(row["at"]) for row in rows}

        return await self._look(find, {})

    async def last_ordered(self, panel: str, panel_url: str, service_id: str) -> Ordered | None:
        """The service as it was when it was last ordered; None: it was not, or not here."""

        def find(database: sqlite3.Connection) -> Ordered | None:
            row = database.execute(
                "SELECT created_at, service_name, rate, currency FROM orders"  # noqa: S608
                " WHERE panel = :panel AND service_id = :service AND origin = 'placed'"
                f" AND state IN ('placed', 'sending', 'unknown') AND {SAME_ADDRESS}"
                " ORDER BY ref DESC LIMIT 1",
                {"panel": panel, "url": panel_url, "service": service_id},
            ).fetchone()
            if row is None:
                return None
            rate = None if row["rate"] is None else Decimal(row["rate"])
            return Ordered(moment(row["created_at"]), row["service_name"], rate, row["currency"])

        return await self._read(find)


def _reading_of(row: sqlite3.Row) -> CatalogueReading:
    return CatalogueReading(
        number=row["id"],
        at=moment(row["at"]),
        services=row["services"],
        held_back=row["held_back"],
        currency=row["currency"],
        currency_before=row["currency_before"],
    )

"""Orders for the same service and link as another, however the link is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from smm_tui.ledger.core import Book
from smm_tui.ledger.queries import fetch_orders
from smm_tui.ledger.rows import texts
from smm_tui.links import address
from smm_tui.models import Order

_OPEN = """
WITH found AS (
    SELECT ref FROM orders WHERE live AND panel = ?1
        AND service_id IN (SELECT value FROM json_each(?2))
    UNION SELECT ref FROM orders WHERE state IN ('intended', 'sending')
    UNION SELECT ref FROM orders WHERE attention > 0 AND attention = 2
)
SELECT ref, service_id, link FROM found CROSS JOIN orders USING (ref)
    WHERE panel = ?1 ORDER BY ref
"""
"""A part for each index; those that are unknown have 2 for their attention."""


class Twins(Book):
    """What another order may turn out to be a second one of."""

    async def same_running(self, panel: str, service_id: str, link: str) -> list[Order]:
        """Orders for the same service and link that run, or may run, the newest first."""
        found = await self.same_running_of(panel, [(service_id, link)])
        return found[::-1]

    async def same_running_of(self, panel: str, pairs: Sequence[tuple[str, str]]) -> list[Order]:
        """Orders that run, or may run, for any of these pairs of service and link."""
        wanted = {(service_id, address(link)) for service_id, link in pairs}
        services = texts(sorted({service_id for service_id, _link in wanted}))

        def find(database: sqlite3.Connection) -> list[Order]:
            rows = database.execute(_OPEN, (panel, services)).fetchall()
            same = [row[0] for row in rows if (row[1], address(row[2])) in wanted]
            return fetch_orders(database, same)

        return await self._read(find)

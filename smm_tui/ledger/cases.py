"""What the book knows of an unknown order beside the order itself, and that it was left open."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from smm_tui.ledger.connection import Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.queries import fetch_orders
from smm_tui.ledger.rows import reading_of, stamp
from smm_tui.models import Order, OrderState, Reading

LEFT = "left open"
"""The kind of event that says so."""


class Cases(Book):
    """What `session` needs to weigh an unknown order."""

    async def readings_around(
        self, panel: str, at: datetime, many: int
    ) -> tuple[list[Reading], list[Reading]]:
        """The last different readings up to a moment, the newest first; the next, in order."""

        def find(database: sqlite3.Connection) -> tuple[list[Reading], list[Reading]]:
            named = (panel, stamp(at), many)
            before = database.execute(
                "SELECT * FROM balances WHERE panel = ? AND first_at <= ? ORDER BY id DESC LIMIT ?",
                named,
            ).fetchall()
            after = database.execute(
                "SELECT * FROM balances WHERE panel = ? AND first_at > ? ORDER BY id LIMIT ?",
                named,
            ).fetchall()
            return [reading_of(row) for row in before], [reading_of(row) for row in after]

        return await self._read(find)

    async def refused_since(self, order: Order) -> list[Order]:
        """Later orders for the same link that the panel refused, the oldest first.

        Those are left out for which another order for that link, of which the panel said that
        it was running, is reason enough.
        """

        def find(database: sqlite3.Connection) -> list[Order]:
            rows = database.execute(
                "SELECT ref FROM orders AS later WHERE panel = ? AND link = ? AND ref > ?"
                " AND state = 'rejected' AND NOT EXISTS (SELECT 1 FROM orders AS known"
                " WHERE known.link = later.link AND known.panel = later.panel"
                " AND known.state = 'placed' AND known.created_at <= later.created_at"
                " AND (known.ended_at IS NULL OR known.ended_at > later.created_at))"
                " ORDER BY ref",
                (order.panel, order.link, order.ref),
            ).fetchall()
            return fetch_orders(database, [row[0] for row in rows])

        return await self._read(find)

    async def leave_open(self, ref: int) -> bool:
        """A person has looked at an unknown order and decided nothing; said once in a row."""

        def leave(write: Write) -> bool:
            row = write.database.execute(
                "SELECT state, (SELECT kind FROM events WHERE order_ref = orders.ref"
                " ORDER BY id DESC LIMIT 1) AS last FROM orders WHERE ref = ?",
                (ref,),
            ).fetchone()
            if row is None or row["state"] != OrderState.UNKNOWN or row["last"] == LEFT:
                return False
            write.event(ref, LEFT)
            return True

        return await self._write(leave)

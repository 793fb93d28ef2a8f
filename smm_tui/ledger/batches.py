"""Orders that were confirmed together: written in one commit, given up in one commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from smm_tui.ledger.connection import Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.placing import intend, withdraw
from smm_tui.ledger.queries import fetch_orders
from smm_tui.ledger.sender import Sender
from smm_tui.ledger.values import Intent
from smm_tui.models import Order


class Batches(Book):
    """What `session` needs to place several orders at once."""

    async def intend_batch(self, intents: Sequence[Intent], sender: Sender) -> list[int]:
        """Write all orders of a batch down before anything else; their refs.

        The batch has the number of its first order.

        Raises:
            LedgerError: None of them is written, so nothing may be sent.
        """

        def intend_all(write: Write) -> list[int]:
            refs = [intend(write, each, sender) for each in intents]
            for ref, each in zip(refs, intents, strict=True):
                write.change(ref, {"batch": refs[0], "batch_line": each.batch_line})
            return refs

        return await self._write(intend_all)

    async def withdraw_batch(
        self, refs: Sequence[int], sender: Sender, why: str, *, seen: bool
    ) -> list[int]:
        """Intended -> not sent for all of these that still are; their refs.

        Args:
            refs: Which.
            sender: Whose they must be.
            why: In the language of the reader.
            seen: Whether a person wanted it so, and need not be told again.
        """

        def withdraw_all(write: Write) -> list[int]:
            done = [ref for ref in refs if withdraw(write, ref, sender, why)]
            if seen:
                for ref in done:
                    write.change(ref, {"acknowledged": 1})
            return done

        return await self._write(withdraw_all)

    async def batch(self, number: int) -> list[Order]:
        """The orders of a batch in their order; none where there is no such batch."""
        return await self._read(lambda database: _of_batch(database, number))

    async def newest_batch(self, panel: str) -> list[Order]:
        """The orders of the panel's newest batch; none where there never was one."""

        def find(database: sqlite3.Connection) -> list[Order]:
            row = database.execute(
                "SELECT max(batch) FROM orders WHERE panel = ? AND batch IS NOT NULL", (panel,)
            ).fetchone()
            return [] if row[0] is None else _of_batch(database, row[0])

        return await self._read(find)


def _of_batch(database: sqlite3.Connection, number: int) -> list[Order]:
    rows = database.execute(
        "SELECT ref FROM orders WHERE batch = ? ORDER BY ref", (number,)
    ).fetchall()
    return fetch_orders(database, [row[0] for row in rows])

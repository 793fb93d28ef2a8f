"""The list of messages, and how far somebody has been told."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import Final

from smm_tui.ledger.connection import Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.notes import KEPT, insert
from smm_tui.ledger.queries import fetch_orders
from smm_tui.ledger.rows import moment, stamp
from smm_tui.messages import (
    OF_ORDERS,
    About,
    Draft,
    Message,
    MessageKind,
    Once,
    Spent,
    Told,
    Untold,
)
from smm_tui.models import Money, Severity
from smm_tui.refunds import EXACT, ZERO, Paid, Refund, refund, taken
from smm_tui.sayings import said, stored

_ENDED: Final = """
SELECT ref FROM orders AS whole WHERE live = 0 AND status IS NOT NULL AND parent IS NULL
    AND ref IN (SELECT order_ref FROM messages
        WHERE id > :told AND kind NOT IN ('slow', 'stuck', 'refill'))
    AND NOT (service_type = 'Subscriptions'
        AND EXISTS (SELECT 1 FROM orders WHERE parent = whole.ref))
UNION SELECT part.ref FROM orders AS part JOIN orders AS whole ON whole.ref = part.parent
    WHERE part.ended_at > :looked AND (whole.service_type = 'Subscriptions'
        OR (whole.charge IS NULL AND whole.foretold IS NULL))
"""
"""What ended after somebody was told or looked; of a series the whole, where it has a charge."""
_STILL: Final = (
    "(kind NOT IN ('slow', 'stuck') OR EXISTS (SELECT 1 FROM orders"
    " WHERE orders.ref = order_ref AND orders.mark = messages.kind))"
)
"""That an order took too long says nothing any more once it goes on or has ended."""
_COLUMNS: Final = (
    "messages.*, orders.order_id, orders.service_name, orders.link, orders.quantity,"
    " orders.remains, coalesce(orders.charge, orders.foretold) AS charge, orders.currency"
)


class Messages(Book):
    """What is told, and to whom it was told already."""

    async def keep_message(self, draft: Draft) -> int | None:
        """Write a message down; its id, or None where it adds no line to the list.

        The same as the one before only counts that one up. What has `once` is a line only
        where that did not hold before.
        """
        return await self._write(lambda write: _keep(write, draft))

    async def stands(self, once: Once) -> bool:
        """Whether this holds already, so that it is not told again."""
        row = await self._read(
            lambda database: database.execute(
                "SELECT 1 FROM standing WHERE key = ? AND state = ?", (once.key, once.state)
            ).fetchone()
        )
        return row is not None

    async def messages(self, limit: int = KEPT) -> list[Message]:
        """The last messages, the newest first."""
        return await self._read(
            lambda database: _messages(database, "ORDER BY messages.id DESC LIMIT ?", limit)
        )

    async def messages_after(self, message_id: int) -> list[Message]:
        """What came after a message, the oldest first."""
        return await self._read(
            lambda database: _messages(
                database, "WHERE messages.id > ? ORDER BY messages.id", message_id
            )
        )

    async def told(self) -> Told:
        """How far somebody has been told, by any process."""
        return await self._read(_told)

    async def mark_told(self, up_to: int) -> int:
        """Somebody has been told all up to this message; the last one told before.

        Of several processes that tell the same, only the first is given an earlier one.
        """

        def mark(write: Write) -> int:
            before = _told(write.database).message_id
            write.database.execute(
                "UPDATE telling SET told_id = max(told_id, ?), looked_at = ?", (up_to, write.now)
            )
            return before

        return await self._write(mark)

    async def mark_looked(self) -> None:
        """Somebody has looked just now."""
        await self.mark_told(0)

    async def untold(self, since: Told) -> Untold:
        """What happened to orders after somebody was told."""
        return await self._read(lambda database: _untold(database, since))

    async def sum_up(self, since: Told, up_to: int, draft: Draft | None) -> bool:
        """Count all up to a message as told, with one that sums it up; False: told meanwhile."""

        def sum_up(write: Write) -> bool:
            if _told(write.database).message_id != since.message_id:
                return False
            write.database.execute(
                "UPDATE telling SET told_id = max(told_id, ?), looked_at = ?", (up_to, write.now)
            )
            if draft is not None:
                _keep(write, draft)
            return True

        return await self._write(sum_up)


def _keep(write: Write, draft: Draft) -> int | None:
    if draft.once is not None and not _comes_to_hold(write, draft.once):
        return None
    if not draft.title:
        return None
    if draft.once is not None:
        return insert(write, draft)
    same = write.database.execute(
        "SELECT id FROM messages WHERE id = (SELECT max(id) FROM messages) AND kind = ?"
        " AND severity = ? AND panel = ? AND title = ? AND text = ? AND order_ref IS ?",
        (
            draft.kind,
            draft.severity,
            draft.panel,
            stored(draft.title),
            stored(draft.text),
            draft.order_ref,
        ),
    ).fetchone()
    if same is None:
        return insert(write, draft)
    write.database.execute(
        "UPDATE messages SET count = count + 1, at = ? WHERE id = ?", (write.now, same["id"])
    )
    return None


def _comes_to_hold(write: Write, once: Once) -> bool:
    """Note what holds from now on; whether that is to be told."""
    row = write.database.execute("SELECT state FROM standing WHERE key = ?", (once.key,)).fetchone()
    before = "" if row is None else str(row["state"])
    if before == once.state:
        return False
    write.database.execute(
        "INSERT INTO standing (key, state) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET state = excluded.state",
        (once.key, once.state),
    )
    return once.after in {"", before}


def _told(database: sqlite3.Connection) -> Told:
    row = database.execute("SELECT told_id, looked_at FROM telling").fetchone()
    at = None if row["looked_at"] is None else moment(row["looked_at"])
    return Told(row["told_id"], at)


def _messages(database: sqlite3.Connection, which: str, value: int) -> list[Message]:
    rows = database.execute(
        f"SELECT {_COLUMNS} FROM messages LEFT JOIN orders ON orders.ref = order_ref {which}",  # noqa: S608 - own
        (value,),
    ).fetchall()
    return [_message_of(row) for row in rows]


def _message_of(row: sqlite3.Row) -> Message:
    about = None
    if row["order_ref"] is not None:
        about = About(
            order_id=row["order_id"],
            service=row["service_name"],
            link=row["link"],
            quantity=row["quantity"],
            remains=row["remains"],
            charge=None if row["charge"] is None else Decimal(row["charge"]),
            currency=row["currency"],
        )
    return Message(
        id=row["id"],
        at=moment(row["at"]),
        kind=MessageKind(row["kind"]),
        severity=Severity(row["severity"]),
        panel=row["panel"],
        title=said(row["title"]),
        text=said(row["text"]),
        count=row["count"],
        order_ref=row["order_ref"],
        about=about,
    )


def _untold(database: sqlite3.Connection, since: Told) -> Untold:
    kinds = ", ".join(f"'{kind}'" for kind in OF_ORDERS)
    after = f"messages.id > ? AND kind IN ({kinds}) AND {_STILL}"
    counts = database.execute(
        f"SELECT kind, count(DISTINCT order_ref) AS number FROM messages WHERE {after}"  # noqa: S608 - own
        " GROUP BY kind",
        (since.message_id,),
    ).fetchall()
    up_to = database.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()[0]
    return Untold(
        up_to=up_to,
        counts={MessageKind(row["kind"]): row["number"] for row in counts},
        spent=_spent(database, since),
    )


def _spent(database: sqlite3.Connection, since: Told) -> tuple[Spent, ...]:
    """What is left of the charges of what ended, less what came back of them."""
    looked = 0 if since.at is None else stamp(since.at)
    rows = database.execute(_ENDED, {"told": since.message_id, "looked": looked}).fetchall()
    sums: dict[str, Spent] = {}
    for order in fetch_orders(database, [row["ref"] for row in rows]):
        paid = Paid.of(order)
        if (first := taken(paid)) is None:
            continue
        back = refund(paid) or Refund(ZERO, certain=True)
        known = sums.get(order.currency, Spent(Money(ZERO, order.currency)))
        amount = EXACT.add(known.money.amount, EXACT.subtract(first, back.amount))
        money = Money(amount, order.currency)
        sums[order.currency] = Spent(money, known.estimated or not back.certain)
    return tuple(spent for _currency, spent in sorted(sums.items()) if spent.money.amount)

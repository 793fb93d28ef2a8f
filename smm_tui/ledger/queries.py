"""What is read out of the book: orders, lists of refs, counts, histories."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from smm_tui.filters import EVERYTHING, Query
from smm_tui.ledger.connection import Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.listing import Listing
from smm_tui.ledger.rows import (
    event_of,
    moment,
    numbers,
    order_of,
    pairs_of,
    request_of,
    stamp,
)
from smm_tui.ledger.sender import Sender
from smm_tui.ledger.values import Counts
from smm_tui.models import Event, KnownCharge, Mark, Order, OrderSort, OrderState, Request


class Queries(Book):
    """What is shown."""

    async def order(self, ref: int) -> Order:
        """An order.

        Raises:
            KeyError: There is none with this ref.
        """
        return await self._read(lambda database: fetch_order(database, ref))

    async def orders(self, refs: Sequence[int]) -> list[Order]:
        """These orders, in this order; a ref that does not exist is left out."""
        return await self._read(lambda database: fetch_orders(database, refs))

    async def events(self, ref: int) -> list[Event]:
        """An order's timeline, the oldest first."""
        rows = await self._read(
            lambda database: database.execute(
                "SELECT * FROM events WHERE order_ref = ? ORDER BY id", (ref,)
            ).fetchall()
        )
        return [event_of(row) for row in rows]

    async def requests(self, refs: Sequence[int]) -> list[Request]:
        """These refills and cancels, by their own refs, in this order."""
        return await self._read(lambda database: fetch_requests(database, refs))

    async def requests_of(self, order_ref: int) -> list[Request]:
        """Every refill and cancel of an order, the oldest first."""
        rows = await self._read(
            lambda database: database.execute(
                "SELECT * FROM requests WHERE order_ref = ? ORDER BY ref", (order_ref,)
            ).fetchall()
        )
        return [request_of(row) for row in rows]

    async def sender_of(self, ref: int) -> Sender:
        """Who sent an order, or was to.

        Raises:
            KeyError: There is no order with this ref.
        """
        row = await self._read(
            lambda database: database.execute(
                "SELECT sender_boot, sender_pid, sender_started FROM orders WHERE ref = ?", (ref,)
            ).fetchone()
        )
        if row is None:
            raise KeyError(ref)
        return Sender(*row)

    async def order_refs(
        self,
        query: Query = EVERYTHING,
        *,
        sort: OrderSort = OrderSort.NEWEST,
        reverse: bool = False,
        panel: str | None = None,
    ) -> list[int]:
        """The refs of all orders, or of those that meet a query.

        Args:
            query: All words and all conditions are required.
            sort: By this, small or early first; but the newest first.
            reverse: The other way round.
            panel: Of this panel only.
        """
        listing = Listing(query, sort, reverse, panel, self._clock.now())
        return await self._read(lambda database: listing.refs(database, self._orderings))

    async def recent_services(self, panel: str) -> list[str]:
        """The ids of the services that were ordered here, the newest order first."""
        rows = await self._read(
            lambda database: database.execute(
                "SELECT service_id FROM orders WHERE panel = ? AND origin = 'placed'"
                " GROUP BY service_id ORDER BY max(ref) DESC",
                (panel,),
            ).fetchall()
        )
        return [row[0] for row in rows]

    async def counts(self) -> Counts:
        """How many orders there are."""
        row = await self._read(
            lambda database: database.execute(
                "SELECT (SELECT count(*) FROM orders WHERE live),"
                " (SELECT count(*) FROM orders WHERE attention > 0),"
                " (SELECT count(*) FROM orders WHERE attention > 0 AND attention = 2),"
                " (SELECT count(*) FROM orders INDEXED BY sort_newest)"
            ).fetchone()
        )
        return Counts(*row)

    async def attention(self) -> list[int]:
        """Orders that need attention: the unknown first, then the oldest first."""
        rows = await self._read(
            lambda database: database.execute(
                "SELECT ref FROM orders WHERE attention > 0 ORDER BY attention DESC, ref"
            ).fetchall()
        )
        return [row[0] for row in rows]

    async def acknowledge(self, refs: Sequence[int]) -> list[int]:
        """A person has seen these; the refs that changed. An unknown order cannot be.

        That an order is stuck is seen until it moves.
        """

        def acknowledge(write: Write) -> list[int]:
            done = []
            for order in fetch_orders(write.database, refs):
                stuck = order.mark is Mark.STUCK
                seen = order.acknowledged and (order.stuck_seen or not stuck)
                if order.state is not OrderState.UNKNOWN and not seen:
                    write.change(order.ref, {"acknowledged": 1, "stuck_seen": int(stuck)})
                    write.event(order.ref, "acknowledged")
                    done.append(order.ref)
            return done

        return await self._write(acknowledge)

    async def last_quantity(self, panel: str, service_id: str) -> str:
        """The quantity entered in the newest order of a service; "" where there was none."""
        row = await self._read(
            lambda database: database.execute(
                "SELECT params FROM orders WHERE panel = ? AND service_id = ?"
                " AND origin = 'placed' ORDER BY ref DESC LIMIT 1",
                (panel, service_id),
            ).fetchone()
        )
        return "" if row is None else dict(pairs_of(row["params"])).get("quantity", "")

    async def known_charges_between(
        self, panel: str, since: datetime, until: datetime
    ) -> list[KnownCharge]:
        """What the book knows to have moved a panel's balance in a span of time.

        Orders sent in it, with the charge the panel named, else the one foretold; and orders
        that ended in it short of completion, whose refund (None) the book cannot know.
        """
        span = (panel, stamp(since), stamp(until))

        def find(database: sqlite3.Connection) -> list[KnownCharge]:
            sent = database.execute(
                "SELECT ref, sent_at AS at, coalesce(charge, foretold) AS amount, state"
                " FROM orders WHERE panel = ? AND sent_at BETWEEN ? AND ?"
                " AND state IN ('sending', 'placed', 'unknown') ORDER BY sent_at",
                span,
            ).fetchall()
            ended = database.execute(
                "SELECT ref, ended_at AS at, NULL AS amount, state FROM orders"
                " WHERE panel = ? AND ended_at BETWEEN ? AND ? AND status <> 'completed'"
                " ORDER BY ended_at",
                span,
            ).fetchall()
            return [_charge_of(row) for row in (*sent, *ended)]

        return await self._read(find)

    async def data_version(self) -> int:
        """Changes when another connection has written (`PRAGMA data_version`)."""
        return await self._read(
            lambda database: int(database.execute("PRAGMA data_version").fetchone()[0])
        )

    async def change_number(self) -> int:
        """The number of the last change, for `changed_since`."""
        return await self._read(
            lambda database: int(database.execute("SELECT seq FROM book").fetchone()[0])
        )

    async def changed_since(self, seq: int) -> tuple[int, list[int]]:
        """The number of the last change, and the refs touched after the one named."""

        def find(database: sqlite3.Connection) -> tuple[int, list[int]]:
            rows = database.execute(
                "SELECT seq, ref FROM orders WHERE seq > ? ORDER BY seq, ref", (seq,)
            ).fetchall()
            return (rows[-1][0] if rows else seq), [row[1] for row in rows]

        return await self._read(find)


def fetch_order(database: sqlite3.Connection, ref: int) -> Order:
    """An order; KeyError where there is none."""
    found = fetch_orders(database, [ref])
    if not found:
        raise KeyError(ref)
    return found[0]


def fetch_orders(database: sqlite3.Connection, refs: Sequence[int]) -> list[Order]:
    """These orders with their newest requests, in this order."""
    rows = database.execute(
        "SELECT * FROM orders WHERE ref IN (SELECT value FROM json_each(?))", (numbers(refs),)
    ).fetchall()
    newest = [row[name] for row in rows for name in ("refill_ref", "cancel_ref") if row[name]]
    requests = {request.ref: request for request in fetch_requests(database, newest)}
    found = {row["ref"]: order_of(row, requests) for row in rows}
    return [found[ref] for ref in refs if ref in found]


def fetch_requests(database: sqlite3.Connection, refs: Iterable[int]) -> list[Request]:
    """These requests, in this order."""
    wanted = list(refs)
    if not wanted:
        return []
    rows = database.execute(
        "SELECT * FROM requests WHERE ref IN (SELECT value FROM json_each(?))", (numbers(wanted),)
    ).fetchall()
    found = {row["ref"]: request_of(row) for row in rows}
    return [found[ref] for ref in wanted if ref in found]


def _charge_of(row: sqlite3.Row) -> KnownCharge:
    return KnownCharge(
        order_ref=row["ref"],
        at=moment(row["at"]),
        amount=None if row["amount"] is None else Decimal(row["amount"]),
        state=OrderState(row["state"]),
    )

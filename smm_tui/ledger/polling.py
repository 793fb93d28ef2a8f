"""Which orders and refills a process may ask about, and under which address.

Processes that share the book claim what is due in it, so that nothing is asked twice in an
interval; a claim that has run out is free, so a killed process holds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from smm_tui.ledger.connection import SET_BACK_MS, Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.rows import Value, moment, numbers, stamp
from smm_tui.ledger.sender import Sender
from smm_tui.schedule import Due

LOST_SLOWER: Final = 20
"""How many times less often an id is asked for that the panel no longer knows."""

MANY: Final = 100
"""Ids of one call: panel-api §1.2."""

SAME_ADDRESS: Final = (
    "panel_url IN (SELECT url FROM addresses WHERE panel = :panel AND answers_at = :url)"
)
"""Orders of a panel that are asked for at `url`: placed there, or moved there by a person."""

_FREE: Final = (
    "(claimed_until IS NULL OR claimed_until <= :at"
    f" OR claimed_until > :at + :lease + {SET_BACK_MS})"
)
_OLD: Final = "(checked_at IS NULL OR checked_at > :now + :ahead OR checked_at <= :now - :interval)"
"""Also what was heard in the future: the clock was set back since."""


class Polling(Book):
    """What `session` needs to poll."""

    async def claim_due(
        self,
        panel: str,
        panel_url: str,
        *,
        now: datetime,
        interval_s: float,
        lease_s: float,
        sender: Sender,
        limit: int = MANY,
        early_s: float = 0,
    ) -> list[Due]:
        """Claim live orders whose news are older than an interval, the oldest first.

        Args:
            panel: The panel's name.
            panel_url: Its URL; orders placed under another one are left alone until
                `confirm_panel_url`.
            now: The wall clock.
            interval_s: Seconds between two questions about an order.
            lease_s: Seconds until the claim runs out by itself.
            sender: Who asks.
            limit: The most orders taken.
            early_s: Where orders are due at all, the last hundred is filled up with those
                that will be due within so many seconds.

        Raises:
            LedgerError: Nothing was claimed.
        """
        named = {
            **_times(now, interval_s, lease_s),
            "panel": panel,
            "url": panel_url,
            "by": _token(sender),
        }
        early = max(interval_s - early_s, 0)

        def claim(write: Write) -> list[Due]:
            named["at"] = write.now
            found = _claim_orders(write, {**named, "limit": limit})
            room = min(-len(found) % MANY, limit - len(found))
            if early_s and found and room:
                sooner = {**named, "limit": room, "interval": round(early * 1000)}
                found += _claim_orders(write, sooner)
            return found

        return await self._write(claim)

    async def release(self, refs: Iterable[int], sender: Sender) -> None:
        """Give claims on orders back without news; what another has claimed since is theirs."""
        await self._release("orders", refs, sender)

    async def release_refills(self, refs: Iterable[int], sender: Sender) -> None:
        """The same for claims on refills."""
        await self._release("requests", refs, sender)

    async def _release(self, table: str, refs: Iterable[int], sender: Sender) -> None:
        given = numbers(refs)

        def release(write: Write) -> None:
            write.database.execute(
                f"UPDATE {table} SET claimed_until = NULL"  # noqa: S608 - own names
                " WHERE ref IN (SELECT value FROM json_each(?)) AND claimed_by = ?",
                (given, _token(sender)),
            )

        await self._write(release)

    async def open_refills(
        self,
        panel: str,
        panel_url: str,
        *,
        now: datetime,
        interval_s: float,
        lease_s: float,
        sender: Sender,
        limit: int = MANY,
    ) -> list[tuple[int, str]]:
        """Claim accepted refills that have not ended: (ref of the request, refill id).

        Raises:
            LedgerError: Nothing was claimed.
        """
        named = {
            **_times(now, interval_s, lease_s),
            "panel": panel,
            "url": panel_url,
            "by": _token(sender),
            "limit": limit,
        }

        def claim(write: Write) -> list[tuple[int, str]]:
            named["at"] = write.now
            rows = write.database.execute(
                "UPDATE requests SET claimed_until = :at + :lease, claimed_by = :by"  # noqa: S608
                " WHERE ref IN (SELECT ref FROM requests INDEXED BY requests_live"
                " WHERE live AND EXISTS (SELECT 1 FROM orders"
                f" WHERE orders.ref = order_ref AND panel = :panel AND {SAME_ADDRESS})"
                f" AND {_FREE} AND {_OLD} ORDER BY checked_at LIMIT :limit)"
                " RETURNING ref, request_id",
                named,
            ).fetchall()
            return [(row["ref"], row["request_id"]) for row in rows]

        return await self._write(claim)

    async def live_count(self, panel: str, panel_url: str) -> int:
        """How many orders of a panel, at this address, are polled."""
        row = await self._read(
            lambda database: database.execute(
                "SELECT count(*) FROM orders INDEXED BY orders_live"  # noqa: S608
                f" WHERE live AND panel = :panel AND {SAME_ADDRESS}",
                {"panel": panel, "url": panel_url},
            ).fetchone()
        )
        return int(row[0])

    async def url_conflict(self, name: str, url: str) -> str | None:
        """The other URL that this panel's orders are asked for at, if there is one."""
        row = await self._read(
            lambda database: database.execute(
                "SELECT answers_at FROM addresses WHERE panel = ? AND answers_at <> ?"
                " ORDER BY rowid DESC LIMIT 1",
                (name, url),
            ).fetchone()
        )
        return None if row is None else str(row[0])

    async def confirm_panel_url(self, name: str, url: str) -> None:
        """A person says that this panel's earlier orders are now asked for at this URL."""

        def confirm(write: Write) -> None:
            remember_address(write, name, url)
            write.database.execute(
                "UPDATE addresses SET answers_at = ? WHERE panel = ?", (url, name)
            )
            # They were made of the orders under one address.
            write.database.execute("DELETE FROM paces WHERE panel = ?", (name,))

        await self._write(confirm)


def remember_address(write: Write, panel: str, url: str) -> None:
    """Note that orders of this panel stand under this URL."""
    write.database.execute(
        "INSERT INTO addresses (panel, url, answers_at) VALUES (:panel, :url, :url)"
        " ON CONFLICT DO NOTHING",
        {"panel": panel, "url": url},
    )


def _claim_orders(write: Write, named: Mapping[str, Value]) -> list[Due]:
    rows = write.database.execute(
        "UPDATE orders SET claimed_until = :at + :lease, claimed_by = :by WHERE ref IN ("  # noqa: S608
        "SELECT ref FROM orders INDEXED BY orders_live"
        f" WHERE live AND panel = :panel AND {SAME_ADDRESS}"
        f" AND {_FREE} AND {_OLD}"
        " AND (lost_at IS NULL OR checked_at <= :now - :slow)"
        " ORDER BY checked_at LIMIT :limit) RETURNING ref, order_id, checked_at",
        named,
    ).fetchall()
    found = [
        Due(
            ref=row["ref"],
            order_id=row["order_id"],
            checked_at=None if row["checked_at"] is None else moment(row["checked_at"]),
        )
        for row in rows
    ]
    # RETURNING keeps no order of its own.
    return sorted(found, key=lambda due: (due.checked_at is not None, due.checked_at, due.ref))


def _times(now: datetime, interval_s: float, lease_s: float) -> dict[str, Value]:
    return {
        "now": stamp(now),
        "interval": round(interval_s * 1000),
        "ahead": round(interval_s * 1000),
        "slow": round(interval_s * 1000) * LOST_SLOWER,
        "lease": round(lease_s * 1000),
    }


def _token(sender: Sender) -> str:
    return f"{sender.boot_id} {sender.pid} {sender.started}"

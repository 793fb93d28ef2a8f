"""What balance readings show to have come back of orders that fell short."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import Final

from smm_tui.ledger.connection import Write
from smm_tui.ledger.rows import digits
from smm_tui.models import Balance, Status
from smm_tui.refunds import SHORT, Paid, expected, refund, shown

_SHORT: Final = ", ".join(f"'{status.value}'" for status in SHORT)
_MOST: Final = 20
"""Where more orders fell short between two readings, their sum proves nothing of each."""


def look_back(write: Write, balance: Balance, *, panel: str, since: int, at: int) -> None:
    """Ask of a new reading whether it shows what came back of orders that ended since the last.

    It shows it only if charges and refunds together explain the whole difference between the
    readings around their ends; otherwise nothing is noted.

    Args:
        write: The transaction that notes the reading.
        balance: The reading.
        panel: Whose account it is.
        since: When the balance was read before.
        at: When it was read now; both milliseconds UTC.
    """
    fresh = _fell_short(write, panel, since, at)
    if not fresh or any(row["ended_since"] is None for row in fresh):
        return
    earliest = min(row["ended_since"] for row in fresh)
    before = write.database.execute(
        "SELECT amount, currency, last_at FROM balances WHERE panel = ? AND first_at <= ?"
        " ORDER BY first_at DESC, id DESC LIMIT 1",
        (panel, earliest),
    ).fetchone()
    if before is None or before["currency"] != balance.money.currency:
        return
    read_at = min(before["last_at"], earliest)
    ended = _fell_short(write, panel, read_at, at)
    charges = _charges(write, panel, read_at, at)
    paid = [_paid(row) for row in ended]
    wanted = [amount for each in paid if (amount := _wanted(each)) is not None]
    if charges is None or len(wanted) < len(paid) or len(wanted) > _MOST:
        return
    found = shown(Decimal(before["amount"]), balance.money.amount, charges=charges, wanted=wanted)
    for row, each, amount in zip(ended, paid, found or (), strict=bool(found)):
        if not _certain(each):
            write.change(row["ref"], {"read_back": digits(amount)})


def _certain(paid: Paid) -> bool:
    """Whether the panel itself said, or readings showed, what came back."""
    back = refund(paid)
    return back is not None and back.certain


def _wanted(paid: Paid) -> Decimal | None:
    back = refund(paid)
    return back.amount if back is not None and back.certain else expected(paid)


def _fell_short(write: Write, panel: str, since: int, until: int) -> list[sqlite3.Row]:
    """Orders that were heard to have ended short from one moment on until another."""
    return write.database.execute(
        "SELECT ref, ended_since, status, foretold, running_charge, charge, read_back, quantity,"  # noqa: S608 - own names
        " remains FROM orders WHERE panel = ? AND ended_at >= ? AND ended_at <= ?"
        f" AND ended_at IS NOT NULL AND status IN ({_SHORT}) ORDER BY ref",
        (panel, since, until),
    ).fetchall()


def _charges(write: Write, panel: str, since: int, until: int) -> list[Decimal] | None:
    """What was charged in a span of time; None where that cannot be said."""
    made = write.database.execute(
        "SELECT 1 FROM orders WHERE origin = 'child' AND panel = ? AND created_at > ?"
        " AND created_at <= ? LIMIT 1",
        (panel, since, until),
    ).fetchone()
    rows = write.database.execute(
        "SELECT state, coalesce(running_charge, charge, foretold) AS amount FROM orders"
        " WHERE panel = ? AND sent_at > ? AND sent_at <= ?"
        " AND state IN ('sending', 'placed', 'unknown')",
        (panel, since, until),
    ).fetchall()
    if made or any(row["state"] != "placed" or row["amount"] is None for row in rows):
        return None
    return [Decimal(row["amount"]) for row in rows]


def _paid(row: sqlite3.Row) -> Paid:
    def amount(name: str) -> Decimal | None:
        return None if row[name] is None else Decimal(row[name])

    return Paid(
        status=Status(row["status"]),
        foretold=amount("foretold"),
        running=amount("running_charge"),
        charge=amount("charge"),
        read=amount("read_back"),
        quantity=row["quantity"],
        remains=row["remains"],
    )

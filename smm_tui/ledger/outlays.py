"""The money of orders, as rows that are added up elsewhere: SQLite would add them as floats."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from smm_tui.ledger.core import Book
from smm_tui.ledger.rows import numbers, pairs_of
from smm_tui.models import Money, OrderState, Status
from smm_tui.refunds import Paid
from smm_tui.spending import Outlay, Role

Family = list[Outlay]
"""An order and those that it made, the maker first."""

_COLUMNS: Final = (
    "ref, panel, currency, service_id, service_name, category, state,"
    " coalesce(sent_at, created_at), ended_at, status,"
    " foretold, running_charge, charge, read_back, quantity, remains, parent,"
    " CASE WHEN service_type = 'Subscriptions' OR posts IS NOT NULL THEN 'subscription'"
    # Inside a JSON text a quotation mark has a backslash before it, so this is a name.
    " WHEN instr(params, '[\"runs\"') > 0 OR coalesce(runs, 0) > 0 THEN 'drip-feed' END,"
    " CASE WHEN instr(params, '[\"runs\"') > 0 THEN params END, runs"
)
_STATES: Final = {state.value: state for state in OrderState}
_STATUSES: Final = {status.value: status for status in Status}
_MAKERS: Final = {"subscription": Role.SUBSCRIPTION, "drip-feed": Role.DRIP_FEED}
# The sign keeps SQLite off the index of states: nearly all orders have one of these.
_COUNTED: Final = "+state IN ('placed', 'unknown', 'sending')"


class Outlays(Book):
    """What can be said of the money that orders took."""

    async def families(self, *, after: int, limit: int) -> list[Family]:
        """Orders that no other order made, from the oldest on, with those that they made.

        Args:
            after: Only those with a greater ref.
            limit: How many at the most; as many mean that there may be more.
        """
        return await self._read(
            lambda database: _families(
                database,
                f"parent IS NULL AND ref > ? AND {_COUNTED} ORDER BY ref LIMIT ?",
                after,
                limit,
            )
        )

    async def families_of(self, heads: Sequence[int]) -> list[Family]:
        """These orders with those that they made; what took no money is left out."""
        return await self._read(
            lambda database: _families(
                database,
                f"ref IN (SELECT value FROM json_each(?)) AND {_COUNTED} ORDER BY ref",  # noqa: S608 - own names
                numbers(heads),
            )
        )

    async def heads_changed_since(self, seq: int) -> list[int]:
        """Orders that were touched after a change, or that made one that was."""
        rows = await self._read(
            lambda database: database.execute(
                "SELECT DISTINCT coalesce(parent, ref) AS head FROM orders WHERE seq > ?", (seq,)
            ).fetchall()
        )
        return [row["head"] for row in rows]

    async def balances_at(self, panel: str, moments: Sequence[int]) -> list[Money | None]:
        """What an account held at these moments (milliseconds UTC), by the reading before each."""

        def find(database: sqlite3.Connection) -> list[Money | None]:
            return [_balance(database, panel, at) for at in moments]

        return await self._read(find)


def _balance(database: sqlite3.Connection, panel: str, at: int) -> Money | None:
    row = database.execute(
        "SELECT amount, currency FROM balances WHERE panel = ? AND first_at <= ?"
        " ORDER BY first_at DESC, id DESC LIMIT 1",
        (panel, at),
    ).fetchone()
    return None if row is None else Money(Decimal(row["amount"]), row["currency"])


def _families(database: sqlite3.Connection, where: str, *values: int | str) -> list[Family]:
    cursor = database.cursor()
    # Plain tuples: there may be very many.
    cursor.row_factory = None
    heads = [
        [_outlay(row)]
        for row in cursor.execute(f"SELECT {_COLUMNS} FROM orders WHERE {where}", values)  # noqa: S608 - own names
    ]
    by_ref = {family[0].ref: family for family in heads}
    made = cursor.execute(
        f"SELECT {_COLUMNS} FROM orders INDEXED BY orders_by_parent"  # noqa: S608 - own names
        " WHERE parent IN (SELECT value FROM json_each(?)) AND parent IS NOT NULL ORDER BY ref",
        (numbers(by_ref),),
    )
    for row in made:
        by_ref[row[16]].append(_outlay(row))
    return heads


def _outlay(row: tuple[Any, ...]) -> Outlay:
    (ref, panel, currency, service_id, name, category, state, at, ended_at, status) = row[:10]
    (foretold, running, charge, read, quantity, remains, parent, maker, params, runs) = row[10:]
    role = Role.ALONE if parent is None else Role.CHILD
    if maker and parent is None:
        role = _MAKERS[maker]
        entered = dict(pairs_of(params)).get("runs", "") if params else ""
        runs = int(entered) if entered.isdecimal() else runs
    paid = Paid(
        _STATUSES[status] if status else None,
        Decimal(foretold) if foretold else None,
        Decimal(running) if running else None,
        Decimal(charge) if charge else None,
        Decimal(read) if read else None,
        quantity,
        remains,
    )
    money = (_STATES[state], role, at, ended_at, runs, paid)
    return Outlay(ref, panel, currency, service_id, name, category, *money)

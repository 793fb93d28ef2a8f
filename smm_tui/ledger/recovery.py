"""What senders that are gone have left behind."""

from __future__ import annotations

import sqlite3
from typing import Final

from smm_tui.errors import LedgerBusy, LedgerError
from smm_tui.ledger.connection import Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.notes import note_order
from smm_tui.ledger.requests import weigh
from smm_tui.ledger.rows import Value
from smm_tui.ledger.sender import Sender, SenderState, sender_state
from smm_tui.messages import MessageKind
from smm_tui.models import OrderState, RequestState
from smm_tui.sayings import later

ELSEWHERE_MS: Final = 3_600_000
"""After so long a sender in another container, which cannot be looked for, counts as gone."""


class Recovery(Book):
    """What `session` does at the start and while other processes run."""

    async def recover(self) -> list[int]:
        """Settle what gone senders left: intended -> not sent, sending -> unknown.

        What a live process has under way, stopped or not, is never touched. Returns the refs
        of the orders that changed.
        """
        return await self._write(settle_left)

    async def recover_or_read(self) -> None:
        """`recover`, at the start; a book that cannot be written just now is only read.

        `Ledger.thaw` makes it writable again.
        """
        if self._refusal is not None:
            return
        try:
            await self.recover()
        except LedgerError as reason:
            self._refuse(reason, may_pass=isinstance(reason, LedgerBusy))


def settle_left(write: Write) -> list[int]:
    """What `Recovery.recover` writes; the refs of the orders that changed."""
    changed = []
    for row in _left(write, "orders"):
        state, why = _of_order(row["state"])
        columns: dict[str, Value] = {"state": state, "words": why, "settled_at": write.now}
        write.change(row["ref"], columns)
        write.event(row["ref"], state, why)
        if state is OrderState.UNKNOWN:
            note_order(write, row["ref"], MessageKind.UNKNOWN, text=why)
        changed.append(row["ref"])
    for row in _left(write, "requests"):
        state_of, why = _of_request(row["state"])
        columns = {"state": state_of, "words": why, "settled_at": write.now}
        write.change_request(row["ref"], columns, states=[row["state"]])
        write.event(row["order_ref"], f"{row['kind']} {state_of}", why)
        weigh(write, row["order_ref"], trouble=state_of is RequestState.UNKNOWN)
        changed.append(row["order_ref"])
    return list(dict.fromkeys(changed))


def _left(write: Write, table: str) -> list[sqlite3.Row]:
    """Rows under way whose sender is gone."""
    rows = write.database.execute(
        f"SELECT * FROM {table} WHERE state IN ('intended', 'sending')"  # noqa: S608 - own names
    ).fetchall()
    states: dict[Sender, SenderState] = {}
    left = []
    for row in rows:
        sender = Sender(row["sender_boot"], row["sender_pid"], row["sender_started"])
        state = states.setdefault(sender, sender_state(sender))
        old = row["created_at"] < write.now - ELSEWHERE_MS
        if state is SenderState.GONE or (state is SenderState.ELSEWHERE and old):
            left.append(row)
    return left


def _of_order(state: str) -> tuple[OrderState, str]:
    if state == OrderState.INTENDED:
        return OrderState.NOT_SENT, later("The program ended before it was sent.")
    return OrderState.UNKNOWN, later("The program ended while it was being sent.")


def _of_request(state: str) -> tuple[RequestState, str]:
    if state == RequestState.INTENDED:
        return RequestState.NOT_SENT, later("The program ended before it was sent.")
    return RequestState.UNKNOWN, later("The program ended while it was being sent.")

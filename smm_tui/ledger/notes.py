"""What becomes of orders, as messages.

It is written down in the same commit, so that it is in the list exactly once, whichever process
heard it and however that process ends.
"""

from __future__ import annotations

from typing import Final

from smm_tui.ledger.connection import Write
from smm_tui.ledger.rows import Value
from smm_tui.messages import Draft, MessageKind
from smm_tui.models import Mark, Origin, RefillStatus, Severity, Status

KEPT: Final = 1_000
"""Messages that are kept in any case; older ones go."""
MOST_KEPT: Final = 20_000
"""Those that nobody was told yet are kept up to this number."""
_TRIM_EVERY: Final = 50
"""Messages between two looks for what goes."""

_KIND: Final = {
    Status.COMPLETED: MessageKind.COMPLETED,
    Status.PARTIAL: MessageKind.PARTIAL,
    Status.CANCELED: MessageKind.CANCELED,
    Status.REFUNDED: MessageKind.CANCELED,
    Status.FAILED: MessageKind.CANCELED,
    Status.EXPIRED: MessageKind.CANCELED,
}
_SEVERITY: Final = {
    MessageKind.COMPLETED: Severity.INFORMATION,
    MessageKind.PARTIAL: Severity.WARNING,
    MessageKind.CANCELED: Severity.WARNING,
    MessageKind.UNKNOWN: Severity.ERROR,
    MessageKind.LOST: Severity.WARNING,
    MessageKind.SLOW: Severity.WARNING,
    MessageKind.STUCK: Severity.WARNING,
}


def note_status(write: Write, order: dict[str, Value], status: Status) -> None:
    """An order has another status; told where that is its end.

    An order that was only just added had come to its end before anybody was to be told, and
    the parts of a series are told only where they went wrong.
    """
    kind = _KIND.get(status)
    if kind is None or (order["origin"] == Origin.TRACKED and order["status"] is None):
        return
    if order["origin"] == Origin.CHILD and kind is MessageKind.COMPLETED:
        return
    note_order(write, int(order["ref"] or 0), kind, title=status)


def note_order(
    write: Write, ref: int, kind: MessageKind, *, title: str = "", text: str = ""
) -> None:
    """Tell what became of an order."""
    insert(write, Draft(kind, _SEVERITY[kind], _panel(write, ref), title, text, ref))


def note_mark(write: Write, ref: int, mark: Mark) -> None:
    """An order takes too long; told once, also where it moves and then stands still again."""
    known = write.database.execute(
        "SELECT 1 FROM events WHERE order_ref = ? AND kind = ?", (ref, mark)
    ).fetchone()
    if known is None:
        write.event(ref, mark)
        note_order(write, ref, MessageKind(mark))


def note_refill(write: Write, order_ref: int, status: RefillStatus, words: str) -> None:
    """A refill has another status; told where that is its end."""
    if status.finished:
        fine = status is RefillStatus.COMPLETED
        severity = Severity.INFORMATION if fine else Severity.WARNING
        panel = _panel(write, order_ref)
        insert(write, Draft(MessageKind.REFILL, severity, panel, status, words, order_ref))


def _panel(write: Write, ref: int) -> str:
    row = write.database.execute("SELECT panel FROM orders WHERE ref = ?", (ref,)).fetchone()
    return str(row["panel"])


def insert(write: Write, draft: Draft) -> int:
    """Add a message to the list, of which the oldest go; its id."""
    made = write.insert(
        "messages",
        {
            "at": write.now,
            "kind": draft.kind,
            "severity": draft.severity,
            "panel": draft.panel,
            "order_ref": draft.order_ref,
            "title": draft.title,
            "text": draft.text,
        },
    )
    if made % _TRIM_EVERY == 0:
        write.database.execute(
            "DELETE FROM messages WHERE id <= max(:last - :most,"
            " min(:last - :kept, (SELECT told_id FROM telling)))",
            {"last": made, "kept": KEPT, "most": MOST_KEPT},
        )
    return made

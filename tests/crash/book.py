"""What a book says, read with SQL from a copy, and whether that is true.

The rule. For every order: it reached the panel at most once. What the panel made is in the
book as placed under its id, or as unknown. What the book calls placed was made. It is unknown
only if its process died while the book said `sending`: the panel here answers every request
well, and whether a byte had left nobody can tell after the death. In the end nothing is
intended or sending, and a start of the program asks a panel for nothing that costs money.
The same for a refill or cancel, with accepted for placed.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.crash.driving import Panel
from tests.faulty import Form

GOOD: Final = frozenset({"placed", "accepted"})
UNSETTLED: Final = frozenset({"intended", "sending"})


@dataclass(frozen=True, slots=True)
class Row:
    """An order, or a refill or cancel of one."""

    about: str
    """The link of the order, or `refill 23501`."""
    state: str
    panel_id: str
    """The panel's id of the order; "" where there is none, and of refills and cancels."""


_ORDERS: Final = "SELECT link, state, order_id FROM orders WHERE origin = 'placed'"
_REQUESTS: Final = """
    SELECT kind || ' ' || orders.order_id, requests.state, ''
    FROM requests JOIN orders ON orders.ref = order_ref
"""
_LIKENESS: Final = (
    "SELECT state, balance_after FROM orders ORDER BY ref",
    "SELECT kind, state FROM requests ORDER BY ref",
    "SELECT order_ref, kind FROM events ORDER BY id",
    "SELECT amount FROM balances ORDER BY id",
    "SELECT until > 0 FROM add_claims",
)


def rows_of(folder: Path) -> dict[str, Row]:
    """All that was ever to be sent, by what it is about.

    Raises:
        AssertionError: The file is damaged.
    """
    with copied(folder) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not database.execute("SELECT 1 FROM sqlite_schema").fetchone():
            return {}  # it was never even made
        found = database.execute(f"{_ORDERS} UNION ALL {_REQUESTS}").fetchall()
    rows = {row[0]: Row(*row) for row in found}
    assert len(rows) == len(found)
    return rows


def likeness(folder: Path) -> str:
    """The same for books that differ only in times, processes and ids."""
    with copied(folder) as database:
        if not database.execute("SELECT 1 FROM sqlite_schema").fetchone():
            return ""
        return repr([database.execute(statement).fetchall() for statement in _LIKENESS])


def claimed(folder: Path) -> bool:
    """Whether somebody took the panel's claim and did not give it back."""
    with copied(folder) as database:
        return bool(database.execute("SELECT 1 FROM add_claims WHERE until > 0").fetchone())


@contextlib.contextmanager
def copied(folder: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the book, so that looking at it changes nothing."""
    with tempfile.TemporaryDirectory() as place:
        for end in ("", "-wal"):
            if (file := folder / f"ledger.db{end}").exists():
                shutil.copy(file, place)
        with contextlib.closing(sqlite3.connect(Path(place) / "ledger.db")) as database:
            yield database


@dataclass(slots=True)
class Figures:
    """What many runs came to; all but the first four have to be 0."""

    points: int = 0
    """Steps at which something was done to a run."""
    recoveries: int = 0
    """Steps of a recovery at which that was killed in its turn."""
    died_unsent: int = 0
    """Deaths in `sending` before the first byte, which are unknown all the same."""
    unknown: int = 0
    sent_twice: int = 0
    missing: int = 0
    """Made by the panel, but neither placed under its id nor unknown."""
    invented: int = 0
    """Placed in the book, but not made."""
    needless: int = 0
    """Unknown where no byte had left and nobody died in `sending`."""
    unsettled: int = 0
    sent_by_recovery: int = 0

    @property
    def sound(self) -> bool:
        """Whether the book told the truth."""
        return not any(
            (
                self.sent_twice,
                self.missing,
                self.invented,
                self.needless,
                self.unsettled,
                self.sent_by_recovery,
            )
        )

    def add(self, folder: Path, panel: Panel, wanted: Iterable[str], *, excused: set[str]) -> None:
        """Compare a book with the truth, after the last run.

        Args:
            folder: Of the book.
            panel: It made what it made.
            wanted: What was to be sent (`Row.about`).
            excused: What may be unknown.
        """
        rows = rows_of(folder)
        sent = Counter(about for form in panel.spent for about in abouts(form))
        made = {form["link"]: order_id for order_id, form in panel.orders.items()}
        made |= {about: "" for form in panel.asked for about in abouts(form)}
        for about in wanted:
            row = rows.get(about)
            good = row is not None and row.state in GOOD and row.panel_id == made.get(about)
            unknown = row is not None and row.state == "unknown"
            self.unknown += unknown
            self.sent_twice += sent[about] > 1
            self.missing += about in made and not good and not unknown
            self.invented += row is not None and row.state in GOOD and about not in made
            self.needless += unknown and about not in excused
            self.unsettled += row is not None and row.state in UNSETTLED


def abouts(form: Form) -> list[str]:
    """What a request that spends is about, as `Row.about`."""
    if form["action"] == "add":
        return [form["link"]]
    ids = form.get("orders", form.get("order", "")).split(",")
    return [f"{form['action']} {order_id}" for order_id in ids]

"""One connection to the book: how it is opened, how it writes, what its errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote

from smm_tui.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerLocked,
    LedgerTooNew,
)
from smm_tui.i18n import _
from smm_tui.ledger.rows import Value, kept, texts
from smm_tui.ledger.schema import MIGRATIONS
from smm_tui.ledger.sender import Sender
from smm_tui.models import OrderState
from smm_tui.untrusted import fold

T = TypeVar("T")

BUSY_MS: Final = 5_000
"""How long another process's write is waited for."""

TRY_MS: Final = 100
"""How long of that at once: then the owner thread has time for others, who only read."""

SET_BACK_MS: Final = 5_000
"""By so much a time server may turn the clock back without any claim being lost."""

_NEEDED: Final = (3, 37, 0)
"""STRICT tables; RETURNING and generated columns are older."""

_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_HELD: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_HINDERED: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
    }
)

_NO_ROOM: Final = frozenset(
    {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY}
)

_SEARCHED: Final = frozenset({"state", "order_id", "status", "status_text"})


def translated(error: sqlite3.Error) -> LedgerError:
    """What an error of SQLite means for the book: https://www.sqlite.org/rescode.html."""
    code = _code(error)
    if code in _DAMAGED:
        return LedgerDamaged(str(error))
    if code in _HELD:
        return LedgerLocked(str(error))
    if code in _HINDERED:
        return LedgerBusy(str(error))
    return LedgerError(str(error))


def connect(path: Path, *, read_only: bool = False, wait_ms: int = BUSY_MS) -> sqlite3.Connection:
    """Open the file. A reader neither makes nor changes it.

    Args:
        path: Where it is.
        read_only: Whether it is only read.
        wait_ms: How long a lock of another process is waited for, by this connection.

    Raises:
        LedgerError: The installed SQLite is too old.
        sqlite3.Error: The file cannot be used so.
    """
    if sqlite3.sqlite_version_info < _NEEDED:
        raise LedgerError(_("SQLite 3.37 or newer is needed."))
    if not read_only:
        return _opened(path, "rw", wait_ms)
    try:
        return _opened(path, "ro", wait_ms)
    except sqlite3.Error as error:
        # Readers share a file beside the book, which cannot be made on a full or read-only
        # disk. Without a log the book holds everything itself.
        if _code(error) not in _NO_ROOM or _has_log(path):
            raise
        return _opened(path, "ro&immutable=1", wait_ms)


def _opened(path: Path, mode: str, wait_ms: int) -> sqlite3.Connection:
    database = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=wait_ms / 1000,
    )
    try:
        wait_no_longer(database, wait_ms)
        _set_up(database, writable=mode == "rw")
    except BaseException:
        database.close()
        raise
    return database


def wait_no_longer(database: sqlite3.Connection, wait_ms: int) -> None:
    """Let each statement wait so long for a lock of another process."""
    database.execute(f"PRAGMA busy_timeout = {wait_ms}")


def _set_up(database: sqlite3.Connection, *, writable: bool) -> None:
    database.row_factory = sqlite3.Row
    database.create_function("folded", 1, fold, deterministic=True)
    if writable:
        database.execute("PRAGMA journal_mode = WAL")
    for setting in (
        "synchronous = FULL",
        "fullfsync = ON",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "temp_store = MEMORY",
    ):
        database.execute(f"PRAGMA {setting}")
    # Reads the first page, so that what is no database shows itself here.
    database.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _code(error: sqlite3.Error) -> int:
    """The primary code; 0 where Python itself complains."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


class Write:
    """A write transaction under way; every row that it touches gets the same change number."""

    def __init__(self, database: sqlite3.Connection, now: int) -> None:
        self.database = database
        self.now = now
        """Milliseconds UTC."""
        self._seq: int | None = None

    @property
    def seq(self) -> int:
        """The number of this change; the first asking counts it up."""
        if self._seq is None:
            row = self.database.execute("UPDATE book SET seq = seq + 1 RETURNING seq").fetchone()
            self._seq = int(row[0])
        return self._seq

    def check_version(self) -> None:
        """Begin nothing in a book that a newer program has taken over while it was open.

        Raises:
            LedgerTooNew: It has.
        """
        version = self.database.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise LedgerTooNew

    def insert(self, table: str, columns: Mapping[str, Value]) -> int:
        """Add a row of a table of this package; its ref."""
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - own names
        values = tuple(map(kept, columns.values()))
        return int(self.database.execute(statement, values).lastrowid or 0)

    def insert_order(self, columns: Mapping[str, Value]) -> int:
        """Add an order, findable; its ref."""
        ref = self.insert("orders", {**columns, "changed_at": self.now, "seq": self.seq})
        self._fold(ref)
        return ref

    def change(
        self,
        ref: int,
        columns: Mapping[str, Value],
        *,
        states: Iterable[OrderState] | None = None,
        sender: Sender | None = None,
    ) -> bool:
        """Change an order, but only from one of these states and of this sender."""
        columns = {**columns, "changed_at": self.now, "seq": self.seq}
        where, values = _own("ref = ?", [ref], states, sender)
        sets = ", ".join(f"{name} = ?" for name in columns)
        statement = f"UPDATE orders SET {sets} WHERE {where}"  # noqa: S608 - own names
        changed = (*map(kept, columns.values()), *values)
        done = self.database.execute(statement, changed).rowcount == 1
        if done and not _SEARCHED.isdisjoint(columns):
            self._fold(ref)
        return done

    def change_request(
        self,
        ref: int,
        columns: Mapping[str, Value],
        *,
        states: Iterable[str],
        sender: Sender | None = None,
    ) -> bool:
        """Change a refill or cancel, but only from one of these states and of this sender."""
        where, values = _own("ref = ?", [ref], states, sender)
        sets = ", ".join(f"{name} = ?" for name in columns)
        statement = f"UPDATE requests SET {sets} WHERE {where}"  # noqa: S608 - own names
        changed = (*map(kept, columns.values()), *values)
        return self.database.execute(statement, changed).rowcount == 1

    def event(self, ref: int, kind: str, text: str = "", *, at: int | None = None) -> None:
        """Add a line to an order's timeline."""
        self.insert(
            "events",
            {"order_ref": ref, "at": self.now if at is None else at, "kind": kind, "text": text},
        )

    def _fold(self, ref: int) -> None:
        row = self.database.execute(
            "SELECT order_id, service_id, service_name, link, panel, state, status, status_text"
            " FROM orders WHERE ref = ?",
            (ref,),
        ).fetchone()
        words = dict(row)
        if words["status"] is not None:
            del words["state"]
        folded = fold(" ".join(word for word in words.values() if word))
        self.database.execute("UPDATE orders SET search = ? WHERE ref = ?", (folded, ref))


def _own(
    where: str, values: list[Value], states: Iterable[str] | None, sender: Sender | None
) -> tuple[str, list[Value]]:
    if states is not None:
        where += " AND state IN (SELECT value FROM json_each(?))"
        values.append(texts(states))
    if sender is not None:
        where += " AND sender_boot = ? AND sender_pid = ? AND sender_started = ?"
        values += [sender.boot_id, sender.pid, sender.started]
    return where, values


def in_transaction(database: sqlite3.Connection, work: Callable[[], T]) -> T:
    """Do work as one commit, or not at all."""
    database.execute("BEGIN IMMEDIATE")
    try:
        done = work()
        database.execute("COMMIT")
    except BaseException:
        # A full disk may have rolled back by itself.
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
    return done

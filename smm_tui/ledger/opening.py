"""How a book is opened: made, brought up to date, or only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from smm_tui.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerTooNew,
    ReadOnly,
    SmmError,
)
from smm_tui.i18n import _
from smm_tui.ledger import backup, files
from smm_tui.ledger.connection import (
    BUSY_MS,
    TRY_MS,
    connect,
    in_transaction,
    translated,
    wait_no_longer,
)
from smm_tui.ledger.first_schema import APPLICATION_ID
from smm_tui.ledger.schema import MIGRATIONS


@dataclass(frozen=True, slots=True)
class Opened:
    """An open book."""

    database: sqlite3.Connection
    refusal: SmmError | None
    """What every write raises; None where writing is possible."""
    may_pass: bool = False
    """Whether a later try may open it for writing."""


def open_book(
    path: Path, *, read_only: bool, mounts: Path, now: datetime, wait_ms: int = BUSY_MS
) -> Opened:
    """Open a book, for writing where that is safe, else to be read.

    Args:
        path: Where it is.
        read_only: Whether it is only to be read.
        mounts: The table of mounted filesystems.
        now: For the names of copies.
        wait_ms: How long a lock of another process is waited for.

    Raises:
        LedgerDamaged: It is no order book, or not a sound one; nothing was changed.
        LedgerBusy: It can neither be written nor read.
        sqlite3.Error: The same, in SQLite's words.
    """
    if read_only:
        return _to_read(path, ReadOnly())
    if kind := files.network_kind(path, mounts=mounts):
        reason = _("It lies on a network filesystem ({kind}); use --data-dir.").format(kind=kind)
        return _to_read(path, LedgerBusy(reason))
    try:
        files.prepare(path)
        database = connect(path, wait_ms=wait_ms)
    except (OSError, sqlite3.Error) as error:
        return _to_read_after_all(path, error)
    try:
        opened = _brought_up_to_date(path, database, now)
    except BaseException:
        database.close()
        raise
    wait_no_longer(opened.database, TRY_MS)
    return opened


def upgrade(
    path: Path,
    database: sqlite3.Connection,
    now: datetime,
    steps: tuple[tuple[str, ...], ...] = MIGRATIONS,
) -> None:
    """Take every step that the file has not taken, each as one commit, a copy before it.

    A new file takes all of them as one, without copies. The copy is made behind the lock, so
    that it holds all that ever was in that version.

    Raises:
        LedgerDamaged: The file holds something else than an order book, or is not sound.
    """

    def keep(version: int) -> None:
        name = f"version-{version}-{now:%Y-%m-%dT%H%M%SZ}.db"
        backup.copy(path, backup.folder_of(path) / name)

    _take_steps(database, steps, keep)


def _take_steps(
    database: sqlite3.Connection,
    steps: tuple[tuple[str, ...], ...],
    keep: Callable[[int], None],
) -> None:
    while (version := _version(database)) < len(steps):

        def step(version: int = version) -> None:
            # Another process may have taken the step meanwhile.
            if _version(database) != version:
                return
            _check_ours(database, version)
            if version:
                keep(version)
            # A new file is made at once: there is nothing to keep between its steps.
            last = version + 1 if version else len(steps)
            for statements in steps[version:last]:
                for statement in statements:
                    database.execute(statement)
            database.execute(f"PRAGMA user_version = {last}")

        in_transaction(database, step)


def _brought_up_to_date(path: Path, database: sqlite3.Connection, now: datetime) -> Opened:
    if _version(database) > len(MIGRATIONS):
        database.close()
        return _to_read(path, LedgerTooNew())
    try:
        upgrade(path, database, now)
    except (OSError, sqlite3.Error, LedgerDamaged) as error:
        database.close()
        return _to_read_after_all(path, error)
    _check_ours(database, _version(database))
    return Opened(database, None)


def _to_read_after_all(path: Path, error: OSError | sqlite3.Error | LedgerDamaged) -> Opened:
    """What cannot be written may still be read; what is damaged is not touched."""
    reason = _reason_of(error)
    if not isinstance(error, LedgerDamaged) and not isinstance(reason, LedgerBusy):
        raise reason from error
    try:
        opened = _to_read(path, reason)
    except (LedgerError, sqlite3.Error):
        raise reason from error
    return replace(opened, may_pass=opened.refusal is reason and isinstance(reason, LedgerBusy))


def _reason_of(error: OSError | sqlite3.Error | LedgerDamaged) -> LedgerError:
    if isinstance(error, sqlite3.Error):
        return translated(error)
    return error if isinstance(error, LedgerDamaged) else LedgerBusy(str(error))


def _to_read(path: Path, refusal: SmmError) -> Opened:
    if not path.exists() or not path.stat().st_size:
        # Nothing was written yet: an empty book in memory, which cannot be written either.
        return Opened(_in_memory(None), refusal)
    database = connect(path, read_only=True)
    try:
        version = _version(database)
        _check_ours(database, version)
        if version < len(MIGRATIONS):
            with closing(database):
                return Opened(_in_memory(database), refusal)
    except BaseException:
        database.close()
        raise
    return Opened(database, LedgerTooNew() if version > len(MIGRATIONS) else refusal)


def _in_memory(book: sqlite3.Connection | None) -> sqlite3.Connection:
    """A copy in the present version of a book that cannot be brought there; or an empty one."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.row_factory = sqlite3.Row
    if book is not None:
        book.backup(database)
    _take_steps(database, MIGRATIONS, lambda _version: None)
    return database


def _check_ours(database: sqlite3.Connection, version: int) -> None:
    mark = database.execute("PRAGMA application_id").fetchone()[0]
    tables = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if (version and mark != APPLICATION_ID) or (not version and tables):
        raise LedgerDamaged(_("The file is a database of something else."))


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])

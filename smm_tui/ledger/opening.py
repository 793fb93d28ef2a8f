"""How a book is opened: made, brought up to date, or only read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
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
from smm_tui.ledger.connection import connect, in_transaction, translated
from smm_tui.ledger.schema import APPLICATION_ID, MIGRATIONS


@dataclass(frozen=True, slots=True)
class Opened:
    """An open book."""

    database: sqlite3.Connection
    refusal: SmmError | None
    """What every write raises; None where writing is possible."""


def open_book(path: Path, *, read_only: bool, mounts: Path, now: datetime) -> Opened:
    """Open a book, for writing where that is safe, else to be read.

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
        database = connect(path)
    except (OSError, sqlite3.Error) as error:
        return _to_read_after_all(path, error)
    try:
        return _brought_up_to_date(path, database, now)
    except BaseException:
        database.close()
        raise


def upgrade(
    path: Path,
    database: sqlite3.Connection,
    now: datetime,
    steps: tuple[tuple[str, ...], ...] = MIGRATIONS,
) -> None:
    """Take every step that the file has not taken, each as one commit, a copy before the first.

    Of a file that was empty there is nothing to copy.

    Raises:
        LedgerDamaged: The file holds something else than an order book.
    """
    first = _version(database)
    while (version := _version(database)) < len(steps):
        if version == first and version:
            name = f"version-{version}-{now:%Y-%m-%dT%H%M%SZ}.db"
            backup.copy(path, backup.folder_of(path) / name)
        _take_step(database, version, steps)


def _take_step(
    database: sqlite3.Connection, version: int, steps: tuple[tuple[str, ...], ...]
) -> None:
    def step() -> None:
        # Another process may have taken the step meanwhile.
        if _version(database) == version:
            _check_ours(database, version)
            for statement in steps[version]:
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {version + 1}")

    in_transaction(database, step)


def _brought_up_to_date(path: Path, database: sqlite3.Connection, now: datetime) -> Opened:
    if _version(database) > len(MIGRATIONS):
        database.close()
        return _to_read(path, LedgerTooNew())
    try:
        upgrade(path, database, now)
    except (OSError, sqlite3.Error) as error:
        database.close()
        return _to_read_after_all(path, error)
    _check_ours(database, _version(database))
    return Opened(database, None)


def _to_read_after_all(path: Path, error: OSError | sqlite3.Error) -> Opened:
    """What cannot be written may still be read; what is damaged is not touched."""
    reason = translated(error) if isinstance(error, sqlite3.Error) else LedgerBusy(str(error))
    if not isinstance(reason, LedgerBusy):
        raise reason from error
    try:
        return _to_read(path, reason)
    except (LedgerError, sqlite3.Error):
        raise reason from error


def _to_read(path: Path, refusal: SmmError) -> Opened:
    if not path.exists() or not path.stat().st_size:
        # Nothing was written yet: an empty book in memory, which cannot be written either.
        return Opened(_in_memory(None), refusal)
    database = connect(path, read_only=True)
    try:
        version = _version(database)
        _check_ours(database, version)
        if version < len(MIGRATIONS):
            database, older = _in_memory(database), database
            older.close()
    except BaseException:
        database.close()
        raise
    return Opened(database, LedgerTooNew() if version > len(MIGRATIONS) else refusal)


def _in_memory(older: sqlite3.Connection | None) -> sqlite3.Connection:
    """A book in memory: a copy of one that may not be brought up to date itself, or empty."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if older is not None:
            older.backup(database)
        database.row_factory = sqlite3.Row
        while (version := _version(database)) < len(MIGRATIONS):
            _take_step(database, version, MIGRATIONS)
    except BaseException:
        database.close()
        raise
    return database


def _check_ours(database: sqlite3.Connection, version: int) -> None:
    mark = database.execute("PRAGMA application_id").fetchone()[0]
    tables = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if (version and mark != APPLICATION_ID) or (not version and tables):
        raise LedgerDamaged(_("The file is a database of something else."))


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])

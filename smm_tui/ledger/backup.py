"""Copies of the book, each read back before it counts as one."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from smm_tui.errors import LedgerDamaged
from smm_tui.ledger.connection import connect

KEPT: Final = 7
"""How many daily copies are kept."""

_DAILY: Final = re.compile(r"daily-\d{4}-\d{2}-\d{2}\.db")


def folder_of(path: Path) -> Path:
    """Where the copies of a book lie."""
    return path.with_name("backups")


def copy(source: Path, target: Path) -> None:
    """Copy the book to a file that does not exist yet, whole or not at all.

    The copy is a sound database of its own, in one file, and only then has its name.

    Raises:
        LedgerDamaged: The copy is not sound, so the book is not.
        OSError: The place cannot be written.
        sqlite3.Error: The book cannot be read.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    # SQLite makes files that the umask leaves open to others; an empty one it takes over.
    os.close(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        with closing(connect(source, read_only=True)) as database:
            _fill(draft, database)
        _to_disk(draft)
        os.replace(draft, target)  # noqa: PTH105 - the same, without a new Path
        _to_disk(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def make_daily(path: Path, today: datetime) -> Path | None:
    """The first copy of a day, keeping the last seven; None where it exists already."""
    target = folder_of(path) / f"daily-{today:%Y-%m-%d}.db"
    if target.exists():
        return None
    copy(path, target)
    for old in _dailies(target.parent)[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


def _dailies(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if _DAILY.fullmatch(entry.name))


def _fill(draft: Path, database: sqlite3.Connection) -> None:
    # Not VACUUM INTO: it fails on tables with generated columns (SQLite 3.40).
    with closing(sqlite3.connect(draft, isolation_level=None)) as made:
        database.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")
        wrong = [row[0] for row in made.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
    if wrong:
        raise LedgerDamaged("; ".join(wrong))


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The order book: what was ordered, what became of it, and who may send next. SQL stops here."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from smm_tui.errors import LedgerBusy, LedgerTooNew
from smm_tui.ledger import backup, files
from smm_tui.ledger.batches import Batches
from smm_tui.ledger.connection import translated
from smm_tui.ledger.core import run
from smm_tui.ledger.opening import open_book
from smm_tui.ledger.placing import Placing
from smm_tui.ledger.polling import Polling
from smm_tui.ledger.queries import Queries
from smm_tui.ledger.recovery import Recovery
from smm_tui.ledger.requests import Requests
from smm_tui.ledger.sender import Sender, SenderState, sender_state
from smm_tui.ledger.tracking import Tracking
from smm_tui.ledger.values import Counts, Intent
from smm_tui.models import Clock

__all__ = [
    "Counts",
    "Intent",
    "Ledger",
    "Sender",
    "SenderState",
    "sender_state",
]


T = TypeVar("T")


class Ledger(Placing, Batches, Recovery, Requests, Tracking, Polling, Queries):
    """An open order book. Every method runs on the one thread that owns the connection."""

    @classmethod
    async def open(
        cls, path: Path, *, clock: Clock, read_only: bool = False, mounts: Path = files.MOUNTS
    ) -> Ledger:
        """Open the book, making it (0600, in a 0700 folder) where there is none.

        A book that a newer program wrote, or that cannot be written, is opened to be read:
        see `newer`, `frozen` and `writable_reason`. Where there is nothing to read, an empty
        book stands in for it.

        Raises:
            LedgerDamaged: It is no sound order book; nothing was changed.
            LedgerBusy: It can neither be written nor read.
        """
        thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        now = clock.now()
        try:
            opened = await run(
                thread, lambda: open_book(path, read_only=read_only, mounts=mounts, now=now)
            )
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(
            path=path,
            clock=clock,
            database=opened.database,
            thread=thread,
            refusal=opened.refusal,
        )

    @property
    def newer(self) -> bool:
        """Whether a newer program wrote the file, so that it is only shown."""
        return isinstance(self._refusal, LedgerTooNew)

    @property
    def frozen(self) -> bool:
        """Whether nothing can be written, so that nothing may be ordered."""
        return self._refusal is not None

    @property
    def writable_reason(self) -> str:
        """Why nothing can be written; "" where it can."""
        return "" if self._refusal is None else str(self._refusal)

    async def close(self) -> None:
        """Let go of the file, after what is under way. Closing twice does nothing."""
        if self._closed:
            return
        self._closed = True
        await run(self._thread, self._database.close)
        self._thread.shutdown(wait=False)

    async def daily_backup(self) -> Path | None:
        """Make the first copy of the day in `backups`, keeping seven.

        It reads beside the owner thread, so that nothing waits for it. None: there is one
        of today already, or the book is only read.

        Raises:
            LedgerError: It could not be made, or the book is damaged.
        """
        if self.frozen:
            return None
        today = self._clock.now().astimezone()
        return await _beside(lambda: backup.make_daily(self.path, today))

    async def backup(self, target: Path) -> None:
        """Copy the book to a file.

        Raises:
            LedgerError: It could not be made, or the book is damaged.
        """
        await _beside(lambda: backup.copy(self.path, target))

    async def check(self) -> list[str]:
        """What is wrong with the file; nothing where it is sound."""

        def look(database: sqlite3.Connection) -> list[str]:
            try:
                wrong = [row[0] for row in database.execute("PRAGMA integrity_check")]
            except sqlite3.DatabaseError as error:
                wrong = [str(error)]
            if wrong != ["ok"]:
                return wrong
            loose = database.execute("PRAGMA foreign_key_check").fetchall()
            return [f"{row[0]} {row[1]} -> {row[2]}" for row in loose]

        return await self._read(look)


async def _beside(work: Callable[[], T]) -> T:
    def guarded() -> T:
        try:
            return work()
        except sqlite3.Error as error:
            raise translated(error) from error
        except OSError as error:
            raise LedgerBusy(str(error)) from error

    return await asyncio.to_thread(guarded)

"""The order book: what was ordered, what became of it, and who may send next. SQL stops here."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from smm_tui.errors import LedgerBusy, LedgerDamaged, LedgerError, LedgerTooNew, SmmError
from smm_tui.ledger import backup, files
from smm_tui.ledger.batches import Batches
from smm_tui.ledger.cases import Cases
from smm_tui.ledger.connection import TRY_MS, translated
from smm_tui.ledger.core import run
from smm_tui.ledger.messages import Messages
from smm_tui.ledger.opening import open_book
from smm_tui.ledger.outlays import Outlays
from smm_tui.ledger.paces import Paces
from smm_tui.ledger.placing import Placing
from smm_tui.ledger.polling import Polling
from smm_tui.ledger.prices import Prices
from smm_tui.ledger.queries import Queries
from smm_tui.ledger.recovery import Recovery, settle_left
from smm_tui.ledger.requests import Requests
from smm_tui.ledger.sender import Sender, SenderState, sender_state
from smm_tui.ledger.tracking import Tracking
from smm_tui.ledger.twins import Twins
from smm_tui.ledger.values import CatalogueMark, Counts, Followed, Intent, NewReading
from smm_tui.models import Clock

__all__ = [
    "CatalogueMark",
    "Counts",
    "Followed",
    "Intent",
    "Ledger",
    "NewReading",
    "Sender",
    "SenderState",
    "sender_state",
]


T = TypeVar("T")


class Ledger(
    Cases,
    Placing,
    Batches,
    Recovery,
    Requests,
    Tracking,
    Polling,
    Queries,
    Twins,
    Paces,
    Prices,
    Messages,
    Outlays,
):
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
        return cls(path=path, clock=clock, opened=opened, thread=thread, mounts=mounts)

    @property
    def newer(self) -> bool:
        """Whether a newer program wrote the file, so that it is only shown."""
        return isinstance(self._refusal, LedgerTooNew)

    @property
    def frozen(self) -> bool:
        """Whether nothing can be written, so that nothing may be ordered."""
        return self._refusal is not None

    @property
    def refusal(self) -> SmmError | None:
        """Why nothing can be written; None where it can."""
        return self._refusal

    @property
    def writable_reason(self) -> str:
        """The same in words; "" where it can."""
        return "" if self._refusal is None else str(self._refusal)

    async def thaw(self) -> bool:
        """Try again to write a book that is only read; whether it can be written from now on.

        What gone senders left is settled with it.
        """
        if not self._may_pass:
            return False
        try:
            return await run(self._thread, self._opened_again)
        except LedgerError:
            return False

    def _opened_again(self) -> bool:
        now = self._clock.now()
        opened = open_book(self.path, read_only=False, mounts=self._mounts, now=now, wait_ms=TRY_MS)
        with ExitStack() as undo:
            undo.callback(opened.database.close)
            if opened.refusal is not None:
                return False
            self._commit(opened.database, settle_left)
            undo.pop_all()
        before, self._database = self._database, opened.database
        before.close()
        self._writable, self._refusal, self._may_pass = True, None, False
        return True

    async def close(self) -> None:
        """Let go of the file, after what is under way. Closing twice does nothing."""
        if self._closed:
            return
        self._closed = True
        await run(self._thread, self._let_go)
        self._thread.shutdown(wait=False)

    def _let_go(self) -> None:
        self._database.close()  # the one that is open when its turn comes

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
        try:
            return await _beside(lambda: backup.make_daily(self.path, today))
        except LedgerDamaged as error:
            self._refuse(error)
            raise

    async def backup(self, target: Path) -> None:
        """Copy the book to a file.

        Raises:
            LedgerError: It could not be made, or the book is damaged.
        """
        await _beside(lambda: backup.copy(self.path, target))

    async def try_writing(self) -> None:
        """Begin a commit as an order would, and end it with nothing in it.

        Raises:
            SmmError: Why nothing can be written.
        """
        await self._write(lambda _write: None)

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

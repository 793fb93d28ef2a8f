"""The one thread that owns the connection, and the two ways through it."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from smm_tui.errors import (
    LedgerDamaged,
    LedgerError,
    LedgerLocked,
    LedgerTooNew,
    SmmError,
)
from smm_tui.ledger.connection import BUSY_MS, Write, in_transaction, translated
from smm_tui.ledger.listing import Orderings
from smm_tui.ledger.opening import Opened
from smm_tui.ledger.rows import stamp
from smm_tui.models import Clock

T = TypeVar("T")

_BETWEEN_TRIES: Final = 0.02
"""Seconds, in which others have their turn on the owner thread."""


class Book:
    """The connection, its thread and its clock; what else the book does builds on this."""

    def __init__(
        self,
        *,
        path: Path,
        clock: Clock,
        opened: Opened,
        thread: ThreadPoolExecutor,
        mounts: Path,
    ) -> None:
        self.path = path
        self._clock = clock
        self._mounts = mounts
        self._database = opened.database
        self._thread = thread
        self._writable = opened.refusal is None
        """Whether the file was opened for writing, whatever was found out since."""
        self._refusal = opened.refusal
        self._may_pass = opened.may_pass
        self._closed = False
        self._orderings = Orderings()

    def check_writable(self) -> None:
        """Whether something may be begun.

        Raises:
            SmmError: Why nothing can be written.
        """
        if self._refusal is not None:
            # Raised again and again, it would gather the traces of all times before.
            raise self._refusal.with_traceback(None)

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Read, on the owner thread.

        Raises:
            LedgerError: The book could not be read.
        """
        return await self._patiently(lambda: work(self._database))

    async def _write(self, work: Callable[[Write], T], *, begun: bool = False) -> T:
        """Write as one commit, on the owner thread.

        A caller that is cancelled meanwhile does not undo what has begun.

        Args:
            work: What to write.
            begun: Whether it ends what was begun while the book could be written: then it is
                tried, also where nothing new may begin any more.

        Raises:
            LedgerError: Nothing was written.
            ReadOnly: The book was opened to be read.
        """
        if not (begun and self._writable):
            self.check_writable()
        return await self._patiently(lambda: self._commit(self._database, work))

    def _commit(self, database: sqlite3.Connection, work: Callable[[Write], T]) -> T:
        def begun() -> T:
            # Looked at behind the lock, which may have been waited for: so the times of all
            # processes' writes are in order, and a claim just made never seems to lie ahead.
            return work(Write(database, stamp(self._clock.now())))

        return in_transaction(database, begun)

    async def _patiently(self, work: Callable[[], T]) -> T:
        """Work on the owner thread, for a while again and again where another holds the lock.

        Between two tries the thread is free for those who only read, whom no lock hinders.
        """
        until = time.monotonic() + BUSY_MS / 1000
        while True:
            try:
                return await run(self._thread, work)
            except LedgerLocked:
                if time.monotonic() >= until:
                    raise
            except (LedgerDamaged, LedgerTooNew) as error:
                self._refuse(error)
                raise
            await asyncio.sleep(_BETWEEN_TRIES)

    def _refuse(self, reason: SmmError, *, may_pass: bool = False) -> None:
        """Write nothing from now on."""
        if self._refusal is None:
            self._refusal, self._may_pass = reason, may_pass


async def run(thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    """Work on the owner thread, with SQLite's errors as the book's own.

    Raises:
        LedgerError: What SQLite said.
    """

    def guarded() -> T:
        try:
            return work()
        except sqlite3.Error as error:
            raise translated(error) from error

    try:
        return await asyncio.get_running_loop().run_in_executor(thread, guarded)
    except RuntimeError as error:
        raise LedgerError(str(error)) from error

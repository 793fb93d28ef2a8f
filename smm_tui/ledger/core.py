"""The one thread that owns the connection, and the two ways through it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from smm_tui.errors import LedgerError, SmmError
from smm_tui.ledger.connection import Write, in_transaction, translated
from smm_tui.ledger.rows import stamp
from smm_tui.models import Clock

T = TypeVar("T")


class Book:
    """The connection, its thread and its clock; what else the book does builds on this."""

    def __init__(
        self,
        *,
        path: Path,
        clock: Clock,
        database: sqlite3.Connection,
        thread: ThreadPoolExecutor,
        refusal: SmmError | None,
    ) -> None:
        self.path = path
        self._clock = clock
        self._database = database
        self._thread = thread
        self._refusal = refusal
        self._closed = False

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Read, on the owner thread.

        Raises:
            LedgerError: The book could not be read.
        """
        return await run(self._thread, lambda: work(self._database))

    async def _write(self, work: Callable[[Write], T]) -> T:
        """Write as one commit, on the owner thread.

        A caller that is cancelled meanwhile does not undo what has begun.

        Raises:
            LedgerError: Nothing was written.
            ReadOnly: The book was opened to be read.
        """
        if self._refusal is not None:
            raise self._refusal
        database = self._database

        def begun() -> T:
            # Looked at behind the lock, which may have been waited for: so the times of all
            # processes' writes are in order, and a claim just made never seems to lie ahead.
            return work(Write(database, stamp(self._clock.now())))

        return await run(self._thread, lambda: in_transaction(database, begun))


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

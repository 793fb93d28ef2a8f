"""From a confirmed quote to a settled order: intent, undo pause, one turn, outcome.

Every order is carried by a task of its own that belongs to no screen. Nothing here sends
twice: a send is reached only through the compare-and-set of the order book.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from smm_tui.i18n import _
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import Clock
from smm_tui.session.background import Alarm, Background, until
from smm_tui.session.brackets import Brackets, ReadBalance
from smm_tui.session.jobs import Job, Wish
from smm_tui.session.news import News, Notice, Pending, Severity, Topic
from smm_tui.session.persistence import Persistence
from smm_tui.session.sending import Sending

READING_SECONDS: Final = 2.0
"""How long after its pause an order still waits for the balance before it."""


class Placing:
    """Carries confirmed orders to their outcome."""

    def __init__(
        self,
        *,
        book: Ledger,
        clock: Clock,
        sender: Sender,
        undo_seconds: int,
        tell: Callable[[News], None],
        persistence: Persistence,
        alarm: Alarm,
        read_balance: ReadBalance,
    ) -> None:
        self._book = book
        self._clock = clock
        self._sender = sender
        self._undo_seconds = undo_seconds
        self._tell = tell
        self._persistence = persistence
        self._brackets = Brackets(book=book, clock=clock, read=read_balance)
        self._sending = Sending(
            book=book,
            clock=clock,
            sender=sender,
            tell=tell,
            persistence=persistence,
            brackets=self._brackets,
        )
        self._background: Background[None] = Background(alarm)
        self._jobs: dict[int, Job] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._queues: defaultdict[str, deque[Job]] = defaultdict(deque)
        """By panel: the order whose turn it is, then those that wait for theirs."""
        self._ending = False

    @property
    def pending(self) -> tuple[Pending, ...]:
        """Orders that can still be taken back, the oldest first."""
        return tuple(job.pending for job in self._jobs.values() if job.waiting)

    @property
    def in_flight(self) -> int:
        """How many orders are being sent right now."""
        return sum(job.sending for job in self._jobs.values())

    async def place(self, wish: Wish) -> int:
        """Commit the intent and start carrying it; returns the book's number of the order.

        Raises:
            LedgerError: the intent could not be committed, so nothing will be sent.
        """
        ref = await self._book.intend(wish.intent(), self._sender)
        job = Job(ref, wish, self._undo_seconds)
        if self._ending:
            job.taken_back.set()
        self._jobs[ref] = job
        self._tasks[ref] = self._background.start(self._carry(job), name=f"order {ref}")
        self._tell(News(Topic.PENDING, wish.panel.name, (ref,)))
        return ref

    async def wait(self, ref: int) -> None:
        """Until an order is settled; being cancelled here leaves the order on its way."""
        if (task := self._tasks.get(ref)) is not None:
            await asyncio.shield(task)

    def take_back(self, ref: int | None = None) -> int | None:
        """Take back an order that waits, the newest unless one is named.

        Returns the order taken back, or None where there is none any more.
        """
        for job in reversed(self._jobs.values()):
            if job.waiting and ref in {None, job.ref}:
                job.taken_back.set()
                return job.ref
        return None

    async def finish(self) -> None:
        """Take back all that waits, now and from now on; wait for the outcome of the rest."""
        self._ending = True
        while self.take_back() is not None:
            pass
        await self._background.finish()

    async def _carry(self, job: Job) -> None:
        panel = job.wish.panel
        try:
            await self._pause(job)
            async with self._turn(job):
                if not (job.turn.is_set() and await self._sending.send(job)):
                    await self._withdraw(job)
        finally:
            del self._jobs[job.ref], self._tasks[job.ref]
            self._tell(News(Topic.PENDING, panel.name, (job.ref,)))
            self._tell(News(Topic.ORDERS, panel.name, (job.ref,)))

    async def _pause(self, job: Job) -> None:
        """Wait out the undo pause, and read the balance meanwhile."""
        reading = asyncio.create_task(self._brackets.prepare(job.wish.panel))
        have_read = asyncio.Event()
        reading.add_done_callback(lambda _task: have_read.set())
        try:
            await until(job.taken_back, clock=self._clock, seconds=self._undo_seconds)
            await until(have_read, job.taken_back, clock=self._clock, seconds=READING_SECONDS)
        finally:
            reading.cancel()
            await asyncio.wait({reading})
        if not reading.cancelled():
            reading.result()

    @asynccontextmanager
    async def _turn(self, job: Job) -> AsyncIterator[None]:
        """Wait for the turn at the panel, or until there is no use in waiting."""
        queue = self._queues[job.wish.panel.name]
        queue.append(job)
        queue[0].turn.set()
        left = job.seconds_left(self._clock)
        try:
            await until(job.turn, job.taken_back, clock=self._clock, seconds=left)
            yield
        finally:
            queue.remove(job)
            if queue:
                queue[0].turn.set()

    async def _withdraw(self, job: Job) -> None:
        why = _("Taken back before it was sent.")
        if not job.taken_back.is_set():
            why = _("Not sent: too much time passed since it was confirmed.")
        await self._persistence.keep(
            lambda: self._book.withdraw(job.ref, self._sender, why),
            by_hand=_("order {ref} was not sent").format(ref=job.ref),
        )
        if job.taken_back.is_set():
            return
        notice = Notice(
            _("The order was not sent"), why, Severity.WARNING, job.ref, review_again=True
        )
        self._tell(News(Topic.NOTICE, job.wish.panel.name, (job.ref,), notice))

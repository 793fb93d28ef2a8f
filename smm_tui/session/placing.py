"""From a confirmed quote to a settled order: intent, undo pause, one turn, outcome.

Every order is carried by a task that belongs to no screen, a batch by one for all of it.
Nothing here sends twice: a send is reached only through the compare-and-set of the order book.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from smm_tui.errors import InvalidInput
from smm_tui.i18n import _
from smm_tui.messages import MessageKind
from smm_tui.models import Severity
from smm_tui.sayings import later
from smm_tui.session.background import Alarm, Background
from smm_tui.session.batches import Batches, Run
from smm_tui.session.carrying import Carrying
from smm_tui.session.jobs import Job, Wish
from smm_tui.session.news import BatchProgress, News, Notice, Pending, Topic


class Placing:
    """Knows all orders on their way, and lets go of them."""

    def __init__(self, carrying: Carrying, *, undo_seconds: int, alarm: Alarm) -> None:
        self._carrying = carrying
        self._book = carrying.book
        self._clock = carrying.clock
        self._tell = carrying.tell
        self._undo_seconds = undo_seconds
        self._batches = Batches(carrying, undo_seconds=undo_seconds)
        self._background: Background[None] = Background(alarm)
        self._jobs: dict[int, Job] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._runs: dict[str, Run | None] = {}
        """By panel: its batch; None while that goes into the book."""
        self._ending = asyncio.Event()

    @property
    def pending(self) -> tuple[Pending, ...]:
        """Orders that can still be taken back, the oldest first."""
        return tuple(job.pending for job in self._jobs.values() if job.waiting)

    @property
    def in_flight(self) -> int:
        """How many orders are being sent right now."""
        return sum(job.sending for job in self._jobs.values())

    @property
    def batches(self) -> tuple[BatchProgress, ...]:
        """Batches that are not over."""
        return tuple(run.progress for run in self._runs.values() if run is not None)

    async def place(self, wish: Wish) -> int:
        """Commit the intent and start carrying it; returns the book's number of the order.

        Raises:
            LedgerError: the intent could not be committed, so nothing will be sent.
        """
        ref = await self._book.intend(wish.intent(), self._carrying.sender)
        job = Job(ref, wish, self._undo_seconds)
        self._start((job,), self._carry(job), name=f"order {ref}")
        return ref

    async def place_batch(self, wishes: Sequence[Wish]) -> int:
        """Commit all intents at once and start carrying them; returns the batch's number.

        Raises:
            InvalidInput: another batch is on its way at this panel.
            LedgerError: the intents could not be committed, so nothing will be sent.
        """
        panel = wishes[0].panel.name
        if panel in self._runs:
            raise InvalidInput(_("A batch is being sent to this panel already; wait for its end."))
        self._runs[panel] = None
        try:
            intents = [wish.intent() for wish in wishes]
            refs = await self._book.intend_batch(intents, self._carrying.sender)
        except BaseException:
            del self._runs[panel]
            raise
        taken_back = asyncio.Event()
        jobs = tuple(
            Job(ref, wish, self._undo_seconds, taken_back)
            for ref, wish in zip(refs, wishes, strict=True)
        )
        run = self._runs[panel] = Run(jobs, taken_back)
        self._start(jobs, self._carry_batch(run), name=f"order {refs[0]} and more")
        return refs[0]

    async def wait(self, ref: int) -> None:
        """Until an order is settled, or all of its batch.

        Being cancelled here leaves the order on its way.
        """
        if (task := self._tasks.get(ref)) is not None:
            await asyncio.shield(task)

    def take_back(self, ref: int | None = None) -> int | None:
        """Take back an order that waits, the newest unless one is named.

        With an order of a batch, all that wait in it are taken back. Returns the order taken
        back, or None where there is none any more.
        """
        for job in reversed(self._jobs.values()):
            if job.waiting and ref in {None, job.ref}:
                job.taken_back.set()
                return job.ref
        return None

    async def finish(self) -> None:
        """Take back all that waits, now and from now on; wait for the outcome of the rest."""
        self._ending.set()
        while self.take_back() is not None:
            pass
        await self._background.finish()

    def _start(self, jobs: Sequence[Job], work: Coroutine[Any, Any, None], *, name: str) -> None:
        if self._ending.is_set():
            jobs[0].taken_back.set()
        task = self._background.start(work, name=name)
        for job in jobs:
            self._jobs[job.ref], self._tasks[job.ref] = job, task
        self._tell(News(Topic.PENDING, jobs[0].wish.panel.name, tuple(job.ref for job in jobs)))

    def _over(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            del self._jobs[job.ref], self._tasks[job.ref]
        panel, refs = jobs[0].wish.panel.name, tuple(job.ref for job in jobs)
        self._tell(News(Topic.PENDING, panel, refs))
        self._tell(News(Topic.ORDERS, panel, refs))

    async def _carry_batch(self, run: Run) -> None:
        try:
            await self._batches.carry(run, ending=self._ending)
        finally:
            del self._runs[run.panel]
            self._over(run.jobs)

    async def _carry(self, job: Job) -> None:
        carrying = self._carrying
        try:
            await carrying.pause(job, self._undo_seconds)
            async with carrying.turn(job, seconds=job.seconds_left(self._clock)):
                if not await carrying.send(job):
                    await self._withdraw(job)
        finally:
            self._over((job,))

    async def _withdraw(self, job: Job) -> None:
        why = later("Taken back before it was sent.")
        if not job.taken_back.is_set():
            why = later("Not sent: too much time passed since it was confirmed.")
        elif self._ending.is_set():
            why = later("Not sent: the program was quit before.")
        await self._carrying.withdraw(job, why)
        if job.taken_back.is_set():
            return
        notice = Notice(
            later("The order was not sent"),
            why,
            Severity.WARNING,
            job.ref,
            review_again=True,
            kind=MessageKind.REJECTED,
        )
        self._tell(News(Topic.NOTICE, job.wish.panel.name, (job.ref,), notice))

"""A batch on its way: one undo pause for all, then one order after the other.

Nothing here sends twice and nothing is tried again: the first order that is not certain to be
placed or refused ends it, and what is left is not sent without a new review.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from smm_tui.batch_pace import Pace, after
from smm_tui.messages import MessageKind
from smm_tui.models import Clock, OrderState
from smm_tui.sayings import later, later_n
from smm_tui.session.background import until
from smm_tui.session.carrying import Carrying
from smm_tui.session.jobs import GRACE_SECONDS, Confirmed, Job
from smm_tui.session.news import BatchProgress, News, Notice, Severity, Topic

BEAT_SECONDS: Final = 1.0
"""So often the program looks whether it was stopped or asleep meanwhile."""
LONG_WAIT_SECONDS: Final = 5.0
"""A wait of this length is shown with its end."""
_EVER: Final = 1e9


class Pulse:
    """Notices that the program did not run, or the clocks moved on, for too long.

    Args:
        clock: The source of time.
        seconds: So many between two beats are too many.
    """

    def __init__(self, clock: Clock, *, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._last = Confirmed.now(clock)
        self._missed = False

    @property
    def missed(self) -> bool:
        """Whether too much time passed since the last beat, or once between two."""
        self._missed = self._missed or self._last.age(self._clock) > self._seconds
        return self._missed

    async def beat(self) -> None:
        """Beat for ever; a gap that was too long is never forgotten."""
        while not self.missed:
            self._last = Confirmed.now(self._clock)
            await self._clock.sleep(BEAT_SECONDS)


@dataclass(slots=True, eq=False)
class Run:
    """A batch from its confirmation to its end."""

    jobs: tuple[Job, ...]
    taken_back: asyncio.Event
    done: int = 0
    """How many are over, whatever became of them."""
    pace: Pace = field(default_factory=Pace)
    resumes_at: datetime | None = None
    stopped_at: Job | None = None
    """The order after which, or before which, it stopped by itself."""
    why: str = ""
    """Why it stopped, as a sentence."""

    @property
    def panel(self) -> str:
        """Where it is sent."""
        return self.jobs[0].wish.panel.name

    @property
    def refs(self) -> tuple[int, ...]:
        """All of its orders."""
        return tuple(job.ref for job in self.jobs)

    @property
    def left(self) -> tuple[Job, ...]:
        """Those that were not begun."""
        return self.jobs[self.done :]

    @property
    def progress(self) -> BatchProgress:
        """What is shown of it."""
        return BatchProgress(
            number=self.jobs[0].ref,
            panel=self.panel,
            count=len(self.jobs),
            done=self.done,
            waiting=sum(job.waiting for job in self.jobs),
            resumes_at=self.resumes_at,
        )

    def stop(self, job: Job, why: str) -> None:
        """End it at this order."""
        self.stopped_at, self.why = job, why


class Batches:
    """Carries batches."""

    def __init__(self, carrying: Carrying, *, undo_seconds: int) -> None:
        self._carrying = carrying
        self._clock = carrying.clock
        self._undo_seconds = undo_seconds

    async def carry(self, run: Run, *, ending: asyncio.Event) -> None:
        """Send all of them, as far as that goes; withdraw the rest."""
        pulse = Pulse(self._clock, seconds=self._undo_seconds + GRACE_SECONDS)
        beating = asyncio.create_task(pulse.beat(), name="pulse")
        try:
            await self._carrying.pause(run.jobs[0], self._undo_seconds)
            await self._send_all(run, pulse)
        finally:
            beating.cancel()
        if run.left:
            seen = run.stopped_at is None and not ending.is_set()
            why = _why_left(run, ending=ending.is_set())
            await self._carrying.withdraw_all(run.left, why, seen=seen)
        if (notice := _end_of(run)) is not None and not ending.is_set():
            self._carrying.tell(News(Topic.NOTICE, run.panel, run.refs, notice))

    async def _send_all(self, run: Run, pulse: Pulse) -> None:
        for job in run.jobs:
            if run.done:
                await self._wait(run, job)
            begun = not run.taken_back.is_set() and await self._send(run, job, pulse)
            if not begun:
                if not run.taken_back.is_set() and run.stopped_at is None:
                    run.stop(job, later("Too much time passed before that order could be sent."))
                return
            run.done += 1
            self._carrying.tell(News(Topic.ORDERS, run.panel, (job.ref,)))
            if job.outcome is None or job.sent is None:
                run.stop(job, later("That order was no longer this program's to send."))
                return
            run.pace = after(run.pace, job.outcome, job.sent)
            if run.pace.stop:
                run.stop(job, run.pace.stop)
                return

    async def _wait(self, run: Run, job: Job) -> None:
        """Keep the distance that the panel wants, and have the balance read meanwhile."""
        wait = self._carrying.rest(run.panel, run.pace.wait)
        if wait >= LONG_WAIT_SECONDS:
            run.resumes_at = self._clock.now() + timedelta(seconds=wait)
            self._carrying.tell(News(Topic.PENDING, run.panel, (job.ref,)))
        await self._carrying.pause(job, wait)
        run.resumes_at = None

    async def _send(self, run: Run, job: Job, pulse: Pulse) -> bool:
        """Send one when its turn has come; False: it was not begun."""
        first = run.done == 0
        patience = job.seconds_left(self._clock) if first else _EVER
        async with self._carrying.turn(job, seconds=patience):
            # Another order may have been sent to the panel just before.
            rest = self._carrying.rest(run.panel, run.pace.spacing)
            await until(run.taken_back, clock=self._clock, seconds=rest)
            if await self._carrying.is_doubtful(job):
                text = later(
                    "It is unknown whether another order for its service and link was placed."
                )
                run.stop(job, text)
                return False
            if pulse.missed:
                return False
            if not first:
                # It waited for others, in a program that was awake all the time.
                job.since = Confirmed.now(self._clock)
            return await self._carrying.send(job)


def _why_left(run: Run, *, ending: bool) -> str:
    """Why the rest was not sent, for each of its orders."""
    if run.stopped_at is not None:
        return later(
            "Not sent: the batch stopped at line {line}. {why}",
            line=run.stopped_at.wish.line or 0,
            why=run.why,
        )
    if ending:
        return later("Not sent: the program was quit before.")
    return later("Taken back before it was sent.")


def _end_of(run: Run) -> Notice | None:
    """What a person should read when it is over; nothing if it was taken back whole."""
    count = len(run.jobs)
    states = [job.outcome.state for job in run.jobs if job.outcome is not None]
    placed = states.count(OrderState.PLACED)
    if run.stopped_at is not None:
        title = later("The batch stopped at line {line}", line=run.stopped_at.wish.line or 0)
        text = later_n(
            "{why} {placed} of {count} was placed; nothing more is sent.",
            "{why} {placed} of {count} were placed; nothing more is sent.",
            count,
            why=run.why,
            placed=placed,
        )
        doubt = OrderState.UNKNOWN in states
        severity = Severity.ERROR if doubt else Severity.WARNING
        return Notice(title, text, severity, run.stopped_at.ref, kind=MessageKind.BATCH)
    if not states:
        return None
    title = later_n(
        "{placed} of {count} order of the batch was placed",
        "{placed} of {count} orders of the batch were placed",
        count,
        placed=placed,
    )
    rest = later("The rest was taken back.") if run.left else ""
    good = placed == len(states)
    severity = Severity.INFORMATION if good else Severity.WARNING
    return Notice(title, rest, severity, kind=MessageKind.BATCH)

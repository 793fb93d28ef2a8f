"""What every order on its way goes through: its pause, its turn at the panel, its withdrawal."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from smm_tui.errors import LedgerError
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import Clock
from smm_tui.sayings import later
from smm_tui.session.background import until
from smm_tui.session.brackets import Brackets, ReadBalance
from smm_tui.session.jobs import Job
from smm_tui.session.news import News
from smm_tui.session.persistence import Persistence
from smm_tui.session.sending import Sending

READING_SECONDS: Final = 2.0
"""How long after its pause an order still waits for the balance before it."""


class Carrying:
    """Takes orders through the steps that lead to their outcome; each step is taken once."""

    def __init__(
        self,
        *,
        book: Ledger,
        clock: Clock,
        sender: Sender,
        tell: Callable[[News], None],
        persistence: Persistence,
        read_balance: ReadBalance,
    ) -> None:
        self.book = book
        self.clock = clock
        self.sender = sender
        self.tell = tell
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
        self._queues: defaultdict[str, deque[Job]] = defaultdict(deque)
        """By panel: the order whose turn it is, then those that wait for theirs."""
        self._answered: dict[str, float] = {}
        """By panel: monotonic seconds of its last answer to an order."""

    async def pause(self, job: Job, seconds: float) -> None:
        """Wait so long, unless it is taken back, and read the balance meanwhile."""
        reading = asyncio.create_task(self._brackets.prepare(job.wish.panel))
        have_read = asyncio.Event()
        reading.add_done_callback(lambda _task: have_read.set())
        try:
            await until(job.taken_back, clock=self.clock, seconds=seconds)
            await until(have_read, job.taken_back, clock=self.clock, seconds=READING_SECONDS)
        finally:
            reading.cancel()
            await asyncio.wait({reading})
        if not reading.cancelled():
            reading.result()

    @asynccontextmanager
    async def turn(self, job: Job, *, seconds: float) -> AsyncIterator[None]:
        """Wait for the turn at the panel, as long as there is use in waiting."""
        queue = self._queues[job.wish.panel.name]
        queue.append(job)
        queue[0].turn.set()
        try:
            await until(job.turn, job.taken_back, clock=self.clock, seconds=seconds)
            yield
        finally:
            queue.remove(job)
            if queue:
                queue[0].turn.set()

    async def send(self, job: Job) -> bool:
        """Send it, if its turn has come; False: it is still intended, and must be withdrawn."""
        begun = job.turn.is_set() and await self._sending.send(job)
        if job.answered is not None:
            self._answered[job.wish.panel.name] = job.answered
        return begun

    async def is_doubtful(self, job: Job) -> bool:
        """Whether another order of the same has become unknown since this was confirmed."""
        # A book that cannot be read cannot be written either, so that nothing is sent.
        with contextlib.suppress(LedgerError):
            return await self._sending.is_doubtful(job)
        return False

    def rest(self, panel: str, seconds: float) -> float:
        """How long until the panel's last answer to an order is so many seconds old."""
        passed = self.clock.monotonic() - self._answered.get(panel, float("-inf"))
        return max(seconds - passed, 0.0)

    async def withdraw(self, job: Job, why: str) -> None:
        """Write down that it is not sent, however long the book is out of reach."""
        await self._persistence.keep(
            lambda: self.book.withdraw(job.ref, self.sender, why),
            by_hand=later("order {ref} was not sent", ref=str(job.ref)),
        )

    async def withdraw_all(self, jobs: Sequence[Job], why: str, *, seen: bool) -> None:
        """The same for several, in one commit; `seen`: a person wanted it so."""
        refs = [job.ref for job in jobs]
        await self._persistence.keep(
            lambda: self.book.withdraw_batch(refs, self.sender, why, seen=seen),
            by_hand=later("orders {refs} were not sent", refs=", ".join(map(str, refs))),
        )

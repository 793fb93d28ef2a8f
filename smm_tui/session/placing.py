"""From a confirmed quote to a settled order: intent, undo pause, one send, outcome.

Every order is carried by a task of its own that belongs to no screen. Nothing here sends
twice: a send is reached only through the compare-and-set of the order book.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from smm_tui import outcome
from smm_tui.api import PanelClient
from smm_tui.errors import LedgerError
from smm_tui.i18n import _
from smm_tui.ledger import Intent, Ledger, Sender
from smm_tui.models import Balance, Clock, OrderState, PanelSettings
from smm_tui.ordering import Quote
from smm_tui.session.news import News, Notice, Pending, Severity, Topic
from smm_tui.transport import Withdrawn

GRACE_SECONDS: Final = 5
"""How much later than the undo pause an order may still be sent (design.md)."""
CLAIM_WAIT_SECONDS: Final = 0.1
COMMIT_TRIES: Final = 60


@dataclass(slots=True, eq=False)
class _Job:
    """One order on its way."""

    ref: int
    panel: PanelSettings
    client: PanelClient
    quote: Quote
    confirmed_at: datetime
    confirmed_monotonic: float
    ends_at: datetime
    sending: bool = False
    taken_back: asyncio.Event = field(default_factory=asyncio.Event)

    def pending(self) -> Pending:
        link = dict(self.quote.params).get("link") or dict(self.quote.params).get("username", "")
        return Pending(self.ref, self.panel.name, self.quote.service.name, link, self.ends_at)


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
        read_balance: Callable[[PanelSettings], Awaitable[Balance | None]],
    ) -> None:
        self._book = book
        self._clock = clock
        self._sender = sender
        self._undo_seconds = undo_seconds
        self._tell = tell
        self._read_balance = read_balance
        self._jobs: dict[int, _Job] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._readings: dict[str, Decimal | None] = {}

    @property
    def pending(self) -> tuple[Pending, ...]:
        """Orders in their undo pause, the oldest first."""
        return tuple(
            job.pending()
            for job in self._jobs.values()
            if not job.sending and not job.taken_back.is_set()
        )

    @property
    def in_flight(self) -> int:
        """How many orders are being sent right now."""
        return sum(job.sending for job in self._jobs.values())

    async def place(
        self, panel: PanelSettings, client: PanelClient, quote: Quote, balance: Balance | None
    ) -> int:
        """Commit the intent and start carrying it; returns the book's number of the order.

        Raises:
            LedgerError: the intent could not be committed, so nothing will be sent.
        """
        now = self._clock.now()
        params = dict(quote.params)
        ref = await self._book.intend(
            Intent(
                panel=panel.name,
                panel_url=panel.url,
                service=quote.service,
                params=quote.params,
                link=params.get("link") or params.get("username", ""),
                quantity=quote.quantity,
                foretold=quote.charge,
                currency=balance.money.currency if balance else "",
                confirmed_at=now,
                balance_before=balance.money.amount if balance else None,
            ),
            self._sender,
        )
        job = _Job(
            ref=ref,
            panel=panel,
            client=client,
            quote=quote,
            confirmed_at=now,
            confirmed_monotonic=self._clock.monotonic(),
            ends_at=now + timedelta(seconds=self._undo_seconds),
        )
        self._jobs[ref] = job
        self._tasks[ref] = asyncio.create_task(self._carry(job), name=f"order {ref}")
        self._tell(News(Topic.PENDING, panel.name, (ref,)))
        return ref

    async def wait(self, ref: int) -> None:
        """Until an order is settled; being cancelled here leaves the order on its way."""
        if (task := self._tasks.get(ref)) is not None:
            await asyncio.shield(task)

    def take_back(self, ref: int | None = None) -> int | None:
        """Take back an order in its pause, the newest unless one is named.

        Returns the order taken back, or None where there is none any more.
        """
        waiting = [
            job for job in self._jobs.values() if not job.sending and not job.taken_back.is_set()
        ]
        for job in reversed(waiting):
            if ref in {None, job.ref}:
                job.taken_back.set()
                return job.ref
        return None

    async def finish(self) -> None:
        """Take back what is in its pause and wait until every send in flight has its outcome."""
        while self.take_back() is not None:
            pass
        if self._tasks:
            await asyncio.wait(self._tasks.values())

    async def _carry(self, job: _Job) -> None:
        try:
            if not await self._pause(job):
                await self._withdraw(job, _("Taken back before it was sent."))
                return
            async with self._locks[job.panel.name]:
                if job.taken_back.is_set():
                    await self._withdraw(job, _("Taken back before it was sent."))
                elif self._too_late(job):
                    await self._expire(job)
                else:
                    await self._send(job)
        finally:
            del self._jobs[job.ref], self._tasks[job.ref]
            self._tell(News(Topic.PENDING, job.panel.name, (job.ref,)))
            self._tell(News(Topic.ORDERS, job.panel.name, (job.ref,)))

    async def _pause(self, job: _Job) -> bool:
        """Wait out the undo pause, reading the balance meanwhile; False when taken back."""
        reading = asyncio.create_task(self._read_before(job))
        pause = asyncio.create_task(self._clock.sleep(self._undo_seconds))
        taken = asyncio.create_task(job.taken_back.wait())
        await asyncio.wait({pause, taken}, return_when=asyncio.FIRST_COMPLETED)
        for task in (pause, taken, reading):
            task.cancel()
        await asyncio.gather(pause, taken, reading, return_exceptions=True)
        return not job.taken_back.is_set()

    async def _read_before(self, job: _Job) -> None:
        async with self._locks[job.panel.name]:
            await self._reading(job.panel)

    async def _reading(self, panel: PanelSettings) -> Decimal | None:
        balance = await self._read_balance(panel)
        self._readings[panel.name] = balance.money.amount if balance else None
        return self._readings[panel.name]

    def _too_late(self, job: _Job) -> bool:
        allowed = self._undo_seconds + GRACE_SECONDS
        wall = (self._clock.now() - job.confirmed_at).total_seconds()
        return max(wall, self._clock.monotonic() - job.confirmed_monotonic) > allowed

    async def _withdraw(self, job: _Job, why: str) -> None:
        await self._book.withdraw(job.ref, self._sender, why)

    async def _expire(self, job: _Job) -> None:
        why = _("Not sent: too much time passed since it was confirmed.")
        await self._withdraw(job, why)
        notice = Notice(
            _("The order was not sent"), why, Severity.WARNING, job.ref, review_again=True
        )
        self._tell(News(Topic.NOTICE, job.panel.name, (job.ref,), notice))

    async def _send(self, job: _Job) -> None:
        while not await self._book.claim_adds(job.panel.name, self._sender):
            await self._clock.sleep(CLAIM_WAIT_SECONDS)
            if job.taken_back.is_set() or self._too_late(job):
                await self._expire(job)
                return
        try:
            await self._send_claimed(job)
        finally:
            await self._book.release_adds(job.panel.name, self._sender)

    async def _send_claimed(self, job: _Job) -> None:
        # Set first, so that a signal in between waits for the outcome of this one too.
        job.sending = True
        if not await self._book.begin_sending(job.ref, self._sender):
            return
        before = self._readings.get(job.panel.name)
        self._tell(News(Topic.ORDERS, job.panel.name, (job.ref,)))
        settled = outcome.lost(_("The sending was cut off inside this program."))
        sent = outcome.NOTHING_SEEN
        after: Decimal | None = None
        try:
            sent = await job.client.add(dict(job.quote.params), gate=lambda: self._gate(job))
            first = outcome.of_add(sent)
            if first.state is OrderState.REJECTED:
                after = await self._reading(job.panel)
                first = outcome.weigh_refusal(
                    first, before=before, after=after, foretold=job.quote.charge
                )
            settled = first
        finally:
            await self._commit(job, settled, sent, before)
        self._announce(job, settled)
        if after is None:
            after = await self._reading(job.panel)
        await self._book.note_balance_after(job.ref, after)

    async def _gate(self, job: _Job) -> None:
        """The last look before the first byte; raising here sends nothing."""
        if self._too_late(job) or not await self._book.may_send(job.ref, self._sender):
            raise Withdrawn

    async def _commit(
        self,
        job: _Job,
        settled: outcome.AddOutcome,
        sent: outcome.Sent,
        before: Decimal | None,
    ) -> None:
        """Write the outcome down, however long the book is out of reach."""
        for attempt in range(COMMIT_TRIES):
            try:
                await self._book.settle(job.ref, settled, sent, balance_before=before)
            except LedgerError as error:
                if attempt == 0:
                    self._tell(_unwritten(job, settled, error))
                await self._clock.sleep(1)
            else:
                return

    def _announce(self, job: _Job, settled: outcome.AddOutcome) -> None:
        if settled.state is OrderState.PLACED:
            return
        titles = {
            OrderState.REJECTED: _("The panel refused the order"),
            OrderState.NOT_SENT: _("The order was not sent"),
            OrderState.UNKNOWN: _("Unknown whether the order was placed"),
        }
        text = settled.words or settled.note
        severity = Severity.ERROR if settled.state is OrderState.UNKNOWN else Severity.WARNING
        again = settled.state is OrderState.NOT_SENT and self._too_late(job)
        notice = Notice(titles[settled.state], text, severity, job.ref, review_again=again)
        self._tell(News(Topic.NOTICE, job.panel.name, (job.ref,), notice))


def _unwritten(job: _Job, settled: outcome.AddOutcome, error: LedgerError) -> News:
    """What a person must write down by hand while the book cannot be written."""
    text = _("Note it by hand: {outcome} {order_id}. {reason}").format(
        outcome=settled.state, order_id=settled.order_id, reason=error.title
    )
    notice = Notice(_("The outcome cannot be written yet"), text, Severity.ERROR, job.ref)
    return News(Topic.NOTICE, job.panel.name, (job.ref,), notice)

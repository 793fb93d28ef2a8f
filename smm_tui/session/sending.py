"""One order, one POST: the claim, the gate before the first byte, the outcome, the balance."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from smm_tui import outcome
from smm_tui.errors import LedgerError
from smm_tui.ledger import Ledger, Sender
from smm_tui.messages import MessageKind
from smm_tui.models import Balance, Clock, OrderState, Severity
from smm_tui.sayings import later
from smm_tui.session.background import until
from smm_tui.session.brackets import Brackets
from smm_tui.session.jobs import Job
from smm_tui.session.news import News, Notice, Topic
from smm_tui.session.persistence import Persistence
from smm_tui.transport import Withdrawn

CLAIM_WAIT_SECONDS: Final = 0.1
"""Between two looks at a claim that another process holds, or at a book that is busy."""


@dataclass(slots=True)
class _Result:
    """What is known of a send; nothing at first, then only ever more."""

    sent: outcome.Sent
    settled: outcome.AddOutcome
    before: Balance | None = None
    after: Balance | None = None
    weighed: bool = False
    """Whether the balance after it was asked for already."""


class Sending:
    """Sends an order whose turn it is in this process."""

    def __init__(
        self,
        *,
        book: Ledger,
        clock: Clock,
        sender: Sender,
        tell: Callable[[News], None],
        persistence: Persistence,
        brackets: Brackets,
    ) -> None:
        self._book = book
        self._clock = clock
        self._sender = sender
        self._tell = tell
        self._persistence = persistence
        self._brackets = brackets

    async def send(self, job: Job) -> bool:
        """Send the order, once no other process adds to its panel.

        False: it was taken back or became too late before that, and is still intended.
        """
        while not job.taken_back.is_set() and job.seconds_left(self._clock) >= 0:
            # Set first, so that a signal in between waits for the outcome of this one too.
            job.sending = True
            try:
                begun = await self._book.begin_sending(job.ref, self._sender)
            except LedgerError:  # another's claim, or a busy book
                job.sending = False
                await until(job.taken_back, clock=self._clock, seconds=CLAIM_WAIT_SECONDS)
            else:
                if begun:
                    await self._send(job)
                job.sending = False
                return True
        return False

    async def _send(self, job: Job) -> None:
        try:
            result = await self._post(job)
            self._announce(job, result)
            await self._look_after(job, result)
        finally:
            # If the book is still out of reach, the claim runs out by itself.
            with contextlib.suppress(LedgerError):
                await self._book.release_adds(job.wish.panel.name, self._sender)

    async def _post(self, job: Job) -> _Result:
        """The POST and its outcome in the book."""
        wish = job.wish
        result = _Result(
            sent=outcome.NOTHING_SEEN,
            settled=outcome.lost(later("The sending was cut off inside this program.")),
        )
        self._tell(News(Topic.ORDERS, wish.panel.name, (job.ref,)))
        try:
            result.before = await self._brackets.open(wish.panel, wish.balance)
            params = dict(wish.quote.params)
            result.sent = await wish.client.add(params, gate=lambda: self._gate(job))
            job.answered = self._clock.monotonic()
            result.settled = outcome.of_add(result.sent)
            if result.settled.state is OrderState.REJECTED:
                await self._weigh(job, result)
        finally:
            await self._commit(job, result)
            job.outcome, job.sent = result.settled, result.sent
            job.sending = False
        return result

    async def _gate(self, job: Job) -> None:
        """The last look before the first byte; raising here sends nothing."""
        job.doubtful = await self.is_doubtful(job)
        # Last, with nothing awaited after the clock: a stop before it makes the order too late.
        own = await self._book.may_send(job.ref, self._sender)
        job.late = job.seconds_left(self._clock) < 0
        if job.late:
            raise Withdrawn(later("too much time passed since it was confirmed"))
        if not own:
            raise Withdrawn(
                later("the order book says that it is no longer this program's to send")
            )
        if job.doubtful:
            raise Withdrawn(
                later("it is unknown whether another order for its service and link was placed")
            )

    async def is_doubtful(self, job: Job) -> bool:
        """Whether another order of the same has become unknown since this was confirmed.

        Raises:
            LedgerError: The book cannot be read.
        """
        wish = job.wish
        service_id = wish.quote.service.service_id
        same = await self._book.same_running(wish.panel.name, service_id, wish.link)
        return any(
            order.state is OrderState.UNKNOWN and order.ref not in wish.twins for order in same
        )

    async def _weigh(self, job: Job, result: _Result) -> None:
        """Doubt a refusal if the balance fell by the charge all the same."""
        refused, before, panel = result.settled, result.before, job.wish.panel
        # What holds if there is no reading to weigh it by.
        result.settled = outcome.weigh_refusal(refused, before=None, after=None, foretold=None)
        result.weighed = True
        result.after = await self._brackets.close(panel)
        explained = Decimal(0)
        if before is not None and result.after is not None:
            with contextlib.suppress(LedgerError):
                explained = await self._brackets.explained(panel, before, result.after)
        result.settled = outcome.weigh_refusal(
            refused,
            before=_amount(before),
            after=_amount(result.after),
            foretold=job.wish.quote.charge,
            explained=explained,
        )

    async def _commit(self, job: Job, result: _Result) -> None:
        """Write the outcome down, however long the book is out of reach."""
        settled = result.settled
        what = f"{settled.state} {settled.order_id}".strip()
        await self._persistence.keep(
            lambda: self._book.settle(
                job.ref, settled, result.sent, balance_before=_amount(result.before)
            ),
            by_hand=later("order {ref}: {outcome}", ref=str(job.ref), outcome=what),
        )

    async def _look_after(self, job: Job, result: _Result) -> None:
        """Keep the balance after the send, which is evidence."""
        panel = job.wish.panel
        if result.settled.state is OrderState.NOT_SENT:
            self._brackets.reopen(panel, result.before)
            return
        if not result.weighed:
            result.after = await self._brackets.close(panel)
        after = _amount(result.after)
        # Evidence is not worth holding anybody up.
        with contextlib.suppress(LedgerError):
            await self._book.note_balance_after(job.ref, after)

    def _announce(self, job: Job, result: _Result) -> None:
        settled = result.settled
        if settled.state is OrderState.PLACED:
            return
        titles = {
            OrderState.REJECTED: later("The panel refused the order"),
            OrderState.NOT_SENT: later("The order was not sent"),
            OrderState.UNKNOWN: later("Unknown whether the order was placed"),
        }
        title = titles[settled.state]
        if job.wish.line is not None:
            title = later("Line {line}: {what}", line=job.wish.line, what=title)
        text = settled.words or settled.note
        unknown = settled.state is OrderState.UNKNOWN
        severity = Severity.ERROR if unknown else Severity.WARNING
        again = settled.state is OrderState.NOT_SENT and (job.late or job.doubtful)
        notice = Notice(
            title,
            text,
            severity,
            job.ref,
            review_again=again,
            kind=MessageKind.REJECTED,
            # The book itself has written it down, together with the outcome.
            passing=unknown,
        )
        self._tell(News(Topic.NOTICE, job.wish.panel.name, (job.ref,), notice))


def _amount(balance: Balance | None) -> Decimal | None:
    return None if balance is None else balance.money.amount

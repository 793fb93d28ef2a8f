"""The use cases, joined: the only place where the API and the order book meet."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from smm_tui import ordering
from smm_tui.batch import Line
from smm_tui.config import Places
from smm_tui.errors import InvalidInput, ReadOnly
from smm_tui.i18n import _
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import Clock, Order, OrderState, Request, RequestKind
from smm_tui.session import checks
from smm_tui.session.asking import Asking
from smm_tui.session.background import Alarm, Background
from smm_tui.session.carrying import Carrying
from smm_tui.session.clients import Connect
from smm_tui.session.jobs import Confirmed, Wish
from smm_tui.session.news import BatchProgress, Pending
from smm_tui.session.persistence import Persistence
from smm_tui.session.placing import Placing
from smm_tui.session.requesting import Addressed, Requesting
from smm_tui.settings import PanelSettings, Settings


class Session(Asking):
    """One run of the program: every panel, one order book.

    Args:
        settings: The panels and how they are refreshed.
        places: Where catalogues are kept.
        book: The order book; `close` closes it.
        clock: The source of time.
        connect: Makes a panel's client.
        read_only: Whether add, cancel and refill are off everywhere.
        demo: Whether the panel is the embedded one.
        sender: The process that sends, as the book names it; this one.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        places: Places,
        book: Ledger,
        clock: Clock,
        connect: Connect,
        read_only: bool = False,
        demo: bool = False,
        sender: Sender | None = None,
    ) -> None:
        sender = Sender.me() if sender is None else sender
        super().__init__(
            settings=settings, places=places, book=book, clock=clock, connect=connect, sender=sender
        )
        self.demo = demo
        self.alarm = Alarm()
        self._read_only = read_only
        self._ending = False
        self._closing: asyncio.Task[None] | None = None
        self._persistence = Persistence(clock=clock, tell=self.tell)
        self._confirmed: Background[int] = Background(self.alarm)
        carrying = Carrying(
            book=book,
            clock=clock,
            sender=sender,
            tell=self.tell,
            persistence=self._persistence,
            read_balance=self._balance_or_none,
        )
        self._placing = Placing(carrying, undo_seconds=settings.undo_seconds, alarm=self.alarm)
        self._requesting = Requesting(
            book=book,
            sender=sender,
            tell=self.tell,
            persistence=self._persistence,
            alarm=self.alarm,
        )

    async def crash(self) -> NoReturn:
        """Wait for a failure in the background that nobody expected, and raise it."""
        await self.alarm.wait()

    def read_only(self, panel: str) -> bool:
        """Whether add, cancel and refill are off for this panel."""
        return self._read_only or self.panel(panel).read_only or self.book.frozen

    # -- spending ----------------------------------------------------------------------

    @property
    def pending(self) -> tuple[Pending, ...]:
        """Orders in their undo pause, the oldest first."""
        return self._placing.pending

    @property
    def batches(self) -> tuple[BatchProgress, ...]:
        """Batches that are confirmed and not over."""
        return self._placing.batches

    @property
    def in_flight(self) -> int:
        """How many sends have no outcome in the book yet."""
        return self._placing.in_flight + self._requesting.in_flight

    async def unknown_twins(self, panel: str, service_id: str, link: str) -> list[Order]:
        """Unknown orders for the same service and link, the newest first.

        While there is one, another order needs `checks.again_word()` typed.
        """
        same = await self.book.same_running(panel, service_id, link)
        return [order for order in same if order.state is OrderState.UNKNOWN]

    async def place(
        self, panel: str, quote: ordering.Quote, *, typed: str = "", again: str = ""
    ) -> int:
        """Take a confirmed quote into the book and start its undo pause.

        Being cancelled here does not take the order back.

        Args:
            panel: The panel's name.
            quote: What was reviewed.
            typed: The amount a person typed where the review asked for it.
            again: What a person typed because of `unknown_twins`.

        Raises:
            ReadOnly: ordering is off.
            InvalidInput: the quote has problems, is above `max_charge`, is of a service that
                the panel has changed, or what was typed is not what was asked for; `field`
                is `charge`, `service` or `again` then.
            KeyUnavailable: there is no key to order with.
            LedgerError: the intent could not be committed.
        """
        confirmed = Confirmed.now(self.clock)
        settings = self.panel(panel)
        self.check_open(panel)
        checks.check(quote, settings, typed=typed)
        checks.check_current([quote], self._reading.catalogue(settings))
        task = self._confirmed.start(
            self._place(settings, quote, confirmed, again), name="confirmed"
        )
        return await asyncio.shield(task)

    async def _place(
        self, panel: PanelSettings, quote: ordering.Quote, confirmed: Confirmed, again: str
    ) -> int:
        client = await self._clients.get(panel.name)
        balance = await self._reading.last_balance(panel)
        wish = Wish(panel, client, quote, balance, confirmed)
        twins = await self.unknown_twins(panel.name, quote.service.service_id, wish.link)
        checks.check_again(twins, again)
        known = frozenset(twin.ref for twin in twins)
        return await self._placing.place(replace(wish, twins=known))

    async def place_batch(self, panel: str, lines: Sequence[Line], *, typed: str = "") -> int:
        """Take confirmed orders into the book together and start their undo pause.

        Being cancelled here does not take them back. Returns the number of the batch.

        Args:
            panel: The panel's name.
            lines: What was reviewed.
            typed: The total that a person typed where the review asked for it.

        Raises:
            ReadOnly: ordering is off.
            InvalidInput: a line cannot be ordered so, is of a service that the panel has
                changed, has an unknown order of the same, or is above `max_charge`; or the
                total is, or is not what was typed; or another batch is on its way at this
                panel.
            KeyUnavailable: there is no key to order with.
            LedgerError: the intents could not be committed.
        """
        confirmed = Confirmed.now(self.clock)
        settings = self.panel(panel)
        self.check_open(panel)
        checks.check_batch(lines, settings, typed=typed)
        quotes = [line.quote for line in lines]
        checks.check_current(quotes, self._reading.catalogue(settings))
        task = self._confirmed.start(
            self._place_batch(settings, lines, confirmed), name="confirmed"
        )
        return await asyncio.shield(task)

    async def _place_batch(
        self, panel: PanelSettings, lines: Sequence[Line], confirmed: Confirmed
    ) -> int:
        client = await self._clients.get(panel.name)
        balance = await self._reading.last_balance(panel)
        pairs = [(line.service_id, line.link) for line in lines]
        checks.check_no_twins(lines, await self.book.same_running_of(panel.name, pairs))
        wishes = [
            Wish(panel, client, line.quote, balance, confirmed, line.number) for line in lines
        ]
        return await self._placing.place_batch(wishes)

    def take_back(self, ref: int | None = None) -> int | None:
        """Take back an order in its pause: the newest, or the one named."""
        return self._placing.take_back(ref)

    async def take_back_newest(self) -> int | None:
        """Take back the order that was confirmed last, also one just going into the book.

        Of a batch, all orders that wait are taken back.
        """
        await self._confirmed.finish()
        return self.take_back()

    async def wait(self, ref: int) -> None:
        """Until an order is settled, or all of its batch."""
        await self._placing.wait(ref)

    async def request(self, kind: RequestKind, refs: Sequence[int]) -> list[Request]:
        """Ask for refills or cancels; a result per order, panel by panel.

        Raises:
            ReadOnly: refill and cancel are off at one of the panels; nothing was sent.
            InvalidInput: an order has no id; nothing was sent.
            KeyUnavailable: there is no key to ask with; nothing was sent.
            LedgerError: the intents could not be committed; nothing was sent.
        """
        asked = []
        for panel, orders in await checks.addressed(self.book, self.panel, refs):
            self.check_open(panel.name)
            checks.check_ids(orders)
            asked.append(Addressed(panel, await self._clients.get(panel.name), orders))
        return await self._requesting.request(kind, asked)

    async def settle_as_placed(self, ref: int, order_id: str) -> Order:
        """A person names the id of an unknown order; see `Deciding.placed`."""
        return await self._deciding.placed(ref, order_id)

    async def settle_as_not_placed(self, ref: int) -> Order:
        """A person says that an unknown order was not placed."""
        return await self._deciding.not_placed(ref)

    async def leave_unknown(self, ref: int) -> None:
        """A person has looked at an unknown order and leaves it so, which is noted."""
        await self._deciding.left(ref)

    def check_open(self, panel: str) -> None:
        """Whether something may be ordered, refilled or cancelled at a panel.

        Raises:
            ReadOnly: It is switched off.
            LedgerError: The order book cannot be written.
            InvalidInput: The program is ending.
        """
        if self._read_only or self.panel(panel).read_only:
            raise ReadOnly
        self.book.check_writable()
        if self._ending:
            raise InvalidInput(_("The program is ending; nothing more is sent."))

    # -- the end -----------------------------------------------------------------------

    async def finish(self) -> None:
        """Take back what is in its pause and wait until every send has its outcome.

        From now on nothing more is sent.
        """
        self._ending = True
        self._persistence.hurry()
        self._clients.give_up()
        await asyncio.gather(self._placing.finish(), self._requesting.finish())
        # An order confirmed just before may have been written down meanwhile.
        await self._confirmed.finish()
        await self._placing.finish()

    async def close(self) -> None:
        """Finish, then let go of all; whoever still asks gets a LedgerError.

        Closing twice, also at the same time, does nothing more.

        Raises:
            LedgerBusy: an outcome could not be written; the detail says which.
        """
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="close")
        await asyncio.shield(self._closing)
        self._persistence.check()

    async def _close(self) -> None:
        await self.finish()
        await self._clients.close()
        await self.book.close()

"""The use cases, joined: the only place where the API and the order book meet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from smm_tui import formatting, ordering, state
from smm_tui.api import PanelClient
from smm_tui.catalogue import Catalogue
from smm_tui.config import Places
from smm_tui.errors import InvalidInput, ReadOnly, SmmError, WrongOrder
from smm_tui.i18n import _
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import (
    ApiKey,
    Balance,
    Clock,
    ItemError,
    KeyOrigin,
    KeySource,
    Order,
    OrderState,
    PanelSettings,
    Request,
    RequestKind,
    Settings,
)
from smm_tui.session.news import Listener, News, Pending, Topic
from smm_tui.session.placing import Placing
from smm_tui.session.reading import Reading
from smm_tui.session.requesting import Requesting
from smm_tui.session.tracking import parse_ids

Connect = Callable[[PanelSettings], Awaitable[PanelClient]]
"""Reads the panel's key and makes its client."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """What came of entering order ids."""

    added: tuple[int, ...]
    known: tuple[str, ...]
    """Ids that the book already had."""
    refused: tuple[tuple[str, str], ...]
    """(id, the panel's words) of ids it does not know."""


class Session:
    """One run of the program: every panel, one order book."""

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
    ) -> None:
        self.settings = settings
        self.places = places
        self.book = book
        self.clock = clock
        self.demo = demo
        self._connect = connect
        self._read_only = read_only
        self._clients: dict[str, PanelClient] = {}
        self._listeners: list[Listener] = []
        self._sender = Sender.me()
        self.reading = Reading(
            book=book, clock=clock, sender=self._sender, places=places, tell=self.tell
        )
        self._placing = Placing(
            book=book,
            clock=clock,
            sender=self._sender,
            undo_seconds=settings.undo_seconds,
            tell=self.tell,
            read_balance=self._balance_or_none,
        )
        self._requesting = Requesting(book=book, clock=clock, sender=self._sender, tell=self.tell)

    # -- who listens ------------------------------------------------------------------

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear of news from now on; the returned call ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, news: News) -> None:
        """Pass news on to all who listen."""
        for listener in tuple(self._listeners):
            listener(news)

    # -- panels ------------------------------------------------------------------------

    def panel(self, name: str) -> PanelSettings:
        """The settings of a panel."""
        return self.settings.panels[name]

    def read_only(self, panel: str) -> bool:
        """Whether add, cancel and refill are off for this panel."""
        return self._read_only or self.settings.panels[panel].read_only or self.book.frozen

    async def client(self, name: str) -> PanelClient:
        """The panel's client, made with the panel's own key on first use.

        Raises:
            KeyUnavailable: the key source gave no key.
        """
        if name not in self._clients:
            client = await self._connect(self.settings.panels[name])
            self._clients.setdefault(name, client)
        return self._clients[name]

    async def forget_client(self, name: str) -> None:
        """Drop a panel's client, so that the key is read anew."""
        if (client := self._clients.pop(name, None)) is not None:
            await client.close()

    async def use_key(self, name: str, key: ApiKey) -> None:
        """Ask a panel with this key from now on, until the program ends."""
        given = KeySource(KeyOrigin.TEXT, key=key)
        client = await self._connect(replace(self.panel(name), key=given))
        await self.forget_client(name)
        self._clients[name] = client

    # -- reading -----------------------------------------------------------------------

    async def refresh_balance(self, panel: str, cause: str = "refresh") -> Balance:
        """Read the balance.

        Raises:
            PanelError: the panel gave none.
        """
        return await self.reading.balance(self.panel(panel), await self.client(panel), cause)

    async def _balance_or_none(self, panel: PanelSettings) -> Balance | None:
        try:
            return await self.refresh_balance(panel.name, "order")
        except SmmError:
            return None

    async def last_balance(self, panel: str) -> Balance | None:
        """The last balance that was read, maybe by an earlier run."""
        return await self.reading.last_balance(self.panel(panel))

    async def refresh_catalogue(self, panel: str) -> Catalogue:
        """Read the catalogue.

        Raises:
            PanelError: the panel gave none.
        """
        return await self.reading.catalogue(self.panel(panel), await self.client(panel))

    def catalogue(self, panel: str) -> Catalogue | None:
        """The catalogue in memory, else the one that an earlier run kept."""
        if panel not in self.reading.catalogues:
            kept = state.kept_catalogue(self.places, self.panel(panel))
            if kept is None:
                return None
            self.reading.catalogues[panel] = kept
        return self.reading.catalogues[panel]

    async def refresh_due(self, panel: str, *, limit: int = 100) -> list[int]:
        """Ask after the orders of a panel that are due; returns those that changed."""
        return await self.reading.due_orders(
            self.panel(panel),
            await self.client(panel),
            interval=self.settings.refresh.orders,
            limit=limit,
        )

    async def refresh_refills(self, panel: str) -> list[int]:
        """Ask after the open refills of a panel."""
        return await self.reading.refills(
            self.panel(panel),
            await self.client(panel),
            interval=self.settings.refresh.orders,
        )

    async def refresh_orders(self, refs: Sequence[int]) -> list[int]:
        """Ask after these orders, finished or not: a person's own wish."""
        changed: list[int] = []
        for panel, orders in _by_panel(await self.book.orders(refs)).items():
            client = await self.client(panel)
            changed += await self.reading.orders(self.panel(panel), client, orders)
        return changed

    async def track(self, panel: str, entry: str) -> Tracked:
        """Add orders that were placed elsewhere, by the ids a person entered.

        Raises:
            InvalidInput: the entry holds no ids.
            PanelError: the panel could not be asked; nothing was added.
        """
        ids = parse_ids(entry)
        settings, client = self.panel(panel), await self.client(panel)
        reports = await client.status(ids)
        found = [key for key in ids if not isinstance(reports.get(key, _MISSING), ItemError)]
        added, known = await self.book.track(panel, settings.url, found)
        confirmed = {key: reports[key] for key in found}
        await self.book.record_statuses(panel, settings.url, confirmed, self.clock.now())
        self.tell(News(Topic.ORDERS, panel))
        refused = tuple(
            (key, _words(reports.get(key, _MISSING))) for key in ids if key not in confirmed
        )
        return Tracked(tuple(added), tuple(known), refused)

    # -- spending ----------------------------------------------------------------------

    @property
    def pending(self) -> tuple[Pending, ...]:
        """Orders in their undo pause, the oldest first."""
        return self._placing.pending

    @property
    def in_flight(self) -> int:
        """How many sends have no outcome yet."""
        return self._placing.in_flight + self._requesting.in_flight

    async def place(self, panel: str, quote: ordering.Quote, *, typed: str = "") -> int:
        """Take a confirmed quote into the book and start its undo pause.

        Args:
            panel: The panel's name.
            quote: What was reviewed.
            typed: The amount a person typed where the review asked for it.

        Raises:
            ReadOnly: ordering is off.
            InvalidInput: the quote has problems, is above `max_charge`, or the typed
                amount is not the charge.
            KeyUnavailable: there is no key to order with.
            LedgerError: the intent could not be committed.
        """
        settings = self.panel(panel)
        if self.read_only(panel):
            raise ReadOnly
        check(quote, settings, typed=typed)
        client = await self.client(panel)
        return await self._placing.place(settings, client, quote, await self.last_balance(panel))

    def take_back(self, ref: int | None = None) -> int | None:
        """Take back an order in its pause: the newest, or the one named."""
        return self._placing.take_back(ref)

    async def wait(self, ref: int) -> None:
        """Until an order is settled."""
        await self._placing.wait(ref)

    async def request(self, kind: RequestKind, refs: Sequence[int]) -> list[Request]:
        """Ask for refills or cancels; a result per order, in the order of the panels.

        Raises:
            ReadOnly: refill and cancel are off.
            KeyUnavailable: there is no key to ask with.
        """
        results: list[Request] = []
        for panel, orders in _by_panel(await self.book.orders(refs)).items():
            if self.read_only(panel):
                raise ReadOnly
            client = await self.client(panel)
            results += await self._requesting.request(kind, self.panel(panel), client, orders)
        return results

    async def settle_as_placed(self, ref: int, order_id: str) -> Order:
        """A person names the id of an unknown order; `status` has to confirm it.

        Raises:
            WrongOrder: the panel does not know the id.
            PanelError: the panel could not be asked.
        """
        order = await self.book.order(ref)
        ids = parse_ids(order_id)
        reports = await (await self.client(order.panel)).status(ids[:1])
        report = reports.get(ids[0], _MISSING)
        if isinstance(report, ItemError):
            raise WrongOrder(report.words)
        settled = await self.book.decide(ref, OrderState.PLACED, ids[0])
        now = self.clock.now()
        await self.book.record_statuses(order.panel, order.panel_url, {ids[0]: report}, now)
        self.tell(News(Topic.ORDERS, order.panel, (ref,)))
        return settled

    async def settle_as_not_placed(self, ref: int) -> Order:
        """A person says that an unknown order was not placed."""
        settled = await self.book.decide(ref, OrderState.NOT_PLACED)
        self.tell(News(Topic.ORDERS, settled.panel, (ref,)))
        return settled

    async def finish(self) -> None:
        """Take back what is in its pause and wait until every send has its outcome."""
        await self._placing.finish()
        await self._requesting.finish()

    async def close(self) -> None:
        """Finish, then let go of all; whoever still asks gets a LedgerError."""
        await self.finish()
        for name in tuple(self._clients):
            await self.forget_client(name)
        await self.book.close()


def check(quote: ordering.Quote, settings: PanelSettings, *, typed: str) -> None:
    """The last check before an intent, whatever the screens let through.

    Raises:
        InvalidInput: see `Session.place`.
    """
    if quote.problems:
        raise InvalidInput(quote.problems[0].text, field=quote.problems[0].field)
    asked = ordering.confirmation(quote, settings)
    if asked is ordering.Confirmation.REFUSED:
        raise InvalidInput(_("The charge is above max_charge of this panel."), field="charge")
    wanted = "" if quote.most is None else formatting.plain(quote.most)
    if asked is ordering.Confirmation.TYPED and typed.strip() != wanted:
        raise InvalidInput(
            _("Type the amount exactly: {amount}").format(amount=wanted), field="charge"
        )


_MISSING = ItemError("")
"""Stands for an id that an answer leaves out."""


def _words(report: object) -> str:
    words = report.words if isinstance(report, ItemError) else ""
    return words or _("The panel says nothing about it.")


def _by_panel(orders: Iterable[Order]) -> dict[str, list[Order]]:
    grouped: dict[str, list[Order]] = {}
    for order in orders:
        grouped.setdefault(order.panel, []).append(order)
    return grouped

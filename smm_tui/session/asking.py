"""The use cases that spend nothing: who is asked, with which key, and what is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from smm_tui.api import PanelClient
from smm_tui.catalogue import Catalogue
from smm_tui.change_log import ChangeLog
from smm_tui.config import Places
from smm_tui.errors import SmmError
from smm_tui.ledger import Ledger, Sender, SenderState, sender_state
from smm_tui.models import Balance, Clock, OrderState
from smm_tui.prices import History, Ordered
from smm_tui.session import checks
from smm_tui.session.clients import Clients, Connect
from smm_tui.session.comparing import Comparing
from smm_tui.session.deciding import Deciding, Tracked
from smm_tui.session.news import Listener, News
from smm_tui.session.reading import Reading, Round
from smm_tui.settings import ApiKey, PanelSettings, Settings


class Asking:
    """What a session can do without a right to order."""

    def __init__(
        self,
        *,
        settings: Settings,
        places: Places,
        book: Ledger,
        clock: Clock,
        connect: Connect,
        sender: Sender,
    ) -> None:
        self.settings = settings
        self.places = places
        self.book = book
        self.clock = clock
        self._listeners: list[Listener] = []
        self._clients = Clients(settings.panels, connect)
        self._comparing = Comparing(book=book, clock=clock, tell=self.tell)
        self._reading = Reading(
            book=book,
            clock=clock,
            sender=sender,
            places=places,
            clients=self._clients,
            tell=self.tell,
            comparing=self._comparing,
        )
        self._deciding = Deciding(book=book, clock=clock, clients=self._clients, tell=self.tell)

    # -- who listens ------------------------------------------------------------------

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear of news from now on; the returned call ends it."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def tell(self, news: News) -> None:
        """Pass news on to all who listen, soon: what they do with it disturbs nobody here."""
        asyncio.get_running_loop().call_soon(self._deliver, news)

    def _deliver(self, news: News) -> None:
        for listener in tuple(self._listeners):
            listener(news)

    async def is_stopped(self, ref: int) -> bool:
        """Whether the process that sends an order stands still: it may still send it."""
        order = await self.book.order(ref)
        if order.state is not OrderState.SENDING:
            return False
        return sender_state(await self.book.sender_of(ref)) is SenderState.STOPPED

    # -- panels ------------------------------------------------------------------------

    def panel(self, name: str) -> PanelSettings:
        """The settings of a panel.

        Raises:
            ConfigError: the configuration no longer has it.
        """
        return self._clients.panel(name)

    async def client(self, name: str) -> PanelClient:
        """The panel's client, made with the panel's own key on first use.

        Raises:
            KeyUnavailable: the key source gave no key.
        """
        return await self._clients.get(name)

    async def forget_client(self, name: str) -> None:
        """Drop a panel's client, so that the key is read anew."""
        await self._clients.forget(name)

    async def use_key(self, name: str, key: ApiKey) -> None:
        """Ask a panel with this key from now on, until the program ends."""
        await self._clients.use_key(name, key)

    def calls(self, panel: str) -> int:
        """How many requests a panel was sent so far."""
        return self._clients.calls(panel)

    def ids_in_call(self, panel: str) -> int:
        """About how many orders a panel can be asked in one request."""
        return self._clients.ids_in_call(panel)

    # -- reading -----------------------------------------------------------------------

    async def refresh_balance(self, panel: str, cause: str = "refresh") -> Balance:
        """Read the balance.

        Raises:
            PanelError: the panel gave none.
        """
        return await self._reading.balance(self.panel(panel), cause)

    async def _balance_or_none(self, panel: PanelSettings) -> Balance | None:
        try:
            return await self._reading.balance(panel, "order")
        except SmmError:
            return None

    async def last_balance(self, panel: str) -> Balance | None:
        """The last balance that was read, maybe by an earlier run."""
        return await self._reading.last_balance(self.panel(panel))

    async def look_for_balance(self, panel: str) -> None:
        """Take over a newer balance that another process wrote into the book."""
        await self._reading.look_for_balance(self.panel(panel))

    async def refresh_catalogue(self, panel: str) -> Catalogue:
        """Read the catalogue.

        Raises:
            PanelError: the panel gave none.
        """
        return await self._reading.read_catalogue(self.panel(panel))

    def catalogue(self, panel: str) -> Catalogue | None:
        """The catalogue in memory."""
        return self._reading.catalogue(self.panel(panel))

    def take_catalogue(self, panel: str, catalogue: Catalogue) -> None:
        """Take over one that an earlier run kept, where there is no newer one."""
        self._reading.take_catalogue(self.panel(panel), catalogue)

    async def kept_catalogue(self, panel: str) -> Catalogue | None:
        """The catalogue in memory, else the one that an earlier run kept, which is news then."""
        return await self._reading.kept_catalogue(self.panel(panel))

    # -- what changed ------------------------------------------------------------------

    async def look_for_changes(self, panel: str) -> None:
        """Tell of changes of a catalogue that another process wrote into the book."""
        await self._comparing.look(self.panel(panel))

    async def unseen_changes(self, panel: str) -> int:
        """How many changes of a panel's catalogue nobody has looked at."""
        return await self._comparing.unseen(self.panel(panel))

    def newest(self, panel: str) -> int:
        """The number of the newest reading of a catalogue that brought something."""
        return self._comparing.newest(self.panel(panel))

    async def see_changes(self, panel: str, number: int) -> None:
        """A person has looked at the changes up to the reading with this number."""
        await self._comparing.see(self.panel(panel), number)

    async def change_log(self, panel: str) -> ChangeLog:
        """All changes of a panel's catalogue that are kept."""
        return await self._comparing.log(self.panel(panel))

    def new_services(self, panel: str) -> Mapping[str, datetime]:
        """The services that came in the last 30 days: id, and when. `CHANGES` tells of others."""
        return self._comparing.new_services(self.panel(panel))

    async def price_history(self, panel: str, service_id: str) -> History | None:
        """What a service has cost in its present currency; None: that is not known."""
        return await self._comparing.history(self.panel(panel), service_id)

    async def last_ordered(self, panel: str, service_id: str) -> Ordered | None:
        """A service as it was when it was last ordered at a panel."""
        return await self._comparing.last_ordered(self.panel(panel), service_id)

    # -- orders ------------------------------------------------------------------------

    async def refresh_due(
        self, panel: str, *, limit: int = 100, interval: float | None = None
    ) -> Round:
        """Ask after the orders of a panel that are due.

        Args:
            panel: The panel's name.
            limit: The most orders asked about.
            interval: Seconds between two questions about an order; the configured ones, and
                0 asks about all.

        Raises:
            SmmError: the panel could not be asked.
        """
        every = self.settings.refresh.orders if interval is None else interval
        return await self._reading.due_orders(self.panel(panel), interval=every, limit=limit)

    async def refresh_refills(
        self, panel: str, *, limit: int = 100, interval: float | None = None
    ) -> Round:
        """Ask after the open refills of a panel; else as `refresh_due`."""
        every = self.settings.refresh.orders if interval is None else interval
        return await self._reading.refills(self.panel(panel), interval=every, limit=limit)

    async def refresh_orders(self, refs: Sequence[int]) -> list[int]:
        """Ask about these orders, finished or not: a person's own wish.

        Raises:
            SmmError: a panel could not be asked.
        """
        changed: list[int] = []
        for panel, orders in await checks.addressed(self.book, self.panel, refs):
            changed += await self._reading.orders(panel, orders)
        return changed

    async def track(self, panel: str, entry: str) -> Tracked:
        """Add orders that were placed elsewhere; see `Deciding.track`."""
        return await self._deciding.track(self.panel(panel), entry)

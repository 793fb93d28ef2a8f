"""What is asked of a panel without spending: balance, catalogue, orders, refills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from smm_tui import state
from smm_tui.api import PanelClient
from smm_tui.catalogue import Catalogue
from smm_tui.config import Places
from smm_tui.errors import PanelError
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import Balance, Clock, Order, PanelSettings
from smm_tui.session.news import News, Topic

LEASE_SECONDS: Final = 45
"""How long a claim on due orders holds; a killed process holds nothing up for longer."""


class Reading:
    """Asks panels, writes what they say into the book, and remembers the latest."""

    def __init__(
        self,
        *,
        book: Ledger,
        clock: Clock,
        sender: Sender,
        places: Places,
        tell: Callable[[News], None],
    ) -> None:
        self._book = book
        self._clock = clock
        self._sender = sender
        self._places = places
        self._tell = tell
        self.balances: dict[str, Balance] = {}
        self.catalogues: dict[str, Catalogue] = {}

    async def balance(self, panel: PanelSettings, client: PanelClient, cause: str) -> Balance:
        """Read the balance and note it in the book.

        Raises:
            PanelError: the panel gave no balance.
        """
        balance = await client.balance()
        await self._book.record_balance(panel.name, panel.url, balance, cause)
        self.balances[panel.name] = balance
        self._tell(News(Topic.BALANCE, panel.name))
        return balance

    async def last_balance(self, panel: PanelSettings) -> Balance | None:
        """The last balance that was read, by this process or an earlier one."""
        if panel.name not in self.balances:
            earlier = await self._book.last_balance(panel.name)
            if earlier is None:
                return None
            self.balances.setdefault(panel.name, earlier)
        return self.balances[panel.name]

    async def catalogue(self, panel: PanelSettings, client: PanelClient) -> Catalogue:
        """Read the catalogue and keep it for the next start.

        Raises:
            PanelError: the panel gave no catalogue.
        """
        catalogue, body = await client.services()
        self.catalogues[panel.name] = catalogue
        state.keep_catalogue(self._places, panel, body, catalogue.read_at)
        self._tell(News(Topic.CATALOGUE, panel.name))
        return catalogue

    async def due_orders(
        self, panel: PanelSettings, client: PanelClient, *, interval: float, limit: int
    ) -> list[int]:
        """Ask after the orders that are due; returns those that changed.

        Raises:
            PanelError: the panel did not answer; the claims are given back.
        """
        due = await self._book.claim_due(
            panel.name,
            panel.url,
            now=self._clock.now(),
            interval_s=interval,
            lease_s=LEASE_SECONDS,
            sender=self._sender,
            limit=limit,
        )
        if not due:
            return []
        try:
            return await self._ask(panel, client, [row.order_id for row in due])
        except PanelError:
            await self._book.release([row.ref for row in due])
            raise

    async def orders(
        self, panel: PanelSettings, client: PanelClient, orders: Sequence[Order]
    ) -> list[int]:
        """Ask after these orders, finished or not; returns those that changed."""
        ids = [order.order_id for order in orders if order.order_id]
        return await self._ask(panel, client, ids) if ids else []

    async def refills(
        self, panel: PanelSettings, client: PanelClient, *, interval: float
    ) -> list[int]:
        """Ask after the refills that have not ended; returns the orders that changed."""
        opened = await self._book.open_refills(
            panel.name,
            panel.url,
            now=self._clock.now(),
            interval_s=interval,
            lease_s=LEASE_SECONDS,
            sender=self._sender,
        )
        ids = [refill_id for _, refill_id in opened]
        if not ids:
            return []
        reports = await client.refill_status(ids)
        changed = await self._book.record_refills(panel.name, reports, self._clock.now())
        if changed:
            self._tell(News(Topic.ORDERS, panel.name, tuple(changed)))
        return changed

    async def _ask(
        self, panel: PanelSettings, client: PanelClient, ids: Sequence[str]
    ) -> list[int]:
        reports = await client.status(ids)
        changed = await self._book.record_statuses(
            panel.name, panel.url, reports, self._clock.now()
        )
        if changed:
            self._tell(News(Topic.ORDERS, panel.name, tuple(changed)))
        return changed

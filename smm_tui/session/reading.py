"""What is asked of a panel without spending: balance, catalogue, orders, refills."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from smm_tui import catalogue_cache
from smm_tui.api import PanelClient
from smm_tui.catalogue import Catalogue
from smm_tui.config import Places
from smm_tui.errors import LedgerError
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import Balance, Clock, Order
from smm_tui.schedule import batches
from smm_tui.session.clients import Clients
from smm_tui.session.comparing import Comparing
from smm_tui.session.low_balance import LowBalance
from smm_tui.session.news import News, Topic
from smm_tui.settings import PanelSettings

LEASE_SECONDS: Final = 45.0
"""How long a claim on due orders holds; a killed process holds nothing up for longer."""
TOLERANCE_SECONDS: Final = 0.05
"""By so much two clocks may differ over one interval without a refresh being left out."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one refresh of a panel's orders or refills came to."""

    asked: int = 0
    """Ids that the panel was asked about."""
    changed: tuple[int, ...] = ()
    """Orders that changed."""


class Reading:
    """Asks panels, writes what they say into the book, and remembers the latest."""

    def __init__(
        self,
        *,
        book: Ledger,
        clock: Clock,
        sender: Sender,
        places: Places,
        clients: Clients,
        tell: Callable[[News], None],
        comparing: Comparing,
    ) -> None:
        self._book = book
        self._clock = clock
        self._sender = sender
        self._places = places
        self._clients = clients
        self._tell = tell
        self._comparing = comparing
        self._low_balance = LowBalance(tell)
        self._balances: dict[str, Balance] = {}
        self._catalogues: dict[str, Catalogue] = {}

    async def balance(self, panel: PanelSettings, cause: str) -> Balance:
        """Read the balance and note it in the book.

        Raises:
            PanelError: the panel gave no balance.
            LedgerError: it could not be noted.
        """
        client = await self._clients.get(panel.name)
        balance = await client.balance()
        self._balances[panel.name] = balance
        self._tell(News(Topic.BALANCE, panel.name))
        self._low_balance.look(panel, balance)
        if not self._book.frozen:
            await self._book.record_balance(panel.name, panel.url, balance, cause)
        return balance

    async def last_balance(self, panel: PanelSettings) -> Balance | None:
        """The last balance that was read, by this process or an earlier one."""
        if panel.name not in self._balances:
            await self.look_for_balance(panel)
        return self._balances.get(panel.name)

    async def look_for_balance(self, panel: PanelSettings) -> None:
        """Take over a newer reading that another process wrote into the book."""
        written = await self._book.last_balance(panel.name)
        known = self._balances.get(panel.name)
        if written is not None and (known is None or written.at > known.at):
            self._balances[panel.name] = written
            if known is None or written.money != known.money:
                self._tell(News(Topic.BALANCE, panel.name))

    async def read_catalogue(self, panel: PanelSettings) -> Catalogue:
        """Read the catalogue, keep it for the next start, and find out what changed.

        One that comes back empty does not take the place of one with services.

        Raises:
            PanelError: the panel gave no catalogue.
        """
        client = await self._clients.get(panel.name)
        catalogue, body = await client.services(self._catalogues.get(panel.name))
        last = None if catalogue.services else await self.kept_catalogue(panel)
        if last is None or not last.services:
            last = self._catalogues[panel.name] = catalogue
            self._tell(News(Topic.CATALOGUE, panel.name))
            balance = self._balances.get(panel.name)
            preview = catalogue.preview(balance.money.currency if balance else "")
            kept = catalogue_cache.Kept(preview, body)
            await asyncio.to_thread(catalogue_cache.keep, self._places, panel, kept)
        await self._comparing.compare(panel, catalogue, lambda: self.last_balance(panel))
        return last

    def catalogue(self, panel: PanelSettings) -> Catalogue | None:
        """The catalogue in memory."""
        return self._catalogues.get(panel.name)

    def take_catalogue(self, panel: PanelSettings, catalogue: Catalogue) -> None:
        """Take over one that an earlier run kept, where there is no newer one."""
        if panel.name not in self._catalogues:
            self._catalogues[panel.name] = catalogue
            self._tell(News(Topic.CATALOGUE, panel.name))

    async def kept_catalogue(self, panel: PanelSettings) -> Catalogue | None:
        """The catalogue in memory, else the one that an earlier run kept."""
        if panel.name not in self._catalogues:
            found = await catalogue_cache.kept_catalogue(self._places, panel)
            if found is not None:
                self.take_catalogue(panel, found)
        return self.catalogue(panel)

    async def due_orders(self, panel: PanelSettings, *, interval: float, limit: int) -> Round:
        """Ask after the orders that are due, the oldest news first, in batches of 100.

        Raises:
            SmmError: the panel could not be asked, or did not answer; what was not asked is
                given back.
        """
        if self._book.frozen:
            return Round()
        due = await self._book.claim_due(
            panel.name,
            panel.url,
            now=self._clock.now(),
            interval_s=max(interval - TOLERANCE_SECONDS, 0),
            lease_s=LEASE_SECONDS,
            sender=self._sender,
            limit=limit,
            early_s=interval,
        )
        waiting = batches(due)
        changed: list[int] = []
        try:
            client = await self._clients.get(panel.name) if due else None
            while client is not None and waiting:
                ids = [row.order_id for row in waiting[0]]
                changed += await self._ask(panel, client, ids)
                del waiting[0]
        finally:
            if left := [row.ref for batch in waiting for row in batch]:
                # Where the book cannot be written either, the claims run out by themselves.
                with contextlib.suppress(LedgerError):
                    await self._book.release(left, self._sender)
        return Round(len(due), tuple(changed))

    async def orders(self, panel: PanelSettings, orders: Sequence[Order]) -> list[int]:
        """Ask after these orders, finished or not; returns those that changed.

        Raises:
            SmmError: as `due_orders`.
        """
        ids = [order.order_id for order in orders if order.order_id]
        changed: list[int] = []
        for batch in batches(ids):
            client = await self._clients.get(panel.name)
            changed += await self._ask(panel, client, batch)
        return changed

    async def refills(self, panel: PanelSettings, *, interval: float, limit: int) -> Round:
        """Ask after the refills that have not ended.

        Raises:
            SmmError: as `due_orders`.
        """
        if self._book.frozen:
            return Round()
        opened = await self._book.open_refills(
            panel.name,
            panel.url,
            now=self._clock.now(),
            interval_s=max(interval - TOLERANCE_SECONDS, 0),
            lease_s=LEASE_SECONDS,
            sender=self._sender,
            limit=limit,
        )
        if not opened:
            return Round()
        changed: list[int] | None = None
        try:
            client = await self._clients.get(panel.name)
            reports = await client.refill_status([refill_id for _ref, refill_id in opened])
            changed = await self._book.record_refills(panel.name, reports, self._clock.now())
        finally:
            if changed is None:
                with contextlib.suppress(LedgerError):
                    refs = [ref for ref, _refill_id in opened]
                    await self._book.release_refills(refs, self._sender)
        self._tell_changed(panel, changed)
        return Round(len(opened), tuple(changed))

    async def _ask(
        self, panel: PanelSettings, client: PanelClient, ids: Sequence[str]
    ) -> list[int]:
        reports = await client.status(ids)
        now = self._clock.now()
        changed = await self._book.record_statuses(panel.name, panel.url, reports, now)
        self._tell_changed(panel, changed)
        return changed

    def _tell_changed(self, panel: PanelSettings, changed: Sequence[int]) -> None:
        if changed:
            self._tell(News(Topic.ORDERS, panel.name, tuple(changed)))

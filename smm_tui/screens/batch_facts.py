"""What the book and the panel say while several orders are entered."""

from __future__ import annotations

from textual import work
from textual.reactive import var

from smm_tui import batch
from smm_tui.models import Money, Order
from smm_tui.screens.desk import Desk
from smm_tui.screens.newest_catalogue import NewestCatalogue

Pairs = tuple[tuple[str, str], ...]
"""Service ids and links."""


class BatchFacts(NewestCatalogue):
    """Looks it up."""

    running: var[tuple[Order, ...]] = var(())
    """Orders for the services and links of the batch that have not ended."""
    balance: var[Money | None] = var(None)
    left: var[tuple[Order, ...]] = var(())
    """The last batch, where a part of it was not sent."""

    def __init__(self, desk: Desk, *, panel: str, note: str) -> None:
        super().__init__(desk, panel=panel, note=note, wide=True)

    @work(group="batch-lookup", exclusive=True)
    async def look_up(self, pairs: Pairs) -> None:
        """Find orders for the same services and links that still run, and the balance."""
        session = await self._desk.session()
        panel = self.panel
        running = await session.book.same_running_of(panel, pairs)
        balance = await session.last_balance(panel)
        self.balance = balance.money if balance else None
        self.running = tuple(running)

    @work(group="batch-left")
    async def look_back(self) -> None:
        """Find what the last batch left unsent; from now on a person knows of it."""
        session = await self._desk.session()
        orders = await session.book.newest_batch(self.panel)
        left = [order.ref for order in orders if batch.never_began(order)]
        self.left = tuple(orders) if left else ()
        if left and not self._desk.read_only:
            await session.book.acknowledge(left)

"""What the book and the panel say while several orders are entered."""

from __future__ import annotations

from textual import work
from textual.reactive import var

from smm_tui import batch
from smm_tui.catalogue import Catalogue
from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.models import Money, Order
from smm_tui.screens import bills
from smm_tui.screens.desk import Desk
from smm_tui.screens.dialog import Dialog

Pairs = tuple[tuple[str, str], ...]
"""Service ids and links."""


class BatchFacts(Dialog):
    """Looks it up."""

    catalogue: var[Catalogue | None] = var(None)
    """The newest of the panel; None while there is none."""
    running: var[tuple[Order, ...]] = var(())
    """Orders for the services and links of the batch that have not ended."""
    balance: var[Money | None] = var(None)
    left: var[tuple[Order, ...]] = var(())
    """The last batch, where a part of it was not sent."""
    note: var[str] = var("")
    """What changed, or could not be read."""

    def __init__(self, desk: Desk, *, panel: str, note: str) -> None:
        super().__init__(desk.signs, wide=True)
        self.panel = panel
        self._desk = desk
        self._trouble = ""
        self._reading = False
        self.set_reactive(BatchFacts.note, note)

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

    @work(group="batch-catalogue", exclusive=True)
    async def read_again(self) -> None:
        """Take the catalogue that is there, and read an old one again."""
        session = await self._desk.session()
        self.catalogue = catalogue = session.catalogue(self.panel)
        age = session.clock.now() - catalogue.read_at if catalogue else None
        if age is not None and age <= bills.OLD_CATALOGUE:
            return
        self._reading = True
        try:
            self.catalogue = await session.refresh_catalogue(self.panel)
        except SmmError as error:
            self._trouble = error.title
            self.note = _("The catalogue could not be read again: {why}.").format(why=error.title)
        finally:
            self._reading = False

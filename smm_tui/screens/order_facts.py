"""What the book and the panel say of a service while its order form is open."""

from __future__ import annotations

from textual import work
from textual.reactive import var

from smm_tui.catalogue import Catalogue
from smm_tui.models import Money, Order, Service
from smm_tui.screens import price_lines
from smm_tui.screens.desk import Desk
from smm_tui.screens.drafts import Draft
from smm_tui.screens.newest_catalogue import NewestCatalogue
from smm_tui.statistics import Pace


class OrderFacts(NewestCatalogue):
    """Looks it up."""

    service: var[Service | None] = var(None)
    """As the newest catalogue has it; None when it is gone from there."""
    running: var[tuple[Order, ...]] = var(())
    """Orders for the same service and link that have not ended."""
    balance: var[Money | None] = var(None)
    pace: var[Pace] = var(Pace())
    """What the own orders of this service say of it."""
    prices: var[str] = var("")
    """What it has cost; "" while that is not known."""

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__(desk, panel=draft.panel, note=draft.problem)
        self._draft = draft
        self._link = ""
        """What is looked up."""
        self.set_reactive(OrderFacts.service, draft.service)

    @work(group="form-lookup", exclusive=True)
    async def look_up(self) -> None:
        """Find orders for the same link that still run, and the balance.

        A newer question ends this one, so that what is shown never goes back to an older link.
        """
        session = await self._desk.session()
        service_id = self._draft.service.service_id
        running = await session.book.same_running(self._draft.panel, service_id, self._link)
        balance = await session.last_balance(self._draft.panel)
        url = session.panel(self._draft.panel).url
        self.pace = await session.book.pace(self._draft.panel, url, service_id)
        self.prices = await price_lines.history(session, self._draft.panel, service_id, self._desk)
        self.balance = balance.money if balance else None
        self.running = tuple(running)

    def watch_catalogue(self, catalogue: Catalogue | None) -> None:
        """Go by the newest catalogue from now on."""
        if catalogue is not None:
            self.service = catalogue.get(self._draft.service.service_id)

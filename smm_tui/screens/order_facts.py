"""What the book and the panel say of a service while its order form is open."""

from __future__ import annotations

from collections.abc import Callable

from textual import work
from textual.reactive import var

from smm_tui.catalogue import Catalogue
from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.models import Money, Order, Service
from smm_tui.screens import bills, price_lines
from smm_tui.screens.desk import Desk
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.drafts import Draft
from smm_tui.session import News, Topic
from smm_tui.statistics import Pace


class OrderFacts(Dialog):
    """Looks it up, and goes on listening until the form is closed."""

    service: var[Service | None] = var(None)
    """As the newest catalogue has it; None when it is gone from there."""
    running: var[tuple[Order, ...]] = var(())
    """Orders for the same service and link that have not ended."""
    note: var[str] = var("")
    """What changed, or could not be read, while the form was open."""
    balance: var[Money | None] = var(None)
    pace: var[Pace] = var(Pace())
    """What the own orders of this service say of it."""
    prices: var[str] = var("")
    """What it has cost; "" while that is not known."""

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__(desk.signs)
        self._desk = desk
        self._draft = draft
        self._link = ""
        """What is looked up."""
        self._reading = False
        self._trouble = ""
        """Why the catalogue could not be read again; "" where it could."""
        self._stop_listening: Callable[[], None] = lambda: None
        self.set_reactive(OrderFacts.service, draft.service)
        self.set_reactive(OrderFacts.note, draft.problem)

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

    @work(group="form-catalogue", exclusive=True)
    async def read_again(self) -> None:
        """Read an old catalogue again, since rates and limits may have moved.

        What others read meanwhile is taken over as well, until the form is closed.
        """
        session = await self._desk.session()
        self._stop_listening = session.listen(self._hear)
        catalogue = session.catalogue(self._draft.panel)
        age = session.clock.now() - catalogue.read_at if catalogue else None
        if age is None or age > bills.OLD_CATALOGUE:
            self._reading = True
            try:
                catalogue = await session.refresh_catalogue(self._draft.panel)
            except SmmError as error:
                self._trouble = error.title
                self.note = _("The catalogue could not be read again: {why}.").format(
                    why=error.title
                )
                return
            finally:
                self._reading = False
        self._take_over(catalogue)

    def on_unmount(self) -> None:
        """Hear of nothing more."""
        self._stop_listening()

    def _hear(self, news: News) -> None:
        if news.topic is Topic.CATALOGUE and news.panel == self._draft.panel:
            self.call_later(self._take_newest)

    def _take_newest(self) -> None:
        if self.is_attached:
            self._take_over(self._desk.now.catalogue(self._draft.panel))

    def _take_over(self, catalogue: Catalogue | None) -> None:
        """Go by the newest catalogue from now on."""
        if catalogue is not None:
            self._trouble = ""
            self.service = catalogue.get(self._draft.service.service_id)

"""What the book and the panel say of a service while its order form is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual import work
from textual.reactive import var

from smm_tui.catalogue import Catalogue
from smm_tui.models import Money, Order, Service
from smm_tui.screens import price_lines
from smm_tui.screens.desk import Desk
from smm_tui.screens.drafts import Draft
from smm_tui.screens.newest_catalogue import NewestCatalogue
from smm_tui.statistics import Pace


@dataclass(frozen=True, slots=True)
class Facts:
    """What the book says of a service and a link."""

    link: str = ""
    running: tuple[Order, ...] = ()
    """Orders for both that have not ended."""
    balance: Money | None = None
    pace: Pace = field(default_factory=Pace)
    """What the own orders of the service say of it."""
    prices: str = ""
    """What it has cost; "" while that is not known."""


def link_of(entries: Mapping[str, str]) -> str:
    """What an order is for, by what was entered."""
    return (entries.get("link") or entries.get("username", "")).strip()


async def facts_of(desk: Desk, draft: Draft, link: str) -> Facts:
    """Look it up.

    Raises:
        LedgerError: The book could not be read.
    """
    session, panel, service_id = await desk.session(), draft.panel, draft.service.service_id
    balance = await session.last_balance(panel)
    return Facts(
        link,
        tuple(await session.book.same_running(panel, service_id, link)),
        balance.money if balance else None,
        await session.book.pace(panel, session.panel(panel).url, service_id),
        await price_lines.history(session, panel, service_id, desk),
    )


class OrderFacts(NewestCatalogue):
    """Keeps what is known up to date."""

    service: var[Service | None] = var(None)
    """As the newest catalogue has it; None when it is gone from there."""
    facts: var[Facts] = var(Facts())

    def __init__(self, desk: Desk, draft: Draft, facts: Facts) -> None:
        super().__init__(desk, panel=draft.panel, note=draft.problem)
        self._draft = draft
        self._link = facts.link
        """What is looked up."""
        self.set_reactive(OrderFacts.service, draft.service)
        self.set_reactive(OrderFacts.facts, facts)

    def look_up(self, link: str) -> None:
        """Find out what the book says of another link."""
        if link != self._link:
            self._link = link
            self.read_facts(link)

    @work(group="form-lookup", exclusive=True)
    async def read_facts(self, link: str) -> None:
        """Ask the book.

        A newer question ends this one, so that what is shown never goes back to an older link.
        """
        self.facts = await facts_of(self._desk, self._draft, link)

    def watch_catalogue(self, catalogue: Catalogue | None) -> None:
        """Go by the newest catalogue from now on."""
        if catalogue is not None:
            self.service = catalogue.get(self._draft.service.service_id)

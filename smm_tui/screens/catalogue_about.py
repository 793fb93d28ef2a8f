"""What the book says of the service under the cursor."""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple

from textual import work
from textual.reactive import var

from smm_tui.models import Service
from smm_tui.screens.catalogue_rows import CatalogueRows
from smm_tui.screens.desk import Desk
from smm_tui.session import News, Topic
from smm_tui.statistics import Pace

_REST: Final = 0.1
"""Seconds on a service before the book is asked about it: a moving cursor asks nothing."""


class About(NamedTuple):
    """What the book says of a service."""

    panel: str
    service_id: str
    pace: Pace
    """What the own orders of it say."""
    prices: str
    """What it has cost, in words; "" where that is not known."""


class CatalogueAbout(CatalogueRows):
    """Reads it, and keeps it until the book changes."""

    about: var[About | None] = var(None, always_update=True)
    """What the book says of a service, as it was read last."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rest: asyncio.TimerHandle | None = None
        self._abouts: dict[str, About] = {}
        """By service id; those that were looked at since the book changed."""
        self._missed = False
        """Whether the book changed while this was out of sight."""

    def hear(self, news: News) -> None:
        """What was known of services may be another, of this panel or at another one."""
        super().hear(news)
        if news.topic is Topic.PANEL:
            self._abouts.clear()
        elif news.topic in {Topic.ORDERS, Topic.CHANGES}:
            self._abouts.clear()
            self._missed = not self.display
            if self.display:
                self._read_again()

    def on_show(self) -> None:
        """What the book says may be another since the view was out of sight."""
        if self._missed:
            self._missed = False
            self._read_again()

    def _read_again(self) -> None:
        if (service := self.services.service) is not None:
            self.read_about(service.service_id)

    def tell_about(self, service: Service | None) -> None:
        """Show a service and what the book says of it; read that where it is not known yet."""
        known = None if service is None else self._abouts.get(service.service_id)
        if known is None:
            self.details.tell(service)
        else:
            self.details.tell(service, known.pace, known.prices)
        if self._rest is not None:
            self._rest.cancel()
        if service is not None and known is None:
            later = asyncio.get_running_loop().call_later
            self._rest = later(_REST, self._look_up, service.service_id)

    def _look_up(self, service_id: str) -> None:
        """The cursor rests on a service: find out what the book says of it."""
        if self.is_running:
            self.read_about(service_id)

    @work(group="catalogue-about", exclusive=True)
    async def read_about(self, service_id: str) -> None:
        """Find out what the book says of a service: its own orders, and what it has cost."""
        desk, panel = self._desk, self._desk.panel
        session = await desk.session()
        pace = await session.book.pace(panel, session.panel(panel).url, service_id)
        history = await session.price_history(panel, service_id)
        said = ""
        # Of a price that never moved there is nothing to say, which nothing has to be painted for.
        if history is not None and history.has_moved:
            said = history.said(desk.clock.now(), desk.zone, glyphs=desk.signs.glyphs)
        self.about = About(panel, service_id, pace, said)

    def watch_about(self, found: About | None) -> None:
        """It came, maybe when the cursor was on another service already."""
        if found is None or found.panel != self._desk.panel:
            return
        self._abouts[found.service_id] = found
        service = self.services.service
        if service is not None and service.service_id == found.service_id:
            self.details.tell(service, found.pace, found.prices)

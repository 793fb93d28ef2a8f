"""Which services the catalogue shows: what it narrows, orders and remembers; no keys here."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace
from textual import work
from textual.reactive import var

from smm_tui import formatting
from smm_tui.catalogue import Catalogue, Preview, SortKey
from smm_tui.catalogue_columns import arrived
from smm_tui.conditions import Condition, Field
from smm_tui.filters import SERVICES
from smm_tui.i18n import _, ngettext
from smm_tui.models import Service
from smm_tui.screens.catalogue_panes import THIN, CataloguePanes
from smm_tui.screens.desk import Desk
from smm_tui.screens.narrowing import Narrowing
from smm_tui.screens.views import View
from smm_tui.session import News, Topic
from smm_tui.state.view import Look, Picture, Place, ViewState, cleaned
from smm_tui.widgets.filter_bar import FilterBar

_DESCRIBED: Final = 2_000
"""Characters of a description that a first picture may have."""
_RECENT: Final = 1_000
"""Services that are remembered to have been ordered."""


class CatalogueRows(View):
    """The rows of the catalogue view, its filter, and the one under the cursor."""

    catalogue: var[Catalogue | None] = var(None)
    currency: var[str] = var("")
    """Of all rates; "" while no balance was read."""
    trouble: var[str] = var("")
    """Why there is no catalogue; "" while there is hope."""
    recent: var[tuple[str, tuple[str, ...]] | None] = var(None, always_update=True)
    """A panel, and the ids of the services that were ordered there, the newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="catalogue")
        view = desk.memory.view
        look = cleaned(view.catalogue)
        self._desk = desk
        self._panel = desk.panel
        self._places = dict(view.places)
        place = self._places.get(desk.panel, Place())
        self._narrowing = replace(Narrowing.of(look), category=place.category, recent=place.recent)
        self._wanted = place.service
        """The id of the service that the cursor is to be on once it is there."""
        self._pictured = False
        """Whether what is shown is the last picture, of a catalogue that is not there yet."""
        self._news_known = False
        """Whether it is known which services are new."""
        fields = _("words, or {fields}").format(fields="  ".join(SERVICES))
        # Held, not looked up: at the end of the program they go before this does.
        self.filter_bar = FilterBar(
            _("Services"), text=look.filter, fields=fields, signs=desk.signs
        )
        self.panes = CataloguePanes(side=look.side, signs=desk.signs)
        self.categories = self.panes.categories
        self.services = self.panes.services
        self.services.most = look.columns
        self.details = self.panes.details

    # -- what is shown -------------------------------------------------------------------

    @property
    def liked(self) -> frozenset[str]:
        """The ids of the favourites of the panel in view."""
        return self._desk.memory.favourites.of(self._desk.panel_settings)

    def hear(self, news: News) -> None:
        """Another catalogue, another panel, or why there is none."""
        desk = self._desk
        here = news.panel == desk.panel
        if news.topic is Topic.CATALOGUE and here:
            self.trouble = ""
            self.catalogue = desk.catalogue
        elif news.topic is Topic.PANEL:
            self._enter_panel()
            self.catalogue = desk.catalogue
        elif news.topic is Topic.ORDERS:
            self.look_up_recent()
        elif news.topic is Topic.CHANGES and here:
            self._news_known = True
            if self._narrowing.asks_for_new:
                self._filter()
        elif news.topic is Topic.FAVOURITES:
            self.mark()
            self._filter()
        elif news.topic is Topic.FRESHNESS and here:
            self.trouble = desk.poller.freshness(desk.panel).reason

    def mark(self) -> None:
        """Put a star beside favourites."""
        if self.catalogue is not None:
            self.services.marked = self.catalogue.rows_of(self.liked)

    def _enter_panel(self) -> None:
        """Be where one was in the catalogue of this panel."""
        self._places[self._panel] = self._place
        self._panel = self._desk.panel
        place = self._places.get(self._panel, Place())
        self._narrowing = replace(self._narrowing, category=place.category, recent=place.recent)
        self._wanted = place.service
        self.look_up_recent()
        self._desk.memory.touch()

    def show_preview(self, preview: Preview) -> None:
        """Show what was in view when the program was left, until the whole catalogue is there."""
        narrowing = self._narrowing
        self.currency = preview.currency
        self.categories.show_categories(
            preview.categories, preview.total, chosen=narrowing.category
        )
        self.services.show_sort(narrowing.sort, reverse=narrowing.reverse)
        self.say_narrowed()
        picture = self._desk.memory.view.picture
        settings = self._desk.panel_settings
        if picture is not None and (picture.panel, picture.url) == (settings.name, settings.url):
            count, services, first = picture.count, picture.services, picture.top
        elif narrowing == Narrowing():
            picture, count, services, first = None, preview.total, preview.services, 0
        else:
            self._say_empty()
            return
        self._pictured = True
        self.services.show_first(preview, services, first=first)
        self.services.show(range(count), keep_key=False)
        if picture is not None:
            self._wanted = ""
            self.services.restore(picture.top, picture.cursor)
        if not count:
            self.services.empty_text = narrowing.nothing(self.liked, self._desk.key)
        self.services.mark_first(self.liked)
        self.filter_bar.show_count(_count(count, preview.total, preview.unreadable))

    def watch_catalogue(self, before: Catalogue | None, catalogue: Catalogue | None) -> None:
        """Another catalogue: the same filter, the cursor on the same service."""
        if not self.is_mounted:
            return
        if before is not None and catalogue is not None and before.services is catalogue.services:
            return  # listed once more as it was
        if catalogue is None:
            self._show_nothing()
        elif not self._pictured or self._news_known or not self._narrowing.asks_for_new:
            self._take(catalogue)

    def _take(self, catalogue: Catalogue) -> None:
        self._pictured = False
        before = self.services.service
        wanted = self._wanted or (before.service_id if before else "")
        self._wanted = ""
        self.services.show_catalogue(catalogue, self.currency)
        self.categories.show_categories(
            catalogue.categories, len(catalogue.services), chosen=self._narrowing.category
        )
        self._filter(at=wanted)
        self.services.marked = catalogue.rows_of(self.liked)

    def _show_nothing(self) -> None:
        """No row of another panel may stay: it would be ordered here."""
        self._pictured = False
        self.categories.show_categories((), 0)
        self.services.show((), keep_key=False)
        self.details.tell(None)
        self.filter_bar.show_count("")
        self.say_narrowed()
        self._say_empty()

    def watch_trouble(self) -> None:
        """Say why there is nothing."""
        self._say_empty()

    def watch_currency(self, currency: str) -> None:
        """The balance told which currency the rates are in."""
        if self.is_mounted:
            self.services.currency = currency
            self.details.currency = currency

    def _say_empty(self) -> None:
        if self.is_mounted and self.catalogue is None and not self._pictured:
            self.services.empty_text = self.trouble or _("Reading the catalogue ...")

    def say_narrowed(self) -> None:
        """Show a chip for everything in force that is not seen anyway."""
        chips = self._narrowing.chips(with_category=self.size.width < THIN)
        self.filter_bar.show_chips(tuple(chips), self._narrowing.hint)

    # -- narrowing and order -------------------------------------------------------------

    def _narrow(self, narrowing: Narrowing, *, keep: bool = True) -> None:
        """Show other rows, or the same in another order."""
        before, self._narrowing = self._narrowing, narrowing
        if (before.sort, before.reverse) != (narrowing.sort, narrowing.reverse):
            self.services.show_sort(narrowing.sort, reverse=narrowing.reverse)
        self.say_narrowed()
        self._filter(keep=keep)
        self._desk.memory.touch()

    def _filter(self, *, keep: bool = True, at: str = "") -> None:
        catalogue = self.catalogue
        if catalogue is None:
            return
        if self._pictured:
            self._take(catalogue)
            return
        rows = self._narrowing.rows(catalogue, self._members)
        self.services.show(rows, keep_key=keep, key=catalogue.row_of(at) if at else None)
        if not rows:
            self.services.empty_text = self._narrowing.nothing(self.liked, self._desk.key)
        total, unreadable = len(catalogue.services), len(catalogue.unreadable)
        self.filter_bar.show_count(_count(len(rows), total, unreadable))

    def _members(self, condition: Condition) -> frozenset[str]:
        """The ids of the services that meet what no catalogue knows of."""
        if condition.field is not Field.NEW:
            return self.liked
        desk = self._desk
        arrivals = desk.now.new_services(desk.panel) if desk.is_open else {}
        return arrived(condition, arrivals, desk.clock.now())

    def opened(self) -> None:
        """The book is there: look up in it what the rows hang on."""
        self.look_up_recent()
        if self._narrowing.asks_for_new:
            self.read_new()

    @work(group="catalogue-new", exclusive=True)
    async def read_new(self) -> None:
        """Find out which services are new; the news of it come by themselves."""
        session = await self._desk.session()
        await session.look_for_changes(self._desk.panel)

    def look_up_recent(self) -> None:
        """Read what was ordered, where the rows are in that order."""
        if self._narrowing.sort is SortKey.RECENT:
            self.read_recent()

    @work(group="catalogue-recent", exclusive=True)
    async def read_recent(self) -> None:
        """Find out which services were ordered, the newest first."""
        panel = self._desk.panel
        session = await self._desk.session()
        self.recent = (panel, tuple(await session.book.recent_services(panel)))

    def watch_recent(self, found: tuple[str, tuple[str, ...]] | None) -> None:
        """It is known now: put the rows in this order."""
        if found is None or found[0] != self._desk.panel:
            return
        narrowing = replace(self._narrowing, recent=found[1])
        if narrowing != self._narrowing:
            self._narrow(narrowing)

    # -- what is remembered --------------------------------------------------------------

    def remember(self, state: ViewState) -> ViewState:
        """How the rows are narrowed and ordered, where one is, and what is in view."""
        narrowing = self._narrowing
        look = Look(
            filter=self.filter_bar.text,
            sort=str(narrowing.sort),
            reverse=narrowing.reverse,
            favourites=narrowing.favourites,
            columns=self.services.most,
            side=self.categories.chosen_width,
        )
        places = {**self._places, self._panel: self._place}
        return replace(state, catalogue=look, places=places, picture=self._picture)

    @property
    def _place(self) -> Place:
        """Where one is in the catalogue of the panel in view."""
        service, narrowing = self.services.service, self._narrowing
        recent = narrowing.recent[:_RECENT] if narrowing.sort is SortKey.RECENT else ()
        wanted = self._wanted or (service.service_id if service else "")
        return Place(category=narrowing.category, service=wanted, recent=recent)

    @property
    def _picture(self) -> Picture | None:
        """What is in view, for the next first picture."""
        if self.catalogue is None:
            return self._desk.memory.view.picture
        services, table = self.services.in_view, self.services
        panel, under = self._desk.panel_settings, self.services.service
        return Picture(
            panel=panel.name,
            url=panel.url,
            count=len(table.rows),
            top=table.viewport.top,
            cursor=table.cursor,
            services=tuple(_pictured(each, described=each is under) for each in services),
        )


def _pictured(service: Service, *, described: bool) -> Service:
    """A service as it is shown: only the one under the cursor shows its description."""
    text = service.description[:_DESCRIBED] if described else ""
    return replace(service, description=text)


def _count(shown: int, total: int, unreadable: int) -> str:
    text = _("{shown} of {total}").format(
        shown=formatting.count(shown), total=formatting.count(total)
    )
    if unreadable:
        text += ngettext(
            ", {count} row could not be read", ", {count} rows could not be read", unreadable
        ).format(count=unreadable)
    return text

"""The catalogue: categories, services, and what the one under the cursor is."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from smm_tui import formatting
from smm_tui.catalogue import Catalogue, Preview, SortKey
from smm_tui.catalogue_columns import arrived
from smm_tui.conditions import Condition, Field
from smm_tui.filters import SERVICES, parse
from smm_tui.i18n import _, ngettext
from smm_tui.models import Service
from smm_tui.screens.catalogue_panes import CataloguePanes
from smm_tui.screens.desk import Desk
from smm_tui.screens.views import View
from smm_tui.screens.wishes import CopyText, OrderService
from smm_tui.session import News, Topic
from smm_tui.statistics import Pace
from smm_tui.widgets.category_list import CategoryList
from smm_tui.widgets.filter_bar import FilterBar
from smm_tui.widgets.line_table import LineTable


class About(NamedTuple):
    """What the book says of a service."""

    panel: str
    service_id: str
    pace: Pace
    """What the own orders of it say."""
    prices: str
    """What it has cost, in words; "" where that is not known."""


class CatalogueView(View):
    """Find a service among thousands."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab,shift+tab",
            "other_side",
            _("Categories"),
            tooltip=_("Go between categories and services"),
            id="catalogue.side",
        ),
        Binding(
            "left,h",
            "pane(-1)",
            _("Left"),
            tooltip=_("From the details to the services, from those to the categories"),
            id="catalogue.left",
            show=False,
        ),
        Binding(
            "right,l",
            "pane(1)",
            _("Right"),
            tooltip=_("From the categories to the services, from those to the details"),
            id="catalogue.right",
            show=False,
        ),
        Binding(
            "s", "sort(1)", _("Sort"), tooltip=_("Sort by the next column"), id="catalogue.sort"
        ),
        Binding(
            "S",
            "reverse",
            _("Reverse"),
            tooltip=_("Turn the order of the rows around"),
            id="catalogue.reverse",
            show=False,
        ),
        Binding(
            "w",
            "screen.show('changes')",
            _("What changed"),
            tooltip=_("See what became dearer, went or came"),
            id="catalogue.changes",
        ),
        Binding(
            "y,ctrl+c",
            "copy",
            _("Copy"),
            tooltip=_("Copy the id and name of the service"),
            id="catalogue.copy",
            show=False,
        ),
    ]
    HELP = _(
        "Enter on a category shows its services, enter on a service opens its order form. "
        "The filter takes words in any order and looks at name, category, type and id."
    )
    catalogue: var[Catalogue | None] = var(None)
    currency: var[str] = var("")
    """Of all rates; "" while no balance was read."""
    about: var[About | None] = var(None, always_update=True)
    """What the book says of a service, as it was read last."""
    trouble: var[str] = var("")
    """Why there is no catalogue; "" while there is hope."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="catalogue")
        self._desk = desk
        # Held, not looked up: at the end of the program they go before this does.
        self.filter_bar = FilterBar(_("Services"))
        self.panes = CataloguePanes(signs=desk.signs)
        self.categories = self.panes.categories
        self.services = self.panes.services
        self.details = self.panes.details
        self._category: str | None = None
        self._abouts: dict[str, About] = {}
        """By service id; those that were looked at since the book changed."""
        self._sort = SortKey.PANEL
        self._reverse = False

    def compose(self) -> ComposeResult:
        """The filter over the three panes."""
        yield self.filter_bar
        yield self.panes

    def take_focus(self) -> None:
        """Be where a person works: on the services."""
        self.panes.go_to(self.services)

    # -- what is shown -------------------------------------------------------------------

    def hear(self, news: News) -> None:
        """Another catalogue, another panel, or why there is none."""
        desk = self._desk
        here = news.panel == desk.panel
        if news.topic is Topic.CATALOGUE and here:
            self.trouble = ""
            self.catalogue = desk.catalogue
        elif news.topic is Topic.PANEL:
            self._abouts.clear()
            self.catalogue = desk.catalogue
        elif news.topic in {Topic.ORDERS, Topic.CHANGES}:
            self._abouts.clear()
            if (service := self.services.service) is not None:
                self.read_about(service.service_id)
            if news.topic is Topic.CHANGES and "new:" in self.filter_bar.text:
                self._filter()
        elif news.topic is Topic.FRESHNESS and here:
            self.trouble = desk.poller.freshness(desk.panel).reason

    def watch_catalogue(self, catalogue: Catalogue | None) -> None:
        """Another catalogue: the same filter, the cursor on the same service."""
        if not self.is_mounted:
            return
        if catalogue is None:
            self._show_nothing()
            return
        before = self.services.service
        self.categories.show_categories(catalogue.categories, len(catalogue.services))
        self.services.show_catalogue(catalogue, self.currency)
        self._filter(keep=False)
        if before is not None:
            self.services.move_to_service(before.service_id)

    def show_preview(self, preview: Preview) -> None:
        """Show the first rows until the whole catalogue is there."""
        self.currency = preview.currency
        self.categories.show_categories(preview.categories, preview.total)
        self.services.show_preview(preview)
        self.filter_bar.show_count(_count(preview.total, preview.total, preview.unreadable))

    def _show_nothing(self) -> None:
        """No row of another panel may stay: it would be ordered here."""
        self.categories.show_categories((), 0)
        self.services.show((), keep_key=False)
        self.details.service = None
        self.filter_bar.show_count("")
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
        if self.is_mounted:
            self.services.empty_text = self.trouble or _("Reading the catalogue ...")

    def _filter(self, *, keep: bool = True) -> None:
        catalogue = self.catalogue
        if catalogue is None:
            return
        bar = self.filter_bar
        query = parse(bar.text, SERVICES)
        liked = frozenset[str]()
        rows = catalogue.rows(
            query,
            members={
                each: self._new(each) if each.field is Field.NEW else liked
                for each in query.conditions
                if each.field in {Field.FAVOURITE, Field.NEW}
            },
            category=self._category,
            sort=self._sort,
            reverse=self._reverse,
        )
        self.services.show(rows, keep_key=keep)
        if not rows:
            self.services.empty_text = _(
                "No service has all these words. {key} clears the filter."
            ).format(key=self._desk.key("filter.clear"))
        bar.show_count(_count(len(rows), len(catalogue.services), len(catalogue.unreadable)))

    def _new(self, condition: Condition) -> frozenset[str]:
        """The services that came lately."""
        desk = self._desk
        arrivals = desk.now.new_services(desk.panel) if desk.is_open else {}
        return arrived(condition, arrivals, desk.clock.now())

    # -- what a person does --------------------------------------------------------------

    @on(FilterBar.Changed)
    def narrow(self, event: FilterBar.Changed) -> None:
        """Filter while typing."""
        event.stop()
        self._filter()

    @on(FilterBar.Left)
    def to_rows(self, event: FilterBar.Left) -> None:
        """Go to the rows."""
        event.stop()
        self.take_focus()

    @on(LineTable.Highlighted)
    def follow(self, event: LineTable.Highlighted) -> None:
        """Show the details of the service, or the services of the category."""
        event.stop()
        if isinstance(event.table, CategoryList):
            self._category = event.table.category
            self._filter(keep=False)
        else:
            service = self.services.service
            self._tell_about(service)
            self.details.service = service

    def _tell_about(self, service: Service | None) -> None:
        """Show what the book says of a service, and read it where that is not known yet."""
        known = None if service is None else self._abouts.get(service.service_id)
        self.details.pace = known.pace if known else Pace()
        self.details.prices = known.prices if known else ""
        if service is not None and known is None:
            self.read_about(service.service_id)

    @work(group="catalogue-about", exclusive=True)
    async def read_about(self, service_id: str) -> None:
        """Find out what the book says of a service: its own orders, and what it has cost."""
        desk, panel = self._desk, self._desk.panel
        session = await desk.session()
        pace = await session.book.pace(panel, session.panel(panel).url, service_id)
        history = await session.price_history(panel, service_id)
        said = ""
        if history is not None:
            said = history.said(desk.clock.now(), desk.zone, glyphs=desk.signs.glyphs)
        self.about = About(panel, service_id, pace, said)

    def watch_about(self, found: About | None) -> None:
        """It came, maybe when the cursor was on another service already."""
        if found is None or found.panel != self._desk.panel:
            return
        self._abouts[found.service_id] = found
        service = self.services.service
        if service is not None and service.service_id == found.service_id:
            self.details.pace = found.pace
            self.details.prices = found.prices

    @on(LineTable.Chosen)
    def choose(self, event: LineTable.Chosen) -> None:
        """Order the service, or go into the category."""
        event.stop()
        if isinstance(event.table, CategoryList):
            self.take_focus()
        elif (service := self.services.service) is not None:
            self.post_message(OrderService(service))

    def action_other_side(self) -> None:
        """Go between categories and services."""
        services = self.services.has_focus
        self.panes.go_to(self.categories if services else self.services)

    def action_pane(self, step: int) -> None:
        """Go to the pane on the left or on the right."""
        self.panes.go(step)

    def action_filter(self) -> None:
        """Go to the filter, in sight of what it leaves."""
        self.panes.bring(self.services)
        self.filter_bar.open()

    def step_back(self) -> bool:
        """Undo the filter, or else the choice of a category; says whether there was one."""
        bar = self.filter_bar
        if bar.text or bar.has_class("-open"):
            bar.action_clear()
            return True
        chosen = self._category is not None
        if chosen:
            self.categories.move_to(0)
        return chosen

    def action_sort(self, step: int) -> None:
        """Sort by the next column."""
        self._sort = self.services.next_sort(self._sort, step)
        self._reverse = False
        self._sorted()

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._reverse = not self._reverse
        self._sorted()

    def _sorted(self) -> None:
        self.services.show_sort(self._sort, reverse=self._reverse)
        self._filter()

    def action_copy(self) -> None:
        """Copy the id and name of the service under the cursor."""
        if (service := self.services.service) is not None:
            self.post_message(CopyText(f"{service.service_id} {service.name}"))


def _count(shown: int, total: int, unreadable: int) -> str:
    text = _("{shown} of {total}").format(
        shown=formatting.count(shown), total=formatting.count(total)
    )
    if unreadable:
        text += ngettext(
            ", {count} row could not be read", ", {count} rows could not be read", unreadable
        ).format(count=unreadable)
    return text

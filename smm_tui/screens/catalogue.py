"""The catalogue: categories, services, and what the one under the cursor is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from smm_tui.catalogue import SortKey
from smm_tui.conditions import Field
from smm_tui.i18n import _
from smm_tui.screens.catalogue_about import CatalogueAbout
from smm_tui.screens.desk import Desk
from smm_tui.screens.wishes import CopyText, OrderService, Say, TakeOut
from smm_tui.session import Notice
from smm_tui.widgets.category_list import CategoryList
from smm_tui.widgets.line_table import LineTable

if TYPE_CHECKING:
    from smm_tui.commands import Command


class CatalogueView(CatalogueAbout):
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
            tooltip=_("To the services, then to the categories"),
            id="catalogue.left",
            show=False,
        ),
        Binding(
            "right,l",
            "pane(1)",
            _("Right"),
            tooltip=_("To the services, then to the details"),
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
            "f",
            "favourite",
            _("Favourite"),
            tooltip=_("Star this service, or take its star away"),
            id="catalogue.favourite",
        ),
        Binding(
            "F",
            "favourites",
            _("Favourites"),
            tooltip=_("Show only favourites, or all services"),
            id="catalogue.favourites",
            show=False,
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
        "The filter takes words in any order and looks at name, category, type and id. "
        "It also takes fields, such as rate<0.50 refill:yes cat:youtube; quotes make them text."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.filter_bar.follower = self.follow_filter
        self.categories.follower = self._follow_category
        self.services.follower = self._follow_service

    def compose(self) -> ComposeResult:
        """The filter over the three panes."""
        yield self.filter_bar
        yield self.panes

    def take_focus(self) -> None:
        """Be where a person works: on the services."""
        self.panes.go_to(self.services)

    # -- what is shown -------------------------------------------------------------------

    def on_resize(self) -> None:
        """A category that is out of sight has a chip."""
        self.say_narrowed()

    # -- what a person does --------------------------------------------------------------

    def follow_filter(self) -> None:
        """Filter while typing."""
        self._narrow(self._narrowing.typed(self.filter_bar.text))

    @on(LineTable.Widened)
    def keep_widths(self) -> None:
        """Keep the widths."""
        self._desk.memory.touch()

    def _follow_service(self) -> None:
        """Show the details of the service."""
        self.tell_about(self.services.service)
        self._desk.memory.touch()

    def _follow_category(self) -> None:
        """Show the services of the category."""
        table = self.categories
        if table.filled and table.category != self._narrowing.category:
            self._narrow(replace(self._narrowing, category=table.category), keep=False)

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
        super().action_filter()

    def step_back(self) -> bool:
        """Undo the filter, else what else narrows the rows; says whether there was anything."""
        if super().step_back():
            return True
        if self._narrowing.favourites:
            self.action_favourites()
        elif self._narrowing.category is not None:
            self.categories.move_to(0)
        else:
            return False
        return True

    def action_sort(self, step: int) -> None:
        """Sort by the next column."""
        self.sort_by(self.services.next_sort(self._narrowing.sort, step))

    def sort_by(self, sort: SortKey) -> None:
        """Put the rows into this order."""
        self._narrow(replace(self._narrowing, sort=sort, reverse=False))
        self.look_up_recent()

    @property
    def commands(self) -> Sequence[Command]:
        """An order of the rows that has no column."""
        from smm_tui.commands import Command  # noqa: PLC0415 - after the picture

        return [
            Command(
                _("Recently ordered"),
                "",
                _("Put first what was ordered last"),
                lambda: self.sort_by(SortKey.RECENT),
            ),
            Command(
                _("Export services"),
                "",
                _("Save the services shown, or all, in a file"),
                self.export,
            ),
        ]

    def export(self) -> None:
        """Write services into a file."""
        from smm_tui.screens.takeout import of_services  # noqa: PLC0415 - seldom wanted

        if self.catalogue is None:
            self.post_message(Say(Notice(_("There is no catalogue to export yet."))))
            return
        takeout = of_services(
            self.catalogue, self.services.rows, desk=self._desk, currency=self.currency
        )
        self.post_message(TakeOut(takeout))

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._narrow(replace(self._narrowing, reverse=not self._narrowing.reverse))

    def action_favourite(self) -> None:
        """Keep the service under the cursor among the favourites, or no longer."""
        service, desk = self.services.service, self._desk
        if service is None or self.catalogue is None:
            return
        liked = desk.memory.favourites.toggle(desk.panel_settings, service.service_id)
        self.mark()
        desk.memory.touch()
        if not liked and Field.FAVOURITE in {each.field for each in self._narrowing.conditions}:
            # Its row goes with the star, so that it could not be found to be marked again.
            said = _("{name} is no favourite any more.").format(name=service.name)
            self.post_message(Say(Notice(said)))
        self._filter()

    def action_favourites(self) -> None:
        """Show only favourites, or all services again."""
        favourites = not self._narrowing.favourites
        self._narrow(replace(self._narrowing, favourites=favourites), keep=not favourites)

    def action_copy(self) -> None:
        """Copy the id and name of the service under the cursor."""
        if (service := self.services.service) is not None:
            self.post_message(CopyText(f"{service.service_id} {service.name}"))

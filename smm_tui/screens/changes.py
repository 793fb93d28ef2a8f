"""What changed: the catalogue beside the one before, reading by reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from smm_tui import formatting
from smm_tui.change_log import ChangeLog, ChangeSort
from smm_tui.i18n import _
from smm_tui.screens.desk import Desk
from smm_tui.screens.views import View
from smm_tui.screens.wishes import CopyText, OrderService, Say, TakeOut
from smm_tui.session import News, Notice, Severity, Topic
from smm_tui.widgets.change_details import ChangeDetails
from smm_tui.widgets.change_table import ChangeTable
from smm_tui.widgets.filter_bar import FilterBar
from smm_tui.widgets.line_table import LineTable

if TYPE_CHECKING:
    from smm_tui.commands import Command


class ChangesView(View):
    """See what became dearer, went or came."""

    DEFAULT_CSS = """
    ChangesView {
        & ChangeDetails { height: 5; border-top: solid $border-blurred; }
        &.-short ChangeDetails { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", _("Sort"), tooltip=_("Sort by the next column"), id="changes.sort"),
        Binding(
            "S",
            "reverse",
            _("Reverse"),
            tooltip=_("Turn the order of the rows around"),
            id="changes.reverse",
            show=False,
        ),
        Binding(
            "y,ctrl+c",
            "copy",
            _("Copy"),
            tooltip=_("Copy the id and name of the service"),
            id="changes.copy",
            show=False,
        ),
    ]
    HELP = _(
        "Each catalogue is compared with the one before it. Enter opens the order form of the "
        "service. The filter takes words in any order and looks at name and id; a kind, such as "
        "up, gone or new, shows only changes of that kind."
    )
    passing = True
    changes: var[ChangeLog | None] = var(None, always_update=True)
    """As the book has it; None while it is being read."""
    cost: var[tuple[str, str] | None] = var(None, always_update=True)
    """A service id, and what the service has cost, as it was read last."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="changes")
        self._desk = desk
        # Held, not looked up: at the end of the program they go before this does.
        self.filter_bar = FilterBar(_("What changed"))
        self.table = ChangeTable(zone=desk.zone, signs=desk.signs)
        self.details = ChangeDetails(signs=desk.signs)
        self._sort = ChangeSort.WHEN
        self._reverse = False
        self._panel = ""
        """Whose changes these are."""
        self._stale = True
        """Whether there may be changes that were not read yet."""
        self._read_on: date | None = None
        """A time of another day is shown with its date."""

    def compose(self) -> ComposeResult:
        """The filter, the table, the change under the cursor in full."""
        yield self.filter_bar
        yield self.table
        yield self.details

    def on_resize(self) -> None:
        """Fit the parts to the room there is."""
        self.set_class(self.size.height < 18, "-short")  # noqa: PLR2004 - from looking at it

    def take_focus(self) -> None:
        """Be on the changes, which count as seen from now on."""
        self.screen.set_focus(self.table)
        self._mark()
        if self._stale or self._read_on != self._today():
            self.reload()

    # -- what is shown -------------------------------------------------------------------

    @work(group="changes-list", exclusive=True)
    async def reload(self) -> None:
        """Read the changes out of the book; those that are in view count as seen."""
        self._stale = False
        session, panel = await self._desk.session(), self._desk.panel
        log = await session.change_log(panel)
        self._panel, self._read_on = panel, self._today()
        self.changes = log
        if log.newest and self.display:
            await session.see_changes(panel, log.newest)

    def hear(self, news: News) -> None:
        """Take up other changes, or those of another panel."""
        panel = self._desk.panel
        if news.topic is Topic.FAVOURITES:
            self._mark()
            return
        if news.topic is Topic.PANEL:
            self.changes = None
        elif news.topic is not Topic.CHANGES or news.panel != panel or self._only_seen():
            return
        self._stale = True
        if self.display:
            self.reload()

    def _only_seen(self) -> bool:
        """Whether the book has no more than what is shown; the first reading lists no change."""
        log = self.changes
        if log is None or log.since is None:
            return False
        return log.newest == self._desk.now.newest(self._desk.panel)

    def watch_changes(self, log: ChangeLog | None) -> None:
        """Show them; the cursor stays on its change."""
        if not self.is_mounted:
            return
        before = self.table.change
        self.table.show_log(log or ChangeLog((), ()), self._desk.clock.now())
        self._filter(keep=False)
        self._mark()
        if log is not None and before in log.changes:
            self.table.move_to_key(log.changes.index(before))

    def _today(self) -> date:
        return self._desk.clock.now().astimezone(self._desk.zone).date()

    def _mark(self) -> None:
        """Put a star beside favourites."""
        liked = self._desk.memory.favourites.of(self._desk.panel_settings)
        changes = self.changes.changes if self.changes is not None else ()
        self.table.marked = frozenset(
            row for row, change in enumerate(changes) if change.service_id in liked
        )

    def _filter(self, *, keep: bool = True) -> None:
        log, bar = self.changes, self.filter_bar
        if log is None:
            bar.show_count("")
            self.table.empty_text = _("Reading what changed ...")
            return
        rows = log.rows(query=bar.text, sort=self._sort, reverse=self._reverse)
        self.table.show_rows(rows, self._sort, keep=keep)
        self.table.empty_text = self._empty(log)
        bar.show_count(
            _("{shown} of {total}").format(
                shown=formatting.count(sum(row >= 0 for row in rows)),
                total=formatting.count(len(log.changes)),
            )
        )

    def _empty(self, log: ChangeLog) -> str:
        desk = self._desk
        if self.filter_bar.text:
            return _("No change has all these words. {key} clears the filter.").format(
                key=desk.key("filter.clear")
            )
        if desk.now.book.frozen:
            return _("The order book cannot be written, so that no changes are kept.")
        if log.since is None:
            return _("Nothing to compare with yet: the catalogue has not been read.")
        since = formatting.date_time(log.since, desk.zone)
        return _(
            "Nothing has changed since {time}. The catalogue is compared whenever it is read; "
            "{key} reads it now."
        ).format(time=since, key=desk.key("app.refresh"))

    # -- what a person does --------------------------------------------------------------

    def follow_filter(self) -> None:
        """Filter the changes."""
        self._filter()

    @on(LineTable.Highlighted)
    def follow(self, event: LineTable.Highlighted) -> None:
        """Show the change in full."""
        event.stop()
        change = self.table.change
        self.details.prices = ""
        self.details.change = change
        if change is not None and self.details.display:
            self.read_cost(change.service_id)

    @work(group="changes-cost", exclusive=True)
    async def read_cost(self, service_id: str) -> None:
        """Find out what a service has cost."""
        desk, session = self._desk, await self._desk.session()
        history = await session.price_history(desk.panel, service_id)
        if history is not None:
            said = history.said(desk.clock.now(), desk.zone, glyphs=desk.signs.glyphs)
            self.cost = (service_id, said)

    def watch_cost(self, found: tuple[str, str] | None) -> None:
        """It came, maybe when the cursor was on another service already."""
        change = self.table.change
        if found is not None and change is not None and change.service_id == found[0]:
            self.details.prices = found[1]

    @on(LineTable.Chosen)
    def choose(self, event: LineTable.Chosen) -> None:
        """Order the service, if the panel still has it."""
        event.stop()
        change, catalogue = self.table.change, self._desk.catalogue
        # Of another panel the same id is another service.
        if change is None or self._panel != self._desk.panel:
            return
        service = catalogue.get(change.service_id) if catalogue is not None else None
        if service is not None:
            self.post_message(OrderService(service))
            return
        text = _("The panel no longer has service {id}.").format(id=change.service_id)
        self.post_message(Say(Notice(text, "", Severity.WARNING)))

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._sort = self.table.next_sort(self._sort)
        self._reverse = False
        self._sorted()

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._reverse = not self._reverse
        self._sorted()

    def _sorted(self) -> None:
        self.table.show_sort(self._sort, reverse=self._reverse)
        self._filter()

    @property
    def commands(self) -> Sequence[Command]:
        """What has no key."""
        from smm_tui.commands import Command  # noqa: PLC0415 - after the picture

        text = _("Save the changes shown, or all, in a file")
        return [Command(_("Export what changed"), "", text, self.export)]

    def export(self) -> None:
        """Write changes into a file."""
        from smm_tui.screens.takeout import of_changes  # noqa: PLC0415 - seldom wanted

        log = self.changes
        if log is None or not log.changes:
            self.post_message(Say(Notice(_("There is no change to export yet."))))
            return
        takeout = of_changes(log, self.table.rows, panel=self._desk.panel)
        self.post_message(TakeOut(takeout))

    def action_copy(self) -> None:
        """Copy the id and name of the service under the cursor."""
        if (change := self.table.change) is not None:
            self.post_message(CopyText(f"{change.service_id} {change.name}"))

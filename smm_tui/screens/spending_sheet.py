"""What the spending view shows: read from the session, laid out by the room; no keys here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from textual import on, work
from textual.app import ComposeResult
from textual.reactive import var

from smm_tui import formatting
from smm_tui.errors import LedgerError
from smm_tui.i18n import _
from smm_tui.periods import Period
from smm_tui.screens import spending_contents as contents
from smm_tui.screens import spending_words as words
from smm_tui.screens.desk import Desk
from smm_tui.screens.spending_contents import Rows
from smm_tui.screens.views import View
from smm_tui.session import News, Topic
from smm_tui.spending_report import Statement, Wish
from smm_tui.state.view import ViewState, Window
from smm_tui.widgets.chart import Chart
from smm_tui.widgets.filter_bar import FilterBar
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.one_line import OneLine
from smm_tui.widgets.spending_table import SpendingSort, SpendingTable

if TYPE_CHECKING:
    from smm_tui.session.spending import Spending

_TALL: Final = 31
"""Lines from which on both charts are shown."""
_ROOMY: Final = 26
_LOW: Final = 17
"""Below so many lines, or cells, the rows have all the room."""
_THIN: Final = 60
_BOTH: Final = 2


class SpendingSheet(View):
    """The charts, the sums and the rows."""

    DEFAULT_CSS = """
    SpendingSheet {
        & FilterBar, & #doubts { display: none; }
        &.-filter FilterBar, &.-doubts #doubts { display: block; }
    }
    """
    topic = Topic.ORDERS
    shown: var[Statement | None] = var(None)
    unread: var[str] = var("")
    """Why the book cannot be read; "" while it can."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="spending")
        self._desk = desk
        self._spending: Spending | None = None
        left = desk.memory.view.spending
        period = Period(left.period) if left.period in list(Period) else Period.DAY
        self._wish = Wish(period=period, together=left.together)
        self._course = left.course
        """Whether the balance is shown where there is room for one chart."""
        self._rows = Rows(left.rows) if left.rows in list(Rows) else Rows.PERIODS
        self._sort, self._reverse = first_sort(self._rows), True
        # Held, not looked up: at the end of the program they go before this does.
        self.head = OneLine(signs=desk.signs)
        self.charged = Chart(signs=desk.signs, id="charged")
        self.balance = Chart(signs=desk.signs, id="balance")
        self.sums = OneLine(signs=desk.signs)
        self.outlook = OneLine(signs=desk.signs)
        self.doubts = OneLine(signs=desk.signs, id="doubts")
        self.filter_bar = FilterBar(_("Rows"), signs=desk.signs)
        self.table = SpendingTable(signs=desk.signs)
        self.table.empty_text = _("Adding up ...")

    def compose(self) -> ComposeResult:
        """The window, the charts, the sums, the rows."""
        yield self.head
        yield self.charged
        yield self.balance
        yield self.sums
        yield self.outlook
        yield self.doubts
        yield self.filter_bar
        yield self.table

    def on_resize(self) -> None:
        """Fit the parts to the room there is."""
        self._lay_out()
        self.refresh_bindings()

    @property
    def charts(self) -> int:
        """How many charts there is room for."""
        width, height = self.size
        if height < _LOW or width < _THIN:
            return 0
        return 2 if height >= _TALL else 1

    def _lay_out(self) -> None:
        roomy = self.size.height >= _ROOMY
        self.charged.styles.height = 11 if roomy else 9
        self.balance.styles.height = 9 if roomy else 7
        self.charged.display = self.charts == _BOTH or (self.charts == 1 and not self._course)
        self.balance.display = self.charts == _BOTH or (self.charts == 1 and self._course)

    def take_focus(self) -> None:
        """Be on the rows."""
        self.set_class(bool(self.filter_bar.text), "-filter")
        self.screen.set_focus(self.table)
        self.reload()

    def hear(self, news: News) -> None:
        """Orders or balances changed, or another panel is in view."""
        if self.display and news.topic in {Topic.ORDERS, Topic.BALANCE, Topic.PANEL}:
            self.reload()

    def remember(self, state: ViewState) -> ViewState:
        """What it was shown by."""
        wish = self._wish
        window = Window(wish.period, self._rows, wish.together, self._course)
        return msgspec.structs.replace(state, spending=window)

    # -- what is shown -------------------------------------------------------------------

    @work(group="spending", exclusive=True)
    async def reload(self) -> None:
        """Add up what a person wants to see."""
        from smm_tui.session.spending import Spending  # noqa: PLC0415 - after the first picture

        session = await self._desk.session()
        if self._spending is None:
            self._spending = Spending(session.book, self._desk.zone)
        panel = self._desk.panel
        try:
            balance = await session.last_balance(panel)
            held = balance.money.currency if balance else ""
            now = session.clock.now()
            self.shown = await self._spending.look(self._wish, panel=panel, held=held, now=now)
        except LedgerError as error:
            self.unread = f"{error.title}. {error.remedy}"
        else:
            self.unread = ""

    def watch_shown(self, shown: Statement | None) -> None:
        """It was added up."""
        if shown is None or not self.is_mounted:
            return
        self.head.show_parts(words.head(shown))
        self.sums.show_parts(words.sums(shown))
        self.outlook.show_parts(words.outlook(shown))
        doubts = words.doubts(shown)
        self.doubts.show_parts(doubts)
        self.set_class(bool(doubts), "-doubts")
        self.refresh_bindings()
        self._show_charts(shown)
        self._show_rows(shown)

    def _show_charts(self, shown: Statement) -> None:
        self.charged.data = contents.columns(shown)
        self.balance.data = contents.course(shown)
        scale = max(self.charged.scale_wanted, self.balance.scale_wanted)
        for chart in (self.charged, self.balance):
            chart.times = len(shown.report.spans)
            chart.scale_cells = scale

    def _show_rows(self, shown: Statement) -> None:
        rows = contents.items(shown, self._rows, self._sort, reverse=self._reverse)
        found = contents.narrowed(rows, self.filter_bar.text)
        narrowed = len(found) < len(rows)
        self.table.empty_text = words.nothing(shown, self._desk.key)
        if rows and narrowed:
            self.table.empty_text = words.no_row(self._desk.key)
        self.table.show_items(
            contents.title(shown, self._rows),
            found,
            contents.total(found) if narrowed else shown.report.total,
            shares=self._rows is not Rows.PERIODS,
            whole=_("Shown") if narrowed else _("All"),
        )
        self.table.show_sorted(self._sort, reverse=self._reverse)
        self.table.leads = self._rows is Rows.SERVICES
        self.filter_bar.show_count(
            _("{shown} of {total}").format(
                shown=formatting.count(len(found)), total=formatting.count(len(rows))
            )
        )

    def _anew(self) -> None:
        if self.shown is not None:
            self._show_rows(self.shown)

    def follow_filter(self) -> None:
        """Filter the rows."""
        self._anew()

    def action_filter(self) -> None:
        """Go to the filter, which takes a line only while it is wanted."""
        self.add_class("-filter")
        super().action_filter()

    def watch_unread(self, unread: str) -> None:
        """The book cannot be read, or can again."""
        if unread and self.is_mounted:
            self.table.empty_text = unread

    @on(LineTable.Highlighted)
    def point(self, event: LineTable.Highlighted) -> None:
        """Point at the column of the row under the cursor."""
        event.stop()
        self._point()

    def _point(self) -> None:
        item, shown = self.table.item, self.shown
        selected = None
        if self._rows is Rows.PERIODS and item is not None and shown is not None:
            selected = contents.place(shown, item)
        self.charged.selected = selected


def first_sort(rows: Rows) -> SpendingSort:
    """By what rows are sorted at first: the newest, or what cost the most, stands on top."""
    return SpendingSort.NAME if rows is Rows.PERIODS else SpendingSort.CHARGED

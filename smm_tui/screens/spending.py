"""Spending: charges and refunds over time, by category and service, and how long it goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

import msgspec
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from smm_tui.conditions import Field
from smm_tui.errors import LedgerError
from smm_tui.i18n import _
from smm_tui.periods import Period
from smm_tui.screens import spending_contents as contents
from smm_tui.screens import spending_words as words
from smm_tui.screens.desk import Desk
from smm_tui.screens.spending_contents import Rows
from smm_tui.screens.views import View
from smm_tui.screens.wishes import ShowOrders
from smm_tui.session import News, Topic
from smm_tui.spending_report import Statement, Wish
from smm_tui.state.view import ViewState, Window
from smm_tui.widgets.chart import Chart
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


class SpendingView(View):
    """See what was spent."""

    DEFAULT_CSS = """
    SpendingView {
        & #doubts { display: none; }
        &.-doubts #doubts { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab",
            "rows",
            _("Rows"),
            tooltip=_("Show a row for each day, category or service"),
            id="spending.rows",
        ),
        Binding(
            "b",
            "period",
            _("Day/week/month"),
            tooltip=_("Add up by day, week or month"),
            id="spending.period",
        ),
        Binding(
            "left_square_bracket",
            "window(1)",
            _("Earlier"),
            tooltip=_("Go back by one window"),
            id="spending.earlier",
        ),
        Binding(
            "right_square_bracket",
            "window(-1)",
            _("Later"),
            tooltip=_("Go on by one window"),
            id="spending.later",
        ),
        Binding(
            "left,h",
            "step(1)",
            _("One back"),
            tooltip=_("Go back by one day, week or month"),
            id="spending.back",
            show=False,
        ),
        Binding(
            "right,l",
            "step(-1)",
            _("One on"),
            tooltip=_("Go on by one day, week or month"),
            id="spending.on",
            show=False,
        ),
        Binding(
            "v",
            "chart",
            _("Chart"),
            tooltip=_("Show the balance in place of the charges, or the other way round"),
            id="spending.chart",
        ),
        Binding(
            "c",
            "currency",
            _("Currency"),
            tooltip=_("Show the next currency; amounts of several are never added"),
            id="spending.currency",
        ),
        Binding(
            "a",
            "together",
            _("All panels"),
            tooltip=_("Add up all panels of this currency, or only the one in view"),
            id="spending.together",
        ),
        Binding("s", "sort", _("Sort"), tooltip=_("Sort by the next column"), id="spending.sort"),
        Binding(
            "S",
            "reverse",
            _("Reverse"),
            tooltip=_("Turn the order of the rows around"),
            id="spending.reverse",
            show=False,
        ),
    ]
    HELP = _(
        "Charges count on the day an order was sent, refunds on the day they were heard of; your "
        "own time zone says which day that is. A refund that neither the panel's answers nor the "
        "balance show is estimated by the share that was not delivered, and has a ~ before it."
    )
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
        self._sort, self._reverse = _first_sort(self._rows), True
        # Held, not looked up: at the end of the program they go before this does.
        self.head = OneLine(signs=desk.signs)
        self.charged = Chart(signs=desk.signs, id="charged")
        self.balance = Chart(signs=desk.signs, id="balance")
        self.sums = OneLine(signs=desk.signs)
        self.outlook = OneLine(signs=desk.signs)
        self.doubts = OneLine(signs=desk.signs, id="doubts")
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
        yield self.table

    def on_resize(self) -> None:
        """Fit the parts to the room there is."""
        self._lay_out()
        self.refresh_bindings()

    @property
    def _charts(self) -> int:
        """How many charts there is room for."""
        width, height = self.size
        if height < _LOW or width < _THIN:
            return 0
        return 2 if height >= _TALL else 1

    def _lay_out(self) -> None:
        roomy = self.size.height >= _ROOMY
        self.charged.styles.height = 11 if roomy else 9
        self.balance.styles.height = 9 if roomy else 7
        self.charged.display = self._charts == 2 or (self._charts == 1 and not self._course)  # noqa: PLR2004 - both
        self.balance.display = self._charts == 2 or (self._charts == 1 and self._course)  # noqa: PLR2004

    def take_focus(self) -> None:
        """Be on the rows."""
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
        self.table.empty_text = words.nothing(shown, self._desk.key)
        self.table.show_items(
            contents.title(shown, self._rows),
            contents.items(shown, self._rows, self._sort, reverse=self._reverse),
            shown.report.total,
            shares=self._rows is not Rows.PERIODS,
        )
        self.table.show_sorted(self._sort, reverse=self._reverse)

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

    @on(LineTable.Chosen)
    def open_orders(self, event: LineTable.Chosen) -> None:
        """Show the orders of the service under the cursor."""
        event.stop()
        item = self.table.item
        if self._rows is Rows.SERVICES and item is not None:
            service_id = item.key.rpartition("\n")[2]
            if service_id:
                self.post_message(ShowOrders(f"{Field.SERVICE}{service_id}"))

    # -- what a person does --------------------------------------------------------------

    def _want(self, wish: Wish) -> None:
        if wish != self._wish:
            self._wish = wish
            self._desk.memory.touch()
            self.reload()

    def action_rows(self) -> None:
        """Show other rows, with what is most worth knowing first."""
        kinds = list(Rows)
        self._rows = kinds[(kinds.index(self._rows) + 1) % len(kinds)]
        self._sort, self._reverse = _first_sort(self._rows), True
        self._desk.memory.touch()
        self._anew()
        self.table.move_to(0)

    def action_period(self) -> None:
        """Add up by the next longer period, or by day again; the window ends today."""
        periods = list(Period)
        period = periods[(periods.index(self._wish.period) + 1) % len(periods)]
        self._want(replace(self._wish, period=period, back=0))

    def action_window(self, windows: int) -> None:
        """Go back, or on."""
        if self.shown is not None:
            self.action_step(windows * len(self.shown.report.spans))

    def action_step(self, steps: int) -> None:
        """Go back by some periods, as far as there is something; on as far as today."""
        wish, shown = self._wish, self.shown
        if shown is None:
            return
        first = shown.report.spans[0].first
        if steps > 0 and (shown.first is None or first <= shown.first):
            return
        self._want(replace(wish, back=max(wish.back + steps, 0)))

    def action_chart(self) -> None:
        """Show the other chart, where there is room for one only."""
        self._course = not self._course
        self._desk.memory.touch()
        self._lay_out()

    def action_currency(self) -> None:
        """Show the next currency."""
        if (shown := self.shown) is not None:
            others = shown.choice.currencies
            following = others[(others.index(shown.choice.currency) + 1) % len(others)]
            self._want(replace(self._wish, currency=following))

    def action_together(self) -> None:
        """All panels, or the one in view."""
        self._want(replace(self._wish, together=not self._wish.together))

    def action_sort(self) -> None:
        """Sort by the next column."""
        turns = [SpendingSort(key) for key in self.table.columns if key in list(SpendingSort)]
        place = turns.index(self._sort) if self._sort in turns else -1
        self._sort = turns[(place + 1) % len(turns)]
        self._reverse = self._sort is not SpendingSort.NAME or self._rows is Rows.PERIODS
        self._anew()

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._reverse = not self._reverse
        self._anew()

    def _anew(self) -> None:
        if self.shown is not None:
            self._show_rows(self.shown)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Currencies are offered where there are several, the chart where one hides the other."""
        shown = self.shown
        if action == "currency":
            return shown is not None and len(shown.choice.currencies) > 1
        if action == "together":
            return shown is not None and (shown.choice.others or shown.wish.together)
        if action == "chart":
            return self._charts == 1
        return super().check_action(action, parameters)


def _first_sort(rows: Rows) -> SpendingSort:
    """By what rows are sorted at first: the newest, or what cost the most, stands on top."""
    return SpendingSort.NAME if rows is Rows.PERIODS else SpendingSort.CHARGED

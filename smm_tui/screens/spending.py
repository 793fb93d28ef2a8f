"""Spending: charges and refunds over time, by category and service, and how long it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from smm_tui.conditions import Field
from smm_tui.i18n import _
from smm_tui.periods import Period
from smm_tui.screens.spending_contents import Rows
from smm_tui.screens.spending_sheet import SpendingSheet, first_sort
from smm_tui.screens.wishes import Say, ShowOrders, TakeOut
from smm_tui.session import Notice
from smm_tui.spending_report import Wish
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.spending_table import SpendingSort

if TYPE_CHECKING:
    from smm_tui.commands import Command


class SpendingView(SpendingSheet):
    """See what was spent."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab",
            "rows",
            _("Rows"),
            tooltip=_("A row for each day, category or service"),
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
            tooltip=_("Show the balance, or the charges again"),
            id="spending.chart",
        ),
        Binding(
            "c",
            "currency",
            _("Currency"),
            tooltip=_("Show the next currency"),
            id="spending.currency",
        ),
        Binding(
            "a",
            "together",
            _("All panels"),
            tooltip=_("Add up all panels, or only this one"),
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

    @on(LineTable.Chosen)
    def open_orders(self, event: LineTable.Chosen) -> None:
        """Show the orders of the service under the cursor."""
        event.stop()
        item = self.table.item
        if self._rows is Rows.SERVICES and item is not None:
            service_id = item.key.rpartition("\n")[2]
            if service_id:
                self.post_message(ShowOrders(f"{Field.SERVICE}{service_id}"))

    def _want(self, wish: Wish) -> None:
        if wish != self._wish:
            self._wish = wish
            self._desk.memory.touch()
            self.reload()

    def action_rows(self) -> None:
        """Show other rows, with what is most worth knowing first."""
        kinds = list(Rows)
        self._rows = kinds[(kinds.index(self._rows) + 1) % len(kinds)]
        self._sort, self._reverse = first_sort(self._rows), True
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

    @property
    def commands(self) -> Sequence[Command]:
        """What has no key."""
        from smm_tui.commands import Command  # noqa: PLC0415 - after the picture

        text = _("Save the sums shown in a file")
        return [Command(_("Export the spending"), "", text, self.export)]

    def export(self) -> None:
        """Write the sums of the window into a file."""
        from smm_tui.screens.spending_takeout import of_spending  # noqa: PLC0415 - seldom wanted

        if self.shown is None:
            self.post_message(Say(Notice(_("Nothing is added up yet."))))
            return
        takeout = of_spending(self.shown, self._rows, self.table.items)
        self.post_message(TakeOut(takeout))

    def action_sort(self) -> None:
        """Sort by the next column; before there is room for any, by the next of all."""
        every = list(SpendingSort)
        turns = [SpendingSort(key) for key in self.table.columns if key in every] or every
        place = turns.index(self._sort) if self._sort in turns else -1
        self._sort = turns[(place + 1) % len(turns)]
        self._reverse = self._sort is not SpendingSort.NAME or self._rows is Rows.PERIODS
        self._anew()

    def action_reverse(self) -> None:
        """Turn the order around."""
        self._reverse = not self._reverse
        self._anew()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Currencies are offered where there are several, the chart where one hides the other."""
        shown = self.shown
        if action == "currency":
            return shown is not None and len(shown.choice.currencies) > 1
        if action == "together":
            return shown is not None and (shown.choice.others or shown.wish.together)
        if action == "chart":
            return self.charts == 1
        return super().check_action(action, parameters)

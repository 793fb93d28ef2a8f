"""The orders, live: newest first, refreshed by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from smm_tui.i18n import _
from smm_tui.models import RequestKind
from smm_tui.screens.order_rows import LATE, OrderRows
from smm_tui.screens.wishes import (
    Acknowledge,
    CopyIds,
    CopyReceipt,
    EnterIds,
    LookAt,
    OrderAgain,
    OrderSeveral,
    ReviewRequests,
    Say,
    TakeOut,
)
from smm_tui.session import Notice
from smm_tui.widgets.line_table import LineTable

if TYPE_CHECKING:
    from smm_tui.commands import Command


class OrdersView(OrderRows):
    """Watch orders being delivered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", _("Mark"), tooltip=_("Mark this order"), id="orders.mark"),
        Binding(
            "asterisk",
            "mark_all",
            _("Mark all"),
            tooltip=_("Mark all orders shown, or none"),
            id="orders.mark_all",
            show=False,
        ),
        Binding(
            "r",
            "request('refill')",
            _("Refill"),
            tooltip=_("Ask to refill marked orders, or this one"),
            id="orders.refill",
        ),
        Binding(
            "c",
            "request('cancel')",
            _("Cancel"),
            tooltip=_("Ask to cancel marked orders, or this one"),
            id="orders.cancel",
        ),
        Binding(
            "o",
            "again",
            _("Order again"),
            tooltip=_("Open the order form with the same entries"),
            id="orders.again",
        ),
        Binding(
            "b",
            "several",
            _("Several"),
            tooltip=_("Order several at once, a line each"),
            id="orders.several",
        ),
        Binding(
            "t",
            "track",
            _("Track"),
            tooltip=_("Add orders placed elsewhere, by their ids"),
            id="orders.track",
        ),
        Binding(
            "a",
            "acknowledge",
            _("Acknowledge"),
            tooltip=_("Take them off what needs attention"),
            id="orders.acknowledge",
            show=False,
        ),
        Binding(
            "l",
            "late",
            _("Late"),
            tooltip=_("Show only slow or stuck orders, or all"),
            id="orders.late",
            show=False,
        ),
        Binding(
            "y,ctrl+c",
            "copy",
            _("Copy ids"),
            tooltip=_("Copy the ids of marked orders, or this id"),
            id="orders.copy",
            show=False,
        ),
        Binding(
            "e",
            "export",
            _("Export"),
            tooltip=_("Save marked, shown or all orders in a file"),
            id="orders.export",
        ),
        Binding("s", "sort", _("Sort"), tooltip=_("Sort by the next column"), id="orders.sort"),
        Binding(
            "S",
            "reverse",
            _("Reverse"),
            tooltip=_("Turn the order of the rows around"),
            id="orders.reverse",
            show=False,
        ),
    ]
    HELP = _(
        "Orders refresh by themselves until they have ended. Refresh asks again at once, "
        "also after the marked orders that have ended. The filter takes words in any order, and "
        "fields, such as st:partial age<7d charge>1.50; quotes make them text."
    )

    def compose(self) -> ComposeResult:
        """The filter and the table."""
        yield self.filter_bar
        yield self.table

    @property
    def picked(self) -> tuple[int, ...]:
        """The marked orders, else the one under the cursor."""
        if self.table.marked:
            return tuple(ref for ref in self.refs if ref in self.table.marked)
        key = self.table.cursor_key
        return () if key is None else (key,)

    @property
    def marked(self) -> frozenset[int]:
        """The marked orders, or none."""
        return self.table.marked

    def take_focus(self) -> None:
        """Be on the orders."""
        self.screen.set_focus(self.table)

    # -- what a person does --------------------------------------------------------------

    def follow_filter(self) -> None:
        """Filter the orders."""
        self.narrow_to(self.filter_bar.text)

    @on(LineTable.Highlighted)
    @on(LineTable.Widened)
    def keep_place(self, event: LineTable.Highlighted | LineTable.Widened) -> None:
        """Keep where the cursor is, and the widths."""
        event.stop()
        self._desk.memory.touch()

    @on(LineTable.RowsWanted)
    def bring_rows(self, event: LineTable.RowsWanted) -> None:
        """Read the rows that came into view."""
        event.stop()
        self.fetch_view()

    @on(LineTable.Chosen)
    def open_details(self, event: LineTable.Chosen) -> None:
        """Open an order."""
        event.stop()
        self.post_message(LookAt(event.key))

    def show_late(self) -> None:
        """Narrow to what takes too long."""
        self.filter_bar.write(LATE)

    def action_late(self) -> None:
        """Narrow to what takes too long, or undo that."""
        self.filter_bar.write("" if self.filter_bar.text == LATE else LATE)

    def step_back(self) -> bool:
        """Undo the filter or else the marks; says whether there was one to undo."""
        if super().step_back():
            return True
        marked = bool(self.table.marked)
        self.table.marked = frozenset()
        return marked

    def action_mark(self) -> None:
        """Mark the order under the cursor, and move on."""
        if (key := self.table.cursor_key) is not None:
            self.table.marked ^= frozenset({key})
            self.table.action_move(1)

    def action_mark_all(self) -> None:
        """Mark all orders shown; none where all are."""
        everything = frozenset(self.refs)
        self.table.marked = frozenset() if self.table.marked == everything else everything

    def action_request(self, kind: str) -> None:
        """Ask for a review of refills or cancels."""
        if self.picked:
            self.post_message(ReviewRequests(RequestKind(kind), self.picked))

    def action_again(self) -> None:
        """Order again."""
        if (key := self.table.cursor_key) is not None:
            self.post_message(OrderAgain(key))

    def action_several(self) -> None:
        """Enter several orders."""
        self.post_message(OrderSeveral())

    def action_track(self) -> None:
        """Enter order ids."""
        self.post_message(EnterIds())

    def action_acknowledge(self) -> None:
        """Take off the list of what needs attention."""
        if self.picked:
            self.post_message(Acknowledge(self.picked))

    def action_copy(self) -> None:
        """Copy ids."""
        if self.picked:
            self.post_message(CopyIds(self.picked))

    def action_export(self) -> None:
        """Write orders into a file."""
        from smm_tui.screens.takeout import of_orders  # noqa: PLC0415 - seldom wanted

        if not self.total:
            self.post_message(Say(Notice(_("There is no order to export."))))
            return
        marked = self.picked if self.table.marked else ()
        self.post_message(TakeOut(of_orders(self.refs, marked, self.total)))

    @property
    def commands(self) -> Sequence[Command]:
        """What belongs to the order under the cursor and has no key here."""
        from smm_tui.commands import Command  # noqa: PLC0415 - after the picture

        if self.table.cursor_key is None:
            return ()
        return [
            Command(
                _("Copy a receipt"),
                "",
                _("Copy what a support ticket asks for"),
                self.copy_receipt,
            )
        ]

    def copy_receipt(self) -> None:
        """Copy what a support ticket asks about the order under the cursor."""
        if (key := self.table.cursor_key) is not None:
            self.post_message(CopyReceipt(key))

    def action_sort(self) -> None:
        """Sort by the next column."""
        self.sort_by(self.table.next_sort(self._sort))

    def action_reverse(self) -> None:
        """Turn the order around."""
        self.sort_by(self._sort, reverse=not self._reverse)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refill, cancel and ordering are absent where nothing may be spent."""
        if action in {"request", "again", "several"} and self._desk.read_only:
            return False
        return super().check_action(action, parameters)

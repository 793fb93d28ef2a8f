"""The orders, live: newest first, refreshed by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from smm_tui import formatting
from smm_tui.conditions import Field
from smm_tui.errors import LedgerError
from smm_tui.filters import ORDERS, parse
from smm_tui.i18n import _
from smm_tui.models import Mark, Order, OrderSort, RequestKind
from smm_tui.screens.desk import Desk
from smm_tui.screens.views import View
from smm_tui.screens.wishes import (
    Acknowledge,
    CopyIds,
    EnterIds,
    LookAt,
    OrderAgain,
    OrderSeveral,
    ReviewRequests,
)
from smm_tui.session import News, Topic
from smm_tui.widgets.filter_bar import FilterBar
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.order_table import OrderTable

LATE: Final = f"{Field.STATUS}{Mark.SLOW},{Mark.STUCK}"
"""The filter for what takes too long."""


class OrdersView(View):
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
            tooltip=_("Ask for a refill of the marked orders, or of this one"),
            id="orders.refill",
        ),
        Binding(
            "c",
            "request('cancel')",
            _("Cancel"),
            tooltip=_("Ask to cancel the marked orders, or this one"),
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
            tooltip=_("Add orders that were placed elsewhere, by their ids"),
            id="orders.track",
        ),
        Binding(
            "a",
            "acknowledge",
            _("Acknowledge"),
            tooltip=_("Take these orders off the list of what needs attention"),
            id="orders.acknowledge",
            show=False,
        ),
        Binding(
            "l",
            "late",
            _("Late"),
            tooltip=_("Show only orders that are slow or stuck, or all again"),
            id="orders.late",
            show=False,
        ),
        Binding(
            "y,ctrl+c",
            "copy",
            _("Copy ids"),
            tooltip=_("Copy the ids of the marked orders, or of this one"),
            id="orders.copy",
            show=False,
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
        "also after the marked orders that have ended."
    )
    topic = Topic.ORDERS
    refs: var[Sequence[int]] = var(())
    """The orders shown, in their order."""
    fetched: var[tuple[Order, ...]] = var((), always_update=True)
    """Rows that came into view or changed there, as the book has them."""
    total: var[int] = var(0)
    unread: var[str] = var("")
    """Why the book could not be read; "" where it could."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="orders")
        self._desk = desk
        # Held, not looked up: at the end of the program they go before this does.
        self.filter_bar = FilterBar(_("Orders"))
        self.table = OrderTable(signs=desk.signs, clock=desk.clock)
        self._sort = OrderSort.NEWEST
        self._reverse = False
        self._stale: set[int] = set()
        """Rows that the table holds and that changed since, in view or not."""

    def compose(self) -> ComposeResult:
        """The filter and the table."""
        yield self.filter_bar
        yield self.table

    def on_mount(self) -> None:
        """Read what the book has."""
        self.reload()

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

    # -- what is shown -------------------------------------------------------------------

    @work(group="orders-list", exclusive=True)
    async def reload(self) -> None:
        """Read which orders there are, by the filter and the sorting in force."""
        session = await self._desk.session()
        query = parse(self.filter_bar.text, ORDERS)
        try:
            refs = await session.book.order_refs(query, sort=self._sort, reverse=self._reverse)
            self.total = (await session.book.counts()).total
        except LedgerError as error:
            self.unread = f"{error.title}. {error.remedy}"
            raise
        self.unread = ""
        self.refs = refs

    @work(group="orders-rows", exclusive=True)
    async def fetch(self, refs: Sequence[int]) -> None:
        """Read rows out of the book."""
        session = await self._desk.session()
        self.fetched = tuple(await session.book.orders(refs))

    def hear(self, news: News) -> None:
        """Take up what changed about orders."""
        if news.topic in {Topic.ORDERS, Topic.PENDING}:
            self.hear_of(news.refs)

    def hear_of(self, refs: Sequence[int]) -> None:
        """Orders changed: read those in view anew, and the list where it may differ."""
        known = frozenset(self.refs)
        moves = self._sort is not OrderSort.NEWEST or self.filter_bar.text
        if moves or not refs or not known.issuperset(refs):
            self.reload()
        held = self.table.held
        self._stale |= held.intersection(refs) if refs else held
        self.fetch_view()

    def fetch_view(self) -> None:
        """Read the rows in view that are not held, or not as they are now."""
        held = self.table.held - self._stale
        wanted = [ref for ref in self.table.view if ref not in held]
        if wanted:
            self.fetch(wanted)

    def watch_refs(self, refs: Sequence[int]) -> None:
        """Show these orders; the cursor stays on its own while a person sees it."""
        if self.is_mounted:
            self.table.show(refs, keep_key=self.display)
            self.table.marked &= frozenset(refs)
            self._say_count()
            self.fetch_view()

    def watch_fetched(self, orders: tuple[Order, ...]) -> None:
        """Rows have come."""
        self._stale.difference_update(order.ref for order in orders)
        if self.is_mounted:
            self.table.take(orders)

    def watch_total(self) -> None:
        """The count is always shown."""
        self._say_count()

    def watch_unread(self) -> None:
        """No rows does not mean that there are none."""
        self._say_count()

    def _say_count(self) -> None:
        if not self.is_mounted:
            return
        bar = self.filter_bar
        bar.show_count(
            _("{shown} of {total}").format(
                shown=formatting.count(len(self.refs)), total=formatting.count(self.total)
            )
        )
        self.table.empty_text = self.unread or (
            _("No order has all these words. {key} clears the filter.").format(
                key=self._desk.key("filter.clear")
            )
            if bar.text
            else _("No orders yet. Press {key}, choose a service and press enter.").format(
                key=self._desk.key("app.catalogue")
            )
        )

    # -- what a person does --------------------------------------------------------------

    @on(FilterBar.Changed)
    def narrow(self, event: FilterBar.Changed) -> None:
        """Filter while typing."""
        event.stop()
        self.reload()

    @on(FilterBar.Left)
    def to_rows(self, event: FilterBar.Left) -> None:
        """Go to the rows."""
        event.stop()
        self.take_focus()

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

    def action_filter(self) -> None:
        """Go to the filter."""
        self.filter_bar.open()

    def show_late(self) -> None:
        """Narrow to what takes too long."""
        self.filter_bar.write(LATE)

    def action_late(self) -> None:
        """Narrow to what takes too long, or undo that."""
        self.filter_bar.write("" if self.filter_bar.text == LATE else LATE)

    def step_back(self) -> bool:
        """Undo the filter or else the marks; says whether there was one to undo."""
        bar = self.filter_bar
        if bar.text or bar.has_class("-open"):
            bar.action_clear()
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
        self.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refill, cancel and ordering are absent where nothing may be spent."""
        if action in {"request", "again", "several"} and self._desk.read_only:
            return False
        return super().check_action(action, parameters)

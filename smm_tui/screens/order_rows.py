"""Which orders are shown: read out of the book by filter and order; no keys here."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Final

import msgspec
from textual import work
from textual.reactive import var

from smm_tui import formatting
from smm_tui.conditions import Field
from smm_tui.errors import LedgerError
from smm_tui.filter_hints import hint
from smm_tui.filters import ORDERS, Query, parse
from smm_tui.i18n import _
from smm_tui.models import Mark, Order, OrderSort
from smm_tui.screens.desk import Desk
from smm_tui.screens.views import View
from smm_tui.session import News, Topic
from smm_tui.state.view import Look, ViewState, cleaned
from smm_tui.widgets.filter_bar import FilterBar
from smm_tui.widgets.order_table import OrderTable

LATE: Final = f"{Field.STATUS}{Mark.SLOW},{Mark.STUCK}"
"""The filter for what takes too long."""


class OrderRows(View):
    """The rows of the orders view and its filter."""

    topic = Topic.ORDERS
    refs: var[Sequence[int]] = var(())
    """The orders shown, in their order."""
    loaded: var[bool] = var(default=False)
    """Whether the book was read."""
    fetched: var[tuple[Order, ...]] = var((), always_update=True)
    """Rows that came into view or changed there, as the book has them."""
    total: var[int] = var(0)
    unread: var[str] = var("")
    """Why the book could not be read; "" where it could."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="orders")
        look = cleaned(desk.memory.view.orders)
        self._desk = desk
        fields = _("words, or {fields}").format(fields="  ".join(ORDERS))
        # Held, not looked up: at the end of the program they go before this does.
        self.filter_bar = FilterBar(_("Orders"), text=look.filter, fields=fields, signs=desk.signs)
        self.table = OrderTable(signs=desk.signs, clock=desk.clock)
        self.table.most = look.columns
        self._sort = OrderSort.NEWEST
        with contextlib.suppress(ValueError):
            self._sort = OrderSort(look.sort)
        self._reverse = look.reverse
        self._query: Query = parse(look.filter, ORDERS)
        self._wanted = desk.memory.view.order
        """The order that the cursor is to be on once it is there."""
        self._known: frozenset[int] | None = None
        """The orders shown, once it was asked whether one is among them."""
        self._stale: set[int] = set()
        """Rows that the table holds and that changed since, in view or not."""

    def on_mount(self) -> None:
        """Be as the view was left, and read what the book has."""
        self.table.show_sort(self._sort, reverse=self._reverse)
        self._say_narrowed()
        self._say_count()
        self.reload()

    # -- what is shown -------------------------------------------------------------------

    @work(group="orders-list", exclusive=True)
    async def reload(self) -> None:
        """Read which orders there are, by the filter and the sorting in force."""
        session = await self._desk.session()
        try:
            refs = await session.book.order_refs(
                self._query, sort=self._sort, reverse=self._reverse
            )
            self.total = (await session.book.counts()).total
        except LedgerError as error:
            self.unread = f"{error.title}. {error.remedy}"
            raise
        self.unread = ""
        self.loaded = True
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
        if self._known is None:
            self._known = frozenset(self.refs)
        moves = self._sort is not OrderSort.NEWEST or self._query != Query()
        if moves or not refs or not self._known.issuperset(refs):
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
        self._known = None
        if self.is_mounted:
            wanted, self._wanted = self._wanted, 0
            keep = self.display or bool(wanted)
            self.table.show(refs, keep_key=keep, key=wanted or None)
            if self.table.marked:
                self.table.marked &= frozenset(refs)
            self._say_count()
            self.fetch_view()

    def watch_fetched(self, orders: tuple[Order, ...]) -> None:
        """Rows have come."""
        self._stale.difference_update(order.ref for order in orders)
        if self.is_mounted:
            self.table.take(orders)

    def watch_loaded(self) -> None:
        """From now on no rows means that there are none."""
        self._say_count()

    def watch_total(self) -> None:
        """The count is always shown."""
        self._say_count()

    def watch_unread(self) -> None:
        """No rows does not mean that there are none."""
        self._say_count()

    def _say_count(self) -> None:
        if not self.is_mounted:
            return
        if not self.loaded:
            self.table.empty_text = self.unread or _("Reading the orders ...")
            return
        self.filter_bar.show_count(
            _("{shown} of {total}").format(
                shown=formatting.count(len(self.refs)), total=formatting.count(self.total)
            )
        )
        if self.unread:
            self.table.empty_text = self.unread
        elif self.filter_bar.text == LATE:
            self.table.empty_text = _("No order takes too long. {key} shows all orders.").format(
                key=self._desk.key("filter.clear")
            )
        elif self._query != Query():
            self.table.empty_text = _("No order has all of this. {key} clears the filter.").format(
                key=self._desk.key("filter.clear")
            )
        else:
            self.table.empty_text = _(
                "No orders yet. Press {key}, choose a service and press enter."
            ).format(key=self._desk.key("app.catalogue"))

    def _say_narrowed(self) -> None:
        chips = tuple(map(str, self._query.conditions))
        self.filter_bar.show_chips(chips, hint(self.filter_bar.text, ORDERS))

    # -- narrowing and order -------------------------------------------------------------

    def narrow_to(self, text: str) -> None:
        """Show the orders that meet a filter."""
        self._query = parse(text, ORDERS)
        self._say_narrowed()
        self._desk.memory.touch()
        self.reload()

    def sort_by(self, sort: OrderSort, *, reverse: bool = False) -> None:
        """Put the rows into this order."""
        self._sort, self._reverse = sort, reverse
        self.table.show_sort(sort, reverse=reverse)
        self._desk.memory.touch()
        self.reload()

    # -- what is remembered --------------------------------------------------------------

    def remember(self, state: ViewState) -> ViewState:
        """How the rows are narrowed and ordered, and where the cursor is."""
        look = Look(
            filter=self.filter_bar.text,
            sort=str(self._sort),
            reverse=self._reverse,
            columns=self.table.most,
        )
        ref = self._wanted or self.table.cursor_key or 0
        return msgspec.structs.replace(state, orders=look, order=ref)

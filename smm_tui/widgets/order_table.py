"""The orders of the book, of which only those in view are held here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Self

from textual.binding import BindingType
from textual.geometry import Region

from smm_tui.i18n import _
from smm_tui.models import Clock, Order, OrderSort, SystemClock
from smm_tui.widgets.columns import Cards, Cell, Column
from smm_tui.widgets.line_table import LineTable, opens
from smm_tui.widgets.order_cells import ID_CELLS, PROGRESS_CELLS, STATE_CELLS, Drawing, cell
from smm_tui.widgets.signs import UNICODE, Signs

_CARDS_BELOW: Final = 72
_PATIENCE: Final = 0.05
"""Seconds that a picture waits for rows out of the book, which take some 3 ms."""
_HELD: Final = 500
"""Orders kept; beyond it those out of view are forgotten, and asked for again in need."""


class OrderTable(LineTable):
    """Rows are `Order.ref`; the screen hands in orders as the book has them.

    On a narrow screen columns give way in the order age, start count, charge, id; on one that
    is narrower still each order takes two lines.
    """

    BINDINGS: ClassVar[list[BindingType]] = [opens(_("Details"))]

    wide_from: ClassVar[int] = 140

    def __init__(
        self,
        *,
        signs: Signs = UNICODE,
        clock: Clock | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(self, _columns(), cards=_cards(), markable=True, signs=signs, id=id)
        self._clock: Clock = clock or SystemClock()
        self._orders: dict[int, Order] = {}
        self._held_back: asyncio.TimerHandle | None = None

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint; but rows that are on their way from the book are waited for, for a moment.

        Painted at once they would be a page of signs for "not known", and the rows a second page.
        """
        if repaint and not (layout or recompose) and self._waits(whole=not regions):
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _waits(self, *, whole: bool) -> bool:
        """Whether the next picture is held back, now or since before."""
        if self._held_back is None and whole and self.is_mounted and self._lacks_rows:
            loop = asyncio.get_running_loop()
            self._held_back = loop.call_later(_PATIENCE, self._paint_held_back)
        return self._held_back is not None

    @property
    def waits(self) -> bool:
        """Whether the next picture waits for rows out of the book."""
        return self._held_back is not None

    @property
    def _lacks_rows(self) -> bool:
        return any(ref not in self._orders for ref in self.view)

    def _paint_held_back(self) -> None:
        """Paint what was held back, with the rows there are."""
        if self._held_back is not None:
            self._held_back.cancel()
            self._held_back = None
        super().refresh()

    def take(self, orders: Iterable[Order]) -> None:
        """Hold these orders, and paint those in view whose row changed."""
        changed = {order.ref: order for order in orders if self._orders.get(order.ref) != order}
        self._orders.update(changed)
        if len(self._orders) > _HELD:
            view = frozenset(self.view)
            self._orders = {ref: order for ref, order in self._orders.items() if ref in view}
        if self._held_back is None:
            self.refresh_rows(changed)
        elif not self._lacks_rows:
            self._paint_held_back()

    @property
    def held(self) -> frozenset[int]:
        """The orders that are held."""
        return frozenset(self._orders)

    @property
    def order(self) -> Order | None:
        """The one under the cursor, where it is held."""
        key = self.cursor_key
        return None if key is None else self._orders.get(key)

    def next_sort(self, sort: OrderSort, step: int = 1) -> OrderSort:
        """The next order in turn: newest first, then by each column that is shown."""
        turns = [OrderSort.NEWEST]
        turns += [OrderSort(key) for key in self.columns if key != OrderSort.NEWEST]
        place = turns.index(sort) if sort in turns else 0
        return turns[(place + step) % len(turns)]

    def show_sort(self, sort: OrderSort, *, reverse: bool = False) -> None:
        """Put the sign of the order beside its column's title."""
        self.show_sorted(str(sort), reverse=reverse)

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell | None] | None:
        """What is shown of an order; None while it is not held."""
        order = self._orders.get(key)
        if order is None:
            return None
        now = self._clock.now()
        return [
            cell(order, column, Drawing(self.signs, now, self.widths[column])) for column in columns
        ]


def _columns() -> tuple[Column, ...]:
    return (
        Column(OrderSort.ID, _("ID"), ID_CELLS, align="right", priority=1),
        Column(OrderSort.SERVICE, _("Service"), 11, weight=3),
        Column(OrderSort.LINK, _("Link"), 11, weight=2),
        Column(OrderSort.QUANTITY, _("Qty"), 7, align="right"),
        Column(OrderSort.PROGRESS, _("Progress"), PROGRESS_CELLS),
        Column(OrderSort.START, _("Start"), 7, align="right", priority=3),
        Column(OrderSort.REMAINS, _("Remains"), 7, align="right"),
        Column(OrderSort.STATUS, _("Status"), STATE_CELLS, good_width=18),
        Column(OrderSort.CHARGE, _("Charge"), 10, align="right", priority=2),
        Column(OrderSort.NEWEST, _("Age"), 6, align="right", priority=4),
    )


def _cards() -> Cards:
    """What stands first gives way last: the state, then how far it is."""
    first = (
        Column(OrderSort.ID, _("ID"), ID_CELLS, align="right"),
        Column(OrderSort.SERVICE, _("Service"), 12, weight=1),
    )
    second = (
        Column(OrderSort.STATUS, _("Status"), STATE_CELLS),
        Column(OrderSort.PROGRESS, _("Progress"), PROGRESS_CELLS, priority=1),
        Column(OrderSort.QUANTITY, _("Qty"), 7, align="right", priority=2),
        Column(OrderSort.LINK, _("Link"), 10, weight=1, priority=3),
    )
    return Cards(first, second, below=_CARDS_BELOW, indent=ID_CELLS + 1)

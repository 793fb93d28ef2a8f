"""What was spent by day, category or service: one row each, all of it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.reactive import reactive

from smm_tui import formatting
from smm_tui.i18n import _
from smm_tui.refunds import EXACT
from smm_tui.spending import Sums
from smm_tui.widgets.columns import Cell, CellStyle, Column
from smm_tui.widgets.line_table import LineTable, opens
from smm_tui.widgets.signs import UNICODE, Signs

_ALL: Final = 0
"""The key of the row of all; those of the others follow."""
_AMOUNT_CELLS: Final = 11
_MOST_CELLS: Final = 15
"""Wider amounts stand without their grouping."""
_BAR_CELLS: Final = 12


class SpendingSort(StrEnum):
    """What rows are sorted by."""

    NAME = "name"
    ORDERS = "orders"
    CHARGED = "charged"
    BACK = "back"
    NET = "net"


@dataclass(frozen=True, slots=True)
class Item:
    """A row."""

    key: str
    name: str
    sums: Sums


class SpendingTable(LineTable):
    """Rows are places in `items`, from 1; 0 is the sum of all.

    On a narrow screen columns give way in the order bar, orders, refunded, charged.
    """

    BINDINGS: ClassVar[list[BindingType]] = [opens(_("Orders"))]

    leads: reactive[bool] = reactive(default=False, repaint=False, bindings=True)
    """Whether enter leads anywhere from a row."""

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self, _columns("", "", _AMOUNT_CELLS), signs=signs, id=id)
        self.items: tuple[Item, ...] = ()
        self._total = Sums()
        self._shares = True
        self._whole = ""
        self._decimals = 0
        self._cells = _AMOUNT_CELLS

    def show_items(
        self,
        title: str,
        items: Sequence[Item],
        total: Sums,
        *,
        shares: bool = True,
        whole: str = "",
    ) -> None:
        """Show these, in their order; the cursor stays on its row.

        Args:
            title: What the rows are.
            items: The rows.
            total: The sum of all of them.
            shares: Whether a bar is the share of the whole; else it is as long as the row's
                charges are beside the largest.
            whole: What the row of all is called.
        """
        before = None if self.item is None else self.item.key
        self.items, self._total, self._shares = tuple(items), total, shares
        self._whole = whole or _("All")
        self._decimals = max(map(decimals_of, (total.charged, total.back)))
        self._cells = self._needed(total)
        self.use_columns(_columns(title, _("Share") if shares else "", self._cells))
        self.show(range(len(items) + 1) if items else range(0))
        keys = [item.key for item in items]
        if before is not None:
            self.move_to(keys.index(before) + 1 if before in keys else 0)
        self.refresh()

    @property
    def item(self) -> Item | None:
        """The one under the cursor; None on the sum of all."""
        key = self.cursor_key
        return None if not key or key > len(self.items) else self.items[key - 1]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is offered where it leads somewhere."""
        if action == "choose" and not self.leads:
            return False
        return super().check_action(action, parameters)

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell | None] | None:
        """What is shown of a row."""
        if key > len(self.items):
            return None
        name, sums = self._whole, self._total
        if key != _ALL:
            name, sums = self.items[key - 1].name or _("not known"), self.items[key - 1].sums
        style: CellStyle = "strong" if key == _ALL else ""
        return [self._cell(column, name, sums, style) for column in columns]

    def _cell(self, column: str, name: str, sums: Sums, style: CellStyle) -> Cell:
        match column:
            case SpendingSort.NAME:
                return Cell(name, style)
            case SpendingSort.ORDERS:
                return Cell(formatting.count(sums.orders), style or "muted")
            case SpendingSort.CHARGED:
                return Cell(self._amount(sums.charged), style)
            case SpendingSort.BACK:
                return Cell(self._back(sums), style or "muted")
            case SpendingSort.NET:
                return Cell(self._amount(sums.net), style)
        return Cell(self._bar(sums) if self._shares or not style else "", "accent")

    def _needed(self, total: Sums) -> int:
        """Cells for the largest amount, which is never cut: grouped if that is not too wide."""
        largest = max(abs(each) for each in (total.charged, total.back, total.net))
        grouped = len(f"~{largest:,.{self._decimals}f}")
        if grouped <= _MOST_CELLS:
            return max(grouped, _AMOUNT_CELLS)
        return max(len(f"~{largest:.{self._decimals}f}"), _AMOUNT_CELLS)

    def _amount(self, amount: Decimal) -> str:
        """With as many decimals as all amounts have, so that their points are in one column."""
        text = formatting.local(f"{amount:,.{self._decimals}f}")
        return text if len(text) < self._cells else formatting.ungrouped(text)

    def _back(self, sums: Sums) -> str:
        text = self._amount(sums.back) if sums.back else ""
        return f"~{text}" if sums.reckoned else text

    def _bar(self, sums: Sums) -> str:
        largest = max((item.sums.charged for item in self.items), default=Decimal(0))
        width, glyphs = self.widths[_BAR], self.signs.glyphs
        if self._shares:
            done, whole = whole_numbers(sums.charged, self._total.charged)
            return formatting.percent_bar(done, whole, width, glyphs=glyphs)
        done, whole = whole_numbers(min(sums.charged, largest), largest)
        return glyphs.full * (done * width // whole) if whole else ""


def decimals_of(amount: Decimal) -> int:
    """How many decimals an amount has."""
    exponent = amount.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def whole_numbers(part: Decimal, whole: Decimal) -> tuple[int, int]:
    """Two amounts as whole numbers that are to each other as they are."""
    decimals = max(decimals_of(part), decimals_of(whole))
    return int(part.scaleb(decimals, EXACT)), int(whole.scaleb(decimals, EXACT))


_BAR: Final = "bar"


def _columns(title: str, bar: str, amount: int) -> tuple[Column, ...]:
    return (
        Column(SpendingSort.NAME, title, 10, weight=2),
        Column(SpendingSort.ORDERS, _("Orders"), 6, align="right", priority=3),
        Column(SpendingSort.CHARGED, _("Charged"), amount, align="right", priority=1),
        Column(SpendingSort.BACK, _("Refunded"), amount, align="right", priority=2),
        Column(SpendingSort.NET, _("Net"), amount, align="right"),
        Column(_BAR, bar, _BAR_CELLS, weight=1, priority=4),
    )

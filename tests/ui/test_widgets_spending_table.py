"""Rows of sums: aligned, whole, and as many columns as fit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from smm_tui.spending import Sums
from smm_tui.widgets.spending_table import Item, SpendingTable, whole_numbers


class One(App[None]):
    def __init__(self, table: SpendingTable) -> None:
        super().__init__()
        self.table = table

    def compose(self) -> ComposeResult:
        yield self.table

    def lines(self) -> list[str]:
        lines = [self.table.render_line(y).text for y in range(self.table.size.height)]
        assert {len(line) for line in lines} == {self.table.size.width}
        return [line.rstrip(" ▐") for line in lines if line.strip()]


def sums(charged: str, returned: str = "0", reckoned: str = "0") -> Sums:
    return Sums(1, Decimal(charged), Decimal(returned), Decimal(reckoned))


def shown(*rows: Sums) -> tuple[list[Item], Sums]:
    total = Sums()
    for row in rows:
        total.add(row)
    items = [Item(str(place), f"Row {place}", row) for place, row in enumerate(rows)]
    return items, total


async def test_points_stand_under_each_other_and_estimates_are_marked() -> None:
    table = SpendingTable()
    app = One(table)
    async with app.run_test(size=(80, 6)):
        table.show_items("Day", *shown(sums("1.5"), sums("0.045", reckoned="0.0125")))
        all_of, first, second = app.lines()[1:]
        assert "~0.0125" in second
        assert all_of.split()[2:6] == ["2", "1.5450", "~0.0125", "1.5325"]
        assert first.split()[2:5] == ["1", "1.5000", "1.5000"]
        assert {line.index(".") for line in (all_of, first, second)} == {all_of.index(".")}


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1234567.5", "1,234,567.5"), ("123456789012.25", "123456789012.25")],
)
async def test_no_amount_is_cut_however_large(amount: str, text: str) -> None:
    table = SpendingTable()
    app = One(table)
    async with app.run_test(size=(100, 6)):
        table.show_items("Day", *shown(sums(amount)))
        assert app.lines()[1].split().count(text) == 2
        assert "…" not in "".join(app.lines())


async def test_columns_give_way_to_the_sums() -> None:
    table = SpendingTable()
    app = One(table)
    async with app.run_test(size=(120, 6)) as pilot:
        table.show_items("Day", *shown(sums("1.5", "0.5")))
        assert table.columns == ("name", "orders", "charged", "back", "net", "bar")
        for width, columns in (
            (64, "name orders charged back net"),
            (52, "name charged back net"),
            (40, "name charged net"),
            (30, "name net"),
        ):
            await pilot.resize_terminal(width, 6)
            assert " ".join(table.columns) == columns


async def test_a_bar_is_a_share_or_a_length() -> None:
    table = SpendingTable()
    app = One(table)
    async with app.run_test(size=(120, 6)):
        rows = shown(sums("3"), sums("1"))
        table.show_items("Service", *rows)
        assert [line.rpartition(" %")[0][-3:].strip() for line in app.lines()[1:]] == [
            *("100", "75", "25"),
        ]
        table.show_items("Day", *rows, shares=False)
        widths = [line.count("━") for line in app.lines()[1:]]
        assert widths[0] == 0
        assert widths[1] == table.widths["bar"]
        assert widths[2] == table.widths["bar"] // 3


amounts = st.decimals(min_value=0, max_value=10**12, places=8)


@given(amounts, amounts)
def test_whole_numbers_are_to_each_other_as_the_amounts(part: Decimal, whole: Decimal) -> None:
    left, right = whole_numbers(part, whole)
    assert left * whole == right * part

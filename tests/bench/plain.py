"""Plain Textual programs to measure against: `python -m tests.bench.plain bare`."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.coordinate import Coordinate
from textual.screen import ModalScreen, Screen
from textual.widgets import Button, DataTable, Footer, Header, Input, Label

_ROWS: Final = 100
_COLUMNS: Final = ("id", "name", "rate", "min", "max", "refill")
"""Those that the program shows as well."""
_CHANGED: Final = 20
"""Cells that one refresh changes in view."""


def _fill(table: DataTable[str], rows: Sequence[Sequence[str]]) -> None:
    table.cursor_type = "row"
    table.add_columns(*_COLUMNS)
    table.add_rows(rows)


def _few() -> list[list[str]]:
    return [
        [str(number), f"Service number {number} of the panel", "0.90", "10", "10000", "yes"]
        for number in range(_ROWS)
    ]


class Bare(App[None]):
    """Header, Footer and a table of 100 rows; a modal and two screens to push."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "modal", "Modal"),
        Binding("n", "next", "Next"),
    ]

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        _fill(self.query_one(DataTable), _few())

    def action_modal(self) -> None:
        self.push_screen(Form())

    def action_next(self) -> None:
        self.push_screen(Second())


class Second(Screen[None]):
    """As the first, pushed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("b", "app.pop_screen", "Back")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        _fill(self.query_one(DataTable), _few())


class Form(ModalScreen[None]):
    """Two entries and two buttons in a box."""

    CSS = "Form { align: center middle; } Form > Vertical { width: 70; height: 16; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label("Service number 1 of the panel")
            yield Input(placeholder="Link")
            yield Input(placeholder="Quantity")
            yield Button("Review")
            yield Button("Back")

    def on_mount(self) -> None:
        for entry in self.query(Input):
            entry.cursor_blink = False


class Echo(App[None]):
    """One entry and nothing else."""

    def compose(self) -> ComposeResult:
        entry = Input()
        entry.cursor_blink = False
        yield entry


class Table(App[None]):
    """A DataTable with the services of a panel, filtered by an Input as one would."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "Sort"),
        Binding("r", "change", "Refresh"),
        Binding("slash", "filter", "Filter"),
    ]

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self._rows = rows
        self._folded = [row[1].casefold() for row in rows]
        self._turn = itertools.count()
        self._sorts = itertools.cycle(("rate", "name", "min", "id"))

    def compose(self) -> ComposeResult:
        entry = Input()
        entry.cursor_blink = False
        yield Header()
        yield entry
        yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.cursor_type = "row"
        for name in _COLUMNS:
            table.add_column(name, key=name)
        table.add_rows(self._rows)
        table.focus()

    def action_filter(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        words = event.value.casefold().split()
        rows = [
            row
            for row, name in zip(self._rows, self._folded, strict=True)
            if all(word in name for word in words)
        ]
        table = self.query_one(DataTable)
        table.clear()
        table.add_rows(rows)

    def action_sort(self) -> None:
        self.query_one(DataTable).sort(next(self._sorts))

    def action_change(self) -> None:
        table = self.query_one(DataTable)
        turn = next(self._turn)
        for row in range(_CHANGED):
            table.update_cell_at(Coordinate(row, 4), str(turn * 100 + row))


def _services(count: int) -> list[list[str]]:
    from tests.bench.catalogue import services  # noqa: PLC0415 - not for the bare programs

    return [
        [str(row["service"]), " ".join(str(row["name"]).split()).replace("[", "(")]
        + [str(row[name]) for name in ("rate", "min", "max")]
        + ["yes" if row["refill"] else "no"]
        for row in services(count)
    ]


def main() -> None:
    """Run the program named: bare, echo, or table with its number of rows."""
    name, *arguments = sys.argv[1:]
    if name == "bare":
        Bare().run()
    elif name == "echo":
        Echo().run()
    else:
        Table(_services(int(arguments[0]))).run()


if __name__ == "__main__":
    main()

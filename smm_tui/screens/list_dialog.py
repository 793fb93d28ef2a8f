"""A dialog that is a list, out of which a person takes one."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from smm_tui.screens.dialog import Dialog
from smm_tui.widgets.columns import Cell, Column
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.signs import UNICODE, Signs


class ListDialog(Dialog):
    """Rows of a name and what it is about; dismissed with the name that was taken.

    Args:
        title: Stands in the border.
        columns: `name` and `about`.
        rows: Both of each row.
        chosen: The name on which it starts.
        signs: Those of the terminal.
    """

    DEFAULT_CSS = """
    ListDialog {
        & > Vertical { width: 64; }
        & LineTable { height: 4; }
    }
    """

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[tuple[str, str]],
        *,
        chosen: str,
        signs: Signs = UNICODE,
    ) -> None:
        super().__init__(signs)
        self._title = title
        self._rows = tuple(rows)
        self._chosen = chosen
        self._table = LineTable(self, columns, signs=signs)

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell | None]:
        """The cells of one row."""
        name, about = self._rows[key]
        known = {"name": Cell(name, "strong"), "about": Cell(about, "muted")}
        return [known[column] for column in columns]

    def body(self) -> ComposeResult:
        """The list."""
        yield self._table

    def on_mount(self) -> None:
        """Start on what is chosen now."""
        self.name_box(self._title)
        self.lay_out()
        self._table.show(range(len(self._rows)))
        names = [name for name, _about in self._rows]
        if self._chosen in names:
            self._table.move_to(names.index(self._chosen))
        self.set_focus(self._table)

    def lay_out(self) -> None:
        """As tall as the list, as far as the screen is."""
        self._table.styles.height = max(2, min(self.room, len(self._rows) + 1))

    @on(LineTable.Chosen)
    def take(self, event: LineTable.Chosen) -> None:
        """Close with the name."""
        event.stop()
        self.dismiss(self._rows[event.key][0])

"""Dialogs of one entry or one list: track order ids, choose a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from smm_tui.errors import InvalidInput
from smm_tui.i18n import _
from smm_tui.screens.dialog import Dialog
from smm_tui.session.tracking import parse_ids
from smm_tui.widgets.columns import Cell, Column
from smm_tui.widgets.line_table import LineTable


class TrackDialog(Dialog):
    """Asks for order ids; dismissed with what was entered."""

    DEFAULT_CSS = """
    TrackDialog {
        & TextArea { height: 6; border: none; padding: 0; background: $boost; }
        & TextArea:focus { border: none; }
        & .problem { color: $text-error; height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+o", "take", _("Track"), tooltip=_("Ask the panel for these ids"), id="track.take"
        ),
    ]

    def __init__(self, *, panel: str, entry: str = "", problem: str = "") -> None:
        super().__init__()
        self._panel = panel
        self._entry = entry
        self._problem = problem

    def compose(self) -> ComposeResult:
        """The entry and what it takes."""
        with Vertical() as box:
            box.border_title = _("Track orders of {panel}").format(panel=self._panel)
            box.border_subtitle = _("ctrl+o track  esc close")
            yield Static(
                Text(_("Order ids: one, several, a range such as 100-120, or a pasted list.")),
                markup=False,
            )
            yield TextArea(self._entry, tab_behavior="focus")
            yield Static(Text(self._problem), classes="problem", markup=False)

    def on_mount(self) -> None:
        """Start in the entry."""
        area = self.query_one(TextArea)
        area.cursor_blink = False
        self.set_focus(area)

    def action_take(self) -> None:
        """Close with the entry, where it holds ids."""
        entry = self.query_one(TextArea).text
        try:
            parse_ids(entry)
        except InvalidInput as error:
            self.query_one(".problem", Static).update(Text(error.detail))
            return
        self.dismiss(entry)


class PanelDialog(Dialog):
    """A list of panels; dismissed with the name of one."""

    DEFAULT_CSS = """
    PanelDialog {
        & > Vertical { width: 60; }
        & LineTable { height: auto; min-height: 4; max-height: 14; }
    }
    """

    def __init__(self, rows: Sequence[tuple[str, str]], *, chosen: str) -> None:
        super().__init__()
        self._rows = tuple(rows)
        self._chosen = chosen

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell | None]:
        """The cells of one panel."""
        name, about = self._rows[key]
        known = {"name": Cell(name, "strong"), "about": Cell(about, "muted")}
        return [known[column] for column in columns]

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical() as box:
            box.border_title = _("Panels")
            box.border_subtitle = _("enter switch  esc close")
            columns = [
                Column("name", _("Name"), 14),
                Column("about", _("Balance, live orders"), 20, weight=1),
            ]
            yield LineTable(self, columns)

    def on_mount(self) -> None:
        """Start on the panel in view."""
        table = self.query_one(LineTable)
        table.styles.height = len(self._rows) + 1
        table.show(range(len(self._rows)))
        names = [name for name, _about in self._rows]
        if self._chosen in names:
            table.move_to(names.index(self._chosen))
        self.set_focus(table)

    @on(LineTable.Chosen)
    def take(self, event: LineTable.Chosen) -> None:
        """Close with the panel."""
        event.stop()
        self.dismiss(self._rows[event.key][0])

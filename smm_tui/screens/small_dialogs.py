"""Dialogs of one entry or one list: track order ids, choose a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from smm_tui.errors import InvalidInput
from smm_tui.i18n import _
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.list_dialog import ListDialog
from smm_tui.session.tracking import parse_ids
from smm_tui.widgets.columns import Column
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import Line

_LEAST_ENTRY: Final = 3
_MOST_ENTRY: Final = 6
"""How many lines the entry of order ids takes."""


class TrackDialog(Dialog):
    """Asks for order ids; dismissed with what was entered."""

    DEFAULT_CSS = """
    TrackDialog {
        & TextArea { height: 6; border: none; padding: 0; background: $boost; }
        & TextArea:focus { border: none; background: $primary-muted; }
        &:ansi TextArea { background: $background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+o", "take", _("Track"), tooltip=_("Ask the panel for these ids"), id="track.take"
        ),
    ]

    def __init__(
        self, *, panel: str, entry: str = "", problem: str = "", signs: Signs = UNICODE
    ) -> None:
        super().__init__(signs)
        self._panel = panel
        self._area = TextArea(entry, tab_behavior="focus", highlight_cursor_line=False)
        self._area.cursor_blink = False
        self._problem = problem

    def body(self) -> ComposeResult:
        """What it takes, and the entry."""
        self.pane.can_focus = False
        yield self.pane
        yield self._area

    def on_mount(self) -> None:
        """Start in the entry."""
        self.name_box(_("Track orders of {panel}").format(panel=self._panel))
        self._say(self._problem)
        self.set_focus(self._area)

    def lay_out(self) -> None:
        """The entry stays in view."""
        self.fit(beside=_LEAST_ENTRY)
        height = self.pane.styles.height
        said = int(height.value) if height is not None else 1
        self._area.styles.height = max(1, min(_MOST_ENTRY, self.room - said))

    def _say(self, problem: str) -> None:
        about = _("Order ids: one, several, a range such as 100-120, or a pasted list.")
        lines = [Line(about, "muted")]
        self.pane.show([*lines, Line(problem, "error")] if problem else lines)
        self.lay_out()

    def action_take(self) -> None:
        """Close with the entry, where it holds ids."""
        entry = self._area.text
        try:
            parse_ids(entry)
        except InvalidInput as error:
            self._say(error.detail)
            return
        self.dismiss(entry)


class PanelDialog(ListDialog):
    """A list of panels; dismissed with the name of one."""

    def __init__(
        self, rows: Sequence[tuple[str, str]], *, chosen: str, signs: Signs = UNICODE
    ) -> None:
        columns = (
            Column("name", _("Name"), 9, weight=1),
            Column("about", _("Balance, live orders"), 21, weight=2),
        )
        super().__init__(_("Panels"), columns, rows, chosen=chosen, signs=signs)

"""What all dialogs share beside their box: the keys of everywhere, a pane that fits."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from smm_tui.i18n import _
from smm_tui.screens.orderly_keys import Asked
from smm_tui.widgets.box import SIDES, WIDTH, Box
from smm_tui.widgets.text_pane import TextPane


class Dialog(Box, Asked[Any]):
    """A box over the screen below, in which the keys of everywhere go on working."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, f"app.{action}", words, tooltip=explanation, id=f"app.{name}", show=False)
        for keys, action, words, explanation, name in (
            ("question_mark,f1", "help", _("Help"), _("The keys of this screen"), "help"),
            (
                "u",
                "take_back",
                _("Take back"),
                _("Take back the newest order still in its pause"),
                "take_back",
            ),
            ("ctrl+l", "repaint", _("Repaint"), _("Draw the whole screen anew"), "repaint"),
            (
                "ctrl+z",
                "suspend_process",
                _("Suspend"),
                _("Stop the program; fg goes on"),
                "suspend",
            ),
            ("q", "leave", _("Quit"), _("Quit"), "quit"),
        )
    ]

    def fit(self, pane: TextPane, *, beside: int, most: int = 1000) -> None:
        """Make a pane as tall as its text, as far as the screen and `beside` lines allow."""
        width = min(WIDTH, self.app.size.width) - SIDES
        height = min(self.room - beside, most, pane.lines_at(width))
        pane.styles.height = max(height, 1)

"""A box over the screen below, and the help, which is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from smm_tui.i18n import _
from smm_tui.widgets.key_bar import KeyBar
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import Line, TextPane

_FRAME = 5
"""Lines that the header, the key bar and the border take."""

WIDTH = 84
SIDES = 4


class Box(ModalScreen[Any]):
    """Under the header, in the middle; in it the keys of everywhere go on working."""

    DEFAULT_CSS = """
    Box {
        align: center top;
        background: transparent;
        &:ansi { background: transparent; }
        & > Vertical {
            margin: 1 0;
            width: 84;
            max-width: 100%;
            height: auto;
            padding: 0 1;
            background: $surface;
            border: round $border;
            border-title-color: $text-primary;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
        }
        &.-ascii > Vertical { border: ascii $border; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", _("Close"), tooltip=_("Close this"), id="dialog.back"),
        # F1 first: it is the one that acts in a text field too.
        Binding(
            "f1,question_mark",
            "app.help",
            _("Help"),
            tooltip=_("The keys of this screen"),
            id="app.help",
        ),
        *(
            Binding(keys, f"app.{action}", words, show=False, tooltip=explanation, id=f"app.{name}")
            for keys, action, words, explanation, name in (
                (
                    "u",
                    "take_back",
                    _("Take back"),
                    _("Take back the newest order not yet sent"),
                    "take_back",
                ),
                ("P", "pause", _("Pause"), _("Stop refreshing, or go on"), "pause"),
                ("M", "mouse", _("Mouse"), _("Switch the mouse on or off"), "mouse"),
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
        ),
    ]

    def __init__(self, signs: Signs = UNICODE) -> None:
        super().__init__(classes="" if signs is UNICODE else "-ascii")
        self.signs = signs
        self._dismissed = False

    @property
    def room(self) -> int:
        """How many lines fit into the box."""
        return max(1, self.app.size.height - _FRAME)

    def action_close(self) -> None:
        """Close without a result."""
        self.dismiss(None)

    def dismiss(self, result: Any = None) -> AwaitComplete:  # noqa: ANN401 - that of each box
        """Close with a result; again is nothing: it would close what lies below.

        Nor is it anything while another box lies on top: Textual would leave this one open.
        """
        if self._dismissed or not self.is_active:
            return AwaitComplete()
        self._dismissed = True
        return super().dismiss(result)


class HelpScreen(Box):
    """Lines of text: the keys in force on the screen below, with what they do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "question_mark,f1",
            "close",
            _("Close"),
            show=False,
            tooltip=_("Close this"),
            id="help.close",
        ),
    ]

    def __init__(self, lines: Sequence[Line], *, title: str = "", signs: Signs = UNICODE) -> None:
        super().__init__(signs)
        self._title = title or _("Help")
        self._lines = tuple(lines)
        self._pane = TextPane(signs=signs)

    def compose(self) -> ComposeResult:
        """One pane in a box, and the keys that act in it."""
        self._pane.show(self._lines)
        self._fit()
        with Vertical() as box:
            box.border_title = self._title
            yield self._pane
        yield KeyBar(signs=self.signs)

    def on_mount(self) -> None:
        """The keys that scroll act at once."""
        self.set_focus(self._pane)

    def on_resize(self) -> None:
        """Follow the screen."""
        self._fit()

    def _fit(self) -> None:
        """As tall as the text, as far as the screen is."""
        width = min(WIDTH, self.app.size.width) - SIDES
        self._pane.styles.height = min(self.room, self._pane.lines_at(width))

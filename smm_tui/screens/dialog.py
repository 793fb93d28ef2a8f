"""What all dialogs share beside their box: title, keys of everywhere, a pane that fits."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from smm_tui.i18n import _
from smm_tui.screens.orderly_keys import Asked, OrderlyKeys
from smm_tui.widgets.box import SIDES, WIDTH, Box
from smm_tui.widgets.key_bar import KeyBar, key_of
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import Line, TextPane

_WIDE_FROM: Final = 120
_WIDE: Final = 108
_MOST_PROBLEM: Final = 3
ARM_SECONDS: Final = 0.3
"""How long after it came to be seen a dialog that spends takes no answer (design.md)."""


class ProblemLine(TextPane, can_focus=False):
    """What is wrong with the entry above it; takes no line while nothing is."""

    def __init__(self, problem: str = "", *, beside: int, signs: Signs) -> None:
        super().__init__(signs=signs)
        self.add_class("problem")
        self._beside = beside
        self.say(problem)

    def say(self, problem: str) -> None:
        """Show this, or nothing."""
        self.display = bool(problem)
        self.show([Line(problem, "error", label=" ", label_width=self._beside)])

    def fit(self, width: int) -> int:
        """Take the lines that are needed, and tell how many."""
        if not self.display:
            return 0
        lines = min(self.lines_at(width), _MOST_PROBLEM)
        self.styles.height = lines
        return lines


class Dialog(Box, Asked[Any]):
    """A box over the screen below, with a key bar of its own.

    A subclass yields what is in the box from `body`. `pane` is the text that page up and
    page down scroll, wherever the focus is.
    """

    AUTO_FOCUS = ""
    says_more: ClassVar[bool] = False
    """Whether the box says by which key one sees more of its text."""
    DEFAULT_CSS = """
    Dialog { overflow: hidden; }
    Dialog.-wide > Vertical { width: 108; }
    Dialog .problem { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "pagedown",
            "page(1)",
            _("Next page"),
            show=False,
            tooltip=_("Next page of the text"),
            id="text.dialog_page_down",
        ),
        Binding(
            "pageup",
            "page(-1)",
            _("Previous page"),
            show=False,
            tooltip=_("Previous page of the text"),
            id="text.dialog_page_up",
        ),
    ]

    def __init__(self, signs: Signs = UNICODE, *, wide: bool = False) -> None:
        super().__init__(signs)
        self._may_be_wide = wide
        self.pane = TextPane(signs=signs)
        self._box = Vertical()

    def compose(self) -> ComposeResult:
        """The box and the keys."""
        self._widen()
        with self._box:
            yield from self.body()
        yield KeyBar(signs=self.signs)

    def body(self) -> ComposeResult:
        """What is in the box."""
        yield self.pane

    def name_box(self, title: str) -> None:
        """Title the box; a panel's words are no markup there either."""
        self._box.border_title = Text(title)

    @property
    def inner(self) -> int:
        """How many cells a line in the box has."""
        return max(1, min(_WIDE if self._is_wide else WIDTH, self.app.size.width) - SIDES)

    @property
    def lines(self) -> int:
        """How many lines the box has inside."""
        return self._box.size.height

    @property
    def _is_wide(self) -> bool:
        return self._may_be_wide and self.app.size.width >= _WIDE_FROM

    def _widen(self) -> None:
        self.set_class(self._is_wide, "-wide")

    def on_resize(self) -> None:
        """Follow the screen."""
        self._widen()
        self.lay_out()

    def lay_out(self) -> None:
        """Share out the lines that the box has."""
        self.fit()

    def fit(self, *, beside: int = 0, least: int = 0) -> None:
        """Make the pane as tall as its text, as far as the screen and `beside` lines allow.

        Args:
            beside: Lines in the box that are not the pane's.
            least: Lines that the box has at the least, as those of a box that it covers.
        """
        lines = self.pane.lines_at(self.inner)
        height = max(min(self.room - beside, max(lines, least - beside)), 1)
        self.pane.styles.height = height
        if self.says_more:
            key = key_of(self, "text.dialog_page_down", self.signs)
            more = _("{key} scrolls").format(key=key) if lines > height and key else ""
            self._box.border_subtitle = Text(more)

    def action_page(self, pages: int) -> None:
        """Scroll the text."""
        self.pane.action_page(pages)


class Deliberate(Dialog):
    """A dialog that spends or settles: it knows what was struck before it could be read.

    That is, before it had reached the terminal, or within 300 ms after.
    """

    def __init__(self, signs: Signs = UNICODE, *, wide: bool = False) -> None:
        super().__init__(signs, wide=wide)
        self._armed_at: float | None = None

    def arm(self) -> None:
        """Count the 300 ms from when what is there now can be seen; for `on_mount`."""
        self.call_after_refresh(self._ask_when_shown)

    def _ask_when_shown(self) -> None:
        if isinstance(self.app, OrderlyKeys):
            self.app.when_shown(self, self._shown)
        else:
            self._shown()

    def _shown(self) -> None:
        self._armed_at = Message().time + ARM_SECONDS

    def is_early(self, time: float) -> bool:
        """Whether a person could not have read this at that time (of `Message.time`)."""
        return self._armed_at is None or time < self._armed_at

"""The answers of a dialog; only arrows move between them, only enter takes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from smm_tui.i18n import _

_FRAME = 4
"""Cells around a word: those of its brackets."""


class Answers(Widget, can_focus=True):
    """The first answer changes nothing and is the one chosen whenever the focus comes here.

    Tab does not move between them: a pasted text may hold tabs and line ends, and must not
    reach an answer that acts.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Answers { height: 1; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,down", "turn(1)", _("Next answer"), id="answers.next", tooltip=_("Move on")),
        Binding(
            "left,up",
            "turn(-1)",
            _("Answer before"),
            id="answers.previous",
            tooltip=_("Move back"),
            show=False,
        ),
        Binding("enter", "take", _("Take it"), id="answers.take", tooltip=_("Take this answer")),
    ]
    chosen: reactive[int] = reactive(0)

    @dataclass
    class Taken(Message):
        """An answer was taken."""

        index: int
        at: float
        """When, in the seconds of `Message.time`."""

    def __init__(self, *words: str) -> None:
        super().__init__()
        self._words = words

    def lines_at(self, width: int) -> int:
        """How many lines they take: one, or where that is too narrow one each."""
        needed = sum(cell_len(word) + _FRAME + 1 for word in self._words) - 1
        return 1 if needed <= width else len(self._words)

    def render(self) -> Text:
        """All answers, the chosen one between signs."""
        text = Text(no_wrap=True, overflow="ellipsis")
        between = " " if self.lines_at(self.size.width) == 1 else "\n"
        for index, word in enumerate(self._words):
            chosen = index == self.chosen
            style = "" if not chosen else "reverse" if self.has_focus else "bold"
            text.append(between if index else "")
            text.append(f"[ {word} ]" if chosen else f"  {word}  ", style)
        return text

    def action_turn(self, step: int) -> None:
        """Move to another answer."""
        self.chosen = min(max(self.chosen + step, 0), len(self._words) - 1)

    def action_take(self) -> None:
        """Take the chosen answer."""
        self.post_message(self.Taken(self.chosen, Message().time))

    def on_blur(self) -> None:
        """Whoever comes back starts at the answer that changes nothing."""
        self.chosen = 0

    def on_click(self, event: events.Click) -> None:
        """A click moves to an answer; a click on the chosen one takes it."""
        event.stop()
        index = self._answer_at(event.x, event.y)
        if index is not None and index == self.chosen:
            self.post_message(self.Taken(index, event.time))
        elif index is not None:
            self.chosen = index

    def _answer_at(self, x: int, y: int) -> int | None:
        stacked = self.lines_at(self.size.width) > 1
        start = 0
        for index, word in enumerate(self._words):
            end = start + cell_len(word) + _FRAME
            if start <= x < end and (not stacked or y == index):
                return index
            start = 0 if stacked else end + 1
        return None

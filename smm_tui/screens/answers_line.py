"""The answers of a dialog in one line; only arrows move between them, only enter takes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from smm_tui.i18n import _


class Answers(Widget, can_focus=True):
    """The first answer changes nothing and is the one chosen at the start."""

    DEFAULT_CSS = """
    Answers { height: 1; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "turn(1)", _("Next answer"), id="answers.right", tooltip=_("Move on")),
        Binding(
            "left",
            "turn(-1)",
            _("Answer before"),
            id="answers.left",
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

    def __init__(self, *words: str) -> None:
        super().__init__()
        self._words = words

    def render(self) -> Text:
        """All answers, the chosen one between signs."""
        text = Text(no_wrap=True, overflow="ellipsis")
        for index, word in enumerate(self._words):
            chosen = index == self.chosen
            style = "" if not chosen else "reverse" if self.has_focus else "bold"
            text.append(f"[ {word} ]" if chosen else f"  {word}  ", style)
            text.append(" ")
        return text

    def action_turn(self, step: int) -> None:
        """Move to another answer."""
        self.chosen = min(max(self.chosen + step, 0), len(self._words) - 1)

    def action_take(self) -> None:
        """Take the chosen answer."""
        self.post_message(self.Taken(self.chosen))

    def on_click(self, event: events.Click) -> None:
        """A click moves to an answer; a click on the chosen one takes it."""
        event.stop()
        start = 0
        for index, word in enumerate(self._words):
            end = start + len(word) + 4
            if start <= event.x < end:
                if index == self.chosen:
                    self.action_take()
                else:
                    self.chosen = index
            start = end + 1

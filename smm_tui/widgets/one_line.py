"""One line of parts that give way, in an order of their own, where there is too little width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

from smm_tui.widgets.columns import CellStyle, fit
from smm_tui.widgets.painted import Painted
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.whole_line import blank, exactly

_BETWEEN = 2
"""Cells between two parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, in one wording or in several from long to short."""

    texts: tuple[str, ...]
    style: CellStyle = ""
    yields: int = 0
    """The part with the highest number gives way first, word by word."""
    keep: bool = False
    """Whether it is only worded shorter, never left out."""
    right: bool = False
    """Whether it stands at the right edge."""
    command: str = ""
    """The name of the command that a click on it gives; "" for none."""


def choose(parts: Sequence[Part], width: int) -> list[tuple[Part, str]]:
    """The parts that fit, each in the longest wording that does."""
    chosen = [(part, 0) for part in parts if part.texts[0]]
    while _needed(chosen) > width:
        yielding = [
            (part.yields, place)
            for place, (part, wording) in enumerate(chosen)
            if not part.keep or wording + 1 < len(part.texts)
        ]
        if not yielding:
            break
        place = max(yielding)[1]
        part, wording = chosen[place]
        if wording + 1 < len(part.texts):
            chosen[place] = part, wording + 1
        else:
            del chosen[place]
    return [(part, part.texts[wording]) for part, wording in chosen]


def strike(screen: Screen[Any], command: str) -> None:
    """Strike the key of a command, if it is in force: a click does nothing that a key does not."""
    for _node, binding, enabled, _tooltip in screen.active_bindings.values():
        if binding.id == command and enabled:
            screen.app.simulate_key(binding.key)
            return


def _unbroken(part: Part) -> Part:
    """A part without line breaks, which a panel's words may have: they would leave the line."""
    if not any("\n" in text for text in part.texts):
        return part
    return replace(part, texts=tuple(" ".join(text.split("\n")) for text in part.texts))


def _needed(chosen: Sequence[tuple[Part, int]]) -> int:
    texts = sum(cell_len(part.texts[wording]) for part, wording in chosen)
    return texts + _BETWEEN * max(len(chosen) - 1, 0)


class OneLine(Painted):
    """A line of the screen made of parts; painted anew only where they changed."""

    DEFAULT_CSS = """
    OneLine { height: 1; }
    """

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.signs = signs
        self._parts: tuple[Part, ...] = ()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these, from left to right, those of the right edge last."""
        shown = tuple(map(_unbroken, parts))
        if shown != self._parts:
            self._parts = shown
            self.refresh()

    @property
    def text(self) -> str:
        """The line as it is shown."""
        return self.render_line(0).text

    def segments(self, y: int, size: Size) -> Sequence[Segment]:
        """The line, exactly as wide as the widget, with one empty cell at either end."""
        width = size.width
        if y or width < 1:
            return blank(width, self.paint())
        left, right = self._sides(width)
        segments = [Segment(" ", self.paint()), *self._run(left)]
        ending = self._run(right)
        used = sum(cell_len(part.text) for part in (*segments, *ending))
        if ending and used + 1 <= width:
            ending = [Segment(" " * (width - used - 1), self.paint()), *ending]
        return self._exact([*segments, *ending], width)

    def _sides(self, width: int) -> tuple[list[tuple[Part, str]], list[tuple[Part, str]]]:
        chosen = choose(self._parts, width - 2)
        return (
            [each for each in chosen if not each[0].right],
            [each for each in chosen if each[0].right],
        )

    def on_click(self, event: events.Click) -> None:
        """Give the command of the part that was clicked."""
        if command := self._command_at(event.x):
            event.stop()
            strike(self.screen, command)

    def _command_at(self, x: int) -> str:
        left, right = self._sides(self.size.width)
        ending = sum(cell_len(text) for _part, text in right) + _BETWEEN * (len(right) - 1)
        for run, start in ((left, 1), (right, self.size.width - 1 - ending)):
            place = start
            for part, text in run:
                if place <= x < place + cell_len(text):
                    return part.command
                place += cell_len(text) + _BETWEEN
        return ""

    def _run(self, chosen: Sequence[tuple[Part, str]]) -> list[Segment]:
        segments: list[Segment] = []
        for part, text in chosen:
            if segments:
                segments.append(Segment(" " * _BETWEEN, self.paint()))
            size = cell_len(text)
            segments.append(Segment(fit(text, size), self.paint(part.style)))
        return segments

    def _exact(self, segments: Sequence[Segment], width: int) -> Sequence[Segment]:
        """Cut with a sign, or filled up."""
        line = Strip(segments)
        if line.cell_length > width:
            sign = Segment(self.signs.ellipsis, self.paint("muted"))
            return [*line.adjust_cell_length(width - 1), sign]
        return exactly(segments, width, self.paint())

"""A line of chips: what narrows or orders the rows of a view, and a word to what nearly does."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Size

from smm_tui.i18n import _
from smm_tui.widgets.columns import fit, measure
from smm_tui.widgets.painted import Painted
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.whole_line import blank, exactly

_LONGEST = 32
"""Cells of a chip's text."""
_EDGES = 2
"""The empty cell on either side of a text in its chip, and of the line."""


class ChipLine(Painted):
    """Takes no line while there is nothing to show.

    | class of the part | what it styles |
    |---|---|
    | `paint--chip` | a chip |
    """

    DEFAULT_CSS = """
    ChipLine {
        height: 1;
        display: none;
        & > .paint--chip { color: $text-primary; background: $block-cursor-blurred-background; }
        &:ansi > .paint--chip { background: $background; text-style: reverse; }
        &:nocolor > .paint--chip { text-style: reverse; }
    }
    """

    def __init__(self, *, signs: Signs = UNICODE) -> None:
        super().__init__()
        self.signs = signs
        self.chips: tuple[str, ...] = ()
        self.hint = ""

    def show(self, chips: Sequence[str], hint: str = "") -> None:
        """Show these from left to right, and the hint after them."""
        if (tuple(chips), hint) != (self.chips, self.hint):
            self.chips, self.hint = tuple(chips), hint
            self.display = bool(chips or hint)
            self.refresh()

    def segments(self, y: int, size: Size) -> Sequence[Segment]:
        """The line, exactly as wide as the widget."""
        width = size.width
        if y or width < 1:
            return blank(width, self.paint())
        segments, used = [Segment(" ", self.paint())], 1
        for text in self._fitting(width - _EDGES):
            cells = measure(text)
            segments.append(Segment(f" {fit(text, cells)} ", self.part("chip")))
            segments.append(Segment(" ", self.paint()))
            used += cells + _EDGES + 1
        if self.hint and (room := width - used - 1) > 0:
            hint = f"? {self.hint}"
            text = fit(hint, min(room, measure(hint)), ellipsis=self.signs.ellipsis)
            segments.append(Segment(text, self.paint("warning")))
        return exactly(segments, width, self.paint())

    def _fitting(self, room: int) -> list[str]:
        """The texts of the chips; the last one counts those for which there is no room."""
        cut = [
            fit(chip, min(measure(chip), _LONGEST), ellipsis=self.signs.ellipsis)
            for chip in self.chips
        ]
        shown = len(cut)
        texts = cut
        while shown and sum(measure(text) + _EDGES + 1 for text in texts) > room + 1:
            shown -= 1
            texts = [*cut[:shown], _("{count} more").format(count=len(cut) - shown)]
        return texts

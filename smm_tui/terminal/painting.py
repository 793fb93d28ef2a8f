"""What Textual's compositor has rendered, laid into cells without being written out in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.color import ColorSystem
from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from smm_tui.terminal.cells import Screen
from smm_tui.terminal.seams import ChopsUpdate, LayoutUpdate
from smm_tui.terminal.style import PLAIN


def runs(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Lines that follow each other, as the first of them and their count."""
    first = count = 0
    for y in sorted(lines):
        if count and y == first + count:
            count += 1
            continue
        if count:
            yield first, count
        first, count = y, 1
    if count:
        yield first, count


class Painter:
    """Lays frames into a screen of cells; knows the number of every style met so far."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._numbers: dict[Style | None, int] = {None: PLAIN}

    def paint(self, update: RenderableType) -> bool:
        """Lay a frame, whole or in part; False, and nothing done, for any other thing."""
        if isinstance(update, LayoutUpdate):
            x = update.region.x
            for y, strips in enumerate(update.strips, update.region.y):
                self.line(x, y, (segment for strip in strips for segment in strip))
        elif isinstance(update, ChopsUpdate):
            self._chops(update)
        else:
            return False
        return True

    def line(self, x: int, y: int, segments: Iterable[Segment]) -> None:
        """Lay segments on a line from a cell on."""
        numbers = self._numbers
        self._screen.draw(
            x,
            y,
            [
                (text, numbers[style] if style in numbers else self._number(style))
                for text, style, _control in segments
            ],
        )

    def _chops(self, update: ChopsUpdate) -> None:
        """Lay the parts of lines that changed, cut as Textual's own writing of them is."""
        for y, start, end in update.spans:
            for strip_end, (x, strip) in zip(
                update.chop_ends[y], update.chops[y].items(), strict=False
            ):
                if strip is None or x > end or strip_end <= start:
                    continue
                whole = start <= x < end and strip_end <= end
                shown = strip if whole else strip.crop(0, min(strip_end, end) - x)
                self.line(x, y, shown)

    def _number(self, style: Style | None) -> int:
        """The number of a style that is met for the first time."""
        parameters = "" if style is None else Strip.render_ansi(style, ColorSystem.TRUECOLOR)
        number = self._screen.styles.applied(PLAIN, parameters) if parameters else PLAIN
        self._numbers[style] = number
        return number

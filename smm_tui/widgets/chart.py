"""A chart of amounts over time: its scale on the left, its times below, one value pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import reactive

from smm_tui import formatting
from smm_tui.widgets import plot
from smm_tui.widgets.columns import fit, measure
from smm_tui.widgets.painted import Painted
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.whole_line import blank, exactly

_EDGE = 1
"""Empty cells on the left and on the right."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Amounts, one for each time."""

    title: str
    note: str
    """At the right edge of the title's line."""
    amounts: tuple[Decimal, ...]
    labels: tuple[str, ...]
    """What the times are called."""


@dataclass(frozen=True, slots=True)
class Course:
    """An amount that goes on through all times; None where it is not known."""

    title: str
    note: str
    amounts: tuple[Decimal | None, ...]
    """As many to each time, one after the other."""


class Chart(Painted):
    """Shows columns or a course; both keep their times under each other at one width.

    | class of the part | what it styles |
    |---|---|
    | `paint--axis` | the scale and the frame |
    """

    DEFAULT_CSS = """
    Chart {
        & > .paint--axis { color: $text-muted; }
        &:ansi > .paint--axis { text-style: dim; }
    }
    """

    data: reactive[Columns | Course | None] = reactive(None)
    times: reactive[int] = reactive(0)
    """How many times there are."""
    selected: reactive[int | None] = reactive(None)
    """The time that is pointed at."""
    scale_cells: reactive[int] = reactive(0)
    """Cells that the scale takes at the least, so that charts stand under each other."""

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.signs = signs
        self._marks = plot.UNICODE if signs is UNICODE else plot.ASCII
        self._drawn: tuple[object, list[list[str]]] | None = None

    @property
    def slot(self) -> int:
        """How many cells each time takes; 0 where they do not fit."""
        return self.slot_at(self.size.width)

    def slot_at(self, width: int) -> int:
        """How many cells each time takes at a width of the widget."""
        room = width - 2 * _EDGE - self._scale_width() - 1
        return max(room, 0) // self.times if self.times else 0

    @property
    def scale_wanted(self) -> int:
        """How many cells the scale of this chart needs."""
        return max(map(measure, self._scale()), default=0)

    def _top(self) -> Decimal:
        known = [amount for amount in self.data.amounts if amount is not None] if self.data else []
        return plot.scale(max(known, default=Decimal(0)))

    def _scale(self) -> tuple[str, str]:
        """What stands beside the highest and the middle line."""
        top = self._top()
        return formatting.rate(top), formatting.rate(top / 2)

    def _scale_width(self) -> int:
        return max(self.scale_cells, self.scale_wanted)

    def segments(self, y: int, size: Size) -> Sequence[Segment]:
        """One line: the title, the chart from its top, its foot."""
        width, data = size.width, self.data
        if width < 1 or data is None or not self.slot:
            return blank(width, self.paint())
        below = 2 if isinstance(data, Columns) else 0
        height = size.height - 1 - below
        if y == 0:
            segments = self._title(data, width)
        elif y <= height:
            segments = self._line(data, y - 1, height)
        elif isinstance(data, Columns):
            segments = self._foot() if y == height + 1 else self._times(data)
        else:
            segments = []
        return exactly([Segment(" " * _EDGE, self.paint()), *segments], width, self.paint())

    def _title(self, data: Columns | Course, width: int) -> list[Segment]:
        room = width - 2 * _EDGE
        note = fit(data.note, min(measure(data.note), max(room - measure(data.title) - 2, 0)))
        title = fit(data.title, room - measure(note), ellipsis=self.signs.ellipsis)
        return [Segment(title, self.paint("strong")), Segment(note, self.paint("muted"))]

    def _line(self, data: Columns | Course, row: int, height: int) -> list[Segment]:
        texts = self._scale()
        places = {0: texts[0]}
        if height % 2 == 0:
            # Only then a line ends at one half.
            places[height // 2] = texts[1]
        label = places.get(row, "")
        side = self._marks.tick if label else self._marks.side
        scale = fit(label, self._scale_width(), align="right") + side
        drawn = self._drawn_lines(data, height)[row]
        if isinstance(data, Columns):
            return [Segment(scale, self.paint("axis")), *self._columns(drawn)]
        return [
            Segment(scale, self.paint("axis")),
            Segment("".join(drawn), self.paint("success")),
        ]

    def _drawn_lines(self, data: Columns | Course, height: int) -> list[list[str]]:
        """The chart itself, worked out once for as long as it stays the same."""
        of = (data, self.times, self.slot, height)
        if self._drawn is None or self._drawn[0] != of:
            self._drawn = (of, self._draw(data, height))
        return self._drawn[1]

    def _draw(self, data: Columns | Course, height: int) -> list[list[str]]:
        top, marks = self._top(), self._marks
        if isinstance(data, Columns):
            return plot.columns(data.amounts, top=top, slot=self.slot, height=height, marks=marks)
        amounts = _stretched(data.amounts, self.times * self.slot * plot.DOTS_ACROSS)
        return [[each] for each in plot.line(amounts, top=top, height=height, marks=marks)]

    def _columns(self, cells: Sequence[str]) -> list[Segment]:
        selected = self.selected
        if selected is None or not 0 <= selected < len(cells):
            return [Segment("".join(cells), self.paint("accent"))]
        return [
            Segment("".join(cells[:selected]), self.paint("accent")),
            Segment(cells[selected], self.paint("strong")),
            Segment("".join(cells[selected + 1 :]), self.paint("accent")),
        ]

    def _foot(self) -> list[Segment]:
        marks, slot = self._marks, self.slot
        base = [marks.base] * (self.times * slot)
        if self.selected is not None and 0 <= self.selected < self.times:
            base[self.selected * slot + max(slot - 1, 1) // 2] = marks.here
        zero = fit("0", self._scale_width(), align="right")
        return [Segment(f"{zero}{marks.corner}{''.join(base)}", self.paint("axis"))]

    def _times(self, data: Columns) -> list[Segment]:
        """As many labels as stand clear of each other, each ending under its column."""
        slot = self.slot
        wide = max(map(measure, data.labels), default=0)
        apart = -(-(wide + 2) // slot)
        line = [" "] * (self.times * slot)
        for place in range(len(data.labels) - 1, -1, -apart):
            end = place * slot + max(slot - 1, 1)
            if end >= wide:
                line[end - wide : end] = fit(data.labels[place], wide)
        indent = " " * (self._scale_width() + 1)
        return [Segment(f"{indent}{''.join(line)}", self.paint("axis"))]


def _stretched(amounts: Sequence[Decimal | None], count: int) -> list[Decimal | None]:
    """So many of the amounts, evenly taken; of several the last that is known."""
    if not amounts:
        return [None] * count
    begins = [place * len(amounts) // count for place in range(count + 1)]
    parts = (amounts[begin : max(end, begin + 1)] for begin, end in pairwise(begins))
    return [next((each for each in reversed(part) if each is not None), None) for part in parts]

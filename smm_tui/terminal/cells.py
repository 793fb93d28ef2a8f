"""The cells that should be on the screen, drawn from the text that Textual writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from smm_tui.terminal.style import PLAIN, Styles
from smm_tui.terminal.widths import ascii_for, cells, clusters, leading_mark

# One segment of Textual's is one match; then text, an SGR, any other control sequence, a
# string sequence (links, titles) up to its end or that of the text, a single control.
_TOKEN: Final = re.compile(
    r"\x1b\[([0-9;]{1,80})m(?P<segment>[^\x00-\x1f\x7f-\x9f]+)\x1b\[0m"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<style>[0-9;]{0,80})m"
    r"|\x1b\[([0-9;]*)(?P<control>[ABCDGHJK])"
    r"|\x1b\[[0-?]*[ -/]*[@-~]?"
    r"|\x1b[]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
    r"|(?P<single>.)",
    re.DOTALL,
)
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f]+")
_REACH: Final = 9999
_LONGEST: Final = 20


@dataclass(slots=True)
class Row:
    """One line of cells: what is in each, and the number of its style.

    The cell right of a character that is two cells wide holds "". A space is in the style that
    it looks like, whatever colour its letter would have.
    """

    text: list[str]
    styles: list[int]

    @classmethod
    def blank(cls, width: int, style: int = PLAIN) -> Row:
        """A line of spaces."""
        return cls([" "] * width, [style] * width)


@dataclass(slots=True)
class Screen:
    """A grid of cells and where the cursor stands in it.

    Text beyond the right edge is dropped, and so is every control but the few that place
    the cursor, set the style or erase: nothing but cells gets out of here.
    """

    styles: Styles
    width: int
    height: int
    ascii_only: bool = False
    rows: list[Row] = field(init=False)
    touched: set[int] = field(init=False, default_factory=set)
    x: int = field(init=False, default=0)
    y: int = field(init=False, default=0)
    style: int = field(init=False, default=PLAIN)

    def __post_init__(self) -> None:
        self.rows = [Row.blank(self.width) for _ in range(self.height)]

    @property
    def x_seen(self) -> int:
        """The cursor's column; after the last cell of a line it stays on that."""
        return min(self.x, self.width - 1)

    def resize(self, width: int, height: int) -> None:
        """Cut or fill up to another size; what stays in view is kept."""
        for row in self.rows:
            short = width - len(row.text)
            row.text[width:] = [" "] * max(0, short)
            row.styles[width:] = [PLAIN] * max(0, short)
            if short < 0 and row.text[-1] and clusters(row.text[-1])[-1][1] > 1:
                self._blank(row, -1)
        self.rows[height:] = [Row.blank(width) for _ in range(height - len(self.rows))]
        self.width, self.height = width, height
        self.touched = set(range(height))
        self.move_to(self.x, self.y)

    def feed(self, data: str) -> None:
        """Draw what was written: text, styles, cursor moves, erasures."""
        for found in _TOKEN.finditer(data):
            kind = found.lastgroup
            if kind == "segment":
                self.style = self.styles.applied(self.style, found[1])
                self._draw(found["segment"])
                self.style = PLAIN
            elif kind == "text":
                self._draw(found["text"])
            elif kind == "style":
                self.style = self.styles.applied(self.style, found["style"])
            elif kind == "control":
                parameters = found[5][:_LONGEST].split(";")
                given = [min(int(part or "0"), _REACH) for part in parameters]
                _ACTIONS[found["control"]](self, given)
            elif kind == "single":
                self._single(found["single"])

    def move_to(self, x: int, y: int) -> None:
        """Place the cursor, within the screen."""
        self.x = max(0, min(x, self.width - 1))
        self.y = max(0, min(y, self.height - 1))

    def _single(self, control: str) -> None:
        if control == "\r":
            self.x = 0
        elif control == "\n":
            self.move_to(0, self.y + 1)
        elif control == "\b":
            self.move_to(self.x - 1, self.y)

    def draw(self, x: int, y: int, texts: Iterable[tuple[str, int]]) -> None:
        """Lay texts, each in its style, on a line from a cell on; controls are dropped."""
        if not 0 <= y < self.height:
            return
        self.x, self.y = x, y
        found: list[str] = []
        styles: list[int] = []
        blanks = self.styles.blanks
        for text, style in texts:
            new = self._cells(text, found)
            found += new
            blank = blanks[style]
            if blank == style:
                styles += [style] * len(new)
            else:
                styles += [blank if cell == " " else style for cell in new]
        self._put(found, styles)
        self.x += len(found)

    def _draw(self, text: str) -> None:
        self.draw(self.x, self.y, ((text, self.style),))

    def _cells(self, text: str, before: list[str]) -> list[str]:
        """The cells of a text; a mark in front of it is added to what stands before."""
        if text.isascii():
            return list(text if text.isprintable() else _CONTROLS.sub("", text))
        text = _CONTROLS.sub("", text)
        if self.ascii_only:
            return [
                cell
                for cluster, width in clusters(text)
                if width
                for cell in (cluster if cluster.isascii() else ascii_for(cluster, width))
            ]
        if mark := leading_mark(text):
            if before:
                _join(before, len(before) - 1, mark)
            elif 0 < self.x <= self.width:
                _join(self.rows[self.y].text, self.x - 1, mark)
                self.touched.add(self.y)
        return cells(text)

    def _put(self, new: list[str], styles: list[int]) -> None:
        """Lay cells over those from the cursor on; a character cut in half leaves a space."""
        x, room = self.x, self.width - self.x
        if not new or room <= 0:
            return
        if len(new) > room:
            cut_in_half = not new[room]
            del new[room:], styles[room:]
            if cut_in_half:
                new[-1], styles[-1] = " ", self.styles.blanks[styles[-1]]
        row, end = self.rows[self.y], x + len(new)
        if not row.text[x] and x:
            self._blank(row, x - 1)
        if end < self.width and not row.text[end]:
            self._blank(row, end)
        row.text[x:end] = new
        row.styles[x:end] = styles
        self.touched.add(self.y)

    def _blank(self, row: Row, x: int) -> None:
        row.text[x], row.styles[x] = " ", self.styles.blanks[row.styles[x]]

    def _erase(self, y: int, start: int, end: int) -> None:
        kept = self.x, self.y
        self.x, self.y = start, y
        self._put([" "] * (end - start), [self.styles.blanks[self.style]] * (end - start))
        self.x, self.y = kept

    def erase_line(self, kind: int) -> None:
        """CSI K: to the end of the line, up to the cursor, the whole of it."""
        column = min(self.x, self.width - 1)
        spans = ((column, self.width), (0, column + 1), (0, self.width))
        if kind < len(spans):
            self._erase(self.y, *spans[kind])

    def erase_screen(self, kind: int) -> None:
        """CSI J: from the cursor on, up to the cursor, all of it."""
        lines = (range(self.y + 1, self.height), range(self.y), range(self.height))
        if kind < len(lines):
            self.erase_line(kind)
            for y in lines[kind]:
                self._erase(y, 0, self.width)


def _join(line: list[str], x: int, mark: str) -> None:
    """Add a mark without width to the character in this cell, or that reaches into it."""
    while x and not line[x]:
        x -= 1
    joined = clusters(line[x] + mark)
    if len(joined) == 1 and joined[0][1] == clusters(line[x])[0][1]:
        line[x] = joined[0][0]


def _place(screen: Screen, given: list[int]) -> None:
    row, column = [*given, 1][:2]
    screen.move_to((column or 1) - 1, (row or 1) - 1)


_ACTIONS: Final[dict[str, Callable[[Screen, list[int]], None]]] = {
    "H": _place,
    "A": lambda screen, given: screen.move_to(screen.x, screen.y - (given[0] or 1)),
    "B": lambda screen, given: screen.move_to(screen.x, screen.y + (given[0] or 1)),
    "C": lambda screen, given: screen.move_to(screen.x + (given[0] or 1), screen.y),
    "D": lambda screen, given: screen.move_to(screen.x - (given[0] or 1), screen.y),
    "G": lambda screen, given: screen.move_to((given[0] or 1) - 1, screen.y),
    "J": lambda screen, given: screen.erase_screen(given[0]),
    "K": lambda screen, given: screen.erase_line(given[0]),
}
"""The control sequences that are acted on, by their final character."""

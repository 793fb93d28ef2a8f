"""Random frames as Textual writes them, and what they should look like, kept the plain way."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import pyte
from rich.cells import set_cell_size, split_graphemes

WORDS = (
    "abc",
    "hello world",
    "a    b",
    "     ",
    "Żółć",
    "Подписчики TG",
    "日本語",
    "한글x",
    "──────",
    "e\u0301a\u0302",
    "👍",
    "ab👍cd",
    " " * 20,
    "●",
    "…",
)
STYLES = (
    "1",
    "31",
    "38;2;10;20;30",
    "48;2;40;40;90",
    "1;48;2;40;40;90",
    "7",
    "4;48;2;1;1;1",
    "3;38;2;1;2;3",
    "9;91",
    "1;38;5;120;48;5;33",
    "",
    "",
)
_NO_WRAP = 7
_MOVES = 0.3
"""How often lines move."""

Cell = tuple[str, str]
"""What is in a cell (empty: the right half of the one before), and its SGR parameters."""

Look = tuple[object, ...]


class Plain:
    """A screen kept cell by cell, painted whole each time."""

    def __init__(self, width: int, height: int, rng: random.Random) -> None:
        self.width, self.height, self.rng = width, height, rng
        self.rows: list[list[Cell]] = [[(" ", "")] * width for _ in range(height)]
        self.cursor = (0, 0)

    def frame(self, words: Sequence[str] = WORDS, styles: Sequence[str] = STYLES) -> str:
        """Change some spans, at times after some lines have moved; the frame that says so."""
        rng, out = self.rng, []
        if rng.random() < _MOVES:
            out.append(self.move())
        for _ in range(rng.randint(1, 6)):
            x, y = rng.randrange(self.width), rng.randrange(self.height)
            out.append(f"\x1b[{y + 1};{x + 1}H")
            while x < self.width and rng.random() < 0.85:
                text = rng.choice(words)
                spans, width = split_graphemes(text)
                if x + width > self.width:
                    text = set_cell_size(text, self.width - x)
                    spans, width = split_graphemes(text)
                style = rng.choice(styles)
                out.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
                self.put(x, y, [(text[a:b], size) for a, b, size in spans], style)
                x += width
        self.cursor = rng.randrange(self.width), rng.randrange(self.height)
        return "".join([*out, f"\x1b[{self.cursor[1] + 1};{self.cursor[0] + 1}H"])

    def move(self) -> str:
        """Move some lines up or down, which is painted cell by cell; what comes in is blank."""
        top, bottom = sorted(self.rng.sample(range(self.height + 1), 2))
        by = self.rng.randint(1, 3) * self.rng.choice((1, -1))
        region, blank = self.rows[top:bottom], [[(" ", "")] * self.width for _ in range(abs(by))]
        moved = [*region, *blank][by:] if by > 0 else [*blank, *region][: len(region)]
        self.rows[top:bottom] = [list(row) for row in moved[: len(region)]]
        return self.paint(range(top, bottom), erase="") + "\x1b[0m"

    def put(self, x: int, y: int, clusters: list[tuple[str, int]], style: str) -> None:
        row = self.rows[y]
        end = x + sum(size for _, size in clusters)
        if row[x][0] == "":
            row[x - 1] = (" ", row[x - 1][1])
        if end < self.width and row[end][0] == "":
            row[end] = (" ", row[end][1])
        for text, size in clusters:
            row[x : x + size] = [(text, style), *[("", style)] * (size - 1)]
            x += size

    def paint(self, lines: range | None = None, *, erase: str = "\x1b[2J") -> str:
        """The whole screen, or some lines of it, each cell placed on its own."""
        out = ["\x1b[0m", erase]
        for y in lines or range(self.height):
            for x, (text, style) in enumerate(self.rows[y]):
                if text:
                    out.append(f"\x1b[{y + 1};{x + 1}H\x1b[0;{style}m{text}")
        return "".join([*out, f"\x1b[{self.cursor[1] + 1};{self.cursor[0] + 1}H"])

    def looks(self) -> list[list[Look]]:
        """Each cell as an emulator keeps it when it is drawn alone."""
        return [
            [
                ("", *drawn(row[x - 1])[1:]) if not cell[0] else drawn(cell)
                for x, cell in enumerate(row)
            ]
            for row in self.rows
        ]


@cache
def drawn(cell: Cell) -> Look:
    """How a single cell looks."""
    text, style = cell
    screen, stream = emulator(4, 1)
    stream.feed(f"\x1b[0;{style}m{text}")
    return _look(screen.buffer[0][0])


def emulator(width: int, height: int) -> tuple[pyte.Screen, pyte.Stream]:
    """An emulator that does not wrap, as the driver sets it."""
    screen = pyte.Screen(width, height)
    screen.reset_mode(_NO_WRAP, private=True)
    return screen, pyte.Stream(screen)


def looks(screen: pyte.Screen) -> list[list[Look]]:
    """Each cell as it is seen: of a space the colour of its letters is not."""
    return [
        [_look(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)
    ]


def _look(cell: pyte.screens.Char) -> Look:
    lines = (cell.underscore, cell.strikethrough, cell.reverse)
    if cell.data == " " and not any(lines):
        return (" ", cell.bg)
    return (cell.data, cell.fg, cell.bg, cell.bold, cell.italics, *lines)


def first_difference(one: list[list[Look]], other: list[list[Look]]) -> str:
    """Where two screens differ first, in words; empty where they do not."""
    for y, (row, other_row) in enumerate(zip(one, other, strict=True)):
        for x, (cell, other_cell) in enumerate(zip(row, other_row, strict=True)):
            if cell != other_cell:
                return f"row {y} column {x}: {cell} is {other_cell}"
    return ""

"""The cells of a screen as an SVG, every run of text at its own cell.

Boxes, bars and blocks are drawn as shapes, so that lines join whatever the font of the reader.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from rich.cells import split_graphemes
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme

CELL: Final = (8, 18)
"""Width and height of a cell in pixels."""
_BASELINE: Final = 13.5
_EDGE: Final = 12
_BAR: Final = 30
_FONT: Final = "Menlo,Consolas,DejaVu Sans Mono,Liberation Mono,monospace"
_FRAME: Final = "#0b0d10"
_BUTTONS: Final = ("#f2655c", "#f0b73f", "#58c04d")
_STYLES: Final = (
    "text{white-space:pre}.b{font-weight:700}.i{font-style:italic}.u{text-decoration:underline}"
)

_Place = tuple[float, float, float, float]
"""x, y, width and height inside the cell."""
_BRAILLE: Final = 0x2800
_DOTS: Final = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and line of each bit of a braille character."""


def _dots(bits: int) -> tuple[_Place, ...]:
    return tuple(
        (1 + 4 * column, 1.25 + 4.5 * line, 2, 2)
        for bit, (column, line) in enumerate(_DOTS)
        if bits >> bit & 1
    )


_SHAPES: Final[dict[str, tuple[_Place, ...]]] = {
    "─": ((0, 8.5, 8, 1),),
    "━": ((0, 7.5, 8, 3),),
    "│": ((3.5, 0, 1, 18),),
    "┤": ((3.5, 0, 1, 18), (0, 8.5, 3.5, 1)),
    "└": ((3.5, 0, 1, 9.5), (4.5, 8.5, 3.5, 1)),
    "▌": ((0, 0, 4, 18),),
    "▐": ((4, 0, 4, 18),),
    "▀": ((0, 0, 8, 9),),
    "▔": ((0, 0, 8, 2),),
    **{sign: ((0, 18 - 2.25 * n, 8, 2.25 * n),) for n, sign in enumerate("▁▂▃▄▅▆▇█", start=1)},
    **{chr(_BRAILLE + bits): _dots(bits) for bits in range(256)},
}
_CORNERS: Final = {
    "╭": "M4 18v-5q0-4 4-4",
    "╮": "M0 9q4 0 4 4v5",
    "╰": "M4 0v5q0 4 4 4",
    "╯": "M0 9q4 0 4-4v-5",
}


class Look(NamedTuple):
    """How a cell is drawn."""

    colour: str
    ground: str
    bold: bool = False
    italic: bool = False
    underline: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Cells side by side that are drawn as one."""

    column: int
    width: int
    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of one colour, in pixels."""

    x: float
    y: float
    width: float
    height: float
    colour: str

    def goes_on_in(self, right: Box) -> bool:
        """Whether another box stands at its right side, as high and of the same colour."""
        mine = (self.x + self.width, self.y, self.height, self.colour)
        return mine == (right.x, right.y, right.height, right.colour)


def svg(lines: Sequence[Iterable[Segment]], *, width: int, title: str, theme: TerminalTheme) -> str:
    """A picture of `lines`, each `width` cells wide, in a plain window."""
    rows = [list(_runs(line, theme)) for line in lines]
    ground = theme.background_color.hex
    wide, high = width * CELL[0], len(lines) * CELL[1]
    parts = [
        *_window(wide, high, escape(title)),
        f'<rect width="{wide}" height="{high}" fill="{ground}"/>',
        *(_rect(box) for box in _merged(_grounds(rows, ground))),
        *(_rect(box) for box in _merged(_shapes(rows))),
        *(_corner(run, row) for row, run in _placed(rows) if run.text in _CORNERS),
        *(_text(run, row) for row, run in _placed(rows) if _is_text(run)),
        "</g>",
        "</svg>",
        "",
    ]
    return "\n".join(parts)


def _window(wide: int, high: int, title: str) -> Iterator[str]:
    """The frame around the cells, up to where they begin."""
    size = f"{wide + 2 * _EDGE} {high + _BAR + _EDGE}"
    place = f'viewBox="0 0 {size}" font-family="{_FONT}" font-size="13.3"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {place} role="img">'
    yield f"<title>{title}</title>"
    yield f"<style>{_STYLES}</style>"
    yield f'<rect width="100%" height="100%" rx="9" fill="{_FRAME}"/>'
    for index, colour in enumerate(_BUTTONS):
        yield f'<circle cx="{20 + 18 * index}" cy="{_BAR // 2}" r="5.5" fill="{colour}"/>'
    middle = f'x="50%" y="{_BAR / 2 + 4.5}" text-anchor="middle"'
    yield f'<text {middle} fill="#9aa4af">{title}</text>'
    yield f'<g transform="translate({_EDGE} {_BAR})">'


def _placed(rows: Sequence[Sequence[Run]]) -> Iterator[tuple[int, Run]]:
    for row, runs in enumerate(rows):
        for run in runs:
            yield row, run


def _runs(line: Iterable[Segment], theme: TerminalTheme) -> Iterator[Run]:
    """Text, shapes and single characters, each at its column."""
    column = 0
    for look, cells in groupby(_cells(line, theme), key=lambda cell: cell[1]):
        for kind, same in groupby(cells, key=lambda cell: _kind(cell[0])):
            parts = list(same)
            singly = [[part] for part in parts] if kind == "alone" else [parts]
            for group in singly:
                width = sum(part[2] for part in group)
                yield Run(column, width, "".join(part[0] for part in group), look)
                column += width


def _cells(line: Iterable[Segment], theme: TerminalTheme) -> Iterator[tuple[str, Look, int]]:
    """Each character as it is seen, its look, and how many cells it fills."""
    for text, style, control in line:
        if control:
            continue
        look = _look(style or Style(), theme)
        spans, _width = split_graphemes(text)
        for start, end, width in spans:
            yield text[start:end], look, width


def _kind(character: str) -> str:
    """What may stand in one run: letters with letters; all else has a cell of its own."""
    if character == " ":
        return "space"
    if character in _SHAPES or character in _CORNERS:
        return "alone"
    direction = unicodedata.bidirectional(character[0])
    if direction in {"R", "AL"}:
        # The reader's own program joins these letters and puts them in their order.
        return "leftward"
    return "plain" if len(character) == 1 and character < "\u0590" else "alone"


def _look(style: Style, theme: TerminalTheme) -> Look:
    colour = style.color.get_truecolor(theme) if style.color else theme.foreground_color
    ground = (
        style.bgcolor.get_truecolor(theme, foreground=False)
        if style.bgcolor
        else theme.background_color
    )
    if style.reverse:
        colour, ground = ground, colour
    look = Look(colour.hex, ground.hex, bool(style.bold), bool(style.italic), bool(style.underline))
    if style.dim:
        mixed = "".join(f"{(a + b) // 2:02x}" for a, b in zip(colour, ground, strict=True))
        look = look._replace(colour=f"#{mixed}")
    return look


def _is_text(run: Run) -> bool:
    return run.text not in _SHAPES and run.text not in _CORNERS and not run.text.isspace()


def _text(run: Run, row: int) -> str:
    """The run, held to its cells."""
    look = run.look
    wanted = (("b", look.bold), ("i", look.italic), ("u", look.underline))
    classes = " ".join(name for name, on in wanted if on)
    x, y = run.column * CELL[0], row * CELL[1] + _BASELINE
    parts = [f'<text x="{x}" y="{y:g}" fill="{look.colour}"']
    if classes:
        parts.append(f'class="{classes}"')
    alone = _kind(run.text[0]) == "alone"
    if alone or run.width > 1:
        parts.append(f'textLength="{run.width * CELL[0]}"')
    if alone:
        parts.append('lengthAdjust="spacingAndGlyphs"')
    return f"{' '.join(parts)}>{escape(run.text, quote=False)}</text>"


def _grounds(rows: Sequence[Sequence[Run]], ground: str) -> Iterator[Box]:
    for row, run in _placed(rows):
        if run.look.ground != ground:
            x, y = run.column * CELL[0], row * CELL[1]
            yield Box(x, y, run.width * CELL[0], CELL[1], run.look.ground)


def _shapes(rows: Sequence[Sequence[Run]]) -> Iterator[Box]:
    for row, run in _placed(rows):
        left, top = run.column * CELL[0], row * CELL[1]
        for x, y, width, height in _SHAPES.get(run.text, ()):
            yield Box(left + x, top + y, width, height, run.look.colour)


def _merged(boxes: Iterable[Box]) -> list[Box]:
    """Neighbours of one colour as one, side by side first, then under each other."""
    across: list[Box] = []
    for box in boxes:
        last = across[-1] if across else None
        if last is not None and last.goes_on_in(box):
            across[-1] = replace(last, width=last.width + box.width)
        else:
            across.append(box)
    by_bottom: dict[tuple[float, float, str, float], Box] = {}
    for box in across:
        above = by_bottom.pop((box.x, box.width, box.colour, box.y), None)
        top = box.y if above is None else above.y
        bottom = box.y + box.height
        by_bottom[box.x, box.width, box.colour, bottom] = replace(box, y=top, height=bottom - top)
    return sorted(by_bottom.values(), key=lambda box: (box.y, box.x))


def _rect(box: Box) -> str:
    place = f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
    return f'<rect {place} fill="{box.colour}"/>'


def _corner(run: Run, row: int) -> str:
    x, y = run.column * CELL[0], row * CELL[1]
    place = f'transform="translate({x} {y})" d="{_CORNERS[run.text]}"'
    return f'<path {place} fill="none" stroke="{run.look.colour}"/>'

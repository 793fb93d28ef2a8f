"""Where the terminal's cursor is and in which style it draws; pieces are sent through it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from smm_tui.terminal.cells import Row
from smm_tui.terminal.line import Kind, Piece
from smm_tui.terminal.style import Styles

_GAP: Final = 8
"""Unchanged cells up to this many may be written again where that is shorter than a jump."""

_SPACES: Final = (Kind.SPACES, Kind.ERASED, Kind.REST)  # found by identity, hence no set

_LINES: Final = 3
_BACK: Final = 3
"""Steps down and to the left that are made one by one."""


@dataclass(slots=True)
class Pen:
    """The cursor (None: not known) and the style in force (None: not known)."""

    styles: Styles
    width: int
    x: int | None = None
    y: int | None = None
    style: int | None = None

    def copy(self) -> Pen:
        """A pen to try with."""
        return Pen(self.styles, self.width, self.x, self.y, self.style)

    def draw(self, pieces: Iterable[Piece], rows: Sequence[Row]) -> str:
        """What sends these pieces, in this order; `rows` are the wanted lines."""
        parts: list[str] = []
        for piece in pieces:
            kind, y, x, width, text, style = piece
            if self.x != x or self.y != y:
                parts.append(self._reach(x, y, rows[y]))
            if self.style != style:
                blank = rows[y].styles[x] if kind in _SPACES else None
                parts.append(self._take(style, blank))
            if kind is Kind.TEXT or kind is Kind.SPACES:
                # At the right edge terminals differ in where the cursor waits.
                self.x = x + width if x + width < self.width else None
                parts.append(text)
            else:
                parts.append(self._fill(piece))
        return "".join(parts)

    def move(self, x: int, y: int) -> str:
        """Place the cursor, the shortest way."""
        jump = _shortest(self.x, self.y, x, y)
        self.x, self.y = x, y
        return jump

    def _fill(self, piece: Piece) -> str:
        if piece.kind is Kind.ERASED:
            return f"\x1b[{piece.width}X"
        if piece.kind is Kind.REST:
            return "\x1b[K"
        self.x = None
        if piece.kind is Kind.SPECIAL:
            return piece.text
        is_last = piece.x + piece.width >= self.width
        back = f"\x1b[{piece.x + 1}G" if is_last else "\b" * piece.width
        return " " * piece.width + back + piece.text

    def _take(self, style: int, blank: int | None) -> str:
        """Take a style; none where spaces look as this blank in the one in force already."""
        if blank is not None and self.style is not None and self.styles.blanks[self.style] == blank:
            return ""
        change = self.styles.change(self.style, style)
        self.style = style
        return change

    def _reach(self, x: int, y: int, row: Row) -> str:
        """Place the cursor, over a small gap by writing it again where that is shorter."""
        jump = _shortest(self.x, self.y, x, y)
        if self.y == y and self.x is not None and 0 < x - self.x <= min(_GAP, len(jump)):
            jump = self._gap(self.x, x, row) or jump
        self.x, self.y = x, y
        return jump

    def _gap(self, start: int, end: int, row: Row) -> str:
        """The cells between, if they are ASCII and look right in the style in force."""
        if self.style is None:
            return ""
        blank = self.styles.blanks[self.style]
        for text, own in zip(row.text[start:end], row.styles[start:end], strict=True):
            if not text or not text.isascii() or own != (blank if text == " " else self.style):
                return ""
        return "".join(row.text[start:end])


@lru_cache(8192)
def _shortest(from_x: int | None, from_y: int | None, x: int, y: int) -> str:
    """The shortest move to a cell."""
    if (from_x, from_y) == (x, y):
        return ""
    if from_y == y:
        across = f"\x1b[{x + 1}G" if x else "\r"
        if from_x is None:
            return across
        aside = _sideways(x - from_x)
        return across if len(across) <= len(aside) else aside
    ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"]
    if from_y is not None:
        if 0 < y - from_y <= _LINES:
            ways.append("\r" + "\n" * (y - from_y) + _sideways(x))
        if from_x == x:
            ways.append(_steps(y - from_y, "B", "A"))
    return min(ways, key=len)


def _steps(count: int, forward: str, backward: str) -> str:
    if not count:
        return ""
    amount = "" if abs(count) == 1 else str(abs(count))
    return f"\x1b[{amount}{forward if count > 0 else backward}"


def _sideways(count: int) -> str:
    """A move along the line; a few steps left are backspaces."""
    return "\b" * -count if -_BACK <= count < 0 else _steps(count, "C", "D")

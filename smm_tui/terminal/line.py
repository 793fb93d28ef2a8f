"""One line of cells on its way to the terminal, cut into pieces of one style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from smm_tui.terminal.cells import Row
from smm_tui.terminal.style import Styles
from smm_tui.terminal.widths import doubt

_LONG: Final = 9
"""Spaces inside a text beyond this many are left to be erased."""


class Kind(Enum):
    """How a piece is sent."""

    TEXT = auto()
    SPECIAL = auto()
    """Not ASCII: where the cursor is afterwards is not relied on."""
    DOUBTFUL = auto()
    """A character of whose width terminals differ: its cells are blanked before."""
    SPACES = auto()
    ERASED = auto()
    """Spaces, by erasing, which leaves the cursor before them."""
    REST = auto()
    """Spaces to the end of the line, by erasing it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Cells that are sent together; `width` in cells, `style` that to change to if needed."""

    kind: Kind
    y: int
    x: int
    width: int
    text: str
    style: int


@dataclass(frozen=True, slots=True)
class Line:
    """What is wanted of a line, which cells of it differ, and where to stop."""

    y: int
    wanted: Row
    changed: list[bool]
    end: int
    rest: int | None
    """The style of the spaces from `end` on, where the line is erased from there."""
    styles: Styles
    erases_in_colour: bool

    @property
    def doubtful(self) -> bool:
        """Whether a character may run into its neighbours, so that order matters."""
        text = "".join(self.wanted.text)
        return not text.isascii() and any(doubt(cluster) for cluster in self.wanted.text if cluster)

    def pieces(self) -> Iterator[Piece]:
        """The cells that differ, from left to right."""
        x = self._next(0)
        while x < self.end:
            piece = self._piece(x)
            yield piece
            x = self._next(x + piece.width)
        if self.rest is not None:
            width = len(self.changed) - self.end
            yield Piece(Kind.REST, self.y, self.end, width, "", self.rest)

    def _next(self, x: int) -> int:
        """The next cell to send, from x on; `end` if there is none."""
        try:
            return self.changed.index(True, x, self.end)
        except ValueError:
            return self.end

    def _piece(self, x: int) -> Piece:
        blanks = self._blanks(x)
        if blanks:
            return self._spaces(x, blanks)
        if self.wanted.text[x].isascii():
            return self._cut(Kind.TEXT, x, self._plain_end(x))
        if doubt(self.wanted.text[x]):
            return self._cut(Kind.DOUBTFUL, x, x + self._width(x))
        return self._cut(Kind.SPECIAL, x, self._special_end(x))

    def _cut(self, kind: Kind, x: int, end: int) -> Piece:
        row = self.wanted
        return Piece(kind, self.y, x, end - x, "".join(row.text[x:end]), row.styles[x])

    def _blanks(self, x: int) -> int:
        """How many spaces of one look begin here, up to the last that differs."""
        start, last, style = x, x, self.wanted.styles[x]
        text, styles, changed = self.wanted.text, self.wanted.styles, self.changed
        while x < self.end and text[x] == " " and styles[x] == style:
            x += 1
            if changed[x - 1]:
                last = x
        return last - start

    def _spaces(self, x: int, count: int) -> Piece:
        """Spaces, by erasing where that is shorter, in the style that follows if it will do."""
        row, after = self.wanted, x + count
        style = row.styles[x]
        follows = after < self.end and self.changed[after]
        taken = style
        if follows and self.styles.blanks[row.styles[after]] == style:
            taken = row.styles[after]
        jump = len(f"\x1b[{count}C") if follows else 0
        pays = count > len(f"\x1b[{count}X") + jump
        if pays and self.styles.erasable(style, in_colour=self.erases_in_colour):
            return Piece(Kind.ERASED, self.y, x, count, "", taken)
        return Piece(Kind.SPACES, self.y, x, count, " " * count, taken)

    def _plain_end(self, x: int) -> int:
        """Where ASCII of one style ends, the spaces in it that look the same included."""
        row = self.wanted
        style = row.styles[x]
        blank = self.styles.blanks[style]
        while x < self.end and self.changed[x]:
            if row.text[x] == " ":
                if row.styles[x] != blank or self._blanks(x) > _LONG:
                    break
            elif row.styles[x] != style or not row.text[x].isascii():
                break
            x += 1
        return x

    def _special_end(self, x: int) -> int:
        row = self.wanted
        style = row.styles[x]
        while x < self.end and self.changed[x] and row.styles[x] == style:
            if row.text[x].isascii() or doubt(row.text[x]):
                break
            x += self._width(x)
        return x

    def _width(self, x: int) -> int:
        """The width of the character in this cell."""
        text = self.wanted.text
        return 2 if x + 1 < len(text) and not text[x + 1] else 1


def spread(changed: list[bool], sent: Row, wanted: Row) -> None:
    """Let no character be sent or overwritten by half, nor what one may run into be kept."""
    if "" not in sent.text and "".join(wanted.text).isascii():
        return
    count = -1
    while count != (count := sum(changed)):
        for row in (sent, wanted):
            _join_halves(changed, row)
        for x, text in enumerate(wanted.text):
            if changed[x] and not text.isascii():
                beyond = range(x + 1, min(x + 1 + doubt(text), len(changed)))
                changed[x + 1 : beyond.stop] = [True] * len(beyond)


def _join_halves(changed: list[bool], row: Row) -> None:
    for x, text in enumerate(row.text):
        if not text and (changed[x] or changed[x - 1]):
            changed[x] = changed[x - 1] = True

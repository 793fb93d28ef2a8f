"""One line of cells on its way to the terminal, cut into pieces of one style."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from operator import ne, or_
from typing import Final, NamedTuple

from smm_tui.terminal.cells import Row
from smm_tui.terminal.style import Styles
from smm_tui.terminal.widths import SINGLE, doubt

_LONG: Final = 9
"""Spaces inside a text beyond this many are left to be erased."""

_BRIDGE: Final = 4
"""Cells inside a text that differ in nothing are written again up to this many: to jump over them
takes as many bytes."""


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


class Piece(NamedTuple):
    """Cells that are sent together; `width` in cells, `style` that to change to if needed."""

    kind: Kind
    y: int
    x: int
    width: int
    text: str
    style: int


class Line(NamedTuple):
    """What is wanted of a line, which cells of it differ, and where to stop."""

    y: int
    wanted: Row
    changed: list[bool]
    end: int
    rest: int | None
    """The style of the spaces from `end` on, where the line is erased from there."""
    styles: Styles
    erases_in_colour: bool
    doubtful: bool
    """Whether a character may run into its neighbours, so that order matters."""

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
        text = self.wanted.text[x]
        if text == " " and (blanks := self._blanks(x)):
            return self._spaces(x, blanks)
        if text.isascii():
            return self._cut(Kind.TEXT, x, self._plain_end(x))
        if doubt(text):
            return self._cut(Kind.DOUBTFUL, x, x + self._width(x))
        return self._cut(Kind.SPECIAL, x, self._special_end(x))

    def _cut(self, kind: Kind, x: int, end: int) -> Piece:
        row = self.wanted
        return Piece(kind, self.y, x, end - x, "".join(row.text[x:end]), row.styles[x])

    def _blanks(self, x: int) -> int:
        """How many spaces of one look begin here, up to the last that differs."""
        text, styles, changed = self.wanted.text, self.wanted.styles, self.changed
        start, last, style = x, x, styles[x]
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
        text, styles, changed = self.wanted.text, self.wanted.styles, self.changed
        style = styles[x]
        blank = self.styles.blanks[style]
        last = x
        while x < self.end and x - last <= _BRIDGE:
            cell = text[x]
            if cell == " ":
                if styles[x] != blank or self._is_long(x) or (changed[x] and last < x):
                    break
            elif styles[x] != style or not cell.isascii() or not cell:
                break
            x += 1
            if changed[x - 1]:
                last = x
        return last

    def _is_long(self, x: int) -> bool:
        """Whether so many spaces begin here that they are better erased."""
        far = x + _LONG
        return far < self.end and self.wanted.text[far] == " " and self._blanks(x) > _LONG

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


def differing(sent: Row, wanted: Row) -> tuple[list[bool], bool]:
    """Which cells have to be sent, and whether any character may run into its neighbours.

    No character is sent or overwritten by half, nor is what one may run into kept.
    """
    changed = list(map(or_, map(ne, sent.text, wanted.text), map(ne, sent.styles, wanted.styles)))
    if all(SINGLE.fullmatch("".join(row.text)) for row in (sent, wanted)):
        return changed, False
    halves = [
        x for row in (sent, wanted) if "" in row.text for x, cell in enumerate(row.text) if not cell
    ]
    # Looked for among what is there first: most lines have some sign, but none of these.
    reach = {
        cell: cells for cell in set(wanted.text) if not cell.isascii() and (cells := doubt(cell))
    }
    reaches = [
        (x, x + 1 + reach[cell])
        for x, cell in enumerate(wanted.text if reach else ())
        if cell in reach
    ]
    grown = bool(halves or reaches)
    while grown:
        grown = False
        for x in halves:
            if changed[x] is not changed[x - 1]:
                changed[x] = changed[x - 1] = grown = True
        for x, end in reaches:
            if changed[x] and not all(beyond := changed[x + 1 : end]):
                changed[x + 1 : end] = [True] * len(beyond)
                grown = True
    return changed, bool(reaches)

"""The fewest bytes that turn the cells that were sent into those that are wanted."""

from __future__ import annotations

from itertools import chain
from operator import ne
from typing import Final

from smm_tui.terminal import modes
from smm_tui.terminal.cells import Row, Screen
from smm_tui.terminal.device import Abilities
from smm_tui.terminal.line import Line, Piece, differing
from smm_tui.terminal.pen import Pen
from smm_tui.terminal.shifting import shift
from smm_tui.terminal.style import PLAIN, Styles

_FEW: Final = 8
"""Pieces up to which both orders are tried, whatever their styles."""
_MANY: Final = 60
"""Pieces beyond which they go by style without a trial: that is hardly ever longer then."""
_OFTEN: Final = 3
"""Changes for each style from which on it may pay to bring together what is alike."""


class Sent:
    """The cells, the cursor and the style that the terminal has, by what was sent to it."""

    def __init__(self, styles: Styles, abilities: Abilities) -> None:
        self._styles = styles
        self._abilities = abilities
        self._rows: list[Row] = []
        self._pen = Pen(styles, 0)
        self._known = False

    def forget(self) -> None:
        """Take nothing for granted: the next difference is the whole screen."""
        self._known = False

    def difference(self, wanted: Screen, *, whole: bool = False) -> str:
        """What to send so that the terminal shows the wanted screen; it counts as sent.

        `whole` sends each line that was drawn in full, whatever was sent before.
        """
        begin = ""
        touched = sorted(wanted.touched)
        if not self._known:
            begin = self._clear(wanted)
            touched = list(range(wanted.height))
        elif not whole and self._abilities.scrolls:
            begin, touched = self._shift(wanted, touched)
        wanted.touched.clear()
        lines = [
            line
            for line in (self._line(y, wanted.rows[y], whole=whole) for y in touched)
            if line is not None
        ]
        drawn = self._draw(lines)
        return begin + drawn + self._pen.move(wanted.x_seen, wanted.y)

    def _clear(self, wanted: Screen) -> str:
        """Erase all; every cell is then a plain space."""
        self._rows = [Row.blank(wanted.width) for _ in range(wanted.height)]
        self._pen = Pen(self._styles, wanted.width, 0, 0, PLAIN)
        self._known = True
        region = modes.WHOLE_REGION.decode() if self._abilities.scrolls else ""
        return f"\x1b[m{region}\x1b[2J\x1b[H"

    def _shift(self, wanted: Screen, touched: list[int]) -> tuple[str, list[int]]:
        """Let the terminal move what has only moved; what does it, and the lines to look at."""
        found = shift(self._rows, wanted.rows, touched)
        if found is None:
            return "", touched
        self._rows = found.applied(self._rows)
        # Lines that come in are in the style in force, or in none: both are the plain one.
        plain = self._styles.change(self._pen.style, PLAIN)
        self._pen = Pen(self._styles, wanted.width, style=PLAIN)
        touched = sorted({*touched, *range(found.top, found.bottom)})
        return plain + found.sequence, touched

    def _line(self, y: int, wanted: Row, *, whole: bool) -> Line | None:
        """What differs in a line, None if nothing does; from now on it counts as sent."""
        sent = self._rows[y]
        if sent == wanted and not whole:
            return None
        wanted = self._rows[y] = Row(list(wanted.text), list(wanted.styles))
        changed, doubtful = differing(sent, wanted)
        if whole:
            changed = [True] * len(changed)
        end, rest = self._rest(wanted, changed)
        return Line(
            y, wanted, changed, end, rest, self._styles, self._abilities.erases_in_colour, doubtful
        )

    def _rest(self, wanted: Row, changed: list[bool]) -> tuple[int, int | None]:
        """Where erasing to the end of the line begins, and in which style, if it pays."""
        style = wanted.styles[-1]
        width = start = len(changed)
        if True in changed and wanted.text[width - 1 - changed[::-1].index(True)] != " ":
            return width, None
        erasable = self._styles.erasable(style, in_colour=self._abilities.erases_in_colour)
        if wanted.text[-1] != " " or not erasable:
            return width, None
        while start and wanted.text[start - 1] == " " and wanted.styles[start - 1] == style:
            start -= 1
        while start < width and not changed[start]:
            start += 1
        return (start, style) if sum(changed[start:]) > len("\x1b[K") else (width, None)

    def _draw(self, lines: list[Line]) -> str:
        """The lines in order, or all that is of one style together, whichever is shorter."""
        in_order = [list(line.pieces()) for line in lines]
        count = sum(map(len, in_order))
        if count > _MANY:
            return self._pen.draw(self._by_style(lines, in_order), self._rows)
        first = self._pen.copy()
        drawn = first.draw(chain.from_iterable(in_order), self._rows)
        if 1 < count <= _FEW or _changes_often(in_order):
            other = self._pen.copy()
            regrouped = other.draw(self._by_style(lines, in_order), self._rows)
            if len(regrouped) < len(drawn):
                first, drawn = other, regrouped
        self._pen = first
        return drawn

    def _by_style(self, lines: list[Line], in_order: list[list[Piece]]) -> list[Piece]:
        """The pieces by style, but lines in which order matters before all others, whole."""
        kept: list[Piece] = []
        groups: dict[int, list[Piece]] = {}
        for line, pieces in zip(lines, in_order, strict=True):
            if line.doubtful:
                kept += pieces
                continue
            for piece in pieces:
                groups.setdefault(piece.style, []).append(piece)
        style = kept[-1].style if kept else self._pen.style
        while groups:
            style = min(groups, key=lambda each: len(self._styles.change(style, each)))
            kept += groups.pop(style)
        return kept


def _changes_often(lines: list[list[Piece]]) -> bool:
    styles = [piece.style for pieces in lines for piece in pieces]
    changes = sum(map(ne, styles, styles[1:]))
    return bool(changes >= _OFTEN * len(set(styles)))

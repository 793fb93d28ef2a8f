"""One line of cells on its way to the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from smm_tui.terminal.cells import Row
from smm_tui.terminal.widths import doubt

_BACK: Final = 3
"""Steps to the left that are made one by one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line on its way: what is wanted, what was sent, which cells differ, where to stop."""

    y: int
    wanted: Row
    sent: Row
    changed: list[bool]
    end: int

    def next(self, x: int) -> int:
        """The next cell to send, from x on; `end` if there is none."""
        try:
            return self.changed.index(True, x, self.end)
        except ValueError:
            return self.end

    def blanks(self, x: int) -> int:
        """How many spaces of one look begin here, up to the last that differs."""
        start, last, style = x, x, self.wanted.styles[x]
        text, styles, changed = self.wanted.text, self.wanted.styles, self.changed
        while x < self.end and text[x] == " " and styles[x] == style:
            x += 1
            if changed[x - 1]:
                last = x
        return last - start

    def width(self, x: int) -> int:
        """The width of the character in this cell."""
        text = self.wanted.text
        return 2 if x + 1 < len(text) and not text[x + 1] else 1


def spread(changed: list[bool], sent: Row, wanted: Row) -> None:
    """Let no character be sent or overwritten by half, nor what one may run into be kept."""
    if "".join(sent.text).isascii() and "".join(wanted.text).isascii():
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


def steps(count: int, forward: str, backward: str) -> str:
    """A relative move by so many cells; forward and backward are the final characters."""
    if not count:
        return ""
    amount = "" if abs(count) == 1 else str(abs(count))
    return f"\x1b[{amount}{forward if count > 0 else backward}"


def sideways(count: int) -> str:
    """A move along the line; a few steps left are backspaces."""
    return "\b" * -count if -_BACK <= count < 0 else steps(count, "C", "D")

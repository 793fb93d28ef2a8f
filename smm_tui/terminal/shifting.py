"""Lines that only moved up or down: the terminal can move them itself, by a region that scrolls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from smm_tui.terminal.cells import Row
from smm_tui.terminal.modes import WHOLE_REGION

_GAIN: Final = 3
"""Lines that a shift has to spare beside those that it makes blank; fewer are hardly more bytes
than it takes itself."""


class Shift(NamedTuple):
    """Lines from `top` up to `bottom`, which is not among them, move up by `lines`.

    Below zero they move down. What comes in at the end is blank.
    """

    top: int
    bottom: int
    lines: int

    def applied(self, rows: Sequence[Row]) -> list[Row]:
        """The rows of a screen after it."""
        region = rows[self.top : self.bottom]
        blank = [Row.blank(len(rows[0].text)) for _ in range(min(abs(self.lines), len(region)))]
        moved = (
            [*region[self.lines :], *blank] if self.lines > 0 else [*blank, *region[: self.lines]]
        )
        return [*rows[: self.top], *moved, *rows[self.bottom :]]

    @property
    def sequence(self) -> str:
        """What does it, in the plain style; afterwards it is not known where the cursor is."""
        region, whole = f"\x1b[{self.top + 1};{self.bottom}r", WHOLE_REGION.decode()
        if self.lines > 0:
            return f"{region}\x1b[{self.bottom}H" + "\n" * self.lines + whole
        return f"{region}\x1b[{self.top + 1}H" + "\x1bM" * -self.lines + whole


def shift(sent: Sequence[Row], wanted: Sequence[Row], touched: Collection[int]) -> Shift | None:
    """The shift that spares the most lines; None where there is none that pays."""
    changed = [y for y in touched if sent[y] != wanted[y]]
    if len(changed) <= _GAIN:
        return None
    places: dict[tuple[str, ...], int | None] = {}
    for y in changed:
        key = tuple(sent[y].text)
        # Of lines that look the same nobody can say where they went.
        places[key] = None if key in places else y
    moves: dict[int, list[int]] = {}
    for y in changed:
        before = places.get(tuple(wanted[y].text))
        if before is not None and before != y and sent[before] == wanted[y]:
            moves.setdefault(before - y, []).append(y)
    if not moves:
        return None
    lines, arrived = max(moves.items(), key=lambda each: len(each[1]))
    ends = [*arrived, *(y + lines for y in arrived)]
    found = Shift(min(ends), max(ends) + 1, lines)
    # Blank lines come in, on which all has to be drawn; those before them were hardly blank.
    spared = len(arrived) - _lost(sent, wanted, found) - abs(lines)
    return found if spared >= _GAIN else None


def _lost(sent: Sequence[Row], wanted: Sequence[Row], found: Shift) -> int:
    """How many lines are right as they are, and would be wrong after a shift."""
    after = found.applied(sent)
    region = range(found.top, found.bottom)
    return sum(sent[y] == wanted[y] and after[y] != wanted[y] for y in region)

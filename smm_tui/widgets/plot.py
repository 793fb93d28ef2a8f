"""Amounts as columns and as a line, drawn in characters (no widget here).

All positions are worked out in whole steps from exact amounts. Columns have eight steps to a
cell, a line has two by four; without UTF-8 both have two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final

_EXACT: Final = Context(prec=400)
_ROUND: Final = tuple(
    Decimal(each) for each in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")
)
"""The numbers that a scale ends with, times a power of ten."""
_BRAILLE: Final = 0x2800
_DOTS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The bits of the left and the right half of a cell, from top to bottom."""
DOTS_ACROSS: Final = 2
DOTS_DOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters that a chart is drawn with; one cell each."""

    steps: str
    """From nothing to a full cell."""
    side: str
    tick: str
    corner: str
    base: str
    here: str
    """Under the column that is meant."""
    braille: bool
    dot: str = ""
    """In place of braille."""


UNICODE: Final = Marks(
    steps=" ▁▂▃▄▅▆▇█", side="│", tick="┤", corner="└", base="─", here="▲", braille=True
)
ASCII: Final = Marks(
    steps=" .#", side="|", tick="+", corner="+", base="-", here="^", braille=False, dot="*"
)


def scale(most: Decimal) -> Decimal:
    """The round amount that a scale for amounts up to this one ends with; 1 for nothing."""
    if most <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(most.adjusted(), _EXACT)
    rounded = (_EXACT.multiply(step, power) for step in _ROUND)
    top = next(each for each in rounded if each >= most)
    return top.normalize(_EXACT).quantize(Decimal(1)) if top >= 1 and _whole(top) else top


def _whole(amount: Decimal) -> bool:
    return amount == amount.to_integral_value(context=_EXACT)


def level(amount: Decimal, top: Decimal, steps: int) -> int:
    """How many of so many steps an amount is high; at least one where it is not nothing."""
    if amount <= 0:
        return 0
    found = int(_EXACT.divide_int(_EXACT.multiply(amount, Decimal(steps)), top))
    return min(max(found, 1), steps)


def columns(
    amounts: Sequence[Decimal], *, top: Decimal, slot: int, height: int, marks: Marks
) -> list[list[str]]:
    """The amounts side by side, line by line from the top, each `slot` cells wide.

    Where there is room for it, an empty cell stands behind each column.
    """
    each = len(marks.steps) - 1
    levels = [level(amount, top, height * each) for amount in amounts]
    wide = max(slot - 1, 1)
    return [
        [(marks.steps[min(max(high - line * each, 0), each)] * wide).ljust(slot) for high in levels]
        for line in reversed(range(height))
    ]


def line(
    amounts: Sequence[Decimal | None], *, top: Decimal, height: int, marks: Marks
) -> list[str]:
    """A line through amounts, `DOTS_ACROSS` of them to a cell, line by line from the top.

    None leaves a gap.
    """
    down = height * (DOTS_DOWN if marks.braille else 1)
    rows = [
        None if amount is None else down - 1 - min(level(amount, top, down), down - 1)
        for amount in amounts
    ]
    cells = -(-len(rows) // DOTS_ACROSS)
    grid = [[0] * cells for _line in range(height)]
    for place, row in enumerate(rows):
        before = rows[place - 1] if place else None
        for each in _between(before, row):
            cell, half = divmod(place, DOTS_ACROSS)
            if marks.braille:
                grid[each // DOTS_DOWN][cell] |= _DOTS[half][each % DOTS_DOWN]
            else:
                grid[each][cell] = 1
    return ["".join(_drawn(bits, marks) for bits in cells_of) for cells_of in grid]


def _between(before: int | None, row: int | None) -> Iterable[int]:
    """The steps that join a place to the one before it."""
    if row is None:
        return ()
    if before is None or abs(before - row) < DOTS_ACROSS:
        return (row,)
    return range(row, before) if row < before else range(before + 1, row + 1)


def _drawn(bits: int, marks: Marks) -> str:
    if not bits:
        return " "
    return chr(_BRAILLE + bits) if marks.braille else marks.dot

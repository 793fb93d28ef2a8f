"""Columns of a table: which fit, how wide they are, and text cut to them. No widget here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len, split_graphemes

from smm_tui.terminal.widths import SINGLE, cells

JOINERS = "\u200d\ufe0f"
"""They join what stands before them; at the beginning of a line there is nothing."""

_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f]")

CellStyle = Literal["", "muted", "strong", "accent", "success", "warning", "error"]


class Cell(NamedTuple):
    """What stands in one place of a table: plain text, never markup."""

    text: str
    style: CellStyle = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; widths are in terminal cells."""

    key: str
    title: str
    min_width: int
    weight: int = 0
    """The share of the width that is left over; 0 takes none."""
    good_width: int = 0
    """Where there is room it grows to this before the rest is shared out."""
    align: Literal["left", "right"] = "left"
    priority: int = 0
    """Where there is too little width, the column with the highest number gives way first;
    0 never does."""

    @property
    def narrowest(self) -> int:
        """The least width, which always holds the title."""
        return max(self.min_width, cell_len(self.title))


class Placed(NamedTuple):
    """A column that is shown, and its width in cells."""

    column: Column
    width: int


class Cards(NamedTuple):
    """A row drawn over two lines, where its columns have too little width."""

    first: tuple[Column, ...]
    second: tuple[Column, ...]
    below: int
    """The width of the table, in cells, from which on rows are single lines."""
    indent: int = 0
    """Cells in front of the second line."""


class Arranged(NamedTuple):
    """What a width makes of columns, or of cards."""

    width: int
    lines: tuple[tuple[Placed, ...], ...]
    """One for each line of a row."""
    keys: tuple[tuple[str, ...], ...]
    """Those of the columns of each line."""
    used: tuple[int, ...]
    """Cells that the columns of each line take, with what stands between them."""
    gap: int
    """Cells between two columns."""
    indent: int = 0
    """Cells in front of the second line."""


def arrange(
    columns: Sequence[Column],
    cards: Cards | None,
    *,
    width: int,
    beside: int,
    gap: int,
) -> Arranged:
    """Columns, or cards where the width is too small for them.

    Args:
        columns: Those of a row that is one line.
        cards: Those of a row that is two; None for a table without.
        width: Of the table.
        beside: The cells in it that no column has.
        gap: Cells between two columns.
    """
    room = width - beside
    indent = 0
    if cards is None or width >= cards.below:
        lines: tuple[tuple[Placed, ...], ...] = (place(columns, width=room, gap=gap),)
    else:
        indent = cards.indent
        first = place(cards.first, width=room, gap=gap)
        lines = (first, place(cards.second, width=room - indent, gap=gap))
    return Arranged(
        width,
        lines,
        keys=tuple(tuple(placed.column.key for placed in line) for line in lines),
        used=tuple(
            sum(placed.width for placed in line) + gap * max(len(line) - 1, 0) for line in lines
        ),
        gap=gap,
        indent=indent,
    )


def place(columns: Sequence[Column], *, width: int, gap: int) -> tuple[Placed, ...]:
    """The columns that fit, in their order, sharing out the whole width.

    Where even those that never give way do not fit, the last ones are narrowed, then dropped.
    """
    shown = list(columns)
    while _needed(shown, gap) > width:
        yielding = max(shown, key=lambda column: column.priority, default=None)
        if yielding is None or yielding.priority == 0:
            break
        shown.remove(yielding)
    widths = [column.narrowest for column in shown]
    spare = width - _needed(shown, gap)
    if spare < 0:
        return _squeezed(shown, width=width, gap=gap)
    for index, column in enumerate(shown):
        more = max(0, min(column.good_width - widths[index], spare))
        widths[index] += more
        spare -= more
    shares = sum(column.weight for column in shown)
    for index, column in enumerate(shown):
        if column.weight:
            share = spare * column.weight // shares
            widths[index] += share
            spare -= share
            shares -= column.weight
    return tuple(map(Placed, shown, widths))


def _needed(columns: Sequence[Column], gap: int) -> int:
    return sum(column.narrowest for column in columns) + gap * max(len(columns) - 1, 0)


def _squeezed(columns: Sequence[Column], *, width: int, gap: int) -> tuple[Placed, ...]:
    placed: list[Placed] = []
    left = width
    for column in columns:
        if left <= 0:
            break
        placed.append(Placed(column, min(column.narrowest, left)))
        left -= placed[-1].width + gap
    return tuple(placed)


def measure(text: str) -> int:
    """How many cells a text takes: quickly for the plainest, which is nearly all."""
    return len(text) if SINGLE.fullmatch(text) else cell_len(text)


def fit(text: str, width: int, *, align: str = "left", ellipsis: str = "…") -> str:
    """The text in exactly `width` cells: padded, or cut with a sign that it was.

    A joiner at an edge is dropped, since it would swallow the neighbouring cell, and a line
    break is a space.
    """
    if width <= 0:
        return ""
    if SINGLE.fullmatch(text):
        if len(text) > width:
            text = text[: width - 1] + ellipsis
        return text.rjust(width) if align == "right" else text.ljust(width)
    found = cells(_CONTROLS.sub("", text.replace("\n", " ")).strip(JOINERS))
    if len(found) > width:
        cut = width - 1
        if not found[cut]:
            cut -= 1  # half of a character that does not fit
        found = cells("".join(found[:cut]).rstrip(JOINERS) + ellipsis)
    padding = " " * (width - len(found))
    text = "".join(found)
    return padding + text if align == "right" else text + padding


def head(text: str, width: int) -> str:
    """As many whole characters from the left as fit in `width` cells."""
    if text.isascii() and text.isprintable():
        return text[: max(width, 0)]
    text = text.lstrip(JOINERS)
    taken = end = 0
    for _start, stop, size in split_graphemes(text)[0]:
        if taken + size > width:
            break
        taken += size
        end = stop
    return text[:end].rstrip(JOINERS)

"""Which steps a run tries, and the table of what came of them."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from tests.crash.book import Figures

PROPERTY: Final = "crash figures"
HEADS: Final = {
    "points": "points",
    "recoveries": "in recovery",
    "died_unsent": "died unsent",
    "unknown": "unknown",
    "sent_twice": "sent twice",
    "missing": "missing",
    "invented": "invented",
    "needless": "needless",
    "unsettled": "unsettled",
    "sent_by_recovery": "by recovery",
}
"""Of the columns, by the names of `Figures`."""


class Sample:
    """Every step in a long run; in a short one every k-th, from a first one drawn by a seed."""

    def __init__(self, *, whole: bool, tell: Callable[[str, object], None]) -> None:
        self.whole = whole
        self.seed = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(10**6))
        self._tell = tell

    def __call__(self, steps: int, every: int) -> range:
        """The steps to try, counted from 1."""
        first = random.Random(self.seed).randrange(every)
        return range(1, steps + 1) if self.whole else range(1 + first, steps + 1, every)

    def tell(self, figures: Figures) -> None:
        """Put a line into the table."""
        self._tell(PROPERTY, {"seed": "all" if self.whole else self.seed, **asdict(figures)})


def table_of(reports: Iterable[pytest.TestReport]) -> list[str]:
    """The lines of the table; none where nothing was told."""
    told = [
        [report.head_line or "", str(value["seed"]), *(str(value[name]) for name in HEADS)]
        for report in reports
        for name, value in report.user_properties
        if report.when == "call" and name == PROPERTY and isinstance(value, dict)
    ]
    if not told:
        return []
    rows = [["", "seed", *HEADS.values()], *sorted(told)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_aligned(row, widths) for row in rows]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
    return "  ".join([row[0].ljust(widths[0]), *cells[1:]])

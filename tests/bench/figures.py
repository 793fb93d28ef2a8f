"""Figures, what they are measured against, and the table of them."""

from __future__ import annotations

import math
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_WIDTHS: Final = (58, 20, 44, 20, 8, 9, 12)


@dataclass(frozen=True, slots=True)
class Series:
    """What many runs gave; `unit` is printed behind the numbers."""

    values: tuple[float, ...]
    unit: str = "ms"

    @classmethod
    def of(cls, values: Iterable[float], unit: str = "ms") -> Series:
        """From any numbers."""
        return cls(tuple(values), unit)

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def worst(self) -> float:
        """The largest."""
        return max(self.values)

    def __str__(self) -> str:
        if not self.values:
            return "-"
        worst = f" ({_digits(self.worst)})" if len(self.values) > 1 else ""
        return f"{_digits(self.median)}{worst} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. `ratio` None: it could not be measured, and `why` says so."""

    figure: str
    ours: Series | None = None
    against: str
    theirs: Series | None = None
    ratio: float | None
    limit: float
    why: str = ""

    @property
    def verdict(self) -> str:
        """Reached, MISSED, or not measured."""
        if self.ratio is None:
            return "not measured"
        return "reached" if self.ratio <= self.limit else "MISSED"

    def cells(self) -> tuple[str, ...]:
        """As printed."""
        if self.ratio is None:
            return self.figure, "-", self.against, "-", "-", _digits(self.limit), self.verdict
        return (
            self.figure,
            str(self.ours or ""),
            self.against,
            str(self.theirs or ""),
            _digits(self.ratio),
            _digits(self.limit),
            self.verdict,
        )


def medians(figure: str, ours: Series, against: str, theirs: Series, limit: float) -> Row:
    """Median against median."""
    return _row(figure, ours, against, theirs, limit, lambda series: series.median)


def worsts(figure: str, ours: Series, against: str, theirs: Series, limit: float) -> Row:
    """Worst against worst."""
    return _row(figure, ours, against, theirs, limit, lambda series: series.worst)


def difference(figure: str, ours: Series, against: str, theirs: Series, limit: float) -> Row:
    """How much more, median less median, in the unit of the series."""
    return Row(
        figure=figure,
        ours=ours,
        against=against,
        theirs=theirs,
        ratio=ours.median - theirs.median,
        limit=limit,
    )


def missing(figure: str, against: str, limit: float, why: str) -> Row:
    """What cannot be measured here."""
    return Row(figure=figure, against=against, ratio=None, limit=limit, why=why)


def _row(
    figure: str,
    ours: Series,
    against: str,
    theirs: Series,
    limit: float,
    pick: Callable[[Series], float],
) -> Row:
    return Row(
        figure=figure,
        ours=ours,
        against=against,
        theirs=theirs,
        ratio=pick(ours) / pick(theirs) if pick(theirs) else math.inf,
        limit=limit,
    )


def _digits(number: float) -> str:
    if math.isinf(number):
        return "never"
    if number >= 100 or float(number).is_integer():
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def head() -> str:
    """The title line of the table."""
    titles = ("figure", "median (worst)", "against", "median (worst)", "ratio", "to reach", "")
    return _line(titles)


def line(row: Row) -> str:
    """A row of the table."""
    text = _line(row.cells())
    return f"{text} {row.why}".rstrip() if row.why else text


def markdown(row: Row | None) -> str:
    """A row of the table as the README has it; None for its head."""
    if row is None:
        rule = "|---|---|---|---|---|---|---|"
        return (
            "| figure | median (worst) | against | median (worst) | ratio | to reach | |\n" + rule
        )
    why = f"; {row.why}" if row.why else ""
    return f"| {' | '.join(row.cells())}{why} |"


def _line(cells: Sequence[str]) -> str:
    left = (0, 2, 6)
    return " ".join(
        f"{cell:<{width}}" if place in left else f"{cell:>{width}}"
        for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    ).rstrip()


def machine() -> str:
    """The machine in one line."""
    model = next(
        (
            entry.partition(":")[2].strip()
            for entry in _lines("/proc/cpuinfo")
            if entry.startswith("model name")
        ),
        platform.machine(),
    )
    cores = sum(entry.startswith("processor") for entry in _lines("/proc/cpuinfo"))
    load = next(iter(_lines("/proc/loadavg")), "").split(" ")[0]
    return (
        f"{model}, {cores} cores, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}, load {load} at the start"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []

"""How much of a long run is made, from which seed, and the table of what came of all of them.

A test marked `soak` is left out unless asked for with `-m soak`, and is then made whole. With
`SOAK_SECONDS` all of them together take about so many seconds with two workers. The mark `share`
says how many of the `WHOLE` seconds of a worker a test may take; `each`, that its cases cannot be
cut short and take so long, so that only some are chosen; `must`, that it is made whole even so.
`SOAK_SEED` makes the same choice again.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

if TYPE_CHECKING:
    from tests.crash.book import Figures

TOLD: Final = "figures"
CHOSEN: Final = "chosen"
WHOLE: Final = 300.0
"""Seconds that the shares of the marks are parts of; each of two workers has as many."""
HEADS: Final = {
    "seed": "seed",
    "points": "tried",
    "of": "of",
    "recoveries": "in recovery",
    "died_unsent": "died unsent",
    "died_sending": "died sending",
    "made": "made",
    "noted": "noted",
    "unknown": "unknown",
    "sent_twice": "sent twice",
    "missing": "missing",
    "invented": "invented",
    "needless": "needless",
    "unsettled": "unsettled",
    "sent_by_recovery": "unasked",
    "wrong": "wrong",
}
"""Of the columns; from `sent twice` on everything has to be 0."""

_SHARD: Final = re.compile(r"\[\d+\]$")

Tell = Callable[[str, object], None]
Column = int | str
Line = dict[str, Column]


def seed() -> int:
    """The seed of this run, the same in all of its processes."""
    if "SOAK_SEED" not in os.environ:
        os.environ["SOAK_SEED"] = str(random.SystemRandom().randrange(10**6))
    return int(os.environ["SOAK_SEED"])


def limit() -> float | None:
    """Seconds that long runs may take with two workers; None: as long as they need."""
    text = os.environ.get("SOAK_SECONDS")
    return float(text) if text else None


class Share:
    """The time that one long run has, and its line in the table."""

    def __init__(self, seconds: float | None, tell: Tell) -> None:
        self.seed = seed()
        self.seconds = seconds
        """How long it may take; None: as long as it needs."""
        self._tell = tell
        self._until = None if seconds is None else time.monotonic() + seconds

    @property
    def is_limited(self) -> bool:
        """Whether there is an end to it."""
        return self._until is not None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be begun."""
        return self._until is not None and time.monotonic() >= self._until

    def tell(self, **columns: Column) -> None:
        """Put a line into the table; the names are those of `HEADS`."""
        unknown = columns.keys() - HEADS.keys()
        assert not unknown, unknown
        self._tell(TOLD, columns)


@dataclass
class Sample:
    """Every step in a long run; in a short one every k-th, from a first one drawn by the seed.

    Where the time of a long run is limited, its steps come in an order drawn by the seed, as far
    as the time goes.
    """

    share: Share
    whole: bool
    must: bool = False
    """Whether every step is tried, however long it takes."""
    of: int = field(default=0, init=False)
    """All the steps there are."""

    def __call__(self, steps: int, every: int, *, at_best: int = 1) -> Iterator[int]:
        """The steps to try, counted from 1; every so many-th in a long run."""
        if not self.whole:
            first = random.Random(self.share.seed).randrange(every)
            points = list(range(1 + first, steps + 1, every))
        else:
            points = list(range(1, steps + 1, at_best))
        self.of += steps
        if self.whole and self.share.is_limited and not self.must:
            random.Random(self.share.seed).shuffle(points)
        return self._in_time(points)

    def _in_time(self, points: Sequence[int]) -> Iterator[int]:
        for point in points:
            if self.must or not self.share.is_over:
                yield point

    def tell(self, figures: Figures) -> None:
        """Put a line into the table."""
        known = {name: value for name, value in asdict(figures).items() if name in HEADS}
        drawn: dict[str, Column] = {"seed": self.share.seed}
        if self.whole and not (self.share.is_limited and not self.must):
            drawn = {"seed": "all"}
        self.share.tell(**{**drawn, "of": self.of or known["points"], **known})


# -- what pytest does with it --------------------------------------------------------------


def of_item(item: pytest.Item) -> tuple[str, dict[str, Any]]:
    """The group of tests that share their time, and the words of the mark."""
    mark = item.get_closest_marker("share")
    words = {} if mark is None else dict(mark.kwargs)
    name = getattr(item, "originalname", item.name)
    return f"{item.path}::{name}::{sorted(words.items())}", words


def choose(items: list[pytest.Item]) -> None:
    """Of long runs that cannot be shortened, keep as many as their time allows."""
    groups: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("soak") is not None:
            groups[of_item(item)[0]].append(item)
    left_out: set[pytest.Item] = set()
    for name, group in groups.items():
        words = of_item(group[0])[1]
        kept = _kept(group, words, name)
        left_out.update(each for each in group if each not in kept)
        for each in kept:
            each.user_properties.append((CHOSEN, {"of": len(group), "kept": len(kept)}))
    items[:] = [item for item in items if item not in left_out]


def _kept(group: Sequence[pytest.Item], words: dict[str, Any], name: str) -> Sequence[pytest.Item]:
    seconds = limit()
    if seconds is None or "each" not in words:
        return group
    count = int(words["seconds"] * seconds / WHOLE / words["each"])
    return random.Random(f"{seed()} {name}").sample(group, min(max(count, 1), len(group)))


def share_of(request: pytest.FixtureRequest, tell: Tell) -> Share:
    """The share of a test."""
    item = request.node
    _name, words = of_item(item)
    seconds = limit()
    if seconds is None or item.get_closest_marker("soak") is None:
        return Share(None, tell)
    kept = next((told["kept"] for name, told in item.user_properties if name == CHOSEN), 1)
    return Share(words.get("seconds", WHOLE) * seconds / WHOLE / kept, tell)


def table_of(reports: Iterable[pytest.TestReport]) -> list[str]:
    """The lines of the table, those of shards added up; none where nothing was told."""
    lines: dict[str, Line] = {}
    for report in reports:
        if report.when != "call":
            continue
        name = _SHARD.sub("", report.head_line or "")
        told = _values(report, TOLD)
        for value in told:
            lines[name] = _sum(lines.get(name, {}), value)
        for value in [] if told else _values(report, CHOSEN):
            name = name.partition("[")[0]
            one: Line = {"points": 1, "wrong": int(report.failed)}
            lines[name] = {**_sum(lines.get(name, {}), one), "of": value["of"]}
    columns = [name for name in HEADS if any(name in value for value in lines.values())]
    rows = [["", *(HEADS[name] for name in columns)]]
    rows += [
        [name, *(str(lines[name].get(each, "")) for each in columns)] for name in sorted(lines)
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_aligned(row, widths) for row in rows] if lines else []


def _values(report: pytest.TestReport, wanted: str) -> list[Line]:
    return [cast("Line", value) for key, value in report.user_properties if key == wanted]


def _sum(one: Line, other: Line) -> Line:
    """Of numbers the sum, of seeds the first."""
    added = {**other, **one}
    for name in (one.keys() & other.keys()) - {"seed"}:
        added[name] = int(one[name]) + int(other[name])
    return added


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
    return "  ".join([row[0].ljust(widths[0]), *cells[1:]]).rstrip()

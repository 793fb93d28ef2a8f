"""What 100,000 orders cost, against 10,000 of them, in turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.figures import Row, Series, medians
from tests.bench.keys import ESCAPE, HOME, PAGE_DOWN, each
from tests.bench.starts import start
from tests.bench.world import world

_LIMIT = 2
_QUERY = "drop 49"


def rows(runs: int) -> Iterator[Row]:
    """Start, orders screen, filter, sort, scroll."""
    with ExitStack() as stack:
        few = stack.enter_context(world(services=1_500, orders=10_000))
        many = stack.enter_context(world(services=1_500, orders=100_000))
        first: dict[str, list[float]] = {"few": [], "many": []}
        for _run in range(max(3, runs // 2)):
            first["few"].append(start(few))
            first["many"].append(start(many))
        yield _row("start, 100,000 orders", first)
        rivals = {
            "few": stack.enter_context(few.start()),
            "many": stack.enter_context(many.start()),
        }
        for rival in rivals.values():
            rival.settle(1.0, least=2.0)
        shown: dict[str, list[float]] = {"few": [], "many": []}
        for _run in range(runs):
            for name, rival in rivals.items():
                shown[name].append(rival.press("2").ms)
                rival.press("1")
        yield _row("orders screen, 100,000 orders", shown)
        each(rivals, ["2"])
        yield _row("sort, 100,000 orders", each(rivals, ["s"] * runs))
        each(rivals, [HOME])
        yield _row("scroll by a page, 100,000 orders", each(rivals, [PAGE_DOWN] * runs))
        typed: dict[str, list[float]] = {"few": [], "many": []}
        for _run in range(max(1, runs // 5)):
            each(rivals, ["/"])
            for name, figures in each(rivals, _QUERY).items():
                typed[name] += figures
            each(rivals, [ESCAPE])
        yield _row("filter key, 100,000 orders", typed)


def _row(figure: str, taken: dict[str, list[float]]) -> Row:
    many, few = Series.of(taken["many"]), Series.of(taken["few"])
    return medians(figure, many, "the same with 10,000 orders", few, _LIMIT)

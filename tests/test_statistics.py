"""How long orders take, and which take too long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import statistics
from smm_tui.models import Mark, Status
from smm_tui.statistics import Course, Limits, Pace, Spread, Standing

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

times = st.lists(st.integers(min_value=0, max_value=400 * DAY), min_size=1, max_size=60)
spans = st.integers(min_value=0, max_value=400 * DAY)


@given(times, st.integers(min_value=1, max_value=100))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    values: list[int], per_cent: int
) -> None:
    found = statistics.percentile(sorted(values), per_cent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= per_cent * len(values)
    assert sum(value < found for value in values) * 100 < per_cent * len(values)


@given(times, st.randoms())
def test_a_spread_is_in_order_and_hangs_on_no_order(values: list[int], shuffled: object) -> None:
    found = statistics.spread(values)
    assert found is not None
    assert found.least <= found.median <= found.late <= found.most
    assert (found.count, found.least, found.most) == (len(values), min(values), max(values))
    assert statistics.spread(reversed(values)) == found
    assert found.enough is (len(values) >= 5)


def test_nothing_has_no_spread() -> None:
    assert statistics.spread([]) is None
    assert statistics.pace([]) == Pace()


def watched(
    start: int, done: int, status: Status = Status.COMPLETED, *, units: int = 100
) -> Course:
    """An order that was looked at all the time."""
    return Course(0, start, start - 1, done, done - 1, status, units)


def test_median_and_percentile_of_a_history() -> None:
    courses = [watched(minute * MINUTE, minute * HOUR) for minute in range(1, 11)]
    found = statistics.pace(courses)
    assert found.start == Spread(10, 5 * MINUTE, 9 * MINUTE, MINUTE, 10 * MINUTE)
    assert found.done == Spread(10, 5 * HOUR, 9 * HOUR, HOUR, 10 * HOUR)
    assert (found.count, found.ended, found.largest) == (10, 10, 100)


def test_ends_are_counted_and_only_completed_orders_have_a_time_of_completion() -> None:
    cut = Course(0, MINUTE, 0, None, None, Status.PARTIAL, 100)
    never = Course(0, None, None, None, None, Status.CANCELED, 100)
    ended = [cut, cut, never, never._replace(status=Status.REFUNDED)]
    running = [
        Course(0, MINUTE, 0, None, None, Status.IN_PROGRESS, 5_000),
        never._replace(status=None),
    ]
    failed = never._replace(status=Status.FAILED)
    found = statistics.pace([*ended, *running, failed, watched(MINUTE, HOUR)])
    assert (found.partial, found.canceled, found.failed) == (2, 2, 1)
    assert (found.completed, found.ended) == (1, 6)
    assert found.count == 8
    assert found.start is not None
    assert found.start.count == 4
    assert found.done is not None
    assert (found.done.count, found.largest) == (1, 100)


@pytest.mark.parametrize(
    ("since", "heard", "counts"),
    [
        (9 * MINUTE, 10 * MINUTE, True),
        (8 * MINUTE, 10 * MINUTE, True),
        (8 * MINUTE - 1, 10 * MINUTE, False),
        (9 * HOUR, 10 * HOUR, True),
        (9 * HOUR - 1, 10 * HOUR, False),
        (0, 10 * HOUR, False),
        (0, 2 * MINUTE, True),
        (None, 10 * HOUR, True),
        (0, -1, False),
    ],
)
def test_what_happened_while_nobody_looked_has_no_time(
    since: int | None, heard: int, *, counts: bool
) -> None:
    course = Course(0, heard, since, heard, since, Status.COMPLETED, 100)
    found = statistics.pace([course])
    assert (found.start is not None) is counts
    assert (found.done is not None) is counts
    assert found.ended == 1


ENOUGH = statistics.pace([watched(n * MINUTE, n * HOUR) for n in range(1, 11)])
FEW = statistics.pace([watched(MINUTE, HOUR)] * 4)
WAITING = Standing(began=0, started=False, quantity=100)
RUNNING = replace(WAITING, started=True)


def test_without_enough_history_only_a_day_without_movement_is_odd() -> None:
    for known in (Pace(), FEW):
        for order in (WAITING, RUNNING):
            assert statistics.limits(order, known) == Limits(None, DAY)


def test_with_history_nine_of_ten_are_the_measure() -> None:
    assert statistics.limits(WAITING, ENOUGH) == Limits(9 * HOUR, HOUR)
    assert statistics.limits(RUNNING, ENOUGH) == Limits(9 * HOUR, 18 * HOUR)
    late = replace(WAITING, began=7)
    assert statistics.limits(late, ENOUGH).slow_at == 7 + 9 * HOUR


def test_no_order_is_stuck_after_less_than_an_hour() -> None:
    quick = statistics.pace([watched(MINUTE, 2 * MINUTE)] * 5)
    assert statistics.limits(WAITING, quick).rest == HOUR
    assert statistics.limits(RUNNING, quick) == Limits(2 * MINUTE, HOUR)


def test_an_order_larger_than_any_before_may_take_longer_in_proportion() -> None:
    assert statistics.limits(replace(RUNNING, quantity=300), ENOUGH) == Limits(27 * HOUR, 54 * HOUR)
    assert statistics.limits(replace(RUNNING, quantity=50), ENOUGH) == Limits(9 * HOUR, 18 * HOUR)
    assert statistics.limits(replace(RUNNING, quantity=None), ENOUGH) == Limits(9 * HOUR, 18 * HOUR)


def test_what_makes_orders_is_never_slow_and_rests_as_long_as_was_asked_for() -> None:
    assert statistics.limits(replace(RUNNING, subscription=True), ENOUGH) == Limits(None, None)
    assert statistics.limits(replace(RUNNING, every=60), ENOUGH) == Limits(None, DAY)
    assert statistics.limits(replace(RUNNING, every=1_000), ENOUGH) == Limits(None, 2_000 * MINUTE)


def test_marks() -> None:
    known = Limits(slow_at=100, rest=50)
    assert statistics.mark(known, moved=90, heard=99) is None
    assert statistics.mark(known, moved=90, heard=100) is Mark.SLOW
    assert statistics.mark(known, moved=90, heard=140) is Mark.STUCK
    assert statistics.mark(known, moved=130, heard=140) is Mark.SLOW
    assert statistics.mark(Limits(None, None), moved=0, heard=10**12) is None


@given(spans, spans, spans, st.none() | spans, st.none() | spans)
def test_a_mark_goes_only_by_movement(
    moved: int, heard: int, later: int, slow_at: int | None, rest: int | None
) -> None:
    """What is heard later makes no mark weaker, and movement alone never makes one stronger."""
    ranks = [None, Mark.SLOW, Mark.STUCK]
    known = Limits(slow_at, rest)
    now = ranks.index(statistics.mark(known, moved=moved, heard=heard))
    assert ranks.index(statistics.mark(known, moved=moved, heard=heard + later)) >= now
    assert ranks.index(statistics.mark(known, moved=moved + later, heard=heard)) <= now


standings = st.builds(
    Standing,
    began=spans,
    started=st.booleans(),
    quantity=st.none() | st.integers(min_value=0, max_value=10**9),
    every=st.none() | st.integers(min_value=0, max_value=10**6),
    subscription=st.booleans(),
)


@given(standings, st.lists(st.tuples(spans, spans), max_size=12))
def test_limits_have_their_floors(order: Standing, history: list[tuple[int, int]]) -> None:
    courses = [watched(start + 1, start + done + 1) for start, done in history]
    found = statistics.limits(order, statistics.pace(courses))
    if found.slow_at is not None:
        assert found.slow_at >= order.began
        assert len(history) >= statistics.ENOUGH
    assert found.rest is None or found.rest >= statistics.LEAST_REST
    assert (found.rest is None) is order.subscription

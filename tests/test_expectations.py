"""What is said of a service by its past orders."""

from __future__ import annotations

import pytest

from smm_tui.expectations import expected
from smm_tui.models import Status
from smm_tui.statistics import Course, Pace, pace, spread

MINUTE = 60_000
HOUR = 60 * MINUTE


def times(*values: int) -> list[int]:
    return [value * MINUTE for value in values]


def test_of_no_orders_nothing_is_said() -> None:
    assert expected(Pace()) == []


def test_a_sound_history_says_how_long_and_how_it_ended() -> None:
    start = spread([12 * MINUTE] * 8 + [40 * MINUTE] * 2)
    done = spread([3 * HOUR] * 25 + [9 * HOUR] * 4)
    known = Pace(count=40, start=start, done=done, ended=31, partial=2)
    assert expected(known) == [
        "usually starts in 12 min (90 %: 40 min), done in 3 h (90 %: 9 h)",
        "2 of 31 partial",
    ]


def test_of_few_orders_it_says_how_few() -> None:
    known = Pace(count=3, start=spread(times(5)), done=spread(times(200, 60)), ended=2, completed=2)
    assert expected(known) == [
        "started in 5 min (only 1 order so far)",
        "done in 60 min to 3 h (only 2 orders so far)",
        "2 of 2 completed",
    ]


def test_what_took_as_long_each_time_is_said_once() -> None:
    known = Pace(count=2, done=spread(times(5, 5)), ended=2, completed=2)
    assert expected(known)[0] == "done in 5 min (only 2 orders so far)"


def test_each_half_may_be_known_alone() -> None:
    enough = spread(times(5, 5, 5, 5, 5))
    assert expected(Pace(count=5, start=enough))[0] == "usually starts in 5 min (90 %: 5 min)"
    assert expected(Pace(count=5, done=enough))[0] == "usually done in 5 min (90 %: 5 min)"


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Pace(count=1), "1 order of yours, which has not ended yet"),
        (Pace(count=2), "2 orders of yours, none of which has ended yet"),
        (Pace(count=1, ended=1, completed=1), "1 of 1 completed"),
        (Pace(count=1, ended=1, canceled=1), "1 of 1 canceled"),
        (Pace(count=9, ended=7, failed=2), "2 of 7 failed"),
    ],
)
def test_how_orders_ended(known: Pace, said: str) -> None:
    assert expected(known) == [said]


def test_an_order_that_expired_is_not_called_completed() -> None:
    expired = Course(0, None, None, None, None, Status.EXPIRED, 10)
    assert expected(pace([expired])) == []

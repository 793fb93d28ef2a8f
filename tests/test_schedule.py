"""Due orders, batches, backoff and budget."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui.errors import RateLimited, Unreachable
from smm_tui.schedule import Budget, Due, Pace, batches, due

NOW = datetime(2026, 3, 14, 14, 0, tzinfo=UTC)
ERROR = Unreachable("down")


def heard(ref: int, seconds_ago: float | None) -> Due:
    at = None if seconds_ago is None else NOW - timedelta(seconds=seconds_ago)
    return Due(ref, f"id{ref}", at)


def refs(orders: list[Due], interval_s: float = 15) -> list[int]:
    return [order.ref for order in due(orders, now=NOW, interval_s=interval_s)]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])]
)
def test_batches_hold_at_most_a_hundred_in_order(count: int, sizes: list[int]) -> None:
    made = batches(range(count))
    assert [len(batch) for batch in made] == sizes
    assert [each for batch in made for each in batch] == list(range(count))


def test_batches_of_another_size() -> None:
    assert batches("abcde", 2) == [["a", "b"], ["c", "d"], ["e"]]


def test_the_oldest_news_comes_first_and_none_at_all_before_it() -> None:
    orders = [heard(1, 20), heard(2, 40), heard(4, None), heard(3, None), heard(5, 40)]
    assert refs(orders) == [3, 4, 2, 5, 1]


def test_nothing_is_due_before_its_time() -> None:
    assert refs([heard(1, 14.9), heard(2, 0)]) == []
    assert refs([]) == []


def test_an_order_is_due_when_its_interval_has_passed() -> None:
    assert refs([heard(1, 15)]) == [1]


def test_a_call_that_is_made_anyway_is_filled_with_those_due_next() -> None:
    orders = [heard(1, 15), heard(2, 3), heard(3, 9)]
    assert refs(orders) == [1, 3, 2]


def test_it_is_filled_up_to_full_hundreds_and_no_further() -> None:
    orders = [heard(ref, 20) for ref in range(1, 102)] + [heard(ref, 5) for ref in range(102, 400)]
    assert refs(orders) == list(range(1, 201))
    assert refs(orders[1:101] + orders[101:]) == list(range(2, 102))


def test_news_from_the_future_is_old() -> None:
    orders = [heard(1, -3600), heard(2, 1), heard(3, None)]
    assert refs(orders) == [1, 3, 2]
    assert refs([heard(1, -3600), heard(2, 1)]) == [1, 2]


@given(st.lists(st.one_of(st.none(), st.integers(-100, 100)), max_size=300))
def test_whatever_is_due_is_asked_about_once(ages: list[int | None]) -> None:
    orders = [heard(ref, age) for ref, age in enumerate(ages)]
    asked = refs(orders)
    wanted = [ref for ref, age in enumerate(ages) if age is None or age >= 15 or age < 0]
    assert len(set(asked)) == len(asked)
    assert set(wanted) <= set(asked)
    assert len(asked) in {len(orders), -(-len(wanted) // 100) * 100}


def test_all_is_allowed_while_all_is_well() -> None:
    assert Pace().allows(NOW)
    assert Pace().next_at is None


@pytest.mark.parametrize(
    ("failures", "longest"), [(0, 2), (1, 4), (2, 8), (6, 128), (7, 256), (8, 300), (5000, 300)]
)
def test_pauses_double_up_to_five_minutes(failures: int, longest: float) -> None:
    before = Pace(failures=failures)
    for jitter in (0.0, 0.5, 0.999):
        pace = before.after_failure(NOW, ERROR, jitter)
        assert pace.next_at == NOW + timedelta(seconds=longest * jitter)
        assert pace.failures == failures + 1


def test_it_says_since_when_and_why_and_when_next() -> None:
    first = Pace().after_failure(NOW, ERROR, 0.5)
    assert first.since == NOW
    assert first.reason == ERROR.title
    later = NOW + timedelta(seconds=1)
    second = first.after_failure(later, ERROR, 0.5)
    assert second.since == NOW
    assert second.next_at == later + timedelta(seconds=2)
    assert not second.allows(later)
    assert not second.allows(later + timedelta(seconds=1.9))
    assert second.allows(later + timedelta(seconds=2))
    assert second.after_success() == Pace()


@pytest.mark.parametrize(
    ("retry_after", "pause"), [(None, 1), (0.5, 1), (7.0, 7), (300.0, 300), (9000.0, 300)]
)
def test_the_panels_own_wait_is_the_least(retry_after: float | None, pause: float) -> None:
    pace = Pace().after_failure(NOW, RateLimited(retry_after=retry_after), 0.5)
    assert pace.next_at == NOW + timedelta(seconds=pause)


def test_the_longest_pause_is_kept() -> None:
    pace = Pace().after_failure(NOW, RateLimited(retry_after=300), 0)
    assert not pace.allows(NOW)


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    pace = Pace().after_failure(NOW, ERROR, 0.5)
    assert pace.allows(NOW - timedelta(hours=1))


def test_a_budget_is_spent_and_fills_again() -> None:
    budget = Budget.full(2, 100.0)
    assert budget.wait(100.0) == 0
    budget = budget.take(100.0).take(100.0)
    assert budget.wait(100.0) == 30
    assert budget.wait(115.0) == 15
    assert budget.wait(130.0) == 0
    assert budget.wait(129.0) == pytest.approx(1)


def test_a_budget_never_saves_more_than_a_minute() -> None:
    budget = Budget.full(2, 0.0)
    budget = budget.take(6000.0).take(6000.0)
    assert budget.wait(6000.0) == 30


def test_a_call_that_could_not_wait_is_paid_later() -> None:
    budget = Budget.full(1, 0.0).take(0.0).take(0.0)
    assert budget.wait(0.0) == 120


def test_time_that_runs_back_adds_nothing() -> None:
    budget = Budget.full(60, 100.0).take(100.0)
    assert budget.take(50.0).tokens == 58


@given(st.lists(st.floats(0, 20), max_size=200), st.integers(1, 120))
def test_no_minute_sees_more_calls_than_twice_the_budget(gaps: list[float], rate: int) -> None:
    """The bucket may be full at the start of a minute and fills once during it."""
    budget, at, calls = Budget.full(rate, 0.0), 0.0, []
    for gap in gaps:
        at += gap
        if budget.wait(at) == 0:
            budget = budget.take(at)
            calls.append(at)
    for start in calls:
        assert sum(start <= call < start + 60 for call in calls) <= 2 * rate

"""Amounts as characters: exact steps, exact widths."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui.widgets import plot
from smm_tui.widgets.plot import ASCII, UNICODE, Marks

amounts = st.decimals(min_value=0, max_value=10**12, places=8).map(abs)
marks = st.sampled_from([UNICODE, ASCII])


@pytest.mark.parametrize(
    ("most", "top"),
    [
        ("0", "1"),
        ("-3", "1"),
        ("0.003", "0.003"),
        ("0.00021", "0.00025"),
        ("1", "1"),
        ("1.2", "1.5"),
        ("2.3", "2.5"),
        ("7", "8"),
        ("99", "100"),
        ("101", "150"),
        ("1234567", "1500000"),
    ],
)
def test_a_scale_ends_with_a_round_amount(most: str, top: str) -> None:
    assert str(plot.scale(Decimal(most))) == top


@given(amounts)
def test_a_scale_holds_the_most_and_is_not_much_larger(most: Decimal) -> None:
    top = plot.scale(most)
    assert top >= most
    assert most == 0 or top <= most * Decimal("1.5")


@given(amounts, amounts, amounts, st.integers(min_value=1, max_value=200))
def test_levels_keep_the_order_of_amounts(
    one: Decimal, other: Decimal, more: Decimal, steps: int
) -> None:
    top = plot.scale(max(one, other, more))
    low, high = sorted([one, other])
    levels = [plot.level(low, top, steps), plot.level(high, top, steps)]
    assert levels == sorted(levels)
    assert all(0 <= level <= steps for level in levels)
    # What is not nothing can be seen.
    assert (levels[0] > 0) is (low > 0)


def test_columns_stand_on_their_foot() -> None:
    drawn = plot.columns(
        [Decimal(0), Decimal("0.01"), Decimal("2.5"), Decimal(5)],
        top=Decimal(5),
        slot=3,
        height=2,
        marks=UNICODE,
    )
    assert ["".join(line) for line in drawn] == ["         ██ ", "   ▁▁ ██ ██ "]


@given(
    st.lists(amounts, min_size=1, max_size=20),
    st.integers(min_value=1, max_value=6),
    st.integers(min_value=1, max_value=8),
    marks,
)
def test_columns_are_as_wide_and_high_as_they_have_to_be(
    values: list[Decimal], slot: int, height: int, used: Marks
) -> None:
    top = plot.scale(max(values))
    drawn = plot.columns(values, top=top, slot=slot, height=height, marks=used)
    assert len(drawn) == height
    for line in drawn:
        assert [len(cell) for cell in line] == [slot] * len(values)
        assert set("".join(line)) <= set(used.steps)
    # Nothing hangs in the air.
    for upper, lower in pairwise(drawn):
        for above, below in zip(upper, lower, strict=True):
            assert above.isspace() or below.strip()[0] == used.steps[-1]


def test_a_line_goes_through_its_amounts_and_leaves_gaps() -> None:
    values = [None, Decimal(0), Decimal(0), Decimal(8), Decimal(8), None]
    assert plot.line(values, top=Decimal(8), height=2, marks=UNICODE) == [" ⢸⠁", "⢀⡸ "]
    assert plot.line(values, top=Decimal(8), height=2, marks=ASCII) == [" **", "** "]


@given(
    st.lists(st.none() | amounts, min_size=2, max_size=60),
    st.integers(min_value=1, max_value=8),
    marks,
)
def test_a_line_has_a_dot_for_each_amount_and_only_there(
    values: list[Decimal | None], height: int, used: Marks
) -> None:
    top = plot.scale(max((each for each in values if each is not None), default=Decimal(0)))
    drawn = plot.line(values, top=top, height=height, marks=used)
    assert len(drawn) == height
    assert {len(line) for line in drawn} == {-(-len(values) // 2)}
    for place in range(0, len(values), 2):
        known = any(each is not None for each in values[place : place + 2])
        assert any(line[place // 2] != " " for line in drawn) is known

"""The arithmetic over balance readings: exact, and never sure where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import evidence
from smm_tui.charges import unit
from smm_tui.evidence import UnknownCase, Verdict, weigh_unknown
from smm_tui.models import ServiceType

CASE = UnknownCase(
    service_type=ServiceType.DEFAULT,
    drip_feed=False,
    foretold=Decimal("0.27819"),
    before=Decimal("100.84292"),
    after=Decimal("100.56473"),
    remainder=Decimal(0),
)
AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=5)


def test_a_fall_by_the_charge_looks_placed() -> None:
    weighing = weigh_unknown(CASE)
    assert weighing.verdict is Verdict.LOOKS_PLACED
    assert weighing.fell == Decimal("0.27819")
    assert "0.27819" in weighing.reason


def test_no_fall_looks_not_placed() -> None:
    weighing = weigh_unknown(replace(CASE, after=CASE.before))
    assert weighing.verdict is Verdict.LOOKS_NOT_PLACED
    assert weighing.fell == 0
    assert "0.27819" in weighing.reason


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        ("100.56473", Verdict.LOOKS_PLACED),
        ("100.56474", Verdict.AMBIGUOUS),
        ("100.56472", Verdict.AMBIGUOUS),
        ("100.84291", Verdict.AMBIGUOUS),
        ("101.84292", Verdict.AMBIGUOUS),
        ("100.28654", Verdict.AMBIGUOUS),
    ],
)
def test_a_fall_by_anything_else_is_ambiguous(after: str, verdict: Verdict) -> None:
    assert weigh_unknown(replace(CASE, after=Decimal(after))).verdict is verdict


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        ("100.57", Verdict.LOOKS_PLACED),
        ("100.56", Verdict.LOOKS_PLACED),
        ("100.55", Verdict.AMBIGUOUS),
        ("100.58", Verdict.AMBIGUOUS),
        ("100.84", Verdict.LOOKS_NOT_PLACED),
    ],
)
def test_a_coarser_balance_rounds_the_charge_either_way(after: str, verdict: Verdict) -> None:
    case = replace(CASE, before=Decimal("100.84"), after=Decimal(after))
    assert weigh_unknown(case).verdict is verdict


def test_what_the_book_explains_is_taken_out_first() -> None:
    case = replace(CASE, after=Decimal("100.06473"), explained=Decimal("0.5"))
    assert weigh_unknown(case).verdict is Verdict.LOOKS_PLACED
    refunded = replace(CASE, after=Decimal("102.84292"), explained=Decimal(-2))
    assert weigh_unknown(refunded).verdict is Verdict.LOOKS_NOT_PLACED


def reasoned(case: UnknownCase, words: str) -> None:
    for after in (CASE.after, CASE.before):
        weighing = weigh_unknown(replace(case, after=after))
        assert weighing.verdict is Verdict.AMBIGUOUS
        assert words in weighing.reason


@pytest.mark.parametrize(
    ("service_type", "words"),
    [
        (ServiceType.SUBSCRIPTIONS, "post by post"),
        (ServiceType.CUSTOM_COMMENTS_PACKAGE, "this type"),
        (ServiceType.COMMENT_REPLIES, "this type"),
        (ServiceType.UNHEARD, "this type"),
    ],
)
def test_types_that_no_reading_settles(service_type: ServiceType, words: str) -> None:
    reasoned(replace(CASE, service_type=service_type), words)


def test_drip_feed_is_ambiguous() -> None:
    reasoned(replace(CASE, drip_feed=True), "drip-feed")


@pytest.mark.parametrize("foretold", [None, Decimal(0), Decimal("0.00")])
def test_a_charge_of_nothing_is_ambiguous(foretold: Decimal | None) -> None:
    reasoned(replace(CASE, foretold=foretold), "nothing")


def test_a_charge_below_what_the_balance_shows_is_ambiguous() -> None:
    reasoned(replace(CASE, foretold=Decimal("0.000009")), "smaller")
    reasoned(replace(CASE, step=Decimal("0.27820")), "smaller")


def test_a_charge_of_the_smallest_step_can_be_told() -> None:
    case = replace(CASE, foretold=Decimal("0.00001"), after=Decimal("100.84291"))
    assert weigh_unknown(case).verdict is Verdict.LOOKS_PLACED
    assert weigh_unknown(replace(case, after=case.before)).verdict is Verdict.LOOKS_NOT_PLACED
    assert weigh_unknown(replace(CASE, step=Decimal("0.27819"))).verdict is Verdict.LOOKS_PLACED


def test_somebody_else_moving_the_balance_makes_it_ambiguous() -> None:
    reasoned(replace(CASE, remainder=None), "earlier readings")
    reasoned(replace(CASE, remainder=Decimal("0.00001")), "0.00001")
    reasoned(replace(CASE, remainder=Decimal(-5)), "-5")


@pytest.mark.parametrize("missing", ["before", "after"])
def test_without_two_readings_it_is_ambiguous(missing: str) -> None:
    case = replace(CASE, before=None) if missing == "before" else replace(CASE, after=None)
    weighing = weigh_unknown(case)
    assert weighing.verdict is Verdict.AMBIGUOUS
    assert weighing.fell is None
    assert "two readings" in weighing.reason
    drip = weigh_unknown(replace(case, drip_feed=True))
    assert "drip-feed" in drip.reason


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_evidence_is_never_for_both_sides(before: Decimal, after: Decimal, charge: Decimal) -> None:
    case = replace(CASE, before=before, after=after, foretold=charge)
    weighing = weigh_unknown(case)
    if weighing.verdict is Verdict.LOOKS_PLACED:
        assert before - after == charge > 0
    if weighing.verdict is Verdict.LOOKS_NOT_PLACED:
        assert before == after
        assert charge > 0


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [(["1.50"], "0.01"), (["1", "0.00001"], "0.00001"), (["1E+3"], "1"), (["7"], "1")],
)
def test_unit(amounts: list[str], expected: str) -> None:
    assert unit(*map(Decimal, amounts)) == Decimal(expected)


@pytest.mark.parametrize(
    ("balances", "expected"),
    [
        ([], "0"),
        (["5"], "0"),
        (["1.50", "1.5"], "0"),
        (["100.84292", "100.75292"], "0.01"),
        (["3", "5", "5", "4"], "0.01"),
        (["1", "0.99955", "0.5"], "0.00001"),
        (["1.1", "1.10000", "1.0995", "1"], "0.0001"),
    ],
)
def test_the_step_is_that_of_the_finest_change(balances: list[str], expected: str) -> None:
    assert evidence.step_of([*map(Decimal, balances)]) == Decimal(expected)


def test_a_fall_keeps_every_digit() -> None:
    huge, tiny = Decimal(10**19), Decimal("0.00000000000000000001")
    assert evidence.fall(huge, tiny, Decimal(0)) == Decimal(
        "9999999999999999999.99999999999999999999"
    )

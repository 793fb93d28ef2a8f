"""What came back of an order: known, or reckoned, and never twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import refunds
from smm_tui.models import Status
from smm_tui.refunds import EXACT, Paid, Refund

amounts = st.decimals(min_value=0, max_value=10**9, places=5).map(abs)
counts = st.integers(min_value=0, max_value=10**7)
ENDED_SHORT = sorted(refunds.SHORT)


def paid(status: Status | None, **known: object) -> Paid:
    named = {
        name: Decimal(value) if isinstance(value, str) else value for name, value in known.items()
    }
    return Paid(
        **{"status": status, "foretold": None, "running": None, "charge": None, **named}  # type: ignore[arg-type]  # by name
    )


def certain(amount: str) -> Refund:
    return Refund(Decimal(amount), certain=True)


def reckoned(amount: str) -> Refund:
    return Refund(Decimal(amount), certain=False)


@pytest.mark.parametrize(
    ("order", "first", "back"),
    [
        # Named while it ran, and reduced afterwards: the panel itself says what came back.
        (paid(Status.PARTIAL, running="0.9", charge="0.3"), "0.9", certain("0.6")),
        (paid(Status.CANCELED, running="0.9", charge="0"), "0.9", certain("0.9")),
        (paid(Status.FAILED, running="0.9", charge="0.5"), "0.9", certain("0.4")),
        # It goes on naming the first charge: reckoned by what was not delivered.
        (
            paid(Status.PARTIAL, running="0.9", charge="0.9", quantity=1000, remains=157),
            "0.9",
            reckoned("0.14130"),
        ),
        (paid(Status.CANCELED, running="0.9", charge="0.9"), "0.9", reckoned("0.9")),
        (paid(Status.REFUNDED, running="0.9"), "0.9", reckoned("0.9")),
        # Only foretold: the charge that is nearer to what would be kept is a reduced one.
        (
            paid(Status.PARTIAL, foretold="0.0851", charge="0.04", quantity=100, remains=50),
            "0.0851",
            certain("0.0451"),
        ),
        (
            paid(Status.PARTIAL, foretold="0.0851", charge="0.08", quantity=100, remains=50),
            "0.08",
            reckoned("0.04000"),
        ),
        (paid(Status.CANCELED, foretold="0.5", charge="0"), "0.5", certain("0.5")),
        # What the balance shows is sure.
        (
            paid(Status.PARTIAL, running="0.9", charge="0.9", read="0.15", quantity=6, remains=1),
            "0.9",
            certain("0.15"),
        ),
        (paid(Status.FAILED, running="0.9", read="0.9"), "0.9", certain("0.9")),
        # Nobody can say.
        (paid(Status.FAILED, running="0.9", charge="0.9"), "0.9", None),
        (paid(Status.PARTIAL, running="0.9", quantity=100), "0.9", None),
        (paid(Status.PARTIAL, running="0.9", remains=5), "0.9", None),
        (paid(Status.PARTIAL, running="0.9", quantity=100, remains=-3), "0.9", None),
        (paid(Status.COMPLETED, running="0.9", charge="0.5"), "0.9", None),
        (paid(None, foretold="0.9"), "0.9", None),
        (paid(Status.CANCELED), None, None),
    ],
)
def test_what_was_taken_and_what_came_back(
    order: Paid, first: str | None, back: Refund | None
) -> None:
    assert refunds.taken(order) == (None if first is None else Decimal(first))
    assert refunds.refund(order) == back


@given(
    st.sampled_from(list(Status)),
    st.none() | amounts,
    st.none() | amounts,
    st.none() | amounts,
    st.none() | amounts,
    st.none() | counts,
    st.none() | st.integers(min_value=-(10**7), max_value=10**7),
)
def test_never_more_comes_back_than_was_taken(
    status: Status,
    foretold: Decimal | None,
    running: Decimal | None,
    charge: Decimal | None,
    read: Decimal | None,
    quantity: int | None,
    remains: int | None,
) -> None:
    order = Paid(status, foretold, running, charge, read, quantity, remains)
    first, back = refunds.taken(order), refunds.refund(order)
    if back is not None:
        assert first is not None
        assert 0 <= back.amount <= first
        assert status in refunds.SHORT


@given(amounts, st.integers(min_value=1, max_value=10**7), st.data())
def test_it_is_subtracted_once_whichever_charge_a_panel_goes_on_naming(
    first: Decimal, quantity: int, data: st.DataObject
) -> None:
    remains = data.draw(st.integers(min_value=0, max_value=quantity))
    kept = EXACT.subtract(first, refunds.share(first, remains, quantity))
    for charge in (first, kept):
        order = paid(
            Status.PARTIAL, running=first, charge=charge, quantity=quantity, remains=remains
        )
        back = refunds.refund(order)
        net = first - (back.amount if back else 0)
        assert net == kept
        assert back is None or back.certain is (charge != first)


@given(amounts, st.integers(min_value=1, max_value=1000), st.data())
def test_shares_are_in_proportion(amount: Decimal, whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(min_value=0, max_value=whole))
    found = refunds.share(amount, part, whole)
    assert abs(found * whole - amount * part) <= Decimal("0.000005") * whole
    assert refunds.share(amount, whole, whole) == amount
    assert refunds.share(amount, 0, whole) == 0


def shown(before: str, after: str, charges: list[str], wanted: list[str]) -> list[str] | None:
    found = refunds.shown(
        Decimal(before),
        Decimal(after),
        charges=[Decimal(each) for each in charges],
        wanted=[Decimal(each) for each in wanted],
    )
    return None if found is None else [str(each) for each in found]


@pytest.mark.parametrize(
    ("before", "after", "charges", "wanted", "back"),
    [
        ("10.00", "10.50", [], ["0.50"], ["0.50"]),
        ("10.00", "10.50", [], ["0.4999"], ["0.50"]),
        ("10.00", "10.00", ["0.50"], ["0.50"], ["0.50"]),
        ("10.00", "9.75", ["1", "0.25"], ["0.40", "0.60"], ["0.40", "0.60"]),
        ("10.00", "10.48", [], ["0.50"], None),
        ("10.00", "10.00", [], ["0.50"], None),
        ("10.00", "9.50", [], ["0.50"], None),
        ("10.00", "60.50", [], ["0.50"], None),
        ("10.00", "10.40", [], ["0.40", "0.60"], None),
    ],
)
def test_readings_show_it_only_if_they_are_explained_whole(
    before: str, after: str, charges: list[str], wanted: list[str], back: list[str] | None
) -> None:
    assert shown(before, after, charges, wanted) == back

"""What came back of an order that fell short: what is known, and what is only reckoned (pure).

Engines keep charge x (1 - remains / quantity) of a partial order and nothing of one that was
canceled (panel-api.md §1.4). Some name the reduced charge afterwards, some go on naming the
first one, so a charge is never taken for reduced unless it was seen to be another before, or is
nearer to what such an engine would keep than to what was foretold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, NamedTuple

from smm_tui.charges import unit
from smm_tui.models import Order, Status

EXACT: Final = Context(prec=400)
"""Wide enough for any amounts that are let in, and for their sums."""
ZERO: Final = Decimal(0)
_FINEST: Final = Decimal("0.00001")
"""A reckoned share is given to five decimals, or to those of the charge where it has more."""

SHORT: Final = frozenset({Status.PARTIAL, Status.CANCELED, Status.REFUNDED, Status.FAILED})
"""How orders end without all that was paid for."""
_NOTHING_KEPT: Final = frozenset({Status.CANCELED, Status.REFUNDED})


class Paid(NamedTuple):
    """The money of one order, as far as it is known; amounts in one currency."""

    status: Status | None
    foretold: Decimal | None
    """Reckoned before it was sent."""
    running: Decimal | None
    """The charge that the panel named last while the order had not fallen short."""
    charge: Decimal | None
    """The charge that it named last."""
    read: Decimal | None = None
    """What balance readings show to have come back."""
    quantity: int | None = None
    remains: int | None = None

    @classmethod
    def of(cls, order: Order) -> Paid:
        """What an order says of itself."""
        return cls(
            order.status,
            order.foretold,
            order.running_charge,
            order.charge,
            order.read_back,
            order.quantity,
            order.remains,
        )


@dataclass(frozen=True, slots=True)
class Refund:
    """What came back of an order."""

    amount: Decimal
    certain: bool
    """Whether the panel's answers or the balance show it; else it is reckoned."""


def taken(paid: Paid) -> Decimal | None:
    """What the order was charged at first; None: nobody said."""
    if paid.running is not None:
        return paid.running
    if paid.charge is None or (paid.foretold is not None and _reduced(paid, paid.foretold)):
        return paid.foretold
    return paid.charge


def refund(paid: Paid) -> Refund | None:
    """What came back of what was `taken`; None: nothing, or nobody can say.

    A failed order counts as paid until an answer or the balance shows otherwise.
    """
    first = taken(paid)
    if first is None or paid.status not in SHORT:
        return None
    if paid.charge is not None and _reduced(paid, first):
        return Refund(EXACT.subtract(first, paid.charge), certain=True)
    if paid.read is not None:
        return Refund(min(paid.read, first), certain=True)
    if paid.status is Status.FAILED:
        return None
    amount = expected(paid)
    return None if not amount else Refund(amount, certain=False)


def expected(paid: Paid) -> Decimal | None:
    """What an engine would give back; None where that cannot be reckoned."""
    first = taken(paid)
    if first is None or paid.status not in SHORT:
        return None
    if paid.status is not Status.PARTIAL:
        return first
    if not paid.quantity or paid.remains is None or paid.quantity < 0:
        return None
    missing = min(max(paid.remains, 0), paid.quantity)
    return share(first, missing, paid.quantity)


def share(amount: Decimal, part: int, whole: int) -> Decimal:
    """A part of an amount, rounded to its own decimals or to five."""
    product = EXACT.multiply(amount, Decimal(part))
    exact = EXACT.divide(product, Decimal(whole))
    step = min(_FINEST, unit(amount))
    return min(exact.quantize(step, rounding=ROUND_HALF_EVEN, context=EXACT), amount)


def _reduced(paid: Paid, first: Decimal) -> bool:
    """Whether the charge that was named last is what was kept of the first."""
    charge = paid.charge
    if charge is None or charge >= first or paid.status not in SHORT:
        return False
    if paid.running is not None:
        return True
    kept = _kept(paid, first)
    return kept is not None and abs(charge - kept) < abs(charge - first)


def _kept(paid: Paid, first: Decimal) -> Decimal | None:
    if paid.status in _NOTHING_KEPT:
        return ZERO
    if paid.status is not Status.PARTIAL or not paid.quantity or paid.remains is None:
        return None
    missing = min(max(paid.remains, 0), paid.quantity)
    return EXACT.subtract(first, share(first, missing, paid.quantity))


def shown(
    before: Decimal, after: Decimal, *, charges: Sequence[Decimal], wanted: Sequence[Decimal]
) -> list[Decimal] | None:
    """What two balance readings show to have come back of some orders; None: they do not.

    Args:
        before: The balance before any of them fell short.
        after: The balance after all of them had.
        charges: What else was taken in between.
        wanted: What is expected back of each; the readings have to bear out all of it.
    """
    rise = EXACT.subtract(after, before)
    for charge in charges:
        rise = EXACT.add(rise, charge)
    whole = ZERO
    for amount in wanted:
        whole = EXACT.add(whole, amount)
    if rise <= 0 or abs(EXACT.subtract(rise, whole)) > unit(before, after):
        return None
    return [rise] if len(wanted) == 1 else list(wanted)

"""What balance readings say of an order in doubt: exact arithmetic, which changes no state."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Final

_EXACT: Final = Context(prec=400)
"""Wide enough for any two numbers that `untrusted.number` lets in."""
_CENT: Final = Decimal("0.01")


def fall(before: Decimal, after: Decimal, explained: Decimal) -> Decimal:
    """By how much a balance fell beyond what is explained; negative where it rose."""
    return _EXACT.subtract(_EXACT.subtract(before, after), explained)


def charged(fell: Decimal, foretold: Decimal, *, before: Decimal, after: Decimal) -> bool:
    """Whether a fall is the foretold charge, give or take its last decimal.

    Panels keep balances to 2, 4 or 5 decimals and round a charge to 2, 4 or 5 of their own
    (panel-api.md §1.4), so the last decimal is that of the balances or of the amount that was
    taken, whichever is coarser; of the latter never more than a hundredth.
    """
    if fell <= 0:
        return False
    taken = min(_CENT, unit(_EXACT.plus(fell).normalize(_EXACT)))
    last = max(taken, unit(before, after))
    return abs(_EXACT.subtract(fell, foretold)) <= last


def unit(*amounts: Decimal) -> Decimal:
    """One of the last decimal of the finest of these amounts; never above 1."""
    exponents = [amount.as_tuple().exponent for amount in amounts]
    return Decimal(1).scaleb(min(0, *(e for e in exponents if isinstance(e, int))))

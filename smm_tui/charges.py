"""What a panel allows of a service, and what so many units of it cost (pure).

Rates are per 1000 units in the account's currency. Every amount is the exact product, in the
panel's own digits; nothing is ever rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final

from smm_tui.i18n import _
from smm_tui.models import Service

_EXACT: Final = Context(prec=400)
"""Wide enough for the product of any numbers that are let in."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a panel allows in one order, in units."""

    min: int
    max: int | None
    """None: no upper limit."""

    @property
    def contradictory(self) -> bool:
        """Whether nothing could be within them, so that they cannot be meant."""
        return self.max is not None and self.min > self.max

    @property
    def text(self) -> str:
        """What is allowed, in digits as they are typed."""
        if self.max is None:
            return _("{min} or more").format(min=self.min)
        return _("{min} to {max}").format(min=self.min, max=self.max)


def limits(service: Service) -> Limits:
    """A service's limits; min absent counts as 1, max absent or 0 as none."""
    least, most = service.min or 1, service.max or 0
    return Limits(max(least, 1), most if most > 0 else None)


def charge_for(rate: Decimal, units: int) -> Decimal:
    """The exact charge of so many units, with the digits of the rate at the least."""
    product = _EXACT.multiply(rate, Decimal(units)).scaleb(-3, _EXACT).normalize(_EXACT)
    return product.quantize(unit(product, rate), context=_EXACT)


def unit(*amounts: Decimal) -> Decimal:
    """One of the last decimal of the finest of these amounts; never above 1."""
    exponents = [amount.as_tuple().exponent for amount in amounts]
    return Decimal(1).scaleb(min(0, *(each for each in exponents if isinstance(each, int))))

"""What a service has cost over time, as figures and as a line of small signs (pure).

Rates are per 1000 units, flat for packages. Prices in another currency than the newest one
are left out: they are never compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal, localcontext
from typing import Final

from msgspec import structs

from smm_tui import changes, formatting, sayings
from smm_tui.changes import Facts
from smm_tui.formatting import UNICODE, Glyphs
from smm_tui.i18n import _
from smm_tui.sayings import later

NOTABLE: Final = 5
"""Percent; by more a price has moved that is pointed out before ordering."""

_TENTH: Final = Decimal("0.1")
_HALF: Final = Decimal("0.5")
_LINE_CELLS: Final = 12


@dataclass(frozen=True, slots=True)
class Price:
    """What a service cost from a moment on."""

    at: datetime
    rate: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """A service as it was when it was last ordered."""

    at: datetime
    name: str
    rate: Decimal | None
    currency: str

    def facts(self, now: Facts) -> Facts:
        """As facts that differ from those of now in name and price alone."""
        return structs.replace(now, name=self.name, rate=self.rate, currency=self.currency)


@dataclass(frozen=True, slots=True)
class History:
    """The prices of a service in its present currency, the oldest first."""

    prices: tuple[Price, ...]
    """At least one."""

    @property
    def has_moved(self) -> bool:
        """Whether there was more than one."""
        return len(self.prices) > 1

    @property
    def lowest(self) -> Decimal:
        """The least it has cost."""
        return min(price.rate for price in self.prices)

    @property
    def highest(self) -> Decimal:
        """The most it has cost."""
        return max(price.rate for price in self.prices)

    @property
    def last_change(self) -> Decimal | None:
        """By how many percent it moved at the last change; None from nothing, or never."""
        if not self.has_moved:
            return None
        return changes.percent(self.prices[-2].rate, self.prices[-1].rate)

    def line(self, now: datetime, width: int, *, glyphs: Glyphs = UNICODE) -> str:
        """The price over time in `width` cells, from the first one known to that of now.

        The lowest is the lowest sign and the highest the highest; a single price is level.
        """
        first, prices = self.prices[0].at, self.prices
        span = max(now, prices[-1].at) - first
        steps = max(width - 1, 1)
        drawn = []
        place = 0
        for step in range(steps + 1 - width, steps + 1):
            while place + 1 < len(prices) and (prices[place + 1].at - first) * steps <= span * step:
                place += 1
            drawn.append(self._step(prices[place].rate, glyphs.steps))
        return "".join(drawn)

    def _step(self, rate: Decimal, steps: str) -> str:
        low, high = self.lowest, self.highest
        if low == high:
            return steps[len(steps) // 2 - 1]
        return steps[int((rate - low) * (len(steps) - 1) / (high - low) + _HALF)]

    def figures(self, zone: tzinfo) -> str:
        """What stands beside the line: lowest, highest, the last change with its date."""
        newest = self.prices[-1]
        when = formatting.date(newest.at, zone)
        if not self.has_moved:
            return _("same price since {date}").format(date=when)
        return _("lowest {lowest}, highest {highest}, {change} on {date}").format(
            lowest=formatting.rate(self.lowest),
            highest=formatting.rate(self.highest),
            change=_moved(self.last_change, self.prices[-2].rate, newest.rate),
            date=when,
        )

    def said(self, now: datetime, zone: tzinfo, *, glyphs: Glyphs = UNICODE) -> str:
        """The line and the figures; of a price that never moved there is no line."""
        if not self.has_moved:
            return self.figures(zone)
        return f"{self.line(now, _LINE_CELLS, glyphs=glyphs)}  {self.figures(zone)}"


def history_of(prices: Sequence[Price]) -> History | None:
    """What can be compared of all prices that are known, the oldest first."""
    alike: list[Price] = []
    for price in reversed(prices):
        if price.currency != prices[-1].currency:
            break
        alike.append(price)
    return History(tuple(reversed(alike))) if alike else None


def _moved(percent: Decimal | None, before: Decimal, after: Decimal) -> str:
    if percent is None:
        return _("up") if after > before else _("down")
    return in_words(percent)


def in_words(percent: Decimal) -> str:
    """A move of a price with a word and a sign: `up +12.5 %`."""
    figure = signed(percent)
    if percent > 0:
        return later("up {percent}", percent=figure)
    return later("down {percent}", percent=figure)


def signed(percent: Decimal) -> str:
    """Percent with a sign and one decimal: `+12.5 %`; never a zero that is none."""
    with localcontext(prec=120):
        shown = percent.quantize(_TENTH)
    if not shown and percent:
        return later("{sign}<0.1 %", sign="+" if percent > 0 else "-")
    return later("{percent} %", percent=sayings.figure(f"{shown:+,f}"))


def moved_since(ordered: Ordered, rate: Decimal | None, currency: str) -> Decimal | None:
    """By how many percent a price moved since the last order, where that is notable."""
    if ordered.currency != currency:
        return None
    percent = changes.percent(ordered.rate, rate)
    return None if percent is None or abs(percent) <= NOTABLE else percent

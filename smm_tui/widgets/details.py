"""What the service under the cursor is: limits, what the least order costs, description."""

from __future__ import annotations

from typing import Final

from textual.reactive import reactive

from smm_tui import charges, formatting
from smm_tui.expectations import expected
from smm_tui.i18n import _
from smm_tui.models import Service, ServiceType
from smm_tui.statistics import Pace
from smm_tui.widgets.text_pane import Line, TextPane

_PRICES: Final = 3
"""What it cost before stands under name, place and price."""
_EXPECTED: Final = 1
"""What to expect stands under the name, so that it is in sight where there are few lines."""
_FLAT: Final = frozenset({ServiceType.PACKAGE, ServiceType.CUSTOM_COMMENTS_PACKAGE})


class ServiceDetails(TextPane):
    """Shows a service, or nothing; plain text that can be scrolled."""

    DEFAULT_CSS = """
    ServiceDetails { padding: 0 0 0 1; }
    """
    currency: reactive[str] = reactive("", repaint=False)

    service: Service | None = None
    pace: Pace | None = None
    """What the own orders of the service say of it."""
    prices: str = ""
    """What it has cost; "" where that is not known."""

    def tell(self, service: Service | None, pace: Pace | None = None, prices: str = "") -> None:
        """Show a service, and what the book says of it where that is known, all at once."""
        self.service, self.pace, self.prices = service, pace, prices
        self._show()

    def watch_currency(self) -> None:
        """The currency came to be known."""
        self._show()

    def _show(self) -> None:
        service = self.service
        dot = f" {self.signs.dot} "
        lines = [] if service is None else _lines(service, self.currency, dot)
        if lines and self.prices:
            lines.insert(_PRICES, Line(self.prices))
        if lines and self.pace is not None and (said := expected(self.pace)):
            lines.insert(_EXPECTED, Line(dot.join(said)))
        self.show(lines)


def _lines(service: Service, currency: str, dot: str) -> list[Line]:
    where = (service.service_id, service.category, service.type_text or str(service.type))
    lines = [
        Line(service.name, "strong"),
        Line(dot.join(text for text in where if text), "muted"),
        Line(dot.join((*_limits(service), *_price(service, currency), *_flags(service)))),
    ]
    lines += [
        Line(_("{field} cannot be read: {text}").format(field=field, text=text), "warning")
        for field, text in service.unclear
    ]
    if service.description:
        lines += [Line(""), *map(Line, service.description.split("\n"))]
    return lines


def _limits(service: Service) -> list[str]:
    limits = charges.limits(service)
    least = _("min {count}").format(count=formatting.count(limits.min))
    if limits.max is None:
        return [least, _("no upper limit")]
    return [least, _("max {count}").format(count=formatting.count(limits.max))]


def _price(service: Service, currency: str) -> list[str]:
    if service.rate is None:
        return []
    rate = formatting.money(service.rate, currency)
    if service.type in _FLAT:
        return [_("{amount} each").format(amount=rate)]
    least = charges.limits(service).min
    cost = formatting.money(charges.charge_for(service.rate, least), currency)
    return [
        _("{amount} per 1000").format(amount=rate),
        _("{count} cost {amount}").format(count=formatting.count(least), amount=cost),
    ]


def _flags(service: Service) -> list[str]:
    named = (
        (service.refill, _("refill"), _("no refill")),
        (service.cancel, _("cancel"), _("no cancel")),
        (service.dripfeed, _("drip-feed"), ""),
    )
    words = (yes if value else no for value, yes, no in named if value is not None)
    return [word for word in words if word]

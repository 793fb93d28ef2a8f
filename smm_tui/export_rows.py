"""Services, changes and spending as rows of a file (pure); orders are in `export`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from smm_tui.changes import Change, Facts, Kind, decoded
from smm_tui.export import Value
from smm_tui.models import Service
from smm_tui.periods import Span
from smm_tui.spending import Sums

SERVICE_FIELDS: Final = (
    "panel",
    "service_id",
    "service",
    "category",
    "type",
    "rate",
    "currency",
    "min",
    "max",
    "refill",
    "cancel",
    "dripfeed",
    "favourite",
    "unclear",
    "description",
)
CHANGE_FIELDS: Final = (
    "panel",
    "at",
    "change",
    "service_id",
    "service",
    "before",
    "after",
    "currency",
    "percent",
)
SPENDING_FIELDS: Final = (
    "panels",
    "by",
    "name",
    "first_day",
    "last_day",
    "currency",
    "orders",
    "charged",
    "returned",
    "returned_estimated",
    "net",
    "orders_without_charge",
    "unknown_orders",
    "unknown_amount",
)


def service_row(
    service: Service, *, panel: str, currency: str, favourites: frozenset[str]
) -> dict[str, Value]:
    """One service; an amount that cannot be read without a guess stands as it came in `unclear`."""
    return {
        "panel": panel,
        "service_id": service.service_id,
        "service": service.name,
        "category": service.category,
        "type": service.type_text,
        "rate": service.rate,
        "currency": currency,
        "min": service.min,
        "max": service.max,
        "refill": service.refill,
        "cancel": service.cancel,
        "dripfeed": service.dripfeed,
        "favourite": service.service_id in favourites,
        "unclear": "; ".join(f"{name}: {text}" for name, text in service.unclear),
        "description": service.description,
    }


def change_row(
    change: Change, *, panel: str, at: datetime, percent: Decimal | None
) -> dict[str, Value]:
    """One change; before and after are what the kind is about: a rate, limits, a name, options."""
    was, now = decoded(change.was), decoded(change.now)
    return {
        "panel": panel,
        "at": at,
        "change": str(change.kind),
        "service_id": change.service_id,
        "service": change.name,
        "before": _aspect(change.kind, was),
        "after": _aspect(change.kind, now),
        "currency": now.currency or was.currency,
        "percent": percent,
    }


def _aspect(kind: Kind, facts: Facts) -> Value:
    match kind:
        case Kind.LIMITS:
            if facts.limits is None:
                return ""
            least, most = facts.limits
            return f"{least} to {'' if most is None else most}".rstrip()
        case Kind.TYPE:
            return facts.type
        case Kind.RENAMED:
            return facts.name
        case Kind.FLAGS:
            flags = {
                "refill": facts.refill,
                "cancel": facts.cancel,
                "dripfeed": facts.dripfeed,
            }
            return " ".join(f"{name}:{_yes(value)}" for name, value in flags.items())
        case _:
            return facts.rate


def _yes(value: bool | None) -> str:  # noqa: FBT001 - a value, not a switch
    return "?" if value is None else "yes" if value else "no"


def spending_row(
    sums: Sums, *, by: str, name: str, span: Span, currency: str, panels: str
) -> Mapping[str, Value]:
    """The sums of one day, week, month, category or service in some days."""
    return {
        "panels": panels,
        "by": by,
        "name": name,
        "first_day": date.fromordinal(span.first).isoformat(),
        "last_day": date.fromordinal(span.after - 1).isoformat(),
        "currency": currency,
        "orders": sums.orders,
        "charged": sums.charged,
        "returned": sums.returned,
        "returned_estimated": sums.reckoned,
        "net": sums.net,
        "orders_without_charge": sums.unpriced,
        "unknown_orders": sums.doubts,
        "unknown_amount": sums.doubtful,
    }

"""The frozen values that all other modules speak of.

Money is Decimal, always with its currency. Times are aware datetimes in UTC. An id of a
panel is text: panels use numbers, hexadecimal object ids and prefixed names alike.
"""

from __future__ import annotations

from smm_tui.models.clock import Clock, SystemClock
from smm_tui.models.orders import (
    Event,
    KnownCharge,
    Mark,
    Order,
    OrderSort,
    OrderState,
    Origin,
    Reading,
    Request,
    RequestKind,
    RequestState,
    Severity,
)
from smm_tui.models.reports import (
    ItemError,
    Receipt,
    RefillReport,
    RefillStatus,
    Status,
    StatusReport,
)
from smm_tui.models.services import Balance, Money, Service, ServiceType, Unreadable

__all__ = [
    "Balance",
    "Clock",
    "Event",
    "ItemError",
    "KnownCharge",
    "Mark",
    "Money",
    "Order",
    "OrderSort",
    "OrderState",
    "Origin",
    "Reading",
    "Receipt",
    "RefillReport",
    "RefillStatus",
    "Request",
    "RequestKind",
    "RequestState",
    "Service",
    "ServiceType",
    "Severity",
    "Status",
    "StatusReport",
    "SystemClock",
    "Unreadable",
]

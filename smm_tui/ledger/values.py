"""The values that go into and come out of the book, beside those of `models`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from smm_tui.models import Service


@dataclass(frozen=True, slots=True)
class Intent:
    """An order that a person confirmed."""

    panel: str
    panel_url: str
    service: Service
    params: tuple[tuple[str, str], ...]
    """What `add` will send, less key and action."""
    link: str
    quantity: int | None
    foretold: Decimal | None
    currency: str
    confirmed_at: datetime
    balance_before: Decimal | None
    batch_line: int | None = None
    """The line it had in the text of a batch."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many orders there are."""

    live: int
    """Placed and not finished."""
    attention: int
    """Those that need attention, the unknown among them."""
    unknown: int
    total: int

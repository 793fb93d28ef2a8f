"""What a panel is asked, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReadAction(StrEnum):
    """What is asked without changing anything, so that it may be asked again."""

    SERVICES = "services"
    STATUS = "status"
    REFILL_STATUS = "refill_status"
    BALANCE = "balance"


class MoneyAction(StrEnum):
    """What spends or changes; `read` does not take it, so nothing ever sends it again."""

    ADD = "add"
    REFILL = "refill"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, whatever its code; nothing of it is cleaned."""

    http_status: int
    body: bytes
    retry_after: float | None = None
    """Seconds."""
    location: str = ""
    """Where a redirect points."""
    server: str = ""
    """The Server header, with `cloudflare` where a CF-Ray header says so."""

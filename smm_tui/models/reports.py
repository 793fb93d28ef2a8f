"""What a panel says of orders, refills and cancels."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """What a panel says of an order; the spellings are in panel-api §2."""

    PENDING = "pending"
    IN_PROGRESS = "in progress"
    PROCESSING = "processing"
    COMPLETED = "completed"
    PARTIAL = "partial"
    CANCELED = "canceled"
    REFUNDED = "refunded"
    FAILED = "failed"
    ACTIVE = "active"
    PAUSED = "paused"
    EXPIRED = "expired"
    UNHEARD = "unheard"
    """A word never heard of; counts as live."""

    @property
    def finished(self) -> bool:
        """Whether nothing more is expected, so that it is not polled."""
        return self in _FINISHED


_FINISHED = frozenset(
    {
        Status.COMPLETED,
        Status.PARTIAL,
        Status.CANCELED,
        Status.REFUNDED,
        Status.FAILED,
        Status.EXPIRED,
    }
)


class RefillStatus(StrEnum):
    """What a panel says of a refill."""

    PENDING = "pending"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    REJECTED = "rejected"
    CANCELED = "canceled"
    ERROR = "error"
    UNHEARD = "unheard"

    @property
    def finished(self) -> bool:
        """Whether nothing more is expected."""
        return self not in {RefillStatus.PENDING, RefillStatus.IN_PROGRESS, RefillStatus.UNHEARD}


@dataclass(frozen=True, slots=True)
class ItemError:
    """The panel's refusal of one item in an answer about many."""

    words: str
    kind: str = "panel.refused"
    """The message id of the error that says the same for a whole answer."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What a panel says of one order; None is what it does not say."""

    status: Status
    status_text: str
    """The word as it came, cleaned."""
    charge: Decimal | None = None
    currency: str = ""
    start_count: int | None = None
    remains: int | None = None
    """May be negative or above the quantity."""
    children: tuple[str, ...] = ()
    """Order ids that a subscription or drip-feed made."""
    runs: int | None = None
    posts: int | None = None
    expiry: str = ""


@dataclass(frozen=True, slots=True)
class RefillReport:
    """What a panel says of one refill."""

    status: RefillStatus
    status_text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The panel took a refill or a cancel; the id is "" where it gives none."""

    request_id: str

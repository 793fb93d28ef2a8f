"""What the order book has, and what the program says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from smm_tui.models.reports import RefillStatus, Status
from smm_tui.models.services import Money, ServiceType


class Severity(StrEnum):
    """How much something that is said matters."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


class OrderState(StrEnum):
    """What is known of the sending of an order (design.md, What happens to an order)."""

    INTENDED = "intended"
    SENDING = "sending"
    PLACED = "placed"
    REJECTED = "rejected"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"
    NOT_PLACED = "not placed"
    """Was unknown; a person said that it was not placed."""


class Origin(StrEnum):
    """How an order came into the book."""

    PLACED = "placed"
    TRACKED = "tracked"
    """Its id was entered by hand."""
    CHILD = "child"
    """Made by a subscription or drip-feed."""


class Mark(StrEnum):
    """What is odd about the time that an order takes."""

    SLOW = "slow"
    """It runs longer than nine of ten orders of its service did."""
    STUCK = "stuck"
    """It has not moved for long."""


class RequestKind(StrEnum):
    """What is asked of the panel for an order that exists."""

    REFILL = "refill"
    CANCEL = "cancel"


class RequestState(StrEnum):
    """What is known of the sending of a refill or cancel."""

    INTENDED = "intended"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Request:
    """A refill or a cancel of one order."""

    ref: int
    order_ref: int
    kind: RequestKind
    state: RequestState
    request_id: str
    """The panel's refill id; "" while there is none."""
    status: RefillStatus | None
    """Of a refill only."""
    status_text: str
    words: str
    created_at: datetime
    settled_at: datetime | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Order:
    """One order as the book has it."""

    ref: int
    """The book's own number; never sent anywhere."""
    panel: str
    panel_url: str
    state: OrderState
    origin: Origin
    order_id: str
    """The panel's id; "" while there is none."""
    service_id: str
    service_name: str
    service_type: ServiceType
    category: str
    rate: Decimal | None
    link: str
    """The link, or the username of a subscription."""
    quantity: int | None
    """Units of the whole order (lines counted, runs multiplied); None where there is none."""
    params: tuple[tuple[str, str], ...]
    """What `add` sends, less key and action."""
    foretold: Decimal | None
    """The charge that was shown before the order was sent."""
    charge: Decimal | None
    """The charge the panel names."""
    currency: str
    status: Status | None
    status_text: str
    start_count: int | None
    remains: int | None
    posts: int | None
    runs: int | None
    expiry: str
    parent: int | None
    """`ref` of the subscription or drip-feed that made it."""
    words: str
    """The panel's last words of refusal for this order, or what happened to the sending."""
    phases: tuple[str, ...]
    """The steps of the sending that were seen, in order."""
    traced: bool
    """Whether the transport was seen to report its steps."""
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    checked_at: datetime | None
    """When the panel was last heard about it."""
    changed_at: datetime
    lost_at: datetime | None
    """Since when the panel no longer knows the id."""
    acknowledged: bool
    flag: str
    """Something odd that was seen: a doubled id, a balance that was not checked."""
    refill: Request | None
    """The newest."""
    cancel: Request | None
    balance_before: Decimal | None
    balance_after: Decimal | None
    batch: int | None = None
    """The number of the batch that it was confirmed with: the `ref` of its first order."""
    batch_line: int | None = None
    """The line it had in the text of that batch, counted from 1."""
    started_at: datetime | None = None
    """When the panel was first heard to work on it; it may have begun before that."""
    completed_at: datetime | None = None
    """When it was first heard to be completed."""
    moved_at: datetime | None = None
    """When it was last heard to have moved: its status or one of its counts was another."""
    slow_at: datetime | None = None
    """From when on it takes longer than such orders do; None: that cannot be said."""
    rest: timedelta | None = None
    """How long it may go without moving; None: for ever."""
    mark: Mark | None = None
    """What was odd about its time when it was last heard of."""
    running_charge: Decimal | None = None
    """The charge that the panel named last while the order had not fallen short."""
    read_back: Decimal | None = None
    """What balance readings show to have come back of it."""
    stuck_seen: bool = False
    """Whether a person knows that it is stuck, and it has not moved since."""


@dataclass(frozen=True, slots=True)
class KnownCharge:
    """What the book knows to have moved an account's balance."""

    order_ref: int
    at: datetime
    amount: Decimal | None
    """Taken from the balance; None where the book cannot say, as with a refund."""
    state: OrderState


@dataclass(frozen=True, slots=True)
class Reading:
    """A balance, and between which two times the panel named nothing else."""

    money: Money
    first_at: datetime
    last_at: datetime


class OrderSort(StrEnum):
    """What a list of orders is sorted by."""

    NEWEST = "newest"
    ID = "id"
    SERVICE = "service"
    LINK = "link"
    QUANTITY = "quantity"
    PROGRESS = "progress"
    STATUS = "status"
    CHARGE = "charge"
    START = "start"
    REMAINS = "remains"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of an order's timeline."""

    at: datetime
    kind: str
    """`intended`, `sending`, `placed`, `status`, `refill`, ...: a word, never shown as it is."""
    text: str

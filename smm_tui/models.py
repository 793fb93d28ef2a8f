"""The frozen values that all other modules speak of.

Money is Decimal, always with its currency. Times are aware datetimes in UTC. An id of a
panel is text: panels use numbers, hexadecimal object ids and prefixed names alike.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import msgspec


class Clock(Protocol):
    """The only source of time, so that tests can hold it still."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards, and go on while the machine sleeps where it can."""
        return time.clock_gettime(_STEADY)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


_STEADY: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Severity(StrEnum):
    """How much something that is said matters."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency; the amount keeps the digits it came with."""

    amount: Decimal
    currency: str


class ServiceType(StrEnum):
    """The 17 types of panel-api §1.3; the value is the name panels publish."""

    DEFAULT = "Default"
    PACKAGE = "Package"
    SEO = "SEO"
    CUSTOM_COMMENTS = "Custom Comments"
    MENTIONS = "Mentions"
    MENTIONS_WITH_HASHTAGS = "Mentions with Hashtags"
    MENTIONS_CUSTOM_LIST = "Mentions Custom List"
    MENTIONS_HASHTAG = "Mentions Hashtag"
    MENTIONS_USER_FOLLOWERS = "Mentions User Followers"
    MENTIONS_MEDIA_LIKERS = "Mentions Media Likers"
    CUSTOM_COMMENTS_PACKAGE = "Custom Comments Package"
    COMMENT_LIKES = "Comment Likes"
    POLL = "Poll"
    COMMENT_REPLIES = "Comment Replies"
    INVITES_FROM_GROUPS = "Invites from Groups"
    SUBSCRIPTIONS = "Subscriptions"
    WEB_TRAFFIC = "Web Traffic"
    UNHEARD = "?"
    """A type never heard of; ordered as Default."""


class Service(msgspec.Struct, frozen=True, gc=False):
    """One row of a catalogue, cleaned.

    A Struct, since there are thousands: making one takes a tenth of the time of a frozen
    dataclass, and reading them back from a file needs no code of ours.
    `msgspec.structs.replace` makes a changed copy.
    """

    service_id: str
    name: str
    category: str
    type: ServiceType
    type_text: str
    """The type as the panel wrote it."""
    rate: Decimal | None
    """Per 1000 units in the account's currency (flat for packages); None: see `unclear`."""
    min: int | None = None
    """None: the panel names none, which counts as 1."""
    max: int | None = None
    """None: no upper limit (absent, or 0)."""
    refill: bool | None = None
    """None: the panel does not say."""
    cancel: bool | None = None
    dripfeed: bool | None = None
    description: str = ""
    """May hold newlines; already cleaned."""
    unclear: tuple[tuple[str, str], ...] = ()
    """(field, text as it came) of rate, min or max that cannot be read without a guess; a
    service with any of them is shown and cannot be ordered."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row of a catalogue that is no service, kept to be looked at."""

    position: int
    """Counted from 0, in the panel's order."""
    reason: str
    text: str
    """The row as it came, cleaned and cut."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account holds."""

    money: Money
    at: datetime


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

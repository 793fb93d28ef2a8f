"""What a person was told, as values, and how messages that came together become one line (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smm_tui.models import Money, Severity

_SLOT_SECONDS: Final = 60
_SUM_FROM: Final = 3
"""So many alike in one minute become one line."""


class MessageKind(StrEnum):
    """What a message is about."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    CANCELED = "canceled"
    """Also refunded, failed and expired: the title holds the status."""
    UNKNOWN = "unknown"
    LOST = "lost"
    """The panel no longer knows the id."""
    SLOW = "slow"
    """It takes longer than nine of ten of its service did."""
    STUCK = "stuck"
    """It has not moved for too long."""
    REFILL = "refill"
    """A refill ended; the title holds its status."""
    REJECTED = "rejected"
    """The panel refused an order, or it was not sent."""
    BATCH = "batch"
    """A batch is over: all of it was placed, or it stopped."""
    BALANCE = "balance"
    PRICE = "price"
    """A favourite changed: its price, its limits, or it is gone."""
    PANEL = "panel"
    """A panel stopped answering, or answers again."""
    SINCE = "since"
    """What happened while nobody looked; the title is the time from when on (ISO)."""
    NOTICE = "notice"
    """Anything else."""


OF_ORDERS: Final = (
    MessageKind.COMPLETED,
    MessageKind.PARTIAL,
    MessageKind.CANCELED,
    MessageKind.UNKNOWN,
    MessageKind.LOST,
    MessageKind.SLOW,
    MessageKind.STUCK,
    MessageKind.REFILL,
)
"""Written down together with what became of an order."""
SIGNALLED: Final = (
    *OF_ORDERS,
    MessageKind.REJECTED,
    MessageKind.BATCH,
    MessageKind.BALANCE,
    MessageKind.PRICE,
    MessageKind.PANEL,
)
"""What somebody may want to be called for."""
SAID_AT_ONCE: Final = frozenset({MessageKind.NOTICE, MessageKind.REJECTED, MessageKind.BATCH})
"""Said where they happened, by the process in which they did."""
_SUMMED: Final = frozenset(OF_ORDERS) - {MessageKind.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Once:
    """What holds from now on; it is told when it comes to hold, by one process of all."""

    key: str
    """What it is about: `balance brsmm`."""
    state: str
    after: str = ""
    """Told only where this held before; "" for whatever held."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is not written down yet; without a title only `once` is noted."""

    kind: MessageKind
    severity: Severity
    panel: str = ""
    title: str = ""
    text: str = ""
    order_ref: int | None = None
    once: Once | None = None


@dataclass(frozen=True, slots=True)
class About:
    """The order that a message is about, as it is now."""

    order_id: str
    service: str
    link: str
    quantity: int | None
    remains: int | None
    charge: Decimal | None
    """That of the panel, else the one foretold."""
    currency: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ids count up."""

    id: int
    at: datetime
    """When it was told the last time."""
    kind: MessageKind
    severity: Severity
    panel: str
    title: str
    text: str
    count: int
    """How often it was told, one time after the other."""
    order_ref: int | None = None
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """How far somebody has been told."""

    message_id: int
    """Of the last message; 0 for none."""
    at: datetime | None
    """When somebody looked last; None: nobody ever has."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What orders cost in the end."""

    money: Money
    estimated: bool = False
    """Whether a refund among it is reckoned, and not seen."""


@dataclass(frozen=True, slots=True)
class Untold:
    """What happened to orders since somebody was told."""

    up_to: int
    """The last message that is counted."""
    counts: Mapping[MessageKind, int]
    spent: tuple[Spent, ...]
    """On orders that came to their end, by currency."""


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the list: a message, or several of one kind that came together."""

    messages: tuple[Message, ...]
    """The newest first; never empty."""

    @property
    def newest(self) -> Message:
        """The one that came last."""
        return self.messages[0]

    @property
    def is_sum(self) -> bool:
        """Whether it stands for several."""
        return len(self.messages) > 1


Slot = tuple[MessageKind, str, int]


def slot(message: Message) -> Slot:
    """Messages with the same slot belong together: kind, panel and minute."""
    minute = int(message.at.timestamp()) // _SLOT_SECONDS
    return message.kind, message.panel, minute


def grouped(messages: Sequence[Message]) -> list[Group]:
    """Lines for these messages, both the newest first.

    Messages about orders of which there are three or more alike in the same minute are one
    line, where the newest of them stands. A later message never changes an earlier minute.
    """
    alike = Counter(slot(message) for message in messages if message.kind in _SUMMED)
    groups: list[Group] = []
    sums: dict[Slot, int] = {}
    for message in messages:
        key = slot(message)
        if alike[key] < _SUM_FROM:
            groups.append(Group((message,)))
        elif key in sums:
            place = sums[key]
            groups[place] = Group((*groups[place].messages, message))
        else:
            sums[key] = len(groups)
            groups.append(Group((message,)))
    return groups


def counted(messages: Sequence[Message]) -> dict[MessageKind, int]:
    """How many there are of each kind."""
    return dict(Counter(message.kind for message in messages))


def worst(messages: Sequence[Message]) -> Severity:
    """The highest severity among these."""
    severities = {message.severity for message in messages}
    for severity in (Severity.ERROR, Severity.WARNING):
        if severity in severities:
            return severity
    return Severity.INFORMATION

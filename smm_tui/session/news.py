"""What a session tells those who listen: values only, so that a screen can show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from smm_tui.errors import SmmError
from smm_tui.models import Severity

if TYPE_CHECKING:
    from smm_tui.changes import Change
    from smm_tui.messages import Message, Once

__all__ = [
    "BatchProgress",
    "Freshness",
    "Listener",
    "News",
    "Notice",
    "Pending",
    "Severity",
    "Topic",
]


class Topic(StrEnum):
    """What has news."""

    ORDERS = "orders"
    BALANCE = "balance"
    CATALOGUE = "catalogue"
    CHANGES = "changes"
    """What changed in a catalogue was found, or was seen."""
    FAVOURITES = "favourites"
    """Another process has added some, or taken some away."""
    PENDING = "pending"
    """An undo pause began or ended."""
    FRESHNESS = "freshness"
    PANEL = "panel"
    """Another panel is in view."""
    NOTICE = "notice"
    MESSAGES = "messages"
    """The list of messages has more, or others."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should read."""

    title: str
    text: str = ""
    severity: Severity = Severity.INFORMATION
    order_ref: int | None = None
    review_again: bool = False
    """Whether the order was not sent and its review should come back."""
    kind: str = ""
    """A `MessageKind`; "" for none of its own."""
    passing: bool = False
    """Whether it is said once and not kept in the list of messages."""
    once: Once | None = None
    """What holds from now on: it is said only where it did not hold before, by whichever
    process writes it down first. Without a title that is all."""

    @classmethod
    def of_error(
        cls, error: SmmError, *, order_ref: int | None = None, passing: bool = False
    ) -> Notice:
        """The notice that explains an error: its title, its words, its remedy."""
        from smm_tui.sayings import joined, later  # noqa: PLC0415 - after the first picture

        usual = later(error.mend)
        text = joined(" - ", error.detail, usual if error.remedy == usual else error.remedy)
        return cls(later(error.heading), text, Severity.ERROR, order_ref, passing=passing)


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news."""

    topic: Topic
    panel: str = ""
    refs: tuple[int, ...] = ()
    """Orders that changed; empty means any."""
    notice: Notice | None = None
    changes: tuple[Change, ...] = ()
    """Of a catalogue, since this was told the last time."""
    messages: tuple[Message, ...] = ()
    """What came into the list, the oldest first; none where only a count changed."""


Listener = Callable[[News], None]


@dataclass(frozen=True, slots=True)
class Pending:
    """An order that is confirmed and not yet sent."""

    ref: int
    panel: str
    service_name: str
    link: str
    ends_at: datetime
    """When the undo pause ends."""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """A batch that is confirmed and not over."""

    number: int
    """In the book: the `ref` of its first order."""
    panel: str
    count: int
    """How many orders it has."""
    done: int
    """How many of them were sent, or could not be."""
    waiting: int
    """How many can still be taken back."""
    resumes_at: datetime | None = None
    """When the next one is sent, where the panel wants a longer wait."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old what is shown is, in absolute times, so that nothing repaints by the second."""

    as_of: datetime | None = None
    next_at: datetime | None = None
    offline_since: datetime | None = None
    reason: str = ""
    """The title of the last failure; "" while all is well."""
    paused: bool = False

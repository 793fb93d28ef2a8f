"""What a panel sells, and what an account holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency; the amount keeps the digits it came with."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account holds."""

    money: Money
    at: datetime


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

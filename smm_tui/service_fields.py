"""What the form of each service type asks for: panel-api.md §1.3 as a table.

Names are those of the API, so that an entry goes out under the name it was asked by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from smm_tui.i18n import N_, _
from smm_tui.models import Service, ServiceType


class FieldKind(StrEnum):
    """How an entry is typed and checked."""

    LINK = "link"
    TEXT = "text"
    """One line."""
    LINES = "lines"
    """One entry a line."""
    WHOLE = "whole"
    """A whole number, digits only."""
    CHOICE = "choice"
    DATE = "date"
    """Entered as ISO date."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an order form, its texts in the language of the reader."""

    name: str
    """As the API calls it."""
    label: str
    kind: FieldKind
    required: bool = True
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """(value sent, label) of a CHOICE."""
    only_if: tuple[str, str] | None = None
    """(name, value) of the choice that makes this field required; asked and sent only then."""


DELAYS: Final = (
    *("0", "5", "10", "15", "20", "30", "40", "50", "60", "90", "120", "150", "180", "210", "240"),
    *("270", "300", "360", "420", "480", "540", "600"),
)
"""Minutes, as panels list them."""
DEVICES: Final = (
    ("5", N_("mobile and desktop")),
    ("1", N_("desktop")),
    ("4", N_("mobile")),
    ("2", N_("mobile, Android")),
    ("3", N_("mobile, iOS")),
)
GOOGLE_KEYWORD: Final = "1"
CUSTOM_REFERRER: Final = "2"
TRAFFIC: Final = (
    (GOOGLE_KEYWORD, N_("Google keyword")),
    (CUSTOM_REFERRER, N_("custom referrer")),
    ("3", N_("blank referrer")),
)

_LINK: Final = Field("link", N_("Link"), FieldKind.LINK)
_QUANTITY: Final = Field("quantity", N_("Quantity"), FieldKind.WHOLE)
_LINES_HINT: Final = N_("one a line")
_COMMENTS: Final = Field("comments", N_("Comments"), FieldKind.LINES, hint=_LINES_HINT)
_USERNAMES: Final = Field("usernames", N_("Usernames"), FieldKind.LINES, hint=_LINES_HINT)
_COMMENT_OWNER: Final = Field(
    "username", N_("Username"), FieldKind.TEXT, hint=N_("who wrote the comment")
)
_DRIP_FEED: Final = (
    Field(
        "runs",
        N_("Runs"),
        FieldKind.WHOLE,
        required=False,
        hint=N_("drip-feed: how many times the quantity is delivered"),
    ),
    Field(
        "interval",
        N_("Interval"),
        FieldKind.WHOLE,
        required=False,
        hint=N_("drip-feed: minutes between two runs"),
    ),
)
_SUBSCRIPTION: Final = (
    Field("username", N_("Username"), FieldKind.LINK, hint=N_("whose new posts are served")),
    Field("min", N_("Least per post"), FieldKind.WHOLE),
    Field("max", N_("Most per post"), FieldKind.WHOLE),
    Field(
        "delay",
        N_("Delay"),
        FieldKind.CHOICE,
        hint=N_("minutes between a post and its order"),
        choices=tuple((minutes, minutes) for minutes in DELAYS),
    ),
    Field(
        "posts",
        N_("New posts"),
        FieldKind.WHOLE,
        required=False,
        hint=N_("how many are served; empty: no limit"),
    ),
    Field(
        "old_posts",
        N_("Old posts"),
        FieldKind.WHOLE,
        required=False,
        hint=N_("how many that exist already; not every service takes them"),
    ),
    Field(
        "expiry",
        N_("Ends on"),
        FieldKind.DATE,
        required=False,
        hint=N_("year-month-day, such as 2030-12-31; empty: never"),
    ),
)
_WEB_TRAFFIC: Final = (
    _LINK,
    _QUANTITY,
    Field("country", N_("Country"), FieldKind.TEXT, hint=N_("such as US or United States")),
    Field("device", N_("Device"), FieldKind.CHOICE, choices=DEVICES),
    Field("type_of_traffic", N_("Traffic from"), FieldKind.CHOICE, choices=TRAFFIC),
    Field(
        "google_keyword",
        N_("Google keyword"),
        FieldKind.TEXT,
        only_if=("type_of_traffic", GOOGLE_KEYWORD),
    ),
    Field(
        "referring_url",
        N_("Referring URL"),
        FieldKind.TEXT,
        only_if=("type_of_traffic", CUSTOM_REFERRER),
    ),
    *_DRIP_FEED,
)


def _with(*more: Field) -> tuple[Field, ...]:
    return (_LINK, _QUANTITY, *more)


_FIELDS: Final[Mapping[ServiceType, tuple[Field, ...]]] = MappingProxyType(
    {
        ServiceType.DEFAULT: _with(*_DRIP_FEED),
        ServiceType.UNHEARD: _with(*_DRIP_FEED),
        ServiceType.PACKAGE: (_LINK,),
        ServiceType.SEO: _with(
            Field("keywords", N_("Keywords"), FieldKind.LINES, hint=_LINES_HINT)
        ),
        ServiceType.CUSTOM_COMMENTS: (_LINK, _COMMENTS),
        ServiceType.MENTIONS: _with(_USERNAMES),
        ServiceType.MENTIONS_WITH_HASHTAGS: _with(
            _USERNAMES, Field("hashtags", N_("Hashtags"), FieldKind.LINES, hint=_LINES_HINT)
        ),
        ServiceType.MENTIONS_CUSTOM_LIST: (_LINK, _USERNAMES),
        ServiceType.MENTIONS_HASHTAG: _with(
            Field(
                "hashtag", N_("Hashtag"), FieldKind.TEXT, hint=N_("whose users are to be mentioned")
            )
        ),
        ServiceType.MENTIONS_USER_FOLLOWERS: _with(
            Field(
                "username",
                N_("Profile"),
                FieldKind.TEXT,
                hint=N_("link of the one whose followers are to be mentioned"),
            )
        ),
        ServiceType.MENTIONS_MEDIA_LIKERS: _with(
            Field(
                "media",
                N_("Post"),
                FieldKind.TEXT,
                hint=N_("link of the post whose likers are to be mentioned"),
            )
        ),
        ServiceType.CUSTOM_COMMENTS_PACKAGE: (_LINK, _COMMENTS),
        ServiceType.COMMENT_LIKES: _with(_COMMENT_OWNER),
        ServiceType.POLL: _with(
            Field("answer_number", N_("Answer"), FieldKind.WHOLE, hint=N_("its number in the poll"))
        ),
        ServiceType.COMMENT_REPLIES: (_LINK, _COMMENT_OWNER, _COMMENTS),
        ServiceType.INVITES_FROM_GROUPS: _with(
            Field("groups", N_("Groups"), FieldKind.LINES, hint=_LINES_HINT)
        ),
        ServiceType.SUBSCRIPTIONS: _SUBSCRIPTION,
        ServiceType.WEB_TRAFFIC: _WEB_TRAFFIC,
    }
)


def fields(service: Service) -> tuple[Field, ...]:
    """What the form of a service asks for, in its order.

    Runs and interval are left out only where the panel says that there is no drip-feed.
    """
    asked = _FIELDS[service.type]
    if service.dripfeed is False:
        asked = tuple(each for each in asked if each not in _DRIP_FEED)
    return tuple(map(_in_language, asked))


def _in_language(asked: Field) -> Field:
    return replace(
        asked,
        label=_(asked.label),
        hint=_(asked.hint) if asked.hint else "",
        choices=tuple((value, _(label)) for value, label in asked.choices),
    )

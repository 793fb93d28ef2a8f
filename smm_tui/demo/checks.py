"""What an `add` must bring for each type of service, and the words that refuse it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from smm_tui.demo.catalogue import Service
from smm_tui.demo.life import money
from smm_tui.demo.refusals import NO_DRIP, NO_LINK, Refusal, incorrect, need, too_few, too_much

DELAYS: Final = frozenset(
    {
        0,
        5,
        10,
        15,
        20,
        30,
        40,
        50,
        60,
        90,
        120,
        150,
        180,
        210,
        240,
        270,
        300,
        360,
        420,
        480,
        540,
        600,
    }
)
"""Minutes that a subscription may wait after a post, as published."""

_TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "SEO": ("keywords",),
    "Custom Comments": ("comments",),
    "Custom Comments Package": ("comments",),
    "Mentions": ("usernames",),
    "Mentions with Hashtags": ("usernames", "hashtags"),
    "Mentions Custom List": ("usernames",),
    "Mentions Hashtag": ("hashtag",),
    "Mentions User Followers": ("username",),
    "Mentions Media Likers": ("media",),
    "Comment Likes": ("username",),
    "Comment Replies": ("username", "comments"),
    "Invites from Groups": ("groups",),
    "Web Traffic": ("country",),
}
"""Parameters that must hold some text, in the order in which they are looked at."""

_COUNTED: Final = {
    "Custom Comments": "comments",
    "Mentions Custom List": "usernames",
    "Comment Replies": "comments",
}
"""Types whose quantity is the number of lines, blank ones not counted."""

_DEVICES: Final = range(1, 6)
_TRAFFIC: Final = {1: "google_keyword", 2: "referring_url", 3: ""}
_MOST_DIGITS: Final = 15
_MOST_RUNS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An `add` that is in order; `charge` in USD is what it costs at once."""

    link: str
    quantity: int
    charge: Decimal
    runs: int = 0
    interval: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A subscription that is in order; `posts` 0 is no limit, `delay` in minutes."""

    username: str
    least: int
    most: int
    posts: int
    old_posts: int
    delay: int
    expiry: str
    expires: float | None


def whole(text: str) -> int | None:
    """Digits as a number; None for all else, also for `1.000`, `1,000` and `1e3`."""
    fine = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if fine else None


def lines(text: str) -> int:
    """How many lines are not blank."""
    return sum(1 for line in text.splitlines() if line.strip())


def wanted(service: Service, params: Mapping[str, str]) -> Wanted:
    """The order that these parameters ask for, of any type but Subscriptions.

    Raises:
        Refusal: a parameter is missing or out of bounds.
    """
    link = _link(params)
    for name in _TEXTS.get(service.type, ()):
        need(params.get(name, "").strip(), name)
    if service.type == "Poll":
        need(_number(params, "answer_number"), "answer_number")
    if service.type == "Web Traffic":
        _check_traffic(params)
    if service.flat:
        return Wanted(link=link, quantity=1, charge=money(Decimal(service.rate)))
    quantity = _quantity(service, params)
    runs, interval = _drip(service, params)
    _check_limits(service, quantity * max(runs, 1))
    return Wanted(
        link=link,
        quantity=quantity,
        charge=cost(service.rate, quantity * max(runs, 1)),
        runs=runs,
        interval=interval,
    )


def subscribed(service: Service, params: Mapping[str, str], moment: float) -> Subscribed:
    """The subscription that these parameters ask for.

    Raises:
        Refusal: a parameter is missing or out of bounds.
    """
    username = params.get("username", "").strip()
    need(username, "username")
    least, most = _number(params, "min"), _number(params, "max")
    _check_limits(service, least)
    _check_limits(service, most)
    if most < least:
        raise too_few(least)
    delay = _number(params, "delay")
    need(delay in DELAYS, "delay")
    posts = _number(params, "posts", absent=0)
    need(posts or not params.get("posts", "").strip(), "posts")
    expiry = params.get("expiry", "").strip()
    return Subscribed(
        username=username,
        least=least,
        most=most,
        posts=posts,
        old_posts=_number(params, "old_posts", absent=0),
        delay=delay,
        expiry=expiry,
        expires=_end_of_day(expiry, moment) if expiry else None,
    )


def cost(rate: str, quantity: int) -> Decimal:
    """Rate x quantity / 1000, in USD with five decimals."""
    return money(Decimal(rate) * quantity / 1000)


def _link(params: Mapping[str, str]) -> str:
    link = params.get("link", "").strip()
    if not link:
        raise Refusal(NO_LINK)
    need(len(link.split()) == 1, "link")
    return link


def _number(params: Mapping[str, str], name: str, *, absent: int | None = None) -> int:
    """A whole number; an empty field counts as absent, as forms of the web send them."""
    entry = params.get(name, "").strip()
    number = whole(entry) if entry else absent
    if number is None:
        raise incorrect(name)
    return number


def _check_traffic(params: Mapping[str, str]) -> None:
    need(_number(params, "device") in _DEVICES, "device")
    kind = _number(params, "type_of_traffic")
    need(kind in _TRAFFIC, "type_of_traffic")
    needed = _TRAFFIC[kind]
    need(not needed or params.get(needed, "").strip(), needed)


def _quantity(service: Service, params: Mapping[str, str]) -> int:
    counted = _COUNTED.get(service.type)
    return lines(params[counted]) if counted else _number(params, "quantity")


def _drip(service: Service, params: Mapping[str, str]) -> tuple[int, int]:
    """Runs and interval in minutes; both 0 for an order that is delivered at once."""
    runs, interval = (_number(params, name, absent=0) for name in ("runs", "interval"))
    if not runs and not interval:
        return 0, 0
    if not service.dripfeed:
        raise Refusal(NO_DRIP)
    need(0 < runs <= _MOST_RUNS, "runs")
    need(interval, "interval")
    return runs, interval


def _check_limits(service: Service, quantity: int) -> None:
    if quantity < max(service.min, 1):
        raise too_few(service.min)
    if service.max and quantity > service.max:
        raise too_much(service.max)


def _end_of_day(expiry: str, moment: float) -> float:
    try:
        day = datetime.strptime(expiry, "%d/%m/%Y").replace(tzinfo=UTC)
        end = (day + timedelta(days=1)).timestamp()
    except (ValueError, OverflowError):
        end = moment
    need(end > moment, "expiry")
    return end

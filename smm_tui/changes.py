"""What differs in a service between two readings of a catalogue, and what is worth telling (pure).

A rate is compared only with one in the same currency. `comparison` compares whole catalogues.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Context, Decimal
from enum import StrEnum
from typing import Final

import msgspec

from smm_tui import untrusted
from smm_tui.errors import LedgerDamaged
from smm_tui.models import Service, ServiceType

OUT_OF_REACH: Final = Decimal(100_000_000)
"""From this rate on, in whatever currency, a service is hidden by its price (panel-api §3.24)."""
LEAP: Final = 10_000
"""So many times dearer at once hides a service too."""

_EXACT: Final = Context(prec=120)
"""Wide enough for the difference of any two numbers that are let in."""
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_LEAD: Final = 2
"""The words of a name that say what is sold; the rest praises it."""


class Kind(StrEnum):
    """What happened to a service; in this order it is told."""

    UP = "up"
    DOWN = "down"
    PRICE = "price"
    """Another price, of which nobody can say whether it is more."""
    HIDDEN = "hidden"
    """Its price went out of reach, as panels do to stop orders."""
    GONE = "gone"
    REPLACED = "replaced"
    """Its id now seems to stand for another service."""
    BACK = "back"
    """It was gone, or hidden by its price."""
    NEW = "new"
    LIMITS = "limits"
    TYPE = "type"
    FLAGS = "flags"
    """Refill, cancel or drip-feed."""
    RENAMED = "renamed"


class Facts(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What of a service is compared."""

    name: str = ""
    type: str = ""
    """The published word for it, or the panel's own for a type never heard of."""
    rate: Decimal | None = None
    """None: none that can be read, or one out of reach."""
    currency: str = ""
    """Of the rate; "" where it is not known."""
    hidden: bool = False
    """Whether the rate is out of reach."""
    limits: tuple[int, int | None] | None = (1, None)
    """Least and most; None: they cannot be read."""
    refill: bool | None = None
    cancel: bool | None = None
    dripfeed: bool | None = None


class Difference(msgspec.Struct, frozen=True, gc=False):
    """What a service was and is."""

    service_id: str
    before: Facts | None
    """None: it was never there."""
    after: Facts | None
    """None: it is gone."""
    kinds: tuple[Kind, ...]
    """What of it is worth telling; maybe nothing."""


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What the book takes of a difference."""

    service_id: str
    facts: str
    """As `encoded`."""
    gone: bool
    replaced: bool
    """Whether another service had this id before, so that its history begins here."""
    rate: str | None
    """A price to be kept; None where there is none."""
    currency: str


class Change(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One thing to tell of a service; what it was and is holds no more than what changed."""

    kind: Kind
    service_id: str
    name: str
    was: str
    """As `encoded`."""
    now: str
    reading: int = 0
    """The number of the reading that brought it."""


_PRICED: Final = ("rate", "currency", "hidden")
_ASPECTS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.REPLACED: ("name", *_PRICED),
    Kind.LIMITS: ("limits",),
    Kind.TYPE: ("type",),
    Kind.FLAGS: ("refill", "cancel", "dripfeed"),
    Kind.RENAMED: ("name",),
}
"""What each kind is about; all others are about the price."""
_UNKNOWN: Final = Facts()
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Facts)


def encoded(facts: Facts) -> str:
    """Facts as text, to be kept."""
    return _encoder.encode(facts).decode()


def decoded(text: str) -> Facts:
    """Kept facts.

    Raises:
        LedgerDamaged: It is something else.
    """
    try:
        return _decoder.decode(text)
    except msgspec.MsgspecError as error:
        raise LedgerDamaged(str(error)) from error


def facts_of(service: Service, currency: str) -> Facts:
    """What of a service is compared; the currency is that of the account."""
    unread = {name for name, _text in service.unclear}
    hidden = service.rate is not None and service.rate >= OUT_OF_REACH
    unheard = service.type is ServiceType.UNHEARD
    return Facts(
        name=service.name,
        type=service.type_text if unheard else str(service.type),
        rate=None if hidden else service.rate,
        currency="" if hidden or service.rate is None else currency,
        hidden=hidden,
        limits=None if unread & {"min", "max"} else (service.min or 1, service.max),
        refill=service.refill,
        cancel=service.cancel,
        dripfeed=service.dripfeed,
    )


def difference(
    service_id: str, before: Facts | None, after: Facts | None, *, was_gone: bool = False
) -> Difference:
    """What a service was and is, and what of that is worth telling."""
    kinds: tuple[Kind, ...]
    if before is None:
        kinds = (Kind.NEW,)
    elif after is None:
        kinds = (Kind.GONE,)
    elif is_replaced(before, after):
        kinds = (Kind.REPLACED,)
    elif was_gone or (before.hidden and not after.hidden):
        kinds = (Kind.BACK,)
    else:
        kinds = tuple(_kinds(before, after))
    return Difference(service_id, before, after, kinds)


def entry_of(found: Difference) -> Entry:
    """What the book takes of a found."""
    after = found.after
    facts = after or found.before or _UNKNOWN
    return Entry(
        service_id=found.service_id,
        facts=encoded(facts),
        gone=after is None,
        replaced=Kind.REPLACED in found.kinds,
        rate=None if after is None or after.rate is None else str(after.rate),
        currency=facts.currency,
    )


def changes_of(found: Difference) -> list[Change]:
    """What is to be told of a difference, a line each."""
    before, after = found.before, found.after
    name = (after or before or _UNKNOWN).name
    return [
        Change(kind, found.service_id, name, _brief(before, kind), _brief(after, kind))
        for kind in found.kinds
    ]


def _brief(facts: Facts | None, kind: Kind) -> str:
    """Only what a kind is about."""
    aspects = _ASPECTS.get(kind, _PRICED)
    return encoded(Facts(**{name: getattr(facts or _UNKNOWN, name) for name in aspects}))


def of_services(changes: Collection[Change], service_ids: Collection[str]) -> list[Change]:
    """Those of some changes that are about these services, such as a person's favourites."""
    return [change for change in changes if change.service_id in service_ids]


def moved(before: Facts | None, after: Facts | None) -> Decimal | None:
    """By how many percent a price moved; None where that cannot be said."""
    if before is None or after is None or before.currency != after.currency:
        return None
    return percent(before.rate, after.rate)


def percent(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """By how many percent a number moved, as exactly as decimals can say it.

    None from nothing, or without one of them.
    """
    if not before or after is None:
        return None
    return _EXACT.divide(_EXACT.multiply(_EXACT.subtract(after, before), Decimal(100)), before)


def is_replaced(before: Facts, after: Facts) -> bool:
    """Whether an id seems to stand for another service now: panels use old ids again.

    Sellers reword a name all the time. So each name must say in its first words what the other
    does not, and the price or the type must differ too, or else most of all the words.
    """
    if before.name == after.name:
        return False
    old, new = _words(before.name), _words(after.name)
    if not old or not new:
        return before.rate != after.rate
    if set(old[:_LEAD]) <= set(new) or set(new[:_LEAD]) <= set(old):
        return False
    repriced = before.rate != after.rate or before.type != after.type
    return repriced or len(set(old) & set(new)) * 2 < len(set(old) | set(new))


def _words(name: str) -> list[str]:
    return _WORD.findall(untrusted.fold(name))


def _kinds(before: Facts, after: Facts) -> Iterator[Kind]:
    if after.hidden and not before.hidden:
        yield Kind.HIDDEN
    elif before.rate != after.rate and not after.hidden:
        yield from _price_kind(before, after)
    if before.limits != after.limits:
        yield Kind.LIMITS
    if before.type != after.type:
        yield Kind.TYPE
    flags = zip(_flags(before), _flags(after), strict=True)
    if any(old is not None and new is not None and old != new for old, new in flags):
        yield Kind.FLAGS
    if before.name != after.name:
        yield Kind.RENAMED


def _price_kind(before: Facts, after: Facts) -> Iterator[Kind]:
    """What became of a price that is another one."""
    old, new = before.rate, after.rate
    if before.currency and after.currency and before.currency != after.currency:
        return  # A whole account in another currency is no news of its services.
    if old is None or new is None or before.currency != after.currency:
        yield Kind.PRICE
    elif old and new / old >= LEAP:
        yield Kind.HIDDEN
    elif new and old / new >= LEAP:
        yield Kind.BACK
    else:
        yield Kind.UP if new > old else Kind.DOWN


def _flags(facts: Facts) -> tuple[bool | None, bool | None, bool | None]:
    return facts.refill, facts.cancel, facts.dripfeed

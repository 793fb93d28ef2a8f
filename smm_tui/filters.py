"""What is typed into a filter -> words and fields: `tiktok no drop rate<0.5 refill:yes` (pure).

Only a field of the view's own list, directly followed by a value that it takes, is a field.
Anything else is text, also with a colon: names are full of `Refill: 30 days`, links of
`https:`. Quotes force text, and hold a text together: `"refill:yes"`, `cat:"youtube views"`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from smm_tui import untrusted
from smm_tui.conditions import Condition, Field, Holds, Limit, OneOf, Says, Within
from smm_tui.models import Mark, OrderState, Status


class Query(msgspec.Struct, frozen=True):
    """What rows must have: all words, in any order, and all conditions."""

    words: tuple[str, ...] = ()
    """Folded (`untrusted.fold`); one that was in quotes may hold spaces."""
    conditions: tuple[Condition, ...] = ()

    def narrows(self, wider: Query) -> bool:
        """Whether its rows are a part of another's, whatever they are."""
        return all(any(old in word for word in self.words) for old in wider.words) and all(
            any(each.narrows(old) for each in self.conditions) for old in wider.conditions
        )


class Miss(msgspec.Struct, frozen=True):
    """A text that is nearly a field."""

    typed: str
    field: Field
    """The one that is nearest."""
    meant: str = ""
    """What would be a field; "" where it is the value that the field does not take."""


EVERYTHING: Final = Query()

STANDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{str(status): str(status) for status in Status if status is not Status.UNHEARD},
        **{str(state): str(state) for state in OrderState},
        "live": "live",
        "attention": "attention",
        **{str(mark): str(mark) for mark in Mark},
        "cancelled": str(Status.CANCELED),
        "done": str(Status.COMPLETED),
    }
)
"""What `st:` takes -> the status, the state or the set of orders that it means."""

_Take = Callable[[Field, str], Condition | None]
# Compiled when they are first used: the first picture does not wait for them.
_COUNT: Final = "([0-9]{1,15})([kmKM]?)"
_THOUSANDS: Final = {"": 1, "k": 1_000, "m": 1_000_000}
_SPAN: Final = "0*([1-9][0-9]{0,4})(?:(m)(?:in?)?|([shdw]))"
_UNITS: Final = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_LONGEST: Final = timedelta(days=36_500)
_BETWEEN: Final = r"[\s_-]+"


def loose(text: str) -> str:
    """A text folded, and without what may or may not stand between its words."""
    return re.sub(_BETWEEN, "", untrusted.fold(text))


def _text(field: Field, value: str) -> Condition | None:
    folded = untrusted.fold(value.replace('"', ""))
    return Holds(field, folded) if loose(folded) else None


def _ids(field: Field, value: str) -> Condition | None:
    ids = tuple(filter(None, (" ".join(part.split()) for part in value.split(","))))
    return OneOf(field, ids) if ids and '"' not in value else None


def _standing(field: Field, value: str) -> Condition | None:
    """Each is a name or the beginning of some; none may be the beginning of none."""
    found: dict[str, None] = {}
    for part in filter(None, map(loose, value.split(","))):
        meant = {loose(name): each for name, each in STANDINGS.items()}
        begun = [each for name, each in meant.items() if name.startswith(part)]
        if not begun:
            return None
        found |= dict.fromkeys([meant[part]] if part in meant else begun)
    return OneOf(field, tuple(found)) if found else None


def _flag(field: Field, value: str) -> Condition | None:
    """Letter by letter, so that no row is lost on the way from `y` to `yes`."""
    for word, yes in (("yes", True), ("no", False)):
        if word.startswith(value.lower()):
            return Says(field, yes)
    return None


def _amount(field: Field, value: str) -> Condition | None:
    number = None if value[0] in "+-" else untrusted.number(value.rstrip(".,"))
    return None if number is None else Limit(field, number)


def _count(field: Field, value: str) -> Condition | None:
    if (found := re.fullmatch(_COUNT, value)) is None:
        return None
    return Limit(field, Decimal(int(found[1]) * _THOUSANDS[found[2].lower()]))


def _span(field: Field, value: str) -> Condition | None:
    if (found := re.fullmatch(_SPAN, value.lower())) is None:
        return None
    number, unit = int(found[1]), found[2] or found[3]
    span = number * _UNITS[unit]
    return Within(field, span, f"{number}{unit}") if span <= _LONGEST else None


def _flag_or_span(field: Field, value: str) -> Condition | None:
    """Whether at all, or how long ago at the most."""
    return _flag(field, value) or _span(field, value)


Grammar: TypeAlias = Mapping[Field, _Take]
"""The fields of a view, and what reads the value of each."""

SERVICES: Final[Grammar] = MappingProxyType(
    {
        Field.ID: _ids,
        Field.CATEGORY: _text,
        Field.TYPE: _text,
        Field.RATE_BELOW: _amount,
        Field.RATE_ABOVE: _amount,
        Field.MIN: _count,
        Field.MAX: _count,
        Field.REFILL: _flag,
        Field.CANCEL: _flag,
        Field.DRIPFEED: _flag,
        Field.FAVOURITE: _flag,
        Field.NEW: _flag_or_span,
    }
)
ORDERS: Final[Grammar] = MappingProxyType(
    {
        Field.STATUS: _standing,
        Field.LINK: _text,
        Field.ID: _ids,
        Field.SERVICE: _text,
        Field.PANEL: _text,
        Field.CHARGE: _amount,
        Field.AGE: _span,
    }
)

_PART: Final = (
    r'"(?P<quoted>[^"]*)"?'
    r'|(?P<name>[A-Za-z]+(?:[<>]=?|[:=]))(?:"(?P<held>[^"]*)"?|(?P<value>\S*))'
    r"|\S+"
)
_BEGUN: Final = "[<>]=?[0-9.,]*$"
_SIGNS: Final = "<>:="
_SPOKEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "category": "cat",
        "categories": "cat",
        "charges": "charge",
        "cost": "charge",
        "dripfeed": "drip",
        "favorite": "fav",
        "favourite": "fav",
        "order": "id",
        "price": "rate",
        "state": "st",
        "status": "st",
        "url": "link",
    }
)
"""Other words for fields, which are only hinted at."""
_SHORTEST_NEAR: Final = 3
"""Shorter names are near to too many words."""


def parse(text: str, grammar: Grammar) -> Query:
    """The words and fields of a filter.

    A comparison at the very end that lacks its number, or a part of it, asks for nothing yet.
    """
    return _read(text, grammar)[0] if text else EVERYTHING


def misses(text: str, grammar: Grammar) -> list[Miss]:
    """The texts in a filter that are nearly fields."""
    return _read(text, grammar)[1]


def _read(text: str, grammar: Grammar) -> tuple[Query, list[Miss]]:
    words: list[str] = []
    conditions: list[Condition] = []
    nearly: list[Miss] = []
    for found in re.finditer(_PART, text):
        name, value = found["name"], found["held"] or found["value"] or ""
        if found["quoted"] is not None:
            words += filter(None, [untrusted.fold(found["quoted"])])
        elif name is None:
            words += untrusted.fold(found[0]).split()
        elif (condition := _condition(name, value, grammar)) is not None:
            conditions.append(condition)
        else:
            ends = found.end() == len(text)
            miss = _miss(found[0], name, value, grammar)
            # `Refill: 30 days` is none: it is neither being typed nor has it a wrong value.
            if miss is not None and (value or ends or ":" not in name):
                nearly.append(miss)
            if not (ends and miss is not None and not miss.meant and re.search(_BEGUN, found[0])):
                words += untrusted.fold(found[0]).split()
    return Query(tuple(words), tuple(conditions)), nearly


def _condition(name: str, value: str, grammar: Grammar) -> Condition | None:
    for field, take in grammar.items():
        if field == name.lower():
            return take(field, value) if value else None
    return None


def _miss(typed: str, name: str, value: str, grammar: Grammar) -> Miss | None:
    """The field that was nearly typed, if any."""
    begun = name.lower()
    near = list(_near(begun.rstrip(_SIGNS), grammar))
    for field in near:
        if field == begun or (field.startswith(begun) and not value):
            return Miss(typed, field)
    for field in sorted(near, key=lambda field: not begun.startswith(field)):
        if _condition(field, value, grammar) is not None:
            return Miss(typed, field, f"{field}{value}")
    return None


def _near(word: str, grammar: Grammar) -> Iterator[Field]:
    """The fields of this name, or of one that differs by a slip."""
    for field in grammar:
        known = field.rstrip(_SIGNS)
        if word == known or _SPOKEN.get(word) == known or _is_slip(word, known):
            yield field


def _is_slip(typed: str, known: str) -> bool:
    """Whether one letter is too many, missing, another, or two are in each other's place."""
    if min(len(typed), len(known)) < _SHORTEST_NEAR:
        return False
    start = next(
        (place for place, pair in enumerate(zip(typed, known, strict=False)) if len({*pair}) > 1),
        min(len(typed), len(known)),
    )
    rest, known_rest = typed[start:], known[start:]
    swapped = known_rest[1::-1] + known_rest[2:]
    return rest == swapped or rest[1:] in {known_rest, known_rest[1:]} or rest == known_rest[1:]

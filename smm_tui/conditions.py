"""What a field of a filter asks of a row, as values that can be compared (pure).

They are Structs, which are made faster than dataclasses: the first picture waits for them.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import msgspec

from smm_tui.formatting import plain


class Field(StrEnum):
    """What rows can be narrowed by; the value is what is typed in front of a value."""

    ID = "id:"
    CATEGORY = "cat:"
    TYPE = "type:"
    RATE_BELOW = "rate<"
    RATE_ABOVE = "rate>"
    MIN = "min<="
    MAX = "max>="
    REFILL = "refill:"
    CANCEL = "cancel:"
    DRIPFEED = "drip:"
    FAVOURITE = "fav:"
    NEW = "new:"
    STATUS = "st:"
    LINK = "link:"
    SERVICE = "service:"
    PANEL = "panel:"
    CHARGE = "charge>"
    AGE = "age<"


class Holds(msgspec.Struct, frozen=True, gc=False):
    """The text is a part of what stands there; folded (`untrusted.fold`)."""

    field: Field
    text: str

    def __str__(self) -> str:
        return _typed(self.field, self.text)

    def narrows(self, wider: Condition) -> bool:
        """Whether every row that meets this meets the other."""
        return isinstance(wider, Holds) and wider.field is self.field and wider.text in self.text


class OneOf(msgspec.Struct, frozen=True, gc=False):
    """What stands there is one of these."""

    field: Field
    values: tuple[str, ...]

    def __str__(self) -> str:
        return _typed(self.field, ",".join(self.values))

    def narrows(self, wider: Condition) -> bool:
        """Whether every row that meets this meets the other."""
        return (
            isinstance(wider, OneOf)
            and wider.field is self.field
            and {*wider.values}.issuperset(self.values)
        )


class Says(msgspec.Struct, frozen=True, gc=False):
    """Yes or no; what says neither meets neither."""

    field: Field
    yes: bool

    def __str__(self) -> str:
        return f"{self.field}{'yes' if self.yes else 'no'}"

    def narrows(self, wider: Condition) -> bool:
        """Whether every row that meets this meets the other."""
        return self == wider


class Limit(msgspec.Struct, frozen=True, gc=False):
    """A number is on one side of this one."""

    field: Field
    number: Decimal

    def __str__(self) -> str:
        return f"{self.field}{plain(self.number)}"

    def narrows(self, wider: Condition) -> bool:
        """Whether every row that meets this meets the other."""
        if not isinstance(wider, Limit) or wider.field is not self.field:
            return False
        if "<" in self.field:
            return self.number <= wider.number
        return self.number >= wider.number


class Within(msgspec.Struct, frozen=True, gc=False):
    """Not longer ago than this."""

    field: Field
    span: timedelta
    typed: str
    """Number and unit, such as `7d`."""

    def __str__(self) -> str:
        return f"{self.field}{self.typed}"

    def narrows(self, wider: Condition) -> bool:
        """Whether every row that meets this meets the other."""
        return isinstance(wider, Within) and wider.field is self.field and self.span <= wider.span


Condition: TypeAlias = Holds | OneOf | Says | Limit | Within
"""`str` gives it as it may be typed."""


def _typed(field: Field, text: str) -> str:
    return f'{field}"{text}"' if " " in text else f"{field}{text}"

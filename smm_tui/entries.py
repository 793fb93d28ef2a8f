"""What a person typed into one field of an order form -> what is sent, or why it cannot be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from smm_tui.errors import InvalidInput
from smm_tui.i18n import _, ngettext
from smm_tui.service_fields import Field, FieldKind

_DIGITS: Final = re.compile("[0-9]{1,18}")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:[.,'_\s\u2019][0-9]{3})+")
_ISO_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SENT_DATE: Final = re.compile("([0-9]{2})/([0-9]{2})/([0-9]{4})")
_LINE_BREAK: Final = re.compile("\r\n|\r|\n")
_UNSENDABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that can be sent."""

    sent: str
    whole: int | None = None
    """Of a whole number."""
    lines: int = 0
    """Of a list: how many are sent."""
    warning: str = ""


def whole_quantity(entry: str) -> int | None:
    """A whole number written in digits alone, else None: `1.000` and `1,000` are never guessed."""
    digits = entry.strip()
    return int(digits) if _DIGITS.fullmatch(digits) else None


def read(field: Field, entry: str) -> Entry:
    """An entry as it is sent; one that holds nothing is sent as "".

    Lines are joined by a line feed. Empty ones are left out, since some panels charge them.

    Raises:
        InvalidInput: It cannot be sent; the detail says what is allowed.
    """
    return _READERS[field.kind](field, entry)


def typed(field: Field, sent: str) -> str:
    """What has to be typed for this to be sent; text that never was sent stays as it is."""
    if field.kind is FieldKind.DATE and (found := _SENT_DATE.fullmatch(sent)):
        day, month, year = found.groups()
        return f"{year}-{month}-{day}"
    return sent


def _line(field: Field, entry: str) -> Entry:
    text = entry.strip()
    _check_characters(field, text)
    return Entry(text)


def _lines(field: Field, entry: str) -> Entry:
    every = [line.strip() for line in _LINE_BREAK.split(entry.rstrip())]
    kept = [line for line in every if line]
    for line in kept:
        _check_characters(field, line)
    empty = len(every) - len(kept) if kept else 0
    warning = ngettext(
        "{count} empty line is left out.", "{count} empty lines are left out.", empty
    ).format(count=empty)
    return Entry("\n".join(kept), lines=len(kept), warning=warning if empty else "")


def _check_characters(field: Field, text: str) -> None:
    for char in text:
        if unicodedata.category(char) in _UNSENDABLE:
            raise InvalidInput(
                _("A control character (U+{code}) is in it; remove it.").format(
                    code=f"{ord(char):04X}"
                ),
                field=field.name,
            )


def _whole(field: Field, entry: str) -> Entry:
    text = entry.strip()
    number = whole_quantity(text)
    if not text or number is not None:
        return Entry("" if number is None else str(number), whole=number)
    if _GROUPED.fullmatch(text):
        detail = _("It can be read in two ways; if you mean {number}, write {number}.").format(
            number="".join(filter(str.isdecimal, text)).lstrip("0") or "0"
        )
    else:
        detail = _("A whole number is needed, in digits only, such as 1000.")
    raise InvalidInput(detail, field=field.name)


def _choice(field: Field, entry: str) -> Entry:
    value = entry.strip()
    if value and value not in {allowed for allowed, _label in field.choices}:
        allowed = ", ".join(
            value if value == label else f"{value} ({label})" for value, label in field.choices
        )
        raise InvalidInput(_("One of these: {allowed}.").format(allowed=allowed), field=field.name)
    return Entry(value)


def _date(field: Field, entry: str) -> Entry:
    """A date goes out as d/m/Y, the form that panels publish."""
    text = entry.strip()
    if not text:
        return Entry("")
    try:
        day = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise InvalidInput(
            _("A date is needed as year-month-day, such as 2030-12-31."), field=field.name
        )
    return Entry(f"{day.day:02}/{day.month:02}/{day.year:04}")


_READERS: Final[Mapping[FieldKind, Callable[[Field, str], Entry]]] = MappingProxyType(
    {
        FieldKind.LINK: _line,
        FieldKind.TEXT: _line,
        FieldKind.LINES: _lines,
        FieldKind.WHOLE: _whole,
        FieldKind.CHOICE: _choice,
        FieldKind.DATE: _date,
    }
)

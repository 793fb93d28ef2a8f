"""The one door for text, numbers and ids that come from a panel (its rules are in `cleaning`)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from smm_tui.cleaning import ZWJ, clean_line, display_safe, fold

__all__ = [
    "NumberText",
    "block",
    "display_safe",
    "flag",
    "fold",
    "identifier",
    "is_ambiguous",
    "number",
    "text",
    "whole",
]

_LINE_BREAK: Final = re.compile("<br ?/?>", re.IGNORECASE)
_BLANK_LINES: Final = re.compile("\n{3,}")
# int() refuses more than 4,300 digits with an error, and html.unescape calls it.
_HUGE_REFERENCE: Final = re.compile("&#[0-9]{1000,};?")

# Of an int that is written out: str() refuses more than 4,300 digits with an error.
_MOST_BITS: Final = 8_192
_LONGEST_ID: Final = 128
_LONGEST_NUMBER: Final = 80
_MOST_DIGITS: Final = 40
_EXPONENT: Final = 20
_LARGEST_WHOLE: Final = 10**18
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_DECIMAL_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+")
_EITHER_COMMA: Final = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_LIKE_A_NUMBER: Final = re.compile(r"[+-]?[.,' ]*[0-9][0-9.,' ]*(?:[eE][+-]?[0-9]+)?")
_FLAGS: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class NumberText(str):
    """A JSON number literal, kept as text, so that nothing is ever a float."""

    __slots__ = ()


def text(value: object, *, limit: int = 512) -> str:
    """One line of text, at most `limit` characters ("…" ends what was longer).

    HTML entities are decoded once; any run of spaces and line breaks is one space. Numbers
    come out as they are written; what is neither text nor number comes out as "".
    """
    if isinstance(value, str) and len(value) <= limit and "&" not in value:
        return clean_line(value)  # most of a catalogue needs no more
    raw, whole_text = _raw(value, limit)
    clean = clean_line(_decoded(raw))
    return clean if whole_text and len(clean) <= limit else _cut(clean, limit)


def block(value: object, *, limit: int = 70_000) -> str:
    """Several lines of text, cleaned like `text` but for line breaks and `<br>`.

    No more than one empty line follows another, none begins or ends the block.
    """
    raw, whole_text = _raw(value, limit)
    decoded = _decoded(raw)
    if "<" in decoded:
        decoded = _LINE_BREAK.sub("\n", decoded)
    clean = "\n".join(map(clean_line, decoded.splitlines())).strip("\n")
    if "\n\n\n" in clean:
        clean = _BLANK_LINES.sub("\n\n", clean)
    return clean if whole_text and len(clean) <= limit else _cut(clean, limit)


def identifier(value: object) -> str:
    """An id as text; "" for what can be none (null, a list, an object, true, over 128).

    An id that is too long is none at all: cut, it would name something else. Whether "0"
    is an id is for the caller to say. Entities are left alone: the id is sent back.
    """
    if isinstance(value, str):
        if value.isascii() and value.isalnum() and len(value) <= _LONGEST_ID:
            return str(value)
        return clean_line(value) if len(value) <= _LONGEST_ID else ""
    raw = _raw(value, _LONGEST_ID)[0]
    return raw if len(raw) <= _LONGEST_ID else ""


def number(value: object) -> Decimal | None:
    """A number with its digits, or None where there is none that can be read for sure.

    A comma is a thousands separator only in right groups of three that a decimal point
    follows ("1,234.50"). One comma is a decimal comma where it cannot be a separator
    ("0,90", "0,123", "12,34"). Everything else with a comma is a guess: "1,234", and also
    "1,234,567". At most 40 digits, and a magnitude of 10**-20 to 10**20.
    """
    raw = _number_text(value)
    if _PLAIN.fullmatch(raw):
        return _bounded(raw)
    if _THOUSANDS.fullmatch(raw):
        return _bounded(raw.replace(",", ""))
    if _DECIMAL_COMMA.fullmatch(raw) and not _EITHER_COMMA.fullmatch(raw):
        return _bounded(raw.replace(",", "."))
    return None


def is_ambiguous(value: object) -> bool:
    """Whether a number is there that cannot be read without a guess, or exceeds all bounds."""
    return _LIKE_A_NUMBER.fullmatch(_number_text(value)) is not None and number(value) is None


def whole(value: object) -> int | None:
    """A whole number of at most 10**18 either way ("10.0" is 10), else None."""
    if type(value) is int:
        return value if abs(value) <= _LARGEST_WHOLE else None
    read = number(value)
    if read is None or abs(read) > _LARGEST_WHOLE or read != read.to_integral_value():
        return None
    return int(read)


def flag(value: object) -> bool | None:
    """Yes or no as panels spell it: true, 1, "1", "true", "yes" and their opposites."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (str, int)):
        return _FLAGS.get(_number_text(value).lower())
    return None


def _raw(value: object, limit: int) -> tuple[str, bool]:
    """The text of a value, bounded before any work is done on it, and whether it is whole."""
    if isinstance(value, str):
        most = limit * 16 + 64  # room for entities, which are longer than what they stand for
        return value[:most], len(value) <= most
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > min(limit * 4, _MOST_BITS):
            return "", False
        return str(value), True
    return "", True


def _decoded(raw: str) -> str:
    if "&" not in raw:
        return raw
    import html  # noqa: PLC0415 - a table of 2,000 names, for few

    return html.unescape(_HUGE_REFERENCE.sub("\ufffd", raw))


def _cut(clean: str, limit: int) -> str:
    return clean[: limit - 1].rstrip(f" \n{ZWJ}") + "…"


def _number_text(value: object) -> str:
    """The text that a number is read from; "" for what is none."""
    raw = (value if isinstance(value, str) else _raw(value, _LONGEST_NUMBER)[0]).strip()
    return raw if len(raw) <= _LONGEST_NUMBER else ""


def _bounded(raw: str) -> Decimal | None:
    """The number, written out, unless it has too many digits or is too large or too small."""
    read = Decimal(raw)
    if len(raw) <= _EXPONENT and "e" not in raw.lower():
        return read or read.copy_abs()  # too short to break a bound; zero has no sign
    if len(read.as_tuple().digits) > _MOST_DIGITS or abs(read.adjusted()) > _EXPONENT:
        return None
    # As digits, not as a power: 1e3 is 1000 wherever it is shown.
    read = Decimal(f"{read:f}")
    return read or read.copy_abs()

"""The one door for text, numbers and ids that come from a panel.

What passes holds no control, escape, format, bidirectional, surrogate, private-use or
noncharacter. Letters of all scripts, emoji and brackets stay. U+200D and the variation
selectors 15 and 16 stay only where they shape an emoji: elsewhere (Hindi, Persian) they are
dropped, which changes the joining of letters and never a letter. Code points without a
name stay, since newer emoji are younger than the tables of an older Python.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Final

_ZWJ: Final = "\u200d"
_PRESENTATION: Final = frozenset("\ufe0e\ufe0f")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_KEYCAPS: Final = frozenset("0123456789#*")
_TEXT_EMOJI: Final = frozenset("\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299")
_MARKS_PER_BASE: Final = 4
_TABLE_SIZE: Final = 20_000
_LONGEST_WORD_KEPT: Final = 32

# All marks and selectors, and some letters with them, but for the one thing that a third of
# all names hold: an emoji with its selector. What has none of these needs no care.
_NEEDS_CARE: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u20d0-\u20ff\u2cef-\u2cf1\u2d7f\u2de0-\u2dff"
    "\u302a-\u302f\u3099\u309a\ua66f-\uabff\ufb1e\ufe00-\ufe2f"
    "\U00010100-\U0001d3ff\U0001d800-\U0001efff\U000e0000-\U000effff]"
    "(?<![\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f)"
)
# Noncharacters: the last two of every plane, and the first range. The others are set aside for
# characters without a picture (Default_Ignorable_Code_Point of Unicode's core properties).
_LAST_TWO: Final = 0xFFFE
_RESERVED: Final = (
    (0xFDD0, 0xFDEF),
    (0x2065, 0x2065),
    (0xFFF0, 0xFFF8),
    (0xE0000, 0xE00FF),
    (0xE01F0, 0xE0FFF),
)

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


class _Cleaning(dict[int, str | None]):
    """What becomes of each code point, for `str.translate`; filled as they are met."""

    def __init__(self) -> None:
        super().__init__()
        self.joining: set[str] = set()
        """The marks, selectors and joiners met so far: they depend on what precedes."""

    def __missing__(self, point: int) -> str | None:
        char = chr(point)
        kept = _kept(char)
        category = unicodedata.category(char)
        if char == _ZWJ or category.startswith("M"):
            self.joining.add(char)
        if len(self) < _TABLE_SIZE:  # an answer with every code point must not fill the memory
            self[point] = kept
        return kept


class _Folding(dict[int, str]):
    """What each code point is searched as, for `str.translate`; filled as they are met."""

    def __missing__(self, point: int) -> str:
        loose = unicodedata.normalize("NFKD", chr(point)).casefold().translate(_STROKES)
        folded = "".join(
            char
            for char in unicodedata.normalize("NFKD", loose)
            if not unicodedata.combining(char) and char not in _PRESENTATION and char != _ZWJ
        )
        if len(self) < _TABLE_SIZE:
            self[point] = folded
        return folded


class Words(dict[str, str]):
    """What becomes of each word: names of services are made of the same few thousand."""

    def __init__(self, turn: Callable[[str], str]) -> None:
        super().__init__()
        self._turn = turn

    def __missing__(self, word: str) -> str:
        turned = self._turn(word)
        if len(self) < _TABLE_SIZE and len(word) <= _LONGEST_WORD_KEPT:
            self[word] = turned
        return turned


# Letters that no normalisation takes apart.
_STROKES: Final = str.maketrans("đðħıłøŧ", "ddhilot")


def _kept(char: str) -> str | None:
    """The character itself, a space, or None for one that is dropped."""
    if char.isspace():
        return " "
    if char == _ZWJ:
        return char
    if unicodedata.category(char) in _DROPPED or _is_reserved(ord(char)):
        return None
    return char


def _is_reserved(point: int) -> bool:
    """Whether no character is there, or one that would be invisible."""
    return point & 0xFFFF >= _LAST_TWO or any(first <= point <= last for first, last in _RESERVED)


_CLEANING: Final = _Cleaning()


def text(value: object, *, limit: int = 512) -> str:
    """One line of text, at most `limit` characters ("…" ends what was longer).

    HTML entities are decoded once; any run of spaces and line breaks is one space. Numbers
    come out as they are written; what is neither text nor number comes out as "".
    """
    if isinstance(value, str) and len(value) <= limit and "&" not in value:
        return _clean_line(value)  # most of a catalogue needs no more
    raw, whole_text = _raw(value, limit)
    clean = _clean_line(_decoded(raw))
    return clean if whole_text and len(clean) <= limit else _cut(clean, limit)


def block(value: object, *, limit: int = 70_000) -> str:
    """Several lines of text, cleaned like `text` but for line breaks and `<br>`.

    No more than one empty line follows another, none begins or ends the block.
    """
    raw, whole_text = _raw(value, limit)
    decoded = _decoded(raw)
    if "<" in decoded:
        decoded = _LINE_BREAK.sub("\n", decoded)
    clean = "\n".join(map(_clean_line, decoded.splitlines())).strip("\n")
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
        return _clean_line(value) if len(value) <= _LONGEST_ID else ""
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


def fold(text: str) -> str:
    """What a text is searched by: compatibility letters plain, no case, no accents."""
    if text.isascii():
        lowered = text.lower()
        if lowered.isalnum():
            return lowered
        return " ".join(lowered.split())
    return " ".join(filter(None, map(_FOLDED_WORDS.__getitem__, text.split())))


def display_safe(text: str) -> bool:
    """Whether a line may be shown as it is: nothing in it would be dropped or turned."""
    if text.isascii():
        return text.isprintable()
    return _settled(text.translate(_CLEANING)) == text


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
    return html.unescape(_HUGE_REFERENCE.sub("\ufffd", raw))


def _clean_line(line: str) -> str:
    """One line without its breaks, spaces and all that does not pass."""
    if line.isprintable() and "  " not in line and (line.isascii() or not _NEEDS_CARE.search(line)):
        return str(line.strip(" "))
    # Word by word, which is exact: no mark, selector or joiner reaches over a space.
    return " ".join(filter(None, map(_CLEAN_WORDS.__getitem__, line.split())))


def _clean_word(word: str) -> str:
    if word.isascii() and word.isprintable():
        return word
    return _settled(word.translate(_CLEANING))


def _settled(line: str) -> str:
    """The line with marks, selectors and joiners only where they belong."""
    if _CLEANING.joining.isdisjoint(line):
        return line
    out: list[str] = []
    base = ""
    stacked = {"Mn": 0, "Mc": 0}
    joiner = False
    for char in line:
        if char == _ZWJ:
            joiner = _is_joinable(base)
            continue
        category = unicodedata.category(char)
        if not category.startswith("M"):
            if joiner and _is_joinable(char):
                out.append(_ZWJ)
            base, stacked, joiner = char, {"Mn": 0, "Mc": 0}, False
            out.append(char)
            continue
        joiner = False
        if _takes(base, char, out):
            kind = "Mc" if category == "Mc" else "Mn"
            stacked[kind] += 1
            if stacked[kind] <= _MARKS_PER_BASE:
                out.append(char)
    return "".join(out)


def _takes(base: str, mark: str, out: list[str]) -> bool:
    """Whether a mark has a base, and a selector one that it changes, right before it."""
    if mark not in _PRESENTATION:
        return base not in {"", " "}
    return out[-1:] == [base] and (base in _KEYCAPS or base in _TEXT_EMOJI or _is_joinable(base))


def _is_joinable(base: str) -> bool:
    """Whether a character is one of the pictures that sequences of emoji are made of."""
    return base != "" and ("\u2190" <= base <= "\u2bff" or "\U0001f000" <= base <= "\U0001faff")


def _cut(clean: str, limit: int) -> str:
    return clean[: limit - 1].rstrip(f" \n{_ZWJ}") + "…"


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
    if not read:
        return read.copy_abs()
    # As digits, not as a power: 1e3 is 1000 wherever it is shown.
    return Decimal(f"{read:f}")


def _fold_word(word: str) -> str:
    # Some characters fold to a space and a mark.
    return " ".join(word.translate(_FOLDING).split())


_FOLDING: Final = _Folding()
_CLEAN_WORDS: Final = Words(_clean_word)
_FOLDED_WORDS: Final = Words(_fold_word)

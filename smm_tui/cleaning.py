"""What becomes of each character, word and line of a panel's text (the rules of `untrusted`).

No control, escape, format, bidirectional, surrogate, private-use or noncharacter is kept.
Letters of all scripts, emoji and brackets stay. U+200D and the variation selectors 15 and 16
stay only where they shape an emoji: elsewhere (Hindi, Persian) they are dropped, which
changes the joining of letters and never a letter. Code points without a name stay, since
newer emoji are younger than the tables of an older Python.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

ZWJ: Final = "\u200d"
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
        if char == ZWJ or category.startswith("M"):
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
            if not unicodedata.combining(char) and char not in _PRESENTATION and char != ZWJ
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
    if char == ZWJ:
        return char
    if unicodedata.category(char) in _DROPPED or _is_reserved(ord(char)):
        return None
    return char


def _is_reserved(point: int) -> bool:
    """Whether no character is there, or one that would be invisible."""
    return point & 0xFFFF >= _LAST_TWO or any(first <= point <= last for first, last in _RESERVED)


_CLEANING: Final = _Cleaning()


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


def clean_line(line: str) -> str:
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
        if char == ZWJ:
            joiner = _is_joinable(base)
            continue
        category = unicodedata.category(char)
        if not category.startswith("M"):
            if joiner and _is_joinable(char):
                out.append(ZWJ)
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


def _fold_word(word: str) -> str:
    # Some characters fold to a space and a mark.
    return " ".join(word.translate(_FOLDING).split())


_FOLDING: Final = _Folding()
_CLEAN_WORDS: Final = Words(_clean_word)
_FOLDED_WORDS: Final = Words(_fold_word)

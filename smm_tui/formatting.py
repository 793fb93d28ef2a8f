"""Numbers, money, times and links as text for a screen; widths are in terminal cells.

Money keeps all its digits, is never rounded and never written with an exponent.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from smm_tui.i18n import _, language

_ZWJ: Final = "\u200d"
_WIDENING: Final = "\ufe0f"
_NO_WIDTH: Final = frozenset({"Mn", "Me", "Mc", "Cf", "Cc", "Cs"})
_DRAWN_OVER: Final = (range(0x1160, 0x1200), range(0xD7B0, 0xD800), range(0x1F3FB, 0x1F400))
"""Vowels and final consonants of Hangul, and skin tones."""
_WIDE_SINCE_UNICODE_16: Final = (
    range(0x2630, 0x2638),
    range(0x268A, 0x2690),
    range(0x4DC0, 0x4E00),
    range(0x1D300, 0x1D377),
)
_WIDE_UNNAMED: Final = (range(0x1F300, 0x1FB00), range(0x20000, 0x40000))
"""Younger than the interpreter's tables: an emoji or an ideograph all the same."""
_SIGNS: Final = {"pt_BR": str.maketrans(",.", ".,")}
_ADDRESS: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:www\.)?(?=.)", re.IGNORECASE)
_PERCENT_CELLS: Final = 5
_NOW: Final = 5
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


class _Dates(NamedTuple):
    """How a language writes dates, as strftime has it."""

    day: str = "%Y-%m-%d"
    short: str = "%m-%d"
    month: str = "%Y-%m"


_DATES: Final = {"en": _Dates(), "pt_BR": _Dates("%d/%m/%Y", "%d/%m", "%m/%Y")}


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs a terminal can draw, one cell each."""

    ellipsis: str
    full: str
    empty: str
    waiting: str
    running: str
    done: str
    part: str
    stopped: str
    failed: str
    doubt: str
    asked: str
    slow: str
    stuck: str
    up: str
    down: str
    added: str
    altered: str
    arrow: str
    steps: str
    """From the lowest to the highest."""


UNICODE: Final = Glyphs(
    ellipsis="…",
    full="█",
    empty="░",
    waiting="○",
    running="▸",
    done="✓",
    part="◑",
    stopped="−",  # noqa: RUF001 - the minus sign stands in the middle of its cell
    failed="✗",
    doubt="?",
    asked="↻",
    slow="▹",
    stuck="■",
    up="▲",
    down="▼",
    added="+",
    altered="~",
    arrow="→",
    steps="▁▂▃▄▅▆▇█",
)
ASCII: Final = Glyphs(
    ellipsis="~",
    full="#",
    empty=".",
    waiting="o",
    running=">",
    done="+",
    part="%",
    stopped="-",
    failed="x",
    doubt="?",
    asked="@",
    slow="~",
    stuck="=",
    up="^",
    down="v",
    added="+",
    altered="~",
    arrow=">",
    steps="_.-=+*%#",
)
"""For a locale that is not UTF-8."""


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(width for _piece, width in _pieces(text))


def shorten(text: str, width: int, *, glyphs: Glyphs = UNICODE) -> str:
    """The text, its end cut off with a sign where it is wider than `width` cells."""
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    return _fitting(_pieces(text), width - 1) + glyphs.ellipsis


def link(text: str, width: int, *, glyphs: Glyphs = UNICODE) -> str:
    """A link without scheme and `www.`, cut in the middle where it is wider than `width` cells."""
    short = _ADDRESS.sub("", text, count=1) if _ADDRESS.match(text) else text
    return middle(short, width, glyphs=glyphs)


def middle(text: str, width: int, *, glyphs: Glyphs = UNICODE) -> str:
    """The text, cut in the middle with a sign where it is wider than `width` cells."""
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    pieces = _pieces(text)
    head = _fitting(pieces, width // 2)
    tail = _fitting(pieces, (width - 1) // 2, end=True)
    return f"{head}{glyphs.ellipsis}{tail}"


def _fitting(pieces: Sequence[tuple[str, int]], width: int, *, end: bool = False) -> str:
    """As many whole characters from the start, or from the end, as fit."""
    nearest = pieces[::-1] if end else pieces
    totals = accumulate(size for _piece, size in nearest)
    taken = [piece for (piece, _size), total in zip(nearest, totals, strict=True) if total <= width]
    # A joiner at the edge would swallow the sign of the cut.
    return "".join(reversed(taken) if end else taken).rstrip(_ZWJ)


def _pieces(text: str) -> list[tuple[str, int]]:
    """The text in characters as a reader sees them, with their widths."""
    pieces: list[tuple[str, int]] = []
    for char in text:
        size = _width(char)
        if pieces and (size == 0 or pieces[-1][0].endswith(_ZWJ)):
            piece, width = pieces[-1]
            pieces[-1] = (piece + char, 2 if char == _WIDENING and width == 1 else width)
        else:
            pieces.append((char, size))
    return pieces


@lru_cache(maxsize=4096)
def _width(char: str) -> int:
    """The cells of one character; 0 for what is drawn over the one before it."""
    point = ord(char)
    category = unicodedata.category(char)
    if category in _NO_WIDTH or _within(point, _DRAWN_OVER):
        return 0
    if category == "Cn":
        return 2 if _within(point, _WIDE_UNNAMED) else 1
    wide = unicodedata.east_asian_width(char) in "WF"
    return 2 if wide or _within(point, _WIDE_SINCE_UNICODE_16) else 1


def _within(point: int, ranges: tuple[range, ...]) -> bool:
    return any(point in each for each in ranges)


def local(number: str) -> str:
    """A number as Python writes it, `1,234.50`, with the signs of the language: `1.234,50`."""
    signs = _SIGNS.get(language())
    return number if signs is None else number.translate(signs)


def decimal_sign() -> str:
    """What stands between the whole and its decimals."""
    return local(".")


def ungrouped(number: str) -> str:
    """A number that is shown, without its grouping."""
    return number.replace(local(","), "")


def plain(amount: Decimal) -> str:
    """An amount as a person has to type it: all its digits, no grouping, no exponent."""
    return local(f"{amount:f}")


def rate(amount: Decimal, currency: str = "") -> str:
    """A rate to be read, with its currency where that is known: `1,234.50`."""
    return money(amount, currency)


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency: `1,234.50 USD`."""
    return f"{local(f'{amount:,f}')} {currency}".rstrip()


def count(number: int) -> str:
    """A whole number to be read: `1,234`."""
    return local(f"{number:,}")


def delivered(quantity: int, remains: int) -> int:
    """Units delivered, within 0 and the quantity whatever a panel says remains."""
    return min(max(quantity - remains, 0), quantity)


def percent_bar(done: int, total: int, width: int, *, glyphs: Glyphs = UNICODE) -> str:
    """Progress in exactly `width` cells: `█████░░░░░  52 %`.

    100 % stands only where all is done. Less than five cells hold no figure: spaces.
    """
    done, total = min(max(done, 0), max(total, 0)), max(total, 1)
    if width < _PERCENT_CELLS:
        return " " * max(width, 0)
    length = max(width - _PERCENT_CELLS - 1, 0)
    full = done * length // total
    bar = glyphs.full * full + glyphs.empty * (length - full)
    return f"{bar}{f'{done * 100 // total} %':>{width - length}}"


def age(passed: timedelta) -> str:
    """How long ago, in one unit: `now`, `45 s`, `3 min`, `2 h`, `5 d`."""
    seconds = int(passed.total_seconds())
    if seconds < _NOW:
        return _("now")
    if seconds < _MINUTE:
        return _("{count} s").format(count=seconds)
    if seconds < _HOUR:
        return _("{count} min").format(count=seconds // _MINUTE)
    if seconds < _DAY:
        return _("{count} h").format(count=seconds // _HOUR)
    return _("{count} d").format(count=count(seconds // _DAY))


def duration(span: timedelta) -> str:
    """How long something takes, in one unit, rounded: `45 s`, `75 min`, `3 h`, `4 d`."""
    seconds = max(round(span.total_seconds()), 0)
    for size, most, text in (
        (1, 2 * _MINUTE, _("{count} s")),
        (_MINUTE, 2 * _HOUR, _("{count} min")),
        (_HOUR, 2 * _DAY, _("{count} h")),
    ):
        if seconds < most:
            return text.format(count=(seconds + size // 2) // size)
    return _("{count} d").format(count=count((seconds + _DAY // 2) // _DAY))


def clock_time(moment: datetime, zone: tzinfo) -> str:
    """The time of day in a zone: `14:02:11`."""
    return moment.astimezone(zone).strftime("%H:%M:%S")


def date(moment: datetime, zone: tzinfo) -> str:
    """The day in a zone: `2026-03-14`."""
    return day(moment.astimezone(zone))


def date_time(moment: datetime, zone: tzinfo) -> str:
    """Date and time in a zone: `2026-03-14 14:02`."""
    return f"{date(moment, zone)} {moment.astimezone(zone):%H:%M}"


def day(when: dt.date) -> str:
    """A day: `2026-03-14`."""
    return when.strftime(_DATES[language()].day)


def day_and_month(when: dt.date) -> str:
    """A day of a year that is known: `03-14`."""
    return when.strftime(_DATES[language()].short)


def month(when: dt.date) -> str:
    """A month: `2026-03`."""
    return when.strftime(_DATES[language()].month)


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The time of day, or date and time where `now` is another day."""
    same_day = at.astimezone(zone).date() == now.astimezone(zone).date()
    return clock_time(at, zone) if same_day else date_time(at, zone)


def local_zone(environ: Mapping[str, str]) -> tzinfo:
    """The zone that times are shown in: TZ, else the machine's, else its present offset."""
    name = environ.get("TZ", "").removeprefix(":")
    try:
        if name:
            return ZoneInfo(name)
        with Path("/etc/localtime").open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError, KeyError):  # an unknown name is a KeyError
        return datetime.now().astimezone().tzinfo or UTC

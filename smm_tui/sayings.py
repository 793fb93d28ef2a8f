"""Texts that the order book keeps without a language, and puts into words when it is read (pure).

In the book such a text is JSON between two control characters, which no text of a panel has: the
words as the code has them, and their values. What stands around it stays as it is: a panel's own
words, and all that was written down as words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, Self

from smm_tui import formatting
from smm_tui.i18n import _, ngettext

Value = str | int

_BEGIN: Final = "\x02"
_END: Final = "\x03"
_KEPT: Final = re.compile(f"{_BEGIN}([^{_END}]*){_END}")
_NAME: Final = re.compile(r"\{(\w+)\}")


class Saying(str):
    """Words in the language of the reader, and the form in which the book keeps them."""

    __slots__ = ("stored",)
    stored: str

    def __new__(cls, words: str, stored: str) -> Self:
        """Words that are kept in another form."""
        made = super().__new__(cls, words)
        made.stored = stored
        return made


def later(text: str, /, **values: Value) -> Saying:
    """A text of the code, with its values filled in; numbers are counts."""
    return _made("text", text, values)


def later_n(one: str, many: str, count: int, /, **values: Value) -> Saying:
    """The form of a text that fits a count, which is its value `count`."""
    return _made("count", one, many, count, values)


def figure(number: str) -> Saying:
    """A number as a value of another text: `+1,234.5`, with the signs of the language."""
    return _made("figure", number)


def money(amount: Decimal, currency: str) -> Saying:
    """An amount as a value of another text."""
    return joined(" ", figure(f"{amount:,f}"), currency)


def age(passed: timedelta) -> Saying:
    """A span as a value of another text."""
    return _made("age", round(passed.total_seconds()))


def joined(between: str, *parts: str) -> Saying:
    """Texts in a row, those left out that say nothing."""
    some = [part for part in parts if part]
    return Saying(between.join(some), between.join(map(stored, some)))


def stored(text: str) -> str:
    """A text as the book keeps it."""
    return text.stored if isinstance(text, Saying) else text


def said(text: str) -> str:
    """What the book kept, in the language of the reader."""
    return Saying(_worded(text, _READER), text) if _BEGIN in text else text


def english(text: str) -> str:
    """The same in English, for what is the same in every language: files for other programs."""
    return _worded(stored(text), _ENGLISH)


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How texts and values are worded."""

    text: Callable[[str], str]
    count: Callable[[str, str, int], str]
    number: Callable[[int], str]
    figure: Callable[[str], str]
    age: Callable[[timedelta], str]


_READER: Final = _Tongue(_, ngettext, formatting.count, formatting.local, formatting.age)
_ENGLISH: Final = _Tongue(
    text=lambda text: text,
    count=lambda one, many, count: one if count == 1 else many,
    number=str,
    figure=lambda number: number,
    age=lambda passed: f"{passed.total_seconds():.0f} s",
)


def _made(*content: object) -> Saying:
    import json  # noqa: PLC0415 - seldom needed before the first picture

    plain = [
        {name: stored(value) if isinstance(value, str) else value for name, value in part.items()}
        if isinstance(part, dict)
        else part
        for part in content
    ]
    kept = f"{_BEGIN}{json.dumps(plain)}{_END}"
    return Saying(_worded(kept, _READER), kept)


def _worded(text: str, tongue: _Tongue) -> str:
    return _KEPT.sub(lambda found: _read(found[1], tongue), text)


def _read(kept: str, tongue: _Tongue) -> str:
    """The words of one text; a form that was never written here stays readable."""
    import json  # noqa: PLC0415 - seldom needed before the first picture

    try:
        return _in_words(json.loads(kept), tongue)
    except (ValueError, TypeError):
        return kept


def _in_words(content: Any, tongue: _Tongue) -> str:  # noqa: ANN401 - as JSON has it
    match content:
        case ["text", str(text), dict(values)]:
            return _filled(tongue.text(text), values, tongue)
        case ["count", str(one), str(many), int(count), dict(values)]:
            return _filled(tongue.count(one, many, count), {"count": count, **values}, tongue)
        case ["figure", str(number)]:
            return tongue.figure(number)
        case ["age", int(seconds)]:
            return tongue.age(timedelta(seconds=seconds))
        case _:
            raise ValueError(content)


def _filled(text: str, values: dict[str, object], tongue: _Tongue) -> str:
    def value(found: re.Match[str]) -> str:
        match values.get(found[1], found[0]):
            case int(number):
                return tongue.number(number)
            case other:
                return _worded(str(other), tongue)

    return _NAME.sub(value, text)

"""Where an answer of a panel says no, and in which words (pure; panel-api §2, §3.9, §3.10)."""

from __future__ import annotations

from typing import Final

from smm_tui import errors, untrusted
from smm_tui.decoding import Json
from smm_tui.models import ItemError
from smm_tui.vocabulary import kind_of

_LONGEST_WORDS: Final = 500
_NAMES_OF_ITEMS: Final = ("order", "refill")
_FAILED_WORDS: Final = frozenset({"error", "fail", "failed"})


def refusal(answer: Json) -> errors.Refused | errors.RateLimited | None:
    """The refusal that a whole answer is, in the panel's words; None where it is none.

    `error` or `errors` that is not null, "", false or empty; or `message` beside a `status`
    of error or fail. Also in `data`, and as the only item of a list that names no order.
    """
    words = _words_of_whole(answer)
    if words is None and isinstance(answer, dict):
        words = _words_of_whole(answer.get("data"))
    return None if words is None else kind_of(words)(words)


def item_error(item: Json) -> ItemError | None:
    """The refusal of one item of an answer; None where it is none."""
    words = _words(item) if isinstance(item, dict) else None
    return None if words is None else error_of(words)


def error_of(words: str) -> ItemError:
    """A refusal of one item in these words, classified by them."""
    clean = untrusted.block(words, limit=_LONGEST_WORDS)
    return ItemError(clean, kind_of(clean).message_id)


def _words_of_whole(answer: Json) -> str | None:
    if isinstance(answer, list):
        if len(answer) != 1 or _names_an_item(answer[0]):
            return None
        answer = answer[0]
    return _words(answer) if isinstance(answer, dict) else None


def _names_an_item(item: Json) -> bool:
    """Whether it is about one order or refill, so that what it says is not about the whole."""
    return isinstance(item, dict) and any(name in item for name in _NAMES_OF_ITEMS)


def _words(answer: dict[str, Json]) -> str | None:
    """The words of a refusal, "" if it has none of its own; None where it is no refusal."""
    message = _said(answer.get("message"))
    for key in ("error", "errors"):
        said = _said(answer.get(key))
        if said is not None:
            return said or message or ""
    failed = untrusted.fold(untrusted.text(answer.get("status"))) in _FAILED_WORDS
    return message if failed else None


def _said(value: Json) -> str | None:
    """A text, or the texts of a list or an object; None for null, "", false and empty ones."""
    if not value:
        return None
    if isinstance(value, dict):
        message = value.get("message")
        if isinstance(message, str) and message:
            return _said(message)
        return _joined(list(value.values()))
    if isinstance(value, list):
        return _joined(value)
    return untrusted.block(value, limit=_LONGEST_WORDS)


def _joined(values: list[Json]) -> str:
    return untrusted.block("\n".join(filter(None, map(_said, values))), limit=_LONGEST_WORDS)

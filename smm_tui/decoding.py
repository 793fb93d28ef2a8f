"""A panel's bytes -> JSON within bounds: depth, length of numbers, no NaN, no key twice (pure)."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn, TypeAlias

from smm_tui import errors, untrusted
from smm_tui.i18n import _
from smm_tui.untrusted import NumberText

Json: TypeAlias = "NumberText | str | bool | list[Json] | dict[str, Json] | None"

BOM: Final = b"\xef\xbb\xbf"
_DEEPEST: Final = 32
_LONGEST_NUMBER: Final = 100
_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_PAGE_HEAD: Final = 16_384


def parse(body: bytes, *, unique_keys: bool = True) -> Json:
    """The JSON of a whole answer; numbers stay the text that they are written as.

    A byte order mark and space around it are let pass, and raw control characters in texts
    (they are cleaned later).

    Raises:
        errors.WebPage: it is HTML; the detail is the page's title.
        errors.Malformed: it is no JSON, or breaks a bound; the detail says which.
    """
    bare = body.removeprefix(BOM).strip()
    if not bare:
        raise errors.Malformed(_("the answer is empty"))
    if bare.startswith(b"<"):
        raise errors.WebPage(_title(bare))
    try:
        answer: Json = json.loads(
            bare.decode("utf-8"),
            strict=False,
            parse_int=_number_text,
            parse_float=_number_text,
            parse_constant=_no_number,
            object_pairs_hook=_unique if unique_keys else None,
        )
    except UnicodeDecodeError:
        raise errors.Malformed(_("the answer is not UTF-8")) from None
    except RecursionError:
        raise errors.Malformed(_("the answer is nested too deeply")) from None
    except json.JSONDecodeError as error:
        raise errors.Malformed(
            _("no JSON: it breaks off or goes wrong at character {position}").format(
                position=error.pos
            )
        ) from None
    _check_depth(answer)
    return answer


def _title(page: bytes) -> str:
    found = _TITLE.search(page[:_PAGE_HEAD].decode("utf-8", errors="replace"))
    return untrusted.text(found[1], limit=120) if found else ""


def _number_text(literal: str) -> NumberText:
    if len(literal) > _LONGEST_NUMBER:
        raise errors.Malformed(_("a number in the answer is too long"))
    return NumberText(literal)


def _no_number(literal: str) -> NoReturn:
    raise errors.Malformed(
        _("{literal} in the answer is no number").format(literal=untrusted.text(literal))
    )


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise errors.Malformed(_("a field of the answer is there twice"))
    return members


def _check_depth(answer: Json) -> None:
    level: list[Json] = [answer]
    for _depth in range(_DEEPEST + 1):
        level = [inner for outer in level for inner in _members(outer)]
        if not level:
            return
    raise errors.Malformed(_("the answer is nested too deeply"))


def _members(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []

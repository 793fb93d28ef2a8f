"""What a person enters to track orders that were placed elsewhere (pure)."""

from __future__ import annotations

import re
from typing import Final

from smm_tui import untrusted
from smm_tui.errors import InvalidInput
from smm_tui.i18n import _

MOST_IDS: Final = 2_000
"""Ids taken from one entry; a range is quickly mistyped."""
_RANGE: Final = re.compile(r"(\d{1,18})\s*(?:-|\.\.|\N{EN DASH})\s*(\d{1,18})", re.ASCII)


def parse_ids(entry: str) -> tuple[str, ...]:
    """The order ids in an entry: one, a list, ranges such as `100-120`, or pasted lines.

    Ids are told apart by spaces, commas, semicolons and lines; a leading `#` is dropped.
    The order is kept and doubles are dropped.

    Raises:
        InvalidInput: nothing entered, a range that runs backwards, or too many ids.
    """
    joined = _RANGE.sub(r"\1-\2", entry)
    ids: dict[str, None] = {}
    for word in re.split(r"[\s,;]+", joined):
        for identifier in _expand(word.removeprefix("#")):
            ids[identifier] = None
        if len(ids) > MOST_IDS:
            raise InvalidInput(
                _("At most {count} ids at once.").format(count=MOST_IDS), field="ids"
            )
    if not ids:
        raise InvalidInput(
            _("Enter order ids: one, several, or a range such as 100-120."), field="ids"
        )
    return tuple(ids)


def _expand(word: str) -> list[str]:
    """The ids that one word stands for."""
    match = _RANGE.fullmatch(word)
    if match is None:
        identifier = untrusted.identifier(word)
        return [identifier] if identifier else []
    first, last = int(match[1]), int(match[2])
    if last < first:
        raise InvalidInput(_("The range {word} runs backwards.").format(word=word), field="ids")
    if last - first >= MOST_IDS:
        raise InvalidInput(
            _("The range {word} is longer than {count} ids.").format(word=word, count=MOST_IDS),
            field="ids",
        )
    return [str(number) for number in range(first, last + 1)]

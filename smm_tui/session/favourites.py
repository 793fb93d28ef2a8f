"""What is told of the services that a person keeps an eye on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from smm_tui import formatting, prices
from smm_tui.change_log import kind_word
from smm_tui.changes import Change, Kind, decoded, moved, of_services
from smm_tui.messages import MessageKind, Once
from smm_tui.sayings import joined, later, later_n
from smm_tui.session.news import Notice, Severity

_TOLD: Final = 3
_NAME_CELLS: Final = 32


def notice_of(
    changes: Sequence[Change], favourites: Collection[str], *, panel: str
) -> Notice | None:
    """What to tell of changes of a panel's catalogue; None where they touch no favourite (by id).

    Of all processes that hear of a reading one tells it.
    """
    found = of_services(changes, favourites)
    if not found:
        return None
    services = len({change.service_id for change in found})
    title = later_n("A favourite has changed", "{count} favourites have changed", services)
    told = [_said(change) for change in found[:_TOLD]]
    if (rest := len(found) - _TOLD) > 0:
        told.append(later_n("{count} more change", "{count} more changes", rest))
    return Notice(
        title,
        joined("; ", *told),
        Severity.WARNING,
        kind=MessageKind.PRICE,
        once=Once(f"favourites {panel}", str(max(change.reading for change in changes))),
    )


def _said(change: Change) -> str:
    what = kind_word(change.kind)
    percent = moved(decoded(change.was), decoded(change.now))
    if change.kind in {Kind.UP, Kind.DOWN} and percent is not None:
        what = prices.in_words(percent)
    name = formatting.shorten(change.name, _NAME_CELLS)
    return later("{id} {name}: {what}", id=change.service_id, name=name, what=what)

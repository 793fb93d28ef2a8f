"""What the rows of a catalogue can be sorted by (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from operator import attrgetter, itemgetter
from typing import Final

from smm_tui import untrusted
from smm_tui.models import Service


class SortKey(StrEnum):
    """What the rows can be sorted by."""

    PANEL = "panel"
    """The panel's own order."""
    RECENT = "recent"
    """Ordered most recently first."""
    ID = "id"
    """Numbers by size, then names."""
    NAME = "name"
    RATE = "rate"
    MIN = "min"
    MAX = "max"
    """No limit comes last."""
    TYPE = "type"
    REFILL = "refill"
    """Yes before no, for this and the next."""
    CANCEL = "cancel"
    CATEGORY = "category"


def in_order(keys: Iterable[object], *, reverse: bool) -> list[int]:
    """The row numbers by these keys, one for each row.

    Rows without a key (None) come last either way; equal ones stay as they are.
    """
    present: list[tuple[object, int]] = []
    absent: list[int] = []
    for row, key in enumerate(keys):
        if key is None:
            absent.append(row)
        else:
            present.append((key, row))
    present.sort(key=itemgetter(0), reverse=reverse)
    return [row for _, row in present] + absent


def recency(ids: Sequence[str], services: Iterable[Service]) -> Iterable[int | None]:
    """The place of each service among these ids; None where it is not among them."""
    places = {service_id: place for place, service_id in reversed([*enumerate(ids)])}
    return (places.get(service.service_id) for service in services)


def _id_key(service: Service) -> tuple[bool, int, str]:
    """Numbers before names, by size without making an int of an id."""
    service_id = service.service_id
    if not (service_id.isascii() and service_id.isdigit()):
        return True, 0, service_id
    digits = service_id.lstrip("0")
    return False, len(digits), digits


def _yes_first(field: str) -> Callable[[Service], bool | None]:
    value = attrgetter(field)

    def key(service: Service) -> bool | None:
        said: bool | None = value(service)
        return None if said is None else not said

    return key


KEYS: Final[dict[SortKey, Callable[[Service], object]]] = {
    SortKey.ID: _id_key,
    SortKey.RATE: attrgetter("rate"),
    SortKey.MIN: attrgetter("min"),
    SortKey.MAX: attrgetter("max"),
    SortKey.TYPE: lambda service: untrusted.fold(service.type_text),
    SortKey.REFILL: _yes_first("refill"),
    SortKey.CANCEL: _yes_first("cancel"),
    SortKey.CATEGORY: lambda service: untrusted.fold(service.category),
}
"""What a service is sorted by, None where it has nothing; names and orders are known elsewhere."""

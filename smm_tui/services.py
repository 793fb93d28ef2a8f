"""A row of a panel's catalogue -> a service (pure; panel-api §3.19 to §3.24)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, TypeVar

import msgspec

from smm_tui import errors, untrusted
from smm_tui.i18n import _
from smm_tui.models import Service, ServiceType
from smm_tui.vocabulary import service_type_of

_KEPT: Final = 16_384
_LONGEST_KEPT: Final = 256
_NESTED: Final = (list, dict)

_Value = TypeVar("_Value")


class Row(msgspec.Struct, gc=False):
    """The fields of a row that mean something; all else is skipped without being kept."""

    service: object = None
    id: object = None
    name: object = None
    category: object = None
    type: object = None
    rate: object = None
    min: object = None
    max: object = None
    refill: object = None
    cancel: object = None
    dripfeed: object = None
    desc: object = None
    description: object = None


_FIELDS: Final = frozenset(Row.__struct_fields__)


class _Known(dict[object, _Value]):
    """What values that come again and again turn out to be: prices, limits, categories."""

    def __init__(self, read: Callable[[object], _Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, raw: object) -> _Value:
        value = self._read(raw)
        # Numbers are not kept: 1 and True would be one key.
        usual = raw is None or (isinstance(raw, str) and len(raw) <= _LONGEST_KEPT)
        if usual and len(self) < _KEPT:
            self[raw] = value
        return value


def service(row: Mapping[str, object]) -> Service:
    """The service that a row of a catalogue describes.

    Raises:
        errors.Malformed: it has no id.
    """
    return service_of(Row(**{name: row[name] for name in _FIELDS & row.keys()}))


def service_of(row: Row) -> Service:
    """The service of a decoded row; raises as `service` does."""
    try:
        return _read(row)
    except TypeError:
        # A list or an object stands where a text belongs: it is nothing, and no key of a table.
        fields = ((name, getattr(row, name)) for name in _FIELDS)
        return _read(Row(**{name: raw for name, raw in fields if not isinstance(raw, _NESTED)}))


def _read(row: Row) -> Service:
    service_id = untrusted.identifier(row.service)
    if not service_id:
        # One engine calls it so (panel-api §3.9).
        service_id = untrusted.identifier(row.id)
        if not service_id:
            raise errors.Malformed(_("no service id"))
    rate = _AMOUNTS[row.rate]
    least = _WHOLES[row.min]
    most = _WHOLES[row.max]
    unclear: tuple[tuple[str, str], ...] = ()
    if rate is None or least is None or most is None:
        unclear = _unclear(row, rate, least, most)
    type_text, kind = _TYPES[row.type]
    description = row.desc or row.description
    return Service(
        service_id,
        untrusted.text(row.name),
        _CATEGORIES[row.category],
        kind,
        type_text,
        rate,
        least,
        most or None,  # 0 is no limit
        _FLAGS[row.refill],
        _FLAGS[row.cancel],
        _FLAGS[row.dripfeed],
        _DESCRIPTIONS[description] if description else "",
        unclear,
    )


def _unclear(
    row: Row, rate: Decimal | None, least: int | None, most: int | None
) -> tuple[tuple[str, str], ...]:
    """The rate, if it is not there, and what is there of the three and cannot be read."""
    fields = (("rate", row.rate, rate), ("min", row.min, least), ("max", row.max, most))
    return tuple(
        (name, untrusted.text(raw, limit=40))
        for name, raw, read in fields
        if read is None and (name == "rate" or (raw is not None and raw != ""))
    )


def _amount(raw: object) -> Decimal | None:
    """A price, which is never below zero."""
    read = untrusted.number(raw)
    return None if read is None or read < 0 else read


def _limit(raw: object) -> int | None:
    """A limit, which is never below zero."""
    read = untrusted.whole(raw)
    return None if read is None or read < 0 else read


def _category(raw: object) -> str:
    return untrusted.text(raw)


def _description(raw: object) -> str:
    return untrusted.block(raw)


def _type(raw: object) -> tuple[str, ServiceType]:
    word = untrusted.text(raw, limit=80)
    return word, service_type_of(word)


_AMOUNTS: Final = _Known(_amount)
_WHOLES: Final = _Known(_limit)
_CATEGORIES: Final = _Known(_category)
_TYPES: Final = _Known(_type)
_DESCRIPTIONS: Final = _Known(_description)
_FLAGS: Final = _Known(untrusted.flag)
_FLAGS.update({True: True, False: False})


def as_text(row: Row) -> str:
    """A row in a line, to be looked at."""
    fields = (
        (name, untrusted.text(getattr(row, name), limit=80)) for name in Row.__struct_fields__
    )
    return ", ".join(f"{name}: {value}" for name, value in fields if value)

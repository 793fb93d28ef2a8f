"""Rows of the book to values and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeAlias

from smm_tui.errors import LedgerDamaged
from smm_tui.models import (
    Balance,
    Event,
    Mark,
    Money,
    Order,
    OrderState,
    Origin,
    Reading,
    RefillStatus,
    Request,
    RequestKind,
    RequestState,
    ServiceType,
    Status,
)
from smm_tui.sayings import said, stored

Value: TypeAlias = str | int | None
"""What a column holds."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


def stamp(at: datetime) -> int:
    """Whole milliseconds UTC."""
    return (at - _EPOCH) // _MS


def moment(value: int) -> datetime:
    """The time of a number of milliseconds."""
    return _EPOCH + value * _MS


def digits(amount: Decimal | None) -> str | None:
    """An amount as text, every digit kept."""
    return None if amount is None else str(amount)


def kept(value: Value) -> Value:
    """A value as its column holds it: a text without its language."""
    return stored(value) if isinstance(value, str) else value


def texts(values: Iterable[str]) -> str:
    """A list of texts for `json_each`, or to be kept."""
    return json.dumps(list(values), ensure_ascii=False)


def numbers(values: Iterable[int]) -> str:
    """A list of refs for `json_each`."""
    return json.dumps(list(values))


def pairs(values: Iterable[tuple[str, str]]) -> str:
    """Parameters, in their order, to be kept."""
    return json.dumps([list(pair) for pair in values], ensure_ascii=False)


def pairs_of(text: str) -> tuple[tuple[str, str], ...]:
    """Kept parameters."""
    return tuple((str(name), str(value)) for name, value in json.loads(text))


def order_of(row: sqlite3.Row, requests: Mapping[int, Request]) -> Order:
    """An order, with its newest refill and cancel out of these requests.

    Raises:
        LedgerDamaged: A column holds what this program never writes.
    """
    try:
        return _order_of(dict(row), requests)
    except (ValueError, ArithmeticError) as error:
        where = f"orders {row['ref']}: {error}"
        raise LedgerDamaged(where) from error


def _order_of(of: dict[str, Any], requests: Mapping[int, Request]) -> Order:
    return Order(
        ref=of["ref"],
        panel=of["panel"],
        panel_url=of["panel_url"],
        state=OrderState(of["state"]),
        origin=Origin(of["origin"]),
        order_id=of["order_id"],
        service_id=of["service_id"],
        service_name=of["service_name"],
        service_type=ServiceType(of["service_type"]),
        category=of["category"],
        rate=_amount(of["rate"]),
        link=of["link"],
        quantity=of["quantity"],
        params=pairs_of(of["params"]),
        foretold=_amount(of["foretold"]),
        charge=_amount(of["charge"]),
        currency=of["currency"],
        status=None if of["status"] is None else Status(of["status"]),
        status_text=of["status_text"],
        start_count=of["start_count"],
        remains=of["remains"],
        posts=of["posts"],
        runs=of["runs"],
        expiry=of["expiry"],
        parent=of["parent"],
        words=said(of["words"]),
        phases=tuple(json.loads(of["phases"])),
        traced=bool(of["traced"]),
        created_at=moment(of["created_at"]),
        sent_at=_time(of["sent_at"]),
        settled_at=_time(of["settled_at"]),
        checked_at=_time(of["checked_at"]),
        changed_at=moment(of["changed_at"]),
        lost_at=_time(of["lost_at"]),
        acknowledged=bool(of["acknowledged"]),
        flag=said(of["flag"]),
        refill=requests.get(of["refill_ref"]),
        cancel=requests.get(of["cancel_ref"]),
        balance_before=_amount(of["balance_before"]),
        balance_after=_amount(of["balance_after"]),
        batch=of["batch"],
        batch_line=of["batch_line"],
        started_at=_time(of["started_at"]),
        completed_at=_time(of["completed_at"]),
        moved_at=_time(of["moved_at"]),
        slow_at=_time(of["slow_at"]),
        rest=None if of["rest"] is None else of["rest"] * _MS,
        mark=Mark(of["mark"]) if of["mark"] else None,
        running_charge=_amount(of["running_charge"]),
        read_back=_amount(of["read_back"]),
        stuck_seen=bool(of["stuck_seen"]),
    )


def request_of(row: sqlite3.Row) -> Request:
    """A refill or a cancel."""
    return Request(
        ref=row["ref"],
        order_ref=row["order_ref"],
        kind=RequestKind(row["kind"]),
        state=RequestState(row["state"]),
        request_id=row["request_id"],
        status=None if row["status"] is None else RefillStatus(row["status"]),
        status_text=row["status_text"],
        words=said(row["words"]),
        created_at=moment(row["created_at"]),
        settled_at=_time(row["settled_at"]),
        checked_at=_time(row["checked_at"]),
    )


def event_of(row: sqlite3.Row) -> Event:
    """A line of a timeline."""
    return Event(at=moment(row["at"]), kind=row["kind"], text=said(row["text"]))


def balance_of(row: sqlite3.Row) -> Balance:
    """A reading; its time is the last at which the panel named this amount."""
    return Balance(money=Money(Decimal(row["amount"]), row["currency"]), at=moment(row["last_at"]))


def reading_of(row: sqlite3.Row) -> Reading:
    """A reading with the times between which it held."""
    money = Money(Decimal(row["amount"]), row["currency"])
    return Reading(money, moment(row["first_at"]), moment(row["last_at"]))


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _time(value: int | None) -> datetime | None:
    return None if value is None else moment(value)

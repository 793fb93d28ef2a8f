"""What a panel's JSON means: every variant of panel-api §1 to §3, and no other (pure).

An answer may be wrapped in `{"data": ...}`. Items are found by their id; by their place only
in a list without ids that is as long as the question. What was never asked for is ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from smm_tui import errors, untrusted
from smm_tui.catalogue_reader import CatalogueReader
from smm_tui.decoding import Json, parse
from smm_tui.i18n import _
from smm_tui.items import Form, id_of, items, unwrapped
from smm_tui.models import (
    Balance,
    ItemError,
    Money,
    Receipt,
    RefillReport,
    RefillStatus,
    StatusReport,
)
from smm_tui.refusals import error_of, item_error, refusal
from smm_tui.services import service
from smm_tui.vocabulary import kind_of, refill_status_of, service_type_of, status_of

__all__ = [
    "CatalogueReader",
    "Json",
    "balance",
    "cancels",
    "kind_of",
    "order_ids",
    "parse",
    "refill_status_of",
    "refill_statuses",
    "refills",
    "refusal",
    "service",
    "service_type_of",
    "status_of",
    "statuses",
]

_TAKEN: Final = frozenset({"success", "canceled", "cancelled"})
_FAILED: Final = frozenset({"error", "fail", "failed"})
_REPORT_FIELDS: Final = frozenset(
    {"status", "charge", "start_count", "start_counter", "remains", "posts", "runs"}
)
_STATUS_FORM: Final = Form("order", _REPORT_FIELDS)
_REFILL_FORM: Final = Form("order", {"refill"})
_CANCEL_FORM: Final = Form("order", {"cancel"})
_REFILL_STATUS_FORM: Final = Form("refill", {"status"})

_Read = TypeVar("_Read")


def balance(answer: Json, at: datetime) -> Balance:
    """What the account holds, read at a time.

    Raises:
        errors.Refused, errors.RateLimited: the panel's refusal.
        errors.Malformed: the field `balance` is not there or is no sure number.
    """
    refused = refusal(answer)
    if refused is not None:
        raise refused
    inner = unwrapped(answer)
    if isinstance(inner, list) and len(inner) == 1:
        inner = inner[0]
    fields = inner if isinstance(inner, dict) else {}
    amount = untrusted.number(fields.get("balance"))
    if amount is None:
        found = untrusted.text(fields.get("balance"), limit=40)
        raise errors.Malformed(
            _("balance is no number that can be read: {found}").format(found=found)
            if found
            else _("there is no balance in it")
        )
    return Balance(Money(amount, untrusted.text(fields.get("currency"), limit=16)), at)


def order_ids(answer: Json) -> tuple[str, ...]:
    """Every order id that an answer to `add` names: () is none, more than one is odd.

    An id is a number or a text but for zero, in `order`, at the top or in `data`.
    """
    inner = answer.get("data") if isinstance(answer, dict) else None
    named = [id_of(level.get("order")) for level in (answer, inner) if isinstance(level, dict)]
    return tuple(dict.fromkeys(filter(None, named)))


def statuses(answer: Json, asked: Sequence[str]) -> dict[str, StatusReport | ItemError]:
    """What the panel says of each order; an order that it does not name is not there.

    Raises:
        errors.Refused, errors.RateLimited: the panel's refusal of the whole.
        errors.NoIds: what belongs to which order cannot be told.
        errors.Malformed: it is no answer to `status`.
    """
    return _each(items(answer, asked, _STATUS_FORM), _status_report)


def refills(answer: Json, asked: Sequence[str]) -> dict[str, Receipt | ItemError]:
    """What became of the request to refill each order; raises as `statuses` does."""
    return _each(items(answer, asked, _REFILL_FORM), partial(_receipt, "refill"))


def cancels(answer: Json, asked: Sequence[str]) -> dict[str, Receipt | ItemError]:
    """What became of the request to cancel each order; raises as `statuses` does."""
    return _each(items(answer, asked, _CANCEL_FORM), partial(_receipt, "cancel"))


def refill_statuses(answer: Json, asked: Sequence[str]) -> dict[str, RefillReport | ItemError]:
    """What the panel says of each refill, by refill id; raises as `statuses` does."""
    return _each(items(answer, asked, _REFILL_STATUS_FORM), _refill_report)


def _each(
    found: dict[str, Json], read: Callable[[Json], _Read | ItemError | None]
) -> dict[str, _Read | ItemError]:
    results = ((name, read(item)) for name, item in found.items())
    return {name: result for name, result in results if result is not None}


def _status_report(item: Json) -> StatusReport | ItemError | None:
    if isinstance(item, list) and len(item) == 1:
        item = item[0]
    if not isinstance(item, dict):
        return _bare_words(item)
    error = item_error(item) or item_error(item.get("status"))
    if error is not None:
        return error
    if not _REPORT_FIELDS & item.keys():
        return None
    word = untrusted.text(item.get("status"), limit=80)
    start = item.get("start_count", item.get("start_counter"))
    return StatusReport(
        status=status_of(word),
        status_text=word,
        charge=untrusted.number(item.get("charge")),
        currency=untrusted.text(item.get("currency"), limit=16),
        start_count=untrusted.whole(start),
        remains=untrusted.whole(item.get("remains")),
        children=_children(item.get("orders")),
        runs=untrusted.whole(item.get("runs")),
        posts=untrusted.whole(item.get("posts")),
        expiry=untrusted.text(item.get("expiry"), limit=40),
    )


def _bare_words(item: Json) -> ItemError | None:
    """A text in place of an item, which is the panel's refusal of it."""
    return error_of(item) if isinstance(item, str) and item.strip() else None


def _children(orders: Json) -> tuple[str, ...]:
    """Order ids in a list, in an object that PHP made of a list, or in a text with commas."""
    if isinstance(orders, dict):
        orders = list(orders.values())
    if isinstance(orders, str):
        orders = [*orders.split(",")]
    found = orders if isinstance(orders, list) else []
    return tuple(dict.fromkeys(filter(None, map(id_of, found))))


def _receipt(key: str, item: Json) -> Receipt | ItemError | None:
    """What became of one request; None where the panel does not say so."""
    error = item_error(item)
    value = item.get(key, item) if isinstance(item, dict) else item
    if error is None:
        error = item_error(value)
    if error is not None:
        return error
    word = untrusted.text(value.get("status") if isinstance(value, dict) else value)
    if value is True or untrusted.fold(word) in _TAKEN:
        return Receipt("")
    if untrusted.fold(word) in _FAILED or " " in word:
        return error_of(word)
    request_id = id_of(value)
    return Receipt(request_id) if request_id else None


def _refill_report(item: Json) -> RefillReport | ItemError | None:
    """What the panel says of one refill: its status, also bare, or a refusal."""
    status = item.get("status") if isinstance(item, dict) else item
    error = item_error(item) or item_error(status)
    word = untrusted.text(status, limit=80)
    if error is not None or not word:
        return error
    known = refill_status_of(word)
    if known is RefillStatus.UNHEARD and not isinstance(item, dict):
        return error_of(word)
    return RefillReport(known, word)

"""The words of panels and what they mean; every spelling is in panel-api §2 and §3.20 (pure)."""

from __future__ import annotations

import re
from typing import Final

from smm_tui import errors, untrusted
from smm_tui.models import RefillStatus, ServiceType, Status

# Some panels send the key of a translation in place of the word.
_TRANSLATION_KEY: Final = re.compile(r"^tasks\.status\.")
_NO_LETTER: Final = re.compile(r"[\s_.-]+")

_STATUSES: Final = {
    "pending": Status.PENDING,
    "awaiting": Status.PENDING,
    "creating": Status.PENDING,
    "inprogress": Status.IN_PROGRESS,
    "refilling": Status.IN_PROGRESS,
    "processing": Status.PROCESSING,
    "completed": Status.COMPLETED,
    "complete": Status.COMPLETED,
    "partial": Status.PARTIAL,
    "canceled": Status.CANCELED,
    "cancelled": Status.CANCELED,
    "refunded": Status.REFUNDED,
    "fail": Status.FAILED,
    "failed": Status.FAILED,
    "error": Status.FAILED,
    "rejected": Status.FAILED,
    "active": Status.ACTIVE,
    "paused": Status.PAUSED,
    "expired": Status.EXPIRED,
}
_REFILL_STATUSES: Final = {
    "pending": RefillStatus.PENDING,
    "awaiting": RefillStatus.PENDING,
    "inprogress": RefillStatus.IN_PROGRESS,
    "processing": RefillStatus.IN_PROGRESS,
    "completed": RefillStatus.COMPLETED,
    "complete": RefillStatus.COMPLETED,
    "rejected": RefillStatus.REJECTED,
    "canceled": RefillStatus.CANCELED,
    "cancelled": RefillStatus.CANCELED,
    "error": RefillStatus.ERROR,
    "fail": RefillStatus.ERROR,
    "failed": RefillStatus.ERROR,
}

# In this order: "too many invalid requests" is about the pace, "refill is disabled for this
# service" about the order, "insufficient quantity" about the quantity.
_REFUSALS: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"too many|rate.?limit", errors.RateLimited),
        (
            (
                r"api.?key|invalid key|incorrect key|missing key|user.?inactive"
                r"|api is disable|user not found"
            ),
            errors.KeyRefused,
        ),
        (
            r"not.enough.(funds|balance|money)|insufficient.(funds|balance)",
            errors.NoFunds,
        ),
        (
            r"link.?duplicate|duplicate.*link|active order with this link|identical order",
            errors.DuplicateLink,
        ),
        (
            (
                r"refill|order.?ids?\b|order (was )?not found|order is not completed|open request"
                r"|cannot cancel|can.?t be cancel|cannot be cancel|not a number"
            ),
            errors.WrongOrder,
        ),
        (r"quantity", errors.WrongQuantity),
        (r"service.?id|service (is|was|not)|disabled service", errors.WrongService),
        (
            r"(bad|incorrect|invalid|wrong).(link|url)|error\.link",
            errors.WrongLink,
        ),
        (
            (
                r"(incorrect|invalid|unknown|wrong|unsupported) (request|action)|action is invalid"
                r"|request invalid|method not allowed"
            ),
            errors.ActionUnknown,
        ),
    )
)


def status_of(raw: str) -> Status:
    """What a panel's word for an order's state means; `UNHEARD` for any other word."""
    return _STATUSES.get(_plain(raw), Status.UNHEARD)


def refill_status_of(raw: str) -> RefillStatus:
    """What a panel's word for a refill's state means; `UNHEARD` for any other word."""
    return _REFILL_STATUSES.get(_plain(raw), RefillStatus.UNHEARD)


def service_type_of(raw: str) -> ServiceType:
    """What a panel's word for a service's type means; `UNHEARD` for any other, and for none."""
    return _TYPES.get(_type_key(raw), ServiceType.UNHEARD)


def kind_of(words: str) -> type[errors.Refused | errors.RateLimited]:
    """The kind of a refusal by the panel's words; plain `Refused` where they are not known.

    Words in other languages are not guessed at.
    """
    folded = untrusted.fold(words)
    for pattern, kind in _REFUSALS:
        if pattern.search(folded):
            return kind
    return errors.Refused


def _plain(raw: str) -> str:
    return _NO_LETTER.sub("", _TRANSLATION_KEY.sub("", untrusted.fold(raw)))


def _type_key(raw: str) -> str:
    """The letters that all spellings share: a plural s comes and goes ("Custom Comment")."""
    return re.sub("[^a-z]|s", "", untrusted.fold(raw))


_TYPES: Final = {_type_key(kind): kind for kind in ServiceType if kind is not ServiceType.UNHEARD}

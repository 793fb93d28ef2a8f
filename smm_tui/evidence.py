"""What balance readings say of an order in doubt: exact arithmetic, which changes no state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from smm_tui.charges import unit
from smm_tui.formatting import plain
from smm_tui.i18n import _
from smm_tui.models import ServiceType

_EXACT: Final = Context(prec=400)
"""Wide enough for any numbers that are let in."""
_CENT: Final = Decimal("0.01")
_CHARGED_DIFFERENTLY: Final = frozenset(
    {ServiceType.CUSTOM_COMMENTS_PACKAGE, ServiceType.COMMENT_REPLIES, ServiceType.UNHEARD}
)
"""Flat with one engine and by the line with another, or not known (panel-api.md §1.3, §1.4)."""


def fall(before: Decimal, after: Decimal, explained: Decimal) -> Decimal:
    """By how much a balance fell beyond what is explained; negative where it rose."""
    return _EXACT.subtract(_EXACT.subtract(before, after), explained)


def step_of(balances: Sequence[Decimal]) -> Decimal:
    """The smallest step in which a balance was seen to change, never above a hundredth.

    Panels show more decimals than they charge in (panel-api.md §1.4). 0: no change was seen.
    """
    changes = (_EXACT.subtract(one, other) for one, other in pairwise(balances))
    seen = [change.normalize(_EXACT) for change in changes if change]
    return min(_CENT, unit(*seen)) if seen else Decimal(0)


def charged(fell: Decimal, foretold: Decimal, *, before: Decimal, after: Decimal) -> bool:
    """Whether a fall, above zero, is the foretold charge, give or take its last decimal.

    Panels keep balances to 2, 4 or 5 decimals and round a charge to 2, 4 or 5 of their own
    (panel-api.md §1.4), so the last decimal is that of the balances or of the amount that was
    taken, whichever is coarser; of the latter never more than a hundredth.
    """
    taken = min(_CENT, unit(fell.normalize(_EXACT)))
    last = max(taken, unit(before, after))
    return abs(_EXACT.subtract(fell, foretold)) <= last


class Verdict(StrEnum):
    """What the readings say of an unknown order; evidence, for a person to judge."""

    LOOKS_PLACED = "looks placed"
    LOOKS_NOT_PLACED = "looks not placed"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class UnknownCase:
    """An unknown order between two readings of its account's balance."""

    service_type: ServiceType
    drip_feed: bool
    foretold: Decimal | None
    """The exact charge that was shown."""
    before: Decimal | None
    """The last balance read before the send; None: there is none."""
    after: Decimal | None
    """The first balance read after it."""
    explained: Decimal = Decimal(0)
    """What all else in the book took between the two; negative where refunds came back."""
    remainder: Decimal | None = None
    """What the book leaves unexplained between the account's other readings around this order;
    None where that cannot be said. Anything but 0 means that someone else moves this balance, or
    that the panel charges late."""
    step: Decimal = Decimal(0)
    """The smallest step in which the panel was seen to charge, where that is known."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """A verdict and the reason for it, in the language of the reader."""

    verdict: Verdict
    reason: str
    fell: Decimal | None = None
    """By how much the balance fell beyond what is explained."""


def weigh_unknown(case: UnknownCase) -> Weighing:
    """What the balance says of an unknown order. It never changes its state."""
    doubt = _doubt_of_order(case)
    if case.before is None or case.after is None:
        return Weighing(Verdict.AMBIGUOUS, doubt or _("There are not two readings to compare."))
    fell = fall(case.before, case.after, case.explained)
    foretold = case.foretold or Decimal(0)
    resolution = unit(case.before, case.after)
    doubt = doubt or _doubt_of_account(case, foretold, max(resolution, case.step))
    if doubt:
        return Weighing(Verdict.AMBIGUOUS, doubt, fell)
    amounts = {"fell": plain(fell), "charge": plain(foretold)}
    if fell == 0:
        reason = _("The balance did not fall by the charge of {charge}.").format(**amounts)
        return Weighing(Verdict.LOOKS_NOT_PLACED, reason, fell)
    if abs(_EXACT.subtract(fell, foretold)) < resolution:
        reason = _("The balance fell by {fell}; the charge is {charge}.").format(**amounts)
        return Weighing(Verdict.LOOKS_PLACED, reason, fell)
    reason = _("The balance changed by {fell}, which the charge of {charge} does not explain.")
    return Weighing(Verdict.AMBIGUOUS, reason.format(**amounts), fell)


def _doubt_of_order(case: UnknownCase) -> str:
    """Why no reading could settle this kind of order; "" where one could."""
    if case.service_type is ServiceType.SUBSCRIPTIONS:
        return _("A subscription is charged later, post by post.")
    if case.service_type in _CHARGED_DIFFERENTLY:
        return _("Panels charge this type in different ways.")
    if case.drip_feed:
        return _("Panels charge drip-feed in different ways.")
    if not case.foretold:
        return _("The charge is nothing, or was not known.")
    return ""


def _doubt_of_account(case: UnknownCase, foretold: Decimal, smallest: Decimal) -> str:
    if foretold < smallest:
        return _("The charge is smaller than what the panel's balance can show.")
    if case.remainder is None:
        return _("No earlier readings show that nobody else moves this balance.")
    if case.remainder != 0:
        return _("The book does not explain the last readings: {amount} is left over.").format(
            amount=plain(case.remainder)
        )
    return ""

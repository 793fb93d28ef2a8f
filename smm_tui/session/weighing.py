"""What the balance readings and the rest of the book say of an unknown order.

It is evidence for a person, and changes no state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import dropwhile, pairwise
from typing import Final

from smm_tui.errors import DuplicateLink
from smm_tui.evidence import UnknownCase, Weighing, fall, step_of, weigh_unknown
from smm_tui.models import KnownCharge, Order, OrderState, Reading
from smm_tui.session.core import Session
from smm_tui.vocabulary import kind_of

READINGS: Final = 4
"""So many different readings on either side have to be explained by the book."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the balance readings say of an unknown order, and what else speaks of it."""

    weighing: Weighing
    others: tuple[KnownCharge, ...]
    """What else moved the balance between the readings around it."""
    duplicates: tuple[Order, ...] = ()
    """Later orders that the panel refused since one for this link was running."""


async def weighed(session: Session, order: Order) -> Weighed:
    """The evidence of an unknown order, as the book has it now."""
    sent, settled = order.sent_at or order.created_at, order.settled_at or session.clock.now()
    before, after = await session.book.readings_around(order.panel, sent, READINGS)
    readings = [*reversed(before), *after]
    earlier, later = around(readings, order, sent=sent, settled=settled)
    oldest = min([sent, *(reading.last_at for reading in readings)])
    newest = max([settled, *(reading.last_at for reading in readings)])
    known = await session.book.known_charges_between(order.panel, oldest, newest)
    others = [each for each in known if each.order_ref != order.ref]
    since = earlier[-1].last_at if earlier else sent
    charges = charges_in(others, since, settled)
    remainder = remainder_of(left_over(earlier, others), left_over(later, others))
    step = step_of([reading.money.amount for reading in readings])
    case = case_of(order, charges=charges, remainder=remainder, step=step)
    refused = await session.book.refused_since(order)
    duplicates = [each for each in refused if issubclass(kind_of(each.words), DuplicateLink)]
    return Weighed(weigh_unknown(case), tuple(charges), tuple(duplicates))


def case_of(
    order: Order,
    *,
    charges: Sequence[KnownCharge],
    remainder: Decimal | None,
    step: Decimal = Decimal(0),
) -> UnknownCase:
    """The case to weigh.

    Args:
        order: The unknown one.
        charges: What else the book knows between the two readings around it.
        remainder: See `remainder_of`.
        step: The smallest step in which the panel was seen to charge; 0: not known.
    """
    return UnknownCase(
        service_type=order.service_type,
        drip_feed="runs" in dict(order.params),
        foretold=order.foretold,
        before=order.balance_before,
        after=order.balance_after,
        explained=_sum_of(charges),
        # Where another charge is itself in doubt, nothing is explained without remainder.
        remainder=remainder if all(map(_is_certain, charges)) else None,
        step=step,
    )


def around(
    readings: Sequence[Reading], order: Order, *, sent: datetime, settled: datetime
) -> tuple[list[Reading], list[Reading]]:
    """The readings up to the one that was made before an order, and from the one after it on.

    Both are known by their amounts; nothing is said where another one came between.
    """
    places = [
        place
        for place, reading in enumerate(readings)
        if reading.first_at <= sent and reading.money.amount == order.balance_before
    ]
    if not places or any(each.last_at < sent for each in readings[places[-1] + 1 :]):
        return [], []
    at = readings[places[-1]]
    earlier = [*readings[: places[-1]], Reading(at.money, at.first_at, min(at.last_at, sent))]
    rest = readings[places[-1] :]
    later = list(dropwhile(lambda each: each.money.amount != order.balance_after, rest))
    if later:
        first = later[0]
        later[0] = Reading(first.money, first.first_at, max(first.first_at, settled))
    return earlier, later


def left_over(readings: Sequence[Reading], charges: Sequence[KnownCharge]) -> list[Decimal | None]:
    """What the book leaves unexplained from each reading to the next; None: it cannot be said."""
    return [
        _remainder(older, newer, charges_in(charges, older.last_at, newer.last_at))
        for older, newer in pairwise(readings)
    ]


def charges_in(
    charges: Sequence[KnownCharge], since: datetime, until: datetime
) -> list[KnownCharge]:
    """The charges after a moment and up to another."""
    return [each for each in charges if since < each.at <= until]


def remainder_of(
    before: Sequence[Decimal | None], after: Sequence[Decimal | None]
) -> Decimal | None:
    """What the book leaves unexplained between an account's readings around an order.

    Args:
        before: See `left_over`; the last has to be known, or nothing can be said (None).
        after: A charge may also come late.
    """
    if not before or before[-1] is None:
        return None
    odd = [each for each in (*reversed(before), *after) if each]
    return odd[0] if odd else Decimal(0)


def _remainder(older: Reading, newer: Reading, charges: Sequence[KnownCharge]) -> Decimal | None:
    if older.money.currency != newer.money.currency or not all(map(_is_certain, charges)):
        return None
    return fall(older.money.amount, newer.money.amount, _sum_of(charges))


def _sum_of(charges: Sequence[KnownCharge]) -> Decimal:
    return sum((each.amount for each in charges if each.amount is not None), Decimal(0))


def _is_certain(charge: KnownCharge) -> bool:
    return charge.amount is not None and charge.state is OrderState.PLACED

"""What the balance readings and the rest of the book say of an unknown order.

It is evidence for a person, and changes no state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from smm_tui.evidence import UnknownCase, Weighing, fall, weigh_unknown
from smm_tui.models import Balance, KnownCharge, Order, OrderState
from smm_tui.session.core import Session


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the balance readings say of an unknown order, and what else moved the balance."""

    weighing: Weighing
    others: tuple[KnownCharge, ...]


async def weighed(session: Session, order: Order) -> Weighed:
    """The evidence of an unknown order, as the book has it now."""
    readings = await session.book.balances(order.panel)
    sent, settled = order.sent_at or order.created_at, order.settled_at or session.clock.now()
    earlier = [each for each in readings if each.at <= sent]
    before, older = [*earlier, None, None][:2]
    since = before.at if before is not None else sent
    charges = await session.book.known_charges_between(order.panel, since, settled)
    ahead: list[KnownCharge] = []
    if older is not None:
        ahead = await session.book.known_charges_between(order.panel, older.at, since)
    case = case_of(order, charges=charges, remainder=remainder_of(older, before, ahead))
    return Weighed(weigh_unknown(case), tuple(others_of(order, charges)))


def case_of(
    order: Order, *, charges: Sequence[KnownCharge], remainder: Decimal | None
) -> UnknownCase:
    """The case to weigh.

    Args:
        order: The unknown one.
        charges: What the book knows between the two readings around it.
        remainder: See `remainder_of`.
    """
    others = others_of(order, charges)
    return UnknownCase(
        service_type=order.service_type,
        drip_feed="runs" in dict(order.params),
        foretold=order.foretold,
        before=order.balance_before,
        after=order.balance_after,
        explained=sum((each.amount for each in others if each.amount is not None), Decimal(0)),
        # Where another charge is itself in doubt, nothing is explained without remainder.
        remainder=remainder if all(map(_is_certain, others)) else None,
    )


def others_of(order: Order, charges: Sequence[KnownCharge]) -> list[KnownCharge]:
    """What else moved the balance."""
    return [each for each in charges if each.order_ref != order.ref]


def _is_certain(charge: KnownCharge) -> bool:
    return charge.amount is not None and charge.state is OrderState.PLACED


def remainder_of(
    older: Balance | None, newer: Balance | None, charges: Sequence[KnownCharge]
) -> Decimal | None:
    """What the book leaves unexplained between two earlier readings; None: it cannot be said."""
    if older is None or newer is None or not all(map(_is_certain, charges)):
        return None
    explained = sum((each.amount for each in charges if each.amount is not None), Decimal(0))
    return fall(older.money.amount, newer.money.amount, explained)

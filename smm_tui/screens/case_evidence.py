"""What the balance readings and the rest of the book say of an unknown order (no widget here)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from smm_tui import formatting
from smm_tui.evidence import UnknownCase, Verdict, Weighing, fall, weigh_unknown
from smm_tui.i18n import N_, _
from smm_tui.ledger import KnownCharge
from smm_tui.models import Balance, Order, OrderState
from smm_tui.screens.bills import Line
from smm_tui.session import Session

_VERDICT: Final = {
    Verdict.LOOKS_PLACED: N_("looks placed"),
    Verdict.LOOKS_NOT_PLACED: N_("looks not placed"),
    Verdict.AMBIGUOUS: N_("ambiguous"),
}


async def weighed(session: Session, order: Order) -> list[Line]:
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
    return evidence_lines(order, weigh_unknown(case), others_of(order, charges))


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


def evidence_lines(
    order: Order, weighing: Weighing, others: Sequence[KnownCharge] = ()
) -> list[Line]:
    """The verdict, its reason, and what else explains the difference."""
    lines = [
        Line(_("Evidence"), _(_VERDICT[weighing.verdict]), "warning"),
        Line("", weighing.reason),
    ]
    for each in others:
        amount = _("a refund of unknown amount")
        if each.amount is not None:
            amount = formatting.money(each.amount, order.currency)
        lines.append(Line(_("Other charge"), amount))
    return lines

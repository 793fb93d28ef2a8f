"""The evidence of an unknown order as lines of its case (no widget here)."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from smm_tui import formatting
from smm_tui.evidence import Verdict
from smm_tui.i18n import N_, _
from smm_tui.models import Order
from smm_tui.screens.bills import Line
from smm_tui.session.weighing import Weighed

_VERDICT: Final = {
    Verdict.LOOKS_PLACED: N_("looks placed"),
    Verdict.LOOKS_NOT_PLACED: N_("looks not placed"),
    Verdict.AMBIGUOUS: N_("ambiguous"),
}


def evidence_lines(order: Order, weighed: Weighed, *, zone: tzinfo) -> list[Line]:
    """The verdict, its reason, what else explains the difference, and later refusals."""
    lines = [
        Line(_("Evidence"), _(_VERDICT[weighed.weighing.verdict]), "warning"),
        Line("", weighed.weighing.reason),
    ]
    for each in weighed.others:
        amount = _("a refund of unknown amount")
        if each.amount is not None:
            amount = formatting.money(each.amount, order.currency)
        lines.append(Line(_("Other charge"), amount))
    for later in weighed.duplicates:
        text = _(
            "An order for this link was refused {time}, as if one was running already: {words}"
        )
        at = formatting.date_time(later.created_at, zone)
        lines.append(Line(_("Later"), text.format(time=at, words=later.words), "warning"))
    return lines

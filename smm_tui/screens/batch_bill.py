"""What the review of several orders shows: their sum, then every line (no widget here)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from smm_tui import batch, formatting, ordering
from smm_tui.batch_pace import SPACING_SECONDS
from smm_tui.i18n import _, ngettext
from smm_tui.models import Money
from smm_tui.ordering import Confirmation
from smm_tui.screens.bills import Bill, CatalogueAge, Line, age_lines, balance_line
from smm_tui.settings import PanelSettings

_CELLS = 57
"""So much of a service's name fits beside its label on 80 columns."""
_LINK_CELLS = 40


def of_batch(
    checked: batch.Batch,
    *,
    panel: PanelSettings,
    balance: Money | None,
    age: CatalogueAge | None,
    note: str = "",
    prices: Mapping[str, Sequence[Line]] = MappingProxyType({}),
) -> Bill:
    """The bill of a batch that nothing is wrong with.

    Args:
        checked: The lines.
        panel: Where they are ordered.
        balance: What the account holds.
        age: Of the catalogue.
        note: What changed meanwhile.
        prices: By service id, what changed since the service was last ordered.
    """
    count = len(checked.lines)
    currency = balance.currency if balance else ""
    lines = [Line(_("Note"), note, "warning")] if note else []
    lines += sums(checked, balance)
    lines.append(Line(_("Panel"), panel.name))
    if count > 1:
        seconds = formatting.count(round((count - 1) * SPACING_SECONDS))
        text = _("one after the other, {seconds} seconds at the least").format(seconds=seconds)
        lines.append(Line(_("Sending"), text))
    lines += [Line(_("Note"), said.text, "warning") for said in checked.warnings if not said.line]
    lines += age_lines(age)
    title = ngettext("Review of {count} order", "Review of {count} orders", count)
    act = ngettext("Place {count} order", "Place {count} orders", count)
    bill = Bill(title.format(count=count), tuple(lines), act.format(count=count))
    bill = _asking(bill, checked.total, panel, currency)
    return replace(bill, lines=(*bill.lines, Line("", ""), *_orders(checked, currency, prices)))


def sums(checked: batch.Batch, balance: Money | None) -> list[Line]:
    """How many orders, what they cost together, and what that leaves of the balance."""
    count = len(checked.lines)
    currency = balance.currency if balance else ""
    text = ngettext("{count} order", "{count} orders", count).format(count=count)
    lines = [
        Line(_("Orders"), text),
        Line(_("Total"), formatting.money(checked.total, currency), "strong"),
    ]
    if balance is not None:
        lines.append(balance_line(balance, checked.total))
    return lines


def _asking(bill: Bill, total: Decimal, panel: PanelSettings, currency: str) -> Bill:
    """The bill with what has to be typed, or why it is refused."""
    asked = ordering.confirmation_of(total, panel)
    if asked is Confirmation.REFUSED:
        limit = formatting.money(panel.max_charge or Decimal(0), currency)
        reason = _("The total is above max_charge of this panel: {limit}").format(limit=limit)
        return replace(bill, refused=reason)
    if asked is Confirmation.TYPED:
        typed = formatting.plain(total)
        text = _("Type {amount} below, then go to {act}.").format(amount=typed, act=bill.act)
        lines = (*bill.lines, Line(_("To confirm"), text, "strong"))
        return replace(bill, lines=lines, typed=typed, typed_label=_("Total"))
    return bill


def _orders(
    checked: batch.Batch, currency: str, prices: Mapping[str, Sequence[Line]]
) -> list[Line]:
    """Each order in two lines: what it is, then how much of it, for what, and where."""
    said_of = dict(prices)
    figures = [_figures(line, currency) for line in checked.lines]
    widths = [max(map(len, column)) for column in zip(*figures, strict=True)]
    lines = []
    for line, figure in zip(checked.lines, figures, strict=True):
        label = _("Line {number}").format(number=line.number)
        service = f"{line.service_id}  {line.quote.service.name}"
        lines.append(Line(label, formatting.shorten(service, _CELLS)))
        quantity, charge = (text.ljust(width) for text, width in zip(figure, widths, strict=True))
        link = formatting.link(line.link, _LINK_CELLS)
        lines.append(Line("", f"{quantity}  {charge}  {link}".lstrip(), "strong"))
        lines += _warnings(checked.warnings, line)
        # Once for all lines of a service.
        lines += [Line("", said.text, said.style) for said in said_of.pop(line.service_id, ())]
    return lines


def _figures(line: batch.Line, currency: str) -> tuple[str, str]:
    quantity, charge = line.quote.quantity, line.quote.most or Decimal(0)
    return (
        "" if quantity is None else formatting.count(quantity),
        formatting.money(charge, currency),
    )


def _warnings(warnings: Sequence[batch.Said], line: batch.Line) -> list[Line]:
    return [Line("", said.text, "warning") for said in warnings if said.line == line.number]

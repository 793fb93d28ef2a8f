"""What a review shows: the lines of a bill, made from values (no widget here)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Literal

from smm_tui import formatting, ordering
from smm_tui.i18n import _, ngettext
from smm_tui.models import Money, Order, PanelSettings, RequestKind
from smm_tui.ordering import Confirmation, Quote
from smm_tui.service_fields import fields

OLD_CATALOGUE = timedelta(minutes=5)
_MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill."""

    label: str
    text: str
    style: Literal["", "strong", "warning", "error"] = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """What a review shows and asks."""

    title: str
    lines: tuple[Line, ...]
    act: str
    """The word on the answer that acts."""
    typed: str = ""
    """What has to be typed first; "" for nothing."""
    typed_label: str = ""
    refused: str = ""
    """Why it cannot be done at all; "" where it can."""


def of_order(
    quote: Quote,
    *,
    panel: PanelSettings,
    balance: Money | None,
    running: Sequence[Order],
    read_at: datetime | None,
    now: datetime,
    zone: tzinfo,
) -> Bill:
    """The bill of an order."""
    currency = balance.currency if balance else ""
    labels = {field.name: field.label for field in fields(quote.service)}
    lines = [
        Line(_("Panel"), panel.name),
        Line(_("Service"), f"{quote.service.service_id}  {quote.service.name}", "strong"),
    ]
    lines += [
        Line(labels.get(name, name), _cut(value))
        for name, value in quote.params
        if name != "service"
    ]
    if quote.quantity is not None and "quantity" not in dict(quote.params):
        lines.append(Line(_("Quantity"), formatting.count(quote.quantity)))
    lines += charges(quote, balance, currency)
    lines += [Line(_("Note"), warning.text, "warning") for warning in quote.warnings]
    lines += running_lines(running)
    if read_at is not None and now - read_at > OLD_CATALOGUE:
        text = _("of {time}, {age} old").format(
            time=formatting.clock_time(read_at, zone), age=formatting.age(now - read_at)
        )
        lines.append(Line(_("Catalogue"), text, "warning"))
    return _asking(Bill(_("Review"), tuple(lines), _("Place the order")), quote, panel, currency)


def _asking(bill: Bill, quote: Quote, panel: PanelSettings, currency: str) -> Bill:
    """The bill with what has to be typed, or why it is refused."""
    asked = ordering.confirmation(quote, panel)
    amount = quote.most
    if asked is Confirmation.REFUSED:
        limit = formatting.money(panel.max_charge or Decimal(0), currency)
        reason = _("The charge is above max_charge of this panel: {limit}").format(limit=limit)
        return Bill(bill.title, bill.lines, bill.act, refused=reason)
    if asked is Confirmation.TYPED and amount is not None:
        typed = formatting.plain(amount)
        label = _("Type the amount to go on: {amount}").format(amount=typed)
        return Bill(bill.title, bill.lines, bill.act, typed=typed, typed_label=label)
    return bill


def charges(quote: Quote, balance: Money | None, currency: str) -> list[Line]:
    """The charge as far as it is known, and what it leaves of the balance."""
    lines = []
    if quote.per_post is not None:
        lines.append(Line(_("Charge"), _per_post(quote, currency), "strong"))
    elif quote.charge is not None:
        lines.append(Line(_("Charge"), formatting.money(quote.charge, currency), "strong"))
    if balance is not None and quote.charge is not None:
        after = balance.amount - quote.charge
        lines.append(
            Line(
                _("Balance"),
                _("{now}, then {after}").format(
                    now=formatting.money(balance.amount, balance.currency),
                    after=formatting.money(after, balance.currency),
                ),
                "warning" if after < 0 else "",
            )
        )
    return lines


def _per_post(quote: Quote, currency: str) -> str:
    each = formatting.money(quote.per_post or Decimal(0), currency)
    if quote.ceiling is None:
        return _("up to {each} for each post, without a limit of posts").format(each=each)
    return _("up to {each} for each post, {ceiling} in all").format(
        each=each, ceiling=formatting.money(quote.ceiling, currency)
    )


def running_lines(orders: Sequence[Order]) -> list[Line]:
    """Orders for the same service and link that have not ended."""
    if not orders:
        return []
    ids = ", ".join(order.order_id or _("no id yet") for order in orders[:3])
    text = ngettext(
        "an order for this service and link still runs: {ids}",
        "{count} orders for this service and link still run: {ids}",
        len(orders),
    ).format(count=len(orders), ids=ids)
    return [Line(_("Running"), text, "warning")]


def of_requests(kind: RequestKind, orders: Sequence[Order]) -> Bill:
    """The bill of refills or cancels."""
    refill = kind is RequestKind.REFILL
    lines = [
        Line(
            order.order_id or _("no id"),
            f"{formatting.shorten(order.service_name, 40)}  {formatting.link(order.link, 30)}",
        )
        for order in orders[:_MOST_LINES]
    ]
    if len(orders) > _MOST_LINES:
        rest = len(orders) - _MOST_LINES
        lines.append(Line("", _("and {count} more").format(count=rest)))
    lines.append(
        Line(
            _("Note"),
            _("The panel decides; the answer comes order by order.")
            if refill
            else _("A cancel is a request: the order runs on until the panel says Canceled."),
        )
    )
    title = (
        ngettext("Refill {count} order", "Refill {count} orders", len(orders))
        if refill
        else ngettext("Cancel {count} order", "Cancel {count} orders", len(orders))
    )
    act = _("Ask for the refill") if refill else _("Ask to cancel")
    return Bill(title.format(count=len(orders)), tuple(lines), act)


def of_address(panel: PanelSettings, earlier: str) -> Bill:
    """The question whether a panel that moved is still the same."""
    lines = (
        Line(_("Panel"), panel.name, "strong"),
        Line(_("Was at"), earlier),
        Line(_("Is now at"), panel.url),
        Line(
            _("Note"),
            _(
                "Its earlier orders are not asked for until you say that it is the same panel: "
                "another panel may have given the same ids to other people's orders."
            ),
            "warning",
        ),
    )
    return Bill(_("A panel has another address"), lines, _("It is the same panel"))


def _cut(value: str) -> str:
    """A value of several lines, cut where it is long, with a sign that it was."""
    lines = value.split("\n")
    shown = lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        shown.append(_("... {count} lines in all").format(count=len(lines)))
    return "\n".join(shown)

"""What a review shows: the lines of a bill, made from values (no widget here)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Literal

from smm_tui import formatting, ordering, wording
from smm_tui.i18n import _, ngettext
from smm_tui.models import Money, Order, OrderState, RequestKind, Service
from smm_tui.ordering import Confirmation, Quote
from smm_tui.service_fields import fields
from smm_tui.session.checks import again_word
from smm_tui.settings import PanelSettings

OLD_CATALOGUE = timedelta(minutes=5)
_MOST_LINES = 6
_NAME_CELLS = 56
_LINK_CELLS = 40


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
    """What that is called."""
    refused: str = ""
    """Why it cannot be done at all; "" where it can."""
    brief: tuple[Line, ...] = ()
    """What comes first, a line each, where there is no room for many."""


@dataclass(frozen=True, slots=True)
class CatalogueAge:
    """How old the figures of a bill are."""

    read_at: datetime
    now: datetime
    zone: tzinfo
    reading: bool = False
    """Whether the catalogue is being read again."""
    trouble: str = ""
    """Why it could not be read again."""


def of_order(
    quote: Quote,
    *,
    panel: PanelSettings,
    balance: Money | None,
    running: Sequence[Order],
    age: CatalogueAge | None,
    note: str = "",
    prices: Sequence[Line] = (),
) -> Bill:
    """The bill of an order.

    Args:
        quote: What is to be ordered.
        panel: Where.
        balance: What the account holds.
        running: Orders for the same service and link that have not ended.
        age: Of the catalogue.
        note: What changed since the form was filled in.
        prices: What is said of the price, now and before.
    """
    currency = balance.currency if balance else ""
    lines = [Line(_("Note"), note, "warning")] if note else []
    lines.append(Line(_("Service"), f"{quote.service.service_id}  {quote.service.name}", "strong"))
    lines += _entered(quote)
    lines += charges(quote, balance, currency)
    lines += prices
    lines.append(Line(_("Panel"), panel.name))
    lines += [Line(_("Note"), warning.text, "warning") for warning in quote.warnings]
    lines += running_lines(running)
    lines += age_lines(age)
    act, brief = _("Place the order"), _brief(quote, currency)
    bill = Bill(_("Review"), tuple(lines), act, brief=brief)
    return _asking(bill, quote, panel, currency)


def _brief(quote: Quote, currency: str) -> tuple[Line, ...]:
    """What must not be overlooked."""
    params = dict(quote.params)
    lines = [*charges(quote, None, currency)]
    if quote.quantity is not None:
        lines.append(Line(_("Quantity"), formatting.count(quote.quantity)))
    if link := params.get("link") or params.get("username"):
        lines.append(Line(_("Link"), link))
    service = f"{quote.service.service_id}  {quote.service.name}"
    return (*lines, Line(_("Service"), service, "strong"))


def _entered(quote: Quote) -> list[Line]:
    """What was entered, under the names of the form, with the units of the whole order."""
    params, lines = dict(quote.params), []
    for field in fields(quote.service):
        if field.name in params:
            value = dict(field.choices).get(params[field.name], params[field.name])
            lines.append(Line(field.label, _cut(value)))
    if quote.quantity is not None and params.get("quantity") != str(quote.quantity):
        label = _("In all") if "quantity" in params else _("Quantity")
        lines.append(Line(label, formatting.count(quote.quantity)))
    return lines


def age_lines(age: CatalogueAge | None) -> list[Line]:
    """How old the figures are, where that matters."""
    if age is None or age.now - age.read_at <= OLD_CATALOGUE:
        return []
    text = _("of {time}, {age} old").format(
        time=formatting.clock_time(age.read_at, age.zone),
        age=formatting.age(age.now - age.read_at),
    )
    if age.trouble:
        text = _("{age}; it could not be read again: {why}").format(age=text, why=age.trouble)
    elif age.reading:
        text = _("{age}; it is being read again").format(age=text)
    return [Line(_("Catalogue"), text, "warning")]


def _asking(bill: Bill, quote: Quote, panel: PanelSettings, currency: str) -> Bill:
    """The bill with what has to be typed, or why it is refused."""
    asked = ordering.confirmation(quote, panel)
    amount = quote.most
    if asked is Confirmation.REFUSED:
        limit = formatting.money(panel.max_charge or Decimal(0), currency)
        reason = _("The charge is above max_charge of this panel: {limit}").format(limit=limit)
        return replace(bill, refused=reason)
    if asked is Confirmation.TYPED and amount is not None:
        typed = formatting.plain(amount)
        text = _("Type {amount} below, then go to {act}.").format(amount=typed, act=bill.act)
        lines = (*bill.lines, Line(_("To confirm"), text, "strong"))
        return replace(bill, lines=lines, typed=typed, typed_label=_("Amount"))
    return bill


def of_twins(twins: Sequence[Order], *, zone: tzinfo) -> Bill:
    """The second question where an order for the same service and link is unknown."""
    word = again_word()
    lines = [
        Line(
            _("Unknown"),
            _("sent {time}, {link}").format(
                time=formatting.date_time(twin.sent_at or twin.created_at, zone),
                link=formatting.link(twin.link, 40),
            ),
            "error",
        )
        for twin in twins[:_MOST_LINES]
    ]
    note = _(
        "It is not known whether this order was placed. If it was, placing it again pays twice. "
        "Its case can be settled first."
    )
    ask = _("Type {word} below, then go to {act}.").format(word=word, act=_("Place it again"))
    lines += [Line(_("Note"), note), Line(_("To confirm"), ask, "strong")]
    title = _("The same order may have been placed already")
    return Bill(title, tuple(lines), _("Place it again"), typed=word, typed_label=_("Word"))


def unknown_twins(running: Sequence[Order]) -> tuple[Order, ...]:
    """Those of the orders for the same service and link that may have been placed."""
    return tuple(order for order in running if order.state is OrderState.UNKNOWN)


def changes(before: Service, after: Service) -> str:
    """What a panel changed about a service that matters to an order; "" for nothing."""
    old, new = ordering.limits(before), ordering.limits(after)
    pairs = (
        (_("rate"), _rate_text(before), _rate_text(after)),
        (_("limits"), old.text, new.text),
        (_("type"), before.type_text, after.type_text),
        (_("drip-feed"), _yes_no(before.dripfeed), _yes_no(after.dripfeed)),
    )
    return "; ".join(
        _("{what} was {before}, is {after}").format(what=what, before=was, after=now)
        for what, was, now in pairs
        if was != now
    )


def _rate_text(service: Service) -> str:
    return "?" if service.rate is None else formatting.plain(service.rate)


def _yes_no(flag: bool | None) -> str:  # noqa: FBT001 - a flag as the panel gives it
    return {True: _("yes"), False: _("no"), None: "?"}[flag]


def charges(quote: Quote, balance: Money | None, currency: str) -> list[Line]:
    """The charge as far as it is known, and what it leaves of the balance."""
    lines = []
    if quote.per_post is not None:
        lines.append(Line(_("Charge"), _per_post(quote, currency), "strong"))
    elif quote.charge is not None:
        lines.append(Line(_("Charge"), formatting.money(quote.charge, currency), "strong"))
    if balance is not None:
        lines.append(balance_line(balance, quote.charge))
    return lines


def balance_line(balance: Money, charge: Decimal | None) -> Line:
    """The balance, and what a charge leaves of it."""
    now = formatting.money(balance.amount, balance.currency)
    if charge is None:
        return Line(_("Balance"), now)
    after = balance.amount - charge
    text = _("{now}, then {after}").format(now=now, after=formatting.money(after, balance.currency))
    return Line(_("Balance"), text, "warning" if after < 0 else "")


def _per_post(quote: Quote, currency: str) -> str:
    each = formatting.money(quote.per_post or Decimal(0), currency)
    if quote.ceiling is None:
        return _("up to {each} for each post, without a limit of posts").format(each=each)
    return _("up to {each} for each post, {ceiling} in all").format(
        each=each, ceiling=formatting.money(quote.ceiling, currency)
    )


def running_lines(orders: Sequence[Order]) -> list[Line]:
    """Orders for the same service and link that have not ended, or may be under way."""
    lines = []
    doubtful = unknown_twins(orders)
    if doubtful:
        text = ngettext(
            "an order for this service and link may have been placed: it is unknown",
            "{count} orders for this service and link may have been placed: they are unknown",
            len(doubtful),
        )
        lines.append(Line(_("Unknown"), text.format(count=len(doubtful)), "error"))
    certain = [order for order in orders if order not in doubtful]
    if certain:
        ids = ", ".join(order.order_id or _("no id yet") for order in certain[:3])
        text = ngettext(
            "an order for this service and link still runs: {ids}",
            "{count} orders for this service and link still run: {ids}",
            len(certain),
        )
        lines.append(Line(_("Running"), text.format(count=len(certain), ids=ids), "warning"))
    return lines


def of_requests(kind: RequestKind, orders: Sequence[Order]) -> Bill:
    """The bill of refills or cancels."""
    refill = kind is RequestKind.REFILL
    lines = []
    for order in orders[:_MOST_LINES]:
        name = formatting.shorten(order.service_name, _NAME_CELLS)
        lines += [Line(order.order_id or _("no id"), name), Line("", _standing(order))]
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


def _standing(order: Order) -> str:
    """How far an order is, and where it goes."""
    link = formatting.link(order.link, _LINK_CELLS)
    if order.status is None:
        return link
    return f"{wording.status_word(order.status, order.status_text)}  {link}"


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

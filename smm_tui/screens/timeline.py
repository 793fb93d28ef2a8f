"""An order as text: what is known, and its timeline (no widget here)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Literal

from smm_tui import formatting, wording
from smm_tui.formatting import Glyphs
from smm_tui.i18n import _
from smm_tui.models import (
    Event,
    Order,
    OrderState,
    Origin,
    Request,
    RequestKind,
    RequestState,
    Service,
    ServiceType,
)
from smm_tui.screens.bills import Line
from smm_tui.service_fields import fields


def facts(order: Order, *, zone: tzinfo, glyphs: Glyphs) -> list[Line]:
    """What is known of an order, line by line."""
    lines = [
        Line(_("Order"), order.order_id or _("no id"), "strong"),
        Line(_("Panel"), order.panel),
        Line(_("Service"), f"{order.service_id}  {order.service_name}".strip()),
        Line(_("Link"), order.link),
        Line(_("State"), state_text(order, glyphs), _weight(order)),
    ]
    if order.quantity is not None:
        lines.append(Line(_("Quantity"), formatting.count(order.quantity)))
    if order.start_count is not None:
        lines.append(Line(_("Start count"), formatting.count(order.start_count)))
    if order.remains is not None:
        lines.append(Line(_("Remains"), formatting.count(order.remains)))
    lines += _money(order)
    lines += _more(order, zone)
    return lines


def state_text(order: Order, glyphs: Glyphs) -> str:
    """What is known of an order's state: a sign and a word."""
    if order.state is not OrderState.PLACED or order.status is None:
        sign = wording.state_sign(order.state, glyphs)
        return f"{sign} {wording.state_word(order.state)}"
    sign = wording.status_sign(order.status, glyphs)
    return f"{sign} {wording.status_word(order.status, order.status_text)}"


def _weight(order: Order) -> Literal["strong", "error"]:
    return "error" if order.state is OrderState.UNKNOWN else "strong"


def _money(order: Order) -> list[Line]:
    lines = []
    if order.charge is not None:
        lines.append(Line(_("Charge"), formatting.money(order.charge, order.currency)))
    if order.foretold is not None:
        lines.append(Line(_("Foretold"), formatting.money(order.foretold, order.currency)))
    for label, amount in (
        (_("Balance before"), order.balance_before),
        (_("Balance after"), order.balance_after),
    ):
        if amount is not None:
            lines.append(Line(label, formatting.money(amount, order.currency)))
    return lines


def _more(order: Order, zone: tzinfo) -> list[Line]:
    lines = []
    if order.origin is Origin.TRACKED:
        lines.append(Line(_("Origin"), _("placed elsewhere, added by its id")))
    if order.origin is Origin.CHILD:
        lines.append(Line(_("Origin"), _("made by a subscription or drip-feed")))
    for label, text in (
        (_("Status word"), order.status_text),
        (_("Panel's words"), order.words),
        (_("Odd"), order.flag),
        (_("Expiry"), order.expiry),
        (_("Steps seen"), ", ".join(order.phases)),
    ):
        if text:
            lines.append(Line(label, text))
    if order.lost_at is not None:
        since = formatting.date_time(order.lost_at, zone)
        text = _("the panel no longer knows this id since {time}").format(time=since)
        lines.append(Line(_("Lost"), text, "warning"))
    if order.checked_at is not None:
        lines.append(Line(_("Last asked"), formatting.date_time(order.checked_at, zone)))
    return lines


def labels(kind: ServiceType) -> dict[str, str]:
    """What the fields of a type are called."""
    service = Service("", "", "", kind, "", None, dripfeed=True)
    return {field.name: field.label for field in fields(service)}


def parameters(order: Order) -> list[Line]:
    """What was sent, less the key."""
    names = labels(order.service_type)
    return [Line(names.get(name, name), value) for name, value in order.params if name != "service"]


def requests(made: Sequence[Request], *, glyphs: Glyphs) -> list[Line]:
    """Refills and cancels of an order."""
    return [
        Line(_request_label(request), f"{_request_text(request, glyphs)}  {request.words}".rstrip())
        for request in made
    ]


def _request_label(request: Request) -> str:
    return _("Refill") if request.kind is RequestKind.REFILL else _("Cancel")


def _request_text(request: Request, glyphs: Glyphs) -> str:
    number = f" {request.request_id}" if request.request_id else ""
    if request.status is not None:
        sign = wording.refill_sign(request.status, glyphs)
        return f"{sign} {wording.refill_word(request.status, request.status_text)}{number}"
    sign = wording.request_sign(request.state, glyphs)
    return f"{sign} {wording.request_word(request.state)}{number}"


def events(happened: Sequence[Event], *, zone: tzinfo) -> list[Line]:
    """The timeline, oldest first."""
    words = _event_words()
    lines = []
    for event in happened:
        said = ": ".join(part for part in (words.get(event.kind, ""), event.text) if part)
        lines.append(Line(formatting.date_time(event.at, zone), said))
    return lines


def _event_words() -> dict[str, str]:
    """What the kinds of events are called; some carry a state. A note is its text alone."""
    words = {str(state): wording.state_word(state) for state in OrderState}
    for state in OrderState:
        word = wording.state_word(state)
        words[f"late {state}"] = _("answered late, {state}").format(state=word)
        words[f"decided {state}"] = _("settled by a person as {state}").format(state=word)
    for asked in RequestState:
        word = wording.request_word(asked)
        words[f"{RequestKind.REFILL} {asked}"] = _("refill {state}").format(state=word)
        words[f"{RequestKind.CANCEL} {asked}"] = _("cancel {state}").format(state=word)
    return words | {
        OrderState.INTENDED: _("confirmed"),
        Origin.TRACKED: _("placed elsewhere, added by its id"),
        Origin.CHILD: _("made by a subscription or drip-feed"),
        "status": _("status"),
        "refill status": _("refill"),
        "lost": _("the panel no longer knows the id"),
        "known again": _("the panel knows the id again"),
        "refused": _("the panel gave no status"),
        "children": _("orders it made"),
        "acknowledged": _("acknowledged"),
    }

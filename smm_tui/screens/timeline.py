"""An order as text: what is known, and its timeline (no widget here)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final, Literal

from smm_tui import expectations, formatting, refunds, wording
from smm_tui.formatting import Glyphs
from smm_tui.i18n import N_, _
from smm_tui.models import (
    Event,
    Mark,
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
from smm_tui.statistics import Pace

_BAR_CELLS: Final = 30


def facts(
    order: Order, made: Sequence[Request], pace: Pace, *, zone: tzinfo, glyphs: Glyphs
) -> list[Line]:
    """What a buyer looks for first: state, progress, times, refills, cancels, service, money."""
    lines = [Line(_("State"), state_text(order, glyphs), _weight(order))]
    if order.quantity and order.remains is not None:
        done = formatting.delivered(order.quantity, order.remains)
        bar = formatting.percent_bar(done, order.quantity, _BAR_CELLS, glyphs=glyphs)
        lines.append(Line(_("Progress"), bar))
    lines += _times(order, pace, zone=zone, glyphs=glyphs)
    lines += requests(made, glyphs=glyphs)
    lines += _warnings(order, zone)
    lines.append(Line(_("Service"), f"{order.service_id}  {order.service_name}".strip() or "?"))
    if order.link:
        lines.append(Line(_("Link"), order.link))
    for label, number in (
        (_("Quantity"), order.quantity),
        (_("Start count"), order.start_count),
        (_("Remains"), order.remains),
    ):
        if number is not None:
            lines.append(Line(label, formatting.count(number)))
    return lines + _charge(order) + _refund(order)


def state_text(order: Order, glyphs: Glyphs) -> str:
    """What is known of an order's state: a sign and a word."""
    if order.state is not OrderState.PLACED or order.status is None:
        sign = wording.state_sign(order.state, glyphs)
        return f"{sign} {wording.state_word(order.state)}"
    sign = wording.status_sign(order.status, glyphs)
    return f"{sign} {wording.status_word(order.status, order.status_text)}"


def _times(order: Order, pace: Pace, *, zone: tzinfo, glyphs: Glyphs) -> list[Line]:
    """When it started and was completed, what is odd about that, and what was to be expected."""
    began = order.sent_at or order.created_at
    lines = []
    for label, at in ((_("Started"), order.started_at), (_("Completed"), order.completed_at)):
        if at is not None and at >= began:
            span = formatting.duration(at - began)
            text = _("{time}, after {span}").format(time=moment(at, zone), span=span)
            lines.append(Line(label, text))
    lines += _odd(order, zone=zone, glyphs=glyphs)
    if said := expectations.expected(pace):
        lines.append(Line(_("Expect"), "; ".join(said)))
    return lines


def _odd(order: Order, *, zone: tzinfo, glyphs: Glyphs) -> list[Line]:
    """Why an order is marked."""
    lines = []
    if order.mark is Mark.STUCK and order.moved_at is not None:
        text = _("{sign} nothing has moved since {time}").format(
            sign=wording.mark_sign(Mark.STUCK, glyphs), time=moment(order.moved_at, zone)
        )
        lines.append(Line(_("Stuck"), text, "warning"))
    heard = order.checked_at
    if order.mark and order.slow_at is not None and heard and order.slow_at <= heard:
        text = _("{sign} since {time} it takes longer than nine of ten orders of this service did")
        text = text.format(
            sign=wording.mark_sign(Mark.SLOW, glyphs), time=moment(order.slow_at, zone)
        )
        lines.append(Line(_("Slow"), text, "warning"))
    return lines


def _weight(order: Order) -> Literal["strong", "error"]:
    return "error" if order.state is OrderState.UNKNOWN else "strong"


def _warnings(order: Order, zone: tzinfo) -> list[Line]:
    lines = []
    if order.words:
        lines.append(Line(wording.words_label(order.state), order.words, "warning"))
    if order.flag:
        lines.append(Line(_("Odd"), order.flag, "warning"))
    if order.lost_at is not None:
        since = formatting.date_time(order.lost_at, zone)
        text = _("the panel no longer knows this id since {time}").format(time=since)
        lines.append(Line(_("Lost"), text, "warning"))
    return lines


def _charge(order: Order) -> list[Line]:
    foretold = None
    if order.foretold is not None:
        foretold = formatting.money(order.foretold, order.currency)
    if order.charge is None:
        return [Line(_("Charge"), _("{amount} foretold").format(amount=foretold))] * bool(foretold)
    text = formatting.money(order.charge, order.currency)
    if foretold is not None and order.foretold != order.charge:
        text = _("{amount}, {foretold} foretold").format(amount=text, foretold=foretold)
    return [Line(_("Charge"), text)]


def _refund(order: Order) -> list[Line]:
    """What came back of an order that fell short; of a drip-feed its runs say more."""
    back = refunds.refund(refunds.Paid.of(order))
    if back is None or order.runs is not None or "runs" in dict(order.params):
        return []
    text = formatting.money(back.amount, order.currency)
    if not back.certain:
        text = _("{amount}, estimated by what was not delivered").format(amount=text)
    return [Line(_("Refunded"), text)]


def sending(order: Order, *, zone: tzinfo) -> list[Line]:
    """When and how far it was sent, and the balance around it."""
    lines = []
    if order.sent_at is not None:
        lines.append(Line(_("Sent"), moment(order.sent_at, zone)))
    if steps := wording.steps_seen(order.phases):
        lines.append(Line(_("Steps seen"), ", ".join(steps)))
    readings = [
        _(words).format(amount=formatting.money(amount, order.currency))
        for words, amount in (
            (N_("{amount} before"), order.balance_before),
            (N_("{amount} after"), order.balance_after),
        )
        if amount is not None
    ]
    if readings:
        lines.append(Line(_("Balance"), ", ".join(readings)))
    return lines


def more(order: Order, *, zone: tzinfo) -> list[Line]:
    """What is seldom asked for."""
    lines = [Line(_("Panel"), order.panel)]
    if order.origin is Origin.TRACKED:
        lines.append(Line(_("Origin"), _("placed elsewhere, added by its id")))
    if order.origin is Origin.CHILD:
        lines.append(Line(_("Origin"), _("made by a subscription or drip-feed")))
    if order.batch_line is not None:
        text = _("line {line} of several orders placed together").format(line=order.batch_line)
        lines.append(Line(_("Batch"), text))
    for label, text in ((_("Status word"), order.status_text), (_("Expiry"), order.expiry)):
        if text:
            lines.append(Line(label, text))
    lines += sending(order, zone=zone)
    if order.checked_at is not None:
        lines.append(Line(_("Last asked"), moment(order.checked_at, zone)))
    return lines


def labels(kind: ServiceType) -> dict[str, str]:
    """What the fields of a type are called."""
    service = Service("", "", "", kind, "", None, dripfeed=True)
    return {field.name: field.label for field in fields(service)}


def parameters_title(order: Order) -> str:
    """What they are called: nothing is said to have been sent that was not."""
    kept = order.state in {OrderState.INTENDED, OrderState.NOT_SENT}
    return _("What was confirmed") if kept else _("What was sent")


def parameters(order: Order) -> list[Line]:
    """What was sent, or was to be, less the key."""
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
    number = f"  {request.request_id}" if request.request_id else ""
    if request.status is not None:
        sign = wording.refill_sign(request.status, glyphs)
        return f"{sign} {wording.refill_word(request.status, request.status_text)}{number}"
    sign = wording.request_sign(request.state, glyphs)
    return f"{sign} {wording.request_word(request.state)}{number}"


def events(happened: Sequence[Event], *, zone: tzinfo) -> list[Line]:
    """The timeline, oldest first; each day stands once."""
    words = event_words()
    lines, day = [], ""
    for event in happened:
        date, _space, time = moment(event.at, zone).partition(" ")
        if date != day:
            day = date
            lines.append(Line(date, ""))
        lines.append(Line(time, said(event, words)))
    return lines


def said(event: Event, words: Mapping[str, str]) -> str:
    """What happened, in these `event_words`."""
    return ": ".join(part for part in (words.get(event.kind, ""), event.text) if part)


def moment(at: datetime, zone: tzinfo) -> str:
    """Date and time to the second: `2026-03-14 14:02:11`."""
    return f"{formatting.date(at, zone)} {formatting.clock_time(at, zone)}"


def event_words() -> dict[str, str]:
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
        Mark.SLOW: _("it takes longer than nine of ten orders of this service did"),
        Mark.STUCK: _("nothing has moved for too long"),
        "children": _("orders it made"),
        "acknowledged": _("acknowledged"),
        "left open": _("left unknown by a person"),
    }

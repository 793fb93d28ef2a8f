"""One order as plain text for a support ticket: what the panel needs to find and judge it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from smm_tui import wording
from smm_tui.i18n import _
from smm_tui.models import Event, Order, OrderState, Request, RequestKind
from smm_tui.screens import timeline

_UNKNOWN: Final = "?"


def receipt(order: Order, requests: Sequence[Request], events: Sequence[Event]) -> str:
    """The text, all times in UTC; it holds no key and nothing of other orders.

    Times are written the same in every language, since a panel's people read them elsewhere.
    """
    parts = [
        _("Order {id}").format(id=order.order_id or _UNKNOWN),
        *_facts(order),
        *_asked(requests),
        "",
        _("Timeline (UTC)"),
        *_happened(events),
    ]
    return "\n".join(parts) + "\n"


def _facts(order: Order) -> Iterator[str]:
    service = f"{order.service_id} {order.service_name}".strip()
    facts = (
        (_("Panel"), _panel(order)),
        (_("Service"), service),
        (_("Link"), order.link),
        (_("Quantity"), _number(order.quantity)),
        (_("Charge"), _charge(order)),
        (_("Status"), _status(order)),
        (_("Start count"), _number(order.start_count)),
        (_("Remains"), _number(order.remains)),
        (_("Confirmed"), _moment(order.created_at)),
        (_("Sent"), _moment(order.sent_at)),
        (_("Last asked"), _moment(order.checked_at)),
        (_("Id lost"), _moment(order.lost_at)),
        (wording.words_label(order.state), order.words),
    )
    for label, text in facts:
        if text:
            yield f"{label}: {_line(text)}"


def _panel(order: Order) -> str:
    """Its name and host; the rest of an address may tell more than a ticket should."""
    host = urlsplit(order.panel_url).hostname or ""
    return f"{order.panel} ({host})" if host and host != order.panel else order.panel


def _line(text: str) -> str:
    return " ".join(text.split("\n"))


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _charge(order: Order) -> str:
    if order.charge is not None:
        return f"{order.charge:f} {order.currency}".rstrip()
    if order.foretold is None:
        return ""
    amount = f"{order.foretold:f} {order.currency}".rstrip()
    return _("{amount} foretold").format(amount=amount)


def _status(order: Order) -> str:
    if order.state is not OrderState.PLACED or order.status is None:
        return wording.state_word(order.state)
    word = wording.status_word(order.status, order.status_text)
    own = order.status_text
    return word if own.casefold() in {"", word.casefold()} else f"{word} ({own})"


def _asked(requests: Sequence[Request]) -> Iterator[str]:
    for request in requests:
        label = _("Refill") if request.kind is RequestKind.REFILL else _("Cancel")
        state = (
            wording.request_word(request.state)
            if request.status is None
            else wording.refill_word(request.status, request.status_text)
        )
        said = [request.request_id, state, _moment(request.created_at), _line(request.words)]
        yield f"{label}: {', '.join(part for part in said if part)}"


def _happened(events: Sequence[Event]) -> Iterator[str]:
    words = timeline.event_words()
    for event in events:
        said = _line(timeline.said(event, words))
        yield f"{event.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}  {said}"

"""What happened to a send -> what is known of it: the outcome table of design.md.

An `add` has no idempotency key and cannot be asked for again, so every doubt is `unknown`:
`placed` needs one id in a good answer, `rejected` the panel's own words, `not sent` a proof
that no byte of the request left this machine. Everything here is pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from smm_tui import answers, evidence
from smm_tui.errors import (
    Malformed,
    NotAnAnswer,
    Oversized,
    PanelError,
    RateLimited,
    Redirected,
    ServerFailed,
    TooSlow,
    Unreachable,
)
from smm_tui.i18n import N_
from smm_tui.models import ItemError, OrderState, Receipt, RequestKind, RequestState
from smm_tui.sayings import joined, later, money


class Failure(StrEnum):
    """How a send ended without a whole answer."""

    WITHDRAWN = "withdrawn"
    """The gate said no before the first byte."""
    CONNECT = "connect"
    """No connection: the name, the route, refused."""
    TLS = "tls"
    TIMEOUT = "timeout"
    """The deadline of the whole call passed."""
    CUT = "cut"
    """The connection ended before the answer did."""
    OVERSIZED = "oversized"
    PROTOCOL = "protocol"
    """What came back is no HTTP, or cannot be decoded."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the transport saw of one POST."""

    phases: tuple[str, ...]
    """Names of httpcore's trace events in order (`http11.send_request_headers.started`).
    Those of the CONNECT that asks a proxy for a tunnel are prefixed with `proxy.`."""
    traced: bool
    """Whether the trace was seen to work: `connection.connect_tcp.started` was reported."""
    handed_over: bool
    """Whether the request was given to the layer that sends."""
    http_status: int | None
    """None: no answer's head arrived."""
    body: bytes | None
    """The whole body, decoded; None if it did not arrive whole."""
    failure: Failure | None
    detail: str
    """What the system said of the failure, already cleaned."""
    retry_after: float | None = None
    """Seconds, where the panel said so."""


NOTHING_SEEN: Final = Sent(
    phases=(),
    traced=False,
    handed_over=True,
    http_status=None,
    body=None,
    failure=None,
    detail="",
)
"""A send that was given up on before the transport could say anything; it proves nothing."""


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What is known of one `add`."""

    state: OrderState
    order_id: str = ""
    """Only of a placed order."""
    words: str = ""
    """The panel's own words, cleaned."""
    note: str = ""
    """Why it is so, in the language of the reader."""
    kind: str = ""
    """The message id of the error that says the same; "" where none does."""


@dataclass(frozen=True, slots=True)
class RequestOutcome:
    """What is known of a refill or cancel of one order."""

    state: RequestState
    request_id: str = ""
    """The panel's id of the refill or cancel; "" where it gives none."""
    words: str = ""
    note: str = ""
    kind: str = ""


TRANSITIONS: Final[Mapping[OrderState, frozenset[OrderState]]] = MappingProxyType(
    {
        OrderState.INTENDED: frozenset({OrderState.SENDING, OrderState.NOT_SENT}),
        OrderState.SENDING: frozenset(
            {OrderState.PLACED, OrderState.REJECTED, OrderState.NOT_SENT, OrderState.UNKNOWN}
        ),
        OrderState.UNKNOWN: frozenset({OrderState.PLACED, OrderState.NOT_PLACED}),
        OrderState.PLACED: frozenset(),
        OrderState.REJECTED: frozenset(),
        OrderState.NOT_SENT: frozenset(),
        OrderState.NOT_PLACED: frozenset(),
    }
)
"""Which state may follow which; none leads back to a second send."""

_FAILURES: Final[Mapping[Failure | None, tuple[str, str]]] = MappingProxyType(
    {
        Failure.WITHDRAWN: ("", N_("It was taken back before the first byte.")),
        Failure.CONNECT: (Unreachable.message_id, N_("No connection was made.")),
        Failure.TLS: (Unreachable.message_id, N_("No secure connection was made.")),
        Failure.TIMEOUT: (TooSlow.message_id, N_("No whole answer came within the deadline.")),
        Failure.CUT: (Unreachable.message_id, N_("The connection ended before the answer did.")),
        Failure.OVERSIZED: (Oversized.message_id, N_("The answer was too large to be read.")),
        Failure.PROTOCOL: (Malformed.message_id, N_("What came back is no answer.")),
        None: ("", N_("No answer was seen.")),
    }
)


_GOOD: Final = 200
_REDIRECTED: Final = 300
_CLIENT_FAILED: Final = 400
_TOO_MANY: Final = 429
_SERVER_FAILED: Final = 500


def left(sent: Sent) -> bool:
    """Whether a byte of the POST may have left this machine.

    Only two things prove that none did: the request was never handed over or the gate
    withdrew it, or a trace that works shows no start of its headers. An answer outweighs both.
    """
    if sent.http_status is not None:
        return True
    if not sent.handed_over or sent.failure is Failure.WITHDRAWN:
        return False
    return not sent.traced or any(map(_starts_post, sent.phases))


def _starts_post(phase: str) -> bool:
    return phase.endswith("send_request_headers.started") and not phase.startswith("proxy.")


def lost(why: str) -> AddOutcome:
    """What is known from the moment a send has begun: nothing. It is only ever improved."""
    return AddOutcome(OrderState.UNKNOWN, note=why)


def of_add(sent: Sent) -> AddOutcome:
    """What became of an `add`, by the outcome table."""
    if not left(sent):
        kind, why = _FAILURES[sent.failure]
        return AddOutcome(OrderState.NOT_SENT, note=_why(why, sent.detail), kind=kind)
    if sent.http_status is None or sent.body is None:
        kind, why = _FAILURES[sent.failure]
        return AddOutcome(OrderState.UNKNOWN, note=_why(why, sent.detail), kind=kind)
    try:
        answer = answers.parse(sent.body)
    except NotAnAnswer as error:
        return _unclear(sent.http_status, kind=error.message_id, seen=later(error.heading))
    return _of_answer(sent.http_status, answer)


def _why(why: str, detail: str) -> str:
    return joined(" ", later(why), f"({detail})" if detail else "")


def _of_answer(http_status: int, answer: answers.Json) -> AddOutcome:
    refused = answers.refusal(answer)
    ids = answers.order_ids(answer)
    named = later("The answer named {ids}.", ids=", ".join(ids)) if ids else ""
    if refused is not None:
        state = OrderState.REJECTED if http_status < _SERVER_FAILED else OrderState.UNKNOWN
        return AddOutcome(state, words=refused.detail, note=named, kind=refused.message_id)
    if len(ids) == 1 and _is_good(http_status):
        return AddOutcome(OrderState.PLACED, order_id=ids[0])
    return _unclear(
        http_status, kind=Malformed.message_id, seen=named or later("The answer named no order.")
    )


def _is_good(http_status: int) -> bool:
    return _GOOD <= http_status < _REDIRECTED


def _unclear(http_status: int, *, kind: str, seen: str) -> AddOutcome:
    """Unknown after an answer; the HTTP code says more than the body where it is no 2xx."""
    if not _is_good(http_status):
        said = seen if not seen or seen.endswith(".") else joined("", seen, ".")
        code = later("The panel answered with HTTP {code}.", code=http_status)
        seen = joined(" ", said, code)
        kind = _kind_of_code(http_status) or kind
    return AddOutcome(OrderState.UNKNOWN, note=seen, kind=kind)


def _kind_of_code(http_status: int) -> str:
    if _REDIRECTED <= http_status < _CLIENT_FAILED:
        return Redirected.message_id
    if http_status == _TOO_MANY:
        return RateLimited.message_id
    return ServerFailed.message_id if http_status >= _SERVER_FAILED else ""


def weigh_refusal(
    outcome: AddOutcome,
    *,
    before: Decimal | None,
    after: Decimal | None,
    foretold: Decimal | None,
    explained: Decimal = Decimal(0),
) -> AddOutcome:
    """A refusal, doubted where the balance says that the order was charged all the same.

    Args:
        outcome: As `of_add` gave it; any but a rejected one is returned as it is.
        before: The last balance read before the send; None if there is none.
        after: The first balance read after it.
        foretold: The exact charge that was shown.
        explained: What all else in the book took from the balance between the two readings;
            negative where refunds came back.
    """
    if outcome.state is not OrderState.REJECTED:
        return outcome
    if before is None or after is None:
        return replace(
            outcome, note=joined(" ", outcome.note, later("The balance was not checked."))
        )
    fall = evidence.fall(before, after, explained)
    if fall <= 0:
        return outcome
    amount = money(fall, "")
    note = later("The balance fell by {amount} meanwhile.", amount=amount)
    if foretold is not None and evidence.charged(fall, foretold, before=before, after=after):
        note = later("Refused, but the balance fell by the charge: {amount}.", amount=amount)
        outcome = replace(outcome, state=OrderState.UNKNOWN)
    return replace(outcome, note=joined(" ", outcome.note, note))


def of_requests(sent: Sent, kind: RequestKind, asked: Sequence[str]) -> dict[str, RequestOutcome]:
    """What became of a refill or cancel: one outcome for each order asked about.

    An order that the answer does not name is unknown for itself alone.
    """
    if not left(sent):
        return _alike(asked, RequestState.NOT_SENT, sent)
    if sent.http_status is None or sent.body is None:
        return _alike(asked, RequestState.UNKNOWN, sent)
    try:
        answer = answers.parse(sent.body)
    except NotAnAnswer as error:
        seen = _unclear(sent.http_status, kind=error.message_id, seen=later(error.heading))
        unclear = RequestOutcome(RequestState.UNKNOWN, note=seen.note, kind=seen.kind)
        return dict.fromkeys(asked, unclear)
    items = _items(answer, kind, asked)
    missing = _missing(answer, sent.http_status, whole=not items)
    return {
        order_id: _of_item(items[order_id], sent.http_status) if order_id in items else missing
        for order_id in asked
    }


def _alike(asked: Sequence[str], state: RequestState, sent: Sent) -> dict[str, RequestOutcome]:
    kind, why = _FAILURES[sent.failure]
    return dict.fromkeys(asked, RequestOutcome(state, note=_why(why, sent.detail), kind=kind))


def _items(
    answer: answers.Json, kind: RequestKind, asked: Sequence[str]
) -> Mapping[str, Receipt | ItemError]:
    """The items of an answer; none where it is a refusal of the whole or cannot be told apart."""
    read = answers.refills if kind is RequestKind.REFILL else answers.cancels
    try:
        return read(answer, asked)
    except PanelError:
        return {}


def _of_item(item: Receipt | ItemError, http_status: int) -> RequestOutcome:
    if isinstance(item, ItemError):
        state = RequestState.REJECTED if http_status < _SERVER_FAILED else RequestState.UNKNOWN
        return RequestOutcome(state, words=item.words, kind=item.kind)
    if _is_good(http_status):
        return RequestOutcome(RequestState.ACCEPTED, request_id=item.request_id)
    seen = _unclear(http_status, kind="", seen=later("The answer took the request."))
    return RequestOutcome(RequestState.UNKNOWN, note=seen.note, kind=seen.kind)


def _missing(answer: answers.Json, http_status: int, *, whole: bool) -> RequestOutcome:
    """The outcome of an order that no item names; a refusal counts only if there is no item."""
    refused = answers.refusal(answer) if whole else None
    if refused is not None:
        return _of_item(ItemError(refused.detail, refused.message_id), http_status)
    seen = _unclear(
        http_status, kind=Malformed.message_id, seen=later("The answer does not name this order.")
    )
    return RequestOutcome(RequestState.UNKNOWN, note=seen.note, kind=seen.kind)

"""A word and a sign for each state that an order, a refill or a cancel can be in.

A state is never shown by colour alone. The signs are one cell wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from smm_tui.formatting import UNICODE, Glyphs
from smm_tui.i18n import N_, _
from smm_tui.models import Mark, OrderState, RefillStatus, RequestState, Status

_STATUS: Final[Mapping[Status, tuple[str, str]]] = MappingProxyType(
    {
        Status.PENDING: (N_("pending"), "waiting"),
        Status.IN_PROGRESS: (N_("in progress"), "running"),
        Status.PROCESSING: (N_("processing"), "running"),
        Status.COMPLETED: (N_("completed"), "done"),
        Status.PARTIAL: (N_("partial"), "part"),
        Status.CANCELED: (N_("canceled"), "stopped"),
        Status.REFUNDED: (N_("refunded"), "stopped"),
        Status.FAILED: (N_("failed"), "failed"),
        Status.ACTIVE: (N_("active"), "running"),
        Status.PAUSED: (N_("paused"), "waiting"),
        Status.EXPIRED: (N_("expired"), "stopped"),
        Status.UNHEARD: (N_("not said"), "doubt"),
    }
)
_STATE: Final[Mapping[OrderState, tuple[str, str]]] = MappingProxyType(
    {
        OrderState.INTENDED: (N_("about to send"), "waiting"),
        OrderState.SENDING: (N_("sending"), "running"),
        OrderState.PLACED: (N_("placed"), "done"),
        OrderState.REJECTED: (N_("rejected"), "failed"),
        OrderState.NOT_SENT: (N_("not sent"), "stopped"),
        OrderState.UNKNOWN: (N_("unknown"), "doubt"),
        OrderState.NOT_PLACED: (N_("not placed"), "stopped"),
    }
)
_REFILL: Final[Mapping[RefillStatus, tuple[str, str]]] = MappingProxyType(
    {
        RefillStatus.PENDING: (N_("pending"), "waiting"),
        RefillStatus.IN_PROGRESS: (N_("in progress"), "running"),
        RefillStatus.COMPLETED: (N_("completed"), "done"),
        RefillStatus.REJECTED: (N_("rejected"), "failed"),
        RefillStatus.CANCELED: (N_("canceled"), "stopped"),
        RefillStatus.ERROR: (N_("error"), "failed"),
        RefillStatus.UNHEARD: (N_("not said"), "doubt"),
    }
)
_REQUEST: Final[Mapping[RequestState, tuple[str, str]]] = MappingProxyType(
    {
        RequestState.INTENDED: (N_("about to send"), "waiting"),
        RequestState.SENDING: (N_("sending"), "running"),
        RequestState.ACCEPTED: (N_("requested"), "asked"),
        RequestState.REJECTED: (N_("rejected"), "failed"),
        RequestState.NOT_SENT: (N_("not sent"), "stopped"),
        RequestState.UNKNOWN: (N_("unknown"), "doubt"),
    }
)
_MARK: Final[Mapping[Mark, tuple[str, str]]] = MappingProxyType(
    {Mark.SLOW: (N_("slow"), "slow"), Mark.STUCK: (N_("stuck"), "stuck")}
)

_STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "connect_tcp.started": N_("connecting"),
        "connect_tcp.complete": N_("connected"),
        "connect_tcp.failed": N_("not connected"),
        "start_tls.started": N_("securing"),
        "start_tls.complete": N_("secured"),
        "start_tls.failed": N_("not secured"),
        "send_request_headers.started": N_("request begun"),
        "send_request_headers.failed": N_("request broken off"),
        "send_request_body.complete": N_("request sent"),
        "send_request_body.failed": N_("request broken off"),
        "receive_response_headers.started": N_("waiting for an answer"),
        "receive_response_headers.complete": N_("answer begun"),
        "receive_response_headers.failed": N_("no answer"),
        "receive_response_body.complete": N_("answer read"),
        "receive_response_body.failed": N_("answer broken off"),
    }
)
"""What happens in a step, and how it ends, as the transport notes it, less its layer."""
_OF_A_PROXY: Final = "proxy.http"
_ASKING_A_PROXY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "send_request_headers.started": N_("proxy asked"),
        "receive_response_headers.complete": N_("proxy answered"),
    }
)


def status_word(status: Status, text: str = "") -> str:
    """What a panel says of an order; its own word `text` where that was never heard of."""
    return text if status is Status.UNHEARD and text else _(_STATUS[status][0])


def status_sign(status: Status, glyphs: Glyphs = UNICODE) -> str:
    """The sign beside `status_word`."""
    return _sign(glyphs, _STATUS[status][1])


def words_label(state: OrderState) -> str:
    """What stands before the words kept with an order: those of a panel, or of the sending."""
    told = state in {OrderState.PLACED, OrderState.REJECTED}
    return _("Panel's words") if told else _("What happened")


def state_word(state: OrderState) -> str:
    """What is known of the sending of an order."""
    return _(_STATE[state][0])


def state_sign(state: OrderState, glyphs: Glyphs = UNICODE) -> str:
    """The sign beside `state_word`."""
    return _sign(glyphs, _STATE[state][1])


def refill_word(status: RefillStatus, text: str = "") -> str:
    """What a panel says of a refill; its own word `text` where that was never heard of."""
    return text if status is RefillStatus.UNHEARD and text else _(_REFILL[status][0])


def refill_sign(status: RefillStatus, glyphs: Glyphs = UNICODE) -> str:
    """The sign beside `refill_word`."""
    return _sign(glyphs, _REFILL[status][1])


def request_word(state: RequestState) -> str:
    """What is known of the sending of a refill or cancel."""
    return _(_REQUEST[state][0])


def request_sign(state: RequestState, glyphs: Glyphs = UNICODE) -> str:
    """The sign beside `request_word`."""
    return _sign(glyphs, _REQUEST[state][1])


def steps_seen(phases: Iterable[str]) -> list[str]:
    """How far a sending came, in words, from the steps that were kept with it."""
    found: dict[str, None] = {}
    for phase in phases:
        words = _ASKING_A_PROXY if phase.startswith(_OF_A_PROXY) else _STEPS
        if word := words.get(".".join(phase.split(".")[-2:])):
            found[_(word)] = None
    return list(found)


def mark_word(mark: Mark) -> str:
    """What is odd about the time that an order takes."""
    return _(_MARK[mark][0])


def mark_sign(mark: Mark, glyphs: Glyphs = UNICODE) -> str:
    """The sign beside `mark_word`."""
    return _sign(glyphs, _MARK[mark][1])


def _sign(glyphs: Glyphs, name: str) -> str:
    sign: str = getattr(glyphs, name)
    return sign

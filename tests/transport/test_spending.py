"""One POST, sent once, and what is known of it afterwards."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from smm_tui import outcome
from smm_tui.errors import LedgerBusy
from smm_tui.models import OrderState, SystemClock
from smm_tui.outcome import Failure
from smm_tui.settings import ApiKey
from smm_tui.transport import Gate, MoneyAction, ReadAction, Transport, Withdrawn
from tests.certificate import Certificate
from tests.faulty import Fault, FaultyPanel
from tests.proxy import Proxy
from tests.transport.conftest import CANARY, SHORT, settings, transport_to
from tests.wire import Ending, http

FORM = {"service": "1", "link": "https://example.com/é", "quantity": "100"}
SENDING = "http11.send_request_headers.started"


async def allow() -> None:
    """A gate that stands open."""


async def test_one_whole_post_is_sent_and_answered(
    panel: FaultyPanel, transport: Transport
) -> None:
    sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
    assert panel.requests == [{**FORM, "key": CANARY, "action": "add"}]
    assert sent.body == b'{"order": 23501}'
    assert (sent.http_status, sent.failure, sent.detail) == (200, None, "")
    assert sent.traced
    assert sent.handed_over


async def test_the_head_says_what_is_wanted(panel: FaultyPanel, transport: Transport) -> None:
    await transport.spend(MoneyAction.ADD, FORM, gate=allow)
    head = panel.heads[0].decode().lower()
    assert head.startswith("post /api/v2 http/1.1\r\n")
    assert "\r\nconnection: close" in head
    assert "\r\naccept-encoding: identity" in head
    assert "\r\nuser-agent: smm-tui/" in head
    assert "\r\ncontent-type: application/x-www-form-urlencoded" in head
    assert "cookie" not in head


async def test_the_event_names_of_the_installed_httpcore(transport: Transport) -> None:
    sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
    assert sent.phases == (
        "connection.connect_tcp.started",
        "connection.connect_tcp.complete",
        "http11.send_request_headers.started",
        "http11.send_request_headers.complete",
        "http11.send_request_body.started",
        "http11.send_request_body.complete",
        "http11.receive_response_headers.started",
        "http11.receive_response_headers.complete",
        "http11.receive_response_body.started",
        "http11.receive_response_body.complete",
        "http11.response_closed.started",
        "http11.response_closed.complete",
    )


async def test_each_goes_over_a_connection_of_its_own(
    panel: FaultyPanel, transport: Transport
) -> None:
    await transport.read(ReadAction.BALANCE, {})
    for _ in range(3):
        await transport.spend(MoneyAction.ADD, FORM, gate=allow)
    assert len(panel.received) == 4
    assert len(panel.orders) == 3


async def test_a_withdrawn_post_sends_no_byte(panel: FaultyPanel, transport: Transport) -> None:
    async def withdraw() -> None:
        assert sum(panel.received) == 0
        raise Withdrawn

    sent = await transport.spend(MoneyAction.ADD, FORM, gate=withdraw)
    await asyncio.sleep(0.05)
    assert sum(panel.received) == 0
    assert sent.failure is Failure.WITHDRAWN
    assert not sent.handed_over
    assert SENDING not in sent.phases
    assert outcome.of_add(sent).state is OrderState.NOT_SENT


async def test_a_gate_that_cannot_look_sends_nothing(
    panel: FaultyPanel, transport: Transport
) -> None:
    async def locked() -> None:
        reason = "locked"
        raise LedgerBusy(reason)

    sent = await transport.spend(MoneyAction.ADD, FORM, gate=locked)
    assert (sent.failure, sent.detail) == (Failure.WITHDRAWN, "locked")
    assert panel.requests == []


async def test_an_error_of_another_kind_in_the_gate_goes_up_and_sends_nothing(
    panel: FaultyPanel, transport: Transport
) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await transport.spend(MoneyAction.ADD, FORM, gate=broken)
    await asyncio.sleep(0.05)
    assert sum(panel.received) == 0


async def test_a_gate_that_takes_too_long_sends_nothing(
    panel: FaultyPanel, impatient: Transport
) -> None:
    async def slow() -> None:
        await asyncio.sleep(30)

    sent = await impatient.spend(MoneyAction.ADD, FORM, gate=slow)
    assert sent.failure is Failure.TIMEOUT
    assert not outcome.left(sent)
    assert sum(panel.received) == 0


async def test_the_gate_is_asked_once_and_before_the_first_byte(
    panel: FaultyPanel, transport: Transport
) -> None:
    asked: list[list[int]] = []

    async def gate() -> None:
        await asyncio.sleep(0.05)
        asked.append(list(panel.received))

    await transport.spend(MoneyAction.ADD, FORM, gate=gate)
    assert asked in ([[]], [[0]])


async def test_without_a_connection_it_was_not_sent(panel: FaultyPanel) -> None:
    url = panel.url
    await panel.refuse()
    sent = await transport_to(settings(url)).spend(MoneyAction.ADD, FORM, gate=allow)
    assert (sent.failure, sent.handed_over, sent.traced) == (Failure.CONNECT, False, True)
    assert outcome.of_add(sent).state is OrderState.NOT_SENT


async def test_a_name_that_nobody_knows_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> Any:  # noqa: ANN401
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    sent = await transport_to(settings("https://panel.invalid/api/v2")).spend(
        MoneyAction.ADD, FORM, gate=allow
    )
    assert sent.failure is Failure.CONNECT
    assert not outcome.left(sent)


async def test_cut_at_any_byte_of_the_request_it_is_unknown(
    panel: FaultyPanel, transport: Transport
) -> None:
    whole = len(await _request_bytes(panel, transport))
    for taken, ending in itertools.product(
        (0, 1, 40, whole // 2, whole - 1, whole), (Ending.CLOSE, Ending.RESET)
    ):
        panel.next_connection(Fault(take=taken, ending=ending))
        sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
        assert sent.failure is Failure.CUT, (taken, ending)
        assert outcome.of_add(sent).state is OrderState.UNKNOWN
    assert len(panel.orders) == 1


async def _request_bytes(panel: FaultyPanel, transport: Transport) -> bytes:
    await transport.spend(MoneyAction.ADD, FORM, gate=allow)
    return b"x" * panel.received[-1]


async def test_cut_at_every_byte_of_the_answer_it_is_never_what_it_is_not(
    panel: FaultyPanel, transport: Transport
) -> None:
    answer = http({"order": 23501})
    for given in range(len(answer)):
        panel.on("add", Fault(give=given, ending=Ending.CLOSE))
        sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
        assert sent.body is None
        assert sent.failure is Failure.CUT
        assert outcome.of_add(sent).state is OrderState.UNKNOWN
    assert len(panel.orders) == len(answer)


@pytest.mark.parametrize("given", [0, 30, None])
async def test_a_stalled_answer_ends_at_the_deadline(
    panel: FaultyPanel, impatient: Transport, given: int | None
) -> None:
    answer = http({"order": 1}, headers={"Content-Length": "99"})
    panel.on("add", Fault(answer=answer, give=given, ending=Ending.STALL))
    sent = await impatient.spend(MoneyAction.ADD, FORM, gate=allow)
    assert sent.failure is Failure.TIMEOUT
    assert sent.http_status == (200 if given is None else None)
    assert outcome.of_add(sent).state is OrderState.UNKNOWN


async def test_a_panel_that_reads_nothing_ends_at_the_deadline(
    panel: FaultyPanel, impatient: Transport
) -> None:
    panel.next_connection(Fault(take=0, ending=Ending.STALL))
    sent = await impatient.spend(MoneyAction.ADD, FORM, gate=allow)
    assert sent.failure is Failure.TIMEOUT
    assert outcome.left(sent)


async def test_nothing_is_ever_sent_again(panel: FaultyPanel, transport: Transport) -> None:
    for status in (429, 500, 502, 503, 504):
        panel.on("add", Fault(answer=http("", status=status, headers={"Retry-After": "0"})))
        sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
        assert (sent.http_status, sent.body, sent.retry_after) == (status, b"", 0.0)
    assert len(panel.requests) == 5


async def test_a_redirect_is_not_followed(panel: FaultyPanel, transport: Transport) -> None:
    async with FaultyPanel() as other:
        headers = {"Location": other.url}
        for status in (301, 302, 303, 307, 308):
            panel.on("add", Fault(answer=http("", status=status, headers=headers)))
            sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
            assert sent.http_status == status
            assert outcome.of_add(sent).state is OrderState.UNKNOWN
    assert other.received == []


async def test_text_that_cannot_be_encoded_is_not_sent(
    panel: FaultyPanel, transport: Transport
) -> None:
    sent = await transport.spend(MoneyAction.ADD, {"link": "\ud800"}, gate=allow)
    assert sent.failure is Failure.WITHDRAWN
    assert not outcome.left(sent)
    assert panel.received == []


async def test_a_cancelled_task_sends_nothing_before_the_gate(
    panel: FaultyPanel, transport: Transport
) -> None:
    at_gate = asyncio.Event()

    async def wait() -> None:
        at_gate.set()
        await asyncio.sleep(30)

    task = asyncio.create_task(transport.spend(MoneyAction.ADD, FORM, gate=wait))
    await at_gate.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sum(panel.received) == 0


async def test_a_cancelled_task_after_the_gate_ends_at_once(
    panel: FaultyPanel, transport: Transport
) -> None:
    panel.on("add", Fault(give=0, ending=Ending.STALL))
    task = asyncio.create_task(transport.spend(MoneyAction.ADD, FORM, gate=allow))
    await panel.had(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("action", list(MoneyAction))
async def test_all_three_actions_go_the_same_way(
    panel: FaultyPanel, transport: Transport, action: MoneyAction
) -> None:
    sent = await transport.spend(action, {"orders": "1,2"}, gate=allow)
    assert panel.requests == [{"orders": "1,2", "key": CANARY, "action": action}]
    assert sent.http_status == 200


async def test_a_read_cannot_be_spent(transport: Transport) -> None:
    with pytest.raises(ValueError, match="balance"):
        await transport.spend(ReadAction.BALANCE, {}, gate=allow)  # type: ignore[arg-type]


# -- TLS and proxies ---------------------------------------------------------------------


@pytest.fixture
async def secure(certificate: Certificate) -> AsyncIterator[FaultyPanel]:
    async with FaultyPanel(certificate=certificate) as made:
        yield made


async def test_an_own_authority_is_trusted(secure: FaultyPanel, certificate: Certificate) -> None:
    transport = transport_to(settings(secure.url, ca_file=certificate.chain))
    sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
    assert sent.http_status == 200
    assert sent.phases[2:4] == ("connection.start_tls.started", "connection.start_tls.complete")


async def test_a_stranger_is_not_trusted(secure: FaultyPanel) -> None:
    sent = await transport_to(settings(secure.url)).spend(MoneyAction.ADD, FORM, gate=allow)
    assert sent.failure is Failure.TLS
    assert "certificate" in sent.detail
    assert outcome.of_add(sent).state is OrderState.NOT_SENT
    assert secure.received == []


async def test_another_name_is_not_trusted(
    secure: FaultyPanel, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Certificate.make(tmp_path_factory.mktemp("other"), "DNS:elsewhere.example")
    async with FaultyPanel(certificate=other) as panel:
        transport = transport_to(settings(panel.url, ca_file=other.chain))
        sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
    assert sent.failure is Failure.TLS
    assert panel.received == []


@pytest.mark.parametrize(
    ("ending", "failure"),
    [
        (Ending.CLOSE, Failure.TLS),
        (Ending.RESET, Failure.TLS),
        (Ending.STALL, Failure.TIMEOUT),
    ],
)
async def test_tls_with_something_else_is_not_sent(
    panel: FaultyPanel, ending: Ending, failure: Failure
) -> None:
    panel.next_connection(Fault(take=1, ending=ending))
    url = panel.url.replace("http:", "https:")
    transport = transport_to(settings(url), deadlines=SHORT)
    sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
    assert sent.failure is failure
    assert not outcome.left(sent)


async def test_tls_that_breaks_after_the_request_is_unknown(certificate: Certificate) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"action=add")
        os.write(writer.get_extra_info("socket").fileno(), b"\x17\x03\x03\x00\x20" + bytes(32))
        writer.close()

    server = await asyncio.start_server(
        serve, "localhost", 0, family=socket.AF_INET, ssl=certificate.context()
    )
    port = server.sockets[0].getsockname()[1]
    panel = settings(f"https://localhost:{port}/", ca_file=certificate.chain)
    sent = await transport_to(panel).spend(MoneyAction.ADD, FORM, gate=allow)
    server.close()
    assert sent.failure is Failure.CUT
    assert outcome.of_add(sent).state is OrderState.UNKNOWN


async def test_without_its_ca_file_nothing_is_sent(
    secure: FaultyPanel, certificate: Certificate
) -> None:
    missing = certificate.chain.with_name("missing.pem")
    transport = transport_to(settings(secure.url, ca_file=missing))
    sent = await transport.spend(MoneyAction.ADD, FORM, gate=allow)
    assert sent.failure is Failure.TLS
    assert "missing.pem" in sent.detail
    assert not outcome.left(sent)


async def test_a_connect_through_a_proxy_is_not_the_post(
    secure: FaultyPanel, certificate: Certificate
) -> None:
    asked: list[list[int]] = []

    async def gate() -> None:
        asked.append(list(secure.received))

    async with Proxy() as proxy:
        panel = settings(secure.url, proxy=proxy.url, ca_file=certificate.chain)
        sent = await transport_to(panel).spend(MoneyAction.ADD, FORM, gate=gate)
    assert sent.http_status == 200
    assert asked in ([[]], [[0]])
    assert proxy.heads[0].startswith(b"CONNECT localhost:")
    assert CANARY.encode() not in b"".join(proxy.heads)
    assert sent.phases.index(f"proxy.{SENDING}") < sent.phases.index(SENDING)


async def test_withdrawn_behind_a_proxy_sends_no_byte_of_the_post(
    secure: FaultyPanel, certificate: Certificate
) -> None:
    async def withdraw() -> None:
        raise Withdrawn

    async with Proxy() as proxy:
        panel = settings(secure.url, proxy=proxy.url, ca_file=certificate.chain)
        sent = await transport_to(panel).spend(MoneyAction.ADD, FORM, gate=withdraw)
    assert not outcome.left(sent)
    assert sum(secure.received) == 0


@pytest.mark.parametrize("status", [407, 502])
async def test_a_proxy_that_refuses_is_not_sent(status: int, certificate: Certificate) -> None:
    async with Proxy(answer=http("", status=status)) as proxy:
        panel = settings("https://panel.invalid/api/v2", proxy=proxy.url)
        sent = await transport_to(panel).spend(MoneyAction.ADD, FORM, gate=allow)
    assert sent.failure is Failure.CONNECT
    assert sent.http_status is None
    assert outcome.of_add(sent).state is OrderState.NOT_SENT


# -- an app in this process --------------------------------------------------------------


async def _demo(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has them
    message = await receive()
    start = {"type": "http.response.start", "status": 201, "headers": []}
    await send(start)
    assert scope["method"] == "POST"
    await send({"type": "http.response.body", "body": message["body"]})


def _embedded() -> Transport:
    panel = settings("http://demo/api/v2")
    return Transport(panel, ApiKey("any"), clock=SystemClock(), asgi_app=_demo)


async def test_an_app_gets_the_form_without_a_trace() -> None:
    sent = await _embedded().spend(MoneyAction.ADD, {"service": "1"}, gate=allow)
    assert sent.body == b"service=1&key=any&action=add"
    assert (sent.http_status, sent.phases, sent.traced) == (201, (), False)
    assert outcome.left(sent)


async def test_an_app_gets_nothing_of_what_is_withdrawn() -> None:
    called = False

    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        nonlocal called
        called = True

    async def withdraw() -> None:
        raise Withdrawn

    panel = settings("http://demo/api/v2")
    transport = Transport(panel, ApiKey("any"), clock=SystemClock(), asgi_app=app)
    gate: Gate = withdraw
    sent = await transport.spend(MoneyAction.ADD, {}, gate=gate)
    assert not called
    assert sent.failure is Failure.WITHDRAWN
    assert not outcome.left(sent)

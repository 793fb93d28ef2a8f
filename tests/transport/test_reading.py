"""Reads: caps, deadlines, encodings, and when they are asked again."""

from __future__ import annotations

import asyncio
import gzip
import random
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.utils import format_datetime
from functools import cache

import pytest

from smm_tui.errors import Malformed, Oversized, PanelError, TooSlow, Unreachable
from smm_tui.models import SystemClock
from smm_tui.settings import ApiKey
from smm_tui.transport import Answer, MoneyAction, ReadAction, Retries, Transport
from tests.certificate import Certificate
from tests.clock import FakeClock
from tests.faulty import Fault, FaultyPanel
from tests.transport.conftest import AT_ONCE, CANARY, SHORT, settings, transport_to
from tests.wire import Ending, chunk, http

CAP = 2**20
CHUNKED = {"Transfer-Encoding": "chunked"}
READS = list(ReadAction)


async def test_the_form_holds_key_action_and_parameters(
    panel: FaultyPanel, transport: Transport
) -> None:
    answer = await transport.read(ReadAction.STATUS, {"order": "ord_1"})
    assert panel.requests == [{"order": "ord_1", "key": CANARY, "action": "status"}]
    assert (answer.http_status, answer.retry_after) == (200, None)


async def test_parameters_never_replace_key_or_action(
    panel: FaultyPanel, transport: Transport
) -> None:
    await transport.read(ReadAction.BALANCE, {"action": "add", "key": "another"})
    assert panel.requests == [{"key": CANARY, "action": "balance"}]


async def test_reads_share_a_connection(panel: FaultyPanel, transport: Transport) -> None:
    for _ in range(3):
        await transport.read(ReadAction.BALANCE, {})
    assert len(panel.received) == 1


async def test_cookies_are_not_kept(panel: FaultyPanel, transport: Transport) -> None:
    answer = http({"balance": "1"}, headers={"Set-Cookie": "session=1"})
    panel.on("balance", Fault(answer=answer))
    await transport.read(ReadAction.BALANCE, {})
    await transport.read(ReadAction.BALANCE, {})
    assert b"cookie" not in panel.heads[1].lower()


async def test_the_environment_counts_for_nothing(
    panel: FaultyPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    monkeypatch.setenv("SSLKEYLOGFILE", "/nowhere")
    answer = await transport_to(settings(panel.url)).read(ReadAction.BALANCE, {})
    assert answer.http_status == 200


async def test_a_user_agent_can_be_set(panel: FaultyPanel) -> None:
    await transport_to(settings(panel.url, user_agent="Mine/1 (x)")).read(ReadAction.BALANCE, {})
    assert b"\r\nUser-Agent: Mine/1 (x)" in panel.heads[0]


async def test_what_was_never_opened_can_be_closed(transport: Transport) -> None:
    await transport.close()


async def test_it_goes_on_after_it_was_closed(panel: FaultyPanel, transport: Transport) -> None:
    await transport.close()
    await transport.read(ReadAction.BALANCE, {})
    await transport.close()
    await transport.read(ReadAction.BALANCE, {})
    assert len(panel.received) == 2


async def test_tls_over_an_own_authority(certificate: Certificate) -> None:
    async with FaultyPanel(certificate=certificate) as panel:
        transport = transport_to(settings(panel.url, ca_file=certificate.chain))
        assert (await transport.read(ReadAction.BALANCE, {})).http_status == 200
        with pytest.raises(Unreachable, match="certificate verify failed"):
            await transport_to(settings(panel.url)).read(ReadAction.BALANCE, {})
        await transport.close()


async def test_what_went_along_with_an_answer(panel: FaultyPanel, transport: Transport) -> None:
    headers = {"Location": "https://other/", "Server": "nginx"}
    panel.on("balance", Fault(answer=http("", status=302, headers=headers)))
    answer = await transport.read(ReadAction.BALANCE, {})
    assert (answer.http_status, answer.location, answer.server) == (302, "https://other/", "nginx")
    panel.on("balance", Fault(answer=http("", status=403, headers={"CF-RAY": "8a"})))
    assert (await transport.read(ReadAction.BALANCE, {})).server == "cloudflare"


# -- every fault, every read -------------------------------------------------------------

FAULTS: dict[str, tuple[Fault, type[PanelError]]] = {
    "closed at once": (Fault(take=0), Unreachable),
    "reset": (Fault(take=9, ending=Ending.RESET), Unreachable),
    "silent": (Fault(give=0, ending=Ending.STALL), TooSlow),
    "cut head": (Fault(give=20), Unreachable),
    "cut body": (Fault(give=90), Unreachable),
    "reset body": (Fault(give=90, ending=Ending.RESET), Unreachable),
    "stalled body": (Fault(give=90, ending=Ending.STALL), TooSlow),
    "one byte at a time": (Fault(drip=0.05), TooSlow),
    "longer than it says": (
        Fault(answer=http("{}", headers={"Content-Length": "99"})),
        Unreachable,
    ),
    "no http": (Fault(answer=b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), Malformed),
    "two lengths": (
        Fault(answer=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        Malformed,
    ),
    "broken chunks": (Fault(answer=http("zz\r\n{}", headers=CHUNKED)), Malformed),
    "endless head": (Fault(answer=b"HTTP/1.1 200 OK\r\nX: ", again=b"x" * 4096), Malformed),
    "endless 1xx": (Fault(answer=b"", again=b"HTTP/1.1 103 Early\r\n\r\n"), TooSlow),
    "endless drip": (
        Fault(answer=http(b"", headers=CHUNKED), again=chunk(b"x"), drip=0.01),
        TooSlow,
    ),
    "brotli": (Fault(answer=http("{}", headers={"Content-Encoding": "br"})), Malformed),
    "zstd": (Fault(answer=http("{}", headers={"Content-Encoding": "zstd"})), Malformed),
    "twice gzip": (
        Fault(answer=http("{}", headers={"Content-Encoding": "gzip, gzip"})),
        Malformed,
    ),
    "no gzip": (Fault(answer=http("{}", headers={"Content-Encoding": "gzip"})), Malformed),
    "cut gzip": (
        Fault(answer=http(gzip.compress(b"{}")[:-3], headers={"Content-Encoding": "gzip"})),
        Malformed,
    ),
    "more after gzip": (
        Fault(answer=http(gzip.compress(b"{}") + b"x", headers={"Content-Encoding": "gzip"})),
        Malformed,
    ),
}


@pytest.mark.parametrize("action", READS)
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_of_a_read_is_a_clear_error(
    panel: FaultyPanel, impatient: Transport, action: ReadAction, fault: str
) -> None:
    script, expected = FAULTS[fault]
    panel.always(action, script)
    with pytest.raises(expected) as caught:
        await impatient.read(action, {"order": "1", "refill": "1"})
    assert caught.value.title


async def test_a_refused_connection(panel: FaultyPanel) -> None:
    await panel.refuse()
    with pytest.raises(Unreachable):
        await transport_to(settings(panel.url)).read(ReadAction.BALANCE, {})


async def test_a_1xx_before_the_answer_is_passed_over(
    panel: FaultyPanel, transport: Transport
) -> None:
    answer = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + http({"balance": "1"})
    panel.on("balance", Fault(answer=answer))
    assert (await transport.read(ReadAction.BALANCE, {})).body == b'{"balance": "1"}'


async def test_an_upgrade_is_no_answer(panel: FaultyPanel, transport: Transport) -> None:
    upgrade = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"
    panel.on("balance", Fault(answer=upgrade))
    with pytest.raises(PanelError):
        await transport.read(ReadAction.BALANCE, {})


async def test_a_body_without_a_length_ends_with_the_connection(
    panel: FaultyPanel, transport: Transport
) -> None:
    panel.on("balance", Fault(answer=b"HTTP/1.0 200 OK\r\n\r\n[]"))
    assert (await transport.read(ReadAction.BALANCE, {})).body == b"[]"


# -- size --------------------------------------------------------------------------------


def _deflate_raw(data: bytes) -> bytes:
    made = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return made.compress(data) + made.flush()


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", gzip.compress),
        ("X-GZip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", _deflate_raw),
        ("identity", bytes),
        ("", bytes),
    ],
)
@pytest.mark.parametrize("size", [1, 200_000, CAP])
async def test_what_came_compressed_unasked_is_understood(
    panel: FaultyPanel,
    transport: Transport,
    encoding: str,
    compress: Callable[[bytes], bytes],
    size: int,
) -> None:
    body = b"7" * size
    answer = http(compress(body), headers={"Content-Encoding": encoding})
    panel.on("balance", Fault(answer=answer))
    assert (await transport.read(ReadAction.BALANCE, {})).body == body


async def test_compressed_bytes_may_come_in_many_pieces(
    panel: FaultyPanel, transport: Transport
) -> None:
    body = random.Random(7).randbytes(300_000)
    answer = http(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    panel.on("balance", Fault(answer=answer))
    assert (await transport.read(ReadAction.BALANCE, {})).body == body


async def test_an_empty_body_that_calls_itself_compressed(
    panel: FaultyPanel, transport: Transport
) -> None:
    panel.on("balance", Fault(answer=http("", headers={"Content-Encoding": "gzip"})))
    assert (await transport.read(ReadAction.BALANCE, {})).body == b""


@pytest.mark.parametrize(
    "answer",
    [
        http(b"x" * (CAP + 1)),
        http(gzip.compress(b"x" * (CAP + 1)), headers={"Content-Encoding": "gzip"}),
        http(chunk(b"x" * CAP) + chunk(b"x") + chunk(b""), headers=CHUNKED),
    ],
)
async def test_one_byte_beyond_the_cap_is_too_large(
    panel: FaultyPanel, transport: Transport, answer: bytes
) -> None:
    panel.on("balance", Fault(answer=answer))
    with pytest.raises(Oversized, match="1 MiB"):
        await transport.read(ReadAction.BALANCE, {})


async def test_only_the_catalogue_may_be_larger(panel: FaultyPanel, transport: Transport) -> None:
    body = b"x" * (CAP + 1)
    panel.on("services", Fault(answer=http(body)))
    assert (await transport.read(ReadAction.SERVICES, {})).body == body


async def _memory_of(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        result = work()
        assert asyncio.iscoroutine(result)
        with pytest.raises(Oversized):
            await result
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@cache
def bomb() -> bytes:
    """300 MiB; made where it is thrown, not wherever tests are collected."""
    return gzip.compress(bytes(300 * 2**20))


@pytest.mark.parametrize(("action", "cap"), [(ReadAction.SERVICES, 40), (ReadAction.STATUS, 1)])
async def test_a_bomb_takes_no_more_memory_than_its_cap(
    panel: FaultyPanel, transport: Transport, action: ReadAction, cap: int
) -> None:
    assert len(bomb()) < 310_000
    await transport.read(ReadAction.BALANCE, {})  # so that modules are not counted
    panel.on(action, Fault(answer=http(bomb(), headers={"Content-Encoding": "gzip"})))
    peak = await _memory_of(lambda: transport.read(action, {"order": "1"}))
    assert peak < (cap + 30) * 2**20


@pytest.mark.parametrize("action", READS)
async def test_an_endless_body_takes_no_more_memory_than_its_cap(
    panel: FaultyPanel, transport: Transport, action: ReadAction
) -> None:
    await transport.read(ReadAction.BALANCE, {})
    again = chunk(b"x" * 65536)
    panel.on(action, Fault(answer=http(b"", headers=CHUNKED), again=again))
    peak = await _memory_of(lambda: transport.read(action, {"order": "1"}))
    assert peak < ((40 if action is ReadAction.SERVICES else 1) + 30) * 2**20


# -- again -------------------------------------------------------------------------------

PASSING = [
    Fault(take=0),
    Fault(give=0),
    *(Fault(answer=http(body, status=code)) for code in (502, 503, 504) for body in ("", "<p>")),
]


@pytest.mark.parametrize("fault", PASSING)
async def test_what_passes_is_asked_again(panel: FaultyPanel, fault: Fault) -> None:
    panel.on("balance", fault, fault)
    answer = await transport_to(settings(panel.url), retries=AT_ONCE).read(ReadAction.BALANCE, {})
    assert answer.http_status == 200


async def test_three_times_and_no_more(panel: FaultyPanel) -> None:
    panel.always("balance", Fault(answer=http("", status=503)))
    answer = await transport_to(settings(panel.url), retries=AT_ONCE).read(ReadAction.BALANCE, {})
    assert answer.http_status == 503
    assert len(panel.requests) == 3


@pytest.mark.parametrize(
    "answer",
    [
        http({"error": "Incorrect API key"}),
        http({"error": "maintenance"}, status=503),
        http(b"\xef\xbb\xbf [1]", status=502),
        http("", status=500),
        http("", status=429),
        http("", status=429, headers={"Retry-After": "11"}),
        http("", status=503, headers={"Retry-After": "3600"}),
        http("", status=403),
        http("<html>"),
    ],
)
async def test_what_stays_is_asked_once(panel: FaultyPanel, answer: bytes) -> None:
    panel.always("balance", Fault(answer=answer))
    await transport_to(settings(panel.url), retries=AT_ONCE).read(ReadAction.BALANCE, {})
    assert len(panel.requests) == 1


@pytest.mark.parametrize("fault", ["no http", "brotli", "silent"])
async def test_what_is_no_passing_failure_is_asked_once(panel: FaultyPanel, fault: str) -> None:
    script, expected = FAULTS[fault]
    panel.always("balance", script)
    transport = transport_to(settings(panel.url), retries=AT_ONCE, deadlines=SHORT)
    with pytest.raises(expected):
        await transport.read(ReadAction.BALANCE, {})
    assert len(panel.requests) == 1


async def _until(panel: FaultyPanel, count: int) -> None:
    """Until the panel has had so many requests, and the client its answers."""
    await panel.had(count)
    await asyncio.sleep(0.02)


async def test_waits_are_drawn_from_bounds_that_double(
    panel: FaultyPanel, clock: FakeClock
) -> None:
    panel.always("balance", Fault(answer=http("", status=503)))
    retries = Retries(first_s=0.5, chance=lambda: 0.9)
    transport = transport_to(settings(panel.url), clock=clock, retries=retries)
    task = asyncio.create_task(transport.read(ReadAction.BALANCE, {}))
    for count, bound in ((1, 0.45), (2, 0.9)):
        await _until(panel, count)
        await clock.advance(bound - 0.01)
        await asyncio.sleep(0.02)
        assert len(panel.requests) == count
        await clock.advance(0.01)
    assert (await task).http_status == 503
    assert len(panel.requests) == 3


@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.parametrize("status", [429, 503])
async def test_a_short_retry_after_is_waited_for(
    panel: FaultyPanel, clock: FakeClock, status: int, *, dated: bool
) -> None:
    when = format_datetime(clock.now() + timedelta(seconds=7), usegmt=True) if dated else "7"
    panel.on("balance", Fault(answer=http("", status=status, headers={"Retry-After": when})))
    retries = Retries(chance=lambda: 0.0)
    transport = transport_to(settings(panel.url), clock=clock, retries=retries)
    task = asyncio.create_task(transport.read(ReadAction.BALANCE, {}))
    await _until(panel, 1)
    await clock.advance(6.9)
    await asyncio.sleep(0.02)
    assert len(panel.requests) == 1
    await clock.advance(0.1)
    assert (await task).http_status == 200


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("9" * 400, 999_999_999.0),
        ("Sat, 14 Mar 2026 14:03:11 GMT", 60.0),
        ("Sat, 14 Mar 2026 14:03:11 -0000", 60.0),
        ("Sat, 14 Mar 2026 13:00:00 GMT", 0.0),
        ("-1", None),
        ("soon", None),
        ("", None),
        ("\xb2", None),
        ("Sat, 14 Mar 99999 14:03:11 GMT", None),
    ],
)
async def test_retry_after_is_read_as_it_is_meant(
    panel: FaultyPanel, clock: FakeClock, header: str, seconds: float | None
) -> None:
    panel.on("balance", Fault(answer=http("", status=429, headers={"Retry-After": header})))
    transport = transport_to(settings(panel.url), clock=clock)
    assert (await transport.read(ReadAction.BALANCE, {})).retry_after == seconds


async def test_the_deadline_holds_for_all_tries_together(
    panel: FaultyPanel, clock: FakeClock
) -> None:
    panel.always("balance", Fault(answer=http("", status=503)))
    transport = transport_to(
        settings(panel.url), clock=clock, retries=Retries(), deadlines={"balance": 0.1}
    )
    with pytest.raises(TooSlow):
        await transport.read(ReadAction.BALANCE, {})


async def test_money_does_not_go_into_the_code_that_asks_again(
    panel: FaultyPanel, transport: Transport
) -> None:
    for action in MoneyAction:
        with pytest.raises(ValueError, match=action):
            await transport.read(action, {})  # type: ignore[arg-type]
    assert panel.received == []


# -- an app in this process --------------------------------------------------------------


async def _ask(app: object) -> Answer:
    panel = settings("http://demo/api/v2")
    transport = Transport(panel, ApiKey("any"), clock=SystemClock(), asgi_app=app)
    return await transport.read(ReadAction.BALANCE, {})


async def test_an_app_that_fails_is_a_500() -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        raise ZeroDivisionError

    answer = await _ask(app)
    assert (answer.http_status, answer.body) == (500, b"")


async def test_an_app_may_answer_nothing_and_call_it_compressed() -> None:
    async def app(
        scope: object, receive: object, send: Callable[[object], Awaitable[None]]
    ) -> None:
        headers = [(b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body"})

    assert (await _ask(app)).body == b""

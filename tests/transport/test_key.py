"""The key is in the body of a request and nowhere else."""

from __future__ import annotations

import base64
import logging
import traceback
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest

from smm_tui.errors import PanelError
from smm_tui.transport import MoneyAction, ReadAction, Transport
from tests.faulty import Fault, FaultyPanel
from tests.transport.conftest import CANARY, SHORT, settings, transport_to
from tests.transport.test_reading import FAULTS
from tests.wire import http

SHAPES = (
    CANARY,
    quote(CANARY, safe=""),
    quote_plus(CANARY),
    base64.b64encode(CANARY.encode()).decode(),
)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException | None] = [error]
    while seen:
        one = seen.pop()
        if one is not None:
            yield one
            seen += [one.__cause__, one.__context__]


def _holds_key(thing: object) -> bool:
    return any(shape in text for shape in SHAPES for text in (str(thing), repr(thing)))


@pytest.mark.parametrize("fault", FAULTS)
async def test_no_error_holds_the_key_or_a_request(
    panel: FaultyPanel, impatient: Transport, fault: str
) -> None:
    panel.always("balance", FAULTS[fault][0])
    with pytest.raises(PanelError) as caught:
        await impatient.read(ReadAction.BALANCE, {})
    for error in _chain(caught.value):
        assert isinstance(error, PanelError)
        assert not _holds_key(vars(error))
    assert not _holds_key("".join(traceback.format_exception(caught.value)))


async def test_an_error_without_a_connection_holds_no_request(panel: FaultyPanel) -> None:
    await panel.refuse()
    with pytest.raises(PanelError) as caught:
        await transport_to(settings(panel.url)).read(ReadAction.BALANCE, {})
    assert list(_chain(caught.value)) == [caught.value]


async def test_no_log_holds_the_key_or_what_a_panel_sent(
    panel: FaultyPanel, caplog: pytest.LogCaptureFixture
) -> None:
    async def allow() -> None:
        pass

    caplog.set_level(logging.DEBUG)
    transport = transport_to(settings(panel.url), deadlines=SHORT)
    hostile = http({"balance": "1"}, headers={"X-Panel": "hostile"})
    panel.on("balance", Fault(answer=hostile), *(fault for fault, _ in FAULTS.values()))
    await transport.read(ReadAction.BALANCE, {})
    for _ in FAULTS:
        with pytest.raises(PanelError):
            await transport.read(ReadAction.BALANCE, {})
    await transport.spend(MoneyAction.ADD, {"service": "1"}, gate=allow)
    await transport.close()
    assert not _holds_key(caplog.text)
    assert "hostile" not in caplog.text


async def test_the_key_is_in_no_head_and_no_url(panel: FaultyPanel, transport: Transport) -> None:
    await transport.read(ReadAction.BALANCE, {})
    assert not _holds_key(panel.heads[0].decode())
    assert panel.requests[0]["key"] == CANARY


def test_nothing_of_a_transport_shows_the_key() -> None:
    transport = transport_to(settings("https://panel.example/"))
    assert not _holds_key(transport)
    assert not _holds_key(vars(transport))

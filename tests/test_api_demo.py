"""Each action against the demo panel: in this process, and over HTTP behind uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
import uvicorn

from smm_tui import outcome
from smm_tui.api import PanelClient
from smm_tui.demo.panel import create_panel
from smm_tui.errors import KeyRefused
from smm_tui.models import (
    ItemError,
    OrderState,
    RequestKind,
    RequestState,
    Service,
    ServiceType,
    StatusReport,
    SystemClock,
)
from smm_tui.settings import ApiKey
from smm_tui.transport import Transport
from tests.transport.conftest import settings


async def allow() -> None:
    """A gate that stands open."""


@contextlib.asynccontextmanager
async def _serving(app: Any) -> AsyncIterator[str]:  # noqa: ANN401 - as uvicorn has it
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it offers no event
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/api/v2"
    finally:
        server.should_exit = True
        await task


@pytest.fixture(params=["embedded", "served"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[PanelClient]:
    app = create_panel(speed=1e6)
    clock = SystemClock()
    key = ApiKey("demo")
    if request.param == "embedded":
        transport = Transport(settings("http://demo/api/v2"), key, clock=clock, asgi_app=app)
        yield PanelClient(transport, clock=clock)
        return
    async with _serving(app) as url:
        made = PanelClient(Transport(settings(url), key, clock=clock), clock=clock)
        yield made
        await made.close()


async def _service(client: PanelClient) -> Service:
    """A plain one that can be refilled and cancelled."""
    catalogue, _ = await client.services()
    assert not catalogue.unreadable
    return next(
        service
        for service in catalogue.services
        if service.type is ServiceType.DEFAULT and service.refill and service.cancel
    )


async def _order(client: PanelClient, service: Service) -> str:
    params = {
        "service": service.service_id,
        "link": "https://example.com/post/1",
        "quantity": str(service.min),
    }
    found = outcome.of_add(await client.add(params, gate=allow))
    assert found.state is OrderState.PLACED, found
    return found.order_id


async def test_the_catalogue_holds_every_type(client: PanelClient) -> None:
    catalogue, body = await client.services()
    assert len(catalogue) > 1000
    assert {service.type for service in catalogue.services} >= set(ServiceType) - {
        ServiceType.UNHEARD
    }
    assert body.startswith(b"[")


async def test_an_order_is_placed_paid_and_watched(client: PanelClient) -> None:
    before = await client.balance()
    assert before.money.amount == Decimal("100.84292")
    service = await _service(client)
    one, other = await _order(client, service), await _order(client, service)
    assert (await client.balance()).money.amount < before.money.amount
    for found in (await client.status([one]), await client.status([one, other])):
        assert all(isinstance(report, StatusReport) for report in found.values())
    found = await client.status([one, "999999999"])
    assert isinstance(found["999999999"], ItemError)


async def test_refills_and_cancels_are_answered_by_order(client: PanelClient) -> None:
    service = await _service(client)
    ids = [await _order(client, service), "999999999"]
    kinds = ((RequestKind.REFILL, client.refill), (RequestKind.CANCEL, client.cancel))
    for kind, send in kinds:
        results = outcome.of_requests(await send(ids, gate=allow), kind, ids)
        assert results["999999999"].state is RequestState.REJECTED
        assert results[ids[0]].state in {RequestState.ACCEPTED, RequestState.REJECTED}
    single = await client.refill(ids[:1], gate=allow)
    assert outcome.of_requests(single, RequestKind.REFILL, ids[:1])[ids[0]].state in {
        RequestState.ACCEPTED,
        RequestState.REJECTED,
    }


async def test_refills_that_nobody_asked_for_are_not_found(client: PanelClient) -> None:
    for ids in (["999999998"], ["999999998", "999999999"]):
        found = await client.refill_status(ids)
        assert list(found) == ids
        assert all(isinstance(report, ItemError) for report in found.values())


async def test_a_panel_behind_http_refuses_a_bad_key() -> None:
    async with _serving(create_panel()) as url:
        transport = Transport(settings(url), ApiKey(""), clock=SystemClock())
        client = PanelClient(transport, clock=SystemClock())
        with pytest.raises(KeyRefused):
            await client.balance()
        await client.close()

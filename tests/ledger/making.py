"""Values for the tests of the book."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from decimal import Decimal

from smm_tui.ledger import Intent, Ledger, Sender
from smm_tui.models import Order, OrderState, Service, ServiceType, Status, StatusReport
from smm_tui.outcome import AddOutcome, Failure, Sent
from tests.clock import START

PANEL, URL = "brsmm", "https://panel.example/api/v2"
ME = Sender.me()
OTHER = dataclasses.replace(ME, started=ME.started + "0")
"""A process that no longer exists."""


def service(name: str = "Instagram Followers [No Drop]", service_id: str = "17") -> Service:
    return Service(
        service_id=service_id,
        name=name,
        category="Instagram",
        type=ServiceType.DEFAULT,
        type_text="Default",
        rate=Decimal("0.90"),
        min=10,
        max=10_000,
    )


SERVICE = service()

ANSWERED = Sent(
    phases=("connection.connect_tcp.started", "http11.send_request_headers.started"),
    traced=True,
    handed_over=True,
    http_status=200,
    body=b'{"order":23501}',
    failure=None,
    detail="",
)
CUT = dataclasses.replace(ANSWERED, http_status=None, body=None, failure=Failure.CUT)


def intent(
    *,
    panel: str = PANEL,
    url: str = URL,
    of: Service = SERVICE,
    link: str = "https://example.com/p/1",
    quantity: int | None = 100,
    foretold: str | None = "0.0900",
    confirmed_at: datetime = START,
) -> Intent:
    return Intent(
        panel=panel,
        panel_url=url,
        service=of,
        params=(("service", of.service_id), ("link", link), ("quantity", str(quantity))),
        link=link,
        quantity=quantity,
        foretold=None if foretold is None else Decimal(foretold),
        currency="USD",
        confirmed_at=confirmed_at,
        balance_before=Decimal("100.84292"),
    )


async def sending(book: Ledger, *, sender: Sender = ME, panel: str = PANEL) -> int:
    ref = await book.intend(intent(panel=panel), sender)
    assert await book.begin_sending(ref, sender)
    await book.release_adds(panel, sender)
    return ref


async def placed(
    book: Ledger, order_id: str, *, panel: str = PANEL, url: str = URL, link: str = ""
) -> int:
    wanted = intent(panel=panel, url=url, link=link or f"https://example.com/p/{order_id}")
    return await sent(book, wanted, order_id)


async def sent(book: Ledger, wanted: Intent, order_id: str) -> int:
    ref = await book.intend(wanted, ME)
    assert await book.begin_sending(ref, ME)
    await book.settle(ref, AddOutcome(OrderState.PLACED, order_id=order_id), ANSWERED)
    await book.release_adds(wanted.panel, ME)
    return ref


async def unknown(book: Ledger) -> int:
    ref = await sending(book)
    await book.settle(ref, AddOutcome(OrderState.UNKNOWN, note="cut"), CUT)
    return ref


def report(status: Status = Status.IN_PROGRESS, **more: object) -> StatusReport:
    named: dict[str, object] = {
        "charge": Decimal("0.27819"),
        "currency": "USD",
        "start_count": 3572,
        "remains": 157,
        **more,
    }
    return StatusReport(status, str(status).capitalize(), **named)  # type: ignore[arg-type]  # kept open for the tests


async def kinds(book: Ledger, ref: int) -> list[str]:
    return [event.kind for event in await book.events(ref)]


async def only(book: Ledger) -> Order:
    refs = await book.order_refs()
    assert len(refs) == 1
    return await book.order(refs[0])

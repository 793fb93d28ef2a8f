"""Orders in the book of a dashboard, and the way to its dialogs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import TypeVar
from unittest.mock import patch

from textual.screen import Screen

from smm_tui import outcome
from smm_tui.ledger import Intent, Sender
from smm_tui.models import Service, ServiceType
from smm_tui.ordering import quote
from smm_tui.screens import dialog
from smm_tui.session import News, Topic
from tests.ui.board import Board

LINK = "https://example.com/p/1"
S = TypeVar("S", bound=Screen[object])


def service_of(board: Board, kind: ServiceType = ServiceType.DEFAULT) -> Service:
    """The first service of a type."""
    catalogue = board.session.catalogue("demo")
    assert catalogue is not None
    return next(each for each in catalogue.services if each.type is kind)


async def placed(board: Board, link: str = LINK, quantity: str = "500") -> int:
    """An order that the panel took."""
    draft = quote(service_of(board), {"link": link, "quantity": quantity})
    ref = await board.session.place(
        "demo", draft, typed="" if draft.most is None else f"{draft.most:f}"
    )
    await board.session.wait(ref)
    return ref


async def unknown(board: Board, link: str = LINK) -> int:
    """An order whose answer was lost, with the balance read around it."""
    book, me, service = board.session.book, Sender.me(), service_of(board)
    draft = quote(service, {"link": link, "quantity": "500"})
    intent = Intent(
        panel="demo",
        panel_url=board.session.panel("demo").url,
        service=service,
        params=draft.params,
        link=link,
        quantity=500,
        foretold=draft.charge,
        currency="USD",
        confirmed_at=board.session.clock.now(),
        balance_before=Decimal("100.84292"),
    )
    ref = await book.intend(intent, me)
    assert await book.claim_adds("demo", me)
    assert await book.begin_sending(ref, me)
    lost = outcome.lost("The answer was lost.")
    await book.settle(ref, lost, outcome.NOTHING_SEEN, balance_before=Decimal("100.84292"))
    await book.release_adds("demo", me)
    await book.note_balance_after(ref, Decimal("100.39292"))
    board.session.tell(News(Topic.ORDERS, "demo", (ref,)))
    return ref


async def shown(board: Board, kind: type[S]) -> S:
    """Wait for a dialog."""
    await board.until(lambda: isinstance(board.app.screen, kind), what=kind.__name__)
    await board.pilot.pause()
    screen = board.app.screen
    assert isinstance(screen, kind)
    return screen


@asynccontextmanager
async def unread(board: Board) -> AsyncIterator[None]:
    """Nobody has read what comes meanwhile, however long the machine takes for it."""
    with patch.object(dialog, "ARM_SECONDS", 3600):
        yield
    if isinstance(board.app.screen, dialog.Deliberate):
        board.app.screen.arm()
        await board.takes_answers()


def resell(board: Board, service_id: str, **changes: object) -> None:
    """The panel sells a service otherwise from now on, or not at all where nothing is said."""
    rows = json.loads(board.panel.ask({"key": "k", "action": "services"}))
    kept = [row for row in rows if str(row["service"]) != service_id or changes]
    for row in kept:
        if str(row["service"]) == service_id:
            row.update(changes)
    board.panel.fixed["services"] = json.dumps(kept).encode()

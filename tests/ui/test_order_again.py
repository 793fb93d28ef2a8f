"""Order again: every type, from whatever became of the order before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from smm_tui import outcome
from smm_tui.answers import Json, statuses
from smm_tui.ledger import Intent, Sender
from smm_tui.models import Order, OrderState, ServiceType
from smm_tui.ordering import quote
from smm_tui.screens.order_form import OrderForm
from smm_tui.settings import PanelSettings
from tests.test_again import ENTRIES
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import placed, service_of, shown

ME = Sender.me()


async def intended(board: Board, kind: ServiceType, panel: str = "demo") -> int:
    """An order of a type with every field filled in, as the book has it before it is sent."""
    service = service_of(board, kind)
    params = quote(changed(service, min=1, dripfeed=None), ENTRIES).params
    return await board.session.book.intend(
        Intent(
            panel=panel,
            panel_url="https://panel.example/api/v2",
            service=service,
            params=params,
            link=ENTRIES["link"],
            quantity=100,
            foretold=None,
            currency="USD",
            confirmed_at=board.session.clock.now(),
            balance_before=None,
        ),
        ME,
    )


async def settled(board: Board, ref: int, state: OrderState, order_id: str = "") -> Order:
    book = board.session.book
    if state is OrderState.NOT_SENT:
        await book.withdraw(ref, ME, "Taken back before it was sent.")
        return await book.order(ref)
    await book.begin_sending(ref, ME)
    became = outcome.AddOutcome(state, order_id=order_id, words="" if order_id else "no")
    return await book.settle(ref, became, outcome.NOTHING_SEEN)


async def report(board: Board, answer: dict[str, Json]) -> None:
    book, panel = board.session.book, board.session.panel("demo")
    said = statuses(answer, list(answer))
    await book.record_statuses(panel.name, panel.url, said, board.session.clock.now())


async def again(board: Board, ref: int) -> OrderForm:
    board.app.journeys.order_again(ref)
    return await shown(board, OrderForm)


@pytest.mark.parametrize("state", [OrderState.NOT_SENT, OrderState.REJECTED, OrderState.PLACED])
async def test_every_type_is_filled_in_whatever_became_of_it(
    tmp_path: Path, state: OrderState
) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        for number, kind in enumerate(ServiceType):
            if kind is ServiceType.UNHEARD:
                continue  # the demo sells none
            ref = await intended(board, kind)
            order_id = str(9000 + number) if state is OrderState.PLACED else ""
            order = await settled(board, ref, state, order_id)
            form = await again(board, ref)
            filled = {name: text for name, text in form.entries.items() if text}
            assert filled.items() <= ENTRIES.items()
            assert filled.keys() <= dict(order.params).keys()
            # What is not asked for any more is named.
            assert bool(form.note) is bool(dict(order.params).keys() - filled.keys() - {"service"})
            await board.press("escape")
            await board.until(lambda: len(board.app.screen_stack) == 1)


async def test_a_child_brings_the_entries_of_the_order_that_made_it(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        parent = await placed(board)
        parent_id = (await board.session.book.order(parent)).order_id
        await report(board, {parent_id: {"status": "Active", "orders": ["777"]}})
        (child,) = [ref for ref in await board.session.book.order_refs() if ref != parent]
        form = await again(board, child)
        assert form.entries["quantity"] == "500"
        assert f"Order 777 was made by order {parent_id}" in " ".join(board.text.split())


async def test_what_cannot_be_ordered_again_says_why(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(120, 40)) as board:
        session = board.session
        panel = session.panel("demo")
        ((tracked,), _known) = await session.book.track(panel.name, panel.url, ["4711"])
        board.app.journeys.order_again(tracked)
        await board.until(lambda: "Find it in the catalogue." in board.text)
        elsewhere = await intended(board, ServiceType.DEFAULT, panel="gone")
        board.app.journeys.order_again(elsewhere)
        await board.until(lambda: "The configuration has no panel gone." in board.text)
        assert len(board.app.screen_stack) == 1


async def test_the_panel_of_the_order_may_be_read_only_and_not_the_one_in_view(
    tmp_path: Path,
) -> None:
    async with dashboard(tmp_path, size=(120, 40)) as board:
        desk = board.app.desk
        other: PanelSettings = replace(desk.panel_settings, name="other", read_only=True)
        panels = {**board.session.settings.panels, "other": other}
        board.session._clients._panels = panels  # noqa: SLF001 - as if it were configured
        ref = await intended(board, ServiceType.DEFAULT, panel="other")
        board.app.journeys.order_again(ref)
        await board.until(lambda: "Read-only: nothing is ordered here." in board.text)

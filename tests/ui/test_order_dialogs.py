"""Details, the case of an unknown order, ids placed elsewhere: what a person sees and decides."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.config import demo_settings
from smm_tui.errors import InvalidInput
from smm_tui.evidence import Verdict, Weighing
from smm_tui.models import KnownCharge, OrderState
from smm_tui.ordering import quote
from smm_tui.screens.case import Case
from smm_tui.screens.case_evidence import evidence_lines
from smm_tui.screens.order_details import OrderDetails
from smm_tui.screens.small_dialogs import TrackDialog
from smm_tui.session import News, Topic
from smm_tui.session.weighing import Weighed
from tests.clock import START
from tests.ledger.making import intent
from tests.session.making import OtherProcess
from tests.ui.board import dashboard
from tests.ui.dialogs import LINK, placed, service_of, shown, unknown, unread


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_details_show_state_and_timeline_first(tmp_path: Path, size: tuple[int, int]) -> None:
    async with dashboard(tmp_path, size=size) as board:
        await placed(board)
        await board.press("2")
        await board.until(lambda: "1 of 1" in board.text and "No orders" not in board.text)
        await board.press("enter")
        details = await shown(board, OrderDetails)
        said = board.text
        assert said.index("State") < said.index("Progress") < said.index("Link")
        assert said.index("Charge") < said.index("Timeline") < said.index("placed: ")
        assert details.query_one("Vertical").region.width == (80 if size[0] == 80 else 108)
        await board.press("end", "ctrl+r", "a", "y", "home")
        assert board.app.clipboard.isdigit()
        await board.until(lambda: "acknowledged" in details.pane.text)
        await board.press("escape")
        await board.until(lambda: len(board.app.screen_stack) == 1)


async def test_of_an_order_that_was_not_sent_nothing_says_it_was(tmp_path: Path) -> None:
    settings = replace(demo_settings(), undo_seconds=30)
    async with dashboard(tmp_path, size=(80, 24), settings=settings) as board:
        draft = quote(service_of(board), {"link": LINK, "quantity": "500"})
        ref = await board.session.place("demo", draft)
        await board.press("u", "2")
        await board.session.wait(ref)
        await board.until(lambda: "not sent" in board.text)
        await board.press("enter")
        details = await shown(board, OrderDetails)
        assert "What happened  Taken back" in board.text
        assert "What was confirmed" in details.pane.text
        assert "What was sent" not in details.pane.text
        # Nor is there a key for an id that there is not.
        assert board.text.splitlines()[-1].split()[:2] == ["a", "Acknowledge"]
        assert "Copy id" not in board.text
        await board.press("escape")


async def test_a_case_shows_the_evidence_and_takes_a_persons_word(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        real = await board.session.book.order(await placed(board))
        asked = {"key": "k", "action": "add", "service": real.service_id, "quantity": "500"}
        answer = json.loads(board.panel.ask({**asked, "link": "https://example.com/p/2"}))
        elsewhere = str(answer["order"])
        first, second = await unknown(board), await unknown(board, "https://example.com/p/2")
        async with unread(board):
            await board.press("exclamation_mark")
            case = await shown(board, Case)
            for said in ("Sent", "100.84292 USD before", "Evidence", "[ Leave it ]"):
                assert said in board.text
            # What was struck before a person could have read it takes no answer.
            for key in ("right", "right", "enter"):
                board.app.simulate_key(key)
            await board.pilot.pause()
            assert board.app.screen is case
        await board.press("left", "enter")
        assert "Enter the order id first." in board.text
        await board.type("999999")
        assert "first." not in board.text
        await board.press("enter", "right", "enter")
        await board.until(lambda: board.app.screen is not case)
        case = await shown(board, Case)
        # The panel does not know it; what was typed stays.
        assert "Order id         999999" in board.text
        assert "The panel refused this order id" in board.text
        await board.takes_answers()
        # That of another order of the book is refused as well.
        await board.press("tab", "ctrl+u")
        await board.type(real.order_id)
        await board.press("enter", "right", "enter")
        await board.until(lambda: "is another order of this book" in board.text)
        await board.takes_answers()
        await board.press("tab", "ctrl+u")
        await board.type(elsewhere)
        await board.press("enter", "right", "enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.press("exclamation_mark")
        await shown(board, Case)
        await board.press("enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.press("exclamation_mark")
        await shown(board, Case)
        await board.takes_answers()
        await board.press("right", "right", "enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        states = {(await board.session.book.order(ref)).state for ref in (first, second)}
        assert states <= {OrderState.PLACED, OrderState.NOT_PLACED, OrderState.UNKNOWN}
        assert OrderState.PLACED in states


async def test_ids_are_entered_and_what_is_wrong_is_said(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(40, 12)) as board:
        await board.press("2", "t")
        await shown(board, TrackDialog)
        await board.press("ctrl+o")
        assert board.app.screen.query_one("Vertical").region.bottom <= 11
        assert len(board.app.screen_stack) == 2


async def test_an_order_in_a_stopped_process_says_so_and_cannot_be_settled(tmp_path: Path) -> None:
    other = OtherProcess()
    async with dashboard(tmp_path, size=(80, 24)) as board:
        book = board.session.book
        ref = await book.intend(intent(panel="demo"), other.sender)
        assert await book.begin_sending(ref, other.sender)
        assert not await board.session.is_stopped(ref)
        other.stop()
        board.session.tell(News(Topic.ORDERS))
        await board.press("2")
        await board.until(lambda: "sending" in board.text)
        await board.press("enter")
        await shown(board, OrderDetails)
        assert "The program that sends this order is stopped" in board.text
        await board.press("escape", "exclamation_mark")
        await board.until(lambda: "No order needs attention" in board.text)
        # The answer to a key is no message to be read again.
        assert await board.session.book.messages() == []
        with pytest.raises(InvalidInput):
            await board.session.settle_as_not_placed(ref)
    other.kill()


async def test_the_lines_of_the_evidence(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        order = await board.session.book.order(await unknown(board))
    taken = KnownCharge(7, START, Decimal(1), OrderState.PLACED)
    refund = KnownCharge(8, START, None, OrderState.PLACED)
    weighing = Weighing(Verdict.AMBIGUOUS, "nobody knows")
    no = "You have active order with this link."
    later = replace(order, words=no, created_at=START)
    lines = evidence_lines(order, Weighed(weighing, (taken, refund), (later,)), zone=UTC)
    assert [line.text for line in lines] == [
        "ambiguous",
        "nobody knows",
        "1 USD",
        "a refund of unknown amount",
        f"An order for this link was refused 2026-03-14 14:02, as if one was running already: {no}",
    ]

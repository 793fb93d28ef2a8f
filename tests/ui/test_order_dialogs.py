"""Details, the case of an unknown order, ids placed elsewhere: what a person sees and decides."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.evidence import Verdict, weigh_unknown
from smm_tui.models import Balance, KnownCharge, Money, OrderState
from smm_tui.screens.case import Case
from smm_tui.screens.case_evidence import evidence_lines
from smm_tui.screens.order_details import OrderDetails
from smm_tui.screens.small_dialogs import TrackDialog
from smm_tui.session.weighing import Weighed, case_of, remainder_of
from tests.clock import START
from tests.ui.board import dashboard
from tests.ui.dialogs import LINK, placed, shown, unknown


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


async def test_a_case_shows_the_evidence_and_takes_a_persons_word(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        real = await board.session.book.order(await placed(board))
        first, second = await unknown(board), await unknown(board, "https://example.com/p/2")
        await board.press("exclamation_mark")
        case = await shown(board, Case)
        for said in ("Sent", "100.84292 USD before", "Evidence", "[ Leave it ]"):
            assert said in board.text
        # What was struck before a person could have read it takes no answer.
        for key in ("right", "right", "enter"):
            board.app.simulate_key(key)
        await board.pilot.pause(0.4)
        assert board.app.screen is case
        await board.press("left", "enter")
        assert "Enter the order id first." in board.text
        await board.type("999999")
        assert "first." not in board.text
        await board.press("enter", "right", "enter")
        await board.until(lambda: board.app.screen is not case)
        case = await shown(board, Case)
        # The panel does not know it; what was typed stays.
        assert "999999" in board.text
        await board.pilot.pause(0.4)
        await board.press("tab", "ctrl+u")
        await board.type(real.order_id)
        await board.press("enter", "right", "enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.press("exclamation_mark")
        await shown(board, Case)
        await board.press("enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.press("exclamation_mark")
        await shown(board, Case)
        await board.pilot.pause(0.4)
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


async def test_evidence_is_exact_and_doubts_what_the_book_does_not_explain(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        order = await board.session.book.order(await unknown(board))
    older = Balance(Money(Decimal("101.84292"), "USD"), START)
    newer = Balance(Money(Decimal("100.84292"), "USD"), START + timedelta(seconds=1))
    taken = KnownCharge(7, START, Decimal(1), OrderState.PLACED)
    refund = KnownCharge(8, START, None, OrderState.PLACED)
    own = KnownCharge(order.ref, START, order.foretold, OrderState.UNKNOWN)
    assert remainder_of(older, newer, [taken]) == 0
    assert remainder_of(older, newer, []) == 1
    assert remainder_of(None, newer, []) is None
    assert remainder_of(older, newer, [refund]) is None
    sure = weigh_unknown(case_of(order, charges=[own], remainder=Decimal(0)))
    assert sure.verdict is Verdict.LOOKS_PLACED
    doubtful = weigh_unknown(case_of(order, charges=[own, refund], remainder=Decimal(0)))
    assert doubtful.verdict is Verdict.AMBIGUOUS
    lines = evidence_lines(order, Weighed(doubtful, (taken, refund)))
    assert [line.text for line in lines][-2:] == ["1 USD", "a refund of unknown amount"]
    assert order.link == LINK

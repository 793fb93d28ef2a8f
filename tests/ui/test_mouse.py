"""Clicks: what is shown can be clicked, and none of it spends more easily than keys do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widget import Widget

from smm_tui.config import demo_settings
from smm_tui.models import OrderState
from smm_tui.screens.answers_line import Answers
from smm_tui.screens.order_form import OrderForm
from smm_tui.screens.review import Review
from smm_tui.screens.small_dialogs import PanelDialog
from smm_tui.widgets.box import HelpScreen
from smm_tui.widgets.key_bar import KeyBar
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import unknown


async def click(board: Board, widget: Widget, words: str) -> None:
    """Click on words that a widget of one line shows."""
    [line] = [widget.render_line(0).text]
    assert words in line, line
    await board.pilot.click(widget, offset=(line.index(words), 0))
    await board.pilot.pause()


def key_bar(board: Board) -> KeyBar:
    return board.app.screen.query_one(KeyBar)


async def test_a_click_on_a_key_is_that_key_and_leaves_the_focus_where_it_was(
    tmp_path: Path,
) -> None:
    async with dashboard(tmp_path) as board:
        table = board.app.main.catalogue_view.services
        await click(board, key_bar(board), "Sort")
        await board.until(lambda: "recently ordered first" in board.text)
        assert board.app.focused is table
        await click(board, key_bar(board), "2 Orders")
        await board.until(lambda: board.app.main.view == "orders")
        await click(board, key_bar(board), "Help")
        await board.until(lambda: isinstance(board.app.screen, HelpScreen))


async def test_the_parts_of_the_header_lead_where_they_point(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await unknown(board)
        header = board.app.main.header_bar
        await board.until(lambda: "1 unknown" in header.text)
        await click(board, header, "live")
        await board.until(lambda: board.app.main.view == "orders")
        await click(board, header, "unknown")
        await board.until(lambda: "Unknown: was this order placed?" in board.text)
        await board.press("escape")
        await click(board, header, "demo")
        await board.until(lambda: isinstance(board.app.screen, PanelDialog))


@pytest.mark.parametrize(("size", "row"), [((120, 40), 3), ((40, 12), 1)])
async def test_a_row_is_chosen_by_the_second_click_on_it(
    tmp_path: Path, size: tuple[int, int], row: int
) -> None:
    async with dashboard(tmp_path, size=size) as board:
        table = board.app.main.catalogue_view.services
        await board.pilot.click(table, offset=(12, 4))
        assert table.cursor == row
        await board.pilot.click(table, offset=(12, 4))
        await board.until(lambda: isinstance(board.app.screen, OrderForm))


async def test_only_clicks_on_the_answer_itself_place_an_order(tmp_path: Path) -> None:
    settings = replace(demo_settings(), undo_seconds=0)
    async with dashboard(tmp_path, settings=settings) as board:
        await board.press("down", "enter")
        await board.until(lambda: isinstance(board.app.screen, OrderForm))
        await board.type("https://instagram.com/p/x")
        await board.press("tab", *"100")
        await click(board, key_bar(board), "Review")
        await board.until(lambda: isinstance(board.app.screen, Review))
        review = board.app.screen
        assert isinstance(review, Review)
        await board.takes_answers()
        for words in ("Next answer", "Take it", "Next answer", "Take it"):
            await click(board, key_bar(board), words)
        assert board.app.screen is review
        assert review.answers.chosen == 0
        place = (14, 0)
        await board.pilot.click(Answers, offset=place)
        assert review.answers.chosen == 1
        assert (await board.session.book.counts()).total == 0
        await board.pilot.click(Answers, offset=place)
        await board.until(lambda: board.app.screen is board.app.main)
        [ref] = await board.session.book.order_refs()
        await board.session.wait(ref)
        assert (await board.session.book.order(ref)).state is OrderState.PLACED

"""The review: what was struck too early has no effect, an amount is typed, Back is nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.config import demo_settings
from smm_tui.screens.answers_line import Answers
from smm_tui.screens.order_form import OrderForm
from smm_tui.screens.review import Review
from smm_tui.session import Notice
from smm_tui.settings import Settings
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import LINK, placed, service_of, shown, unknown, unread


def settings(*, confirm_above: str = "", max_charge: str = "") -> Settings:
    base = demo_settings()
    panel = replace(
        base.panels["demo"],
        confirm_above=Decimal(confirm_above) if confirm_above else None,
        max_charge=Decimal(max_charge) if max_charge else None,
    )
    return replace(base, undo_seconds=0, panels={"demo": panel})


async def fill(board: Board, link: str = LINK, quantity: str = "500") -> OrderForm:
    board.app.journeys.order(service_of(board))
    form = await shown(board, OrderForm)
    await board.type(link)
    await board.press("tab")
    await board.type(quantity)
    return form


async def review(board: Board) -> Review:
    await board.press("ctrl+o")
    dialog = await shown(board, Review)
    await board.takes_answers()
    return dialog


async def count(board: Board) -> int:
    return (await board.session.book.counts()).total


@asynccontextmanager
async def reviewing(folder: Path, **limits: str) -> AsyncIterator[tuple[Board, Review]]:
    async with dashboard(folder, settings=settings(**limits), size=(80, 24)) as board:
        await fill(board)
        yield board, await review(board)


async def test_the_review_says_what_is_sent_and_starts_on_back(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (board, _dialog):
        for said in (LINK, "500", "0.45 USD", "100.84292 USD, then 100.39292 USD", "[ Back ]"):
            assert said in board.text
        await board.press("enter")
        await shown(board, OrderForm)
        assert LINK in board.text
        assert await count(board) == 0


async def test_place_sends_once_and_the_form_is_gone(tmp_path: Path) -> None:
    async with reviewing(tmp_path) as (board, _dialog):
        # The second enter is for the row below, whose form it opens again.
        await board.press("right", "enter", "enter")
        await shown(board, OrderForm)
        await board.until(lambda: "1 live" in board.text)
        assert await count(board) == 1


async def test_what_was_said_of_another_order_does_not_stay_beside_the_next(tmp_path: Path) -> None:
    async with dashboard(tmp_path, settings=settings()) as board:
        board.app.tell(Notice("Taken back."))
        await board.until(lambda: "Taken back." in board.text)
        await fill(board)
        await review(board)
        await board.press("right", "enter")
        await board.until(lambda: "1 live" in board.text)
        assert "Taken back." not in board.text


async def test_a_burst_of_keys_does_not_reach_place(tmp_path: Path) -> None:
    async with dashboard(tmp_path, settings=settings()) as board:
        await fill(board)
        async with unread(board):
            for key in ("ctrl+o", "right", "enter", "right", "enter"):
                board.app.simulate_key(key)
            dialog = await shown(board, Review)
        assert dialog.answers.chosen == 0
        assert await count(board) == 0
        # Leaving is moving about, and never dropped.
        await board.press("escape")
        await shown(board, OrderForm)


async def test_early_clicks_do_not_reach_place(tmp_path: Path) -> None:
    async with dashboard(tmp_path, settings=settings()) as board:
        await fill(board)
        place = (14, 0)
        async with unread(board):
            await board.press("ctrl+o")
            dialog = await shown(board, Review)
            await board.pilot.click(Answers, offset=place)
            await board.pilot.click(Answers, offset=place)
            await board.pilot.pause()
            assert board.app.screen is dialog
            assert await count(board) == 0
        await board.pilot.click(Answers, offset=(1, 0))
        await board.pilot.click(Answers, offset=(70, 0))
        await board.pilot.click(Answers, offset=place)
        await board.pilot.click(Answers, offset=place)
        await board.until(lambda: len(board.app.screen_stack) == 1)


@pytest.mark.parametrize("limit", ["0.44", "0.1"])
async def test_above_confirm_above_the_amount_is_typed(tmp_path: Path, limit: str) -> None:
    async with reviewing(tmp_path, confirm_above=limit) as (board, dialog):
        await board.press("right", "enter")
        assert "Type 0.45 exactly." in board.text
        assert board.app.focused is not dialog.answers
        await board.type("0.450")
        assert "exactly" not in board.text
        # Enter after the amount leads to Back, and tab to an answer that changes nothing.
        await board.press("enter")
        assert board.app.focused == dialog.answers
        await board.press("enter")
        await shown(board, OrderForm)
        await review(board)
        await board.press("tab")
        await board.type("0.45")
        await board.press("enter", "right", "enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.pilot.pause()
        assert await count(board) == 1


async def test_above_max_charge_there_is_nothing_to_take_but_back(tmp_path: Path) -> None:
    async with reviewing(tmp_path, max_charge="0.4") as (board, _dialog):
        assert "above max_charge of this panel: 0.4 USD" in board.text
        assert "Place the order" not in board.text
        await board.press("right", "enter")
        await shown(board, OrderForm)
        assert await count(board) == 0


async def test_beside_an_unknown_order_a_word_is_typed_in_a_second_question(
    tmp_path: Path,
) -> None:
    async with dashboard(tmp_path, settings=settings(), size=(80, 24)) as board:
        await unknown(board, "http://www.Example.com/p/1/")  # LINK, written in another way
        await fill(board)
        await board.until(lambda: "may have been placed:" in board.text)
        await review(board)
        await board.press("right", "enter")
        await board.until(lambda: "placing it again pays twice" in board.text)
        await board.takes_answers()
        await board.press("escape")
        await shown(board, OrderForm)
        assert await count(board) == 1
        await review(board)
        await board.press("right", "enter")
        await board.until(lambda: "placing it again pays twice" in board.text)
        await board.takes_answers()
        await board.press("tab")
        await board.type("again")
        await board.press("enter", "right", "enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.pilot.pause()
        assert await count(board) == 2


async def test_requests_are_reviewed_one_by_one(tmp_path: Path) -> None:
    async with dashboard(tmp_path, settings=settings(), size=(40, 12)) as board:
        refs = [await placed(board, f"https://example.com/{number}") for number in range(2)]
        await board.press("2")
        await board.pilot.pause()
        await board.press("asterisk", "c")
        await shown(board, Review)
        assert "Cancel 2 orders" in board.text
        await board.takes_answers()
        await board.press("pagedown", "pageup", "down", "enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.pilot.pause()
        for ref in refs:
            assert len(await board.session.book.requests_of(ref)) == 1

"""What a panel changes between the form and the sending brings the review back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from smm_tui.config import demo_settings
from smm_tui.screens.order_form import OrderForm
from smm_tui.screens.review import Review
from tests.clock import FakeClock
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import LINK, resell, service_of, shown, unknown, unread

OLD = 301
"""Seconds after which a catalogue is read again for an order."""


@asynccontextmanager
async def quiet(folder: Path, clock: FakeClock) -> AsyncIterator[Board]:
    """Nothing is refreshed by itself."""
    settings = replace(demo_settings(), undo_seconds=0)
    async with dashboard(folder, size=(80, 24), settings=settings, clock=clock) as board:
        board.app.desk.poller.pause(paused=True)
        yield board


async def opened(board: Board) -> OrderForm:
    board.app.journeys.order(service_of(board))
    return await shown(board, OrderForm)


async def filled(board: Board, link: str = LINK) -> OrderForm:
    form = await opened(board)
    await board.type(link)
    await board.press("tab")
    await board.type("500")
    return form


async def reviewed(board: Board) -> Review:
    await board.press("ctrl+o")
    review = await shown(board, Review)
    await board.takes_answers()
    return review


def text_of(board: Board) -> str:
    return " ".join(board.text.replace("\u2502", " ").split())


async def total(board: Board) -> int:
    return (await board.session.book.counts()).total


async def test_only_an_old_catalogue_is_read_again_for_the_form(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with quiet(tmp_path, clock) as board:
        resell(board, service_of(board).service_id, rate="1.80")
        clock.jump(OLD - 2)
        form = await opened(board)
        await board.pilot.pause()
        assert "is 1.80" not in board.text
        await board.press("escape")
        clock.jump(2)
        form = await opened(board)
        await board.until(lambda: "rate was 0.90, is 1.80" in text_of(board))
        assert "rate 1.80" in board.text
        assert form.service == service_of(board)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rate": "1.80"}, "rate was 0.90, is 1.80"),
        ({"rate": "0.45"}, "rate was 0.90, is 0.45"),
        ({"min": "100"}, "limits was 50 to 10000, is 100 to 10000"),
        ({"max": "600"}, "limits was 50 to 10000, is 50 to 600"),
        ({"type": "SEO"}, "type was Default, is SEO"),
        ({}, "no longer has this service"),
    ],
)
async def test_what_is_read_while_the_review_is_open_brings_it_back(
    tmp_path: Path, clock: FakeClock, changes: dict[str, object], said: str
) -> None:
    """Whoever read it: the form, a person, the refreshing."""
    async with quiet(tmp_path, clock) as board:
        await filled(board)
        before = await reviewed(board)
        resell(board, service_of(board).service_id, **changes)
        async with unread(board):
            await board.session.refresh_catalogue("demo")
            await board.until(lambda: said in text_of(board))
            assert board.app.screen is not before
            # What was struck for the old one places nothing.
            await board.press("right", "enter")
            await board.pilot.pause()
            assert await total(board) == 0
        if changes.keys() & {"type"} or not changes:
            await shown(board, OrderForm)


async def test_the_question_about_an_unknown_order_comes_back_too(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with quiet(tmp_path, clock) as board:
        await unknown(board)
        await filled(board)
        await reviewed(board)
        await board.press("right", "enter")
        await board.until(lambda: "placing it again pays twice" in text_of(board))
        resell(board, service_of(board).service_id, rate="1.80")
        await board.session.refresh_catalogue("demo")
        await board.until(lambda: "is 1.80" in text_of(board))
        assert "pays twice" not in text_of(board)
        assert "0.90 USD" in board.text
        assert await total(board) == 1


async def test_what_changes_behind_the_help_brings_the_review_back_afterwards(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with quiet(tmp_path, clock) as board:
        await filled(board)
        await reviewed(board)
        await board.press("right", "f1")
        await board.until(lambda: "Help" in board.text)
        resell(board, service_of(board).service_id, rate="1.80")
        await board.session.refresh_catalogue("demo")
        await board.pilot.pause()
        await board.press("escape")
        await board.takes_answers()
        await board.press("right", "enter")
        await board.until(lambda: "is 1.80" in text_of(board))
        assert await total(board) == 0


async def test_what_is_the_same_disturbs_nobody(tmp_path: Path, clock: FakeClock) -> None:
    async with quiet(tmp_path, clock) as board:
        await filled(board)
        review = await reviewed(board)
        resell(board, service_of(board).service_id, desc="Another description")
        await board.session.refresh_catalogue("demo")
        await board.pilot.pause()
        assert board.app.screen is review
        await board.press("right", "enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.pilot.pause()
        assert await total(board) == 1


async def test_where_it_cannot_be_read_the_review_shows_its_age(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with quiet(tmp_path, clock) as board:
        board.panel.fixed["services"] = b"<html>"
        clock.jump(OLD)
        await filled(board)
        await reviewed(board)
        said = text_of(board)
        assert "The catalogue could not be read again" in said
        assert "5 min old; it could not be read again" in said
        await board.press("right", "enter")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.pilot.pause()
        assert await total(board) == 1

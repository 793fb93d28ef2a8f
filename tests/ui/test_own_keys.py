"""Keys of the configuration: key bar, palette, help and hints show them, and they act."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from smm_tui.commands import Palette, commands_of
from smm_tui.config import demo_settings
from smm_tui.keymap import settled
from smm_tui.settings import Settings
from smm_tui.widgets.box import HelpScreen
from tests.ui.board import Board, dashboard

WANTED = {
    "orders.refill": "R",
    "app.help": "H",
    "app.quit": "f10",
    "app.catalogue": "f2",
    "app.take_back": "z",
    "filter.clear": "f4",
    "dialog.back": "f3",
}


def own_keys() -> Settings:
    return replace(demo_settings(), undo_seconds=0, keys=settled(WANTED))


def at_the_bottom(board: Board) -> bool:
    return board.app.screen is board.app.main


def last_line(board: Board) -> str:
    return board.text.splitlines()[-1]


async def test_what_is_shown_are_the_keys_in_force(tmp_path: Path) -> None:
    async with dashboard(tmp_path, settings=own_keys()) as board:
        await board.press("2")
        await board.until(lambda: "No orders yet. Press f2, choose" in board.text)
        assert "R Refill" in last_line(board)
        assert last_line(board).endswith("H Help")
        keys = {command.binding_id: command.key for command in commands_of(board.app.screen)}
        assert keys["orders.refill"] == "R"
        assert keys["app.quit"] == "f10"
        assert keys["app.help"] == "H f1"
        await board.press("H")
        assert isinstance(board.app.screen, HelpScreen)
        assert "  R           Ask to refill" in board.text
        assert last_line(board).strip() == "f3 Close"
        await board.press("escape")
        assert isinstance(board.app.screen, HelpScreen)
        await board.press("H")
        assert at_the_bottom(board)
        await board.press("colon", *"refill")
        assert last_line(board).split() == ["f3", "Close", "f1", "Help"]
        assert isinstance(board.app.screen, Palette)
        assert " R " in next(line for line in board.text.splitlines() if "Refill" in line)
        await board.press("f3")
        assert at_the_bottom(board)


async def test_the_old_keys_are_free_and_the_new_ones_act(tmp_path: Path) -> None:
    async with dashboard(tmp_path, settings=own_keys()) as board:
        await board.press("1", "q", "question_mark")
        assert at_the_bottom(board)
        assert board.app.is_running
        await board.press("slash", *"qqq")
        await board.until(lambda: "f4 clears the filter" in board.text)
        await board.press("f1")
        assert isinstance(board.app.screen, HelpScreen)
        await board.press("f3", "f4")
        assert board.app.main.catalogue_view.filter_bar.text == ""
        await board.press("f10")
        await board.until(lambda: board.app.return_code == 0, what="the end")

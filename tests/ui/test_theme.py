"""The choice of a theme: tried on while choosing, kept when taken, undone when left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.style import Style

from smm_tui.config import Places, demo_settings
from smm_tui.settings import ThemeName
from smm_tui.state import keep_theme, kept_theme
from tests.ui.board import Board, dashboard


async def open_choice(board: Board) -> None:
    await board.press("colon", *"colours", "enter")
    await board.until(lambda: "─ Colours " in board.text)


async def test_a_theme_is_worn_under_the_cursor_and_escape_brings_the_old_one_back(
    tmp_path: Path,
) -> None:
    settings = replace(demo_settings(), theme=ThemeName.DARK)
    async with dashboard(tmp_path, settings=settings) as board:
        first = board.app.theme
        assert first.startswith("dark")
        await open_choice(board)
        await board.press("j")
        await board.until(lambda: board.app.theme.startswith("light"))
        await board.press("end")
        await board.until(lambda: board.app.theme == "none" and board.app.no_color)
        await board.press("escape")
        await board.until(lambda: board.app.theme == first)
        assert not board.app.no_color
    places = Places.within(tmp_path)
    assert kept_theme(places, configured=ThemeName.DARK) is ThemeName.DARK


@pytest.mark.parametrize("key", ["1", "3"])
async def test_nothing_keeps_the_colours_of_another_theme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """With 16 colours two themes may differ in the colours of a few words alone."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM", raising=False)
    settings = replace(demo_settings(), theme=ThemeName.COLOUR_BLIND)
    async with dashboard(tmp_path, settings=settings) as board:
        await board.press(key)
        before = looks(board)
        board.app.wear(ThemeName.ANSI)
        await board.pilot.pause()
        worn = looks(board)
        for widget in board.app.screen.query("*"):
            widget.refresh()
        await board.pilot.pause()
        assert worn == looks(board) != before


def looks(board: Board) -> list[list[Style | None]]:
    """The styles of all that is painted, by line."""
    strips = board.app.screen._compositor.render_strips()  # noqa: SLF001 - what is painted
    return [[part.style for part in strip] for strip in strips]


async def test_the_theme_that_is_taken_is_kept(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await open_choice(board)
        await board.press("j", "j", "j", "enter")
        await board.until(lambda: "─ Colours " not in board.text)
        assert board.app.theme.startswith("colour-blind")
    places = Places.within(tmp_path)
    assert kept_theme(places, configured=ThemeName.ANSI) is ThemeName.COLOUR_BLIND


def test_another_configuration_is_stronger_than_what_was_chosen_before(tmp_path: Path) -> None:
    places = Places.within(tmp_path)
    assert kept_theme(places, configured=ThemeName.LIGHT) is ThemeName.LIGHT
    assert keep_theme(places, ThemeName.NONE, configured=ThemeName.LIGHT)
    assert kept_theme(places, configured=ThemeName.LIGHT) is ThemeName.NONE
    assert kept_theme(places, configured=ThemeName.DARK) is ThemeName.DARK
    for damage in (b"", b"none", b"none light dark", b"\xff\xff", b"pink light", b"n" * 10_000):
        (places.state / "theme").write_bytes(damage)
        assert kept_theme(places, configured=ThemeName.LIGHT) is ThemeName.LIGHT

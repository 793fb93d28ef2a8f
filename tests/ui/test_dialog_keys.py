"""No chain of printable keys, tab and enter places, refills or cancels, wherever it begins."""

from __future__ import annotations

import asyncio
import string
from collections import deque
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key

from smm_tui.config import demo_settings
from smm_tui.models import OrderState
from smm_tui.screens.answers_line import Answers
from smm_tui.screens.review import Review
from smm_tui.settings import Settings
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import placed, unknown

NAMES = {_character_to_key(char): char for char in string.printable if char.isprintable()}
BLIND = ("enter", "tab", "x", "5")
"""What acts or types without being a binding of the screen; tab as in a pasted text."""
State = tuple[str, str, str, int]


def state_of(board: Board) -> State:
    screen, focused = board.app.screen, board.app.focused
    where = ""
    if focused is not None and focused.parent is not None:
        where = f"{type(focused).__name__} {focused.parent.id or ''}".strip()
    view = board.app.main.view if screen is board.app.main else ""
    return (type(screen).__name__, where, view, len(board.app.screen_stack))


async def strike(board: Board, key: str) -> None:
    """A key, until it has acted and the screen takes the next; a review drops early ones."""
    board.app.simulate_key(key)
    for _attempt in range(1000):
        for _turn in range(25):
            await asyncio.sleep(0)
        screen = board.app.screen
        early = isinstance(screen, Review) and (
            screen.drops(events.Key("x", "x")) or screen.focused is None
        )
        if not early and not board.app.holds_keys and screen.is_mounted:
            return
        await asyncio.sleep(0.005)


async def go(board: Board, path: tuple[str, ...]) -> State:
    """From the catalogue, with nothing open, by these keys."""
    while len(board.app.screen_stack) > 1:
        await strike(board, "escape")
    for key in ("escape", "escape", "1"):
        await strike(board, key)
    board.app.main.catalogue_view.take_focus()
    for key in path:
        await strike(board, key)
    return state_of(board)


def keys_of(board: Board) -> list[str]:
    """Every printable key that is bound here, and those that act without a binding; not quit."""
    bound = [
        key
        for key, (_node, binding, _enabled, _tooltip) in board.app.screen.active_bindings.items()
        if key in NAMES and binding.action not in {"leave", "app.leave"}
    ]
    return [*dict.fromkeys((*bound, *BLIND))]


async def nothing_was_asked(board: Board, refs: list[int]) -> None:
    for answers in board.app.screen.query(Answers):
        assert answers.chosen == 0
    book = board.session.book
    counts = await book.counts()
    assert counts.total == len(refs)
    for ref in refs:
        assert await book.requests_of(ref) == []


def settings(confirm_above: str | None) -> Settings:
    base = demo_settings()
    above = None if confirm_above is None else Decimal(confirm_above)
    panel = replace(base.panels["demo"], confirm_above=above)
    other = replace(panel, name="other")
    return replace(base, undo_seconds=0, panels={"demo": panel, "other": other})


@pytest.mark.parametrize("confirm_above", [None, "0.01"])
async def test_every_binding_of_every_screen_and_focus(
    tmp_path: Path, confirm_above: str | None
) -> None:
    async with dashboard(tmp_path, settings=settings(confirm_above)) as board:
        # With a last quantity the form can be filled by a letter and enter alone.
        refs = [await placed(board), await unknown(board)]
        start = await go(board, ())
        found: dict[State, tuple[str, ...]] = {start: ()}
        waiting = deque([start])
        while waiting:
            state = waiting.popleft()
            path = found[state]
            await go(board, path)
            for key in keys_of(board):
                if state_of(board) != state:
                    await go(board, path)
                await strike(board, key)
                await nothing_was_asked(board, refs)
                reached = state_of(board)
                if reached not in found and len(path) < 8:
                    found[reached] = (*path, key)
                    waiting.append(reached)
        names = {name for name, *_rest in found}
        assert {"MainScreen", "OrderForm", "Review", "Case", "OrderDetails"} <= names
        assert {"TrackDialog", "PanelDialog", "Palette", "HelpScreen"} <= names
        assert (await board.session.book.order(refs[1])).state is OrderState.UNKNOWN

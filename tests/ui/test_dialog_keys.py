"""No chain of printable keys, tab and enter places, refills or cancels, wherever it begins."""

from __future__ import annotations

import asyncio
import json
import string
from collections import deque
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key

from smm_tui.config import demo_settings
from smm_tui.demo import DemoPanel, create_panel
from smm_tui.models import OrderState, SystemClock
from smm_tui.screens.answers_line import Answers
from smm_tui.screens.review import Review
from smm_tui.screens.views import LATER
from smm_tui.settings import Settings
from tests.canary.sweep import Sweep, fresh_key
from tests.hostile.strings import SHORT, wrong_in
from tests.places import PLACES
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import placed, unknown

NAMES = {_character_to_key(char): char for char in string.printable if char.isprintable()}
BLIND = ("enter", "tab", "x", "5")
"""What acts or types without being a binding of the screen; tab as in a pasted text."""
State = tuple[str, str, str, int]
ROOTS: tuple[tuple[str, ...], ...] = (
    (),
    ("2", "down", "enter"),
    ("colon", *"colours", "enter"),
)
"""Where the walks begin: from the catalogue, and where only a word leads."""


def state_of(board: Board) -> State:
    screen, focused = board.app.screen, board.app.focused
    where = ""
    if focused is not None and focused.parent is not None:
        where = f"{type(focused).__name__} {focused.parent.id or ''}".strip()
    view = board.app.main.view if screen is board.app.main else ""
    return (type(screen).__name__, where, view, len(board.app.screen_stack))


async def drained(board: Board) -> None:
    """Until what was struck has gone from the App to the focus, and what it made back again."""
    for _round in range(2):
        focused = board.app.focused
        chain = focused.ancestors_with_self if focused is not None else [board.app.screen]
        for node in (board.app, *chain, board.app):
            done = asyncio.Event()
            if node.is_running and node.call_later(done.set):
                await done.wait()


async def strike(board: Board, key: str) -> None:
    """A key, until it has acted and the screen takes the next; a review drops early ones."""
    board.app.simulate_key(key)
    for _attempt in range(1000):
        await drained(board)
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
    if path in ROOTS:
        await board.pilot.pause(0.2)  # what a command opens comes by itself
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


@dataclass(frozen=True, slots=True)
class Scene:
    """A program to walk through."""

    size: tuple[int, int]
    confirm_above: str | None
    is_hostile: bool
    """Whether the panel writes hostile text into its catalogue."""

    def panel(self) -> DemoPanel:
        panel = create_panel(now=SystemClock().now().timestamp, speed=1.0)
        if self.is_hostile:
            rows = json.loads(panel.ask({"key": "k", "action": "services"}))[: len(SHORT)]
            for row, text, other in zip(rows, SHORT, reversed(SHORT), strict=False):
                row |= {"name": text, "category": other, "desc": text}
            panel.fixed["services"] = json.dumps(rows).encode()
        return panel


SCENES = {
    "wide": Scene((120, 40), None, is_hostile=False),
    "narrow and hostile": Scene((40, 12), "0.01", is_hostile=True),
}
OUT_OF_REACH = {"BatchResults"}
"""What no printable key leads to before something was placed; `test_batch_results` has them."""


async def look_at(board: Board, sweep: Sweep) -> None:
    """What holds in every place: no key, nothing hostile, and the unknown order on top."""
    await board.until(
        lambda: "! 1 unknown" in board.text.split("\n", 1)[0], what=f"{state_of(board)} with it"
    )
    assert [wrong for line in board.text.splitlines() if (wrong := wrong_in(line))] == []
    sweep.look("a picture", board.app.export_screenshot())


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
async def test_every_binding_of_every_screen_and_focus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scene: Scene
) -> None:
    monkeypatch.chdir(tmp_path)  # where its exports go
    key = fresh_key()
    sweep = Sweep(key)
    async with dashboard(
        tmp_path,
        settings=settings(scene.confirm_above),
        size=scene.size,
        panel=scene.panel(),
        key=key,
    ) as board:
        # With a last quantity the form can be filled by a letter and enter alone.
        refs = [await placed(board), await unknown(board)]
        await board.until(lambda: "! 1 unknown" in board.text.splitlines()[0])
        found: dict[State, tuple[str, ...]] = {await go(board, root): root for root in ROOTS}
        waiting = deque(found)
        while waiting:
            state = waiting.popleft()
            path = found[state]
            await go(board, path)
            await look_at(board, sweep)
            for struck in keys_of(board):
                if state_of(board) != state:
                    await strike(board, "escape")  # the short way back, where it is one
                if state_of(board) != state:
                    await go(board, path)
                await strike(board, struck)
                await nothing_was_asked(board, refs)
                reached = state_of(board)
                if reached not in found and len(path) < 8:
                    found[reached] = (*path, struck)
                    waiting.append(reached)
        reached_screens = {name for name, *_rest in found}
        known = {place.screen for place in PLACES.values()}
        assert reached_screens == known - OUT_OF_REACH
        views = {view for _name, _where, view, _count in found if view}
        assert views == {"catalogue", *LATER}
        assert (await board.session.book.order(refs[1])).state is OrderState.UNKNOWN
    assert sweep.hits == []
    assert sweep.size > 100_000

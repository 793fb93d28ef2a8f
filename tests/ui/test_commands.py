"""Palette and help say and do what the bindings in force do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from smm_tui.commands import Command, Palette, commands_of, open_help, open_palette
from smm_tui.widgets.box import HelpScreen
from smm_tui.widgets.columns import Cell, Column
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.signs import ASCII, UNICODE, Signs
from smm_tui.widgets.text_pane import TextPane


class Rows:
    def cells(self, key: int, columns: Sequence[str]) -> list[Cell]:
        return [Cell(str(key)) for _column in columns]


class Services(Screen[None]):
    HELP = "Enter on a service opens its order form.\nNames are [/plain] text."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s", "note('sort')", "Sort", tooltip="Sort by the next column", id="catalogue.sort"
        ),
        Binding("y", "note('copy')", "Copy", id="catalogue.copy", show=False),
        Binding("r", "refused", "Refill", id="catalogue.refused"),
        Binding("z", "note('no id')", "Without an id"),
    ]

    def compose(self) -> ComposeResult:
        yield LineTable(Rows(), (Column("key", "Key", 5),))

    def action_note(self, what: str) -> None:
        assert isinstance(self.app, Commands)
        self.app.done.append(what)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "refused" else super().check_action(action, parameters)


class Commands(App[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p,colon", "palette", "Commands", id="app.palette"),
        Binding("question_mark,f1", "help", "Help", tooltip="Keys of this screen", id="app.help"),
        Binding("p", "panel", "Assort panels", id="app.panel"),
    ]

    def __init__(self, signs: Signs = UNICODE) -> None:
        super().__init__()
        self.done: list[str] = []
        self.signs = signs

    def on_mount(self) -> None:
        self.push_screen(Services())

    def action_palette(self) -> None:
        extra = Command("Read [/foo] again", "", "Read the catalogue again", self._read)
        open_palette(self, extra=[extra], signs=self.signs)

    async def _read(self) -> None:
        self.done.append("read")

    def action_help(self) -> None:
        open_help(self, signs=self.signs, about="This program buys.")

    def action_panel(self) -> None:
        self.done.append("panel")


def shown(app: Commands) -> list[list[str]]:
    table = app.screen.query_one(LineTable)
    lines = [table.render_line(y).text.replace("▌", " ") for y in range(table.size.height)]
    return [line.split() for line in lines if line.strip()]


async def test_the_palette_offers_what_the_screen_below_can_do() -> None:
    app = Commands()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, Palette)
        assert shown(app) == [
            ["Sort", "Sort", "by", "the", "next", "column", "s"],
            ["Copy", "y"],
            ["Help", "Keys", "of", "this", "screen", "?"],
            ["Assort", "panels", "p"],
            ["Read", "[/foo]", "again", "Read", "the", "catalogue", "again"],
        ]
        assert app.screen.query_one(Input).cursor_blink is False


@pytest.mark.parametrize(
    ("keys", "done"),
    [
        (["enter"], ["sort"]),
        (["c", "o", "p", "enter"], ["copy"]),
        (["down", "enter"], ["copy"]),
        (["down", "up", "enter"], ["sort"]),
        (["pagedown", "enter"], ["read"]),
        (["pagedown", "pageup", "enter"], ["sort"]),
        (["a", "g", "a", "i", "n", "space", "r", "e", "a", "d", "enter"], ["read"]),
        # A name that begins with it stands before one that holds it.
        (["s", "o", "r", "t", "enter"], ["sort"]),
        (["p", "a", "n", "e", "l", "enter"], ["panel"]),
        (["x", "x", "x", "enter", "escape"], []),
        (["escape"], []),
    ],
)
async def test_the_palette_runs_what_was_chosen(keys: list[str], done: list[str]) -> None:
    app = Commands()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("colon")
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert app.done == done
        assert isinstance(app.screen, Services)


async def test_a_click_on_a_command_runs_it() -> None:
    app = Commands()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.click(LineTable, offset=(4, 1))
        await pilot.click(LineTable, offset=(4, 1))
        await pilot.pause()
        assert app.done == ["copy"]


async def test_help_has_the_words_and_all_keys_of_the_screen() -> None:
    app = Commands(ASCII)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        text = app.screen.query_one(TextPane).text
        for words in (
            "This program buys.",
            "Names are [/plain] text.",
            "This screen",
            "s           Sort by the next column",
            "Everywhere",
            "? f1        Keys of this screen",
            "^p :        Commands",
            "Moving about",
            "down j      Next row",
        ):
            assert words in text
        assert "Refill" not in text
        assert "Without an id" not in text
        top = app.screen.query_one(TextPane).render_line(0).text
        await pilot.press("pagedown")
        assert app.screen.query_one(TextPane).render_line(0).text != top
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, Services)


async def test_help_of_a_screen_without_a_focus_or_words() -> None:
    app = Commands()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.screen.set_focus(None)
        await pilot.pause()
        open_help(app)
        await pilot.pause()
        text = app.screen.query_one(TextPane).text
        assert text.startswith("Enter on a service")
        assert "Moving about" not in text
        await pilot.press("escape")
        await pilot.pause()
        await app.push_screen(Screen())
        assert [command.binding_id for command in commands_of(app.screen)] == [
            "app.palette",
            "app.help",
            "app.panel",
        ]
        open_help(app)
        await pilot.pause()
        assert app.screen.query_one(TextPane).text.startswith("Everywhere")


@pytest.mark.parametrize("size", [(80, 24), (30, 8), (8, 3)])
async def test_small_screens_hold_palette_and_help(size: tuple[int, int]) -> None:
    app = Commands()
    async with app.run_test(size=size, notifications=True) as pilot:
        for key in ("question_mark", "ctrl+p"):
            await pilot.press(key)
            await pilot.pause()
            assert len(app.screen_stack) == 3
            await pilot.press("escape")
            await pilot.pause()

"""Every hostile text through every widget that shows text: in its place, as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widget import Widget

from smm_tui import untrusted
from smm_tui.errors import Refused
from smm_tui.screens.small_dialogs import TrackDialog
from smm_tui.widgets.box import HelpScreen
from smm_tui.widgets.columns import Cell, Column
from smm_tui.widgets.filter_bar import FilterBar
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.message_line import MessageLine
from smm_tui.widgets.message_list import Entry, MessageList
from smm_tui.widgets.one_line import OneLine, Part
from smm_tui.widgets.text_pane import Line, TextPane
from tests.hostile.strings import HOSTILE, MARKUP, random_texts, wrong_in

SIZE = (100, 24)
TEXTS = (*HOSTILE, *random_texts(7, 300))


@cache
def cleaned() -> tuple[str, ...]:
    return tuple(dict.fromkeys(untrusted.text(text) for text in TEXTS))


@cache
def blocks() -> tuple[str, ...]:
    return tuple(dict.fromkeys(untrusted.block(text, limit=2_000) for text in TEXTS))


class Rows:
    """A text in every cell of its row."""

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell]:
        return [Cell(cleaned()[key]) for _ in columns]


class Showing(App[None]):
    def compose(self) -> ComposeResult:
        yield OneLine(id="one")
        yield MessageLine(id="message")
        yield FilterBar("[/foo] title")
        yield TextPane(id="pane")
        yield LineTable(Rows(), (Column("a", "A", 8, weight=1), Column("b", "B", 20)), id="table")


class Messages(App[None]):
    def compose(self) -> ComposeResult:
        yield MessageList()


def painted(widget: Widget) -> list[Strip]:
    """The lines of a widget; each exactly as wide as it is, without anything but text."""
    strips = [widget.render_line(y) for y in range(widget.size.height)]
    for strip in strips:
        assert strip.cell_length == widget.size.width, ascii(strip.text)
        assert not wrong_in(strip.text), ascii(strip.text)
        for segment in strip:
            assert segment.style is None or not segment.style.meta.get("@click")
            assert segment.style is None or segment.style.link is None
    return strips


def seen(line: str) -> str:
    """A line without what has no cell to stand in, because nothing stands before it."""
    return line[next((place for place, char in enumerate(line) if cell_len(char)), 0) :]


async def test_lines_show_the_text_itself() -> None:
    app = Showing()
    async with app.run_test(size=SIZE, notifications=True):
        one, message = app.query_one("#one", OneLine), app.query_one("#message", MessageLine)
        for text in blocks():
            one.show_parts((Part((text,), keep=True), Part((text, text[:5]), right=True)))
            line = " ".join(text.split("\n")).strip()
            if text and len(line) < 40:
                assert seen(line) in painted(one)[0].text, ascii(text)
            painted(one)
            message.say(text, "warning")
            painted(message)
            message.say_error(Refused(text))
            painted(message)
        assert app.return_code is None


async def test_a_pane_shows_the_text_itself() -> None:
    app = Showing()
    async with app.run_test(size=SIZE, notifications=True):
        pane = app.query_one(TextPane)
        for text in blocks():
            pane.show([Line(text, label=untrusted.text(text)[:20], label_width=12), Line(text)])
            painted(pane)
            pane.action_page(1_000)
            painted(pane)
            if text in MARKUP:
                assert text in pane.text


async def test_a_table_shows_the_text_itself() -> None:
    app = Showing()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        table = app.query_one(LineTable)
        table.show(range(len(cleaned())))
        await pilot.pause()
        seen = ""
        for _ in range(len(cleaned()) // max(table.size.height - 1, 1) + 1):
            seen += "\n".join(strip.text for strip in painted(table))
            table.action_page(1)
            await pilot.pause()
        for text in MARKUP:
            assert untrusted.text(text) in seen
        for text in cleaned():
            table.empty_text = text
            app.query_one(FilterBar).show_count(text)
        table.show(())
        await pilot.pause()
        painted(table)


@pytest.mark.parametrize("size", [SIZE, (30, 10), (3, 4)])
async def test_a_list_of_messages_shows_the_text_itself(size: tuple[int, int]) -> None:
    app = Messages()
    async with app.run_test(size=size, notifications=True) as pilot:
        shown = app.query_one(MessageList)
        shown.show(
            [
                Entry(key, text[:9], "14:02:11", "?", text[:12], "error", text[:30], text)
                for key, text in enumerate(cleaned())
            ]
        )
        await pilot.pause()
        seen = ""
        for _ in cleaned():
            seen += "\n".join(strip.text.rstrip(" ▐") for strip in painted(shown))
            shown.action_page(1)
        if size is SIZE:
            for text in MARKUP:
                assert untrusted.text(text) in seen


@pytest.mark.parametrize("texts", [MARKUP, TEXTS[:40]], ids=["markup", "others"])
async def test_dialogs_show_the_text_itself(texts: Sequence[str]) -> None:
    app = Showing()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await app.push_screen(HelpScreen([Line(untrusted.text(text)) for text in texts]))
        await pilot.pause()
        shown = app.screen.query_one(TextPane).text
        for text in MARKUP if texts is MARKUP else ():
            assert untrusted.text(text) in shown
        await app.pop_screen()
        for text in texts[:8]:
            clean = untrusted.text(text)
            await app.push_screen(TrackDialog(panel=clean, entry=clean, problem=clean))
            await pilot.pause()
            await app.pop_screen()
        assert app.return_code is None

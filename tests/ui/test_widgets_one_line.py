"""The lines at the top and the bottom: what they say, and what gives way first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from smm_tui.errors import Unreachable
from smm_tui.models import Money
from smm_tui.widgets.header_bar import HeaderBar, HeaderState
from smm_tui.widgets.key_bar import KeyBar
from smm_tui.widgets.message_line import MessageLine
from smm_tui.widgets.one_line import OneLine, Part, choose
from smm_tui.widgets.signs import ASCII
from tests.clock import START

STATE = HeaderState(
    panel="brsmm",
    balance=Money(Decimal("100.84292"), "USD"),
    live=1234,
    as_of=START,
    next_at=START + timedelta(seconds=15),
)


class Table(Widget, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "order", "Order", tooltip="Order this", id="catalogue.order"),
        Binding("f", "favourite", "Favourite", id="catalogue.favourite", show=False),
    ]
    DEFAULT_CSS = "Table { height: 1; }"

    def action_order(self) -> None:
        """Known, so that the key is in force."""

    def action_favourite(self) -> None:
        """Known, so that the key is in force."""


class Lines(App[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,F2", "show", "Catalogue", id="app.catalogue"),
        Binding("question_mark", "explain", "Help", id="app.help"),
        Binding("x", "never", "Never", id="app.never"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.header = HeaderBar()
        self.keys = KeyBar()
        self.message = MessageLine()

    def compose(self) -> ComposeResult:
        yield self.header
        yield Table()
        yield Table(classes="other")
        yield self.message
        yield self.keys

    def action_show(self) -> None:
        """Known, so that the key is in force."""

    def action_explain(self) -> None:
        """Known, so that the key is in force."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "never" else super().check_action(action, parameters)


async def header(state: HeaderState, width: int = 120) -> str:
    app = Lines()
    async with app.run_test(size=(width, 10), notifications=True) as pilot:
        app.header.state = state
        await pilot.pause()
        assert cell_len(app.header.text) == width
        return app.header.text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (STATE, ["brsmm", "100.84292 USD", "1,234 live", "as of 14:02:11, next 14:02:26"]),
        (replace(STATE, demo=True, read_only=True), ["DEMO", "READ-ONLY"]),
        (replace(STATE, low=True), ["100.84292 USD low"]),
        (replace(STATE, unknown=2, attention=2), ["! 2 unknown  "]),
        (replace(STATE, unknown=2, attention=5), ["! 2 unknown, 3 more"]),
        (replace(STATE, attention=1), ["! 1 needs a look"]),
        (replace(STATE, attention=3), ["! 3 need a look"]),
        (replace(STATE, in_pause=2), ["undo: 2 (u takes back)"]),
        (replace(STATE, slow_link=True), ["slow link"]),
        (replace(STATE, paused=True), ["paused", "as of 14:02:11 "]),
        (
            replace(STATE, offline_since=START - timedelta(minutes=4)),
            ["offline since 13:58, retry 14:02:26"],
        ),
        (
            replace(STATE, offline_since=START - timedelta(minutes=4), next_at=None),
            ["offline since 13:58 "],
        ),
    ],
)
async def test_the_header_says_it(state: HeaderState, said: list[str]) -> None:
    text = await header(state)
    for words in said:
        assert words in text


async def test_an_empty_header_is_empty() -> None:
    assert (await header(HeaderState())).strip() == ""


@pytest.mark.parametrize("width", [80, 50, 40])
async def test_what_needs_a_look_never_gives_way(width: int) -> None:
    state = replace(
        STATE, demo=True, unknown=2, attention=9, in_pause=1, offline_since=START, slow_link=True
    )
    text = await header(state, width)
    assert "! 2 unknown" in text
    assert "undo: 1" in text
    assert ("brsmm" in text) == (width > 50)


class Counted(HeaderBar):
    paints = 0

    def segments(self, y: int, size: Size) -> Sequence[Segment]:
        self.paints += 1
        return super().segments(y, size)


class HeaderOnly(App[None]):
    def compose(self) -> ComposeResult:
        yield Counted()


async def test_the_same_state_paints_nothing() -> None:
    app = HeaderOnly()
    async with app.run_test(size=(80, 10), notifications=True) as pilot:
        line = app.query_one(Counted)
        line.state = STATE
        await pilot.pause()
        before = line.paints
        line.state = replace(STATE)
        # Of what is not shown, nothing is painted either.
        line.state = replace(STATE, paused=False, zone=ZoneInfo("Etc/UTC"))
        await pilot.pause()
        assert line.paints == before


@given(
    st.lists(
        st.builds(
            Part,
            st.lists(st.text(max_size=20), min_size=1, max_size=3).map(tuple),
            yields=st.integers(0, 3),
            keep=st.booleans(),
        ),
        max_size=6,
    ),
    st.integers(0, 60),
)
def test_parts_give_way_until_they_fit(parts: list[Part], width: int) -> None:
    chosen = choose(parts, width)
    for part in parts:
        if part.keep and part.texts[0]:
            assert any(each is part for each, _text in chosen)
    if all(part.keep for part, _text in chosen):
        return
    assert sum(cell_len(text) for _part, text in chosen) <= width


async def test_keys_follow_the_focus_and_help_stays_at_the_edge() -> None:
    app = Lines()
    async with app.run_test(size=(60, 10), notifications=True) as pilot:
        await pilot.pause()
        assert app.keys.text.split() == ["⏎", "Order", "1", "Catalogue", "?", "Help"]
        assert app.keys.text.endswith("? Help ")
        app.set_focus(None)
        await pilot.pause()
        assert app.keys.text.split() == ["1", "Catalogue", "?", "Help"]
        await pilot.resize_terminal(12, 10)
        assert app.keys.text.split() == ["?", "Help"]
        assert cell_len(app.keys.text) == 12
        await pilot.resize_terminal(4, 10)
        assert app.keys.text.strip() == ""
        app.keys.styles.width = 0
        await pilot.pause()
        assert app.keys.text == ""


async def test_keys_of_a_screen_below_are_left_alone() -> None:
    app = Lines()
    async with app.run_test(size=(60, 10), notifications=True) as pilot:
        await pilot.pause()
        before = app.keys.text
        await app.push_screen(Screen())
        await pilot.pause()
        assert app.keys.text == before


async def test_a_message_has_a_sign_as_well_as_a_colour() -> None:
    app = Lines()
    async with app.run_test(size=(60, 10), notifications=True):
        app.message.say("[/foo] [@click=app.quit]")
        assert app.message.text.strip() == "[/foo] [@click=app.quit]"
        app.message.say("Order 8812345 placed", "success")
        assert app.message.text.strip() == "✓  Order 8812345 placed"
        app.message.say("Balance is low", "warning")
        assert app.message.text.strip().startswith("!")
        app.message.say("x" * 80, "error")
        assert app.message.text.endswith("x…")
        app.message.signs = ASCII
        app.message.say("y" * 80, "error")
        assert app.message.text.isascii()
        app.message.clear()
        assert app.message.text.strip() == ""
        assert app.message.render_line(1).text.strip() == ""


async def test_an_error_has_its_remedy_where_there_is_room() -> None:
    app = Lines()
    async with app.run_test(size=(160, 10), notifications=True) as pilot:
        app.message.say_error(Unreachable("connection refused"))
        assert app.message.text.strip() == (
            "✗  The panel cannot be reached: connection refused  "
            "Check the network and the panel's URL. It is tried again by itself."
        )
        await pilot.resize_terminal(110, 10)
        assert app.message.text.strip().endswith("URL")
        await pilot.resize_terminal(60, 10)
        assert app.message.text.strip().endswith("refused")
        await pilot.resize_terminal(40, 10)
        assert app.message.text.strip().endswith("reached")


async def test_hostile_words_never_push_a_line() -> None:
    class One(App[None]):
        def compose(self) -> ComposeResult:
            yield OneLine()

    app = One()
    async with app.run_test(size=(30, 3), notifications=True):
        line = app.query_one(OneLine)
        for text in ("全角文字" * 9, "👨‍👩‍👧‍👦" * 20, "[/foo]", "\u200djoined\u200d", "❤️" * 40):
            line.show_parts((Part((text,)), Part((text,), right=True)))
            assert sum(cell_len(part.text) for part in line.render_line(0)) == 30

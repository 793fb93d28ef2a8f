"""All that a key changes is painted at once, whatever happens meanwhile."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Label, Static

from smm_tui.widgets.one_frame import hold_frame


class Teller(Static, can_focus=True):
    """Changes on a key, and says so."""

    class Changed(Message):
        """It did."""

    def on_key(self) -> None:
        self.update("after")
        self.post_message(self.Changed())
        hold_frame(self)


class View(Vertical):
    """Shows elsewhere what the teller says."""

    def compose(self) -> ComposeResult:
        yield Vertical(Teller("before"))
        yield Static("before", id="shown")

    async def on_teller_changed(self) -> None:
        await asyncio.sleep(0.03)  # longer than a frame
        self.query_one("#shown", Static).update("after")


class Frames(App[None]):
    """Notes what every frame shows."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[str] = []

    def compose(self) -> ComposeResult:
        yield View()

    def post_display_hook(self) -> None:
        if self.screen.query(Teller):
            texts = (self.screen.query_one(Teller), self.screen.query_one("#shown", Static))
            self.frames.append(" ".join(str(each.content) for each in texts))


class Other(Screen[None]):
    """Another screen."""

    def compose(self) -> ComposeResult:
        yield Label("other")


async def test_what_hears_of_a_change_is_painted_with_it() -> None:
    app = Frames()
    async with app.run_test() as pilot:
        app.query_one(Teller).focus()
        await pilot.pause()
        del app.frames[:]
        await pilot.press("x")
        await pilot.pause(0.1)
        assert set(app.frames) == {"after after"}


async def test_frames_go_on_when_somebody_has_gone_meanwhile() -> None:
    app = Frames()
    async with app.run_test() as pilot:
        teller = app.query_one(Teller)
        hold_frame(teller)
        await app.query_one(View).remove()
        await pilot.pause(0.2)
        await app.mount(View())
        del app.frames[:]
        await pilot.pause()
        app.query_one("#shown", Static).update("again")
        await pilot.pause()
        assert "before again" in app.frames


async def test_another_screen_is_painted_although_frames_were_held() -> None:
    app = Frames()
    async with app.run_test() as pilot:
        hold_frame(app.query_one(Teller))
        await app.push_screen(Other())
        await pilot.pause()
        assert app.screen.query_one(Label).region.size.width


async def test_a_widget_that_is_not_there_holds_nothing() -> None:
    app = Frames()
    async with app.run_test():
        hold_frame(Teller("never mounted"))


async def test_nothing_is_painted_after_the_end() -> None:
    app = Frames()
    async with app.run_test() as pilot:
        hold_frame(app.query_one(Teller))
        app.exit()
        await pilot.pause(0.2)
    assert app.return_code == 0

"""What every box over the screen below has in common."""

from __future__ import annotations

from textual.app import App

from smm_tui.widgets.box import HelpScreen
from smm_tui.widgets.text_pane import Line


async def test_a_box_that_is_closed_twice_closes_nothing_below_it() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        lower, upper = HelpScreen([Line("lower")]), HelpScreen([Line("upper")])
        await app.push_screen(lower)
        await app.push_screen(upper)
        upper.dismiss(None)
        await upper.dismiss(None)
        await pilot.pause()
        assert app.screen is lower


async def test_a_box_under_another_stays_and_can_be_closed_later() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        lower, upper = HelpScreen([Line("lower")]), HelpScreen([Line("upper")])
        await app.push_screen(lower)
        await app.push_screen(upper)
        lower.dismiss(None)
        await pilot.pause()
        assert app.screen is upper
        await pilot.press("escape")
        assert app.screen is lower
        await pilot.press("escape")
        assert len(app.screen_stack) == 1

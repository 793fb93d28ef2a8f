"""Makes the pictures of every screen: `.venv/bin/python -m screenshots.capture [FOLDER]`."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read by Textual when it is imported
os.environ.pop("NO_COLOR", None)
os.environ.pop("COLORFGBG", None)
os.environ["COLORTERM"] = "truecolor"

from rich.terminal_theme import DIMMED_MONOKAI
from textual import events
from textual.pilot import Pilot

from screenshots.drawing import svg
from screenshots.history import write_history
from screenshots.staging import Stage, settle, strips
from screenshots.story import LINES, WRONG, tell
from smm_tui.models import SystemClock
from smm_tui.session.enrolment import Enrolment
from smm_tui.setup_app import SetupApp

SIZES: Final = ((120, 40), (80, 24))
_CONFIG: Final = Path("~/.config/smm-tui/config.toml")
"""Shown, never read: nothing is saved."""


class Camera:
    """Takes pictures of one program at one size."""

    def __init__(self, pilot: Pilot[Any], folder: Path, title: str) -> None:
        self.pilot = pilot
        self._folder = folder
        self._title = title

    async def press(self, *keys: str) -> None:
        """Strike keys, and wait for what comes of them."""
        await self.pilot.press(*keys)
        await settle(self.pilot)

    async def take(self, name: str) -> None:
        """Take a picture."""
        await settle(self.pilot)
        app = self.pilot.app
        width, height = app.size
        picture = svg(strips(app), width=width, title=self._title, theme=DIMMED_MONOKAI)
        (self._folder / f"{name}-{width}x{height}.svg").write_text(picture, encoding="utf-8")


async def take_orders(camera: Camera, stage: Stage) -> None:
    """Every screen of the dashboard, after a day of ordering."""
    scene = await tell(stage, camera.pilot)
    await camera.press("escape")
    await take_catalogue(camera)
    await camera.press("w", *"jjj")
    await camera.take("changes")
    await camera.press("2")
    await camera.take("orders")
    await camera.press("e", "tab", "tab", "ctrl+u", *"~/orders.csv")
    await camera.take("export")
    await camera.press("escape", "t", *"23490-23495")
    await camera.take("track")
    await camera.press("escape")
    for name, ref in (("details", scene.refilled), ("unknown", scene.unknown)):
        stage.app.journeys.look_at(ref)
        await camera.take(name)
        await camera.press("escape")
    await camera.press("m")
    await camera.take("messages")
    await camera.press("escape")
    await take_batch(camera, stage)
    stage.app.choose_theme()
    await settle(camera.pilot)
    await camera.press("down", "down")
    await camera.take("themes")
    await camera.press("escape")


async def take_batch(camera: Camera, stage: Stage) -> None:
    """Several orders at once, from the lines to their results."""
    await camera.press("2", "b")
    camera.pilot.app.post_message(events.Paste(LINES + WRONG))
    await camera.take("batch")
    for _line in WRONG.splitlines():
        await camera.press("backspace", "ctrl+u")
    await camera.press("ctrl+o")
    await camera.take("batch-review")
    await camera.press("right", "enter")
    for _second in range(6):
        await stage.pass_time(camera.pilot, 1.2)
    await camera.take("batch-results")
    await camera.press("u")
    await stage.pass_time(camera.pilot, 1.2)
    await camera.press("escape")


async def take_catalogue(camera: Camera) -> None:
    """From the catalogue to the review of an order, and what helps on the way."""
    await camera.take("catalogue")
    await camera.press("question_mark")
    await camera.take("help")
    await camera.press("escape", "colon", *"or")
    await camera.take("palette")
    await camera.press("escape", "f", "j", "j", "f", "g", "slash", *"instagram no drop refill")
    await camera.press("colon", *"yes rate", "less_than_sign", *"0.95")
    await camera.take("filter")
    await camera.press("enter", "g", "enter")
    await camera.press(*"https://www.instagram.com/your.shop", "tab", *"1500")
    await camera.take("order-form")
    await camera.press("ctrl+o")
    await camera.take("review")
    await camera.press("escape", "escape", "escape")


async def capture_dashboard(folder: Path, size: tuple[int, int]) -> None:
    """The pictures of the dashboard in one size."""
    with tempfile.TemporaryDirectory() as own:
        stage = Stage(Path(own))
        async with stage.app.run_test(size=size, notifications=True) as pilot:
            await take_orders(Camera(pilot, folder, "smm-tui --demo"), stage)
        await stage.desk.close()


async def capture_spending(folder: Path, size: tuple[int, int]) -> None:
    """The picture of the spending, after some weeks."""
    with tempfile.TemporaryDirectory() as own:
        await write_history(Path(own))
        stage = Stage(Path(own))
        async with stage.app.run_test(size=size, notifications=True) as pilot:
            camera = Camera(pilot, folder, "smm-tui --demo")
            await settle(pilot)
            await camera.press("escape", "3", "down", "down")
            await camera.take("spending")
        await stage.desk.close()


async def capture_setup(folder: Path, size: tuple[int, int]) -> None:
    """The picture of the first run."""
    app = SetupApp(Enrolment(_CONFIG, clock=SystemClock(), environ={}))
    async with app.run_test(size=size, notifications=True) as pilot:
        await Camera(pilot, folder, "smm-tui").take("setup")


def main() -> None:
    """Make them all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for size in SIZES:
        asyncio.run(capture_setup(folder, size))
        asyncio.run(capture_dashboard(folder, size))
        asyncio.run(capture_spending(folder, size))


if __name__ == "__main__":
    main()

"""The dashboard on a demo panel of the test's own, as `run_dashboard` puts it together."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from textual._context import visible_screen_stack
from textual.message import Message
from textual.pilot import Pilot

from smm_tui.api import PanelClient
from smm_tui.app import Dashboard
from smm_tui.config import Places, demo_settings
from smm_tui.demo import DemoPanel, create_panel
from smm_tui.ledger import Ledger
from smm_tui.models import Clock, SystemClock
from smm_tui.screens.desk import Desk
from smm_tui.screens.dialog import Deliberate
from smm_tui.session import Session
from smm_tui.settings import ApiKey, PanelSettings, Settings
from smm_tui.transport import Transport
from smm_tui.widgets.columns import Cell
from smm_tui.widgets.line_table import LineTable


@dataclass
class Board:
    """A running dashboard and what stands behind it."""

    app: Dashboard
    pilot: Pilot[int]
    panel: DemoPanel

    @property
    def session(self) -> Session:
        return self.app.desk.now

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        names = {" ": "space", "/": "slash", ":": "colon", ".": "full_stop", "-": "minus"}
        await self.press(*(names.get(char, char) for char in text))

    async def until(self, holds: Callable[[], bool], *, what: str = "it") -> None:
        """Wait for something that the program does by itself."""
        for _attempt in range(200):
            if holds():
                return
            await self.pilot.pause(0.02)
        message = f"{what} never came; the screen says:\n{self.text}"
        raise AssertionError(message)

    async def takes_answers(self) -> None:
        """Wait until a review that has come can be read, and drops no key any more."""
        await self.until(
            lambda: (
                isinstance(self.app.screen, Deliberate)
                and not self.app.screen.is_early(Message().time)
            ),
            what="a review that takes answers",
        )
        await self.pilot.pause()

    @property
    def text(self) -> str:
        """What is on the screen, line by line, with what a dialog leaves of what is below."""
        app = self.app
        visible_screen_stack.set(app._background_screens)  # noqa: SLF001 - as when it is painted
        lines = app.screen._compositor.render_strips(app.size)  # noqa: SLF001 - what is painted
        return "\n".join(strip.text.rstrip() for strip in lines)


def row_of(table: LineTable, place: int) -> dict[str, str]:
    """The texts of a row by column, as the table would paint them."""
    columns = list(table.columns)
    cells: list[Cell | None] = list(table.source.cells(table.rows[place], columns) or [])
    return {
        column: cell.text for column, cell in zip(columns, cells, strict=True) if cell is not None
    }


@asynccontextmanager
async def dashboard(
    folder: Path,
    *,
    size: tuple[int, int] = (120, 40),
    settings: Settings | None = None,
    clock: Clock | None = None,
    speed: float = 1.0,
    read_only: bool = False,
    panel: DemoPanel | None = None,
    key: str = "k",
) -> AsyncIterator[Board]:
    """Start the dashboard and wait until its catalogue is there."""
    clock = clock or SystemClock()
    time = clock
    demo = panel or create_panel(now=lambda: time.now().timestamp(), speed=speed)
    settings = settings or replace(demo_settings(), undo_seconds=0)
    places = Places.within(folder)

    async def connect(panel_settings: PanelSettings) -> PanelClient:
        transport = Transport(panel_settings, ApiKey(key), clock=time, asgi_app=demo)
        return PanelClient(transport, clock=time)

    async def open_session() -> Session:
        return Session(
            settings=settings,
            places=places,
            book=await Ledger.open(places.ledger, clock=time),
            clock=time,
            connect=connect,
            read_only=read_only,
            demo=True,
        )

    desk = Desk(
        settings=settings,
        places=places,
        open_session=open_session,
        demo=True,
        read_only=read_only,
        clock=time,
    )
    app = Dashboard(desk, zone=UTC)
    os.environ.pop("TMUX", None)
    async with app.run_test(size=size, notifications=True) as pilot:
        board = Board(app, pilot, demo)
        try:
            await board.until(lambda: app.main.catalogue_view.catalogue is not None)
            await pilot.pause()
            yield board
        finally:
            await desk.finish()
    await desk.close()

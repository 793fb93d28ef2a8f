from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from textual.screen import Screen

import smm_tui
from smm_tui.app import Dashboard
from smm_tui.catalogue import Catalogue
from smm_tui.catalogue_cache import Kept, keep
from smm_tui.config import Places, demo_settings
from smm_tui.errors import LedgerError
from smm_tui.screens.desk import Desk
from smm_tui.session import Session
from tests.bench.catalogue import body, read


class Watched(Dashboard):
    """Notes each frame, and whether it is painted or thrown away."""

    CSS_PATH = str(Path(smm_tui.__file__).with_name("app.tcss"))

    def __init__(self, desk: Starting) -> None:
        super().__init__(desk, zone=UTC)
        self.starting = desk

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if renderable is not None:
            self.starting.events.append("thrown away" if self._batch_count else "painted")
        super()._display(screen, renderable)


class Starting(Desk):
    """Notes when the catalogue and the session are wanted, and has none to give."""

    def __init__(self, folder: Path) -> None:
        settings, places = demo_settings(), Places.within(folder)
        answer = body(300)
        preview = read(answer, []).preview("USD")
        assert keep(places, settings.panels["demo"], Kept(preview, answer))
        super().__init__(settings=settings, places=places, open_session=self._nothing)
        self.events: list[str] = []

    async def _nothing(self) -> Session:
        raise AssertionError

    async def load(self) -> Catalogue | None:
        self.events.append("wanted")
        return None

    async def open(self) -> Session:
        raise LedgerError


async def test_the_first_picture_comes_before_all_else_and_is_rendered_once(tmp_path: Path) -> None:
    desk = Starting(tmp_path)
    await Watched(desk).run_async(headless=True, size=(120, 40))
    assert desk.events[0] == "painted"
    assert "wanted" in desk.events
    assert "thrown away" not in desk.events

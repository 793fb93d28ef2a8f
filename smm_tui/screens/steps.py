"""What journeys through several dialogs have in common."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import tzinfo
from typing import Any

from textual.app import App

from smm_tui.errors import SmmError
from smm_tui.screens.desk import Desk
from smm_tui.screens.orderly_keys import Opening
from smm_tui.session import News, Notice, Topic


class Steps:
    """App-level workers that open dialogs; no step after an await touches a view's widget."""

    def __init__(self, app: App[int], desk: Desk, *, zone: tzinfo) -> None:
        self._app = app
        self._desk = desk
        self._zone = zone

    def _tell(self, notice: Notice) -> None:
        if self._desk.is_open:
            self._desk.now.tell(News(Topic.NOTICE, notice=notice))

    def _run(self, work: Coroutine[Any, Any, None], group: str) -> None:
        self._app.run_worker(self._explained(work), group=group)

    async def _explained(self, work: Coroutine[Any, Any, None]) -> None:
        """Say what went wrong where no step has said it: a book that cannot be used."""
        try:
            await work
        except SmmError as error:
            self._tell(Notice.of_error(error))

    def _open(self, work: Callable[[Opening], Coroutine[Any, Any, None]], group: str) -> None:
        """Do what ends in a dialog; the keys struck meanwhile wait for it."""
        opening = Opening(self._app)

        async def run() -> None:
            with opening:
                await work(opening)

        self._run(run(), group)

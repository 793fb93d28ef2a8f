"""What one run of the program remembers for the next, and when it is written down.

A change is in the file half a second later at the most, so that little is lost whatever ends
the program. Files are read again and written by a thread, one after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

from smm_tui.config import Places
from smm_tui.settings import Settings
from smm_tui.state.keyed import Drafts, Favourites, Keyed
from smm_tui.state.view import ViewState, view_file

_SOON: Final = 0.5
"""Seconds."""


class Memory:
    """Read when it is made; `flush` ends it."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._document = view_file(places)
        self.view, note = self._document.read()
        """As the run before left it."""
        self.favourites: Final = Favourites(places)
        self._notes = [each for each in (note, self.favourites.note) if each]
        self.collect: Callable[[], ViewState] | None = None
        """Says how the screens stand."""
        self._saved = self.view
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    @cached_property
    def drafts(self) -> Drafts:
        """Orders that are half-written; read when they are first asked for."""
        drafts = Drafts(self._places)
        self._notes += filter(None, [drafts.note])
        return drafts

    def panel(self, settings: Settings) -> str:
        """The panel that was in view, unless the configuration names another one since."""
        view = self.view
        known = view.panel in settings.panels and view.configured == settings.panel
        return view.panel if known else settings.panel

    def take_notes(self) -> list[str]:
        """What is to be told about files that could not be used, once."""
        taken, self._notes = self._notes, []
        return taken

    def touch(self) -> None:
        """Something changed: write it down soon."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_SOON, self._begin)

    async def look(self) -> bool:
        """Take over what other processes made of the favourites; whether that is another set."""
        if self._writing is not None or not self.favourites.is_stale:
            return False
        before = self.favourites.values
        self._writing = asyncio.get_running_loop().create_task(self._read(), name="memory")
        await asyncio.shield(self._writing)
        return self.favourites.values != before

    async def flush(self) -> None:
        """Write down now what is not yet."""
        while self._timer is not None or self._writing is not None:
            if self._writing is not None:
                await self._writing
            elif self._timer is not None:
                self._timer.cancel()
                self._begin()

    def _begin(self) -> None:
        self._timer = None
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write(), name="memory")
        else:
            self.touch()

    async def _read(self) -> None:
        try:
            values = await asyncio.to_thread(self.favourites.read_again)
            self.favourites.adopt(values, {})
        finally:
            self._writing = None

    async def _write(self) -> None:
        try:
            view = self.collect() if self.collect else self._saved
            if view != self._saved:
                self._saved = view
                await asyncio.to_thread(self._document.write, view)
            await self._save(self.favourites)
            if "drafts" in self.__dict__:
                await self._save(self.drafts)
        finally:
            self._writing = None

    async def _save(self, kept: Keyed[Any]) -> None:
        if changes := kept.take_changes():
            values = await asyncio.to_thread(kept.save, changes)
            kept.adopt(values, changes)

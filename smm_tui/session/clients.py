"""The clients of all panels, each made once with the key of its own panel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from smm_tui.api import MOST_IDS, PanelClient
from smm_tui.errors import ConfigError, KeyUnavailable, SmmError
from smm_tui.i18n import _
from smm_tui.settings import ApiKey, KeyOrigin, KeySource, PanelSettings

Connect: TypeAlias = Callable[[PanelSettings], Awaitable[PanelClient]]
"""Reads the panel's key and makes its client."""


class Clients:
    """Gives each panel its client; a key is read once, however many ask at the same time."""

    def __init__(self, panels: Mapping[str, PanelSettings], connect: Connect) -> None:
        self._panels = panels
        self._connect = connect
        self._made: dict[str, asyncio.Task[PanelClient]] = {}
        self._calls_before: dict[str, int] = {}

    def panel(self, name: str) -> PanelSettings:
        """The settings of a panel.

        Raises:
            ConfigError: The configuration no longer has it.
        """
        if name not in self._panels:
            raise ConfigError(_("The configuration has no panel {name}.").format(name=name))
        return self._panels[name]

    async def get(self, name: str) -> PanelClient:
        """A panel's client; a key source that failed is tried again at the next asking.

        Raises:
            ConfigError: The panel cannot be used; `KeyUnavailable` where it has no key.
        """
        task = self._made.get(name)
        if task is None:
            panel = self.panel(name)
            task = asyncio.create_task(self._make(panel), name=f"key of {name}")
            self._made[name] = task
        await asyncio.wait({task})
        if task.cancelled():
            raise KeyUnavailable(_("the reading of it was given up"))
        return task.result()

    async def use_key(self, name: str, key: ApiKey) -> None:
        """Ask a panel with this key from now on, until the program ends.

        Raises:
            ConfigError: It cannot be used; the panel keeps the key it had.
        """
        given = KeySource(KeyOrigin.TEXT, key=key)
        client = await self._connect(replace(self.panel(name), key=given))
        await self.forget(name)
        self._made[name] = asyncio.create_task(_ready(client))

    def calls(self, name: str) -> int:
        """How many requests a panel was sent so far."""
        client = _at_hand(self._made.get(name))
        return self._calls_before.get(name, 0) + (0 if client is None else client.calls)

    def ids_in_call(self, name: str) -> int:
        """About how many orders a panel can be asked in one request."""
        client = _at_hand(self._made.get(name))
        return 1 if client is not None and client.singly else MOST_IDS

    async def forget(self, name: str) -> None:
        """Drop a panel's client, so that its key is read anew."""
        self._calls_before[name] = self.calls(name)
        task = self._made.pop(name, None)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
            if (client := _at_hand(task)) is not None:
                await client.close()

    def give_up(self) -> None:
        """Wait no longer for a key that is still being read."""
        for task in self._made.values():
            task.cancel()

    async def close(self) -> None:
        """Drop all of them."""
        for name in tuple(self._made):
            await self.forget(name)

    async def _make(self, panel: PanelSettings) -> PanelClient:
        try:
            return await self._connect(panel)
        except SmmError:
            del self._made[panel.name]
            raise


async def _ready(client: PanelClient) -> PanelClient:
    return client


def _at_hand(task: asyncio.Task[PanelClient] | None) -> PanelClient | None:
    """The client that was made, if it was."""
    if task is None or not task.done() or task.cancelled() or task.exception() is not None:
        return None
    return task.result()

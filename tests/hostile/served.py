"""Panels that run beside a test that waits for a terminal."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Self

from tests.faulty import FaultyPanel


class Served:
    """`with Served() as served:` a faulty panel over real HTTP in a thread of its own."""

    def __init__(self) -> None:
        self.panel = FaultyPanel()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    @property
    def url(self) -> str:
        return self.panel.url

    def of(self, action: str) -> int:
        """How many complete requests of an action there were."""
        return len(self.panel.of(action))

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._loop is not None
        assert self._over is not None
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        async with self.panel:
            self._ready.set()
            await self._over.wait()

"""Tasks that belong to no screen, and how their failures become known."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Generic, NoReturn, TypeVar

from smm_tui.errors import SmmError
from smm_tui.models import Clock

T = TypeVar("T")


class Alarm:
    """Rings once, for the first failure that nobody expected."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._failure: BaseException | None = None

    def ring(self, failure: BaseException) -> None:
        """Make a failure known; only the first one counts."""
        if self._failure is None:
            self._failure = failure
            self._rung.set()

    async def wait(self) -> NoReturn:
        """Raise the failure, once there is one."""
        await self._rung.wait()
        assert self._failure is not None, "rung by a failure"  # noqa: S101
        raise self._failure


class Background(Generic[T]):
    """Tasks that live until they are done, whoever waits for them.

    An `SmmError` is the business of those who wait for its task; any other rings the alarm.
    """

    def __init__(self, alarm: Alarm) -> None:
        self._alarm = alarm
        self._tasks: set[asyncio.Task[T]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Begin a task."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def finish(self) -> None:
        """Wait until none is left, nor any that one of them began."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def cancel(self) -> None:
        """End all of them."""
        for task in self._tasks:
            task.cancel()
        await self.finish()

    def _ended(self, task: asyncio.Task[T]) -> None:
        self._tasks.discard(task)
        failure = None if task.cancelled() else task.exception()
        if failure is not None and not isinstance(failure, SmmError):
            self._alarm.ring(failure)


async def until(*events: asyncio.Event, clock: Clock, seconds: float) -> None:
    """Wait for the first of these events, but no longer than so many seconds."""
    if any(event.is_set() for event in events):
        return
    coming = [event.wait() for event in events]
    waits = [asyncio.ensure_future(each) for each in (*coming, clock.sleep(seconds))]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()

"""When a program in this process has nothing more to do, for Textual's Pilot.

Textual takes a process that uses no time for a moment to be idle. On a busy machine that may be
one that has not had its turn, and on any machine it costs 40 ms for each key. Here it is the
event loop itself that is looked at.

Where there is no terminal, a picture is painted once the program is idle: what nobody could have
seen before the next one, and no test looks at, took a third of the time.
"""

from __future__ import annotations

import asyncio
from asyncio.base_events import BaseEventLoop
from collections import Counter
from typing import Any, Final
from weakref import WeakKeyDictionary

import textual.app
import textual.pilot
import textual.screen
from textual.screen import Screen

SOON: Final = 0.05
"""Seconds within which what a timer does still belongs to what was done."""
LONGEST: Final = 1.0
"""Seconds after which what goes on goes on without end, as with Textual."""
_TURNS: Final = 3
"""So many turns of the loop without anything to do: what is done may wake others."""
_TIMERS: Final = 32
"""So many times in a row timers are waited for; then they are of those that never end."""

_FRAME: Final = 0.002
"""Seconds from what changes the screen to its painting; where nobody looks, at once."""

_in_threads: WeakKeyDictionary[BaseEventLoop, Counter[str]] = WeakKeyDictionary()
_run_in_executor = BaseEventLoop.run_in_executor
_unpainted: dict[Screen[Any], None] = {}
_paint = Screen._compositor_refresh  # noqa: SLF001 - what paints


def install() -> None:
    """Let Pilot wait in this way."""
    BaseEventLoop.run_in_executor = _counted  # type: ignore[method-assign,assignment]
    for module in (textual.app, textual.pilot):
        module.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]
    textual.screen.UPDATE_PERIOD = _FRAME  # type: ignore[misc]
    Screen._compositor_refresh = _paint_later  # type: ignore[method-assign,assignment]  # noqa: SLF001


def _counted(loop: BaseEventLoop, executor: Any, func: Any, *args: Any) -> asyncio.Future[Any]:  # noqa: ANN401 - as the original
    future = _run_in_executor(loop, executor, func, *args)
    count = _in_threads.setdefault(loop, Counter())
    count["calls"] += 1
    future.add_done_callback(lambda _: count.subtract(["calls"]))
    return future


def _paint_later(screen: Screen[Any]) -> None:
    app = screen.app
    if app.is_headless and screen is app.screen and getattr(app, "_pictured", True):
        _unpainted[screen] = None
        screen._dirty_widgets.clear()  # noqa: SLF001 - the compositor has their regions
        app._update_mouse_over(screen)  # noqa: SLF001 - as the original
    else:
        _paint(screen)


def _paint_all() -> None:
    while _unpainted:
        screen, _ = _unpainted.popitem()
        if screen.is_running:
            with screen._context():  # noqa: SLF001 - as in its own task
                _paint(screen)


async def wait_for_threads() -> None:
    """Until no thread works for the loop, as the book's does."""
    count = _in_threads.setdefault(asyncio.get_running_loop(), Counter())  # type: ignore[arg-type]
    while count["calls"]:  # noqa: ASYNC110 - threads tell nobody
        await asyncio.sleep(0.001)


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = LONGEST) -> None:
    """Until the loop has no turn to give, no thread works for it and no timer ends soon."""
    loop: Any = asyncio.get_running_loop()
    count = _in_threads.setdefault(loop, Counter())
    end, quiet, timers = loop.time() + max_sleep, 0, 0
    await asyncio.sleep(min_sleep)
    while quiet < _TURNS and loop.time() < end:
        wait = 0.001 if count["calls"] else 0.0
        if not wait and timers < _TIMERS:
            wait = _until_timer(loop)
            timers += bool(wait)
        await asyncio.sleep(wait)
        quiet = 0 if wait or loop._ready else quiet + 1  # noqa: SLF001 - what it has to do
    _paint_all()


def _until_timer(loop: Any) -> float:  # noqa: ANN401 - what a loop has inside
    """Seconds until the last of the timers that end soon, 0 without any."""
    soon = loop.time() + SOON
    ends = [timer.when() for timer in loop._scheduled if not timer.cancelled()]  # noqa: SLF001
    return max((max(end - loop.time(), 0.0005) for end in ends if end <= soon), default=0.0)

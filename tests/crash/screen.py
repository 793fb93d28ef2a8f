"""The program with its screen, in a fork that has a terminal of its own, ordering by one key."""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Final

from textual.binding import Binding

from smm_tui.app import Dashboard
from smm_tui.config import Launch
from smm_tui.ordering import Quote
from smm_tui.running import run_dashboard
from smm_tui.session import Session
from tests.crash.steps import Steps

F9: Final = b"\x1b[20~"
PICTURE: Final = 400
"""Bytes after which the first picture is there."""
_ENVIRON: Final = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Loss(StrEnum):
    """What happens to the terminal of a run, or to its process."""

    HANG_UP = "hang up"
    STALL = "stall"
    """Nothing that is sent to it is taken any more."""
    TERMINATE = "terminate"


class OwnTerminal:
    """A terminal whose other end is held by a thread of the same process."""

    def __init__(self) -> None:
        self._master, slave = os.openpty()
        os.login_tty(slave)
        self._hung_up = threading.Event()
        self._gone = threading.Event()
        self._stalled = False
        threading.Thread(target=self._hold, daemon=True).start()

    def lose(self, how: Loss) -> None:
        """Let it happen; it has when this returns."""
        if how is Loss.TERMINATE:
            os.kill(os.getpid(), signal.SIGTERM)
        elif how is Loss.STALL:
            self._stalled = True
        else:
            self._hung_up.set()
            self._gone.wait(1)

    def _hold(self) -> None:
        seen, struck = 0, False
        while not self._hung_up.is_set():
            if self._stalled or not select.select([self._master], [], [], 0.005)[0]:
                time.sleep(0.002)
                continue
            try:
                seen += len(os.read(self._master, 65_536))
            except OSError:
                return
            if seen >= PICTURE and not struck:
                struck = True
                os.write(self._master, F9)
        # The last one who had it: the system tells the process.
        os.close(self._master)
        self._gone.set()


def run_on_screen(launch: Launch, quotes: Sequence[Quote], steps: Steps) -> int:
    """Show the dashboard, order as soon as its picture is there, and quit; the exit code."""
    os.environ.update(_ENVIRON)
    add_key(lambda session: order(session, quotes), steps)
    return run_dashboard(launch)


async def order(session: Session, quotes: Sequence[Quote]) -> None:
    """What the order form does once its review was answered."""
    for quote in quotes:
        await session.wait(await session.place(session.settings.panel, quote))


def add_key(work: Callable[[Session], Awaitable[None]], steps: Steps) -> None:
    """One more key: f9 does the work and quits."""

    async def ordered(app: Dashboard) -> None:
        session = await app.desk.session()
        steps.begin()
        await work(session)
        app.action_leave()

    def action(self: Dashboard) -> None:
        self.run_worker(ordered(self))

    setattr(Dashboard, "action_crash_order", action)  # noqa: B010 - it is not there yet
    Dashboard.BINDINGS.append(Binding("f9", "crash_order", "Order", priority=True, show=False))
    Dashboard._merged_bindings = Dashboard._merge_bindings()  # noqa: SLF001 - made with the class

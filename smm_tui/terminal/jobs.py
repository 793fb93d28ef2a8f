"""The signals of a shell's job control, and of the terminal's size."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from typing import Any, Final

from smm_tui.terminal.device import in_foreground

_HEARD: Final = 0.05
"""Seconds within which a process hears that it goes on, having been stopped."""


class Jobs:
    """Hands SIGTSTP, SIGCONT and SIGWINCH to the event loop, so that nothing is interrupted."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        suspend: Callable[[], None],
        resume: Callable[[], None],
        resize: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._calls = {signal.SIGTSTP: suspend, signal.SIGCONT: resume, signal.SIGWINCH: resize}
        self._before: dict[int, Any] = {}
        self._stopped = False

    def install(self) -> None:
        """Take the signals."""
        for number in self._calls:
            if number not in self._before:
                self._before[number] = signal.signal(number, self._handle)

    def uninstall(self) -> None:
        """Leave the signals to whoever had them."""
        while self._before:
            number, before = self._before.popitem()
            signal.signal(number, signal.SIG_DFL if before is None else before)

    def _handle(self, number: int, _frame: object) -> None:
        if not self._stopped:
            self._loop.call_soon_threadsafe(self._calls[signal.Signals(number)])

    def stop(self, fd: int) -> bool:
        """Stop until continued in the foreground of the terminal; False where nobody could.

        The whole job is stopped, as the terminal would stop it: the shell would wait for a
        script that waits for us. Where no shell has started it (`ssh -t host smm-tui`), the
        system does not stop it, since nothing could continue it.
        """
        self._stopped = True
        stopped = _stopped_job()
        while stopped and not in_foreground(fd):
            if not _stopped_job():
                break
        self._stopped = False
        return stopped


def _stopped_job() -> bool:
    """Whether this job was stopped, and is continued now."""
    continued: list[int] = []
    taken: dict[signal.Signals, Any] = {
        signal.SIGCONT: lambda number, _frame: continued.append(number),
        signal.SIGTSTP: signal.SIG_DFL,
    }
    before = {number: signal.signal(number, handler) for number, handler in taken.items()}
    try:
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        if not continued:
            time.sleep(_HEARD)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return bool(continued)

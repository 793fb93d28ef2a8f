"""The signals of a shell's job control, and of the terminal's size."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any

from smm_tui.terminal.device import in_foreground


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

    def stop(self, fd: int) -> None:
        """Stop this process until it is continued in the foreground of the terminal."""
        self._stopped = True
        os.kill(os.getpid(), signal.SIGSTOP)
        while not in_foreground(fd):
            os.kill(os.getpid(), signal.SIGSTOP)
        self._stopped = False

"""Signals that end the process: the terminal first, then whatever the program wants."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

_SIGNALS: Final = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
_BASE: Final = 128
_ONE_HANG_UP: Final = 5.0
"""Seconds within which all that says that the terminal is gone is the same piece of news."""


def exit_at_once(number: int) -> None:
    """End the process as a shell reports a signal: 128 and its number."""
    os._exit(_BASE + number)


class Ending:
    """Plain signal handlers, which run also while the event loop is busy.

    `restore` gives the terminal back without waiting, then `then` hears the number of the
    signal. A second signal, when `then` has returned, exits at once; but one hang-up may come
    as several: the terminal is gone, the system says so, the shell passes it on as it dies.
    """

    def __init__(self, restore: Callable[[], None], then: Callable[[int], None]) -> None:
        self._restore = restore
        self._then = then
        self._before: dict[int, Any] = {}
        self._hung_up_at: float | None = None
        self.ended = False
        self.lent = False
        """Whether somebody else has the terminal: then ctrl+c is for them alone."""

    def install(self) -> None:
        """Take the signals, but those that somebody had ignored (nohup)."""
        for number in _SIGNALS:
            before = signal.getsignal(number)
            if before is not signal.SIG_IGN and number not in self._before:
                self._before[number] = signal.signal(number, self._handle)

    def uninstall(self) -> None:
        """Leave the signals to whoever had them."""
        while self._before:
            number, before = self._before.popitem()
            signal.signal(number, signal.SIG_DFL if before is None else before)

    def lost(self) -> None:
        """The terminal is gone, whether or not a signal said so."""
        if not self.ended:
            self._handle(signal.SIGHUP, None)

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self._repeats(number):
            return
        if self.ended:
            exit_at_once(number)
        if self.lent and number == signal.SIGINT:
            return
        self.ended = True
        self._restore()
        self._then(number)

    def _repeats(self, number: int) -> bool:
        """Whether this is a hang-up that has been heard of already."""
        if number != signal.SIGHUP:
            return False
        if self._hung_up_at is None:
            self._hung_up_at = time.monotonic()
            return False
        return time.monotonic() - self._hung_up_at <= _ONE_HANG_UP

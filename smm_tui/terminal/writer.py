"""Writing to the terminal without ever waiting for it."""

from __future__ import annotations

import asyncio
import os
import select
import termios
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from smm_tui.terminal.modes import CANCEL, STATUS_QUERY
from smm_tui.terminal.pace import LATE, Pace
from smm_tui.terminal.receipts import Asker, Receipts, Tell

_GOODBYE: Final = 0.2
"""Seconds a terminal that is behind is given at the end."""


class Writer:
    """Holds what has to go out and sends it as the terminal takes it.

    Of frames only the newest is sent: `compose` is asked for what differs at the moment at
    which the terminal can take it. One-off output (a bell, the clipboard, a query) is kept
    in order and never dropped. `lost` is called once when the terminal is gone.
    """

    def __init__(
        self,
        fd: int,
        compose: Callable[[], bytes],
        *,
        slow: Callable[[bool], None],
        lost: Callable[[], None],
    ) -> None:
        self._fd = fd
        self._compose = compose
        self._on_slow = slow
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._queue: deque[bytes] = deque()
        self._rings = b""
        """The last call, which may be in the queue still."""
        self._cut = b""
        self._frame = False
        self._armed = False
        self._closed = False
        self._said_slow = False
        self._timer: asyncio.TimerHandle | None = None
        self._blocked_at: float | None = None
        self.pace = Pace()
        self.receipts = Receipts()
        self.bytes_sent = 0

    def frame(self) -> None:
        """There is something new to show."""
        self._frame = True
        self._pump()

    def once(self, data: bytes) -> None:
        """Send this, whatever happens to frames."""
        self._queue.append(data)
        self._pump()

    def shown(self, tell: Tell) -> None:
        """Call once all that is drawn now has reached the terminal (see `Receipts`)."""
        self.receipts.want(tell)
        self.frame()

    def ring(self, data: bytes) -> None:
        """Send what calls somebody; while one call waits for the terminal, it stands for all."""
        if self._rings not in self._queue:
            self._rings = data
            self.once(data)

    def answered(self) -> None:
        """The terminal has answered a status query."""
        if self.receipts.answered() is Asker.PACE:
            self.pace.answered(time.monotonic())
        self._look()
        self._pump()

    def _pump(self) -> None:
        while not self._closed and (self._cut or self._next() or self._ask_for_receipt()):
            try:
                count = os.write(self._fd, self._cut)
            except (BlockingIOError, InterruptedError):
                count = 0
            except OSError:
                self._closed = True
                self._disarm()
                self._lost()
                return
            self.bytes_sent += count
            self._cut = self._cut[count:]
            if self._cut:
                self._arm()
                return
        self._disarm()

    def _next(self) -> bool:
        """Take up what goes out next, if it may."""
        if self._queue:
            self._cut = self._queue.popleft()
        elif self._frame and not self.pace.holds():
            self._frame = False
            self._cut = self._compose()
            self.receipts.made()
        if self._cut:
            self.pace.sent(len(self._cut))
            if self.pace.ask(time.monotonic()):
                self._cut += STATUS_QUERY
                self.receipts.paced()
                self._look()
        return bool(self._cut)

    def _ask_for_receipt(self) -> bool:
        """All that was taken up is written: ask whether it has arrived, if somebody waits."""
        if self.receipts.written(time.monotonic(), answers=self.pace.answers):
            self._cut = STATUS_QUERY
            self._look()
        return bool(self._cut)

    def _arm(self) -> None:
        """Go on when the terminal takes bytes again."""
        if not self._armed:
            self._armed = True
            self._blocked_at = time.monotonic()
            self._loop.add_writer(self._fd, self._pump)
            self._look()

    def _disarm(self) -> None:
        if self._armed:
            self._armed = False
            self._blocked_at = None
            if not self._loop.is_closed():
                # After the end by a signal the descriptor is another file's.
                with suppress(OSError):
                    self._loop.remove_writer(self._fd)

    def _look(self) -> None:
        """See what is late, and look again when something could be."""
        now = time.monotonic()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._closed:
            return
        again = []
        if self._blocked_at is not None:
            if now - self._blocked_at >= LATE:
                self.pace.late(now)
            again.append(LATE)
        after = self.pace.look(now), self.receipts.look(now, answers=self.pace.answers)
        again += [seconds for seconds in after if seconds is not None]
        if again:
            self._timer = self._loop.call_later(max(0.01, min(again)), self._timed)
        if self.pace.surely_slow is not self._said_slow:
            self._said_slow = self.pace.surely_slow
            self._on_slow(self._said_slow)

    def _timed(self) -> None:
        self._timer = None
        self._look()
        self._pump()

    def close(self, reset: bytes) -> None:
        """Send what is cut and queued, then the reset; throw away what is not taken soon.

        A frame that waits is not sent any more.
        """
        self._disarm()
        if self._stop():
            with suppress(OSError):
                if not _written(self._fd, b"".join([self._cut, *self._queue, reset]), _GOODBYE):
                    _force(self._fd, CANCEL + reset)

    def abandon(self, reset: bytes) -> None:
        """Send the reset at once, whatever was under way: for a signal handler."""
        self._stop()
        farewell = (CANCEL if self._cut else b"") + reset
        with suppress(OSError):
            if not _written(self._fd, farewell, 0):
                _force(self._fd, CANCEL + reset)

    def _stop(self) -> bool:
        """Send nothing more by ourselves; whether it was still going on."""
        going = not self._closed
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        return going


def _force(fd: int, data: bytes) -> None:
    """Write, at the cost of what the terminal has not taken yet: it is of no use any more."""
    with suppress(termios.error):
        termios.tcflush(fd, termios.TCOFLUSH)
    _written(fd, data, 0)


def _written(fd: int, data: bytes, patience: float) -> bool:
    """Whether all could be written in so many seconds."""
    until = time.monotonic() + patience
    while data:
        try:
            data = data[os.write(fd, data) :]
        except BlockingIOError:
            left = until - time.monotonic()
            if left <= 0 or not select.select([], [fd], [], left)[1]:
                return False
    return True

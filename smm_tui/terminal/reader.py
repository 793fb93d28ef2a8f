"""Reading the terminal: keys, pastes and answers, in the event loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from textual import events
from textual.message import Message

from smm_tui.terminal.keys import Keys, Kind, Token
from smm_tui.terminal.modes import FOCUS, STATUS_ANSWER, SYNC_ANSWERS
from smm_tui.terminal.seams import KeyReader

ESCAPE_WAIT: Final = 0.012
"""Seconds after which Escape is a key and not the beginning of a sequence."""

REST_WAIT: Final = 0.1
"""Seconds after which the rest of a sequence is not waited for any more."""

_CHUNK: Final = 65_536

_MOST_WAITING: Final = 1_000
"""Events that may wait for their turn; what comes beyond them stays with the terminal."""

_PAUSE: Final = 0.02
"""Seconds after which it is seen whether there are fewer."""


class Reader:
    """Posts what is typed; no thread has to be woken or joined.

    `answered` hears of answers to status queries, `synchronised` of a terminal that takes
    synchronised updates, `lost` once of a terminal that is gone. `waiting` tells how many events
    have not had their turn: a flood is read no faster than it is worked off. Textual does not
    hear of the focus: it would take it from its widgets, and paint them all another way each
    time somebody looks elsewhere.
    """

    focus: bool | None = None
    """Whether the terminal is looked at; None while it has not told."""
    struck_at: float | None = None
    """When the last key was struck, in seconds of the loop's clock."""

    def __init__(
        self,
        fd: int,
        post: Callable[[Message], None],
        *,
        answered: Callable[[], None],
        synchronised: Callable[[], None],
        lost: Callable[[], None],
        waiting: Callable[[], int],
    ) -> None:
        self._fd = fd
        self._post = post
        self._waiting = waiting
        self._answered = answered
        self._synchronised = synchronised
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._keys = Keys()
        self._reader = KeyReader()
        self._timer: asyncio.TimerHandle | None = None
        self._open = True
        self._loop.add_reader(fd, self._ready)

    def close(self) -> None:
        """Read no more."""
        if self._open:
            self._open = False
            self._calm()
            if not self._loop.is_closed():
                # After the end by a signal the descriptor is another file's.
                with suppress(OSError):
                    self._loop.remove_reader(self._fd)

    def _calm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ready(self) -> None:
        try:
            data = os.read(self._fd, _CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self.close()
            self._lost()
            return
        self._calm()
        self._tell(self._keys.feed(data))
        if self._waiting() > _MOST_WAITING:
            self._loop.remove_reader(self._fd)
            self._timer = self._loop.call_later(_PAUSE, self._read_on)
        else:
            self._wait_for_rest()

    def _read_on(self) -> None:
        """Read again once there is room."""
        if self._waiting() > _MOST_WAITING:
            self._timer = self._loop.call_later(_PAUSE, self._read_on)
            return
        self._timer = None
        self._loop.add_reader(self._fd, self._ready)
        self._wait_for_rest()

    def _wait_for_rest(self) -> None:
        """What is unfinished is a key of its own if nothing comes after it."""
        if self._keys.waits:
            wait = ESCAPE_WAIT if self._keys.waits_for_escape else REST_WAIT
            self._timer = self._loop.call_later(wait, self._settle)

    def _settle(self) -> None:
        self._timer = None
        self._tell(self._keys.settle())

    def _tell(self, tokens: list[Token]) -> None:
        for kind, text in tokens:
            if kind is Kind.PASTE:
                self.struck_at = self._loop.time()
                self._post(events.Paste(text))
            elif text == STATUS_ANSWER:
                self._answered()
            elif text in SYNC_ANSWERS:
                self._synchronised()
            elif text in FOCUS:
                self.focus = FOCUS[text]
            else:
                self.struck_at = self._loop.time()
                for message in self._reader.read(text):
                    self._post(message)

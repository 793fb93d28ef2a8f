"""Calls somebody who is looking elsewhere: once for what came together, and not too often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Final, Protocol

from smm_tui import alerts
from smm_tui.errors import SmmError
from smm_tui.messages import Message
from smm_tui.session import News, Session
from smm_tui.settings import Signal
from smm_tui.terminal import tmux

BUNDLE_SECONDS: Final = 2.0
"""What comes within this time is called for together."""
LEAST_SECONDS: Final = 15.0
"""Between two calls."""


class Terminal(Protocol):
    """As much of the driver as is needed here."""

    @property
    def focus(self) -> bool | None:
        """Whether it is looked at; None where it has not told."""

    @property
    def struck_at(self) -> float | None:
        """When the last key was struck, in seconds of the loop's clock."""

    def ring(self, sequence: bytes) -> None:
        """Send what calls somebody."""


class Alerting:
    """One loop for one terminal. Of several processes on one book, the first one calls.

    Args:
        session: Whose messages these are.
        terminal: The terminal, None where there is no real one: then somebody is looking.
        environ: Tells what terminal it is.
        zone: Of the quiet hours.
    """

    def __init__(
        self,
        session: Session,
        *,
        terminal: Callable[[], Terminal | None],
        environ: Mapping[str, str],
        zone: tzinfo,
    ) -> None:
        self._session = session
        self._settings = session.settings.notify
        self._clock = session.clock
        self._terminal = terminal
        self._environ = environ
        self._zone = zone
        self._waiting: list[Message] = []
        self._kicked = asyncio.Event()
        self._rang_at: float | None = None

    def hear(self, news: News) -> None:
        """Take up what came into the list."""
        if news.messages:
            self._waiting += news.messages
            self._kicked.set()

    async def run(self) -> None:
        """Note what somebody has seen, and call where nobody has, without end."""
        while True:
            await self._kicked.wait()
            if not self._looks():
                # Whoever is looking at another terminal is given the time to say so.
                await self._clock.sleep(max(BUNDLE_SECONDS, self._left()))
            self._kicked.clear()
            messages, self._waiting = self._waiting, []
            seen = self._looks()
            fresh = await self._untold(messages)
            if not seen:
                await self._call(alerts.called_for(fresh, self._settings))

    def _looks(self) -> bool:
        """Whether somebody is taken to be looking at this terminal."""
        terminal = self._terminal()
        if terminal is None:
            return True
        now = asyncio.get_running_loop().time()
        return alerts.Presence(terminal.focus, terminal.struck_at).looks(now)

    def _left(self) -> float:
        """Seconds until there may be another call."""
        if self._rang_at is None:
            return 0.0
        return self._rang_at + LEAST_SECONDS - self._clock.monotonic()

    async def _untold(self, messages: list[Message]) -> list[Message]:
        """Note that these were told; those that no other process had told before."""
        try:
            before = await self._session.book.mark_told(max(each.id for each in messages))
        except SmmError:
            return messages
        return [message for message in messages if message.id > before]

    async def _call(self, messages: list[Message]) -> None:
        local = self._clock.now().astimezone(self._zone).time()
        if not messages or alerts.is_quiet(self._settings.quiet, local):
            return
        passes = False
        if self._settings.signal is Signal.OSC9 and self._environ.get("TMUX"):
            passes = await asyncio.to_thread(tmux.passes, self._environ)
        said = alerts.text(messages)
        sequence = alerts.sequence(self._settings.signal, said, self._environ, passes=passes)
        terminal = self._terminal()
        if sequence and terminal is not None:
            self._rang_at = self._clock.monotonic()
            terminal.ring(sequence)

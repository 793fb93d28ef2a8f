"""How far the terminal is behind, by the answers to status queries sent along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WINDOW: Final = 16_384
"""Bytes that may be on their way, before it is known whether the link is slow."""

PROBE: Final = 1_024
"""Bytes after which a query is sent along."""

LATE: Final = 0.3
"""Seconds after which an answer, or the terminal's taking bytes, is late."""

CALM: Final = 10.0
"""Seconds without anything late after which a link counts as fast again."""

_SURE: Final = 2

PATIENCE: Final = 30.0
MUTE: Final = 3.0
"""Seconds an answer is waited for, from a terminal that has answered before and from another."""


@dataclass(slots=True)
class Pace:
    """Whether more may be sent; times are monotonic seconds.

    A pseudo-terminal takes 17 KB and sshd far more before a write blocks, so that a slow link
    is known only by the terminal's answers. Once something was late, one frame at a time is
    on its way. A terminal that never answers is not waited for.
    """

    slow: bool = False
    answers: bool | None = None
    asked_at: float | None = None
    behind: int = 0
    late_at: float = 0.0
    strikes: int = 0
    """How many queries were answered late, or writes held up, since it was last calm."""
    _since_asked: int = 0
    _struck: bool = False
    """Whether the query that is out was late already."""

    def sent(self, count: int) -> None:
        """Bytes were handed to be written."""
        self.behind += count
        self._since_asked += count

    def ask(self, now: float) -> bool:
        """Whether a query has to be sent along now; it counts as sent."""
        due = self.slow or self.behind >= PROBE or self.answers is None
        if not due or self.asked_at is not None or self.answers is False or not self.behind:
            return False
        self.asked_at = now
        self._since_asked = 0
        self._struck = False
        return True

    @property
    def surely_slow(self) -> bool:
        """Whether that is worth saying: once late may have been this program's own fault."""
        return self.slow and self.strikes >= _SURE

    def answered(self, now: float) -> None:
        """The terminal has answered: all before the query has arrived."""
        if self.asked_at is not None and now - self.asked_at > LATE:
            self._late_answer(now)
        self.answers = True
        self.asked_at = None
        self.behind = self._since_asked

    def late(self, now: float) -> None:
        """Something took too long."""
        self.slow = True
        self.late_at = now
        self.strikes += 1

    def _late_answer(self, now: float) -> None:
        self.slow = True
        self.late_at = now
        self.strikes += not self._struck
        self._struck = True

    def holds(self) -> bool:
        """Whether the next frame has to wait for an answer."""
        return self.asked_at is not None and (self.slow or self.behind >= WINDOW)

    def look(self, now: float) -> float | None:
        """Draw the conclusions from the time; seconds after which to look again."""
        if self.asked_at is not None:
            waited = now - self.asked_at
            limit = PATIENCE if self.answers else MUTE
            if waited >= limit:
                self.answers = self.answers or False
                self.asked_at = None
                self.behind = 0
            elif waited >= LATE and self.answers:
                self._late_answer(now)
                return limit - waited
            else:
                return (LATE if self.answers else limit) - waited
        if self.slow and now - self.late_at >= CALM:
            self.slow = False
            self.strikes = 0
        return CALM - (now - self.late_at) if self.slow else None

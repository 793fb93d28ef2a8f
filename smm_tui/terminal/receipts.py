"""Who wants to know that what was drawn has reached the terminal."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from smm_tui.terminal.pace import MUTE, PATIENCE

Tell = Callable[[], None]

_MOST_ASKED: Final = 64


class Asker(Enum):
    """On whose behalf a status query was sent."""

    PACE = auto()
    RECEIPT = auto()


class Receipts:
    """From a frame that is wanted to the answer that says it has arrived; times are monotonic.

    A write that the system took proves little: a pseudo-terminal takes 17 KB and sshd far more.
    So a status query goes after the frame. Where none is ever answered, the write has to do.
    """

    def __init__(self) -> None:
        self._wanted: list[Tell] = []
        self._made: list[Tell] = []
        self._asked: list[Tell] = []
        self._asked_at = 0.0
        self._queries: deque[Asker] = deque(maxlen=_MOST_ASKED)

    def want(self, tell: Tell) -> None:
        """Tell when a frame that is made from now on has arrived."""
        self._wanted.append(tell)

    def made(self) -> None:
        """A frame of all that is wanted is on its way out."""
        self._made += self._wanted
        self._wanted.clear()

    def written(self, now: float, *, answers: bool | None) -> bool:
        """All that was made has been taken; whether a query has to go after it now."""
        if not self._made:
            return False
        if answers is False:
            _tell(self._made)
            return False
        self._asked += self._made
        self._made.clear()
        self._asked_at = now
        self._queries.append(Asker.RECEIPT)
        return True

    def paced(self) -> None:
        """A query was sent along to see how fast the link is."""
        self._queries.append(Asker.PACE)

    def answered(self) -> Asker:
        """The terminal answered a query: the oldest that is open. Whose it was."""
        asker = self._queries.popleft() if self._queries else Asker.PACE
        if asker is Asker.RECEIPT and Asker.RECEIPT not in self._queries:
            _tell(self._asked)
        return asker

    def look(self, now: float, *, answers: bool | None) -> float | None:
        """Wait no longer than there is sense in it; seconds after which to look again."""
        if not self._asked:
            return None
        left = self._asked_at + (PATIENCE if answers else MUTE) - now
        if left > 0:
            return left
        self._queries.clear()
        _tell(self._asked)
        return None


def _tell(waiting: list[Tell]) -> None:
    told = waiting[:]
    waiting.clear()
    for tell in told:
        tell()

"""Writing what must not be lost, however long the book is out of reach."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from smm_tui.errors import LedgerBusy, LedgerError
from smm_tui.i18n import _
from smm_tui.models import Clock, Severity
from smm_tui.sayings import later
from smm_tui.session.news import News, Notice, Topic

T = TypeVar("T")

RETRY_SECONDS: Final = 1.0
LAST_SECONDS: Final = 60.0
"""How long a write is still tried once the program is to end."""


class Persistence:
    """Tries again until the book takes it; only the end of the program sets a limit."""

    def __init__(self, *, clock: Clock, tell: Callable[[News], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._until: float | None = None
        self._lost: list[str] = []

    def hurry(self) -> None:
        """The program is to end: from now on there is a limit."""
        if self._until is None:
            self._until = self._clock.monotonic() + LAST_SECONDS

    async def keep(self, write: Callable[[], Awaitable[T]], *, by_hand: str) -> T | None:
        """Write something down; None if the program ended before the book could take it.

        Args:
            write: Called until it raises no `LedgerError`.
            by_hand: What a person should note meanwhile.
        """
        told = False
        while True:
            try:
                return await write()
            except LedgerError as error:
                reason = error
            if self._until is not None and self._clock.monotonic() >= self._until:
                self._lost.append(by_hand)
                return None
            if not told:
                self._tell(_unwritten(by_hand, reason))
                told = True
            await self._clock.sleep(RETRY_SECONDS)

    def check(self) -> None:
        """Complain of what was not written.

        Raises:
            LedgerBusy: Something is not in the book; the detail says what, once.
        """
        lost, self._lost = self._lost, []
        if lost:
            text = _("Note by hand what could not be written: {what}")
            raise LedgerBusy(text.format(what="; ".join(lost)))


def _unwritten(by_hand: str, reason: LedgerError) -> News:
    text = later("Note it by hand: {what}. {reason}", what=by_hand, reason=later(reason.heading))
    notice = Notice(later("The outcome cannot be written yet"), text, Severity.ERROR)
    return News(Topic.NOTICE, notice=notice)

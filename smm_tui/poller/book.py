"""The book beside the panels: what other processes write, what gone ones left, the copies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from smm_tui.errors import LedgerError
from smm_tui.sayings import later
from smm_tui.session import News, Notice, Session, Topic

LOOK_SECONDS: Final = 1.0
"""How often the book is looked at for news of another process."""
RECOVER_SECONDS: Final = 5.0
"""How often it is looked for what a process that is gone has left."""
FIRST_COPY_SECONDS: Final = 60.0
"""After the start, which has better things to do."""
COPY_SECONDS: Final = 3600.0
"""How often it is looked whether the copy of the day is there."""


async def unchanged() -> bool:
    """Of favourites that nobody else has."""
    return False


class BookWatch:
    """Two loops; a book out of reach is looked at again the next time.

    Args:
        session: Whose book it is.
        changed: Called when another process has written into it.
        favourites: Takes over what another process made of them; says whether it did.
    """

    def __init__(
        self,
        session: Session,
        changed: Callable[[], None],
        favourites: Callable[[], Awaitable[bool]] = unchanged,
    ) -> None:
        self._session = session
        self._changed = changed
        self._favourites = favourites
        self._book = session.book
        self._clock = session.clock
        self._version = 0
        self._seq: int | None = None

    async def look(self) -> None:
        """Pass on what other processes write, and settle what gone ones left, without end."""
        recovered = self._clock.monotonic()
        while True:
            try:
                await self._news()
                if self._clock.monotonic() - recovered >= RECOVER_SECONDS:
                    recovered = self._clock.monotonic()
                    await self._recover()
            except LedgerError:
                pass
            if await self._favourites():
                self._session.tell(News(Topic.FAVOURITES))
            await self._clock.sleep(LOOK_SECONDS)

    async def copy_daily(self) -> None:
        """Copy the book once a day, without end; a failure is said once."""
        told = False
        await self._clock.sleep(FIRST_COPY_SECONDS)
        while True:
            try:
                await self._book.daily_backup()
                told = False
            except LedgerError as error:
                if not told:
                    self._session.tell(News(Topic.NOTICE, notice=Notice.of_error(error)))
                told = True
            await self._clock.sleep(COPY_SECONDS)

    async def _news(self) -> None:
        version = await self._book.data_version()
        if version == self._version:
            return
        self._version = version
        self._changed()
        if self._seq is None:
            self._seq = await self._book.change_number()
        self._seq, refs = await self._book.changed_since(self._seq)
        if refs:
            self._session.tell(News(Topic.ORDERS, refs=tuple(refs)))
        for name in self._session.settings.panels:
            await self._session.look_for_balance(name)
            await self._session.look_for_changes(name)

    async def _recover(self) -> None:
        if self._book.frozen:
            if await self._book.thaw():
                title = later("The order book can be written again; ordering is possible.")
                self._session.tell(News(Topic.ORDERS))
                self._session.tell(News(Topic.NOTICE, notice=Notice(title)))
            return
        if refs := await self._book.recover():
            self._session.tell(News(Topic.ORDERS, refs=tuple(refs)))

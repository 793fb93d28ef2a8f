"""Keeps what is said in the list of messages, and passes on what comes into it.

Whatever process writes a message, each one that runs passes it on. A start after an absence
waits for the first answers of the panels, and sums up what had happened meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from smm_tui import message_words
from smm_tui.errors import SmmError
from smm_tui.messages import Draft, MessageKind, Told
from smm_tui.models import Severity
from smm_tui.session import Freshness, News, Notice, Session, Topic

ABSENCE: Final = timedelta(minutes=10)
"""A start so long after somebody last looked is one after an absence."""
_FIRST_ANSWERS_SECONDS: Final = 20.0
"""How long a summary waits for panels to answer."""
_LOOK_SECONDS: Final = 0.5
_MOST_WAITING: Final = 200
"""Notices that wait for a book that cannot be written."""
_SILENT: Final = frozenset(
    {Topic.MESSAGES, Topic.FRESHNESS, Topic.PANEL, Topic.BALANCE, Topic.FAVOURITES}
)
"""News that bring no message with them."""


class Telling:
    """One loop; a book out of reach is looked at again with the next news.

    Args:
        session: What is listened to.
        freshness: How fresh what is known of a panel is.
    """

    def __init__(self, session: Session, freshness: Callable[[str], Freshness]) -> None:
        self._session = session
        self._book = session.book
        self._clock = session.clock
        self._freshness = freshness
        self._kicked = asyncio.Event()
        self._waiting: deque[Draft] = deque(maxlen=_MOST_WAITING)
        self._last = 0
        self._running = False

    def hear(self, news: News) -> None:
        """Take up a notice that is to be kept, or look whether there is a message."""
        if news.notice is not None and _is_kept(news.notice):
            self._waiting.append(_draft_of(news.notice, news.panel))
        if news.topic not in _SILENT:
            self._kicked.set()

    def look_again(self) -> None:
        """Look whether there is a message."""
        self._kicked.set()

    async def run(self) -> None:
        """Keep and pass on, without end."""
        self._running = True
        with contextlib.suppress(SmmError):
            await self._begin()
        while True:
            self._kicked.clear()
            with contextlib.suppress(SmmError):
                await self._look(other=await self._keep())
            await self._kicked.wait()

    async def end(self) -> None:
        """The program ends: somebody has looked until now."""
        if self._running:
            self._running = False
            with contextlib.suppress(SmmError):
                await self._keep()
                await self._book.mark_looked()

    async def _begin(self) -> None:
        told = await self._book.told()
        self._last = told.message_id
        if told.at is None or self._clock.now() - told.at < ABSENCE:
            await self._book.mark_looked()
            return
        await self._first_answers()
        await self._sum_up(told)
        self._last = (await self._book.told()).message_id

    async def _first_answers(self) -> None:
        """Wait until every panel with live orders has answered, or is known not to."""
        panels = [
            panel.name
            for panel in self._session.settings.panels.values()
            if await self._book.live_count(panel.name, panel.url)
        ]
        begun = self._clock.monotonic()
        while panels and self._clock.monotonic() - begun < _FIRST_ANSWERS_SECONDS:
            await self._clock.sleep(_LOOK_SECONDS)
            known = map(self._freshness, panels)
            if all(each.as_of or each.offline_since or each.paused for each in known):
                return

    async def _sum_up(self, since: Told) -> None:
        """Say what happened since, unless another process has told it."""
        untold = await self._book.untold(since)
        text = message_words.summary(untold)
        draft = None
        if text and since.at is not None:
            draft = Draft(
                MessageKind.SINCE, Severity.INFORMATION, title=since.at.isoformat(), text=text
            )
        await self._book.sum_up(since, untold.up_to, draft)

    async def _keep(self) -> bool:
        """Write down what was said, in the order in which it was; whether there was anything."""
        kept = bool(self._waiting)
        while self._waiting:
            draft = self._waiting.popleft()
            try:
                if draft.once is None or not await self._book.stands(draft.once):
                    await self._book.keep_message(draft)
            except SmmError:
                self._waiting.appendleft(draft)
                raise
        return kept

    async def _look(self, *, other: bool) -> None:
        """Pass on what has come into the list, whoever wrote it, or that it is another."""
        found = await self._book.messages_after(self._last)
        if found:
            self._last = found[-1].id
        if found or other:
            self._session.tell(News(Topic.MESSAGES, messages=tuple(found)))


def _is_kept(notice: Notice) -> bool:
    return not notice.passing and (bool(notice.title) or notice.once is not None)


def _draft_of(notice: Notice, panel: str) -> Draft:
    return Draft(
        kind=MessageKind(notice.kind or MessageKind.NOTICE),
        severity=notice.severity,
        panel=panel,
        title=notice.title,
        text=notice.text,
        order_ref=notice.order_ref,
        once=notice.once,
    )

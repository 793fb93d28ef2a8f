"""Refreshes every panel that has live orders, and the one in view, each with its own pace.

One loop per panel asks, then sleeps until the next thing is due, so a tick can never overtake
the one before it. A failure slows the whole panel down, in the open: `freshness` says since
when and when it is tried next.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from smm_tui import schedule
from smm_tui.errors import SmmError
from smm_tui.models import PanelSettings
from smm_tui.session import Freshness, News, Session, Topic

BOOK_SECONDS: Final = 1.0
"""How often the book is looked at for news of another process."""


@dataclass(slots=True, eq=False)
class _Panel:
    """What the poller knows of one panel."""

    settings: PanelSettings
    pace: schedule.Pace = field(default_factory=schedule.Pace)
    due: dict[Topic, datetime] = field(default_factory=dict)
    as_of: datetime | None = None
    kicked: asyncio.Event = field(default_factory=asyncio.Event)


class Poller:
    """The loops that keep a session fresh."""

    def __init__(
        self, session: Session, *, panel: str, jitter: Callable[[], float] = random.random
    ) -> None:
        self._session = session
        self._clock = session.clock
        self._jitter = jitter
        self._panels = {
            name: _Panel(settings) for name, settings in session.settings.panels.items()
        }
        self._in_view = panel
        self._paused = False
        self._tasks: list[asyncio.Task[None]] = []
        self._refresh = session.settings.refresh

    # -- life --------------------------------------------------------------------------

    def start(self) -> None:
        """Begin, at once with what is due."""
        self._session.listen(self._hear)
        self._tasks = [
            asyncio.create_task(self._loop(panel), name=f"poll {name}")
            for name, panel in self._panels.items()
        ]
        self._tasks.append(asyncio.create_task(self._watch_book(), name="watch the book"))

    async def stop(self) -> None:
        """End every loop."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    # -- what a person does ------------------------------------------------------------

    @property
    def paused(self) -> bool:
        """Whether refreshing is paused."""
        return self._paused

    def pause(self, paused: bool) -> None:  # noqa: FBT001 - one word, one meaning
        """Stop asking by itself, or go on; going on asks at once."""
        self._paused = paused
        for name in self._panels:
            self._tell(name)
            if not paused:
                self.kick(name)

    def view(self, panel: str) -> None:
        """The panel in view also has its balance and catalogue refreshed."""
        self._in_view = panel
        self.kick(panel)

    def kick(self, panel: str, *topics: Topic) -> None:
        """Ask now after these topics, or after whatever is due."""
        watched = self._panels[panel]
        for topic in topics:
            watched.due.pop(topic, None)
        watched.kicked.set()

    def freshness(self, panel: str) -> Freshness:
        """How old what is shown of a panel is."""
        watched = self._panels[panel]
        return Freshness(
            as_of=watched.as_of,
            next_at=self._next(watched),
            offline_since=watched.pace.since,
            reason=watched.pace.reason,
            paused=self._paused,
        )

    async def refresh(self, panel: str, *topics: Topic) -> None:
        """A person asks: at once, past pace and pause.

        Raises:
            SmmError: what went wrong, to be shown where it was asked.
        """
        watched = self._panels[panel]
        for topic in topics:
            await self._ask(watched, topic)
        self._succeeded(watched)

    # -- the loops ---------------------------------------------------------------------

    async def _loop(self, watched: _Panel) -> None:
        while True:
            watched.kicked.clear()
            if not self._paused and watched.pace.allows(self._clock.now()):
                await self._tick(watched)
            await self._rest(watched)

    async def _tick(self, watched: _Panel) -> None:
        try:
            asked = False
            for topic in await self._wanted(watched):
                await self._ask(watched, topic)
                asked = True
        except SmmError as error:
            self._failed(watched, error)
        else:
            if asked:
                self._succeeded(watched)

    async def _wanted(self, watched: _Panel) -> list[Topic]:
        """What is due for a panel now, most urgent first."""
        now = self._clock.now()
        name = watched.settings.name
        topics = []
        live = await self._session.book.live_count(name, watched.settings.url)
        if live:
            topics.append(Topic.ORDERS)
        if live or name == self._in_view:
            topics.append(Topic.BALANCE)
        if name == self._in_view:
            topics.append(Topic.CATALOGUE)
        return [topic for topic in topics if watched.due.get(topic, now) <= now]

    async def _ask(self, watched: _Panel, topic: Topic) -> None:
        name = watched.settings.name
        if topic is Topic.ORDERS:
            await self._session.refresh_due(name)
            await self._session.refresh_refills(name)
        elif topic is Topic.BALANCE:
            await self._session.refresh_balance(name)
        else:
            await self._session.refresh_catalogue(name)
        watched.due[topic] = self._clock.now() + timedelta(seconds=self._interval(topic))

    def _interval(self, topic: Topic) -> int:
        return {
            Topic.ORDERS: self._refresh.orders,
            Topic.BALANCE: self._refresh.balance,
            Topic.CATALOGUE: self._refresh.catalogue,
        }[topic]

    def _next(self, watched: _Panel) -> datetime | None:
        """When this panel is asked next; None while paused."""
        if self._paused:
            return None
        if watched.pace.next_at is not None:
            return watched.pace.next_at
        return min(watched.due.values(), default=None)

    async def _rest(self, watched: _Panel) -> None:
        """Sleep until something is due, or until kicked."""
        upcoming = self._next(watched)
        now = self._clock.now()
        seconds = (upcoming - now).total_seconds() if upcoming else float(self._refresh.orders)
        sleep = asyncio.create_task(self._clock.sleep(max(seconds, 0.05)))
        kick = asyncio.create_task(watched.kicked.wait())
        try:
            await asyncio.wait({sleep, kick}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            kick.cancel()

    # -- news --------------------------------------------------------------------------

    def _succeeded(self, watched: _Panel) -> None:
        watched.pace = watched.pace.after_success()
        watched.as_of = self._clock.now()
        self._tell(watched.settings.name)

    def _failed(self, watched: _Panel, error: SmmError) -> None:
        watched.pace = watched.pace.after_failure(self._clock.now(), error, self._jitter())
        self._tell(watched.settings.name)

    def _tell(self, panel: str) -> None:
        self._session.tell(News(Topic.FRESHNESS, panel))

    def _hear(self, news: News) -> None:
        """Ask after an order as soon as it is placed, not at the next tick."""
        waiting = {pending.ref for pending in self._session.pending}
        if news.topic is Topic.PENDING and waiting.isdisjoint(news.refs):
            self.kick(news.panel, Topic.ORDERS)

    async def _watch_book(self) -> None:
        """Pass on what another process wrote into the book."""
        book = self._session.book
        version = await book.data_version()
        seq, _refs = await book.changed_since(0)
        while True:
            await self._clock.sleep(BOOK_SECONDS)
            seen = await book.data_version()
            if seen == version:
                continue
            version = seen
            seq, refs = await book.changed_since(seq)
            if refs:
                self._session.tell(News(Topic.ORDERS, refs=tuple(refs)))

"""Refreshes every panel that has live orders, and the one in view, each with its own pace.

One loop per panel asks, then sleeps until the next thing is due, so a tick can never overtake
the one before it; only the catalogue, which may take minutes, is read beside it. A failure of
the panel slows it down as a whole, in the open: `freshness` says since when and when it is
tried next. An action that is refused for itself is slowed down for itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from typing import Final

from smm_tui.errors import SmmError
from smm_tui.poller.book import BookWatch, unchanged
from smm_tui.poller.reach import Reach
from smm_tui.poller.telling import Telling
from smm_tui.poller.watched import SIDES, TOPICS, Side, Watched, is_of_one_action
from smm_tui.session import Freshness, News, Notice, Round, Session, Topic
from smm_tui.session.background import Background, until

_ALL: Final = 1_000_000
_SHORTEST_REST: Final = 0.05
"""Seconds; keeps a pace that drew no wait at all from becoming a storm."""


class Poller:
    """The loops that keep a session fresh.

    What ends one of them unexpectedly is raised by `Session.crash`.

    Args:
        session: What is kept fresh.
        panel: The panel in view.
        favourites: Takes over what another process made of them; says whether it did.
        jitter: Draws the part of a backoff that is waited, from 0 to 1.
    """

    def __init__(
        self,
        session: Session,
        *,
        panel: str,
        favourites: Callable[[], Awaitable[bool]] = unchanged,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._session = session
        self._clock = session.clock
        self._panels = {
            name: Watched(
                settings, clock=session.clock, refresh=session.settings.refresh, jitter=jitter
            )
            for name, settings in session.settings.panels.items()
        }
        self._in_view = panel
        self._paused = False
        self._background: Background[None] = Background(session.alarm)
        self._telling = Telling(session, self.freshness)
        self._book = BookWatch(session, self._telling.look_again, favourites)
        self._reach = {name: Reach(name) for name in self._panels}
        self._unlisten: Callable[[], None] | None = None

    # -- life --------------------------------------------------------------------------

    def start(self) -> None:
        """Begin, at once with what is due."""
        self._unlisten = self._session.listen(self._hear)
        for name, watched in self._panels.items():
            self._background.start(self._loop(watched), name=f"poll {name}")
        self._background.start(self._book.look(), name="watch the book")
        self._background.start(self._book.copy_daily(), name="copy the book")
        self._background.start(self._telling.run(), name="keep messages")

    async def stop(self) -> None:
        """End every loop; stopping twice does nothing more."""
        if self._unlisten is not None:
            self._unlisten()
        await self._background.cancel()
        await self._telling.end()

    # -- what a person does ------------------------------------------------------------

    @property
    def paused(self) -> bool:
        """Whether refreshing is paused."""
        return self._paused

    def pause(self, paused: bool) -> None:  # noqa: FBT001 - one word, one meaning
        """Stop asking by itself, or go on; going on asks at once for what is due."""
        self._paused = paused
        for watched in self._panels.values():
            watched.kicked.set()
            self._tell(watched)

    def view(self, panel: str) -> None:
        """The panel in view also has its balance and catalogue refreshed."""
        left, self._in_view = self._in_view, panel
        for name in (left, panel):
            self._panels[name].ask_now()

    def kick(self, panel: str, *topics: Topic) -> None:
        """Ask now after these topics, or after whatever is due."""
        self._panels[panel].ask_now(*topics)

    def freshness(self, panel: str) -> Freshness:
        """How old what is shown of a panel is."""
        watched = self._panels[panel]
        return Freshness(
            as_of=watched.as_of,
            next_at=None if self._paused else watched.next_at,
            offline_since=watched.offline_since,
            reason=watched.reason,
            paused=self._paused,
        )

    async def refresh(self, panel: str, *topics: Topic) -> None:
        """A person asks: at once, past pace, budget and pause; for all live orders.

        What is being asked for already is waited for. After trouble with the key, it is read
        anew.

        Raises:
            SmmError: what went wrong, to be shown where it was asked.
        """
        watched = self._panels[panel]
        if watched.wrong_key:
            await self._session.forget_client(panel)
        try:
            for topic in topics:
                await asyncio.shield(self._asking(watched, topic, wish=True))
        finally:
            watched.kicked.set()

    # -- the loops ---------------------------------------------------------------------

    async def _loop(self, watched: Watched) -> None:
        while True:
            watched.kicked.clear()
            if not self._paused:
                await self._tick(watched)
            if not self._paused:
                await until(watched.kicked, clock=self._clock, seconds=self._rest(watched))
            else:
                await watched.kicked.wait()

    def _rest(self, watched: Watched) -> float:
        return max(watched.wait(), _SHORTEST_REST)

    async def _tick(self, watched: Watched) -> None:
        """Ask for what is due, one after the other; the first failure ends it."""
        for topic in TOPICS:
            watched.count(self._session.calls(watched.name))
            if not (watched.is_due(topic) and watched.may_ask):
                continue
            await self._look(watched)
            if topic not in watched.wanted and topic is not Topic.ORDERS:
                watched.put_off(topic)
                continue
            task = self._asking(watched, topic, wish=False)
            if topic is Topic.CATALOGUE:
                task.add_done_callback(lambda _task: watched.kicked.set())
            else:
                with contextlib.suppress(SmmError):
                    await task

    async def _look(self, watched: Watched) -> None:
        """Find out what this panel is to be asked about."""
        with contextlib.suppress(SmmError):
            live = await self._session.book.live_count(watched.name, watched.settings.url)
            in_view = watched.name == self._in_view
            wanted = {Topic.ORDERS: live, Topic.BALANCE: live or in_view, Topic.CATALOGUE: in_view}
            watched.wanted = frozenset(topic for topic, wish in wanted.items() if wish)

    # -- asking ------------------------------------------------------------------------

    def _asking(self, watched: Watched, topic: Topic, *, wish: bool) -> asyncio.Task[None]:
        """The asking that runs already, or a new one."""
        if topic not in watched.asking:
            name = f"ask {watched.name} for {topic}"
            work = self._ask(watched, topic, wish=wish)
            watched.asking[topic] = self._background.start(work, name=name)
        return watched.asking[topic]

    async def _ask(self, watched: Watched, topic: Topic, *, wish: bool) -> None:
        before = self._session.calls(watched.name)
        more = False
        try:
            if topic is Topic.ORDERS:
                more = await self._ask_orders(watched, wish=wish)
            elif topic is Topic.BALANCE:
                await self._session.refresh_balance(watched.name)
            else:
                await self._session.refresh_catalogue(watched.name)
        except SmmError as error:
            del watched.asking[topic]
            self._failed(watched, error, side=SIDES.get(topic))
            raise
        del watched.asking[topic]
        watched.count(self._session.calls(watched.name))
        watched.done(topic, more=more)
        if (side := SIDES.get(topic)) is not None:
            watched.answered(side)
        if self._session.calls(watched.name) > before:
            watched.succeeded()
        self._tell(watched)

    async def _ask_orders(self, watched: Watched, *, wish: bool) -> bool:
        """Ask for orders and refills that are due; whether more are due than were asked for."""
        session, name = self._session, watched.name
        interval = 0.0 if wish else None
        limit = _ALL if wish else watched.affordable * session.ids_in_call(name)
        orders = await session.refresh_due(name, limit=limit, interval=interval)
        watched.count(session.calls(name))
        if not (wish or watched.allows(Side.REFILLS)):
            return orders.asked >= limit
        rest = _ALL if wish else watched.affordable * session.ids_in_call(name)
        refills = await self._refills(watched, limit=rest, interval=interval, wish=wish)
        return orders.asked >= limit or refills.asked >= rest

    async def _refills(
        self, watched: Watched, *, limit: int, interval: float | None, wish: bool
    ) -> Round:
        """Ask for refills; that a panel refuses this action holds no orders up, but is said."""
        try:
            refills = await self._session.refresh_refills(
                watched.name, limit=limit, interval=interval
            )
        except SmmError as error:
            if not is_of_one_action(error):
                raise
            self._failed(watched, error, side=Side.REFILLS, always=wish)
            return Round()
        if refills.asked:
            watched.answered(Side.REFILLS)
        return refills

    def _failed(
        self, watched: Watched, error: SmmError, *, side: Side | None, always: bool = False
    ) -> None:
        """Slow down, and say so where it is news, or `always`."""
        watched.count(self._session.calls(watched.name))
        one_action = side is not None and is_of_one_action(error)
        if side is not None and one_action:
            is_news = watched.refused(side, error)
        else:
            is_news = watched.failed(error)
        if is_news or always:
            # Of a panel that does not answer at all, `Reach` tells what is to be kept.
            notice = Notice.of_error(error, passing=not one_action)
            self._session.tell(News(Topic.NOTICE, watched.name, notice=notice))
        self._tell(watched, error)

    # -- news --------------------------------------------------------------------------

    def _tell(self, watched: Watched, error: SmmError | None = None) -> None:
        watched.plan()
        name, now = watched.name, self._clock.now()
        self._session.tell(News(Topic.FRESHNESS, name))
        fresh, wrong_key = self.freshness(name), error if watched.wrong_key else None
        if (notice := self._reach[name].look(fresh, now, wrong_key=wrong_key)) is not None:
            self._session.tell(News(Topic.NOTICE, name, notice=notice))

    def _hear(self, news: News) -> None:
        """Ask after an order as soon as it is settled, not at the next tick."""
        self._telling.hear(news)
        waiting = {pending.ref for pending in self._session.pending}
        if news.topic is Topic.PENDING and waiting.isdisjoint(news.refs):
            self.kick(news.panel, Topic.ORDERS)

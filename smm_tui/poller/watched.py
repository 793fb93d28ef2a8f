"""One panel as the poller sees it: what is due, its pace, its budget."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from smm_tui import schedule
from smm_tui.errors import (
    KeyRefused,
    KeyUnavailable,
    Malformed,
    Oversized,
    Refused,
    SmmError,
)
from smm_tui.models import Clock
from smm_tui.sayings import later
from smm_tui.session import Topic
from smm_tui.settings import PanelSettings, RefreshSettings

TOPICS: Final = (Topic.ORDERS, Topic.BALANCE, Topic.CATALOGUE)
"""What is refreshed, the most urgent first."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_KEPT_BACK: Final = 2
"""Calls of the budget that orders leave over, so that balance and catalogue have their turn."""
_SHORTEST_PAUSE: Final = timedelta(seconds=0.5)
"""Of a backoff, should it draw none at all."""
_HOPELESS: Final = 16
"""So many failures at once: what a wrong key is worth, since asking again does not mend it."""


class Side(StrEnum):
    """What a panel may refuse for itself alone, while the orders go on."""

    REFILLS = "refills"
    BALANCE = "balance"
    CATALOGUE = "catalogue"


SIDES: Final = {Topic.BALANCE: Side.BALANCE, Topic.CATALOGUE: Side.CATALOGUE}


def is_of_one_action(error: SmmError) -> bool:
    """Whether a failure says nothing about the panel's other actions.

    The panel refused, or its answer had no sense. What is about the key, the connection, the
    pace or the whole panel says more.
    """
    return isinstance(error, (Refused, Malformed, Oversized)) and not isinstance(error, KeyRefused)


class Watched:
    """Counts by the monotonic clock, so that a jump of the other neither stalls nor storms.

    There is one breaker for the whole panel. What is refused to one action alone slows down
    that action, by a pace of its own.
    """

    def __init__(
        self,
        settings: PanelSettings,
        *,
        clock: Clock,
        refresh: RefreshSettings,
        jitter: Callable[[], float],
    ) -> None:
        self.settings = settings
        self.kicked = asyncio.Event()
        self.asking: dict[Topic, asyncio.Task[None]] = {}
        """What is being asked for right now."""
        self.wanted: frozenset[Topic] = frozenset()
        """What this panel is really asked about; the rest of what is due costs nothing."""
        self.as_of: datetime | None = None
        self.next_at: datetime | None = None
        """Of the wall clock, as it was when this was planned."""
        self.offline_since: datetime | None = None
        self._clock = clock
        self._jitter = jitter
        self._pace = schedule.Pace()
        self._sides: defaultdict[Side, schedule.Pace] = defaultdict(schedule.Pace)
        self._budget = schedule.Budget.full(settings.calls_per_minute, clock.monotonic())
        self._calls = 0
        self._due: dict[Topic, float] = {}
        """Monotonic seconds; what is not in it is due."""
        self._put_off: set[Topic] = set()
        self._intervals = {
            Topic.ORDERS: refresh.orders,
            Topic.BALANCE: refresh.balance,
            Topic.CATALOGUE: refresh.catalogue,
        }
        self._useless = ""
        """Why everything is refused; "" while something is not."""
        self.wrong_key = False
        """Whether the last failure was about the key."""

    @property
    def name(self) -> str:
        """The panel's name."""
        return self.settings.name

    @property
    def reason(self) -> str:
        """Why it is slowed down; "" while all is well."""
        return self._pace.reason or self._useless

    # -- when --------------------------------------------------------------------------

    def is_due(self, topic: Topic) -> bool:
        """Whether it is time for this, and it is not being asked for just now."""
        return topic not in self.asking and self._soonest(topic) <= self._clock.monotonic()

    def allows(self, side: Side) -> bool:
        """Whether this action is not left in peace after it was refused."""
        return self._sides[side].allows(self._steady)

    def _soonest(self, topic: Topic) -> float:
        """Monotonic seconds from which on this may be asked for, as far as it goes alone."""
        due, side = self._due.get(topic, 0.0), SIDES.get(topic)
        after = self._sides[side].next_at if side is not None else None
        return due if after is None else max(due, (after - _EPOCH).total_seconds())

    @property
    def may_ask(self) -> bool:
        """Whether pace and budget allow a call now."""
        return self._pace.allows(self._steady) and not self._budget.wait(self._clock.monotonic())

    @property
    def affordable(self) -> int:
        """How many calls for orders the budget allows now, at least one."""
        at, budget, calls = self._clock.monotonic(), self._budget, 0
        while not budget.wait(at):
            budget = budget.take(at)
            calls += 1
        return max(calls - _KEPT_BACK, 1)

    def wait(self) -> float:
        """Seconds until something is due that pace and budget allow."""
        return self._wait(TOPICS)

    def plan(self) -> None:
        """Say in the time of the wall clock when the panel is asked next."""
        wanted = [topic for topic in TOPICS if topic in self.wanted]
        seconds = timedelta(seconds=self._wait(wanted))
        self.next_at = self._clock.now() + seconds if wanted else None

    def _wait(self, topics: Sequence[Topic]) -> float:
        now = self._clock.monotonic()
        free = [topic for topic in topics if topic not in self.asking]
        later = now + self._intervals[Topic.ORDERS]
        due = min(map(self._soonest, free), default=later) - now
        paced = 0.0
        if self._pace.next_at is not None:
            paced = (self._pace.next_at - self._steady).total_seconds()
        return max(due, paced, self._budget.wait(now), 0.0)

    @property
    def _steady(self) -> datetime:
        """The monotonic clock in the shape that `Pace` reckons with."""
        return _EPOCH + timedelta(seconds=self._clock.monotonic())

    # -- what happened -----------------------------------------------------------------

    def done(self, topic: Topic, *, more: bool = False) -> None:
        """It was asked for, or there was nothing to ask; `more` is due already."""
        seconds = 0 if more else self._intervals[topic]
        self._due[topic] = self._clock.monotonic() + seconds

    def ask_now(self, *topics: Topic) -> None:
        """Wake up; these are due."""
        for topic in (*topics, *self._put_off):
            self._due.pop(topic, None)
        self._put_off.clear()
        self.kicked.set()

    def put_off(self, topic: Topic) -> None:
        """Nobody wants it now: it is due again at the next call of `ask_now`."""
        self.done(topic)
        self._put_off.add(topic)

    def count(self, calls: int) -> None:
        """Take from the budget what was sent since; `calls` is the total so far."""
        for _call in range(calls - self._calls):
            self._budget = self._budget.take(self._clock.monotonic())
        self._calls = calls

    def answered(self, side: Side) -> None:
        """An action that goes alone was answered well."""
        self._sides[side] = schedule.Pace()

    def refused(self, side: Side, error: SmmError) -> bool:
        """An action alone failed (`is_of_one_action`); whether this is the first time in a row.

        The panel is there, so nothing else waits. But where all that it is asked for is
        refused, nothing of it can be relied on, and it counts as offline.
        """
        first = not self._sides[side].failures
        self._sides[side] = self._after(self._sides[side], error, self._jitter())
        self._pace, self.wrong_key = schedule.Pace(), False
        sides = [SIDES.get(topic) for topic in self.wanted]
        if sides and all(each is not None and self._sides[each].failures for each in sides):
            self.offline_since = self.offline_since or self._clock.now()
            self._useless = later(error.heading)
        else:
            self.offline_since, self._useless = None, ""
        return first

    def succeeded(self) -> None:
        """The panel has answered."""
        self._pace, self._useless = self._pace.after_success(), ""
        self.as_of, self.offline_since, self.wrong_key = self._clock.now(), None, False

    def failed(self, error: SmmError) -> bool:
        """It has not; whether this is news: the first failure after an answer, or of a key."""
        wrong_key, known = isinstance(error, (KeyRefused, KeyUnavailable)), self.wrong_key
        first = not self._pace.failures
        pace, jitter = self._pace, self._jitter()
        if wrong_key:
            pace, jitter = replace(pace, failures=_HOPELESS), 1.0
        self._pace = self._after(pace, error, jitter)
        self.offline_since = self.offline_since or self._clock.now()
        self.wrong_key = wrong_key
        return first or (wrong_key and not known)

    def _after(self, pace: schedule.Pace, error: SmmError, jitter: float) -> schedule.Pace:
        pace = pace.after_failure(self._steady, error, jitter)
        soonest = self._steady + _SHORTEST_PAUSE
        return replace(pace, next_at=max(pace.next_at or soonest, soonest))

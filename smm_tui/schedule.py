"""Which live orders are due, in which batches, and how fast a panel may be asked (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from smm_tui.errors import RateLimited, SmmError
from smm_tui.sayings import later

T = TypeVar("T")

BATCH: Final = 100
"""Ids that one `status` call may name (panel-api.md §1.2)."""
FIRST_PAUSE_S: Final = 2.0
LONGEST_PAUSE_S: Final = 300.0
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Due:
    """A live order, as far as polling is concerned."""

    ref: int
    order_id: str
    checked_at: datetime | None
    """When the panel was last heard about it; None: never."""


def batches(ids: Sequence[T], size: int = BATCH) -> list[list[T]]:
    """The ids in their order, in lists of at most `size`."""
    return [list(ids[start : start + size]) for start in range(0, len(ids), size)]


def due(orders: Iterable[Due], *, now: datetime, interval_s: float) -> list[Due]:
    """The orders to ask about, those with the oldest news first.

    Once any is due, the last call is filled up to a full hundred with those due next: they
    cost nothing more. An order heard of in the future (a clock that was set back) is due.
    """
    waiting = sorted(orders, key=lambda order: (order.checked_at or _NEVER, order.ref))
    after = [order for order in waiting if order.checked_at and order.checked_at > now]
    waiting = after + [order for order in waiting if order not in after]
    count = sum(_is_due(order, now, interval_s) for order in waiting)
    return waiting[: -(-count // BATCH) * BATCH]


def _is_due(order: Due, now: datetime, interval_s: float) -> bool:
    if order.checked_at is None or order.checked_at > now:
        return True
    return now - order.checked_at >= timedelta(seconds=interval_s)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a panel that fails is left in peace: exponential backoff with full jitter."""

    failures: int = 0
    """In a row."""
    since: datetime | None = None
    """When the first of them was; None while all is well."""
    next_at: datetime | None = None
    """When it may be asked again; None: at any time."""
    reason: str = ""
    """The title of the last error, in the language of the reader."""

    def allows(self, now: datetime) -> bool:
        """Whether the panel may be asked; a clock set far back never holds it up."""
        if self.next_at is None:
            return True
        wait = (self.next_at - now).total_seconds()
        return not 0 < wait <= LONGEST_PAUSE_S

    def after_success(self) -> Pace:
        """The pace once the panel has answered."""
        return Pace()

    def after_failure(self, now: datetime, error: SmmError, jitter: float) -> Pace:
        """The pace after a failure.

        Args:
            now: The wall clock.
            error: What went wrong; where it names a wait, that is the least.
            jitter: A random number, at least 0 and below 1.
        """
        longest = min(FIRST_PAUSE_S * 2.0 ** min(self.failures, 16), LONGEST_PAUSE_S)
        pause = longest * jitter
        if isinstance(error, RateLimited) and error.retry_after is not None:
            pause = min(max(pause, error.retry_after), LONGEST_PAUSE_S)
        return replace(
            self,
            failures=self.failures + 1,
            since=self.since or now,
            next_at=now + timedelta(seconds=pause),
            reason=later(error.heading),
        )


@dataclass(frozen=True, slots=True)
class Budget:
    """Calls that a panel may be sent: a bucket that fills evenly over each minute."""

    per_minute: int
    tokens: float
    at: float
    """Monotonic seconds of the last change."""

    @classmethod
    def full(cls, per_minute: int, at: float) -> Budget:
        """A bucket that nothing was taken from."""
        return cls(per_minute, float(per_minute), at)

    def wait(self, at: float) -> float:
        """Seconds until the next call may be made; 0: now."""
        return max(0.0, (1.0 - self._held(at)) * 60.0 / self.per_minute)

    def take(self, at: float) -> Budget:
        """The bucket after a call; below zero where a person's wish did not wait."""
        return replace(self, tokens=self._held(at) - 1.0, at=at)

    def _held(self, at: float) -> float:
        gained = max(0.0, at - self.at) * self.per_minute / 60.0
        return min(float(self.per_minute), self.tokens + gained)

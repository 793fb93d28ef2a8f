"""How long orders of a service take, and which of those under way take too long (pure).

Times and spans are whole milliseconds, as the book has them. A percentile is by nearest rank:
the smallest value of the sample that at least so many per cent of it do not exceed, so that it
is always a time that was really seen, never an average of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from smm_tui.models import Mark, Status

SAMPLE: Final = 100
"""The newest orders of a service that are looked at: what was long ago says little of today."""
ENOUGH: Final = 5
"""Below so many times a percentile says nothing, and none is used to judge an order."""

_MINUTE: Final = 60_000
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_BLUR: Final = 2 * _MINUTE
_BLUR_SHARE: Final = 10
"""A time counts where it is known to two minutes, or to a tenth of the whole."""
LEAST_REST: Final = _HOUR
"""No order is stuck that moved less than so long ago."""
LONGEST_REST: Final = _DAY
"""Without enough orders before it an order is stuck that has not moved for so long."""
_RESTS: Final = 2
"""With enough of them: that has not moved in so many times what nine of ten took."""

STARTED: Final = frozenset(
    {Status.IN_PROGRESS, Status.PROCESSING, Status.COMPLETED, Status.PARTIAL, Status.ACTIVE}
)
"""What a panel says of an order that it has begun with."""
_CANCELED: Final = frozenset({Status.CANCELED, Status.REFUNDED})


class Course(NamedTuple):
    """The way of one order, as far as it was watched."""

    sent: int
    started: int | None
    """When it was first heard to have started."""
    started_since: int | None
    """When it was last heard before that: in between it started. None: that is not known."""
    completed: int | None
    completed_since: int | None
    status: Status | None
    quantity: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took."""

    count: int
    median: int
    late: int
    """The 90th percentile."""
    least: int
    most: int

    @property
    def enough(self) -> bool:
        """Whether there are enough times to judge by."""
        return self.count >= ENOUGH


@dataclass(frozen=True, slots=True)
class Pace:
    """What the own orders of a service say of it."""

    count: int = 0
    """Orders that were looked at, the newest `SAMPLE` at the most."""
    start: Spread | None = None
    """From sending to the start; of the orders that were watched then."""
    done: Spread | None = None
    """From sending to completion; of the orders that were watched then."""
    ended: int = 0
    completed: int = 0
    partial: int = 0
    canceled: int = 0
    failed: int = 0
    largest: int | None = None
    """Units of the largest order that `done` is about."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An order under way, as far as its pace is concerned."""

    began: int
    """When it was sent; when it came into the book, where that is not known."""
    started: bool
    quantity: int | None
    every: int | None = None
    """Minutes between two runs of a drip-feed; None for any other order."""
    subscription: bool = False


class Limits(NamedTuple):
    """From when on an order takes too long; None: never."""

    slow_at: int | None
    rest: int | None
    """So long after it last moved it is stuck."""


def percentile(values: Sequence[int], per_cent: int) -> int:
    """The nearest-rank percentile, 1 to 100, of values in ascending order; at least one."""
    return values[(len(values) * per_cent + 99) // 100 - 1]


def spread(times: Iterable[int]) -> Spread | None:
    """Median and 90th percentile of times; None of none."""
    values = sorted(times)
    if not values:
        return None
    return Spread(
        count=len(values),
        median=percentile(values, 50),
        late=percentile(values, 90),
        least=values[0],
        most=values[-1],
    )


def pace(courses: Sequence[Course]) -> Pace:
    """What orders of one service say of it; those without times count where they ended."""
    done = [(course, time) for course in courses if (time := _done(course)) is not None]
    ended = [each.status for each in courses if each.status is not None and each.status.finished]
    return Pace(
        count=len(courses),
        start=spread(time for course in courses if (time := _start(course)) is not None),
        done=spread(time for _course, time in done),
        ended=len(ended),
        completed=ended.count(Status.COMPLETED),
        partial=ended.count(Status.PARTIAL),
        canceled=sum(status in _CANCELED for status in ended),
        failed=ended.count(Status.FAILED),
        largest=max((course.quantity or 0 for course, _time in done), default=0) or None,
    )


def _start(course: Course) -> int | None:
    return _watched(course.sent, course.started_since, course.started)


def _done(course: Course) -> int | None:
    return _watched(course.sent, course.completed_since, course.completed)


def _watched(sent: int, since: int | None, heard: int | None) -> int | None:
    """How long something took; None where nobody looked when it happened.

    What was heard of after a night without looking may have happened at any time of it.
    """
    if heard is None or heard < sent:
        return None
    blur = 0 if since is None else heard - since
    return heard - sent if blur <= max(_BLUR, (heard - sent) // _BLUR_SHARE) else None


def limits(order: Standing, known: Pace) -> Limits:
    """When an order under way counts as slow, and as stuck, by what is known of its service.

    An order larger than any before it may take longer in proportion. A drip-feed rests between
    its runs and takes as long as was asked for; a subscription waits for posts and is neither.
    """
    if order.subscription:
        return Limits(None, None)
    if order.every is not None:
        return Limits(None, max(LONGEST_REST, _RESTS * order.every * _MINUTE))
    done = start = None
    if known.done is not None and known.done.enough:
        done = _larger(known.done.late, order.quantity, known.largest)
    if known.start is not None and known.start.enough:
        start = known.start.late
    usual = done if order.started else start
    rest = LONGEST_REST if usual is None else max(LEAST_REST, _RESTS * usual)
    return Limits(None if done is None else order.began + done, rest)


def _larger(time: int, quantity: int | None, largest: int | None) -> int:
    if quantity is None or largest is None or quantity <= largest:
        return time
    return time * quantity // largest


def mark(known: Limits, *, moved: int, heard: int) -> Mark | None:
    """What is odd about an order that was under way when it was last heard of.

    It is what was heard that counts, not the time that passed since: nobody knows what became
    of an order while its panel was not asked.
    """
    if known.rest is not None and heard >= moved + known.rest:
        return Mark.STUCK
    return Mark.SLOW if known.slow_at is not None and heard >= known.slow_at else None

"""The lives of orders: what is true of one at a given time, with no timer running."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.00001")
"""The last decimal of all money here, as in the published examples."""

PENDING: Final = "Pending"
IN_PROGRESS: Final = "In progress"
COMPLETED: Final = "Completed"
PARTIAL: Final = "Partial"
CANCELED: Final = "Canceled"
REJECTED: Final = "Rejected"

ACTIVE: Final = "Active"
PAUSED: Final = "Paused"
EXPIRED: Final = "Expired"


def money(amount: Decimal) -> Decimal:
    """Rounded half up to five decimals."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(slots=True, kw_only=True)
class Order:
    """One order. Times are seconds since the epoch.

    It delivers evenly from `starts` so that `goal` units would be there at `due`; `ends` is
    `due` unless a cancel cut it short.
    """

    order_id: int
    service: int
    link: str
    quantity: int
    charge: Decimal
    starts: float
    due: float
    ends: float
    goal: int
    outcome: str
    start_count: int
    refill: bool
    cancel: bool
    asked: bool = False
    """Whether a cancel was asked for."""
    settled: bool = False
    """Whether it has ended and its refund is in the balance."""

    @property
    def event_at(self) -> float | None:
        """When something happens to the money."""
        return None if self.settled else self.ends

    def status(self, moment: float) -> str:
        """The published word."""
        if moment >= self.ends:
            return self.outcome
        return IN_PROGRESS if moment >= self.starts else PENDING

    def delivered(self, moment: float) -> int:
        """Units that are there; never falls."""
        moment = min(moment, self.ends)
        if moment <= self.starts:
            return 0
        return int(self.goal * ((moment - self.starts) / (self.due - self.starts)))

    def refund(self) -> Decimal:
        """What goes back to the balance in the end."""
        missing = self.quantity - self.delivered(self.ends)
        return money(self.charge * missing / self.quantity)

    def report(self, moment: float) -> dict[str, str]:
        """The answer to `status`; the charge is less the refund once it has ended."""
        ended = moment >= self.ends
        return {
            "charge": str(self.charge - self.refund() if ended else self.charge),
            "start_count": str(self.start_count if moment >= self.starts else 0),
            "status": self.status(moment),
            "remains": str(self.quantity - self.delivered(moment)),
            "currency": "USD",
        }

    def cancellable(self, moment: float) -> bool:
        """Whether a cancel may be asked for."""
        return self.cancel and not self.asked and moment < self.ends

    def cut(self, moment: float, at: float) -> None:
        """Take a cancel asked for at `moment` that works at `at`, unless it ends sooner."""
        self.asked = True
        if moment < self.starts:
            self.starts = self.ends = at
            self.outcome = CANCELED
        elif at < self.ends:
            self.ends = at
            self.outcome = PARTIAL if self.delivered(at) else CANCELED


@dataclass(slots=True, kw_only=True)
class Series:
    """An order that makes orders: a drip-feed (all paid at once) or a subscription (one by one)."""

    order_id: int
    service: int
    link: str
    drip: bool
    least: int
    most: int
    charge: Decimal
    """Paid for all runs; nothing for a subscription."""
    rate: str
    runs: int
    """How many orders it makes at most; 0 is no limit (a subscription without `posts`)."""
    old_posts: int
    every: float
    """Seconds between two runs of a drip-feed; the delay after a post of a subscription."""
    next_at: float | None
    expiry: str
    expires: float | None
    refill: bool
    cancel: bool
    asked: bool = False
    ended: str = ""
    """The word that it ended with."""
    orders: list[int] = field(default_factory=list)

    @property
    def event_at(self) -> float | None:
        """When the next order is made, or the end comes."""
        times = () if self.ended else (self.next_at, self.expires)
        return min((time for time in times if time is not None), default=None)

    def cancellable(self, _moment: float) -> bool:
        """Whether a cancel may be asked for: there are orders still to be made."""
        return self.cancel and not self.asked and self.ended in {"", PAUSED}

    def cut(self, at: float) -> None:
        """Take a cancel that works at `at`; no order is made any more."""
        self.asked, self.next_at, self.expires = True, at, None
        if self.ended == PAUSED:
            self.ended = ""

    def share(self, run: int) -> Decimal:
        """What one run of a drip-feed costs; all shares add up to the charge to the last digit."""
        return money(self.charge * (run + 1) / self.runs) - money(self.charge * run / self.runs)

    def left(self) -> Decimal:
        """Paid for runs that have not begun."""
        return sum((self.share(run) for run in range(len(self.orders), self.runs)), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refill:
    """One request to refill."""

    refill_id: int
    order_id: int
    starts: float
    ends: float
    outcome: str

    def status(self, moment: float) -> str:
        """The published word."""
        if moment >= self.ends:
            return self.outcome
        return IN_PROGRESS if moment >= self.starts else PENDING

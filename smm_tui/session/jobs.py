"""An order between its confirmation and its outcome."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from smm_tui.api import PanelClient
from smm_tui.ledger import Intent
from smm_tui.models import Balance, Clock
from smm_tui.ordering import Quote
from smm_tui.outcome import AddOutcome, Sent
from smm_tui.session.news import Pending
from smm_tui.settings import PanelSettings

GRACE_SECONDS: Final = 5
"""How much later than the undo pause an order may still be sent (design.md)."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The moment at which a person confirmed, by both clocks."""

    at: datetime
    monotonic: float

    @classmethod
    def now(cls, clock: Clock) -> Confirmed:
        """This moment."""
        return cls(clock.now(), clock.monotonic())

    def age(self, clock: Clock) -> float:
        """Seconds since then, by the clock that shows more of them."""
        wall = (clock.now() - self.at).total_seconds()
        return max(wall, clock.monotonic() - self.monotonic)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person confirmed."""

    panel: PanelSettings
    client: PanelClient
    quote: Quote
    balance: Balance | None
    """The last one read."""
    confirmed: Confirmed
    line: int | None = None
    """Of the text of a batch; None: it was confirmed alone."""
    twins: frozenset[int] = frozenset()
    """Unknown orders for the same service and link, beside which a person wants it all the same."""

    @property
    def link(self) -> str:
        """The link, or the username of a subscription."""
        params = dict(self.quote.params)
        return params.get("link") or params.get("username", "")

    def intent(self) -> Intent:
        """What goes into the book."""
        money = self.balance.money if self.balance else None
        return Intent(
            panel=self.panel.name,
            panel_url=self.panel.url,
            service=self.quote.service,
            params=self.quote.params,
            link=self.link,
            quantity=self.quote.quantity,
            foretold=self.quote.charge,
            currency=money.currency if money else "",
            confirmed_at=self.confirmed.at,
            balance_before=money.amount if money else None,
            batch_line=self.line,
        )


@dataclass(slots=True, eq=False)
class Job:
    """One order on its way."""

    ref: int
    wish: Wish
    undo_seconds: int
    taken_back: asyncio.Event = field(default_factory=asyncio.Event)
    """The orders of a batch share it."""
    sending: bool = False
    """From before the book says `sending` until it has the outcome."""
    late: bool = False
    """Whether it was not sent because too much time had passed."""
    doubtful: bool = False
    """Whether it was not sent because another of the same had become unknown."""
    turn: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while it is this order's turn at its panel."""
    since: Confirmed = field(init=False)
    """From when its age counts: its confirmation, or when its turn in a batch came."""
    outcome: AddOutcome | None = None
    """What became of it, once the book has that."""
    sent: Sent | None = None
    """What was seen of its sending."""
    answered: float | None = None
    """Monotonic seconds at which the sending had ended."""

    def __post_init__(self) -> None:
        self.since = self.wish.confirmed

    @property
    def waiting(self) -> bool:
        """Whether it can still be taken back."""
        return not self.sending and self.outcome is None and not self.taken_back.is_set()

    @property
    def pending(self) -> Pending:
        """What is shown of it while it waits."""
        wish = self.wish
        ends_at = wish.confirmed.at + timedelta(seconds=self.undo_seconds)
        return Pending(self.ref, wish.panel.name, wish.quote.service.name, wish.link, ends_at)

    def seconds_left(self, clock: Clock) -> float:
        """Until it is too late to send it; below 0 when it is."""
        return self.undo_seconds + GRACE_SECONDS - self.since.age(clock)

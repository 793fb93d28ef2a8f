"""The two balance readings that bracket one add."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from smm_tui.ledger import Ledger
from smm_tui.models import Balance, Clock, OrderState
from smm_tui.settings import PanelSettings

ReadBalance: TypeAlias = Callable[[PanelSettings], Awaitable[Balance | None]]

LONGEST_READING_SECONDS: Final = 10.0
"""An order waits no longer for a balance, which is only evidence."""
RECENT_SECONDS: Final = 10.0
"""So old a reading is as good as a new one, where no add came between."""
_OLDEST: Final = timedelta(minutes=5)


class Brackets:
    """Reads balances around adds; a reading that overlaps an add of ours counts for nothing."""

    def __init__(self, *, book: Ledger, clock: Clock, read: ReadBalance) -> None:
        self._book = book
        self._clock = clock
        self._read = read
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._latest: dict[str, Balance] = {}
        self._taken: dict[str, float] = {}
        """Monotonic seconds of the latest."""
        self._adds: Counter[str] = Counter()
        """Counts the begin and the end of each add."""

    async def prepare(self, panel: PanelSettings) -> None:
        """Read the balance before an add, unless that was just done."""
        name = panel.name
        async with self._locks[name]:
            if not self._is_recent(name):
                adds = self._adds[name]
                balance = await self._bounded(panel)
                if adds == self._adds[name]:
                    self._keep(name, balance)

    def open(self, panel: PanelSettings, earlier: Balance | None) -> Balance | None:
        """An add begins: the last reading before it.

        Args:
            panel: Where.
            earlier: What was read before the order was confirmed; it stands in where no
                better reading is at hand and it is not too old.
        """
        self._adds[panel.name] += 1
        before = self._latest.pop(panel.name, None) or earlier
        if before is None or abs(self._clock.now() - before.at) > _OLDEST:
            return None
        return before

    async def close(self, panel: PanelSettings) -> Balance | None:
        """An add has ended: the first reading after it."""
        self._adds[panel.name] += 1
        balance = await self._bounded(panel)
        self._keep(panel.name, balance)
        return balance

    def reopen(self, panel: PanelSettings, before: Balance | None) -> None:
        """The add never left, so the reading before it is still good."""
        self._adds[panel.name] += 1
        self._keep(panel.name, before)

    async def explained(self, panel: PanelSettings, before: Balance, after: Balance) -> Decimal:
        """What placed orders in the book took from the balance between two readings."""
        known = await self._book.known_charges_between(panel.name, before.at, after.at)
        return sum(
            (
                charge.amount
                for charge in known
                if charge.amount is not None
                and charge.state is OrderState.PLACED
                and charge.at > before.at
            ),
            Decimal(0),
        )

    async def _bounded(self, panel: PanelSettings) -> Balance | None:
        reading = asyncio.ensure_future(self._read(panel))
        limit = asyncio.create_task(self._clock.sleep(LONGEST_READING_SECONDS))
        try:
            await asyncio.wait({reading, limit}, return_when=asyncio.FIRST_COMPLETED)
            return reading.result() if reading.done() else None
        finally:
            reading.cancel()
            limit.cancel()

    def _keep(self, name: str, balance: Balance | None) -> None:
        if balance is not None:
            self._latest[name] = balance
            self._taken[name] = self._clock.monotonic()

    def _is_recent(self, name: str) -> bool:
        age = self._clock.monotonic() - self._taken.get(name, float("-inf"))
        return name in self._latest and age <= RECENT_SECONDS

"""The two balance readings that bracket one add."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from smm_tui.errors import LedgerError
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

    async def open(self, panel: PanelSettings, earlier: Balance | None) -> Balance | None:
        """An add begins: the last reading before it, made here or by another process.

        None where it is too old, or where an add that nobody is sure of came after it: then it
        would be no reading before this one.

        Args:
            panel: Where.
            earlier: What was read before the order was confirmed.
        """
        name = panel.name
        self._adds[name] += 1
        readings = [self._latest.pop(name, None), earlier]
        # Evidence is not worth holding anybody up.
        with contextlib.suppress(LedgerError):
            readings.append(await self._book.last_balance(name))
        before = max(filter(None, readings), key=lambda each: each.at, default=None)
        if before is None or abs(self._clock.now() - before.at) > _OLDEST:
            return None
        with contextlib.suppress(LedgerError):
            if await self._is_doubtful_since(name, before):
                return None
        return before

    async def _is_doubtful_since(self, name: str, before: Balance) -> bool:
        """Whether an add that may or may not have been charged came after a reading.

        The add that begins here is the last one, and is itself among those of the book.
        """
        known = await self._book.known_charges_between(name, before.at, self._clock.now())
        since = [charge.state for charge in known if charge.at > before.at]
        doubtful = [state for state in since if state is not OrderState.PLACED]
        return len(doubtful) > 1

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

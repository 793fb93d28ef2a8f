"""The money of the whole book, added up once and then only where something changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from smm_tui.ledger import Ledger
from smm_tui.models import Money, OrderState
from smm_tui.periods import LocalDays, Period, Span, milliseconds, moved, spans
from smm_tui.refunds import EXACT
from smm_tui.spending import Outlay, Tally
from smm_tui.spending_report import (
    OUTLOOK_DAYS,
    Choice,
    Outlook,
    Statement,
    Wish,
    choose,
    first_day,
    outlook,
    report,
)

_PAGE: Final = 2_000
_MOST_OPEN: Final = 4_000
"""Orders that are added up each time; beyond it those that have ended are put by."""
_COUNTS: Final = {Period.DAY: 30, Period.WEEK: 26, Period.MONTH: 12}
"""How many of them a window has."""
_READINGS: Final = 8
"""Moments of each day, week or month at which the balance is looked up."""
_EVER: Final = 2**62
"""A moment after all readings."""


@dataclass(frozen=True, slots=True)
class _PutBy:
    """Orders that are not expected to change any more."""

    tally: Tally
    last: int
    """The newest order that was looked at."""

    def holds_any(self, heads: set[int]) -> bool:
        """Whether one of these, none of which is open, is among them."""
        return any(head <= self.last for head in heads)


class Spending:
    """What a buyer spent, kept up to date with the book; one caller after the other."""

    def __init__(self, book: Ledger, zone: tzinfo) -> None:
        self.calendar = LocalDays(zone)
        self._book = book
        self._adding: asyncio.Task[None] | None = None
        self._number = -1
        """The change of the book that all below is of."""
        self._tally = Tally()
        self._put_by: _PutBy | None = None
        self._open: set[int] = set()
        """Orders that are added up anew; others are put by, or newer than these."""
        self._most = _MOST_OPEN

    async def tally(self) -> Tally:
        """The money of all orders; whoever gets it must not change it.

        Adding up goes on to its end whoever stops waiting for it, so that news that come
        faster than it takes do not keep it from ever being done.

        Raises:
            LedgerError: The book cannot be read.
        """
        if (earlier := self._adding) is not None:
            await asyncio.wait([earlier])
        if self._adding is None:
            self._adding = asyncio.create_task(self._bring_up_to_date(), name="spending")
            self._adding.add_done_callback(self._added)
        await asyncio.shield(self._adding)
        return self._tally

    def _added(self, task: asyncio.Task[None]) -> None:
        self._adding = None
        if not task.cancelled():
            task.exception()  # told to whoever waits; nobody need

    async def _bring_up_to_date(self) -> None:
        number = await self._book.change_number()
        if number == self._number:
            return
        put_by, may_change = self._put_by, self._open
        if put_by is not None:
            touched = set(await self._book.heads_changed_since(self._number))
            again = put_by.holds_any(touched - may_change)
            may_change = may_change | touched
            if again or len(may_change) > self._most:
                put_by = None
        if put_by is None:
            put_by, may_change = await self._add_up_ended()
            self._most = len(may_change) + _MOST_OPEN
        now = Tally()
        for page in _pages(sorted(may_change)):
            families = await self._book.families_of(page)
            await asyncio.to_thread(self._take, now, families)
        self._tally = await asyncio.to_thread(put_by.tally.joined, now)
        # Together, and only once nothing can fail any more.
        self._put_by, self._open, self._number = put_by, may_change, number

    async def _add_up_ended(self) -> tuple[_PutBy, set[int]]:
        """Add up all that has ended; the orders that have not."""
        tally, may_change = Tally(), set[int]()
        after, full = 0, True
        while full:
            families = await self._book.families(after=after, limit=_PAGE)
            full = len(families) == _PAGE
            after = families[-1][0].ref if families else after
            may_change |= {family[0].ref for family in families if _may_change(family)}
            ended = [family for family in families if family[0].ref not in may_change]
            await asyncio.to_thread(self._take, tally, ended)
        return _PutBy(tally, after), may_change

    def _take(self, into: Tally, families: Sequence[Sequence[Outlay]]) -> None:
        for family in families:
            into.take(family, self.calendar)

    async def look(self, wish: Wish, *, panel: str, held: str, now: datetime) -> Statement:
        """What a person wants to see.

        Args:
            wish: Which window, which currency, whose.
            panel: The one in view.
            held: The currency of its balance; "" where none was read.
            now: The wall clock.

        Raises:
            LedgerError: The book cannot be read.
        """
        tally = await self.tally()
        choice = choose(tally, wish, panel=panel, held=held)
        at = milliseconds(now)
        today = self.calendar.day(at)
        window = spans(
            wish.period, last=moved(wish.period, today, -wish.back), count=_COUNTS[wish.period]
        )
        moments = [moment for span in window for moment in self._moments(span, at)]
        balance, *course = await self._balances(choice, (_EVER, *moments))
        later = len(window) * _READINGS - len(moments)
        return Statement(
            wish=wish,
            panel=panel,
            choice=choice,
            report=await asyncio.to_thread(report, tally, choice.accounts, window),
            first=first_day(tally, choice.accounts),
            outlooks=await asyncio.to_thread(_outlooks, tally, choice, balance, today),
            balance=balance,
            course=(*course, *[None] * later),
        )

    def _moments(self, span: Span, now: int) -> Iterator[int]:
        """Moments evenly over a day, week or month, up to now."""
        start, end = self.calendar.start(span.first), self.calendar.start(span.after)
        for place in range(_READINGS):
            if start + (end - start) * place // _READINGS < now:
                yield min(start + (end - start) * (place + 1) // _READINGS, now)

    async def _balances(self, choice: Choice, moments: Sequence[int]) -> list[Decimal | None]:
        """What the accounts held together; a reading in another currency is none."""
        whole: list[Decimal | None] = [None] * len(moments)
        for account in choice.accounts:
            held = await self._book.balances_at(account.panel, moments)
            for place, money in enumerate(held):
                whole[place] = _sum(whole[place], money, account.currency)
        return whole


def _outlooks(
    tally: Tally, choice: Choice, balance: Decimal | None, today: int
) -> tuple[Outlook, ...]:
    """By how many days, those that there were."""
    found = {
        look.days: look
        for days in OUTLOOK_DAYS
        if (look := outlook(tally, choice.accounts, balance=balance, today=today, days=days))
    }
    return tuple(found.values())


def _sum(before: Decimal | None, money: Money | None, currency: str) -> Decimal | None:
    if money is None or money.currency != currency:
        return before
    return money.amount if before is None else EXACT.add(before, money.amount)


def _may_change(family: Sequence[Outlay]) -> bool:
    """Whether the money of an order, or of one that it made, may change by itself."""
    return any(
        each.state is not OrderState.PLACED
        or each.paid.status is None
        or not each.paid.status.finished
        for each in family
    )


def _pages(refs: Sequence[int]) -> list[Sequence[int]]:
    return [refs[start : start + _PAGE] for start in range(0, len(refs), _PAGE)]

"""The money of the whole book, added up once and then only where something changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
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


class Spending:
    """What a buyer spent, kept up to date with the book; one caller after the other."""

    def __init__(self, book: Ledger, zone: tzinfo) -> None:
        self.calendar = LocalDays(zone)
        self._book = book
        self._lock = asyncio.Lock()
        self._number = -1
        self._tally = Tally()
        self._ended = Tally()
        """Of orders that are not expected to change any more."""
        self._open: set[int] = set()
        """Orders that are added up anew; others are among the ended, or newer than these."""
        self._most_open = _MOST_OPEN
        self._last = 0
        """The newest order that was put by."""

    async def tally(self) -> Tally:
        """The money of all orders; whoever gets it must not change it.

        Raises:
            LedgerError: The book cannot be read.
        """
        async with self._lock:
            number = await self._book.change_number()
            if number != self._number:
                await self._bring_up_to_date()
                self._number = number
            return self._tally

    async def _bring_up_to_date(self) -> None:
        touched = set(await self._book.heads_changed_since(self._number)) if self._last else set()
        again = any(head <= self._last for head in touched - self._open)
        if not self._last or again or len(self._open | touched) > self._most_open:
            await self._put_by()
        else:
            self._open |= touched
        now = Tally()
        for page in _pages(sorted(self._open)):
            families = await self._book.families_of(page)
            await asyncio.to_thread(self._take, now, families)
        self._tally = await asyncio.to_thread(self._ended.joined, now)

    async def _put_by(self) -> None:
        """Add up all that has ended."""
        self._open, self._ended = set(), Tally()
        after, full = 0, True
        while full:
            families = await self._book.families(after=after, limit=_PAGE)
            full = len(families) == _PAGE
            after = families[-1][0].ref if families else after
            self._open |= {family[0].ref for family in families if _may_change(family)}
            ended = [family for family in families if family[0].ref not in self._open]
            await asyncio.to_thread(self._take, self._ended, ended)
        self._last = after
        self._most_open = len(self._open) + _MOST_OPEN

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

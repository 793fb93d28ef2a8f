"""What the header of the main screen says: before the session is there, and from it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from smm_tui.models import Balance
from smm_tui.screens.desk import Desk
from smm_tui.widgets.header_bar import HeaderState


def first(desk: Desk, zone: tzinfo) -> HeaderState:
    """As much as is known before anything is opened."""
    return HeaderState(
        panel=desk.panel,
        demo=desk.demo,
        read_only=desk.read_only,
        as_of=_cached_at(desk),
        zone=zone,
        now=datetime.now(UTC),
    )


class Known(NamedTuple):
    """What the header says out of the book."""

    live: int
    unknown: int
    attention: int
    balance: Balance | None
    changes: int
    """In the catalogue, that nobody has looked at."""


async def read(desk: Desk) -> Known:
    """Read it; the session must be open.

    Raises:
        LedgerError: The book could not be read.
    """
    session, panel = desk.now, desk.panel
    counts, balance, changes = await asyncio.gather(
        session.book.counts(), session.last_balance(panel), session.unseen_changes(panel)
    )
    return Known(
        live=counts.live,
        unknown=counts.unknown,
        attention=counts.attention,
        balance=balance,
        changes=changes,
    )


def present(desk: Desk, zone: tzinfo, known: Known) -> HeaderState:
    """All of it; the session must be open."""
    session, panel = desk.now, desk.panel
    balance = known.balance
    fresh = desk.poller.freshness(panel)
    lowest = session.panel(panel).low_balance
    sent = [each for each in session.batches if each.done]
    return HeaderState(
        panel=panel,
        demo=desk.demo,
        read_only=desk.read_only,
        balance=balance.money if balance else None,
        low=bool(balance and lowest is not None and balance.money.amount < lowest),
        live=known.live,
        unknown=known.unknown,
        attention=known.attention,
        changes=known.changes,
        in_pause=len(session.pending) - sum(each.waiting for each in sent),
        batch_done=sum(each.done for each in sent),
        batch_count=sum(each.count for each in sent),
        undo_key=desk.key("app.take_back"),
        as_of=fresh.as_of or _cached_at(desk),
        next_at=fresh.next_at,
        offline_since=fresh.offline_since,
        paused=fresh.paused,
        slow_link=desk.slow_link,
        now=session.clock.now(),
        zone=zone,
    )


def _cached_at(desk: Desk) -> datetime | None:
    known = desk.catalogue or desk.preview
    return known.read_at if known else None

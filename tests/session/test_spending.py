"""The money of the book, kept up to date without adding all of it up again."""

from __future__ import annotations

import asyncio
import dataclasses
import random
from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.errors import LedgerError
from smm_tui.ledger import Ledger
from smm_tui.models import Balance, Money, Status, StatusReport
from smm_tui.periods import Period
from smm_tui.session import spending
from smm_tui.session.spending import Spending
from smm_tui.spending import Account
from smm_tui.spending_report import Wish
from tests.clock import FakeClock
from tests.ledger.making import ME, PANEL, URL, intent, placed, report, sent, service, unknown

DAY = 86_400


@pytest.fixture
async def book(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Ledger]:
    ledger = await Ledger.open(tmp_path / "ledger.db", clock=clock)
    yield ledger
    await ledger.close()


async def end(book: Ledger, clock: FakeClock, order_id: str, status: Status, charge: str) -> None:
    said = report(status, charge=Decimal(charge), remains=20)
    await book.record_statuses(PANEL, URL, {order_id: said}, clock.now())


@pytest.mark.parametrize("seed", range(4))
async def test_brought_up_to_date_is_as_added_up_anew(
    book: Ledger, clock: FakeClock, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spending, "_PAGE", 3)
    monkeypatch.setattr(spending, "_MOST_OPEN", 5)
    luck = random.Random(seed)
    kept = Spending(book, UTC)
    ids: list[str] = []
    for number in range(60):
        clock.jump(luck.choice([60, 3_600, DAY]))
        roll = luck.random()
        if roll < 0.45 or not ids:
            ids.append(str(number))
            of = service(f"Service {number % 4}", str(number % 4))
            await sent(book, intent(of=of, foretold=f"0.{number + 10}"), ids[-1])
        elif roll < 0.5:
            await unknown(book)
        elif roll < 0.6:
            said = StatusReport(Status.ACTIVE, "Active", children=(f"c{number}",), runs=9)
            await book.record_statuses(PANEL, URL, {luck.choice(ids): said}, clock.now())
            ids.append(f"c{number}")
        else:
            status = luck.choice([Status.IN_PROGRESS, Status.COMPLETED, Status.PARTIAL])
            await end(book, clock, luck.choice(ids), status, f"0.{luck.randrange(10, 99)}")
        if luck.random() < 0.4:
            assert (await kept.tally()).days == (await Spending(book, UTC).tally()).days


async def test_what_did_not_change_is_not_read_again(book: Ledger, clock: FakeClock) -> None:
    await placed(book, "1")
    kept = Spending(book, UTC)
    first = await kept.tally()
    assert await kept.tally() is first
    await end(book, clock, "1", Status.COMPLETED, "0.09")
    assert await kept.tally() is not first


async def test_who_stops_waiting_spoils_nothing(
    book: Ledger, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spending, "_PAGE", 2)
    for number in range(12):
        await placed(book, str(number))
        if number % 2:
            await end(book, clock, str(number), Status.COMPLETED, "0.09")
    kept = Spending(book, UTC)
    for steps in range(1, 12):
        impatient = asyncio.create_task(kept.tally())
        for _step in range(steps):
            await asyncio.sleep(0.001)
        impatient.cancel()
        await asyncio.wait([impatient])
        await end(book, clock, str(steps), Status.PARTIAL, "0.01")
    assert (await kept.tally()).days == (await Spending(book, UTC).tally()).days


async def test_adding_up_ends_although_nobody_waits(book: Ledger) -> None:
    await placed(book, "1")
    kept = Spending(book, UTC)
    impatient = asyncio.create_task(kept.tally())
    await asyncio.sleep(0)
    impatient.cancel()
    first = await kept.tally()
    assert await kept.tally() is first
    await book.close()
    # Whoever asks hears of it, and what nobody asks for is no trouble.
    impatient = asyncio.create_task(kept.tally())
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(LedgerError):
        await kept.tally()


async def test_an_empty_book(book: Ledger, clock: FakeClock) -> None:
    kept = Spending(book, UTC)
    found = await kept.look(Wish(), panel=PANEL, held="", now=clock.now())
    assert (found.choice.accounts, found.first) == ((Account(PANEL, ""),), None)
    assert (found.report.total.orders, found.outlooks, found.balance) == (0, (), None)
    assert len(found.report.spans) == 30
    await placed(book, "1")
    assert len((await kept.tally()).days) == 1


async def test_a_statement_of_a_window(book: Ledger, clock: FakeClock) -> None:
    kept = Spending(book, UTC)
    balances = iter(["50", "40", "30", "20"])
    for number in range(4):
        reading = Balance(Money(Decimal(next(balances)), "USD"), clock.now())
        await book.record_balance(PANEL, URL, reading, "refresh")
        await sent(book, intent(foretold="10"), str(number))
        clock.jump(DAY)
    now = clock.now()
    found = await kept.look(Wish(), panel=PANEL, held="USD", now=now)
    assert found.report.total.charged == 40
    assert [str(bucket.charged) for bucket in found.report.buckets[-5:]] == [*["10"] * 4, "0"]
    assert found.balance == 20
    assert [(look.days, look.left) for look in found.outlooks] == [(4, 2)]
    assert len(found.course) == 30 * 8
    known = [amount for amount in found.course if amount is not None]
    assert [str(known[0]), str(known[-1])] == ["50", "20"]
    assert known == sorted(known, reverse=True)
    # Nothing is said of the rest of today.
    assert found.course[-1] is None
    earlier = await kept.look(Wish(back=3), panel=PANEL, held="USD", now=now)
    assert earlier.report.total.charged == 20
    weeks = await kept.look(Wish(period=Period.WEEK), panel=PANEL, held="USD", now=now)
    assert weeks.report.total.charged == 40
    assert len(weeks.report.spans) == 26


async def test_panels_together_have_one_balance(book: Ledger, clock: FakeClock) -> None:
    kept = Spending(book, UTC)
    for panel, amount, currency in (("brsmm", "5", "USD"), ("else", "7", "USD"), ("x", "9", "EUR")):
        reading = Balance(Money(Decimal(amount), currency), clock.now() - timedelta(hours=1))
        await book.record_balance(panel, URL, reading, "refresh")
        wanted = intent(panel=panel, foretold="1")
        await sent(book, dataclasses.replace(wanted, currency=currency), "1")
    found = await kept.look(Wish(together=True), panel="brsmm", held="USD", now=clock.now())
    assert found.balance == 12
    assert found.report.total.charged == 2
    alone = await kept.look(Wish(), panel="brsmm", held="USD", now=clock.now())
    assert [str(alone.balance), str(alone.report.total.charged)] == ["5", "1"]


async def test_a_reading_in_another_currency_is_no_balance(book: Ledger, clock: FakeClock) -> None:
    reading = Balance(Money(Decimal(9), "EUR"), clock.now())
    await book.record_balance(PANEL, URL, reading, "refresh")
    await sent(book, intent(foretold="1"), "1")
    found = await Spending(book, UTC).look(
        Wish(currency="USD"), panel=PANEL, held="EUR", now=clock.now()
    )
    assert (found.choice.currency, found.choice.currencies) == ("USD", ("EUR", "USD"))
    assert found.balance is None
    assert set(found.course) == {None}


async def test_an_intent_that_is_sent_later_is_counted(book: Ledger, clock: FakeClock) -> None:
    waiting = await book.intend(intent(foretold="1"), ME)
    await sent(book, intent(foretold="2"), "2")
    await end(book, clock, "2", Status.COMPLETED, "2")
    kept = Spending(book, UTC)
    await kept.tally()
    assert await book.begin_sending(waiting, ME)
    found = await kept.look(Wish(), panel=PANEL, held="USD", now=clock.now())
    total = found.report.total
    assert [str(total.charged), str(total.doubtful)] == ["2", "1"]

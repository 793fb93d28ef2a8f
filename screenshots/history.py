"""Some weeks of a buyer, written into the order book before the dashboard opens it."""

# ruff: noqa: S311 - the same chances for every picture
from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from screenshots.staging import SEED, START, StageClock
from smm_tui import ordering
from smm_tui.config import Places, demo_settings
from smm_tui.config.demo import DEMO_PANEL
from smm_tui.demo import create_panel
from smm_tui.ledger import Intent, Ledger, Sender
from smm_tui.models import (
    Balance,
    Money,
    OrderState,
    Service,
    ServiceType,
    Status,
    StatusReport,
)
from smm_tui.outcome import AddOutcome, Sent

_DAYS: Final = 70
_SERVICES: Final = ("9900", "9900", "8919", "4396", "5617", "8493", "8064", "7847")
_QUANTITIES: Final = (250, 500, 500, 1_000, 1_000, 2_000, 2_500)
_DEPOSIT: Final = Decimal(60)
_ANSWERED: Final = Sent(
    phases=(),
    traced=True,
    handed_over=True,
    http_status=200,
    body=b"",
    failure=None,
    detail="",
)


class _PastClock(StageClock):
    """Stands at the moment that is told."""

    def __init__(self) -> None:
        super().__init__()
        self.at = START

    def now(self) -> datetime:
        """The moment."""
        return self.at


@dataclass(slots=True)
class _Buyer:
    """Who writes the book."""

    book: Ledger
    clock: _PastClock
    luck: random.Random
    balance: Decimal = _DEPOSIT
    orders: int = 20_000

    async def read_balance(self) -> None:
        """Note what the account holds."""
        url = demo_settings().panels[DEMO_PANEL].url
        reading = Balance(Money(self.balance, "USD"), self.clock.at)
        await self.book.record_balance(DEMO_PANEL, url, reading, "order")

    async def order(self, service: Service) -> None:
        """Order, and see it to its end."""
        url, quantity = demo_settings().panels[DEMO_PANEL].url, self.luck.choice(_QUANTITIES)
        charge = ordering.charge_for(service.rate or Decimal(0), quantity)
        if self.balance < charge * 3:
            self.balance += _DEPOSIT
        await self.read_balance()
        link = f"https://www.instagram.com/p/{self.orders}"
        wanted = Intent(
            panel=DEMO_PANEL,
            panel_url=url,
            service=service,
            params=(("service", service.service_id), ("link", link), ("quantity", str(quantity))),
            link=link,
            quantity=quantity,
            foretold=charge,
            currency="USD",
            confirmed_at=self.clock.at,
            balance_before=self.balance,
        )
        sender = Sender.me()
        ref = await self.book.intend(wanted, sender)
        await self.book.begin_sending(ref, sender)
        self.orders += 1
        placed = AddOutcome(OrderState.PLACED, order_id=str(self.orders))
        await self.book.settle(ref, placed, _ANSWERED)
        await self.book.release_adds(DEMO_PANEL, sender)
        self.balance -= charge
        await self._watch(url, quantity, charge)
        await self.book.acknowledge([ref])
        await self.read_balance()

    async def _watch(self, url: str, quantity: int, charge: Decimal) -> None:
        """Hear of it every while; a few end short, and the panel says what it keeps."""
        end, remains = Status.COMPLETED, 0
        if (fate := self.luck.random()) < 0.08:  # noqa: PLR2004 - as the demo panel has it
            end, remains = Status.PARTIAL, quantity // self.luck.randint(2, 6)
        elif fate < 0.12:  # noqa: PLR2004
            end, remains = Status.CANCELED, quantity
        back = ordering.charge_for(charge * 1000 / quantity, remains)
        steps = (
            (60, Status.PENDING, quantity, charge),
            (60 * self.luck.randint(5, 40), Status.IN_PROGRESS, quantity, charge),
            (3_000 * self.luck.randint(1, 5), Status.IN_PROGRESS, remains, charge),
            (60, end, remains, charge - back),
        )
        for seconds, status, left, named in steps:
            self.clock.at += timedelta(seconds=seconds)
            said = StatusReport(
                status=status,
                status_text=str(status).capitalize(),
                charge=named,
                currency="USD",
                start_count=1_000,
                remains=left,
            )
            reports = {str(self.orders): said}
            await self.book.record_statuses(DEMO_PANEL, url, reports, self.clock.at)
        self.balance += back


async def write_history(folder: Path) -> None:
    """Fill the book of a folder with orders that have ended, up to the stage's start."""
    clock = _PastClock()
    clock.at = START - timedelta(days=_DAYS)
    book = await Ledger.open(Places.within(folder).ledger, clock=clock)
    buyer = _Buyer(book, clock, random.Random(SEED))
    services = [_service(each) for each in create_panel(seed=SEED).services]
    offered = [each for name in _SERVICES for each in services if each.service_id == name]
    while True:
        clock.at += timedelta(hours=buyer.luck.choice((1, 2, 3, 8, 14, 26)))
        if clock.at > START - timedelta(hours=8):
            break
        await buyer.order(buyer.luck.choice(offered))
    await book.close()


def _service(of: object) -> Service:
    """A service of the demo panel as the client knows it."""
    named = {name: getattr(of, name) for name in ("service_id", "name", "category", "type", "rate")}
    return Service(
        service_id=str(named["service_id"]),
        name=str(named["name"]),
        category=str(named["category"]),
        type=ServiceType.DEFAULT,
        type_text=str(named["type"]),
        rate=Decimal(str(named["rate"])),
    )

"""Sessions over real sockets, and the truth compared with the book."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import signal
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from smm_tui import ordering
from smm_tui.api import PanelClient
from smm_tui.config import Places
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import Clock, Order, OrderState, Service, ServiceType
from smm_tui.session import Connect, News, Notice, Session
from smm_tui.settings import ApiKey, KeyOrigin, KeySource, PanelSettings, RefreshSettings, Settings
from smm_tui.transport import Retries, Transport
from tests.faulty import FaultyPanel

PANEL = "faulty"
SHORT = dict.fromkeys(
    ("services", "balance", "status", "refill_status", "add", "refill", "cancel"), 0.4
)
ME = Sender.me()
GONE = dataclasses.replace(ME, started=ME.started + "0")
"""A process that no longer exists."""
SERVICE = Service(
    service_id="1",
    name="Followers",
    category="First Category",
    type=ServiceType.DEFAULT,
    type_text="Default",
    rate=Decimal("0.90"),
    min=50,
    max=10_000,
)


def key_of(panel: str) -> str:
    return f"key-of-{panel}"


def panel_at(url: str, name: str = PANEL, **more: object) -> PanelSettings:
    made = PanelSettings(name, url, KeySource(KeyOrigin.NONE))
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]  # kept open for the tests


@dataclass
class Heard:
    """A session with what it told."""

    session: Session
    news: list[News] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session.listen(self.news.append)

    @property
    def notices(self) -> list[Notice]:
        """What was said at once; what comes to hold is said by way of the book."""
        said = [news.notice for news in self.news if news.notice is not None]
        return [notice for notice in said if notice.once is None]


@dataclass
class Makes:
    """Makes clients, and counts for which panel."""

    clock: Clock
    deadlines: Mapping[str, float] = field(default_factory=lambda: SHORT)
    asked: Counter[str] = field(default_factory=Counter)

    async def __call__(self, panel: PanelSettings) -> PanelClient:
        self.asked[panel.name] += 1
        key = panel.key.key or ApiKey(key_of(panel.name))
        transport = Transport(
            panel, key, clock=self.clock, deadlines=self.deadlines, retries=Retries(more=0)
        )
        return PanelClient(transport, clock=self.clock)


async def session_on(
    folder: Path,
    *panels: PanelSettings,
    clock: Clock,
    undo_seconds: int = 0,
    sender: Sender | None = None,
    read_only: bool = False,
    refresh: RefreshSettings | None = None,
    connect: Connect | None = None,
) -> Session:
    places = Places.within(folder)
    settings = Settings(
        panel=panels[0].name,
        panels={panel.name: panel for panel in panels},
        undo_seconds=undo_seconds,
        refresh=refresh or RefreshSettings(),
    )
    return Session(
        settings=settings,
        places=places,
        book=await Ledger.open(places.ledger, clock=clock),
        clock=clock,
        connect=connect or Makes(clock),
        sender=sender,
        read_only=read_only,
    )


def quote(link: str = "https://example.com/p/1", quantity: int = 100) -> ordering.Quote:
    return ordering.quote(SERVICE, {"link": link, "quantity": str(quantity)})


async def placed(session: Session, link: str = "https://example.com/p/1") -> Order:
    """Place an order and wait for what becomes of it."""
    ref = await session.place(PANEL, quote(link))
    await session.wait(ref)
    return await session.book.order(ref)


async def all_orders(session: Session) -> list[Order]:
    return await session.book.orders(await session.book.order_refs())


@dataclass(frozen=True)
class Figures:
    """What the truth says of the book."""

    placements: int
    sent_twice: int
    placed_missing: int
    states: Mapping[OrderState, int]

    @property
    def sound(self) -> bool:
        return self.sent_twice == self.placed_missing == 0


async def compare(panel: FaultyPanel, session: Session) -> Figures:
    """The orders really made, by their links, beside those in the book."""
    book = {order.link: order for order in await all_orders(session)}
    sent = Counter(form["link"] for form in panel.of("add"))
    made = {form["link"]: order_id for order_id, form in panel.orders.items()}
    missing = 0
    for link, order_id in made.items():
        order = book.get(link)
        known = order is not None and (
            order.state in {OrderState.UNKNOWN, OrderState.SENDING}
            or (order.state is OrderState.PLACED and order.order_id == order_id)
        )
        missing += not known
    return Figures(
        placements=len(book),
        sent_twice=sum(count - 1 for count in sent.values()),
        placed_missing=missing,
        states=Counter(order.state for order in book.values()),
    )


@contextlib.contextmanager
def hindered(folder: Path, when: str, table: str = "orders") -> Iterator[None]:
    """The file refuses updates of rows for as long as this lasts."""
    edit(
        folder,
        f"CREATE TRIGGER hindered BEFORE UPDATE ON {table} WHEN {when}"
        " BEGIN SELECT RAISE(ABORT, 'hindered'); END",
    )
    yield
    edit(folder, "DROP TRIGGER hindered")


def edit(folder: Path, statement: str) -> None:
    """Write into the book as another process may."""
    path = Places.within(folder).ledger
    with contextlib.closing(sqlite3.connect(path, timeout=5)) as database:
        database.execute(statement)
        database.commit()


async def until_true(seen: Callable[[], object]) -> None:
    """Let the loop and the threads go on until a condition holds."""
    async with asyncio.timeout(10):
        while not seen():  # noqa: ASYNC110 - whatever is looked at makes no event
            await asyncio.sleep(0.002)


async def bury(dead: Session) -> None:
    """End what a session that plays dead has left in this process."""
    carrying = [task for task in asyncio.all_tasks() if task.get_name().startswith("order ")]
    for task in carrying:
        task.cancel()
    while carrying:
        _, waiting = await asyncio.wait(carrying, timeout=0.01)
        carrying = list(waiting)
        for task in carrying:
            task.cancel()
    await dead.forget_client(PANEL)


class OtherProcess:
    """A process that exists, until it is killed, under whose name a session may send."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(["/bin/sleep", "600"])
        stat = Path(f"/proc/{self._process.pid}/stat").read_text("utf-8")
        started = stat.rpartition(")")[2].split()[19]
        self.sender = dataclasses.replace(ME, pid=self._process.pid, started=started)

    def stop(self) -> None:
        """Let it exist without running."""
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

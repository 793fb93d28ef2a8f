"""How the book's cost grows from 10,000 to 100,000 orders: `python -m tests.bench.ledger`."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from smm_tui.filters import ORDERS, Query, parse
from smm_tui.ledger import Ledger, Sender
from smm_tui.ledger.connection import Write, connect, in_transaction
from smm_tui.models import OrderSort, OrderState, Origin, Status, SystemClock
from tests.ledger.making import PANEL, URL, intent, placed, report

SIZES = (10_000, 100_000)
LIVE = 2_000
RUNS = 15

_FILTERS = (
    "drop 4999",
    "link:com/49",
    "service:[no",
    "st:completed",
    "st:live",
    "panel:brs",
    "charge>500",
    "age<7d",
    "id:49,4900",
)

Work = Callable[[Ledger], Awaitable[object]]


def fill(path: Path, count: int, *, panel: str = PANEL, url: str = URL, live: int = LIVE) -> None:
    """Finished orders but for the newest `live`, in one commit."""

    def insert() -> None:
        write = Write(database, round(time.time() * 1000))
        write.insert("addresses", {"panel": panel, "url": url, "answers_at": url})
        for number in range(count):
            running = number >= count - live
            status = Status.IN_PROGRESS if running else Status.COMPLETED
            write.insert_order(
                {
                    "panel": panel,
                    "panel_url": url,
                    "state": OrderState.PLACED,
                    "origin": Origin.PLACED,
                    "order_id": str(number * 7),
                    "service_id": str(number % 500),
                    "service_name": f"Instagram Followers [No Drop] {number % 500}",
                    "link": f"https://example.com/{number * 7919 % 100_003}",
                    "quantity": number % 9_000 + 10,
                    "params": '[["quantity", "100"]]',
                    "charge": f"{number % 977}.{number % 89:04}",
                    "status": status,
                    "status_text": status.value,
                    "remains": number % 100,
                    "created_at": number * 1000,
                }
            )

    with closing(connect(path)) as database:
        in_transaction(database, insert)


async def listed(book: Ledger, *, sort: OrderSort) -> None:
    await book.order_refs(sort=sort)


async def narrowed(book: Ledger, *, query: Query) -> None:
    await book.order_refs(query)


def works() -> dict[str, Work]:
    """What a person waits for."""
    me, clock = Sender.me(), SystemClock()

    async def due(book: Ledger) -> None:
        found = await book.claim_due(
            PANEL, URL, now=clock.now(), interval_s=15, lease_s=45, sender=me
        )
        await book.release([row.ref for row in found], me)

    ids = [str((SIZES[0] - 1 - number) * 7) for number in range(100)]
    turns = iter(range(sys.maxsize))

    async def record(book: Ledger) -> None:
        remains = next(turns)
        said = {order_id: report(remains=remains) for order_id in ids}
        await book.record_statuses(PANEL, URL, said, clock.now())

    found: dict[str, Work] = {
        "counts for the header": lambda book: book.counts(),
        "orders that need attention": lambda book: book.attention(),
        "a page of 40 orders": lambda book: book.orders(range(5_000, 5_040)),
        "claim 100 due orders": due,
        "100 statuses, one commit": record,
        "an intent, one commit": lambda book: book.intend(intent(), me),
        "same service and link": lambda book: book.same_running(PANEL, "7", "https://x"),
        "the pace of a service": lambda book: book.pace(PANEL, URL, "7"),
        "the money of 2,000 orders": lambda book: book.families(after=4_000, limit=2_000),
    }
    for typed in _FILTERS:
        found[f"filter {typed}"] = partial(narrowed, query=parse(typed, ORDERS))
    for sort in OrderSort:
        found[f"refs by {sort}"] = partial(listed, sort=sort)
    return found


async def measured(path: Path) -> dict[str, list[float]]:
    """Milliseconds of each work, several runs."""
    start = time.perf_counter()
    book = await Ledger.open(path, clock=SystemClock())
    figures = {"open": [(time.perf_counter() - start) * 1000]}
    await placed(book, "warm")
    for name, work in works().items():
        await work(book)
        figures[name] = []
        for _ in range(RUNS):
            start = time.perf_counter()
            await work(book)
            figures[name].append((time.perf_counter() - start) * 1000)
    await book.close()
    return figures


async def main() -> None:
    """Print the table."""
    columns = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ledger.db"
            await (await Ledger.open(path, clock=SystemClock())).close()
            fill(path, size)
            columns.append(await measured(path))
    print(f"{'':28}{'10,000: median, worst':>24}{'100,000: median, worst':>26}{'ratio':>8}")
    for name in columns[0]:
        medians = [statistics.median(column[name]) for column in columns]
        cells = [f"{statistics.median(c[name]):.2f} {max(c[name]):.2f} ms" for c in columns]
        print(f"{name:28}{cells[0]:>24}{cells[1]:>26}{medians[1] / medians[0]:8.1f}")


if __name__ == "__main__":
    asyncio.run(main())

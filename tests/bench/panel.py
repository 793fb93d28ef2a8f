"""A panel on loopback in a process of its own: `python -m tests.bench.panel SERVICES CHANGING`.

Its first line is its URL. Each answer to `status` is told by a line with the time at which it
left; in each of them the newest CHANGING of the orders asked for have one remaining less.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from collections.abc import Callable

from tests.bench.catalogue import body
from tests.faulty import Fault, FaultyPanel, Form
from tests.wire import http

_BEGIN = 5_000


def _statuses(changing: int) -> Callable[[Form], object]:
    turns = itertools.count(1)

    def status(form: Form) -> object:
        ids = sorted(form.get("orders", form.get("order", "")).split(","), key=int, reverse=True)
        turn = next(turns)
        found = {
            number: {
                "charge": "0.27819",
                "start_count": "3572",
                "status": "In progress",
                "remains": str(_BEGIN - (turn if place < changing else 0)),
                "currency": "USD",
            }
            for place, number in enumerate(ids)
        }
        print(f"status {time.monotonic()}", flush=True)
        return found if "orders" in form else found[ids[0]]

    return status


class _Panel(FaultyPanel):
    """Hands the catalogue out as it stands; encoding it anew would cost the same machine."""

    def __init__(self, services: int, changing: int) -> None:
        super().__init__()
        self._services = http(body(services))
        self.answers["status"] = _statuses(changing)

    def _answer(self, action: str, form: Form, fault: Fault | None) -> bytes:
        if action == "services":
            return self._services
        return super()._answer(action, form, fault)


async def main() -> None:
    """Serve until the end of stdin."""
    services, changing = map(int, sys.argv[1:])
    async with _Panel(services, changing) as panel:
        print(panel.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())

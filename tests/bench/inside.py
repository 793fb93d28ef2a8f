"""What needs no screen: decoding a catalogue, and the way of an order to the transport."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from smm_tui.api import PanelClient
from smm_tui.models import SystemClock
from smm_tui.outcome import Sent
from smm_tui.settings import ApiKey, PanelSettings
from smm_tui.transport import Gate, Transport
from tests.bench.catalogue import body, milliseconds, read
from tests.bench.figures import Row, Series, medians
from tests.faulty import FaultyPanel
from tests.session.making import PANEL, Makes, panel_at, quote, session_on

_UNDO: Final = 1
"""Seconds of the undo pause."""


def decoding(runs: int) -> Iterator[Row]:
    """Bytes to a catalogue that can be searched, against the plainest way to read them."""
    answer = body(10_000)
    plain, whole, steps = [], [], []
    for _run in range(runs):
        plain.append(milliseconds(partial(json.loads, answer)))
        taken: list[float] = []
        read(answer, taken)
        whole.append(sum(taken))
        steps.append(max(taken))
    yield medians(
        "decode and index 10,000 services", Series.of(whole), "json.loads", Series.of(plain), 3
    )
    limit = 5.0
    yield medians(
        "longest step of it, in which no key acts",
        Series.of(steps),
        "1 ms",
        Series.of([1.0]),
        limit,
    )


class _Noting(PanelClient):
    """Notes when an order is handed over."""

    handed = 0.0

    async def add(self, params: Mapping[str, str], *, gate: Gate) -> Sent:
        self.handed = time.perf_counter()
        return await super().add(params, gate=gate)


class _Makes(Makes):
    """Makes clients that note."""

    client: _Noting | None = None

    async def __call__(self, panel: PanelSettings) -> PanelClient:
        transport = Transport(panel, ApiKey("bench"), clock=self.clock)
        self.client = _Noting(transport, clock=self.clock)
        return self.client


class _Clock(SystemClock):
    """Notes when the undo pause ended."""

    ended = 0.0

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if seconds == _UNDO:
            self.ended = time.perf_counter()


def sending(runs: int) -> Iterator[Row]:
    """From the end of the undo pause to the transport, against one commit to the same disk."""
    with TemporaryDirectory(prefix="smm-tui-bench-") as folder:
        handed, commits = asyncio.run(_orders(Path(folder), runs))
    yield medians(
        "end of the undo pause to the request handed over",
        Series.of(handed),
        "one SQLite FULL commit",
        Series.of(commits),
        20,
    )


async def _orders(folder: Path, runs: int) -> tuple[list[float], list[float]]:
    handed, commits = [], []
    clock = _Clock()
    makes = _Makes(clock)
    async with FaultyPanel() as panel:
        session = await session_on(
            folder, panel_at(panel.url), clock=clock, undo_seconds=_UNDO, connect=makes
        )
        for run in range(runs):
            ref = await session.place(PANEL, quote(f"https://example.com/p/{run}"))
            await session.wait(ref)
            if makes.client is None:
                raise RuntimeError
            handed.append((makes.client.handed - clock.ended) * 1000)
            commits.append(_commit(folder / "plain.db", run))
        await session.close()
    return handed, commits


def _commit(path: Path, number: int) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE IF NOT EXISTS orders (ref INTEGER PRIMARY KEY, words)")
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO orders (words) VALUES (?)", (f"order {number}" * 20,))
        return milliseconds(partial(database.execute, "COMMIT"))

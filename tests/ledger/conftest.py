"""A book in a folder of the test's own, and what goes into it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from smm_tui.ledger import Ledger, Sender
from tests.clock import FakeClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ledger.db"


@pytest.fixture
async def book(path: Path, clock: FakeClock) -> AsyncIterator[Ledger]:
    ledger = await Ledger.open(path, clock=clock)
    yield ledger
    await ledger.close()


@pytest.fixture
async def second(book: Ledger, path: Path, clock: FakeClock) -> AsyncIterator[Ledger]:
    """The same book, opened once more as another process would."""
    ledger = await Ledger.open(path, clock=clock)
    yield ledger
    await ledger.close()


@pytest.fixture
def live_other() -> Iterator[Sender]:
    """Another process that exists for as long as the test."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    stat = Path(f"/proc/{process.pid}/stat").read_text("utf-8")
    yield dataclasses.replace(
        Sender.me(), pid=process.pid, started=stat.rpartition(")")[2].split()[19]
    )
    process.communicate()

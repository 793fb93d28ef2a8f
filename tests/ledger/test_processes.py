"""Real processes on one book: they race, they are killed, the disk is full."""

# ruff: noqa: ASYNC240 - the files of a test are small and local
from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from smm_tui.ledger import Ledger
from smm_tui.models import OrderState
from tests.clock import FakeClock
from tests.ledger.making import ME, intent, placed

ROOT = Path(__file__).parents[2]


def start(*arguments: object, limit: int | None = None) -> subprocess.Popen[str]:
    """A process that does one thing with the book (`tests/ledger/worker.py`)."""

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.worker", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=limited,  # noqa: PLW1509 - the tests start no thread that holds a lock
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


async def test_processes_that_race_to_send_leave_one_winner(book: Ledger, path: Path) -> None:
    refs = [await book.intend(intent(), ME) for _ in range(20)]
    racers = [start("begin", path, json.dumps(refs)) for _ in range(3)]
    for racer in racers:
        assert line(racer) == "ready"
    answers = [racer.communicate("go\n")[0] for racer in racers]
    won = [json.loads(answer) for answer in answers]
    assert sorted(ref for refs_of_one in won for ref in refs_of_one) == refs
    assert {order.state for order in await book.orders(refs)} == {OrderState.SENDING}


async def test_what_a_killed_process_acknowledged_is_there(path: Path, clock: FakeClock) -> None:
    acknowledged = 0
    for _ in range(5):
        writer = start("write", path)
        last = ""
        for _ in range(15):
            last = line(writer)
        writer.kill()
        rest = writer.communicate()[0].split()
        acknowledged = int(rest[-1] if rest else last)
        book = await Ledger.open(path, clock=clock)
        assert (await book.counts()).total >= acknowledged
        assert await book.check() == []
        recovered = await book.recover()
        states = {order.state for order in await book.orders(await book.order_refs())}
        assert OrderState.INTENDED not in states
        assert OrderState.SENDING not in states
        for order in await book.orders(recovered):
            history = [event.kind for event in await book.events(order.ref)]
            assert history[0] == "intended"
            assert history[-1] == order.state
        await book.close()


async def test_a_full_disk_keeps_what_there_is_and_refuses_the_rest(
    path: Path, clock: FakeClock
) -> None:
    book = await Ledger.open(path, clock=clock)
    await placed(book, "1")
    await book.close()
    size = path.stat().st_size
    # No file of the process may grow beyond this: the log fills up, then nothing goes in.
    writer = start("fill", path, limit=size + 60_000)
    answer = json.loads((await asyncio.to_thread(writer.communicate))[0])
    assert answer["error"] == "LedgerBusy"
    assert answer["readable"] == answer["acknowledged"] + 1
    book = await Ledger.open(path, clock=clock)
    assert (await book.counts()).total == answer["acknowledged"] + 1
    assert await book.check() == []
    assert await book.intend(intent(), ME) == answer["acknowledged"] + 2
    await book.close()


async def test_a_full_disk_from_the_start_is_read(path: Path, clock: FakeClock) -> None:
    book = await Ledger.open(path, clock=clock)
    await placed(book, "1")
    await book.close()
    before = path.read_bytes()
    answer = json.loads(start("fill", path, limit=0).communicate()[0])
    assert answer["error"] == "LedgerBusy"
    assert answer["acknowledged"] == 0
    assert answer["readable"] == 1
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
async def test_a_folder_that_may_not_be_written(path: Path, clock: FakeClock) -> None:
    book = await Ledger.open(path, clock=clock)
    await placed(book, "1")
    await book.close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        book = await Ledger.open(path, clock=clock)
        assert book.frozen
        assert (await book.order(1)).order_id == "1"
        await book.close()
    finally:
        path.parent.chmod(0o700)

"""What the program may cost in bytes, requests and transactions; times are for tests/bench."""

from __future__ import annotations

import math
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from smm_tui.models import OrderState, SystemClock
from tests.bench.keys import DOWN, ENTER, ESCAPE, PAGE_DOWN
from tests.bench.picture import runs, shown
from tests.bench.program import Program
from tests.bench.world import World, world
from tests.faulty import FaultyPanel, Form
from tests.ledger.making import placed as placed_in
from tests.session.making import PANEL, panel_at, quote, session_on

_FRAME_HEAD = 24
_SCREENS = ("", "/", "2", "2/", "3", ENTER)
"""The keys that lead to each screen."""


def commits(database: Path) -> int:
    """How many transactions its write-ahead log holds: frames that end one name a size.

    The format is SQLite's: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
    """
    log = Path(f"{database}-wal").read_bytes()
    (page,) = struct.unpack(">I", log[8:12])
    salts = log[16:24]
    count = 0
    for start in range(32, len(log), _FRAME_HEAD + page):
        size, *_rest = struct.unpack(">I", log[start + 4 : start + 8])
        count += bool(size) and log[start + 8 : start + 16] == salts
    return count


# --- bytes, in a real pseudo-terminal of 120x40


@pytest.fixture(scope="module")
def there() -> Iterator[World]:
    with world(services=2_000, orders=100, live=100, changing=10, every=5) as made:
        yield made


@pytest.fixture
def program(there: World) -> Iterator[Program]:
    with there.start() as started:
        started.settle(1.0, least=2.0)
        yield started


def test_bytes_of_the_first_picture(program: Program) -> None:
    assert program.size <= 15_000


def test_bytes_of_keys(program: Program) -> None:
    program.press("P")
    assert program.press(DOWN).size <= 1_500
    assert program.press(PAGE_DOWN).size <= 6_000
    program.press("/")
    assert program.press("f").size <= 6_000
    # Of a letter that changes no row, little more than the letter.
    assert program.press("o").size <= 6_000
    program.press("\r")
    assert program.press(ENTER, quiet=0.5).size <= 9_000
    assert program.press(ESCAPE, quiet=0.5).size <= 9_000
    assert program.press("2", quiet=0.5).size <= 16_000


def test_rows_that_come_into_view_are_painted_once() -> None:
    # Of its own: the next start would remember the sort.
    with world(services=2_000, orders=100, live=100) as made, made.start() as program:
        program.settle(1.0, least=2.0)
        program.press("P")
        program.press("2", quiet=0.5)
        for key in (PAGE_DOWN, PAGE_DOWN, "s", "S"):
            step = program.press(key, quiet=0.5)
            painted = b"".join(chunk.data for chunk in step.chunks).decode()
            # A row that is not known yet is nothing but these; of one that is, a link may end so.
            assert painted.count("…") <= 40, key
            assert len(painted.encode()) <= 7_000, key


def test_nothing_is_sent_while_refreshing_is_paused(there: World) -> None:
    with ExitStack() as stack:
        programs = {keys: stack.enter_context(there.start()) for keys in _SCREENS}
        next(iter(programs.values())).settle(1.0, least=4.0)
        for keys, program in programs.items():
            program.settle(0.5)
            for key in ("P", *keys):
                program.press(key, quiet=0.5)
        before = {keys: program.settle(1.0) for keys, program in programs.items()}
        time.sleep(6.0)
        assert {keys: program.settle() for keys, program in programs.items()} == before


def test_a_refresh_costs_its_runs_of_cells(program: Program) -> None:
    program.press("2", quiet=0.5)
    program.settle(0.1, least=6.0)
    program.settle(0.5)
    for _refresh in range(5):  # where all of one did not come at once, the next one
        first = len(program.chunks)
        before = shown(program.chunks).picture()
        while len(program.chunks) == first:
            program.settle(0.1)
        program.settle(0.5)
        count, cells = runs(before, shown(program.chunks).picture())
        sent = sum(len(chunk.data) for chunk in program.chunks[first:])
        if count >= 10:
            break
    assert count >= 10
    assert sent <= cells + 12 * count + 60


# --- requests, connections, transactions


async def test_an_order_is_one_connection_and_two_transactions(tmp_path: Path) -> None:
    async with FaultyPanel() as panel:
        session = await session_on(tmp_path, panel_at(panel.url), clock=SystemClock())
        book = session.places.ledger
        at_request: list[int] = []

        def add(form: Form) -> object:
            at_request.append(commits(book))
            return {"order": 23501}

        panel.answers["add"] = add
        ref = await session.place(PANEL, quote())
        intended = commits(book)
        await session.wait(ref)
        order = await session.book.order(ref)
        assert order.state is OrderState.PLACED
        # The balance before it, and `sending` with the claim; then, of these, the outcome at once:
        # outcome, balance after, that of the order, end of the claim.
        assert at_request[0] - intended == 2
        assert commits(book) - at_request[0] <= 4
        # One for all that reads, one for the order alone.
        assert len(panel.received) == 2
        assert len(panel.of("add")) == 1
        await session.close()


@pytest.mark.parametrize("live", [1, 100, 101, 250])
async def test_a_refresh_is_a_request_and_a_transaction_for_100_orders(
    tmp_path: Path, live: int
) -> None:
    async with FaultyPanel() as panel:
        session = await session_on(tmp_path, panel_at(panel.url), clock=SystemClock())
        for number in range(live):
            await placed_in(session.book, str(number + 1), panel=PANEL, url=panel.url)
        before = commits(session.places.ledger)
        await session.refresh_due(PANEL, limit=1_000)
        requests = math.ceil(live / 100)
        assert len(panel.of("status")) == requests
        # One more claims what is due.
        assert commits(session.places.ledger) - before == requests + 1
        await session.close()

"""Orders that were confirmed together: all of them written or none, each with its line."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from smm_tui.errors import LedgerError, ReadOnly
from smm_tui.ledger import Intent, Ledger
from smm_tui.ledger.connection import connect
from smm_tui.ledger.opening import upgrade
from smm_tui.ledger.schema import MIGRATIONS
from smm_tui.models import OrderState
from tests.clock import FakeClock
from tests.ledger.making import ME, OTHER, PANEL, intent, kinds, placed


def three() -> list[Intent]:
    made = [intent(link=f"https://example.com/{number}") for number in range(3)]
    return [
        dataclasses.replace(each, batch_line=line)
        for each, line in zip(made, (2, 3, 7), strict=True)
    ]


async def test_a_batch_keeps_the_lines_of_its_text(book: Ledger) -> None:
    await placed(book, "1")
    refs = await book.intend_batch(three(), ME)
    orders = await book.newest_batch(PANEL)
    assert [order.ref for order in orders] == refs
    assert {order.batch for order in orders} == {refs[0]}
    assert [order.batch_line for order in orders] == [2, 3, 7]
    assert {order.state for order in orders} == {OrderState.INTENDED}
    assert await book.batch(refs[0]) == orders
    assert await book.batch(refs[1]) == []
    assert await book.newest_batch("another") == []
    assert (await book.order(1)).batch is None


async def test_the_newest_batch_is_that_of_the_panel(book: Ledger) -> None:
    first = await book.intend_batch(three(), ME)
    elsewhere = [dataclasses.replace(each, panel="another") for each in three()]
    second = await book.intend_batch(elsewhere, ME)
    assert [order.ref for order in await book.newest_batch(PANEL)] == first
    assert [order.ref for order in await book.newest_batch("another")] == second
    third = await book.intend_batch(three()[:1], ME)
    assert [order.ref for order in await book.newest_batch(PANEL)] == third


async def test_one_that_cannot_be_written_keeps_all_of_them_out(book: Ledger, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(
            "CREATE TRIGGER third BEFORE INSERT ON orders WHEN NEW.link LIKE '%/2'"
            " BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    with pytest.raises(LedgerError):
        await book.intend_batch(three(), ME)
    assert await book.order_refs() == []


@pytest.mark.parametrize("seen", [False, True])
async def test_what_is_given_up_is_only_what_is_still_intended_and_ones_own(
    book: Ledger, *, seen: bool
) -> None:
    refs = await book.intend_batch(three(), ME)
    assert await book.begin_sending(refs[0], ME)
    theirs = await book.intend(intent(), OTHER)
    assert await book.withdraw_batch([*refs, theirs], ME, "enough", seen=seen) == refs[1:]
    states = [(await book.order(ref)).state for ref in (*refs, theirs)]
    given_up = OrderState.NOT_SENT
    assert states == [OrderState.SENDING, given_up, given_up, OrderState.INTENDED]
    last = await book.order(refs[2])
    assert (last.words, last.acknowledged) == ("enough", seen)
    assert await kinds(book, refs[2]) == ["intended", "not sent"]
    assert not await book.begin_sending(refs[2], ME)


async def test_a_dead_process_leaves_its_lines_unsent_and_its_send_unknown(book: Ledger) -> None:
    refs = await book.intend_batch(three(), OTHER)
    assert await book.begin_sending(refs[0], OTHER)
    assert sorted(await book.recover()) == refs
    states = [order.state for order in await book.batch(refs[0])]
    assert states == [OrderState.UNKNOWN, OrderState.NOT_SENT, OrderState.NOT_SENT]


def make_older(path: Path, now: datetime) -> None:
    """A book with one order, as the first version of the program made it."""
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    with closing(connect(path)) as database:
        upgrade(path, database, now, MIGRATIONS[:1])
        database.execute(
            "INSERT INTO orders (panel, panel_url, state, origin, created_at, changed_at, seq)"
            " VALUES ('brsmm', 'u', 'placed', 'tracked', 0, 0, 0)"
        )


async def test_a_book_from_before_batches_is_read_also_where_it_cannot_be_changed(
    path: Path, clock: FakeClock
) -> None:
    make_older(path, clock.now())
    reader = await Ledger.open(path, clock=clock, read_only=True)
    assert (await reader.order(1)).batch is None
    assert await reader.newest_batch(PANEL) == []
    with pytest.raises(ReadOnly):
        await reader.intend_batch(three(), ME)
    await reader.close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (1,)
    book = await Ledger.open(path, clock=clock)
    assert await book.intend_batch(three(), ME) == [2, 3, 4]
    await book.close()

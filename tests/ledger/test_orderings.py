"""Sorted lists are kept until something is written, by whomever."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from smm_tui.ledger import Ledger
from smm_tui.ledger.listing import Orderings
from smm_tui.models import OrderSort, Status
from tests.clock import START
from tests.ledger.making import PANEL, URL, placed, report


@pytest.fixture
def database(book: Ledger, path: Path) -> Iterator[sqlite3.Connection]:
    """A connection beside that of the book, as its reader has."""
    assert book
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


async def test_the_book_is_gone_through_once_for_each_sort(
    book: Ledger, database: sqlite3.Connection
) -> None:
    refs = [await placed(book, key) for key in "123"]
    read: list[str] = []
    database.set_trace_callback(read.append)
    orderings = Orderings()
    for _ in range(3):
        found = orderings.all_refs(database, OrderSort.ID, descending=True)
        assert found == refs[::-1]
        found.clear()  # it is the caller's own
    assert orderings.all_refs(database, OrderSort.ID, descending=False) == refs
    assert sum("FROM orders" in statement for statement in read) == 2


async def test_what_others_write_is_seen(book: Ledger, database: sqlite3.Connection) -> None:
    orderings = Orderings()
    for count in range(3):
        assert len(orderings.all_refs(database, OrderSort.LINK, descending=False)) == count
        await placed(book, str(count))


async def test_what_is_written_here_is_seen(book: Ledger, second: Ledger) -> None:
    one, other = await placed(book, "1"), await placed(second, "2")
    for ledger in (book, second):
        assert await ledger.order_refs(sort=OrderSort.PROGRESS) == [one, other]
    done = {"1": report(Status.COMPLETED, remains=None)}
    await book.record_statuses(PANEL, URL, done, START)
    for ledger in (book, second):
        assert await ledger.order_refs(sort=OrderSort.PROGRESS) == [other, one]
    third = await placed(second, "3")
    for ledger in (book, second):
        assert await ledger.order_refs(sort=OrderSort.ID) == [one, other, third]


async def test_another_connection_counts_anew(
    book: Ledger, database: sqlite3.Connection, path: Path
) -> None:
    """A book that was held is opened again, and what was written meanwhile is seen."""
    orderings = Orderings()
    assert orderings.all_refs(database, OrderSort.NEWEST, descending=True) == []
    ref = await placed(book, "1")
    with closing(sqlite3.connect(path, isolation_level=None)) as again:
        assert orderings.all_refs(again, OrderSort.NEWEST, descending=True) == [ref]

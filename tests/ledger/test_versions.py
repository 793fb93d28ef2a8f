"""From every version of the file to every later one: nothing is lost, nothing is half done.

`version-1.sql` is a book that version 1 of the statements made, with orders of every kind.
"""

# ruff: noqa: ASYNC240 - the files of a test are small and local
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from smm_tui.errors import LedgerBusy, LedgerTooNew
from smm_tui.ledger import Ledger
from smm_tui.ledger.connection import connect
from smm_tui.ledger.opening import upgrade
from smm_tui.ledger.schema import MIGRATIONS
from smm_tui.models import OrderState, RequestKind
from tests.clock import START, FakeClock
from tests.ledger.making import ME, PANEL, intent, placed

SQL = Path(__file__).with_name("version-1.sql")
NEWEST = len(MIGRATIONS)
LATER = (
    "CREATE TABLE novelties (id INTEGER PRIMARY KEY, order_ref INTEGER REFERENCES orders) STRICT",
    "ALTER TABLE orders ADD COLUMN novelty TEXT NOT NULL DEFAULT 'none'",
    "INSERT INTO novelties (order_ref) SELECT ref FROM orders",
    "CREATE INDEX novelties_by_order ON novelties (order_ref)",
)
"""A version yet to come, so that there is always a step to be tried."""
STEPS = (*MIGRATIONS, LATER)
PAIRS = [
    pytest.param(old, new, id=f"{old} to {new}")
    for old in range(1, NEWEST + 1)
    for new in range(old + 1, NEWEST + 2)
]
FIRST = {"add_claims", "addresses", "balances", "book", "events", "orders", "requests"}
"""The tables of version 1; of those that came later it has no rows."""
Rows = dict[str, list[tuple[object, ...]]]


def of_version(path: Path, version: int) -> Path:
    """A file of this version, with the orders that version 1 held."""
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(SQL.read_text("utf-8"))
        for number, statements in enumerate(STEPS[1:version], 2):
            for statement in statements:
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {number}")
    path.chmod(0o600)
    return path


def columns_of(path: Path) -> dict[str, list[str]]:
    """The columns of each table, those that are worked out left aside."""
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            for (table,) in tables
        }


def rows_of(path: Path, columns: dict[str, list[str]]) -> Rows:
    with closing(sqlite3.connect(path)) as database:
        return {
            table: database.execute(
                f"SELECT {', '.join(names)} FROM {table} ORDER BY {', '.join(names)}"
            ).fetchall()
            for table, names in columns.items()
        }


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


def shape_of(path: Path) -> list[tuple[object, ...]]:
    """All that the statements make: tables with their columns, indexes with theirs."""
    with closing(sqlite3.connect(path)) as database:
        shape: list[tuple[object, ...]] = []
        for kind, name, table in database.execute(
            "SELECT type, name, tbl_name FROM sqlite_schema ORDER BY type, name"
        ).fetchall():
            pragma = "table_xinfo" if kind == "table" else "index_xinfo"
            shape.append((kind, name, table, *database.execute(f"PRAGMA {pragma}({name})")))
        return shape


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as database:
        whole = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and not database.execute("PRAGMA foreign_key_check").fetchall()


def copies(path: Path) -> dict[int, Path]:
    """The copies that the steps have left, by the version they are of."""
    found = list(path.with_name("backups").glob("*"))
    assert all(file.name.startswith("version-") for file in found)
    return {int(file.name.split("-")[1]): file for file in found}


def test_version_1_is_as_it_was_released(tmp_path: Path) -> None:
    """Its statements are never changed: what they made lies on people's disks."""
    with closing(connect(of_version(tmp_path / "old.db", 1))) as old:
        as_released = old.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    with closing(sqlite3.connect(":memory:")) as new:
        for statement in MIGRATIONS[0]:
            new.execute(statement)
        made = new.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    assert {tuple(row) for row in as_released} == set(made)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_every_row_is_there_and_each_step_leaves_a_sound_copy(
    path: Path, old: int, new: int
) -> None:
    of_version(path, old)
    columns = columns_of(path)
    before = rows_of(path, columns)
    assert all(before[table] for table in FIRST)
    with closing(connect(path)) as database:
        upgrade(path, database, START, STEPS[:new])
        upgrade(path, database, START, STEPS[:new])
    assert version_of(path) == new
    assert rows_of(path, columns) == before
    assert sound(path)
    kept = copies(path)
    assert sorted(kept) == list(range(old, new))
    for version, copy in kept.items():
        assert version_of(copy) == version
        assert copy.stat().st_mode & 0o777 == 0o600
        assert sound(copy)
        assert rows_of(copy, columns) == before


@pytest.mark.parametrize("version", range(2, NEWEST + 2))
def test_a_file_brought_up_is_like_one_made_anew(tmp_path: Path, version: int) -> None:
    brought, made = tmp_path / "a" / "brought.db", tmp_path / "b" / "made.db"
    of_version(brought, 1)
    made.parent.mkdir()
    made.touch()
    for path in (brought, made):
        with closing(connect(path)) as database:
            upgrade(path, database, START, STEPS[:version])
    assert shape_of(brought) == shape_of(made)
    assert copies(made) == {}


@pytest.mark.parametrize(
    ("version", "statement"),
    [
        (version, place)
        for version in range(1, NEWEST + 1)
        for place in range(len(STEPS[version]) + 1)
    ],
)
def test_a_step_that_fails_anywhere_changes_nothing(
    path: Path, version: int, statement: int
) -> None:
    of_version(path, version)
    before, shape = rows_of(path, columns_of(path)), shape_of(path)
    broken = (*STEPS[version][:statement], "SELECT nonsense", *STEPS[version][statement:])
    with closing(connect(path)) as database:
        with pytest.raises(sqlite3.Error):
            upgrade(path, database, START, (*STEPS[:version], broken))
        assert not database.in_transaction
    assert version_of(path) == version
    assert shape_of(path) == shape
    assert rows_of(path, columns_of(path)) == before
    assert sorted(copies(path)) == [version]


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_without_its_copy_no_step_is_taken(path: Path, version: int) -> None:
    of_version(path, version)
    path.with_name("backups").write_text("in the way")
    with closing(connect(path)) as database, pytest.raises(OSError, match="backups"):
        upgrade(path, database, START, STEPS[: version + 1])
    assert version_of(path) == version


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
async def test_every_version_is_opened_read_and_written(
    path: Path, clock: FakeClock, version: int
) -> None:
    of_version(path, version)
    book = await Ledger.open(path, clock=clock)
    assert not book.frozen
    orders = await book.orders(await book.order_refs())
    assert len(orders) == (await book.counts()).total == 12
    assert {order.state for order in orders} == set(OrderState) - {OrderState.SENDING}
    for order in orders:
        assert await book.events(order.ref)
        await book.requests_of(order.ref)
    assert [order.ref for order in orders if order.state is OrderState.UNKNOWN] == [4]
    assert await book.recover() == [7]
    assert len(await book.balances(PANEL)) == 2
    ref = await placed(book, "88")
    await book.intend_requests(RequestKind.REFILL, [ref], ME)
    assert await book.check() == []
    await book.close()
    assert version_of(path) == NEWEST


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
async def test_an_older_file_that_cannot_be_brought_up_is_read_all_the_same(
    path: Path, clock: FakeClock, version: int
) -> None:
    """As on a full disk or a network filesystem; the file stays as it was."""
    of_version(path, version)
    before = path.read_bytes()
    mounts = path.parent / "mounts"
    mounts.write_text(f"server:/home {path.parent.resolve()} nfs4 rw 0 0\n")
    book = await Ledger.open(path, clock=clock, mounts=mounts)
    assert book.frozen
    orders = await book.orders(await book.order_refs())
    assert [order.order_id for order in orders if order.ref == 1] == ["23501"]
    assert len(orders) == 12
    with pytest.raises(LedgerBusy):
        await book.intend(intent(), ME)
    await book.close()
    assert path.read_bytes() == before


async def test_what_a_newer_program_takes_over_is_written_no_more(
    book: Ledger, path: Path, clock: FakeClock
) -> None:
    """As in a terminal that was left open while the program was brought up to date."""
    ref = await book.intend(intent(), ME)
    with closing(connect(path)) as database:
        upgrade(path, database, clock.now(), STEPS)
    with pytest.raises(LedgerTooNew):
        await book.intend(intent(), ME)
    assert book.newer
    with pytest.raises(LedgerTooNew):
        await book.begin_sending(ref, ME)
    # What was begun before is brought to its end.
    assert await book.withdraw(ref, ME, "too late")
    assert (await book.order(ref)).state is OrderState.NOT_SENT
    assert (await book.counts()).total == 1

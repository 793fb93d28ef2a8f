"""The file: made private, brought up to date, and left alone where it cannot be used."""

# ruff: noqa: ASYNC240 - the files of a test are small and local
from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smm_tui.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerTooNew,
    ReadOnly,
)
from smm_tui.ledger import Counts, Ledger
from smm_tui.ledger.connection import Write, connect, in_transaction
from smm_tui.ledger.opening import upgrade
from smm_tui.ledger.rows import stamp
from smm_tui.ledger.schema import MIGRATIONS
from smm_tui.models import OrderState
from tests.clock import FakeClock
from tests.ledger.making import ME, PANEL, URL, intent, placed


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as another program would open it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        yield database


async def made(path: Path, clock: FakeClock) -> bytes:
    """A closed book with one order; its bytes."""
    book = await Ledger.open(path, clock=clock)
    await placed(book, "1")
    await book.close()
    return path.read_bytes()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def test_the_book_is_private_whatever_the_umask(path: Path, clock: FakeClock) -> None:
    before = os.umask(0)
    try:
        book = await Ledger.open(path, clock=clock)
        await placed(book, "1")
        copied = await book.daily_backup()
    finally:
        os.umask(before)
    assert copied is not None
    assert mode(path.parent) == mode(copied.parent) == 0o700
    files = [file for file in path.parent.rglob("*") if file.is_file()]
    assert {file.name for file in files} >= {"ledger.db", "ledger.db-wal", copied.name}
    assert {mode(file) for file in files} == {0o600}
    assert (book.writable_reason, book.frozen, book.newer) == ("", False, False)
    await book.close()


async def test_an_open_file_is_closed_to_others(path: Path, clock: FakeClock) -> None:
    await made(path, clock)
    path.chmod(0o644)
    book = await Ledger.open(path, clock=clock)
    assert mode(path) == 0o600
    await book.close()


async def test_it_is_all_there_after_a_restart(path: Path, clock: FakeClock) -> None:
    await made(path, clock)
    book = await Ledger.open(path, clock=clock)
    order = await book.order(1)
    assert (order.state, order.order_id) == (OrderState.PLACED, "1")
    assert await book.check() == []
    await book.close()
    await book.close()
    with pytest.raises(LedgerError):
        await book.counts()


async def test_every_write_reaches_the_disk(book: Ledger, path: Path) -> None:
    with raw(path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


async def test_two_processes_make_one_book(path: Path, clock: FakeClock) -> None:
    books = [await Ledger.open(path, clock=clock) for _ in range(3)]
    refs = [await book.intend(intent(), ME) for book in books]
    assert refs == [1, 2, 3]
    for book in books:
        await book.close()


async def test_a_newer_file_is_shown_and_not_changed(path: Path, clock: FakeClock) -> None:
    await made(path, clock)
    with raw(path) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        database.execute("ALTER TABLE orders ADD COLUMN novelty TEXT")
    for read_only in (False, True):
        book = await Ledger.open(path, clock=clock, read_only=read_only)
        assert book.newer
        assert book.frozen
        assert "newer" in book.writable_reason
        assert (await book.order(1)).order_id == "1"
        with pytest.raises(LedgerTooNew):
            await book.intend(intent(), ME)
        assert await book.daily_backup() is None
        await book.close()
    with raw(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


async def test_read_only(path: Path, clock: FakeClock) -> None:
    before = await made(path, clock)
    book = await Ledger.open(path, clock=clock, read_only=True)
    assert (await book.counts()).total == 1
    with pytest.raises(ReadOnly):
        await book.intend(intent(), ME)
    assert not book.newer
    await book.close()
    assert path.read_bytes() == before


async def test_reading_beside_a_writer(book: Ledger, path: Path, clock: FakeClock) -> None:
    reader = await Ledger.open(path, clock=clock, read_only=True)
    await placed(book, "1")
    assert (await reader.counts()).total == 1
    await reader.close()


@pytest.mark.parametrize("present", [False, True])
async def test_nothing_to_read_is_an_empty_book(
    path: Path, clock: FakeClock, *, present: bool
) -> None:
    if present:
        path.parent.mkdir()
        path.touch()
    book = await Ledger.open(path, clock=clock, read_only=True)
    assert await book.counts() == Counts(live=0, attention=0, unknown=0, total=0)
    assert await book.order_refs() == []
    await book.close()
    assert path.exists() is present


@pytest.mark.parametrize("junk", [b"SQLite format 3\0" + b"\xff" * 5_000, b"key = 1\n" * 900])
async def test_what_is_no_database_is_left_as_it_is(
    path: Path, clock: FakeClock, junk: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(junk)
    for read_only in (False, True):
        with pytest.raises(LedgerDamaged):
            await Ledger.open(path, clock=clock, read_only=read_only)
    assert path.read_bytes() == junk
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]


async def test_a_database_of_something_else_is_left_as_it_is(path: Path, clock: FakeClock) -> None:
    path.parent.mkdir()
    with raw(path) as database:
        database.execute("CREATE TABLE songs (title TEXT)")
    for version in (0, 1):
        with raw(path) as database:
            database.execute(f"PRAGMA user_version = {version}")
        for read_only in (False, True):
            with pytest.raises(LedgerDamaged):
                await Ledger.open(path, clock=clock, read_only=read_only)
    with raw(path) as database:
        assert database.execute("SELECT name FROM sqlite_schema").fetchall() == [("songs",)]


async def test_a_damaged_page_is_named(path: Path, clock: FakeClock, tmp_path: Path) -> None:
    whole = await made(path, clock)
    with raw(path) as database:
        page = database.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'orders'"
        ).fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    start = (page - 1) * size
    path.write_bytes(whole[:start] + b"\xff" * size + whole[start + size :])
    damaged = path.read_bytes()
    book = await Ledger.open(path, clock=clock)
    with pytest.raises(LedgerDamaged):
        await book.order(1)
    with pytest.raises(LedgerDamaged):
        await book.record_statuses(PANEL, URL, {"1": None}, clock.now())  # type: ignore[dict-item]  # never looked at
    with pytest.raises(LedgerDamaged):
        await book.backup(tmp_path / "copy.db")
    assert book.frozen
    assert await book.daily_backup() is None
    assert await book.check() != []
    await book.close()
    assert path.read_bytes() == damaged
    assert not (tmp_path / "copy.db").exists()
    assert not (path.parent / "backups").exists()


async def test_a_value_that_was_never_written(path: Path, clock: FakeClock) -> None:
    await made(path, clock)
    with raw(path) as database:
        database.execute("UPDATE orders SET charge = 'ten'")
    book = await Ledger.open(path, clock=clock)
    with pytest.raises(LedgerDamaged, match="orders 1"):
        await book.order(1)
    await book.close()


async def test_a_book_held_by_another_program_is_readable(
    book: Ledger, path: Path, clock: FakeClock
) -> None:
    await placed(book, "1")
    with raw(path) as database:
        database.execute("BEGIN IMMEDIATE")
        assert (await book.order(1)).order_id == "1"
        with pytest.raises(LedgerBusy):
            await book.intend(intent(), ME)
        database.execute("ROLLBACK")
    assert await book.intend(intent(), ME) == 2


async def test_where_nothing_can_be_made_an_empty_book_says_why(
    tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "file").touch()
    book = await Ledger.open(tmp_path / "file" / "ledger.db", clock=clock)
    assert book.frozen
    assert "file" in book.writable_reason
    assert (await book.counts()).total == 0
    with pytest.raises(LedgerBusy):
        await book.intend(intent(), ME)
    await book.close()


async def test_a_folder_in_place_of_the_book(path: Path, clock: FakeClock) -> None:
    path.mkdir(parents=True)
    (path / "kept").touch()
    for read_only in (False, True):
        with pytest.raises(LedgerBusy):
            await Ledger.open(path, clock=clock, read_only=read_only)
    assert mode(path) != 0o600
    assert (path / "kept").exists()


async def test_a_book_that_another_program_has_all_to_itself(path: Path, clock: FakeClock) -> None:
    await made(path, clock)
    with raw(path) as database:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerBusy):
            await Ledger.open(path, clock=clock)


async def test_a_network_filesystem_is_only_read(path: Path, clock: FakeClock) -> None:
    await made(path, clock)
    mounts = path.parent / "mounts"
    mounts.write_text(
        "disk / ext4 rw 0 0\n"
        f"server:/home {path.parent.resolve()} nfs4 rw,relatime 0 0\n"
        f"disk {path.parent.resolve()}-other ext4 rw 0 0\n"
    )
    book = await Ledger.open(path, clock=clock, mounts=mounts)
    assert book.frozen
    assert "nfs4" in book.writable_reason
    assert (await book.order(1)).order_id == "1"
    with pytest.raises(LedgerBusy):
        await book.intend(intent(), ME)
    await book.close()


@pytest.mark.parametrize(
    ("line", "frozen"),
    [
        (r"C:\134 {} 9p rw,aname=drvfs;path=C:\ 0 0", True),
        ("none {} 9p rw,trans=fd 0 0", False),
        ("tmpfs {} tmpfs rw 0 0", False),
    ],
)
async def test_which_filesystems_are_sound(
    tmp_path: Path, clock: FakeClock, line: str, *, frozen: bool
) -> None:
    folder = tmp_path / "my data"
    mounts = tmp_path / "mounts"
    escaped = str(folder.resolve()).replace(" ", r"\040")
    mounts.write_text(f"disk / ext4 rw 0 0\n{line.format(escaped)}\n")
    book = await Ledger.open(folder / "ledger.db", clock=clock, mounts=mounts)
    assert book.frozen is frozen
    assert (folder / "ledger.db").exists() is not frozen
    await book.close()


async def test_without_a_list_of_mounts_the_disk_counts_as_local(
    path: Path, clock: FakeClock
) -> None:
    book = await Ledger.open(path, clock=clock, mounts=path.parent / "none")
    assert not book.frozen
    await book.close()


async def test_the_first_copy_of_a_day_is_made_once_and_seven_are_kept(
    book: Ledger, path: Path, clock: FakeClock
) -> None:
    await placed(book, "1")
    stranger = path.parent / "backups" / "daily-notes.db"
    for _ in range(9):
        assert await book.daily_backup() is not None
        assert await book.daily_backup() is None
        stranger.touch()
        await clock.advance(86_400)
    names = sorted(file.name for file in stranger.parent.iterdir())
    assert len(names) == 8
    assert stranger.name in names
    assert names[0] == f"daily-{datetime(2026, 3, 16, 14, tzinfo=UTC):%Y-%m-%d}.db"

    copy = await Ledger.open(stranger.parent / names[0], clock=clock)
    assert (await copy.order(1)).order_id == "1"
    assert await copy.check() == []
    await copy.close()


async def test_a_copy_that_cannot_be_written(book: Ledger, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerBusy):
        await book.backup(tmp_path / "file" / "copy.db")


STEPS = (*MIGRATIONS, ("ALTER TABLE orders ADD COLUMN novelty TEXT",))


async def test_a_migration_keeps_a_copy_of_what_was(path: Path, clock: FakeClock) -> None:
    before = await made(path, clock)
    with closing(connect(path)) as database:
        upgrade(path, database, clock.now(), STEPS)
        upgrade(path, database, clock.now(), STEPS)
        assert database.execute("SELECT order_id, novelty FROM orders").fetchall()
        assert database.execute("PRAGMA user_version").fetchone()[0] == len(STEPS)
    (copy,) = (path.parent / "backups").iterdir()
    assert copy.name == f"version-{len(MIGRATIONS)}-2026-03-14T140211Z.db"
    with raw(copy) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert database.execute("SELECT order_id FROM orders").fetchall() == [("1",)]
    assert before


async def old_book(path: Path, clock: FakeClock) -> tuple[int, int]:
    """A book of version 1 with an order that was completed and one that runs."""
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    now = stamp(clock.now())
    with closing(connect(path)) as database:
        upgrade(path, database, clock.now(), MIGRATIONS[:1])

        def fill() -> list[int]:
            write = Write(database, now)
            write.insert("addresses", {"panel": PANEL, "url": URL, "answers_at": URL})
            common = {"panel": PANEL, "panel_url": URL, "state": "placed", "origin": "placed"}
            refs = [
                write.insert_order(
                    {**common, "order_id": str(n), "created_at": now, "sent_at": now}
                )
                for n in (1, 2)
            ]
            for ref, at, word in (
                (refs[0], 1_000, "Pending"),
                (refs[0], 61_000, "In_Progress"),
                (refs[0], 3_600_000, "Completed"),
                (refs[1], 1_000, "Pending"),
            ):
                write.event(ref, "status", word, at=now + at)
            write.change(refs[0], {"status": "completed", "ended_at": now + 3_600_000})
            write.change(refs[1], {"status": "pending", "checked_at": now})
            return refs

        first, second = in_transaction(database, fill)
    return first, second


@pytest.mark.parametrize("read_only", [False, True])
async def test_an_old_book_is_brought_up_to_date_or_read_as_if_it_were(
    path: Path, clock: FakeClock, *, read_only: bool
) -> None:
    ended, running = await old_book(path, clock)
    before = path.read_bytes()
    book = await Ledger.open(path, clock=clock, read_only=read_only)
    order = await book.order(ended)
    assert order.started_at == clock.now() + timedelta(seconds=61)
    assert order.completed_at == clock.now() + timedelta(hours=1)
    order = await book.order(running)
    assert (order.started_at, order.completed_at) == (None, None)
    assert (order.moved_at, order.rest) == (clock.now(), timedelta(days=1))
    assert await book.attention() == []
    assert (await book.pace(PANEL, URL, "")).ended == 1
    assert await book.check() == []
    assert book.frozen is read_only
    await book.close()
    if read_only:
        assert path.read_bytes() == before
    assert (path.parent / "backups").exists() is not read_only


async def test_a_migration_that_fails_changes_nothing(path: Path, clock: FakeClock) -> None:
    await made(path, clock)
    failing = (*MIGRATIONS, ("ALTER TABLE orders ADD COLUMN novelty TEXT", "SELECT nonsense"))
    with closing(connect(path)) as database:
        with pytest.raises(sqlite3.Error):
            upgrade(path, database, clock.now(), failing)
        names = [row[1] for row in database.execute("PRAGMA table_info(orders)")]
        assert "novelty" not in names
        assert database.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)


async def test_errors_of_the_book_are_the_programs_own(book: Ledger) -> None:
    with pytest.raises(LedgerError):
        await book.intend_requests("refill", [999], ME)  # type: ignore[arg-type]  # any text does

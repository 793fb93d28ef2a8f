"""A book that cannot be written, for a while or for good: it is read, and nothing is begun."""

# ruff: noqa: ASYNC240 - the files of a test are small and local
from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from smm_tui.errors import LedgerBusy, LedgerDamaged, LedgerError, LedgerLocked
from smm_tui.ledger import Ledger
from smm_tui.ledger.connection import connect
from smm_tui.ledger.opening import upgrade
from smm_tui.models import OrderState
from smm_tui.outcome import AddOutcome
from tests.clock import FakeClock
from tests.ledger.making import ANSWERED, ME, OTHER, PANEL, URL, intent, placed, report, sending
from tests.ledger.test_versions import STEPS, of_version


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program is in the middle of a commit, as one that is stopped there is."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


def damage(path: Path, table: str) -> slice:
    """Spoil the first page of a table, and nothing else; where that is in the file."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = database.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    whole = path.read_bytes()
    start = (page - 1) * size
    path.write_bytes(whole[:start] + b"\xff" * size + whole[start + size :])
    return slice(start, start + size)


async def test_who_reads_does_not_wait_for_who_waits_to_write(book: Ledger, path: Path) -> None:
    await placed(book, "1")
    with held(path):
        waiting = [asyncio.ensure_future(book.intend(intent(), ME)) for _ in range(3)]
        for _ in range(5):
            assert (await book.order(1)).order_id == "1"
        assert not any(each.done() for each in waiting)
    assert sorted(await asyncio.gather(*waiting)) == [2, 3, 4]


async def test_held_too_long_it_is_said_and_nothing_is_written(book: Ledger, path: Path) -> None:
    with held(path), pytest.raises(LedgerLocked):
        await book.intend(intent(), ME)
    assert not book.frozen
    assert await book.order_refs() == []


async def test_held_at_the_start_it_is_read_until_the_lock_goes(
    path: Path, clock: FakeClock
) -> None:
    before = await Ledger.open(path, clock=clock)
    left = await before.intend(intent(), OTHER)
    await before.close()
    book = await Ledger.open(path, clock=clock)
    with held(path):
        await book.recover_or_read()
        assert "held by another program" in book.writable_reason
        assert (await book.order(left)).state is OrderState.INTENDED
        with pytest.raises(LedgerLocked):
            await book.intend(intent(), ME)
        assert not await book.thaw()
        assert book.frozen
    assert await book.thaw()
    assert book.refusal is None
    assert (await book.order(left)).state is OrderState.NOT_SENT
    assert await book.intend(intent(), ME) == left + 1
    assert not await book.thaw()
    await book.close()
    assert not await book.thaw()


async def test_held_before_it_was_brought_up_to_date(path: Path, clock: FakeClock) -> None:
    """Where there is no later version yet the file is simply opened."""
    of_version(path, 1)
    with held(path):
        book = await Ledger.open(path, clock=clock)
        await book.recover_or_read()
        assert book.frozen
        assert len(await book.order_refs()) == 12
        assert not await book.thaw()
    assert await book.thaw()
    assert len(await book.order_refs()) == 12
    assert (await book.order(7)).state is OrderState.NOT_SENT
    assert await book.check() == []
    await book.close()


async def test_where_it_could_not_be_made_it_is_made_later(
    tmp_path: Path, clock: FakeClock
) -> None:
    folder = tmp_path / "file"
    folder.touch()
    book = await Ledger.open(folder / "ledger.db", clock=clock)
    await book.recover_or_read()
    assert book.frozen
    assert not await book.thaw()
    folder.unlink()
    assert await book.thaw()
    assert await book.intend(intent(), ME) == 1
    await book.close()
    assert (folder / "ledger.db").exists()


async def test_what_does_not_pass_is_not_tried_again(path: Path, clock: FakeClock) -> None:
    of_version(path, 1)
    for read_only, mounts in ((True, path.parent / "none"), (False, path.parent / "mounts")):
        mounts.write_text(f"server:/home {path.parent.resolve()} nfs4 rw 0 0\n")
        book = await Ledger.open(path, clock=clock, read_only=read_only, mounts=mounts)
        mounts.write_text("")
        assert not await book.thaw()
        assert book.frozen
        await book.close()


@pytest.mark.parametrize("found_by", ["reading", "writing", "copying", "starting"])
async def test_damage_switches_money_off_wherever_it_is_found(
    path: Path, clock: FakeClock, found_by: str
) -> None:
    before = await Ledger.open(path, clock=clock)
    await placed(before, "1")
    await before.intend(intent(), OTHER)
    await before.close()
    damage(path, "events")
    spoilt = path.read_bytes()
    book = await Ledger.open(path, clock=clock)
    assert not book.frozen
    with suppress(LedgerDamaged):
        if found_by == "reading":
            await book.events(1)
        elif found_by == "writing":
            await book.intend(intent(), ME)
        elif found_by == "copying":
            await book.daily_backup()
        else:
            await book.recover_or_read()
    assert isinstance(book.refusal, LedgerDamaged)
    with pytest.raises(LedgerDamaged):
        await book.intend(intent(), ME)
    # What is sound of it is still shown, and the file is left alone.
    assert (await book.order(1)).order_id == "1"
    assert not await book.thaw()
    await book.close()
    assert path.read_bytes() == spoilt


async def test_what_was_being_sent_is_written_down_although_damage_was_found(
    book: Ledger, path: Path
) -> None:
    ref = await sending(book)
    other = await placed(book, "7")
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("UPDATE orders SET charge = 'ten' WHERE ref = ?", (other,))
    with pytest.raises(LedgerDamaged):
        await book.order(other)
    settled = await book.settle(ref, AddOutcome(OrderState.PLACED, order_id="23501"), ANSWERED)
    assert settled.order_id == "23501"
    with pytest.raises(LedgerDamaged):
        await book.record_statuses(PANEL, URL, {"23501": report()}, settled.created_at)


async def test_damage_before_a_step_is_found_by_its_copy(path: Path, clock: FakeClock) -> None:
    of_version(path, 1)
    damage(path, "balances")
    spoilt = path.read_bytes()
    try:
        book = await Ledger.open(path, clock=clock)
    except LedgerError as error:
        assert isinstance(error, LedgerDamaged)  # noqa: PT017 - it may also be read
    else:
        with suppress(LedgerError):
            await book.balances(PANEL)
        assert isinstance(book.refusal, LedgerDamaged)
        with pytest.raises(LedgerDamaged):
            await book.intend(intent(), ME)
        await book.close()
    assert path.read_bytes() == spoilt
    with closing(connect(path)) as database, pytest.raises(LedgerDamaged):
        upgrade(path, database, clock.now(), STEPS)
    assert path.read_bytes() == spoilt
    assert [file for file in path.with_name("backups").iterdir() if "version" in file.name] == []


async def test_a_closed_book_stays_closed(path: Path, clock: FakeClock) -> None:
    path.parent.mkdir()
    book = await Ledger.open(path, clock=clock)
    await book.close()
    with pytest.raises(LedgerError):
        await book.order_refs()
    assert issubclass(LedgerLocked, LedgerBusy)

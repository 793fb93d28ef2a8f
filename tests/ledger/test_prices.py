"""What the book keeps of catalogues: once, within bounds, for every process."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from smm_tui.change_log import CatalogueReading
from smm_tui.changes import Kind, changes_of, decoded, entry_of
from smm_tui.comparison import CONFIRMED_AFTER, compare
from smm_tui.errors import ReadOnly
from smm_tui.ledger import Followed, Ledger, NewReading
from smm_tui.ledger.catalogues import GONE_KEPT, MOST_PRICES
from smm_tui.ledger.schema import MIGRATIONS
from smm_tui.models import OrderState, Service
from smm_tui.outcome import AddOutcome
from smm_tui.prices import Ordered, Price
from tests.clock import START, FakeClock
from tests.ledger.making import ANSWERED, ME, PANEL, URL, intent, placed, service

DAY = timedelta(days=1)


def shop(count: int, rate: str = "0.90") -> list[Service]:
    return [
        structs.replace(service(service_id=str(number)), rate=Decimal(rate))
        for number in range(count)
    ]


async def new_reading(
    book: Ledger, services: Sequence[Service], *, days: float = 0, currency: str = "USD"
) -> NewReading:
    """What a process has to write that read these services now."""
    at = START + days * DAY
    mark = await book.catalogue_mark(PANEL, URL)
    known = await book.known_services(PANEL, URL)
    found = compare(known, services, currency=currency, at=at)
    changes = [change for each in found.differences for change in changes_of(each)]
    return NewReading(
        version=mark.version if mark else 0,
        digest="digest",
        reading=CatalogueReading(
            0, at, found.counted, found.held_back, currency, mark.currency if mark else currency
        ),
        notable=bool(found.held_back),
        entries=[entry_of(each) for each in found.differences],
        changes=changes if mark else [],
        missing=found.missing,
        found=found.found,
    )


async def read(
    book: Ledger, services: Sequence[Service], *, days: float = 0, currency: str = "USD"
) -> int | None:
    new = await new_reading(book, services, days=days, currency=currency)
    return await book.record_reading(PANEL, URL, new)


async def rates(book: Ledger, service_id: str) -> list[str]:
    return [str(price.rate) for price in await book.prices(PANEL, URL, service_id)]


async def test_of_the_first_reading_nothing_is_a_change(book: Ledger) -> None:
    assert await book.catalogue_mark(PANEL, URL) is None
    assert await read(book, shop(3)) == 0
    mark = await book.catalogue_mark(PANEL, URL)
    assert mark is not None
    assert (mark.first_at, mark.read_at, mark.currency) == (START, START, "USD")
    assert await book.changes(PANEL, URL) == ([], [])
    assert await book.new_services(PANEL, URL, START) == {}
    assert await book.prices(PANEL, URL, "1") == [Price(START, Decimal("0.90"), "USD")]
    assert await book.prices(PANEL, URL, "7") == []


async def test_what_changed_is_kept_with_its_reading(book: Ledger) -> None:
    await read(book, shop(3))
    dearer = structs.replace(shop(1)[0], rate=Decimal("1.125"))
    number = await read(book, [dearer, *shop(4)[2:]], days=1)
    readings, changes = await book.changes(PANEL, URL)
    assert [(each.number, each.at, each.services) for each in readings] == [
        (number, START + DAY, 3)
    ]
    assert {(each.kind, each.service_id, each.reading) for each in changes} == {
        (Kind.UP, "0", number),
        (Kind.NEW, "3", number),
        (Kind.GONE, "1", number),
    }
    up = next(each for each in changes if each.kind is Kind.UP)
    assert (decoded(up.was).rate, decoded(up.now).rate) == (Decimal("0.90"), Decimal("1.125"))
    assert up.name == dearer.name
    assert await book.new_services(PANEL, URL, START) == {"3": START + DAY}
    assert await book.new_services(PANEL, URL, START + DAY) == {}
    assert await rates(book, "0") == ["0.90", "1.125"]


async def test_a_change_counts_once_however_many_processes_read_it(
    book: Ledger, second: Ledger
) -> None:
    await read(book, shop(2))
    ours = await new_reading(book, shop(3), days=1)
    theirs = await new_reading(second, shop(3), days=1)
    number = await book.record_reading(PANEL, URL, ours)
    assert number
    assert await second.record_reading(PANEL, URL, theirs) is None
    again = await new_reading(second, shop(3), days=1)
    assert (again.entries, again.changes) == ([], [])
    for each in (book, second):
        assert len((await each.changes(PANEL, URL))[1]) == 1
        assert await each.followed(PANEL, URL) == Followed(2, 0, number)


async def test_only_the_first_of_two_first_readings_counts(book: Ledger, second: Ledger) -> None:
    ours, theirs = await new_reading(book, shop(2)), await new_reading(second, shop(5))
    assert await second.record_reading(PANEL, URL, theirs) == 0
    assert await book.record_reading(PANEL, URL, ours) is None
    assert len(await book.known_services(PANEL, URL)) == 5


async def test_changes_are_seen_once_for_all(book: Ledger, second: Ledger) -> None:
    await read(book, shop(1))
    first = await read(book, shop(3), days=1)
    last = await read(book, shop(6), days=2)
    assert first
    assert last
    assert await second.unseen_changes(PANEL, URL) == 5
    await second.see_changes(PANEL, URL, first)
    assert await book.unseen_changes(PANEL, URL) == 3
    await book.see_changes(PANEL, URL, last)
    await second.see_changes(PANEL, URL, first)
    assert await second.unseen_changes(PANEL, URL) == 0
    assert await book.followed(PANEL, URL) == Followed(3, last, last)
    newer = (await book.changes(PANEL, URL, after=first))[1]
    assert {each.reading for each in newer} == {last}


async def test_another_panel_or_address_has_nothing_to_do_with_it(book: Ledger) -> None:
    await read(book, shop(2))
    await read(book, shop(3), days=1)
    for panel, url in ((PANEL, "https://other.example/api"), ("other", URL)):
        assert await book.catalogue_mark(panel, url) is None
        assert await book.known_services(panel, url) == {}
        assert await book.changes(panel, url) == ([], [])
        assert await book.unseen_changes(panel, url) == 0
        assert await book.followed(panel, url) == Followed()
        assert await book.prices(panel, url, "1") == []


async def test_a_reading_that_says_the_same_moves_its_time(book: Ledger) -> None:
    await read(book, shop(2))
    await book.confirm_reading(PANEL, URL, version=1, at=START + DAY)
    await book.confirm_reading(PANEL, URL, version=7, at=START + 9 * DAY)
    mark = await book.catalogue_mark(PANEL, URL)
    assert mark is not None
    assert (mark.version, mark.read_at, mark.first_at) == (1, START + DAY, START)


async def test_missing_services_are_kept_until_they_are_gone_or_back(book: Ledger) -> None:
    await read(book, shop(100))
    number = await read(book, shop(60), days=1)
    [reading] = (await book.changes(PANEL, URL))[0]
    assert (reading.number, reading.held_back, reading.services) == (number, 40, 60)
    known = await book.known_services(PANEL, URL)
    assert known["99"].missing_since == START + DAY
    assert not known["99"].gone
    await read(book, shop(70), days=1.001)
    known = await book.known_services(PANEL, URL)
    assert known["69"].missing_since is None
    assert known["70"].missing_since == START + DAY
    later = 1 + CONFIRMED_AFTER / DAY
    await read(book, shop(70), days=later)
    known = await book.known_services(PANEL, URL)
    assert sum(each.gone for each in known.values()) == 30


async def test_a_price_is_kept_only_where_it_is_another(book: Ledger) -> None:
    for days, rate, currency in (
        (0, "0.90", "USD"),
        (1, "999999999", "USD"),
        (2, "0.90", "USD"),
        (3, "0.90", "BRL"),
        (4, "1", "BRL"),
    ):
        await read(book, shop(1, rate), days=days, currency=currency)
    await read(book, [structs.replace(shop(1)[0], rate=Decimal(1), max=5)], days=5, currency="BRL")
    found = await book.prices(PANEL, URL, "0")
    assert [(str(each.rate), each.currency, each.at) for each in found] == [
        ("0.90", "USD", START),
        ("0.90", "BRL", START + 3 * DAY),
        ("1", "BRL", START + 4 * DAY),
    ]


async def test_the_history_of_a_service_has_bounds(book: Ledger) -> None:
    for day in range(MOST_PRICES + 5):
        await read(book, shop(2, str(day + 1)), days=day)
    found = await rates(book, "1")
    assert (found[0], found[-1], len(found)) == ("6", str(MOST_PRICES + 5), MOST_PRICES)


async def test_another_service_under_an_old_id_begins_anew(book: Ledger) -> None:
    await read(book, shop(1))
    await read(book, shop(1, "1"), days=1)
    other = structs.replace(service("TikTok Views", "0"), rate=Decimal(7))
    await read(book, [other], days=2)
    assert await rates(book, "0") == ["7"]
    assert await book.new_services(PANEL, URL, START) == {"0": START + 2 * DAY}
    [replaced] = (await book.changes(PANEL, URL))[1][:1]
    assert replaced.kind is Kind.REPLACED
    await read(book, [structs.replace(other, rate=Decimal(8))], days=3)
    assert await rates(book, "0") == ["7", "8"]


async def test_the_oldest_changes_go(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smm_tui.ledger.catalogues.MOST_CHANGES", 10)
    await read(book, shop(1))
    for day, count in enumerate((5, 10, 12, 40), start=1):
        await read(book, shop(count), days=day)
    readings, changes = await book.changes(PANEL, URL)
    assert [each.services for each in readings] == [40]
    assert len(changes) == 28
    await read(book, shop(41), days=5)
    assert [each.services for each in (await book.changes(PANEL, URL))[0]] == [41]


async def test_what_has_been_gone_for_long_is_forgotten(book: Ledger, path: Path) -> None:
    await read(book, shop(3))
    await read(book, shop(2), days=1)
    await read(book, shop(2, "1"), days=2 + GONE_KEPT / DAY)
    assert (await book.known_services(PANEL, URL)).keys() == {"0", "1"}
    with closing(sqlite3.connect(path)) as database:
        [loose] = database.execute(
            "SELECT count(*) FROM prices WHERE service NOT IN (SELECT ref FROM services)"
        ).fetchone()
    assert loose == 0


async def test_no_more_gone_services_are_kept_than_that(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smm_tui.ledger.catalogues.MOST_GONE", 3)
    await read(book, shop(8))
    await read(book, shop(3), days=1)
    known = await book.known_services(PANEL, URL)
    assert sum(each.gone for each in known.values()) == 3


async def test_a_service_as_it_was_last_ordered(book: Ledger, clock: FakeClock) -> None:
    assert await book.last_ordered(PANEL, URL, "17") is None
    await placed(book, "1")
    first = await book.last_ordered(PANEL, URL, "17")
    assert first == Ordered(START, "Instagram Followers [No Drop]", Decimal("0.90"), "USD")
    await clock.advance(60)
    for rate, state in (("1.50", OrderState.REJECTED), ("2", OrderState.UNKNOWN)):
        wish = intent(of=structs.replace(service(), rate=Decimal(rate)), confirmed_at=clock.now())
        ref = await book.intend(wish, ME)
        assert await book.begin_sending(ref, ME)
        await book.settle(ref, AddOutcome(state), ANSWERED)
        await book.release_adds(PANEL, ME)
    last = await book.last_ordered(PANEL, URL, "17")
    assert last is not None
    assert last.rate == Decimal(2)
    assert await book.last_ordered("other", URL, "17") is None
    assert await book.last_ordered(PANEL, "https://other.example/api", "17") is None


async def test_an_older_book_that_can_only_be_read_knows_of_no_changes(
    path: Path, clock: FakeClock
) -> None:
    await (await Ledger.open(path, clock=clock)).close()
    with closing(sqlite3.connect(path)) as database:
        for table in ("changes", "readings", "prices", "services", "catalogues"):
            database.execute(f"DROP TABLE {table}")
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    book = await Ledger.open(path, clock=clock, read_only=True)
    assert await book.catalogue_mark(PANEL, URL) is None
    assert await book.changes(PANEL, URL) == ([], [])
    assert await book.followed(PANEL, URL) == Followed()
    assert await book.unseen_changes(PANEL, URL) == 0
    with pytest.raises(ReadOnly):
        await book.see_changes(PANEL, URL, 1)
    await book.close()


async def test_a_kind_that_a_newer_program_found_is_left_out(book: Ledger, path: Path) -> None:
    await read(book, shop(1))
    await read(book, shop(3), days=1)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE changes SET kind = 'unheard of' WHERE id = 1")
        database.commit()
    assert len((await book.changes(PANEL, URL))[1]) == 1

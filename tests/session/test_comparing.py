"""What a session makes of the catalogues that it reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from smm_tui.change_log import ChangeLog
from smm_tui.changes import Kind
from smm_tui.errors import LedgerDamaged, NotAnAnswer, Refused
from smm_tui.poller.book import LOOK_SECONDS, BookWatch
from smm_tui.session import News, Session, Topic
from tests.clock import FakeClock
from tests.faulty import SERVICE, Fault, FaultyPanel
from tests.session.making import PANEL, Heard, edit, panel_at, placed, session_on, until_true
from tests.wire import http


class Shop:
    """What the panel sells; `sells` is what it answers next."""

    def __init__(self, panel: FaultyPanel) -> None:
        self.sells: Any = [self.row(str(number)) for number in range(20)]
        panel.answers["services"] = lambda _form: self.sells

    @staticmethod
    def row(service_id: str, **changes: object) -> dict[str, object]:
        return SERVICE | {"service": service_id} | changes

    def change(self, service_id: str, **changes: object) -> None:
        self.sells = [row | changes if row["service"] == service_id else row for row in self.sells]


@pytest.fixture
def shop(panel: FaultyPanel) -> Shop:
    return Shop(panel)


@pytest.fixture
async def second(panel: FaultyPanel, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Session]:
    """Another process with the same book."""
    made = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    yield made
    await made.close()


def told(log: ChangeLog) -> set[tuple[Kind, str]]:
    return {(change.kind, change.service_id) for change in log.changes}


async def test_a_change_is_found_kept_and_told(
    session: Session, heard: Heard, shop: Shop, clock: FakeClock
) -> None:
    await session.refresh_catalogue(PANEL)
    assert (await session.change_log(PANEL)).since == clock.now()
    assert await session.unseen_changes(PANEL) == 0
    await clock.advance(60)
    shop.change("3", rate="1.125")
    shop.sells.append(shop.row("20"))
    heard.news.clear()
    await session.refresh_catalogue(PANEL)
    await asyncio.sleep(0)
    [news] = [news for news in heard.news if news.topic is Topic.CHANGES]
    assert {(each.kind, each.service_id) for each in news.changes} == {
        (Kind.UP, "3"),
        (Kind.NEW, "20"),
    }
    log = await session.change_log(PANEL)
    assert told(log) == {(Kind.UP, "3"), (Kind.NEW, "20")}
    assert await session.unseen_changes(PANEL) == 2
    assert session.new_services(PANEL) == {"20": clock.now()}
    history = await session.price_history(PANEL, "3")
    assert history is not None
    assert [str(price.rate) for price in history.prices] == ["0.90", "1.125"]
    assert await session.price_history(PANEL, "unheard of") is None
    heard.news.clear()
    await session.see_changes(PANEL, log.readings[0].number)
    await asyncio.sleep(0)
    assert heard.news == [News(Topic.CHANGES, PANEL)]
    assert await session.unseen_changes(PANEL) == 0


async def test_a_catalogue_that_is_the_same_writes_next_to_nothing(
    session: Session, heard: Heard, shop: Shop, clock: FakeClock
) -> None:
    await session.refresh_catalogue(PANEL)
    await asyncio.sleep(0)
    heard.news.clear()
    for _reading in range(3):
        await clock.advance(60)
        await session.refresh_catalogue(PANEL)
    await asyncio.sleep(0)
    assert Topic.CHANGES not in {news.topic for news in heard.news}
    mark = await session.book.catalogue_mark(PANEL, session.panel(PANEL).url)
    assert mark is not None
    assert (mark.version, mark.read_at) == (1, clock.now())


async def test_a_change_is_told_once_whoever_reads(
    session: Session, second: Session, shop: Shop, clock: FakeClock
) -> None:
    await session.refresh_catalogue(PANEL)
    await clock.advance(60)
    shop.change("3", rate="1")
    await asyncio.gather(session.refresh_catalogue(PANEL), second.refresh_catalogue(PANEL))
    await clock.advance(60)
    await session.refresh_catalogue(PANEL)
    for each in (session, second):
        assert told(await each.change_log(PANEL)) == {(Kind.UP, "3")}
        assert await each.unseen_changes(PANEL) == 1


async def test_another_process_hears_of_it(
    session: Session, second: Session, shop: Shop, clock: FakeClock
) -> None:
    await session.refresh_catalogue(PANEL)
    other = Heard(second)
    watch = asyncio.create_task(BookWatch(second, lambda: None).look())
    await until_true(lambda: Topic.CHANGES in {news.topic for news in other.news})
    other.news.clear()
    shop.sells.append(shop.row("20"))
    await clock.advance(60)
    await session.refresh_catalogue(PANEL)
    async with asyncio.timeout(10):
        while Topic.CHANGES not in {news.topic for news in other.news}:
            await clock.advance(LOOK_SECONDS)  # again where the watch does not sleep yet
            await asyncio.sleep(0.002)
    assert [each.service_id for news in other.news for each in news.changes] == ["20"]
    assert second.new_services(PANEL).keys() == {"20"}
    assert await second.unseen_changes(PANEL) == 1
    watch.cancel()


async def test_an_older_answer_that_comes_late_changes_nothing(
    session: Session, second: Session, shop: Shop, clock: FakeClock
) -> None:
    await session.refresh_catalogue(PANEL)
    old = shop.sells
    await clock.advance(60)
    shop.change("3", rate="1")
    await session.refresh_catalogue(PANEL)
    shop.sells = old
    clock.jump(-30)
    await second.refresh_catalogue(PANEL)
    assert told(await session.change_log(PANEL)) == {(Kind.UP, "3")}
    clock.jump(-86_400)
    await second.refresh_catalogue(PANEL)
    assert told(await session.change_log(PANEL)) == {(Kind.UP, "3"), (Kind.DOWN, "3")}


@pytest.mark.parametrize("empty", [[], None, {"status": "success", "data": "Empty Data"}])
async def test_a_catalogue_that_comes_back_empty_is_not_believed(
    session: Session, heard: Heard, shop: Shop, clock: FakeClock, empty: object
) -> None:
    last = await session.refresh_catalogue(PANEL)
    kept, shop.sells = shop.sells, empty
    for _reading in range(3):
        await clock.advance(3600)
        assert await session.refresh_catalogue(PANEL) is last
    await asyncio.sleep(0)
    assert session.catalogue(PANEL) is last
    assert [notice.title for notice in heard.notices] == ["The catalogue came back empty"]
    log = await session.change_log(PANEL)
    assert (log.changes, [each.held_back for each in log.readings]) == ((), [20])
    shop.sells = kept
    shop.change("3", rate="1")
    await clock.advance(3600)
    await session.refresh_catalogue(PANEL)
    assert told(await session.change_log(PANEL)) == {(Kind.UP, "3")}


async def test_of_an_empty_panel_nothing_is_known(
    session: Session, heard: Heard, shop: Shop, clock: FakeClock
) -> None:
    kept, shop.sells = shop.sells, []
    assert len(await session.refresh_catalogue(PANEL)) == 0
    shop.sells = kept
    await session.refresh_catalogue(PANEL)
    await asyncio.sleep(0)
    assert heard.notices == []
    assert (await session.change_log(PANEL)).changes == ()


async def test_too_many_missing_at_once_are_said_and_gone_only_later(
    session: Session, heard: Heard, shop: Shop, clock: FakeClock
) -> None:
    await session.refresh_catalogue(PANEL)
    shop.sells = shop.sells[:5]
    shop.change("3", rate="1")
    await clock.advance(900)
    await session.refresh_catalogue(PANEL)
    assert told(await session.change_log(PANEL)) == {(Kind.UP, "3")}
    assert len(session.catalogue(PANEL) or ()) == 5
    await clock.advance(900)
    await session.refresh_catalogue(PANEL)
    await asyncio.sleep(0)
    gone = {each for each in told(await session.change_log(PANEL)) if each[0] is Kind.GONE}
    assert len(gone) == 15
    assert [notice.title for notice in heard.notices] == ["15 services are missing at once"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [(http('{"error":"Maintenance"}'), Refused), (http("<html>Down</html>"), NotAnAnswer)],
)
async def test_a_panel_that_gives_no_catalogue_changes_nothing(
    session: Session,
    panel: FaultyPanel,
    shop: Shop,
    clock: FakeClock,
    answer: bytes,
    error: type[Exception],
) -> None:
    last = await session.refresh_catalogue(PANEL)
    panel.on("services", Fault(answer=answer))
    await clock.advance(900)
    with pytest.raises(error):
        await session.refresh_catalogue(PANEL)
    assert session.catalogue(PANEL) is last
    shop.change("3", rate="1")
    await clock.advance(900)
    await session.refresh_catalogue(PANEL)
    assert told(await session.change_log(PANEL)) == {(Kind.UP, "3")}


async def test_an_account_in_another_currency_is_one_note_and_no_price(
    session: Session, panel: FaultyPanel, shop: Shop, clock: FakeClock
) -> None:
    await session.refresh_catalogue(PANEL)
    panel.answers["balance"] = lambda _form: {"balance": "500", "currency": "BRL"}
    await clock.advance(60)
    await session.refresh_balance(PANEL)
    shop.sells = [shop.row(str(row["service"]), rate="4.50") for row in shop.sells]
    await session.refresh_catalogue(PANEL)
    log = await session.change_log(PANEL)
    assert log.changes == ()
    [reading] = log.readings
    assert (reading.currency, reading.currency_before) == ("BRL", "USD")
    history = await session.price_history(PANEL, "3")
    assert history is not None
    assert [(price.rate, price.currency) for price in history.prices] == [(Decimal("4.50"), "BRL")]


async def test_the_currency_becomes_known_later(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock, shop: Shop
) -> None:
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    await session.refresh_catalogue(PANEL)
    await clock.advance(60)
    await session.refresh_balance(PANEL)
    shop.change("3", rate="1")
    await session.refresh_catalogue(PANEL)
    assert told(await session.change_log(PANEL)) == {(Kind.PRICE, "3")}
    await session.close()


async def test_a_book_that_cannot_be_written_fails_no_reading(
    session: Session, shop: Shop, tmp_path: Path, clock: FakeClock
) -> None:
    await session.refresh_catalogue(PANEL)
    shop.change("3", rate="1")
    await clock.advance(60)
    edit(
        tmp_path,
        "CREATE TRIGGER hindered BEFORE UPDATE ON catalogues"
        " BEGIN SELECT RAISE(ABORT, 'hindered'); END",
    )
    read = await session.refresh_catalogue(PANEL)
    assert read is session.catalogue(PANEL)
    edit(tmp_path, "DROP TRIGGER hindered")
    await clock.advance(60)
    await session.refresh_catalogue(PANEL)
    assert told(await session.change_log(PANEL)) == {(Kind.UP, "3")}


async def test_what_is_kept_wrongly_is_named_and_fails_no_reading(
    session: Session, shop: Shop, tmp_path: Path, clock: FakeClock
) -> None:
    await session.refresh_catalogue(PANEL)
    shop.change("3", rate="1")
    await clock.advance(60)
    await session.refresh_catalogue(PANEL)
    edit(tmp_path, "UPDATE services SET facts = 'no facts'")
    edit(tmp_path, "UPDATE changes SET was = '[1]'")
    shop.change("3", rate="2")
    await clock.advance(60)
    read = await session.refresh_catalogue(PANEL)
    assert read is session.catalogue(PANEL)
    with pytest.raises(LedgerDamaged):
        await session.change_log(PANEL)


async def test_a_service_as_it_was_last_ordered(session: Session, shop: Shop) -> None:
    assert await session.last_ordered(PANEL, "1") is None
    await placed(session)
    ordered = await session.last_ordered(PANEL, "1")
    assert ordered is not None
    assert (ordered.rate, ordered.currency) == (Decimal("0.90"), "USD")

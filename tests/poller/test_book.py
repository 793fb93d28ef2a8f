"""The book beside the panels: other processes, gone ones, the copy of the day."""

from __future__ import annotations

from pathlib import Path

from smm_tui.models import OrderState
from smm_tui.session import News, Session, Topic
from tests.clock import FakeClock
from tests.faulty import FaultyPanel
from tests.ledger.making import OTHER, intent
from tests.ledger.test_hindered import held
from tests.poller.making import Watch, count, watching
from tests.session.making import PANEL, edit, panel_at, session_on, until_true


def seen(watch: Watch, topic: Topic) -> list[News]:
    return [news for news in watch.heard.news if news.topic is topic]


async def other_session(watch: Watch, panel: FaultyPanel, folder: Path) -> Session:
    return await session_on(folder, panel_at(panel.url), clock=watch.clock)


async def test_what_another_process_writes_is_told_within_a_second(
    panel: FaultyPanel, watch: Watch, tmp_path: Path
) -> None:
    other = await other_session(watch, panel, tmp_path)
    watch.poller.pause(paused=True)
    await watch.start()
    watch.heard.news.clear()
    await watch.pass_time(1)
    assert watch.heard.news == []
    refs, _known = await other.book.track(PANEL, panel.url, ["7"])
    await other.refresh_balance(PANEL)
    await watch.pass_time(1)
    assert [news.refs for news in seen(watch, Topic.ORDERS)] == [tuple(refs)]
    balance = await watch.session.last_balance(PANEL)
    assert balance == await other.last_balance(PANEL)
    assert len(seen(watch, Topic.BALANCE)) == 1
    watch.heard.news.clear()
    await other.book.track(PANEL, panel.url, ["7"])
    await watch.pass_time(1, 1)
    assert seen(watch, Topic.ORDERS) == []
    await other.close()


async def test_two_processes_never_ask_twice_in_an_interval(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    panels = panel_at(panel.url)
    async with watching(tmp_path, clock, panels) as one, watching(tmp_path, clock, panels) as two:
        await one.track(150)
        await one.start()
        await clock.advance(7)
        await two.start()
        for _second in range(48):
            await clock.advance(1)
            await one.rest()
            await two.rest()
        assert count(panel)[0] == 2 * (1 + 55 // 15)


async def test_what_a_gone_process_left_is_settled(watch: Watch) -> None:
    ref = await watch.session.book.intend(intent(panel=PANEL), OTHER)
    await watch.start()
    await watch.pass_time(1, 1, 1, 1)
    assert (await watch.session.book.order(ref)).state is OrderState.INTENDED
    watch.heard.news.clear()
    await watch.pass_time(1)
    assert (await watch.session.book.order(ref)).state is OrderState.NOT_SENT
    assert (ref,) in [news.refs for news in seen(watch, Topic.ORDERS)]


async def test_a_book_out_of_reach_is_looked_at_again(watch: Watch, tmp_path: Path) -> None:
    ref = await watch.session.book.intend(intent(panel=PANEL), OTHER)
    await watch.start()
    edit(
        tmp_path,
        "CREATE TRIGGER hindered BEFORE UPDATE ON orders WHEN NEW.state = 'not sent'"
        " BEGIN SELECT RAISE(ABORT, 'hindered'); END",
    )
    await watch.pass_time(*[1.0] * 6)
    assert (await watch.session.book.order(ref)).state is OrderState.INTENDED
    edit(tmp_path, "DROP TRIGGER hindered")
    await watch.pass_time(*[1.0] * 6)
    assert (await watch.session.book.order(ref)).state is OrderState.NOT_SENT


async def test_a_book_that_is_only_read_is_watched_all_the_same(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    first = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    ref = await first.book.intend(intent(panel=PANEL), OTHER)
    await first.close()
    edit(tmp_path, "PRAGMA user_version = 99")
    async with watching(tmp_path, clock, panel_at(panel.url)) as watch:
        await watch.start()
        await watch.pass_time(*[1.0] * 6)
        assert (await watch.session.book.order(ref)).state is OrderState.INTENDED
        assert count(panel) == (0, 1, 1)
        await watch.pass_time(60)
        assert await wait_for_copies(watch, tmp_path / "backups", 0) == []


async def test_a_book_that_was_held_is_written_again_and_that_is_said(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    async with watching(tmp_path, clock, panel_at(panel.url)) as watch:
        await watch.track(1)
        with held(tmp_path / "ledger.db"):
            await watch.session.book.recover_or_read()
            await watch.start()
            await watch.pass_time(*[1.0] * 6)
            assert watch.session.read_only(PANEL)
            assert count(panel) == (0, 1, 1)
            assert watch.heard.notices == []
        await watch.pass_time(*[1.0] * 6)
        await until_true(lambda: not watch.session.read_only(PANEL))
        await watch.rest()
        assert "can be written again" in watch.heard.notices[0].title
        await watch.pass_time(15)
        assert count(panel) == (1, 1, 1)


async def wait_for_copies(watch: Watch, folder: Path, number: int) -> list[str]:
    await until_true(lambda: len(copies(folder)) >= number)
    await watch.rest()
    return copies(folder)


def copies(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.glob("*.db"))


async def test_the_book_is_copied_once_a_day(watch: Watch, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    await watch.start()
    await watch.pass_time(59)
    assert not folder.exists()
    await watch.pass_time(1)
    first = await wait_for_copies(watch, folder, 1)
    assert len(first) == 1
    watch.poller.pause(paused=True)
    await watch.pass_time(*[3600.0] * 5)
    assert len(await wait_for_copies(watch, folder, 1)) == 1
    await watch.pass_time(*[3600.0] * 20)
    assert len(await wait_for_copies(watch, folder, 2)) == 2
    assert watch.heard.notices == []


async def test_a_copy_that_cannot_be_made_is_said_once(watch: Watch, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.write_text("in the way", "utf-8")
    watch.poller.pause(paused=True)
    await watch.start()
    await watch.pass_time(60, 3600, 3600)
    assert [notice.title for notice in watch.heard.notices] == ["The order book cannot be written"]
    folder.unlink()
    await watch.pass_time(3600)
    assert len(await wait_for_copies(watch, folder, 1)) == 1
    assert len(watch.heard.notices) == 1

"""What is said is kept, passed on once, and summed up after an absence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from smm_tui.errors import KeyRefused
from smm_tui.messages import Message, MessageKind, Once
from smm_tui.models import Severity
from smm_tui.poller.reach import PATIENCE, Reach
from smm_tui.poller.telling import ABSENCE
from smm_tui.session import Freshness, News, Notice, Topic
from tests.clock import START, FakeClock
from tests.faulty import STATUS, Fault, FaultyPanel, Form
from tests.poller.making import Watch, watching
from tests.session.making import PANEL, Heard, edit, panel_at, placed
from tests.wire import http

DOWN = Fault(answer=http("", status=503))
AWAY = ABSENCE.total_seconds()


def passed_on(heard: Heard) -> list[Message]:
    return [message for news in heard.news for message in news.messages]


def kinds(messages: Sequence[Message]) -> list[MessageKind]:
    return [message.kind for message in messages]


async def rest(watch: Watch) -> None:
    """Until what was said is in the list, and what came into it was passed on."""
    for _turn in range(3):
        await watch.rest()
        await watch.session.book.told()


async def listed(watch: Watch) -> list[Message]:
    await rest(watch)
    return await watch.session.book.messages()


def ends(panel: FaultyPanel, *endings: str) -> None:
    """Let the orders that were made end so, one after the other, at the next question."""

    def status(form: Form) -> object:
        ids = form["orders"].split(",") if "orders" in form else [form["order"]]
        said = {
            each: {**STATUS, "status": ending, "currency": "USD"}
            for each, ending in zip(panel.orders, endings, strict=True)
        }
        found = {each: said[each] for each in ids}
        return found if "orders" in form else found[ids[0]]

    panel.answers["status"] = status


async def test_a_notice_is_kept_and_a_passing_one_is_not(watch: Watch) -> None:
    await watch.start()
    tell = watch.session.tell
    tell(News(Topic.NOTICE, PANEL, notice=Notice("Kept", "by all", Severity.WARNING)))
    tell(News(Topic.NOTICE, PANEL, notice=Notice("Said", passing=True)))
    (message,) = await listed(watch)
    assert (message.kind, message.severity, message.panel) == (
        MessageKind.NOTICE,
        Severity.WARNING,
        PANEL,
    )
    assert (message.title, message.text, message.at) == ("Kept", "by all", START)
    assert passed_on(watch.heard) == [message]


async def test_what_holds_for_all_is_passed_on_once_by_each(watch: Watch, tmp_path: Path) -> None:
    await watch.start()
    panels = watch.session.settings.panels.values()
    async with watching(tmp_path, watch.clock, *panels) as other:
        await other.start()
        price = Notice(
            "17 costs more",
            "0.90 to 1.00 USD",
            kind=MessageKind.PRICE,
            once=Once("price 17", "1.00"),
        )
        for each in (watch, other, watch):
            each.session.tell(News(Topic.NOTICE, PANEL, notice=price))
            await rest(each)
        await watch.pass_time(2)
        await rest(other)
        assert len(passed_on(watch.heard)) == len(passed_on(other.heard)) == 1
        other.session.tell(News(Topic.NOTICE, PANEL, notice=Notice("Said elsewhere")))
        await rest(other)
        await watch.pass_time(2)
        _other, message = await listed(watch)
        assert [each.title for each in passed_on(watch.heard)] == [message.title, "Said elsewhere"]


async def test_the_end_of_an_order_is_passed_on(panel: FaultyPanel, watch: Watch) -> None:
    await watch.start()
    await placed(watch.session)
    ends(panel, "Completed")
    await watch.pass_time(15)
    assert kinds(await listed(watch)) == [MessageKind.COMPLETED]
    assert kinds(passed_on(watch.heard)) == [MessageKind.COMPLETED]


async def test_a_low_balance_is_told_until_it_was_high_enough(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    amounts = ["4.20", "4.10", "12", "11", "9.99"]
    panel.answers["balance"] = lambda _: {"balance": amounts[0], "currency": "USD"}
    settings = panel_at(panel.url, low_balance=Decimal(10))
    async with watching(tmp_path, clock, settings) as watch:
        await watch.start()
        while len(amounts) > 1:
            await rest(watch)
            del amounts[0]
            await watch.pass_time(60)
        found = await listed(watch)
        assert kinds(found) == [MessageKind.BALANCE] * 2
        assert [message.text for message in found] == [
            "9.99 USD, less than 10 USD",
            "4.20 USD, less than 10 USD",
        ]


async def test_a_panel_that_is_down_and_back_is_told_once_each(
    panel: FaultyPanel, watch: Watch
) -> None:
    await watch.start()
    panel.always("balance", DOWN)
    await watch.pass_time(60)
    assert await listed(watch) == []
    await watch.pass_time(*[20.0] * 6)
    (down,) = await listed(watch)
    assert (down.kind, down.severity) == (MessageKind.PANEL, Severity.ERROR)
    assert down.title == "faulty does not answer"
    panel.always("balance", None)
    await watch.pass_time(*[60.0] * 6)
    back, _down = await listed(watch)
    assert (back.title, back.severity) == ("faulty answers again", Severity.INFORMATION)
    assert back.text.startswith("after ")


def test_a_short_silence_is_none_and_a_refused_key_is_told_at_once() -> None:
    reach = Reach(PANEL)
    up = Freshness(as_of=START)
    assert reach.look(Freshness(), START) is None
    assert reach.look(up, START) is not None
    away = Freshness(as_of=START, offline_since=START, reason="Too slow")
    assert reach.look(away, START + PATIENCE / 2) is None
    assert reach.look(up, START + PATIENCE) is None
    refused = reach.look(away, START, wrong_key=KeyRefused("Invalid key"))
    assert refused is not None
    assert refused.text.startswith("Invalid key - ")
    assert refused.kind is MessageKind.PANEL
    assert reach.look(away, START + PATIENCE) is None


async def test_a_start_after_an_absence_sums_up_what_happened(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    settings = panel_at(panel.url)
    async with watching(tmp_path, clock, settings) as watch:
        await watch.start()
        for number in range(4):
            await placed(watch.session, f"https://example.com/p/{number}")
        await watch.pass_time(15)
        await rest(watch)
    await clock.advance(AWAY)
    ends(panel, "Completed", "Completed", "Partial", "Canceled")
    async with watching(tmp_path, clock, settings) as watch:
        await watch.start()
        await watch.pass_time(1)
        await rest(watch)
        (summary,) = passed_on(watch.heard)
        assert summary.kind is MessageKind.SINCE
        assert summary.text == "2 completed, 1 partial, 1 canceled; spent ~1.48500 USD"
        assert len(await listed(watch)) == 5
    await clock.advance(AWAY)
    async with watching(tmp_path, clock, settings) as watch:
        await watch.start()
        await watch.pass_time(1)
        assert passed_on(watch.heard) == []
        assert len(await listed(watch)) == 5


async def test_of_two_that_start_after_an_absence_one_sums_up(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    settings = panel_at(panel.url)
    async with watching(tmp_path, clock, settings) as watch:
        await watch.start()
        await placed(watch.session)
        await watch.pass_time(15)
        await rest(watch)
    await clock.advance(AWAY)
    ends(panel, "Completed")
    async with (
        watching(tmp_path, clock, settings) as first,
        watching(tmp_path, clock, settings) as second,
    ):
        first.poller.start()
        second.poller.start()
        for _turn in range(4):
            await first.pass_time(1)
            await rest(second)
        assert kinds(await listed(first)) == [MessageKind.SINCE, MessageKind.COMPLETED]
        for each in (first, second):
            assert kinds(passed_on(each.heard)) == [MessageKind.SINCE]


async def test_what_nobody_was_told_is_said_at_the_next_start_until_it_was(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    settings = panel_at(panel.url)
    async with watching(tmp_path, clock, settings) as silent:
        # As `smm-tui status` does, or a program that is killed before it says anything.
        await silent.session.book.mark_looked()
        await placed(silent.session)
        ends(panel, "Completed")
        await silent.session.refresh_due(PANEL)
    for known in (False, True):
        await clock.advance(60)
        async with watching(tmp_path, clock, settings) as watch:
            await watch.start()
            await rest(watch)
            said = [] if known else [MessageKind.COMPLETED]
            assert kinds(passed_on(watch.heard)) == said
            (message,) = await listed(watch)
            await watch.session.book.mark_told(message.id)


async def test_a_book_that_cannot_be_written_loses_no_notice(watch: Watch, tmp_path: Path) -> None:
    await watch.start()
    tell = watch.session.tell
    edit(
        tmp_path,
        "CREATE TRIGGER hindered BEFORE INSERT ON messages"
        " BEGIN SELECT RAISE(ABORT, 'hindered'); END",
    )
    tell(News(Topic.NOTICE, PANEL, notice=Notice("First")))
    assert await listed(watch) == []
    edit(tmp_path, "DROP TRIGGER hindered")
    tell(News(Topic.NOTICE, PANEL, notice=Notice("Second")))
    assert [message.title for message in await listed(watch)] == ["Second", "First"]

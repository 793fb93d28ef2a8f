"""The list of messages: what was said can be read again, found, and followed to its order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from smm_tui.messages import Draft, MessageKind
from smm_tui.models import Severity, Status, StatusReport
from smm_tui.screens.messages import MessagesView
from smm_tui.screens.order_details import OrderDetails
from smm_tui.session import News, Notice, Topic
from tests.clock import FakeClock
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import placed, shown

LONG = "It is asked less often by itself, and nothing has to be done about it by anybody."


async def end(board: Board, *refs: int, status: Status = Status.COMPLETED) -> None:
    """Let orders end as if the panel had said so."""
    session = board.session
    orders = await session.book.orders(refs)
    said = {order.order_id: StatusReport(status, str(status).capitalize()) for order in orders}
    url = session.panel("demo").url
    await session.book.record_statuses("demo", url, said, session.clock.now())
    session.tell(News(Topic.ORDERS, "demo", tuple(refs)))


async def lines(board: Board) -> list[str]:
    await board.pilot.pause()
    return [line.strip(" ▌▐") for line in board.text.splitlines()[2:-2] if line.strip(" ▌▐")]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_messages_are_read_again_the_newest_first_and_whole(
    tmp_path: Path, clock: FakeClock, size: tuple[int, int]
) -> None:
    async with dashboard(tmp_path, size=size, clock=clock) as board:
        board.session.tell(
            News(Topic.NOTICE, "demo", notice=Notice("Slower", LONG, Severity.WARNING))
        )
        await board.until(lambda: "Slower" in board.text, what="the message line")
        ref = await placed(board)
        await end(board, ref)
        order = await board.session.book.order(ref)
        await board.until(lambda: f"{order.order_id} completed" in board.text, what="the news")
        await board.press("m")
        await board.until(lambda: "2 of 2" in board.text, what="the list")
        said = " ".join(await lines(board))
        assert said.index("Today, ") < said.index(f"Order {order.order_id} completed")
        if size[1] > 12:
            assert said.index("completed") < said.index("warning") < said.index("Slower")
            assert LONG in " ".join(said.split())
        await board.press("enter")
        await shown(board, OrderDetails)
        await board.press("escape")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        assert board.app.main.view == "messages"
        await board.press("escape")
        assert board.app.main.view == "catalogue"


async def test_it_says_when_there_is_nothing_and_follows_what_comes(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        await board.press("2", "m")
        await board.until(lambda: "No messages yet." in board.text)
        board.session.tell(News(Topic.NOTICE, "demo", notice=Notice("One", "", Severity.ERROR)))
        await board.until(lambda: "1 of 1" in board.text)
        board.session.tell(News(Topic.NOTICE, "demo", notice=Notice("One", "", Severity.ERROR)))
        await board.until(lambda: "x2" in board.text)
        board.session.tell(News(Topic.NOTICE, "demo", notice=Notice("Passing", passing=True)))
        await board.until(lambda: "Passing" in board.text.splitlines()[-2])
        assert "1 of 1" in board.text
        await board.press("escape")
        assert board.app.main.view == "orders"


async def test_many_alike_are_one_line_that_opens(tmp_path: Path, clock: FakeClock) -> None:
    async with dashboard(tmp_path, size=(80, 24), clock=clock) as board:
        refs = [await placed(board, f"https://example.com/p/{number}") for number in range(4)]
        await end(board, *refs)
        await board.until(lambda: "4 orders completed" in board.text.splitlines()[-2])
        await board.press("m")
        await board.until(lambda: "4 of 4" in board.text)
        assert len(await lines(board)) == 2
        await board.press("enter")
        orders = await board.session.book.orders(refs)
        for order in orders:
            assert f"Order {order.order_id} completed" in board.text
        await board.press("down", "enter")
        details = await shown(board, OrderDetails)
        assert details.ref == refs[-1]
        await board.press("escape")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.press("up", "enter")
        assert len(await lines(board)) == 2


async def test_the_filter_takes_words_and_escape_clears_it_first(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        for title in ("Refill: 1 of 2 accepted", "Cancel: 2 of 2 accepted"):
            board.session.tell(News(Topic.NOTICE, "demo", notice=Notice(title)))
        await board.press("m")
        await board.until(lambda: "2 of 2" in board.text)
        await board.press("slash")
        await board.type("REFILL note")
        await board.until(lambda: "1 of 2" in board.text)
        await board.press("enter", "y")
        assert board.app.clipboard == "Refill: 1 of 2 accepted"
        await board.press("escape")
        await board.until(lambda: "2 of 2 " in f"{board.text.splitlines()[1]} ")
        await board.press("slash")
        await board.type("nothing like it")
        await board.until(lambda: "No message has all these words." in board.text)


async def test_messages_survive_a_restart_and_days_have_headings(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path, clock=clock) as board:
        await board.session.book.keep_message(
            Draft(MessageKind.NOTICE, Severity.WARNING, "demo", "Before midnight")
        )
    await clock.advance(timedelta(days=1).total_seconds())
    async with dashboard(tmp_path, clock=clock) as board:
        await board.session.book.keep_message(
            Draft(MessageKind.NOTICE, Severity.WARNING, "demo", "After it")
        )
        await board.press("m")
        await board.until(lambda: "2 of 2" in board.text)
        found = await lines(board)
        assert [line.split("  ")[0] for line in found] == [
            "Today, 2026-03-15",
            "14:02:11",
            "Yesterday, 2026-03-14",
            "14:02:11",
        ]


async def test_a_long_list_keeps_the_whole_entry_under_the_cursor_in_view(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(60, 16)) as board:
        for number in range(30):
            await board.session.book.keep_message(
                Draft(MessageKind.NOTICE, Severity.WARNING, "demo", f"Number {number}", LONG)
            )
        await board.press("m")
        await board.until(lambda: "30 of 30" in board.text)
        view = board.app.main.current
        assert isinstance(view, MessagesView)
        seen = []
        for key in ("down", "down", "down", "ctrl+d", "pagedown", "end", "up", "pageup", "home"):
            await board.press(key)
            said = " ".join(" ".join(await lines(board)).split())
            number = 30 - (view.list.cursor_key or 0)
            seen.append(number)
            assert f"Number {29 - number}: {LONG.split(' and ', maxsplit=1)[0]}" in said
        assert seen[:3] == [1, 2, 3]
        assert 3 < seen[3] < seen[4] < seen[5] == 29
        assert seen[6] == 28
        assert seen[7] < 28
        assert seen[8] == 0
        assert "Today" in board.text

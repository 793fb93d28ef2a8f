"""See what was spent: sums, charts, rows, windows, currencies, panels."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from msgspec import structs

from smm_tui.config import Places, demo_settings
from smm_tui.ledger import Ledger
from smm_tui.models import Balance, Money, OrderState, Status
from smm_tui.outcome import AddOutcome
from smm_tui.screens.order_details import OrderDetails
from smm_tui.screens.spending import SpendingView
from tests.clock import START, FakeClock
from tests.ledger.making import CUT, ME, intent, report, sent, service
from tests.ui.board import Board, dashboard, row_of
from tests.ui.test_orders_view import place

URL = demo_settings().panels["demo"].url
DAY = 86_400
FOLLOWERS = structs.replace(service("Followers [no drop]", "17"), category="Instagram")
LIKES = structs.replace(service("Likes", "18"), category="Instagram")
VIEWS = structs.replace(service("Views", "19"), category="TikTok")


@asynccontextmanager
async def written(folder: Path, clock: FakeClock) -> AsyncIterator[Ledger]:
    """The book, before the program opens it; the clock goes back afterwards."""
    book = await Ledger.open(Places.within(folder).ledger, clock=clock)
    before = clock.now()
    yield book
    clock.jump((before - clock.now()).total_seconds())
    await book.close()


async def order(
    book: Ledger,
    clock: FakeClock,
    charge: str,
    *,
    days: int = 0,
    of: object = FOLLOWERS,
    panel: str = "demo",
    currency: str = "USD",
    status: Status = Status.COMPLETED,
    last: str | None = None,
    remains: int = 0,
) -> None:
    """An order of so many days before the start, which ended an hour later."""
    at = START - timedelta(days=days, hours=2)
    clock.jump((at - clock.now()).total_seconds())
    order_id = f"{panel}{clock.now():%d%H}{charge}"
    wanted = intent(panel=panel, url=URL, of=of, foretold=charge)  # type: ignore[arg-type]  # a service
    await sent(book, dataclasses.replace(wanted, currency=currency), order_id)
    for each, left in ((Status.IN_PROGRESS, 100), (status, remains)):
        clock.jump(1800)
        named = Decimal(last if last is not None and each.finished else charge)
        said = report(each, charge=named, remains=left, currency=currency)
        await book.record_statuses(panel, URL, {order_id: said}, clock.now())


async def history(folder: Path, clock: FakeClock) -> None:
    async with written(folder, clock) as book:
        await order(book, clock, "1.50", days=40)
        await order(book, clock, "3.00", days=3, of=VIEWS)
        await order(book, clock, "0.90", days=1, status=Status.PARTIAL, last="0.30", remains=66)
        await order(book, clock, "2.00", of=LIKES, status=Status.PARTIAL, remains=25)
        await order(book, clock, "1.00")


async def opened(board: Board) -> SpendingView:
    await board.press("3")
    await board.until(lambda: board.app.main.view == "spending", what="the view")
    view = board.app.main.current
    assert isinstance(view, SpendingView)
    await board.until(lambda: view.shown is not None, what="the sums")
    return view


def rows(view: SpendingView) -> list[list[str]]:
    table = view.table
    return [
        [text for column, text in row_of(table, place).items() if column != "bar"]
        for place in range(len(table.rows))
    ]


async def test_before_anything_was_spent_it_says_what_to_do(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await opened(board)
        assert "Nothing was spent yet. Press 1, choose a service and press enter." in board.text
        assert "net 0 USD" in board.text
        assert "how long it lasts can be said after the first whole day" in board.text


async def test_charges_refunds_and_what_is_left_of_them(tmp_path: Path, clock: FakeClock) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock) as board:
        view = await opened(board)
        assert "by day  2026-02-13 to 2026-03-14" in board.text
        assert "net 5.80000 USD  charged 6.90  refunded 1.10000, of it 0.50000 estimated" in (
            board.text
        )
        assert rows(view) == [
            ["All", "4", "6.90000", "~1.10000", "5.80000"],
            ["2026-03-14", "2", "3.00000", "~0.50000", "2.50000"],
            ["2026-03-13", "1", "0.90000", "0.60000", "0.30000"],
            ["2026-03-11", "1", "3.00000", "", "3.00000"],
        ]
        assert "Charged each day" in board.text
        assert "most 3.00 USD, 2026-03-11" in board.text
        assert "lasts about" in board.text
        assert "over the last 7 days" in board.text


async def test_rows_by_category_and_by_service_come_to_the_same(
    tmp_path: Path, clock: FakeClock
) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock) as board:
        view = await opened(board)
        await board.press("tab")
        assert rows(view) == [
            ["All", "4", "6.90000", "~1.10000", "5.80000"],
            ["Instagram", "3", "3.90000", "~1.10000", "2.80000"],
            ["TikTok", "1", "3.00000", "", "3.00000"],
        ]
        assert "43 %" in board.text
        await board.press("tab")
        assert [row[0] for row in rows(view)] == ["All", "Views", "Likes", "Followers [no drop]"]
        await board.press("s", "S")
        assert [row[0] for row in rows(view)] == ["All", "Views", "Likes", "Followers [no drop]"]
        await board.press("S")
        assert [row[2] for row in rows(view)][1:] == ["1.90000", "2.00000", "3.00000"]
        await board.press("tab")
        assert [row[0] for row in rows(view)][:2] == ["All", "2026-03-14"]


async def test_a_filter_leaves_rows_and_their_sum(tmp_path: Path, clock: FakeClock) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock) as board:
        view = await opened(board)
        await board.press("tab", "tab", "slash")
        await board.type("drop no")
        assert rows(view) == [
            ["Shown", "2", "1.90", "0.60", "1.30"],
            ["Followers [no drop]", "2", "1.90", "0.60", "1.30"],
        ]
        assert "1 of 3" in board.text
        await board.press("enter")
        assert view.table.has_focus
        await board.press("slash")
        await board.type("x")
        assert "No row has all these words. esc clears the filter." in board.text
        await board.press("escape")
        assert len(rows(view)) == 4
        assert "1 of 3" not in board.text
        await board.press("slash", "escape")
        assert board.app.main.view == "spending"


async def test_enter_on_a_service_shows_its_orders(tmp_path: Path, clock: FakeClock) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock) as board:
        await opened(board)
        await board.press("enter")
        assert board.app.main.view == "spending"
        assert "⏎ Orders" not in board.text
        await board.press("tab", "tab", "end")
        assert "⏎ Orders" in board.text
        await board.press("enter")
        assert board.app.main.view == "orders"
        await board.until(lambda: "3 of 5" in board.text, what="its orders")
        assert "service:17" in board.text


async def test_the_window_moves_as_far_as_there_is_something(
    tmp_path: Path, clock: FakeClock
) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock) as board:
        view = await opened(board)
        await board.press("right_square_bracket")
        assert view.shown is not None
        assert view.shown.wish.back == 0
        await board.press("left_square_bracket")
        await board.until(lambda: "2026-01-14 to 2026-02-12" in board.text, what="the month before")
        assert rows(view)[0][2] == "1.50"
        await board.press("left_square_bracket")
        assert "2026-01-14 to 2026-02-12" in board.text
        await board.press("right")
        await board.until(lambda: "2026-01-15 to 2026-02-13" in board.text, what="one day on")
        await board.press("b")
        await board.until(lambda: "by week" in board.text, what="the weeks")
        assert "2025-09-15 to 2026-03-15" in board.text
        assert rows(view)[1][0] == "03-09 to 03-15"
        await board.press("b")
        await board.until(lambda: "by month" in board.text, what="the months")
        assert [row[0] for row in rows(view)] == ["All", "2026-03", "2026-02"]
        assert "over the last 30 days" not in board.text.partition("lasts about")[0]
        await board.press("b")
        await board.until(lambda: "by day" in board.text, what="the days")


async def test_a_time_in_which_nothing_was_spent_says_so(tmp_path: Path, clock: FakeClock) -> None:
    async with written(tmp_path, clock) as book:
        await order(book, clock, "1.50", days=70)
        await order(book, clock, "1.50")
    async with dashboard(tmp_path, clock=clock) as board:
        view = await opened(board)
        await board.press("left_square_bracket")
        await board.until(lambda: "Nothing was spent in this time." in board.text)
        await board.press("left_square_bracket")
        await board.until(lambda: len(rows(view)) > 1, what="the first order")


async def test_an_order_says_what_came_back_of_it(tmp_path: Path, clock: FakeClock) -> None:
    async with written(tmp_path, clock) as book:
        await order(book, clock, "0.90", days=1, status=Status.PARTIAL, last="0.30", remains=66)
        await order(book, clock, "2.00", status=Status.PARTIAL, remains=25)
    async with dashboard(tmp_path, clock=clock) as board:
        for ref, text in ((1, "0.60 USD"), (2, "0.50000 USD, estimated by what was not delivered")):
            board.app.journeys.look_at(ref)
            await board.until(lambda: isinstance(board.app.screen, OrderDetails))
            await board.until(lambda: "Refunded" in board.text, what="what came back")
            (line,) = [line for line in board.text.splitlines() if "Refunded" in line]
            assert line.partition("Refunded")[2].lstrip().startswith(f"{text} ")
            await board.press("escape")
            await board.until(lambda: board.app.screen is board.app.main)


async def test_what_is_unknown_stands_apart(tmp_path: Path, clock: FakeClock) -> None:
    async with written(tmp_path, clock) as book:
        await order(book, clock, "1.00")
        ref = await book.intend(intent(panel="demo", url=URL), ME)
        assert await book.begin_sending(ref, ME)
        await book.settle(ref, AddOutcome(OrderState.UNKNOWN, note="cut"), CUT)
    async with dashboard(tmp_path, clock=clock) as board:
        view = await opened(board)
        assert "! unknown: up to 0.0900 USD in 1 order, not in these sums" in board.text
        assert rows(view)[0] == ["All", "1", "1.00", "", "1.00"]


async def test_currencies_are_shown_one_at_a_time(tmp_path: Path, clock: FakeClock) -> None:
    async with written(tmp_path, clock) as book:
        await order(book, clock, "1.00")
        await order(book, clock, "7.00", days=1, currency="BRL")
    async with dashboard(tmp_path, clock=clock) as board:
        view = await opened(board)
        await board.until(lambda: "1 of 2 currencies" in board.text)
        assert rows(view)[0][2] == "1.00"
        assert "c Currency" in board.text
        await board.press("c")
        await board.until(lambda: "2 of 2 currencies" in board.text, what="the other")
        assert rows(view)[0][2] == "7.00"
        await board.press("c")
        await board.until(lambda: "1 of 2 currencies" in board.text, what="the first")


async def test_panels_of_a_currency_are_added_up_only_if_asked(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with written(tmp_path, clock) as book:
        await order(book, clock, "1.00")
        await order(book, clock, "4.00", panel="else")
        reading = Balance(Money(Decimal(9), "USD"), clock.now())
        await book.record_balance("else", URL, reading, "refresh")
    async with dashboard(tmp_path, clock=clock) as board:
        view = await opened(board)
        await board.until(lambda: "other panels spent as well" in board.text)
        assert rows(view)[0][2] == "1.00"
        await board.press("a")
        await board.until(lambda: "all panels" in board.text, what="all of them")
        assert rows(view)[0][2] == "5.00"
        assert "balance 109.84292 USD" in board.text
        await board.press("a")
        await board.until(lambda: rows(view)[0][2] == "1.00", what="the one in view")


async def test_it_follows_the_orders(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        view = await opened(board)
        await place(board, count=1000)
        await board.until(lambda: len(rows(view)) == 2, what="the order")
        assert rows(view)[0][1] == "1"
        assert Decimal(rows(view)[0][2]) == Decimal("0.9")
        await board.until(lambda: "balance 99.94292 USD" in board.text, what="the balance")


async def test_on_80_columns_one_chart_is_shown_and_v_shows_the_other(
    tmp_path: Path, clock: FakeClock
) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock, size=(80, 24)) as board:
        view = await opened(board)
        assert "Charged each day" in board.text
        assert "v Chart" in board.text
        assert view.charged.slot == 2
        await board.press("v")
        assert "Charged each day" not in board.text
        assert " Balance " in board.text
        await board.press("v")
        assert "Charged each day" in board.text
        # Pointed at as the row under the cursor says.
        assert "▲" not in board.text
        await board.press("down")
        assert "▲" in board.text


async def test_on_forty_columns_the_rows_have_all_the_room(
    tmp_path: Path, clock: FakeClock
) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock, size=(40, 12)) as board:
        view = await opened(board)
        assert "Charged each day" not in board.text
        assert "net 5.80000 USD" in board.text
        assert view.table.columns == ("name", "charged", "net")
        assert "v Chart" not in board.text
        assert len(rows(view)) == 4


async def test_a_row_keeps_the_cursor_while_sums_change(tmp_path: Path, clock: FakeClock) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock) as board:
        view = await opened(board)
        await board.press("down", "down")
        assert view.table.item is not None
        key = view.table.item.key
        await place(board, count=1000)
        await board.until(lambda: rows(view)[0][1] == "5", what="the order")
        assert view.table.item is not None
        assert view.table.item.key == key


async def test_a_command_leads_there(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("colon")
        await board.type("spend")
        await board.press("enter")
        await board.until(lambda: board.app.main.view == "spending")


async def test_the_next_start_shows_it_as_it_was_left(tmp_path: Path, clock: FakeClock) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock) as board:
        await opened(board)
        await board.press("b", "tab", "tab")
        await board.until(lambda: "by week" in board.text)
    async with dashboard(tmp_path, clock=clock) as board:
        await board.until(lambda: "by week" in board.text, what="the view that was left")
        view = board.app.main.current
        assert isinstance(view, SpendingView)
        assert [row[0] for row in rows(view)][:2] == ["All", "Followers [no drop]"]


async def test_it_fits_any_size(tmp_path: Path, clock: FakeClock) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock, size=(120, 40)) as board:
        view = await opened(board)
        for size in ((1, 1), (20, 5), (40, 12), (60, 18), (80, 24), (200, 60), (120, 40)):
            await board.pilot.resize_terminal(*size)
            await board.pilot.pause()
            for chart in (view.charged, view.balance):
                for line in range(chart.size.height if chart.display else 0):
                    assert chart.render_line(line).cell_length == chart.size.width
        assert "Charged each day" in board.text


async def test_a_sort_that_comes_before_the_first_picture_is_done(tmp_path: Path) -> None:
    """As in a burst of keys: the table has no width yet, and so no columns."""
    async with dashboard(tmp_path) as board:
        await board.app.main.action_show("spending")
        view = board.app.main.current
        assert isinstance(view, SpendingView)
        assert not view.table.columns
        view.action_sort()
        await board.until(lambda: view.shown is not None, what="the sums")
        assert view.table.columns

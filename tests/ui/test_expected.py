"""What to expect of a service, and which orders take too long, where a buyer looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from smm_tui.config import Places, demo_settings
from smm_tui.ledger import Ledger
from smm_tui.models import Status
from smm_tui.screens.order_details import OrderDetails
from smm_tui.screens.order_form import OrderForm
from smm_tui.widgets.details import ServiceDetails
from tests.clock import FakeClock
from tests.ledger.making import intent, report, sent, service
from tests.ui.board import Board, dashboard
from tests.ui.test_orders_view import place

URL = demo_settings().panels["demo"].url
DAY = 86_400
USUALLY = "usually starts in 2 min (90 %: 2 min), done in 60 min (90 %: 60 min)"


async def history(folder: Path, clock: FakeClock, *, count: int = 5) -> None:
    """Orders of service 9900 that were watched to their ends."""
    book = await Ledger.open(Places.within(folder).ledger, clock=clock)
    for number in range(count):
        order_id = f"old{number}"
        wanted = intent(panel="demo", url=URL, of=service("Followers", "9900"))
        ref = await sent(book, wanted, order_id)
        for seconds, status in (
            (120, Status.IN_PROGRESS),
            (3479, Status.IN_PROGRESS),
            (1, Status.COMPLETED),
        ):
            clock.jump(seconds)
            said = report(status, remains=0 if status.finished else 50)
            await book.record_statuses("demo", URL, {order_id: said}, clock.now())
        assert (await book.order(ref)).completed_at is not None
    await book.close()


async def to_service(board: Board, service_id: str) -> str:
    """Put the cursor on a service; what is said of it."""
    view = board.app.main.catalogue_view
    assert view.services.move_to_service(service_id)
    await board.pilot.pause()
    return view.query_one(ServiceDetails).text


async def test_the_catalogue_says_what_to_expect_of_a_service(
    tmp_path: Path, clock: FakeClock
) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock) as board:
        details = board.app.main.catalogue_view.query_one(ServiceDetails)
        assert "usually" not in await to_service(board, "9901")
        await to_service(board, "9900")
        await board.until(lambda: f"{USUALLY} · 5 of 5 completed" in " ".join(details.text.split()))
        assert "usually" not in await to_service(board, "9901")
        # The second time it is there at once.
        assert "usually" in await to_service(board, "9900")


@pytest.mark.parametrize("meanwhile", ["1", "2"])
async def test_what_is_expected_follows_the_orders_also_out_of_sight(
    tmp_path: Path, clock: FakeClock, meanwhile: str
) -> None:
    await history(tmp_path, clock, count=4)
    async with dashboard(tmp_path, clock=clock) as board:
        details = board.app.main.catalogue_view.query_one(ServiceDetails)
        await to_service(board, "9900")
        await board.until(lambda: "only 4 orders so far" in details.text)
        await place(board)
        await clock.advance(30)
        await board.press(meanwhile)
        await board.session.refresh_orders([5])
        await board.press("1")
        await board.until(lambda: "usually starts in" in details.text, what="the fifth start")


async def test_the_order_form_says_what_to_expect(tmp_path: Path, clock: FakeClock) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock, size=(80, 24)) as board:
        await to_service(board, "9900")
        await board.press("enter")
        await board.until(lambda: isinstance(board.app.screen, OrderForm))
        await board.until(lambda: "Expect" in board.text)
        assert "usually starts in 2 min (90 %: 2 min), done in" in board.text


async def test_details_say_how_long_it_took_and_what_was_to_be_expected(
    tmp_path: Path, clock: FakeClock
) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock) as board:
        await board.press("2", "enter")
        await board.until(lambda: isinstance(board.app.screen, OrderDetails))
        assert ", after 2 min" in board.text
        assert ", after 60 min" in board.text
        assert f"{USUALLY}; 5 of 5 completed" in board.text


async def test_a_stuck_order_needs_a_look_until_it_is_acknowledged(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path, clock=clock, speed=0.00001) as board:
        ref = await place(board)
        await board.session.refresh_orders([ref])
        await board.press("2")
        await board.until(lambda: "pending" in board.text)
        clock.jump(DAY)
        await board.session.refresh_orders([ref])
        await board.until(lambda: "■ stuck" in board.text, what="the mark")
        await board.until(lambda: "1 needs a look" in board.text, what="the header")
        await board.press("exclamation_mark")
        await board.until(lambda: isinstance(board.app.screen, OrderDetails))
        assert "nothing has moved since 2026-03-14" in board.text
        await board.press("a", "escape")
        await board.until(lambda: "needs a look" not in board.text)
        assert "■ stuck" in board.text


async def test_an_order_that_runs_too_long_is_slow(tmp_path: Path, clock: FakeClock) -> None:
    await history(tmp_path, clock)
    async with dashboard(tmp_path, clock=clock, speed=0.002) as board:
        ref = await place(board)
        clock.jump(3100)
        await board.session.refresh_orders([ref])
        await board.press("2")
        await board.until(lambda: "▸ in progress" in board.text)
        clock.jump(600)
        await board.session.refresh_orders([ref])
        await board.until(lambda: "▹ slow" in board.text, what="the mark")
        assert "needs a look" not in board.text
        await board.press("enter")
        await board.until(lambda: isinstance(board.app.screen, OrderDetails))
        assert "it takes longer than nine of ten orders of this service did" in board.text


async def test_what_takes_too_long_is_one_key_away(tmp_path: Path, clock: FakeClock) -> None:
    async with dashboard(tmp_path, clock=clock, speed=0.00001) as board:
        table = board.app.main.orders_view.table
        late = await place(board)
        await board.session.refresh_orders([late])
        await board.press("2", "l")
        await board.until(lambda: "No order takes too long. esc shows all" in board.text)
        await board.press("escape")
        clock.jump(DAY)
        await place(board, link="https://instagram.com/p/other")
        await board.session.refresh_orders([late])
        await board.until(lambda: "does not move: " in board.text, what="the message")
        await board.until(lambda: len(table.rows) == 2)
        await board.press("l")
        await board.until(lambda: list(table.rows) == [late], what="the late one")
        assert "st:slow,stuck" in board.text
        assert "1 of 2" in board.text
        await board.press("l")
        await board.until(lambda: "2 of 2" in board.text)
        await board.press("1", "colon")
        await board.type("stuck")
        await board.press("enter")
        await board.until(lambda: "1 of 2" in board.text, what="the command")
        # What moves on leaves the list by itself.
        clock.jump(14 * DAY)
        await board.session.refresh_orders([late])
        await board.until(lambda: "0 of 2" in board.text, what="the end")
        await board.press("escape")
        await board.until(lambda: "2 of 2" in board.text)

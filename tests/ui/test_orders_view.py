"""Watch orders, mark them, refill and cancel them, order again, track others."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from smm_tui.models import OrderState, Origin, RequestKind, RequestState, Status
from smm_tui.ordering import quote
from smm_tui.screens.order_details import OrderDetails
from smm_tui.screens.order_form import OrderForm
from smm_tui.screens.review import Review
from tests.clock import FakeClock
from tests.ui.board import Board, dashboard, row_of

LINK = "https://instagram.com/p/abc"


async def place(board: Board, *, service: str = "9900", link: str = LINK, count: int = 100) -> int:
    """Order without the form, which has tests of its own."""
    catalogue = board.app.main.catalogue_view.catalogue
    assert catalogue is not None
    chosen = catalogue.get(service)
    assert chosen is not None
    quoted = quote(chosen, {"link": link, "quantity": str(count), "comments": "a\nb"})
    ref = await board.session.place("demo", quoted)
    await board.session.wait(ref)
    return ref


async def confirm(board: Board) -> None:
    """Say yes in a review, as a person does: read, move, take."""
    await board.until(lambda: isinstance(board.app.screen, Review), what="the review")
    await board.takes_answers()
    await board.press("right", "enter")


async def test_an_empty_book_says_what_to_do(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("2")
        assert "No orders yet. Press 1, choose a service and press enter." in board.text
        assert "0 of 0" in board.text


async def test_orders_are_newest_first_and_show_what_was_ordered(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board)
        await place(board, service="9902", link="https://www.tiktok.com/@a/video/1", count=1000)
        await board.press("2")
        table = board.app.main.orders_view.table
        await board.until(lambda: len(table.rows) == 2 and table.rows[0] in table.held)
        first, second = row_of(table, 0), row_of(table, 1)
        assert first["link"] == "tiktok.c…video/1"
        assert second["id"] == "23501"
        assert second["quantity"] == "100"
        await board.until(lambda: "pending" in board.text, what="the status")


async def test_an_order_runs_to_its_end_by_itself(tmp_path: Path) -> None:
    async with dashboard(tmp_path, speed=60) as board:
        ref = await place(board)
        await board.press("2")
        await board.press("ctrl+r")
        await board.pilot.pause(1.5)
        await board.press("ctrl+r")
        await board.until(lambda: "completed" in board.text, what="the end")
        order = await board.session.book.order(ref)
        assert order.status is Status.COMPLETED
        assert "0 live" in board.text


async def test_what_changed_out_of_view_is_there_when_it_comes_into_view(tmp_path: Path) -> None:
    clock = FakeClock()
    async with dashboard(tmp_path, clock=clock) as board:
        refs, table = [], board.app.main.orders_view.table
        for number in range(3):
            refs.append(await place(board, link=f"{LINK}{number}"))
            await board.session.refresh_orders(refs)
            await board.until(lambda: table.order is not None and table.order.status is not None)
        await clock.advance(300)
        await board.session.refresh_orders(refs)
        await board.press("2")
        await board.until(lambda: board.text.count("✓ completed") == len(refs), what="the ends")


async def test_a_filter_leaves_the_orders_with_all_its_words(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board)
        await place(board, service="9902", link="https://www.tiktok.com/@a/video/1", count=1000)
        await board.press("2", "slash")
        await board.type("tiktok")
        await board.until(lambda: "1 of 2" in board.text)
        await board.press("escape")
        await board.until(lambda: "2 of 2" in board.text)


async def test_marks_are_set_moved_past_and_cleared(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        for number in range(3):
            await place(board, link=f"{LINK}{number}")
        await board.press("2")
        table = board.app.main.orders_view.table
        await board.until(lambda: len(table.rows) == 3)
        await board.press("space", "space")
        assert len(table.marked) == 2
        assert table.cursor == 2
        await board.press("asterisk")
        assert len(table.marked) == 3
        await board.press("asterisk")
        assert not table.marked
        await board.press("space", "escape")
        assert not table.marked


async def test_marked_orders_are_cancelled_with_one_review_and_a_result_each(
    tmp_path: Path,
) -> None:
    async with dashboard(tmp_path) as board:
        slow = await place(board, service="9901")
        fast = await place(board, service="9902", count=1000)
        await board.press("2")
        table = board.app.main.orders_view.table
        await board.until(lambda: len(table.rows) == 2)
        await board.press("asterisk", "c")
        await board.until(lambda: "Cancel 2 orders" in board.text)
        await confirm(board)
        await board.until(lambda: "of 2 accepted" in board.text, what="the results")
        for ref in (slow, fast):
            made = await board.session.book.requests_of(ref)
            assert [request.kind for request in made] == [RequestKind.CANCEL]
            assert made[0].state in {RequestState.ACCEPTED, RequestState.REJECTED}
        await board.until(lambda: "cancel asked" in board.text, what="the mark of it")


async def test_a_refused_refill_is_said_with_the_panels_words(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board)
        await board.press("2")
        await board.until(lambda: "pending" in board.text or "placed" in board.text)
        await board.press("r")
        await confirm(board)
        await board.until(lambda: "Refill: 0 of 1 accepted" in board.text)
        assert "not completed" in board.text


async def test_back_is_the_answer_that_changes_nothing(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        ref = await place(board, service="9901")
        await board.press("2")
        await board.until(lambda: "23501" in board.text)
        await board.press("c")
        await board.until(lambda: isinstance(board.app.screen, Review))
        await board.takes_answers()
        await board.press("enter")
        assert await board.session.book.requests_of(ref) == []


async def test_order_again_opens_the_form_with_the_same_entries(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board, count=250)
        await board.press("2")
        await board.until(lambda: "23501" in board.text)
        await board.press("o")
        await board.until(lambda: isinstance(board.app.screen, OrderForm))
        form = board.app.screen
        assert isinstance(form, OrderForm)
        assert form.entries["link"] == LINK
        assert form.entries["quantity"] == "250"


async def test_ids_placed_elsewhere_are_tracked(tmp_path: Path) -> None:
    async with dashboard(tmp_path / "one") as other:
        await place(other)
        await place(other, link=f"{LINK}2")
        panel = other.panel
    async with dashboard(tmp_path / "two", panel=panel) as board:
        await board.press("2", "t")
        await board.type("23501-23503")
        await board.press("ctrl+o")
        await board.until(lambda: "2 orders added" in board.text)
        assert "23503" in board.text
        orders = await board.session.book.orders(await board.session.book.order_refs())
        assert {order.origin for order in orders} == {Origin.TRACKED}
        assert {order.order_id for order in orders} == {"23501", "23502"}


async def test_an_entry_without_ids_is_explained_and_kept(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("2", "t")
        await board.type("9-5")
        await board.press("ctrl+o")
        assert "runs backwards" in board.text
        assert "9-5" in board.text


async def test_details_show_the_timeline_and_go_on(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board)
        await board.press("2")
        await board.until(lambda: "23501" in board.text)
        await board.press("enter")
        await board.until(lambda: isinstance(board.app.screen, OrderDetails))
        assert "Timeline" in board.text
        assert "instagram.com/p/abc" in board.text
        await board.press("escape")
        assert board.app.screen is board.app.main


async def test_ids_of_marked_orders_are_copied_with_commas(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board)
        await place(board, link=f"{LINK}2")
        await board.press("2")
        await board.until(lambda: "23502" in board.text)
        await board.press("asterisk", "y")
        await board.until(lambda: board.app.clipboard != "")
        assert sorted(board.app.clipboard.split(",")) == ["23501", "23502"]


async def test_read_only_offers_neither_refill_nor_cancel_nor_ordering(tmp_path: Path) -> None:
    async with dashboard(tmp_path / "book") as board:
        await place(board)
    async with dashboard(tmp_path / "book", read_only=True) as board:
        assert "READ-ONLY" in board.text
        await board.press("2")
        await board.until(lambda: "23501" in board.text)
        assert "Refill" not in board.text.splitlines()[-1]
        assert "Cancel" not in board.text.splitlines()[-1]
        await board.press("r", "c", "o", "1", "enter")
        assert board.app.screen is board.app.main
        assert "Read-only" in board.text


async def test_what_needs_attention_is_found_and_acknowledged(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path, clock=clock) as board:
        ref = await place(board, service="9901")
        await board.session.request(RequestKind.CANCEL, [ref])
        await clock.advance(60)
        await board.session.refresh_orders([ref])
        order = await board.session.book.order(ref)
        assert order.status in {Status.CANCELED, Status.PARTIAL}
        await board.until(lambda: "needs a look" in board.text)
        await board.press("exclamation_mark")
        await board.until(lambda: isinstance(board.app.screen, OrderDetails))
        await board.press("a", "escape")
        await board.until(lambda: "needs a look" not in board.text)
        await board.press("exclamation_mark")
        await board.until(lambda: "No order needs attention." in board.text)


async def test_the_balance_follows(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board, count=1000)
        await board.until(lambda: "99.94292 USD" in board.text)
        order = await board.session.book.order(1)
        assert order.state is OrderState.PLACED
        assert order.balance_before == Decimal("100.84292")
        assert order.balance_after == Decimal("99.94292")

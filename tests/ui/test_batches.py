"""Several orders at once: entered, pasted or out of a file, reviewed, and followed to the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace as changed
from textual import events

from smm_tui.catalogue import Catalogue
from smm_tui.config import demo_settings
from smm_tui.demo import DemoPanel, create_panel
from smm_tui.models import Order, OrderState
from smm_tui.screens.batch_form import BatchForm
from smm_tui.screens.batch_results import BatchResults
from smm_tui.screens.review import Review
from smm_tui.settings import Settings
from tests.clock import FakeClock
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import LINK, placed, resell, shown, unknown

SIZES = [(80, 24), (120, 40), (40, 12)]
LINE = "9900 | https://www.instagram.com/shop{} | 100"

Message = MutableMapping[str, Any]


class Losing:
    """A demo panel behind a server that loses the answer to one order."""

    def __init__(self, *, at: int) -> None:
        self._panel = create_panel()
        self._left = at

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        body, more = b"", True
        while more:
            event = await receive()
            body += event.get("body", b"")
            more = event.get("more_body", False)
        self._left -= b"action=add" in body

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def lose(_event: Message) -> None:
            """Nobody hears this."""

        if self._left or b"action=add" not in body:
            await self._panel(scope, again, send)
            return
        await self._panel(scope, again, lose)
        await send({"type": "http.response.start", "status": 504, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def lines(count: int) -> str:
    return "".join(f"{LINE.format(number)}\n" for number in range(1, count + 1))


def limited(**limits: object) -> Settings:
    settings = demo_settings()
    panel = replace(settings.panels["demo"], **limits)  # type: ignore[arg-type]  # of the tests
    return replace(settings, panels={"demo": panel}, undo_seconds=0)


async def opened(board: Board) -> BatchForm:
    await board.press("2", "b")
    form = await shown(board, BatchForm)
    await board.until(lambda: form.catalogue is not None and form.balance is not None)
    return form


async def paste(board: Board, text: str) -> None:
    board.app.post_message(events.Paste(text))
    await board.pilot.pause()


async def confirm(board: Board) -> None:
    """Say yes in a review, as a person does: read, move, take."""
    await shown(board, Review)
    await board.takes_answers()
    await board.press("right", "enter")


async def orders(board: Board) -> list[Order]:
    return await board.session.book.newest_batch("demo")


async def told_of_last(board: Board) -> int:
    """How often the list of messages says what the last batch left."""
    messages = await board.session.book.messages()
    return sum("orders of the last batch at demo" in message.title for message in messages)


async def over(board: Board, results: BatchResults, clock: FakeClock) -> None:
    for _second in range(100):
        if results.story is not None and results.story.progress is None:
            break
        await clock.advance(0.2)
        await board.pilot.pause(0.01)
    await board.pilot.pause()


def words(board: Board) -> str:
    return " ".join(board.text.replace("│", " ").split())


# -- the entry -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_sixty_lines_fit_every_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with dashboard(tmp_path, size=size) as board:
        form = await opened(board)
        assert board.app.focused is form.entry
        await paste(board, lines(60))
        assert "60 orders" in board.text
        assert form.query_one("Vertical").region.bottom <= size[1] - 1
        await board.press("ctrl+o")
        review = await shown(board, Review)
        assert "[ Back ]" in board.text
        assert review.query_one("Vertical").region.bottom <= size[1] - 1
        assert review.pane.text.count("Line ") == 60
        assert "5.40 USD" in review.pane.text
        review.action_page(1000)
        await board.pilot.pause()
        assert review.pane.text.split()[-1] in board.text


async def test_all_that_is_wrong_is_said_at_once_and_follows_the_cursor(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        form = await opened(board)
        wrong = "".join(f"7777{number} | {LINK} | 10\n" for number in range(30))
        await paste(board, f"# some\n{LINE.format(1)}\n{wrong}just text")
        assert "1 of 32 can be ordered" in board.text
        assert "! line 33" in board.text
        assert "Write it as service | link | quantity." in board.text
        assert "! line 3 " not in board.text
        # Nothing is reviewed; the cursor goes to the first of them, and from there on.
        await board.press("ctrl+o")
        assert board.app.screen is form
        assert form.entry.cursor_location[0] == 2
        assert "! line 3 " in board.text
        assert "no service 77770; look it up" in words(board)
        await board.press("ctrl+n", "ctrl+n")
        assert form.entry.cursor_location[0] == 4
        for _line in range(28):
            await board.press("ctrl+n")
        assert form.entry.cursor_location[0] == 32
        await board.press("ctrl+n")
        assert form.entry.cursor_location[0] == 2


async def test_a_paste_that_comes_as_keys_only_writes(tmp_path: Path) -> None:
    """Line ends, tabs and line feeds of it reach nothing that acts."""
    async with dashboard(tmp_path, size=(80, 24)) as board:
        form = await opened(board)
        await board.press(*"9900", "space", "|", *"qu!", "space", "|", *"100", "enter")
        await board.press(*"# 1 2 u q b", "ctrl+j", *"next", "tab", *"qPu", "enter", "tab", "enter")
        assert board.app.screen is form
        assert form.entry.text == "9900 |qu! |100\n# 1 2 u q b\nnext\n"
        assert form.file.value == "qPu"
        assert board.session.pending == ()
        assert await board.session.book.order_refs() == []


async def test_what_the_book_knows_is_said(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(120, 40)) as board:
        ref = await placed(board)
        service_id = (await board.session.book.order(ref)).service_id
        await unknown(board, "https://example.com/doubt")
        await opened(board)
        await paste(
            board, f"{service_id} | {LINK} | 500\n{service_id} | https://example.com/doubt | 500"
        )
        await board.until(lambda: "still runs: " in board.text, what="the running one")
        assert "~ line 1" in board.text
        assert "! line 2" in board.text
        assert "It is unknown whether an earlier order" in board.text
        assert "1 of 2 can be ordered" in board.text


async def test_closing_keeps_the_text(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        await opened(board)
        await paste(board, "# half")
        await board.press("escape")
        form = await opened(board)
        assert form.entry.text == "# half"
        await board.press("escape")
    async with dashboard(tmp_path, size=(80, 24)) as board:
        form = await opened(board)
        assert form.entry.text == "# half"
        await board.press("backspace", "ctrl+u", "escape")
        assert (await opened(board)).entry.text == ""


async def test_what_others_read_while_orders_are_entered_is_gone_by(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        await opened(board)
        await paste(board, lines(1))
        await board.until(lambda: "0.09 USD" in board.text)
        resell(board, "9900", rate="1.80")
        await board.session.refresh_catalogue("demo")
        await board.until(lambda: "0.18 USD" in board.text)


async def test_a_catalogue_that_changes_checks_anew_and_brings_the_review_back(
    tmp_path: Path,
) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        form = await opened(board)
        await paste(board, lines(2))
        await board.press("ctrl+o")
        first = await shown(board, Review)
        assert "0.18 USD" in board.text
        old = form.catalogue
        assert old is not None
        dearer = [changed(each, rate=Decimal(9)) for each in old.services]
        form.catalogue = Catalogue.build(dearer, read_at=old.read_at)
        await board.until(lambda: "1.8 USD" in board.text, what="the other total")
        assert board.app.screen is not first
        assert "changed services of this batch just now" in words(board)
        form.catalogue = Catalogue.build([], read_at=old.read_at)
        await shown(board, BatchForm)
        assert "! line 2" in board.text


# -- a file --------------------------------------------------------------------------------


async def test_a_file_is_read_into_the_lines(tmp_path: Path) -> None:
    file = tmp_path / "orders.txt"
    file.write_text(lines(3))
    async with dashboard(tmp_path, size=(120, 40)) as board:
        form = await opened(board)
        await board.press("tab")
        await paste(board, str(tmp_path / "none"))
        await board.press("enter")
        await board.until(lambda: "There is no such file." in board.text)
        assert "! File" in board.text
        await board.press("ctrl+u")
        assert "! File" not in board.text
        await paste(board, str(file))
        await board.press("enter")
        await board.until(lambda: "3 orders" in board.text, what="the file")
        assert board.app.focused is form.entry
        # As it was read it may be read again; what a person wrote is asked for first.
        file.write_text(lines(4))
        await board.press("tab", "enter")
        await board.until(lambda: "4 orders" in board.text, what="the file again")
        await paste(board, "# mine")
        await board.until(lambda: form.entry.text.endswith("mine"))
        await board.press("tab", "enter")
        assert "Press enter once more to put the file in place" in board.text
        assert "# mine" in form.entry.text
        await board.press("enter")
        await board.until(lambda: "# mine" not in form.entry.text, what="the file once more")


# -- to the end ----------------------------------------------------------------------------


async def test_a_batch_is_placed_and_its_results_come_line_by_line(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path, size=(80, 24), clock=clock) as board:
        await opened(board)
        await paste(board, lines(3))
        await board.press("ctrl+o")
        await confirm(board)
        results = await shown(board, BatchResults)
        await board.until(lambda: "1 of 3 done" in words(board), what="the first")
        assert "✓ placed 23501" in board.text
        assert "○ about to send" in board.text
        assert "batch: 1 of 3" in board.text.splitlines()[0]
        assert "Go on" not in board.text.splitlines()[-1]
        await over(board, results, clock)
        assert "3 placed" in words(board)
        assert "3 of 3 orders of the batch were placed" in board.text
        assert "batch:" not in board.text.splitlines()[0]
        await board.press("y")
        assert board.app.clipboard == "23501,23502,23503"
        await board.press("escape")
        # What was placed is no draft any more.
        assert (await opened(board)).entry.text == ""


async def test_it_stops_at_the_first_unknown_and_going_on_is_a_new_review(
    tmp_path: Path, clock: FakeClock
) -> None:
    losing = cast("DemoPanel", Losing(at=2))
    async with dashboard(tmp_path, size=(80, 24), clock=clock, panel=losing) as board:
        await opened(board)
        await paste(board, f"# for Anna\n{lines(4)}")
        await board.press("ctrl+o")
        await confirm(board)
        results = await shown(board, BatchResults)
        await over(board, results, clock)
        assert "1 placed, 2 not sent, 1 unknown" in words(board)
        assert "Line 3 ? unknown" in words(board)
        said = "Not sent: the batch stopped at line 3. It is unknown whether that order was placed."
        assert words(board).count(said) == 1
        assert "! 1 unknown" in board.text.splitlines()[0]
        await board.press("b")
        form = await shown(board, BatchForm)
        assert form.entry.text.splitlines() == [
            f"# {LINE.format(1)}",
            f"# {LINE.format(2)}",
            LINE.format(3),
            LINE.format(4),
        ]
        await board.until(lambda: "2 orders" in board.text, what="the rest")
        await board.press("ctrl+o")
        review = await shown(board, Review)
        assert "shop2" not in review.pane.text
        await confirm(board)
        await over(board, await shown(board, BatchResults), clock)
        assert [order.state for order in await orders(board)] == [OrderState.PLACED] * 2
        links = [(await board.session.book.order(ref)).link[-1] for ref in range(1, 7)]
        assert links == ["1", "2", "3", "4", "3", "4"]


async def test_u_takes_all_back_and_the_text_is_a_draft_again(
    tmp_path: Path, clock: FakeClock
) -> None:
    settings = replace(demo_settings(), undo_seconds=3)
    async with dashboard(tmp_path, size=(80, 24), clock=clock, settings=settings) as board:
        await opened(board)
        text = f"# for Anna\n{lines(3)}"
        await paste(board, text)
        await board.press("ctrl+o")
        await confirm(board)
        results = await shown(board, BatchResults)
        assert "undo: 3 (u takes back)" in board.text.splitlines()[0]
        assert "about to be sent; u takes all of them back" in words(board)
        await board.press("u")
        await over(board, results, clock)
        assert "So far 3 not sent" in words(board)
        assert "Taken back: 3 orders." in board.text
        await board.press("escape")
        assert (await opened(board)).entry.text == text
        assert "of the last batch" not in board.text


async def test_limits_hold_for_the_total(tmp_path: Path, clock: FakeClock) -> None:
    settings = limited(confirm_above=Decimal("0.2"), max_charge=Decimal("0.3"))
    async with dashboard(tmp_path, size=(80, 24), clock=clock, settings=settings) as board:
        await opened(board)
        await paste(board, lines(4))
        assert "The total is above max_charge of this panel: 0.3 USD; take lines out." in words(
            board
        )
        await board.press("backspace", "ctrl+u")
        await board.until(lambda: "3 orders" in board.text)
        await board.press("ctrl+o")
        await shown(board, Review)
        assert "Type 0.27 below, then go to Place 3 orders." in words(board)
        await board.takes_answers()
        await board.press("right", "enter")
        assert "Type 0.27 exactly." in board.text
        await board.type("0.27")
        await board.press("enter", "right", "enter")
        await over(board, await shown(board, BatchResults), clock)
        assert len(await orders(board)) == 3


async def test_while_one_is_sent_b_shows_it_and_it_goes_on_unseen(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path, size=(80, 24), clock=clock) as board:
        await opened(board)
        await paste(board, lines(3))
        await board.press("ctrl+o")
        await confirm(board)
        await shown(board, BatchResults)
        await board.press("escape", "b")
        results = await shown(board, BatchResults)
        await board.press("escape")
        for _second in range(40):
            await clock.advance(0.2)
            await board.pilot.pause(0.01)
        assert {order.state for order in await orders(board)} == {OrderState.PLACED}
        assert results.story is not None
        board.app.batches.results()
        await shown(board, BatchResults)
        assert "3 placed" in words(board)


async def test_after_a_restart_one_is_told_what_was_not_sent(
    tmp_path: Path, clock: FakeClock
) -> None:
    settings = replace(demo_settings(), undo_seconds=3)
    async with dashboard(tmp_path, clock=clock, settings=settings) as board:
        await opened(board)
        await paste(board, lines(3))
        await board.press("ctrl+o")
        await confirm(board)
        await shown(board, BatchResults)
        await board.press("q")
        await board.until(lambda: board.app.last_words != "")
        assert board.app.last_words == "3 confirmed orders are not sent."
    for told in (True, False):
        async with dashboard(tmp_path, clock=clock, settings=settings) as board:
            if not told:
                await board.pilot.pause(0.2)
                assert await told_of_last(board) == 1
                continue
            while not await told_of_last(board):
                await board.pilot.pause(0.02)
            form = await opened(board)
            assert "3 of 3 orders of the last batch were not sent; ^g takes them." in board.text
            await board.press("ctrl+g")
            assert form.entry.text == lines(3)
            await board.press("ctrl+g")
            assert form.entry.text == lines(3)


async def test_read_only_has_no_way_to_it(tmp_path: Path) -> None:
    async with dashboard(tmp_path, read_only=True) as board:
        await board.press("2", "b")
        await board.press("colon", *"several")
        assert "No command has these words." in board.text
        await board.press("escape")
        board.app.batches.several()
        await board.until(lambda: "Read-only" in board.text)
        board.app.batches.results()
        await board.until(lambda: "Nothing was ordered as a batch here yet." in board.text)
        assert len(board.app.screen_stack) == 1


async def test_the_palette_has_it_everywhere(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("colon", *"several", "enter")
        await shown(board, BatchForm)

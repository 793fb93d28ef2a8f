"""What is shown is taken along: into a file that is asked for, and into a support ticket."""

# ruff: noqa: ASYNC240 - the files of a test are small and local
from __future__ import annotations

import csv
import io
import json
import stat
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.models import (
    Event,
    Order,
    OrderState,
    Request,
    RequestKind,
    RequestState,
    Status,
    StatusReport,
)
from smm_tui.screens.case import Case
from smm_tui.screens.export_dialog import ExportDialog
from smm_tui.screens.order_details import OrderDetails
from smm_tui.screens.receipt import receipt
from smm_tui.session import News, Topic
from tests.clock import FakeClock
from tests.test_export import order as an_order
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import placed, shown, unknown

AT = datetime(2026, 3, 14, 14, 2, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that a file is proposed in."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


async def orders(board: Board, count: int) -> None:
    for number in range(count):
        await placed(board, f"https://example.com/p/{number}")
    await board.press("2")
    await board.until(lambda: f"{count} of {count}" in board.text)


async def write(board: Board, file: Path) -> str:
    await board.press("ctrl+o")
    await board.until(file.exists, what=str(file))
    await board.until(lambda: "written" in board.text.splitlines()[-2])
    return file.read_text(encoding="utf-8")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_orders_as_they_are_shown_with_filter_and_sort(
    tmp_path: Path, here: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path / "book", size=(80, 24), clock=clock) as board:
        await orders(board, 4)
        await board.press("S", "slash")
        await board.type("link:p/1")
        await board.until(lambda: "1 of 4" in board.text)
        await board.press("enter", "e")
        await shown(board, ExportDialog)
        assert "the 1 shown" in board.text
        file = here / "smm-tui-orders-2026-03-14.csv"
        (row,) = rows_of(await write(board, file))
        assert row["link"] == "https://example.com/p/1"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        await board.press("e")
        await shown(board, ExportDialog)
        await board.press("right", "tab", "right")
        assert "all 4 of the order book" in board.text
        found = json.loads(await write(board, here / "smm-tui-orders-2026-03-14-2.json"))
        assert len(found["orders"]) == 4


async def test_marked_orders_come_first_in_the_order_they_are_shown(
    tmp_path: Path, here: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path / "book", clock=clock) as board:
        await orders(board, 3)
        await board.press("S")
        await board.until(lambda: "23501" in board.text.splitlines()[3], what="the first order")
        await board.press("home", "space", "down", "space", "e")
        await shown(board, ExportDialog)
        assert "the 2 marked" in board.text
        rows = rows_of(await write(board, here / "smm-tui-orders-2026-03-14.csv"))
        assert [row["order_id"] for row in rows] == ["23501", "23503"]


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_a_file_that_is_there_is_asked_about_and_what_is_wrong_is_said(
    tmp_path: Path, here: Path, clock: FakeClock, size: tuple[int, int]
) -> None:
    async with dashboard(tmp_path / "book", size=size, clock=clock) as board:
        await orders(board, 1)
        (here / "own.csv").write_text("mine")
        await board.press("e")
        await shown(board, ExportDialog)
        await board.press("tab", "tab", "ctrl+u")
        await board.type("none/x.csv")
        await board.press("enter")
        await board.until(lambda: "There is no folder" in board.text)
        await shown(board, ExportDialog)
        await board.press("ctrl+u")
        await board.type("own.csv")
        assert "There is no folder" not in board.text
        await board.press("ctrl+o")
        await board.until(lambda: "There is a file of this" in board.text)
        dialog = await shown(board, ExportDialog)
        # Another name is not the one that was asked about.
        await board.press("end", "backspace")
        assert "There is a file of this" not in board.text
        await board.type("v")
        await board.press("ctrl+o")
        await board.until(lambda: board.app.screen is not dialog)
        await board.until(lambda: "There is a file of this" in board.text)
        await shown(board, ExportDialog)
        assert (here / "own.csv").read_text() == "mine"
        await board.press("ctrl+o")
        await board.until(lambda: (here / "own.csv").read_text() != "mine")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        await board.press("e")
        await shown(board, ExportDialog)
        await board.press("escape")
        await board.until(lambda: len(board.app.screen_stack) == 1)
        assert [file.name for file in here.iterdir()] == ["own.csv"]


async def test_without_orders_there_is_nothing_to_export(tmp_path: Path) -> None:
    async with dashboard(tmp_path / "book") as board:
        await board.press("2", "e")
        await board.until(lambda: "There is no order to export." in board.text)
        assert len(board.app.screen_stack) == 1


async def test_services_changes_and_spending_by_the_palette(
    tmp_path: Path, here: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path / "book", clock=clock) as board:
        await placed(board)
        await board.press("slash")
        await board.type("rate<0.05 tiktok")
        await board.press("enter")
        count = len(board.app.main.catalogue_view.services.rows)
        await board.press("colon", *"export", "enter")
        await shown(board, ExportDialog)
        rows = rows_of(await write(board, here / "smm-tui-services-2026-03-14.csv"))
        assert len(rows) == count
        assert all("tiktok" in row["service"].casefold() for row in rows)
        assert {row["currency"] for row in rows} == {"USD"}
        await board.press("w")
        await board.until(lambda: "What changed" in board.text)
        await board.press("colon", *"export", "enter")
        await board.until(lambda: "no change to export" in board.text)
        await board.press("3")
        await board.until(lambda: "Charged" in board.text)
        await board.press("colon", *"export", "enter")
        await shown(board, ExportDialog)
        (row,) = rows_of(await write(board, here / "smm-tui-spending-2026-03-14.csv"))
        assert (row["by"], row["first_day"], row["orders"]) == ("day", "2026-03-14", "1")


async def test_a_receipt_is_copied_from_details_list_and_case(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path / "book", size=(80, 24), clock=clock) as board:
        await orders(board, 1)
        await board.press("enter")
        await shown(board, OrderDetails)
        await board.press("Y")
        await board.until(lambda: board.app.clipboard != "")
        first = board.app.clipboard
        assert first.startswith("Order 23501\n")
        assert "2026-03-14 14:02:11  placed: 23501\n" in first
        await board.press("escape", "y")
        await board.until(lambda: board.app.clipboard == "23501")
        await board.press("colon", *"receipt", "enter")
        await board.until(lambda: board.app.clipboard == first)
        await unknown(board)
        await board.press("exclamation_mark")
        await shown(board, Case)
        while not board.app.clipboard.startswith("Order ?\n"):
            # Until the dialog takes keys.
            await board.press("Y")
            await board.pilot.pause(0.05)


def told(order: Order, **more: object) -> str:
    values: dict[str, list[object]] = {"requests": [], "events": [], **more}  # type: ignore[dict-item]  # lists
    return receipt(order, values["requests"], values["events"])  # type: ignore[arg-type]  # as above


def test_a_receipt_has_what_a_panel_needs_and_no_more() -> None:
    order = replace(
        an_order(),
        status=Status.PARTIAL,
        status_text="Partially done",
        charge=Decimal("0.77000"),
        start_count=3572,
        remains=157,
        sent_at=AT,
        checked_at=AT,
        panel_url="https://brsmm.com/api/v2?token=canary",
        words="Refill\nlater",
    )
    refill = Request(
        ref=1,
        order_ref=1,
        kind=RequestKind.REFILL,
        state=RequestState.REJECTED,
        request_id="31",
        status=None,
        status_text="",
        words="Too\nearly",
        created_at=AT,
        settled_at=AT,
        checked_at=None,
    )
    events = [Event(AT, "sending", ""), Event(AT, "status", "Partially done")]
    text = told(order, requests=[refill], events=events)
    assert "canary" not in text
    assert text.splitlines()[:6] == [
        "Order 23501",
        "Panel: brsmm (brsmm.com)",
        "Service: 1 Followers [no drop] · ﬁne",
        "Link: https://a.b/c",
        "Quantity: 1000",
        "Charge: 0.77000 USD",
    ]
    for line in (
        "Status: partial (Partially done)",
        "Start count: 3572",
        "Remains: 157",
        "Sent: 2026-03-14 14:02:11 UTC",
        "Panel's words: Refill later",
        "Refill: 31, rejected, 2026-03-14 14:02:11 UTC, Too early",
        "Timeline (UTC)",
        "2026-03-14 14:02:11  sending",
        "2026-03-14 14:02:11  status: Partially done",
    ):
        assert line in text.splitlines(), line


def test_a_receipt_of_an_order_without_an_id() -> None:
    order = replace(
        an_order(), state=OrderState.UNKNOWN, order_id="", status=None, charge=None, quantity=None
    )
    text = told(order)
    assert text.startswith("Order ?\n")
    assert "Status: unknown\n" in text
    assert "Charge: 0.90000 USD foretold\n" in text
    assert "Quantity" not in text


async def test_a_status_that_comes_while_a_file_is_asked_for_changes_nothing(
    tmp_path: Path, here: Path, clock: FakeClock
) -> None:
    async with dashboard(tmp_path / "book", clock=clock) as board:
        await orders(board, 2)
        await board.press("e")
        await shown(board, ExportDialog)
        url = board.session.panel("demo").url
        said = {"23501": StatusReport(Status.CANCELED, "Canceled")}
        await board.session.book.record_statuses("demo", url, said, clock.now())
        board.session.tell(News(Topic.ORDERS, "demo"))
        rows = rows_of(await write(board, here / "smm-tui-orders-2026-03-14.csv"))
        assert {row["status"] for row in rows} >= {"canceled"}
        assert len(rows) == 2

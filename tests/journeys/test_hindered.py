"""An order book that cannot be written, or not even read: the dashboard stays, and says so."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from smm_tui.ledger import Ledger
from smm_tui.models import SystemClock
from tests.drive import Dashboard
from tests.ledger.making import placed, unknown
from tests.ledger.test_hindered import damage, held

URL = "https://demo.invalid/api/v2"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The book of a demo with two orders, one of them unknown."""

    async def make() -> None:
        ledger = await Ledger.open(tmp_path / "ledger.db", clock=SystemClock())
        await placed(ledger, "23501", panel="demo", url=URL)
        await unknown(ledger)
        await ledger.close()

    asyncio.run(make())
    return tmp_path / "ledger.db"


def opened(book: Path) -> Dashboard:
    return Dashboard.open("--demo", "--data-dir", str(book.parent))


def test_held_by_another_program_it_is_read_and_goes_on_when_let_go(book: Path) -> None:
    with opened(book) as dash:
        with held(book):
            dash.wait_header("READ-ONLY")
            dash.wait_match("The order book is held by another program.*Let that program go on")
            dash.goto_orders()
            dash.wait_row("23501", "placed")
            dash.wait_header("! 1 unknown")
            dash.goto_catalogue()
            dash.press("enter")
            dash.wait_match("The order book is held by another program")
            assert "─ Order " not in dash.text
        dash.wait_match("The order book can be written again")
        dash.wait_header("^((?!READ-ONLY).)*$")
        dash.order("9900", "https://example.com/me", "100")
        dash.goto_orders()
        dash.wait_row("example.com/me", "about to send|pending|in progress")
        assert dash.quit() == 0


@pytest.mark.parametrize("table", ["events", "orders"])
def test_a_damaged_one_is_left_alone_and_the_dashboard_stays(book: Path, table: str) -> None:
    spoilt = damage(book, table)
    with opened(book) as dash:
        dash.wait_match("^ Services .* of 1,502")
        dash.goto_orders()
        if table == "events":
            dash.wait_row("23501", "placed")
            dash.press("end", "enter")
        dash.wait_match("The order book is damaged")
        dash.wait_header("READ-ONLY")
        dash.goto_catalogue()
        dash.press("enter", "!", "a", "u", "p")
        dash.terminal.wait_for("─ Panels ")
        dash.close_dialog()
        dash.press("?")
        dash.terminal.wait_for("─ Help ")
        dash.close_dialog()
        assert dash.quit() == 0
    assert set(book.read_bytes()[spoilt]) == {0xFF}

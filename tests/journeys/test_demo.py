"""The main journey on the embedded demo panel, from the first key to the second start."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

from smm_tui.demo.store import Account
from tests.drive import Dashboard

# By its dice (seed 7) order 23508 lives 24 seconds and completes, refill 2 ends after 21.
FIRST, SLOW, LAST = "23508", "23509", "23510"
LINK = "https://example.com/first"


def seeded(folder: Path) -> Path:
    """A demo in which seven orders were placed, and forgotten, before."""
    folder.mkdir(mode=0o700)
    account = Account(opened=time.time(), next_order=int(FIRST), next_refill=2)
    (folder / "demo-panel.json").write_bytes(account.encode())
    return folder


def test_from_the_first_key_to_the_second_start(tmp_path: Path) -> None:
    folder = seeded(tmp_path / "data")
    with Dashboard.open("--demo", "--data-dir", str(folder), cold=True) as dash:
        dash.wait_ready()
        assert "DEMO" in dash.header
        assert dash.balance == "100.84292"
        find_and_order(dash)
        take_back(dash)
        cancel(dash)
        watch_until_complete(dash)
        refill(dash)
        # One more, which goes on after the second start.
        dash.order("9900", "https://example.com/later", "1000")
        dash.goto_orders()
        dash.wait_row(LAST, "pending|in progress")
        dash.wait_header("1 live")
        paid = Decimal(dash.balance)
        assert dash.quit() == 0
        assert not dash.terminal.left_over
    with Dashboard.open("--demo", "--data-dir", str(folder), cold=True) as dash:
        dash.wait_ready()
        assert Decimal(dash.balance) == paid
        everything_is_there(dash)
        assert dash.quit() == 0


def find_and_order(dash: Dashboard) -> None:
    dash.filter("no drop 30d instagram followers best sellers")
    dash.wait_match(r"^ Services .* 1 of 1,502")
    dash.wait_match(r"▌ +9900 ")
    dash.order("9900", LINK, "1000")
    dash.wait_header("undo: 1")
    dash.goto_orders()
    dash.wait_row(LINK.removeprefix("https://"), "about to send|sending|pending|in progress")
    dash.wait_row(FIRST, "1,000")
    dash.wait_header(r"99\.94292 USD +1 live")


def take_back(dash: Dashboard) -> None:
    dash.order("9900", "https://example.com/mistake", "2000")
    dash.wait_header("undo: 1")
    dash.press("u")
    dash.wait_match("Taken back")
    dash.terminal.wait_gone("undo: 1")
    dash.goto_orders()
    dash.wait_row("example.com/mistake", "not sent")


def cancel(dash: Dashboard) -> None:
    dash.order("9901", "https://example.com/slow", "500")
    dash.goto_orders()
    dash.wait_row(SLOW, "in progress", 20)
    dash.go_to_order(SLOW)
    dash.request("c", "Ask to cancel")
    dash.wait_match("Cancel: 1 of 1 accepted")
    dash.wait_row(SLOW, "cancel asked|partial|canceled")
    dash.escape()


def watch_until_complete(dash: Dashboard) -> None:
    seen = [dash.percent(FIRST)]
    while seen[-1] < 100:
        dash.terminal.wait_until(lambda: dash.percent(FIRST) > seen[-1], 20, "progress")
        seen.append(dash.percent(FIRST))
    assert len(seen) > 2
    dash.wait_row(FIRST, "completed")
    dash.wait_row(SLOW, "partial|canceled", 20)


def refill(dash: Dashboard) -> None:
    dash.go_to_order(FIRST)
    dash.request("r", "Ask for the refill")
    dash.wait_match("Refill: 1 of 1 accepted")
    dash.press("enter")
    dash.terminal.wait_for(f"─ Order {FIRST} ")
    dash.wait_match("Refill .*(pending|in progress)")
    dash.wait_match("Refill .*completed", 40)
    assert "Timeline" in dash.text
    dash.close_dialog()
    dash.escape()


def everything_is_there(dash: Dashboard) -> None:
    dash.goto_orders()
    dash.wait_row(FIRST, "completed")
    dash.wait_row(SLOW, "partial|canceled")
    dash.wait_row("example.com/mistake", "not sent")
    dash.wait_row(LAST, "in progress")
    before = dash.percent(LAST)
    dash.terminal.wait_until(lambda: dash.percent(LAST) > before, 20, "progress")

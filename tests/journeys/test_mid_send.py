"""While an order is being sent nothing that is done on the screen changes what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.drive import WIDE, Dashboard
from tests.journeys.conftest import Configure
from tests.journeys.serving import ServedPanel

LINK = "https://example.com/mid"
ROW = "example.com/mid"


@pytest.fixture
def other() -> Iterator[ServedPanel]:
    with ServedPanel() as served:
        yield served


def close_a_form(dash: Dashboard) -> None:
    """The same order once more, as far as its review."""
    dash.open_form("9901")
    dash.fill(LINK, "500")
    dash.terminal.wait_for("still runs: no id yet")
    dash.review()
    dash.escape()
    dash.terminal.wait_for("─ Order 9901 ")
    dash.close_dialog()


def open_dialogs(dash: Dashboard) -> None:
    """Every dialog that can be opened beside it, and the details of the order itself."""
    for key, title in (
        ("?", "─ Help "),
        (":", "─ Commands "),
        ("b", "─ Several orders "),
        ("t", "─ Track orders "),
    ):
        dash.goto_orders()
        dash.press(key)
        dash.terminal.wait_for(title)
        dash.close_dialog()
    dash.filter(ROW)
    dash.wait_row(ROW, "sending")
    dash.press("enter")
    dash.wait_match("State +. sending")
    dash.close_dialog()
    dash.press("u", "r", "c", "a")
    dash.press("escape")


def switch(dash: Dashboard, to: str, *keys: str) -> None:
    """Show another panel."""
    dash.press("p")
    dash.terminal.wait_for("─ Panels ")
    dash.press(*keys, "enter")
    dash.wait_header(f"^ {to} ")


def change_the_view(dash: Dashboard) -> None:
    """Screens, sizes, a picture drawn anew, a stalled terminal, a refresh, a pause."""
    for key in ("1", "m", "3", "2"):
        dash.press(key, "ctrl+r", "P", "P", "ctrl+l")
    dash.terminal.stall()
    dash.press("1", "pagedown", "2")
    dash.terminal.resize(40, 12)
    dash.terminal.resume()
    dash.terminal.resize(*WIDE)
    dash.wait_match("^ Orders ")


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "broken off"])
def test_neither_dialogs_nor_panels_nor_the_terminal_change_the_outcome(
    panel: ServedPanel, other: ServedPanel, configure: Configure, *, answered: bool
) -> None:
    configure(
        first=f'url = "{panel.url}"\nkey = "mid-send-key-first"',
        second=f'url = "{other.url}"\nkey = "mid-send-key-second"',
    )
    panel.held.add("add")
    with Dashboard.open() as dash:
        dash.wait_ready()
        dash.order("9901", LINK, "500")
        panel.wait_asked("add", 1)
        close_a_form(dash)
        open_dialogs(dash)
        switch(dash, "second", "down")
        dash.order("9901", "https://example.com/beside", "500")
        dash.goto_orders()
        dash.wait_row("example.com/beside", "pending|in progress")
        change_the_view(dash)
        dash.wait_row(ROW, "sending")
        if answered:
            panel.held.clear()
            dash.wait_row(ROW, "23501.*(pending|in progress)")
        else:
            panel.stop()
            dash.wait_row(ROW, "unknown")
        assert dash.quit() == 0
    assert [form["link"] for form in panel.asked("add")] == [LINK]
    assert len(other.asked("add")) == 1


def test_it_is_not_stopped_before_the_panel_has_answered(
    panel: ServedPanel, configure: Configure
) -> None:
    configure(first=f'url = "{panel.url}"\nkey = "mid-send-key-first"')
    panel.held.add("add")
    with Dashboard.open() as dash:
        dash.wait_ready()
        dash.order("9901", LINK, "500")
        panel.wait_asked("add", 1)
        dash.press("ctrl+z")
        dash.wait_match("Not stopped: the panel has not answered a request yet.")
        panel.held.clear()
        dash.goto_orders()
        dash.wait_row(ROW, "23501.*(pending|in progress)")
        dash.press("ctrl+z")
        dash.wait_match("Not stopped: there is no shell to go back to.")
        assert dash.quit() == 0

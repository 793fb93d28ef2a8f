"""The same journey over HTTP; several panels, read-only, a wrong key, a panel that is down."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drive import Dashboard
from tests.journeys.conftest import Configure
from tests.journeys.serving import ServedPanel

KeyFile = Callable[[str, str], str]


def keys_of(served: ServedPanel) -> set[str]:
    return {form["key"] for form in served.forms}


def test_ordered_delivered_refilled_and_cancelled_over_http(
    panel: ServedPanel, configure: Configure, key_file: KeyFile
) -> None:
    configure(shop=f'url = "{panel.url}"\n{key_file("shop", "secret-a")}')
    with Dashboard.open() as dash:
        dash.wait_ready()
        assert "shop" in dash.header
        assert "DEMO" not in dash.header
        dash.order("9900", "https://example.com/first", "1000")
        dash.order("9901", "https://example.com/slow", "500")
        dash.goto_orders()
        dash.wait_header("2 live")
        dash.go_to_order("23502")
        dash.request("c", "Ask to cancel")
        dash.wait_match("Cancel: 1 of 1 accepted")
        dash.wait_row("23502", "partial|canceled")
        dash.escape()
        dash.wait_row("23501", "completed")
        dash.go_to_order("23501")
        dash.request("r", "Ask for the refill")
        dash.wait_match("Refill: 1 of 1 accepted")
        dash.press("enter")
        dash.wait_match("Refill +. completed")
        dash.close_dialog()
        assert dash.quit() == 0
    assert keys_of(panel) == {"secret-a"}
    assert [form["link"] for form in panel.asked("add")] == [
        "https://example.com/first",
        "https://example.com/slow",
    ]
    assert panel.asked("cancel") == [{"key": "secret-a", "action": "cancel", "orders": "23502"}]
    assert panel.asked("refill") == [{"key": "secret-a", "action": "refill", "order": "23501"}]


def test_a_key_command_and_the_environment(
    panel: ServedPanel, configure: Configure, tmp_path: Path
) -> None:
    configure(shop=f'url = "{panel.url}"\nkey_command = ["{sys.executable}", "-c", "print(17)"]')
    with Dashboard.open() as dash:
        dash.wait_ready()
        assert dash.quit() == 0
    assert keys_of(panel) == {"17"}
    panel.forms.clear()
    env = {
        "SMM_TUI_URL": panel.url,
        "SMM_TUI_KEY": "from-env",
        "XDG_CONFIG_HOME": str(tmp_path / "none"),
        "SMM_TUI_DATA_DIR": str(tmp_path / "data"),
    }
    with Dashboard.open(env=env) as dash:
        dash.wait_ready()
        assert "env" in dash.header
        assert dash.quit() == 0
    assert keys_of(panel) == {"from-env"}


def test_no_request_carries_the_key_of_another_panel(
    panel: ServedPanel, configure: Configure, key_file: KeyFile
) -> None:
    with ServedPanel() as other:
        configure(
            first=f'url = "{panel.url}"\n{key_file("first", "key-of-first")}',
            second=f'url = "{other.url}"\n{key_file("second", "key-of-second")}',
        )
        with Dashboard.open() as dash:
            dash.wait_ready()
            dash.order("9901", "https://example.com/at-first", "500")
            dash.goto_orders()
            dash.wait_row("23501", "pending|in progress")
            dash.press("p")
            dash.terminal.wait_for("─ Panels ")
            dash.press("down", "enter")
            dash.wait_header("^ second ")
            dash.order("9901", "https://example.com/at-second", "500")
            dash.goto_orders()
            dash.wait_row("at-second", "in progress")
            # The order at the first panel goes on being asked for, with its own key.
            before = len(panel.asked("status"))
            panel.wait_asked("status", before + 1)
            dash.wait_header("2 live")
            dash.press("*", "c")
            dash.terminal.wait_for("[ Back ]")
            dash.confirm("Ask to cancel")
            dash.wait_match("Cancel: 2 of 2 accepted")
            dash.wait_row("at-first", "partial|canceled")
            dash.wait_row("at-second", "partial|canceled")
            assert dash.quit() == 0
        assert keys_of(panel) == {"key-of-first"}
        assert keys_of(other) == {"key-of-second"}
        assert [form["link"] for form in panel.asked("add")] == ["https://example.com/at-first"]
        assert [form["link"] for form in other.asked("add")] == ["https://example.com/at-second"]


def test_read_only_nothing_is_spent_and_no_key_says_otherwise(
    panel: ServedPanel, configure: Configure, key_file: KeyFile
) -> None:
    configure(shop=f'url = "{panel.url}"\n{key_file("shop", "secret-a")}')
    with Dashboard.open() as dash:
        dash.wait_ready()
        dash.order("9901", "https://example.com/slow", "500")
        dash.goto_orders()
        dash.ask_until_row("23501", "in progress")
        assert dash.quit() == 0
    panel.forms.clear()
    with Dashboard.open("--read-only") as dash:
        dash.wait_ready()
        assert "READ-ONLY" in dash.header
        dash.goto_catalogue()
        dash.press("enter")
        dash.wait_match("Read-only: nothing is ordered here")
        dash.goto_orders()
        dash.ask_until_row("23501", "in progress")
        bar = dash.terminal.lines[-1]
        assert "Track" in bar
        assert not any(word in bar for word in ("Refill", "Cancel", "Order again"))
        dash.press("r", "c", "o")
        dash.press("?")
        told = dash.terminal.wait_for("Ask the panel now")
        assert not any(word in told for word in ("refill of", "to cancel", "Order again"))
        dash.close_dialog()
        assert dash.quit() == 0
    assert not {"add", "refill", "cancel"} & {form["action"] for form in panel.forms}


def test_a_wrong_key_is_its_own_error_with_a_remedy(
    panel: ServedPanel, configure: Configure, key_file: KeyFile
) -> None:
    configure(shop=f'url = "{panel.url}"\n{key_file("shop", "wrong-key")}')
    with Dashboard.open(size=(120, 40)) as dash:
        dash.wait_match("^ .* The panel refused the API key")
        dash.press("ctrl+r")
        line = dash.wait_match("refused the API key: Incorrect API key")
        assert "Copy the key anew from the panel's My account page" in line
        assert dash.quit() == 0


def test_a_panel_that_is_down_is_said_to_be_and_comes_back(
    panel: ServedPanel, configure: Configure, key_file: KeyFile
) -> None:
    configure(shop=f'url = "{panel.url}"\n{key_file("shop", "secret-a")}')
    with Dashboard.open() as dash:
        dash.wait_ready()
        dash.order("9901", "https://example.com/slow", "500")
        dash.goto_orders()
        dash.ask_until_row("23501", "in progress")
        panel.stop()
        dash.wait_header(r"offline since \d\d:\d\d, retry \d\d:\d\d:\d\d", 30)
        dash.press("ctrl+r")
        dash.wait_match("✗ .*(reach|refused|connect)")
        assert "in progress" in dash.row("23501")
        panel.start()
        dash.wait_header(r"as of \d\d:\d\d:\d\d, next", 40)
        assert "offline" not in dash.header
        assert dash.quit() == 0


def test_a_panel_that_is_down_at_the_start(
    panel: ServedPanel, configure: Configure, key_file: KeyFile
) -> None:
    configure(shop=f'url = "{panel.url}"\n{key_file("shop", "secret-a")}')
    panel.stop()
    with Dashboard.open() as dash:
        dash.wait_header("offline since")
        dash.wait_match("reach|refused|connect")
        panel.start()
        dash.press("ctrl+r")
        dash.wait_ready()
        assert dash.quit() == 0


@pytest.mark.parametrize("action", ["add", "cancel", "refill"])
def test_quitting_waits_for_a_request_that_has_no_outcome_yet(
    panel: ServedPanel, configure: Configure, key_file: KeyFile, action: str
) -> None:
    configure(shop=f'url = "{panel.url}"\n{key_file("shop", "secret-a")}')
    panel.slow[action] = 2
    with Dashboard.open() as dash:
        dash.wait_ready()
        dash.order("9900", "https://example.com/first", "1000")
        if action != "add":
            dash.goto_orders()
            dash.wait_row("23501", "pending|in progress|completed")
            dash.press({"cancel": "c", "refill": "r"}[action])
            dash.terminal.wait_for("[ Back ]")
            dash.confirm({"cancel": "Ask to cancel", "refill": "Ask for the refill"}[action])
        panel.wait_asked(action, 1)
        dash.press("q")
        dash.wait_match("Quitting as soon as the panel has answered 1 request")
        assert dash.terminal.wait() == 0
    with Dashboard.open() as dash:
        dash.wait_ready()
        dash.goto_orders()
        dash.wait_match("23501")
        assert "! 1 unknown" not in dash.header
        assert dash.quit() == 0
    assert len(panel.asked(action)) == 1

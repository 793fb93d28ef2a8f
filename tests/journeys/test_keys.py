"""Every key that a person is told of, each by what it does on the screen."""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drive import Dashboard
from tests.journeys.conftest import Configure
from tests.journeys.serving import ServedPanel


@pytest.fixture
def dash() -> Iterator[Dashboard]:
    with Dashboard.open("--demo") as opened:
        yield opened.wait_ready()


@pytest.fixture
def ordered(panel: ServedPanel, configure: Configure, home: Path) -> Iterator[Dashboard]:
    """On the orders, of which there are two at a panel named shop."""
    key = home / "key"
    key.write_text("secret-a")
    key.chmod(0o600)
    configure(
        shop=f'url = "{panel.url}"\nkey_file = "{key}"',
        other=f'url = "{panel.url}"\nkey_file = "{key}"',
    )
    with Dashboard.open() as opened:
        opened.wait_ready()
        opened.order("9901", "https://example.com/one", "500")
        opened.order("9901", "https://example.com/two", "600")
        opened.goto_orders()
        opened.ask_until_row("23501", "in progress")
        opened.ask_until_row("23502", "in progress")
        yield opened


def is_running(dash: Dashboard) -> bool:
    return dash.terminal.process.poll() is None


def test_1_2_and_3_show_catalogue_orders_and_spending(dash: Dashboard) -> None:
    dash.press("2")
    dash.wait_match("^ Orders ")
    assert "No orders yet" in dash.text
    dash.press("3")
    dash.wait_match("^ Spending ")
    dash.terminal.wait_for("Nothing was spent yet")
    dash.press("1")
    dash.wait_match("^ Services ")


@pytest.mark.parametrize("key", ["ctrl+p", ":"])
def test_the_palette_finds_and_runs_a_command(dash: Dashboard, key: str) -> None:
    dash.press(key)
    dash.terminal.wait_for("─ Commands ")
    dash.press("orders", "enter")
    dash.wait_match("^ Orders ")
    assert "Commands" not in dash.text


@pytest.mark.parametrize("key", ["?", "f1"])
def test_help_shows_the_keys_of_the_screen(dash: Dashboard, key: str) -> None:
    dash.press(key)
    told = dash.terminal.wait_for("─ Help ")
    assert "This screen" in told
    assert "Sort by the next column" in told
    assert "Everywhere" in told
    dash.press(key)
    dash.terminal.wait_gone("─ Help ")


def test_a_slash_filters_and_escape_goes_back_but_never_out(dash: Dashboard) -> None:
    dash.press("/", "9901")
    dash.wait_match(r"^ Services +/ 9901 .* 1 of 1,502")
    dash.escape()
    dash.wait_match(r"^ Services +1,502 of 1,502")
    for _time in range(5):
        dash.escape()
    assert is_running(dash)
    dash.goto_orders()
    dash.escape()
    dash.escape()
    assert is_running(dash)


def test_the_keys_of_the_catalogue(dash: Dashboard) -> None:
    dash.press("tab", "down")
    dash.wait_match(r"^ Services .* 26 of 1,502")
    dash.press("enter", "down")
    dash.wait_match(r"▌ +9901 ")
    dash.press("s")
    dash.wait_match("^  recently ordered first")
    dash.press("s")
    dash.wait_match(r"^ .*ID ?[▲▼↑↓^]|[▲▼↑↓^] ?ID")
    first = dash.terminal.lines[3]
    dash.press("S")
    dash.terminal.wait_until(lambda: dash.terminal.lines[3] != first, what="the rows turned")
    dash.press("y")
    dash.wait_match("Copied, .*[^ ]$")
    assert b"\x1b]52;c;" in dash.terminal.raw
    dash.press("enter")
    dash.terminal.wait_for("─ Order ")


def test_copy_and_mouse_and_repaint(dash: Dashboard) -> None:
    dash.press("ctrl+c")
    dash.wait_match("Copied")
    assert is_running(dash)
    dash.press("M")
    first = dash.wait_match("The mouse is")
    dash.press("M")
    dash.terminal.wait_gone(first.strip())
    dash.wait_match("The mouse is")
    shown = dash.terminal.lines[1:]
    assert dash.terminal.cost("ctrl+l") > 1_500
    # The line above says what time it is.
    assert dash.terminal.lines[1:] == shown


def test_where_a_copy_went_can_be_read_on_80_columns(
    panel: ServedPanel, configure: Configure
) -> None:
    configure(one=f'url = "{panel.url}"\nkey = "copying-key-0123456789"')
    with Dashboard.open(size=(80, 24)) as dash:
        dash.wait_ready()
        dash.press("y")
        dash.wait_match(r"terminal allows it; ~/\.local/state/smm-tui/clipboard\.txt$")
        assert dash.quit() == 0


def test_pausing_and_going_on(dash: Dashboard) -> None:
    dash.press("P")
    dash.wait_header("paused")
    assert "next" not in dash.header
    dash.press("P")
    dash.wait_header("as of .* next")
    assert "paused" not in dash.header


def test_refreshing_at_once(ordered: Dashboard, panel: ServedPanel) -> None:
    for view, action in (("2", "status"), ("2", "balance"), ("1", "services")):
        ordered.press(view)
        # What is being asked for already is waited for, not asked for twice.
        ordered.terminal.settle(0.5)
        before = len(panel.asked(action))
        ordered.press("ctrl+r")
        panel.wait_asked(action, before + 1)


def test_the_panels(ordered: Dashboard) -> None:
    ordered.press("p")
    told = ordered.terminal.wait_for("─ Panels ")
    assert "2 live" in told
    ordered.press("down", "enter")
    ordered.wait_header("^ other ")


def test_marks_and_copied_ids(ordered: Dashboard) -> None:
    ordered.press("space")
    ordered.wait_match("^.?●")
    ordered.press("*")
    ordered.press("y")
    ordered.wait_match("Copied")
    assert b64encode(b"23502,23501") in ordered.terminal.raw
    ordered.escape()
    ordered.press("y")
    ordered.terminal.wait_until(
        lambda: ordered.terminal.raw.count(b"\x1b]52;c;") == 2, what="a second copy"
    )


def test_refill_cancel_and_track(ordered: Dashboard) -> None:
    ordered.press("r")
    ordered.terminal.wait_for("─ Refill 1 order ")
    ordered.close_dialog()
    ordered.press("*", "c")
    ordered.terminal.wait_for("─ Cancel 2 orders ")
    ordered.close_dialog()
    ordered.press("t")
    ordered.terminal.wait_for("─ Track orders of shop ")
    ordered.press("23501-23502", "enter", "99999", "ctrl+o")
    ordered.wait_match("0 orders added: already here: 23501, 23502; 1 not known")


def test_order_again_and_acknowledge(ordered: Dashboard) -> None:
    ordered.go_to_order("23501")
    ordered.request("c", "Ask to cancel")
    ordered.wait_header("! 1 needs a look")
    ordered.press("a")
    ordered.wait_header(r"live +as of")
    assert "needs a look" not in ordered.header
    ordered.press("o")
    ordered.terminal.wait_for("─ Order 9901 ")
    ordered.wait_match("Link +https://example.com/one")
    ordered.wait_match("Quantity +500")


def test_the_next_order_that_needs_attention(ordered: Dashboard) -> None:
    ordered.press("*", "c")
    ordered.terminal.wait_for("─ Cancel 2 orders ")
    ordered.confirm("Ask to cancel")
    ordered.wait_header("! 2 need a look")
    ordered.press("1", "!")
    first = ordered.wait_match("─ Order 2350[12] ")
    ordered.close_dialog()
    ordered.press("!")
    second = ordered.wait_match("─ Order 2350[12] ")
    assert ("23501" in first) != ("23501" in second)


def test_an_order_is_on_the_list_while_it_can_be_taken_back(dash: Dashboard) -> None:
    dash.order("9900", "https://example.com/me", "100")
    dash.goto_orders()
    dash.wait_row("example.com/me", "about to send")
    assert "undo: 1" in dash.header
    dash.press("u")
    dash.wait_row("example.com/me", "not sent")


def test_taking_back_from_inside_a_dialog(dash: Dashboard) -> None:
    dash.order("9900", "https://example.com/me", "100")
    dash.press("?")
    dash.terminal.wait_for("─ Help ")
    dash.press("u")
    dash.wait_match("Taken back")
    dash.close_dialog()
    dash.press("u")
    dash.wait_match("Nothing can be taken back any more")


@pytest.mark.parametrize("opened", ["/", ":"])
def test_in_a_text_field_printable_keys_are_text(dash: Dashboard, opened: str) -> None:
    typed = "12qPpMus!?S:*yrcota3fFwbme"
    dash.press(opened, typed)
    dash.wait_match(typed.replace("?", r"\?").replace("*", r"\*"))
    assert is_running(dash)
    assert "Help" not in "".join(dash.terminal.lines[:3])
    dash.press("f1")
    dash.terminal.wait_for("─ Help ")
    dash.escape()
    dash.escape()
    dash.escape()
    assert is_running(dash)
    dash.wait_match("^ Services +1,502 of 1,502")


def test_in_the_order_form_control_keys_act_and_nothing_quits(dash: Dashboard) -> None:
    dash.open_form("9901")
    dash.press("q1?u!:")
    dash.wait_match(r"Link +q1\?u!:")
    dash.press("f1")
    told = dash.terminal.wait_for("─ Help ")
    assert "Look over the order before it is sent" in told
    dash.escape()
    dash.press("ctrl+l")
    dash.escape()
    dash.terminal.wait_gone("─ Order 9901 ")
    assert is_running(dash)
    # What was half-written is there again.
    dash.press("enter")
    dash.terminal.wait_for("─ Order 9901 ")
    dash.wait_match(r"Link +q1\?u!:")


def test_fields_are_left_with_tab_and_enter(dash: Dashboard) -> None:
    dash.open_form("9903")
    dash.press("https://example.com/p", "enter", "one", "enter", "two", "tab", "shift+tab", "!")
    dash.wait_match("^.*│ .*one")
    dash.wait_match("^.*│ .*two!")


def test_q_quits_where_nothing_is_typed(dash: Dashboard) -> None:
    assert dash.quit() == 0
    assert not dash.terminal.left_over


def test_ctrl_z_stops_the_program_and_fg_goes_on(tmp_path: Path) -> None:
    # A shell with job control, as the one that people start the program from.
    shell = ["/bin/bash", "--norc", "-i"]
    quiet = tmp_path / "inputrc"
    quiet.write_text("set enable-bracketed-paste off\n")
    env = {"PS1": "ready> ", "HISTFILE": None, "INPUTRC": str(quiet)}
    with Dashboard.open(argv=shell, env=env, foreign=True) as dash:
        dash.terminal.wait_for("ready>")
        dash.press(f"{sys.executable} -m smm_tui --demo\r")
        dash.wait_ready()
        dash.terminal.settle(0.5)
        dash.press("ctrl+z")
        dash.terminal.wait_for("Stopped")
        assert not dash.terminal.left_over
        dash.press("fg\r")
        dash.wait_match("^ Services .* of 1,502")
        dash.press("2")
        dash.wait_match("^ Orders ")
        dash.press("q")
        dash.terminal.wait_for("ready>")
        dash.press("echo ended with $?\r")
        dash.terminal.wait_for("ended with 0")

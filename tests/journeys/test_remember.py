"""The program is killed and started again: it stands where it stood, from the first byte on."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from tests.drive import Dashboard

LINK = "https://example.com/half-written"
_WRITTEN = 1.2
"""Seconds after which a change is in the file."""


def killed(dash: Dashboard) -> None:
    time.sleep(_WRITTEN)
    dash.terminal.kill(signal.SIGKILL)
    dash.terminal.wait()


def test_what_was_killed_stands_where_it_stood_and_shows_nothing_else_first(
    tmp_path: Path,
) -> None:
    words = ("--demo", "--data-dir", str(tmp_path / "data"))
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        dash.press("tab", *["down"] * 6, "tab")
        dash.wait_match("^ Services +21 of 1,502")
        dash.press("/", "story rate>0.001", "enter", "s", "s", *["down"] * 9)
        dash.wait_match(r"^ Services +/ story rate>0.001 +\d+ of 1,502")
        dash.terminal.settle()
        before = dash.terminal.lines[1:]
        assert "9900" not in dash.text
        killed(dash)
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        dash.terminal.settle()
        assert dash.terminal.lines[1:] == before
        # Nor was any of it ever another: the first service of the panel, all of its services.
        assert b"9900" not in dash.terminal.raw
        assert b"1,502 of" not in dash.terminal.raw
        dash.press("enter")
        dash.terminal.wait_for("─ Order ")
        dash.press(LINK)
        dash.terminal.wait_for(LINK)
        killed(dash)
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        dash.press("enter")
        dash.terminal.wait_for(LINK)
        dash.close_dialog()
        dash.goto_orders()
        killed(dash)
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        dash.wait_match("No orders yet")
        assert b"Services" not in dash.terminal.raw
        assert dash.quit() == 0

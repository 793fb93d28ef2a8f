"""The dashboard inside tmux: left running, and come back to at another size."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drive import Dashboard

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

TERM = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMUX": None, "TMUX_PANE": None}


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    """The command of a server of the test's own, without anybody's settings."""
    command = ["tmux", "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    yield command
    subprocess.run([*command, "kill-server"], capture_output=True, check=False)


def test_an_order_goes_on_while_nobody_looks(tmux: list[str], tmp_path: Path) -> None:
    program = f"{sys.executable} -m smm_tui --demo --data-dir {tmp_path / 'data'}"
    start = ["new-session", "-s", "main", program, ";", "set-option", "-g", "status", "off"]
    with Dashboard.open(argv=[*tmux, *start], env=TERM, size=(150, 40), foreign=True) as dash:
        dash.wait_ready()
        dash.order("9900", "https://example.com/me", "1000")
        dash.goto_orders()
        dash.wait_row("23501", "in progress", 20)
        dash.terminal.hang_up()
        dash.terminal.wait()
    environ = {name: value for name, value in (os.environ | TERM).items() if value is not None}
    listed = subprocess.run(
        [*tmux, "list-panes", "-F", "#{pane_dead}"],
        capture_output=True,
        text=True,
        check=True,
        env=environ,
    )
    assert listed.stdout == "0\n"
    with Dashboard.open(argv=[*tmux, "attach"], env=TERM, size=(80, 24), foreign=True) as dash:
        dash.wait_match("^ Orders ")
        dash.wait_row("23501", "in progress")
        assert len(dash.terminal.lines[0]) <= 80
        before = dash.percent("23501")
        dash.terminal.wait_until(lambda: dash.percent("23501") > before, 20, "progress")
        dash.press("q")
        dash.terminal.wait_for("[exited]")


def test_a_copy_reaches_the_buffer_of_tmux(tmux: list[str]) -> None:
    program = f"{sys.executable} -m smm_tui --demo"
    with Dashboard.open(argv=[*tmux, "new-session", program], env=TERM, foreign=True) as dash:
        dash.wait_ready()
        dash.press("y")
        dash.wait_match("Copied into tmux")
        shown = subprocess.run(
            [*tmux, "show-buffer"], capture_output=True, text=True, check=True, timeout=15
        )
        assert shown.stdout.startswith("9900 Instagram Followers")
        dash.press("q")
        dash.terminal.wait_for("[exited]")

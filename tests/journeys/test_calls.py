"""Somebody who looks elsewhere is called by the real program, in a terminal and inside tmux."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smm_tui.config import Places
from smm_tui.ledger import Ledger
from smm_tui.models import SystemClock
from tests.drive import Dashboard
from tests.ledger.making import unknown
from tests.terminal.harness import Terminal

SAID = "Unknown whether the order was placed"
AWAY, BACK, BELL = b"\x1b[O", b"\x1b[I", b"\x07"
TERM = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMUX": None, "TMUX_PANE": None}


def lose_an_order(folder: Path) -> None:
    """Another program on the same book cannot know whether an order was placed."""

    async def write() -> None:
        book = await Ledger.open(Places.within(folder).ledger, clock=SystemClock())
        await unknown(book)
        await book.close()

    asyncio.run(write())


def rung(terminal: Terminal, since: int) -> bool:
    return BELL in terminal.raw[since:]


def test_a_bell_rings_once_for_somebody_away_and_the_list_says_why(tmp_path: Path) -> None:
    with Dashboard.open("--demo", "--data-dir", str(tmp_path)) as dash:
        dash.wait_ready()
        dash.press("2")
        dash.terminal.write(AWAY)
        lose_an_order(tmp_path)
        dash.wait_match(SAID)
        dash.terminal.wait_until(lambda: rung(dash.terminal, 0), what="the bell")
        dash.terminal.write(BACK)
        dash.press("m")
        dash.wait_match(rf"\? unknown +brsmm +{SAID}")
        assert dash.terminal.raw.count(BELL) == 1
        dash.escape()
        dash.wait_match("^ Orders ")
        assert dash.quit() == 0
        assert dash.terminal.left_over == set()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
@pytest.mark.parametrize("tells", [True, False], ids=["focus-events", "no focus-events"])
def test_inside_tmux_it_rings_whether_tmux_tells_of_the_focus_or_not(
    tmp_path: Path, *, tells: bool
) -> None:
    command = ["tmux", "-S", str(tmp_path / "socket"), "-f", str(tmp_path / "tmux.conf")]
    (tmp_path / "tmux.conf").write_text(f"set -g focus-events {'on' if tells else 'off'}\n")
    program = f"{sys.executable} -m smm_tui --demo --data-dir {tmp_path / 'data'}"
    try:
        with Terminal.start([*command, "new-session", program], TERM, foreign=True) as terminal:
            terminal.wait_for("USD")
            # Without a word about the focus nobody has struck a key, so nobody is looking.
            terminal.write(AWAY if tells else b"")
            lose_an_order(tmp_path / "data")
            terminal.wait_for(SAID)
            terminal.wait_until(lambda: rung(terminal, 0), what="the bell")
            assert terminal.raw.count(BELL) == 1
            terminal.press("q")
            terminal.wait_for("[exited]")
    finally:
        subprocess.run([*command, "kill-server"], capture_output=True, check=False)

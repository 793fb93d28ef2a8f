"""The driver inside tmux, and tmux as the emulator that frames are compared in."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from smm_tui.terminal.cells import Screen
from smm_tui.terminal.colour import Depth
from smm_tui.terminal.device import Abilities
from smm_tui.terminal.difference import Sent
from smm_tui.terminal.style import Styles
from tests.terminal.frames import STYLES, WORDS, Plain
from tests.terminal.harness import PATIENCE, Terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

SIZE = (40, 10)
FRAMES = 25
BOTH = Abilities(erases_in_colour=True, scrolls=True)
TMUX_WORDS = [word for word in WORDS if "\u0301" not in word]


class Tmux:
    """A tmux server of the test's own; `-f /dev/null` leaves out everybody's settings."""

    def __init__(self, socket: Path) -> None:
        self.command = ["tmux", "-S", str(socket), "-f", "/dev/null"]
        self.environ = {k: v for k, v in os.environ.items() if k not in {"TMUX", "TMUX_PANE"}}
        self.environ |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}

    def __call__(self, *arguments: str) -> str:
        return subprocess.run(
            [*self.command, *arguments],
            capture_output=True,
            text=True,
            check=True,
            env=self.environ,
            timeout=PATIENCE,
        ).stdout

    def shows(self, text: str) -> None:
        until = time.monotonic() + PATIENCE
        while text not in self("capture-pane", "-p"):
            assert time.monotonic() < until, self("capture-pane", "-p")
            time.sleep(0.05)


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path / "socket")
    yield server
    subprocess.run([*server.command, "kill-server"], capture_output=True, check=False)


def test_random_frames_look_in_tmux_as_if_painted_whole(tmux: Tmux, tmp_path: Path) -> None:
    columns, lines = SIZE
    waiting = f"stty raw -echo; exec cat {tmp_path}/"
    for name in ("ours", "whole"):
        os.mkfifo(tmp_path / name)
        size = ["-x", str(columns + 1), "-y", str(lines)]
        tmux("new-session", "-d", "-s", name, *size, waiting + name)
    rng = random.Random("tmux")
    plain = Plain(columns, lines, rng)
    styles = Styles(Depth.TRUE)
    wanted, sent = Screen(styles, columns, lines), Sent(styles, BOTH)
    # What is erased at the end of a line is captured only if something stands after it.
    marks = "".join(f"\x1b[{y + 1};{columns + 1}H|" for y in range(lines))
    with (tmp_path / "ours").open("wb", 0) as ours, (tmp_path / "whole").open("wb", 0) as whole:
        ours.write(b"\x1b[?7l")
        whole.write(b"\x1b[?7l")
        for number in range(FRAMES):
            frame = plain.frame(TMUX_WORDS, [style for style in STYLES if style != "9;91"])
            wanted.feed(frame)
            end = f"\x1b7\x1b[m{marks}\x1b8\x1b]2;{number}\x07".encode()
            ours.write(sent.difference(wanted).encode() + end)
            whole.write(plain.paint().encode() + end)
            for name in ("ours", "whole"):
                until = time.monotonic() + PATIENCE
                while tmux("display-message", "-p", "-t", name, "#{pane_title}").strip() != str(
                    number
                ):
                    assert time.monotonic() < until
            assert seen(tmux, "ours") == seen(tmux, "whole"), f"frame {number}: {frame!r}"


def seen(tmux: Tmux, pane: str) -> list[list[tuple[str, str]]]:
    """Each cell of a pane: what is in it and how it looks, of spaces their background."""
    styles, style = Styles(Depth.TRUE), 0
    lines = []
    for line in tmux("capture-pane", "-p", "-e", "-N", "-t", pane).split("\n"):
        found = []
        for part in re.finditer(r"\x1b\[([0-9;]*)m|(\x1b.)|(.)", line):
            if part[3]:
                shown = styles.blanks[style] if part[3] == " " else style
                found.append((part[3], repr(styles[shown])))
            elif part[1] is not None:
                style = styles.applied(style, part[1])
        while found and found[-1] == (" ", repr(styles[0])):
            found.pop()
        lines.append(found)
    return lines


def test_inside_tmux_it_survives_detaching_and_another_size(tmux: Tmux) -> None:
    program = f"{sys.executable} -m tests.terminal.apps table"
    attach = [*tmux.command, "attach"]
    tmux("new-session", "-d", "-x", "80", "-y", "24", program)
    with Terminal.start(attach, tmux.environ, foreign=True) as terminal:
        terminal.wait_for("Instagram followers 5")
        terminal.press("hi")
        terminal.wait_for("hi")
        terminal.hang_up()
    with Terminal.start(attach, tmux.environ, (60, 15), foreign=True) as terminal:
        terminal.wait_for("Instagram followers 1")
        terminal.settle()
        terminal.write(b"\x1b[M \xff\xff")
        terminal.press("x")
        terminal.wait_for("hix")
        terminal.press("ctrl+q")
        terminal.wait_for("[exited]")


def test_it_sends_less_than_tmux_does_for_the_same_picture(tmux: Tmux) -> None:
    tmux(
        *("new-session", "-d", "-x", "80", "-y", "25"),
        f"COLORTERM=truecolor {sys.executable} -m tests.terminal.apps table plain",
    )
    tmux.shows("followers 12")
    with Terminal.start([*tmux.command, "attach"], tmux.environ, (80, 25), foreign=True) as inside:
        inside.wait_for("Instagram followers 12")
        theirs = [inside.settle(0.4), inside.cost("q"), inside.cost("z")]
    with Terminal.python("-m", "tests.terminal.apps", "table") as terminal:
        terminal.wait_for("Instagram followers 12")
        ours = [terminal.settle(0.4), terminal.cost("q"), terminal.cost("z")]
    assert all(mine < his for mine, his in zip(ours, theirs, strict=True)), (ours, theirs)

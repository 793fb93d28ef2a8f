"""The driver in a real pseudo-terminal, end to end."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.terminal.frames import first_difference, looks
from tests.terminal.harness import PATIENCE, Terminal

FIRST = "Instagram followers 12"
CRLF = "\r"


def start(name: str, kind: str = "ours", **env: str) -> Terminal:
    return Terminal.python("-m", "tests.terminal.apps", name, kind, env=env)


@pytest.fixture(scope="module")
def table() -> Iterator[Terminal]:
    with start("table") as terminal:
        terminal.wait_for(FIRST)
        terminal.settle(0.2)
        yield terminal


def test_a_typed_character_costs_a_few_bytes(table: Terminal) -> None:
    assert 0 < table.cost("q") < 120
    assert 0 < table.cost("z") < 120
    assert "qz" in table.lines[2]
    table.press("backspace", "backspace")
    table.wait_gone("qz")


def test_a_page_down_costs_little_more_than_its_text(table: Terminal) -> None:
    table.press("tab")
    table.settle()
    assert 0 < table.cost("pagedown") < 1_500
    table.wait_for("Instagram followers 25")
    assert 0 < table.cost("down") < 400
    table.press("ctrl+home", "shift+tab")
    table.wait_for(FIRST)
    table.settle()


def test_nothing_is_sent_when_nothing_changes(table: Terminal) -> None:
    before = table.settle()
    assert table.settle(0.6) == before


def test_a_repaint_sends_the_whole_screen_and_changes_nothing_on_it(table: Terminal) -> None:
    table.cost("ctrl+l")
    shown = table.lines
    assert table.cost("ctrl+l") > 1_000
    assert table.lines == shown


def test_a_bell_and_the_clipboard_get_out(table: Terminal) -> None:
    before = table.settle()
    table.press("ctrl+b", "ctrl+y")
    table.wait_until(lambda: b"\x1b]52;c;Y29waWVk\x07" in table.raw[before:])
    assert b"\x07" in table.raw[before:]


def test_a_storm_of_sizes_ends_with_the_right_picture(table: Terminal) -> None:
    for size in [(100, 30), (40, 10), (1, 1), (200, 60), (3, 2), (120, 40), (80, 24)] * 3:
        table.resize(*size)
        time.sleep(0.02)
    table.wait_for(FIRST)
    table.cost("ctrl+l")
    shown = table.lines
    table.cost("ctrl+l")
    assert table.lines == shown
    assert shown[-1].endswith("palette")


def test_the_first_picture_is_small_and_needs_no_answer() -> None:
    with Terminal.python("-m", "tests.terminal.apps", "table", answers=False) as terminal:
        terminal.wait_for(FIRST)
        assert terminal.settle() < 5_000


def test_sent_in_full_it_looks_the_same(table: Terminal) -> None:
    with start("table", "whole") as whole:
        whole.wait_for(FIRST)
        whole.cost("ctrl+l")
        table.cost("ctrl+l")
        assert whole.lines == table.lines
        assert whole.cost("a") > 400
        whole.press("backspace")


@pytest.mark.parametrize(
    "env",
    [{}, {"COLORTERM": None}, {"TERM": "xterm-16color", "COLORTERM": None}],
    ids=["truecolour", "256", "16"],
)
def test_every_cell_is_as_under_textuals_own_driver(env: dict[str, str | None]) -> None:
    """After each step the emulators of both show the same, styles and cursor included."""
    program = ("-m", "tests.terminal.apps", "table")
    with (
        Terminal.python(*program, "ours", env=env) as ours,
        Terminal.python(*program, "plain", env=env, foreign=True) as plain,
    ):
        for terminal in (ours, plain):
            terminal.wait_for(FIRST)
        for keys in [(), ("żó日",), ("tab", "pagedown"), ("down", "down"), ("ctrl+p",)]:
            for terminal in (ours, plain):
                before = terminal.bytes_seen
                terminal.press(*keys)
                if keys:
                    terminal.wait_until(partial(has_said, terminal, before))
            assert not difference_in_the_end(plain, ours), keys


def has_said(terminal: Terminal, before: int) -> bool:
    """Whether more has come than so many bytes."""
    return terminal.bytes_seen > before


def difference_in_the_end(plain: Terminal, ours: Terminal) -> str:
    """What the pictures and cursors differ in once both programs are quiet; "" if in nothing.

    Where they differ, one may only have had fewer turns.
    """
    until = time.monotonic() + PATIENCE
    while True:
        for terminal in (ours, plain):
            terminal.settle(0.2)
        cursors = [(each.screen.cursor.x, each.screen.cursor.y) for each in (plain, ours)]
        found = first_difference(looks(plain.screen), looks(ours.screen))
        if not found and cursors[0] != cursors[1]:
            found = f"cursors at {cursors}"
        if not found or time.monotonic() > until:
            return found


def test_the_program_quits_leaving_nothing_behind() -> None:
    with start("table") as terminal:
        terminal.wait_for(FIRST)
        assert {1049, 2004, 1004} <= terminal.modes
        assert not {1000, 1002, 1003, 1016, 2048} & terminal.modes
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert not terminal.left_over


def test_a_crash_leaves_nothing_behind() -> None:
    with start("table") as terminal:
        terminal.wait_for(FIRST)
        terminal.press("ctrl+n")
        assert terminal.wait() == 1
        assert not terminal.left_over


@pytest.mark.parametrize(
    ("number", "stalled"),
    [
        (signal.SIGTERM, False),
        (signal.SIGTERM, True),
        (signal.SIGHUP, True),
        (signal.SIGINT, True),
        (signal.SIGQUIT, False),
    ],
)
def test_a_signal_restores_the_terminal_at_once(
    *, number: signal.Signals, stalled: bool, tmp_path: Path
) -> None:
    file = tmp_path / "ticks"
    with start("flood", APP_FILE=str(file)) as terminal:
        terminal.wait_for("flood 3")
        if stalled:
            terminal.stall()
            until_full(terminal, file)
        terminal.kill(number)
        assert terminal.process.wait(5) == 128 + number
        terminal.resume()
        terminal.wait()
        terminal.settle()
        assert not terminal.left_over


def until_full(terminal: Terminal, file: Path) -> None:
    """Let the program draw until the terminal takes nothing more."""
    seen = file.stat().st_size
    while file.stat().st_size < seen + 8:
        assert terminal.process.poll() is None
        time.sleep(0.02)


def test_a_hook_may_finish_its_work_without_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "done"
    with start("flood", APP_FILE=str(file), APP_ENDS="later") as terminal:
        terminal.wait_for("flood 3")
        terminal.kill(signal.SIGTERM)
        terminal.wait_until(lambda: 1049 not in terminal.modes)
        assert terminal.process.poll() is None
        sent = terminal.settle()
        ticks = file.stat().st_size
        time.sleep(0.3)
        assert file.stat().st_size > ticks
        assert terminal.bytes_seen == sent
        assert not terminal.left_over
        terminal.kill(signal.SIGTERM)
        assert terminal.process.wait(5) == 128 + signal.SIGTERM


def test_a_hang_up_ends_the_program() -> None:
    with start("table") as terminal:
        terminal.wait_for(FIRST)
        terminal.hang_up()
        assert terminal.process.wait(5) == 128 + signal.SIGHUP


def test_a_hang_up_with_the_signal_ignored_burns_nothing(tmp_path: Path) -> None:
    file = tmp_path / "ticks"
    env: Mapping[str, str | None] = {"APP_FILE": str(file), "APP_ENDS": "later"}
    program = f"trap '' HUP; exec {sys.executable} -m tests.terminal.apps keys"
    with Terminal.start(["sh", "-c", program], env) as terminal:
        terminal.wait_for("ready")
        terminal.settle(0.4)
        terminal.hang_up()
        time.sleep(0.1)
        before = cpu_seconds(terminal.process.pid)
        time.sleep(0.5)
        assert cpu_seconds(terminal.process.pid) - before < 0.1
        assert terminal.process.poll() is None


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_terminal_that_reads_nothing_stops_no_timer(tmp_path: Path) -> None:
    file = tmp_path / "ticks"
    with start("flood", APP_FILE=str(file)) as terminal:
        terminal.wait_for("flood 3")
        terminal.stall()
        sent, ticks = terminal.bytes_seen, file.stat().st_size
        time.sleep(2)
        passed = file.stat().st_size - ticks
        assert passed > 25
        assert terminal.bytes_seen == sent
        terminal.resume()
        terminal.wait_for("slow True")
        newest = int(re.findall(r"flood (\d+)", terminal.text)[0])
        assert newest >= ticks + passed - 2
        # Held were what the terminal had taken before it stopped, and one frame.
        assert terminal.bytes_seen - sent < 40_000


def test_on_a_slow_link_a_key_is_not_behind_old_frames(tmp_path: Path) -> None:
    with start("flood", APP_FILE=str(tmp_path / "ticks")) as terminal:
        terminal.wait_for("flood 3")
        terminal.slow_down(4_000)
        terminal.wait_for("slow True")
        # Of some hundred frames a second of the link only a few can be under way.
        for _ in range(2):
            ticks = (tmp_path / "ticks").stat().st_size
            terminal.wait_until(partial(is_new, terminal, ticks), timeout=2)


def is_new(terminal: Terminal, ticks: int) -> bool:
    """Whether the frame on the screen was drawn after so many ticks."""
    number = re.search(r"flood (\d+)", "\n".join(terminal.screen.display))
    return number is not None and int(number[1]) >= ticks


def test_keys_pastes_and_what_is_neither() -> None:
    with start("keys") as terminal:
        terminal.wait_for("ready")
        terminal.write(b"\x1bx")
        terminal.wait_for("escape x")
        for key in ("escape", "up", "f5", "ctrl+a", "é"):
            terminal.press(key)
            terminal.wait_for(key)
        terminal.write(b"\x1b[M \xe1\xff\x1b[M")
        terminal.write(b"\xc3\xa1\xff")
        terminal.write(b"\x1b]11;rgb:0000/0000/0000\x07\x1b[?62;1;4c\x1b[>0;276;0c\x1b[8;24;80t")
        terminal.write(b"\x1b[200~one\r\ntwo \x1b[A\x1b[0n three\x1b[2")
        terminal.write(b"01~z")
        terminal.wait_for(r"paste:'one\ntwo [A[0n three' z")
        assert terminal.lines[0].endswith(r"f5 ctrl+a é paste:'one\ntwo [A[0n three' z")


def test_escape_acts_before_a_sequence_would_have_been_given_up() -> None:
    with start("keys", ESCDELAY="5000") as terminal:
        terminal.wait_for("ready")
        terminal.press("escape")
        terminal.wait_for("escape", timeout=2)


def test_no_colour_at_all_where_none_is_wanted() -> None:
    with start("table", NO_COLOR="1") as terminal:
        terminal.wait_for(FIRST)
        terminal.press("tab", "pagedown")
        terminal.settle()
        sent = re.findall(rb"\x1b\[([0-9;]*)m", bytes(terminal.raw))
        codes = {int(code or 0) for found in sent for code in found.split(b";")}
        assert not {code for code in codes if code >= 30}


def test_a_terminal_nobody_knows_is_drawn_without_erasing_in_colour() -> None:
    with Terminal.python(
        "-m", "tests.terminal.apps", "table", env={"TERM": "nobody-256color"}
    ) as terminal:
        terminal.wait_for(FIRST)
        terminal.settle()
        styles = re.split(rb"\x1b\[([0-9;]*)m", bytes(terminal.raw))
        erased = [text for text in styles[2::2] if b"\x1b[K" in text or re.search(rb"\dX", text)]
        assert not erased


@pytest.mark.parametrize("term", ["dumb", None])
def test_a_terminal_that_cannot_is_refused_in_one_line(term: str | None) -> None:
    with Terminal.python("-m", "tests.terminal.apps", "table", env={"TERM": term}) as terminal:
        assert terminal.wait() == 2
        terminal.settle()
        assert "\x1b" not in terminal.raw.decode()
        assert terminal.text.count("TERM=") == 1


@contextmanager
def in_shell(command: str) -> Iterator[Terminal]:
    """A shell in which this shows the table."""
    with Terminal.start(
        ["bash", "--norc", "--noprofile", "-i"], {"PS1": "prompt> "}, foreign=True
    ) as terminal:
        terminal.wait_for("prompt>")
        terminal.press(f"{command}{CRLF}")
        terminal.wait_for(FIRST)
        yield terminal


def test_suspended_by_a_shell_and_brought_back() -> None:
    with in_shell(f"{sys.executable} -m tests.terminal.apps table") as terminal:
        terminal.press("hi")
        terminal.wait_for("hi")
        terminal.press("ctrl+z")
        terminal.wait_for("Stopped")
        assert terminal.left_over <= {"bracketed paste"}  # the shell's own
        terminal.press(f"clear; stty -a | grep -c -w -e -echo; echo $((40 + 2)){CRLF}")
        terminal.wait_for("42")
        assert terminal.lines[0] == "0"
        terminal.resize(100, 30)
        terminal.press(f"fg{CRLF}")
        terminal.wait_for("Instagram followers 20")
        terminal.settle()
        assert len(terminal.lines[0].rstrip()) > 0
        assert "hi" in terminal.lines[2]
        assert terminal.lines[-1].endswith("palette")
        terminal.press("ctrl+q")
        terminal.wait_for("prompt>")
        assert terminal.left_over <= {"bracketed paste"}


def test_a_script_around_it_is_stopped_with_it(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(f"{sys.executable} -m tests.terminal.apps table\necho over\n")
    with in_shell(f"sh {script}") as terminal:
        terminal.settle()
        terminal.press("ctrl+z")
        terminal.wait_for("Stopped")
        terminal.press(f"clear; echo $((40 + 2)){CRLF}")
        terminal.wait_for("42")
        terminal.press(f"fg{CRLF}")
        terminal.wait_for(FIRST)
        terminal.press("ctrl+q")
        terminal.wait_for("over")


def test_without_a_shell_it_is_not_stopped() -> None:
    # As `ssh -t host smm-tui`: nobody could continue it.
    with Terminal.python("-m", "tests.terminal.apps", "table") as terminal:
        terminal.wait_for(FIRST)
        terminal.settle()
        terminal.press("ctrl+z")
        terminal.wait_until(lambda: b"\x1b[?1049l" in terminal.raw and 1049 in terminal.modes)
        terminal.press("hi")
        terminal.wait_for("hi")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0

"""The driver in this process, at a pseudo-terminal whose other end is held by the test."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import sys
import termios
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.events import Event, Key
from textual.widgets import Static

from smm_tui.terminal import device, modes
from smm_tui.terminal.driver import TerminalDriver
from smm_tui.terminal.modes import Mouse
from tests.terminal.frames import emulator
from tests.terminal.harness import PATIENCE

RESET = b"\x1b[?1049l"
WHOLE = modes.WHOLE_REGION + modes.RESET
"""A frame may have been cut while some lines alone scrolled."""


class Said(App[None]):
    """A line that can be changed."""

    def compose(self) -> ComposeResult:
        yield Static("ready", id="said")

    def __init__(self) -> None:
        super().__init__(driver_class=TerminalDriver)
        self.heard: Counter[str] = Counter()
        self.held = asyncio.Event()
        self.held.set()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key):
            await self.held.wait()
        await super().on_event(event)

    def on_key(self, event: Key) -> None:
        self.heard[event.key] += 1
        self.query_one("#said", Static).update(f"key {event.key}")


@dataclass
class Line:
    """The other end of the pseudo-terminal."""

    master: int
    slave: int
    sent: bytearray = field(default_factory=bytearray)

    def read(self) -> bytes:
        """What has come since the last time."""
        found = bytearray()
        with suppress(OSError):
            while data := os.read(self.master, 65_536):
                found += data
        self.sent += found
        return bytes(found)

    async def until(self, pattern: bytes) -> bytes:
        """Read until this has come, answering no query; all that came on the way."""
        found, loop = bytearray(), asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not re.search(pattern, found):
            assert loop.time() < end, bytes(found)
            await asyncio.sleep(0.005)
            found += self.read()
        return bytes(found)

    def write(self, data: bytes) -> None:
        os.write(self.master, data)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    master, slave = os.openpty()
    os.set_blocking(master, False)
    termios.tcsetwinsize(slave, (10, 40))
    with open(slave, closefd=False, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "__stdin__", stdin)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("COLORTERM", "truecolor")
        other = Line(master, slave)
        yield other
    os.close(other.master)
    os.close(slave)


@pytest.fixture(autouse=True)
def ends(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The signals that ended the program, which lives on."""
    seen: list[int] = []
    monkeypatch.setattr(TerminalDriver, "on_end", seen.append)
    return seen


@asynccontextmanager
async def running(line: Line) -> AsyncIterator[tuple[Said, TerminalDriver]]:
    """An app on the terminal, ended at last."""
    app = Said()
    task = asyncio.create_task(app.run_async())
    await line.until(b"ready")
    driver = TerminalDriver.of(app)
    assert driver is not None
    try:
        yield app, driver
    finally:
        app.exit()
        await asyncio.wait_for(task, PATIENCE)


async def test_it_begins_draws_and_leaves_all_as_it_was(line: Line) -> None:
    before = termios.tcgetattr(line.slave)
    async with running(line) as (_, driver):
        assert termios.tcgetattr(line.slave) != before
        line.write(b"x")
        await line.until(b"key x|x")
        assert driver.can_suspend
        assert not driver.slow
    line.read()
    assert WHOLE in line.sent
    assert termios.tcgetattr(line.slave) == before
    driver.stop_application_mode()
    driver.close()
    assert not line.read()


async def test_escape_pastes_and_what_is_cut(line: Line) -> None:
    async with running(line):
        line.write(b"\x1b")
        await line.until(b"escape")
        line.write(b"\x1b[")
        await asyncio.sleep(0.02)
        line.write(b"A")
        await line.until(b"up")
        line.write(b"\x1b[200~some\x1b[201~\x1bx")
        await line.until(b"key x")


async def test_a_flood_is_read_no_faster_than_it_is_worked_off(line: Line) -> None:
    async with running(line) as (app, _driver):
        app.held.clear()
        flood = b"x\x1b[B" * 10_000
        left = flood
        for _turn in range(60):
            with suppress(BlockingIOError):
                left = left[os.write(line.master, left[:16_384]) :]
            await asyncio.sleep(0.005)
        assert app.message_queue_size < 10_000
        app.held.set()
        while left:
            with suppress(BlockingIOError):
                left = left[os.write(line.master, left[:16_384]) :]
            await asyncio.sleep(0.005)
        line.write(b"q")
        await line.until(b"q")
        # Nothing is lost, and no sequence is taken for Escape where it waited.
        assert app.heard == Counter(x=10_000, down=10_000, q=1)


async def test_a_terminal_that_goes_away_is_an_end(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: asyncio.Queue[int] = asyncio.Queue()
    monkeypatch.setattr(TerminalDriver, "on_end", ended.put_nowait)
    async with running(line) as (app, _):
        line.master, gone = os.open(os.devnull, os.O_RDWR), line.master
        os.close(gone)
        assert await asyncio.wait_for(ended.get(), PATIENCE) == signal.SIGHUP
        app.query_one("#said", Static).update("later")
        await asyncio.sleep(0.05)
    assert ended.empty()


async def test_no_sequence_inside_a_text_gets_out(line: Line) -> None:
    hostile = ["\x1b]52;c;aGk=\x07", "\x1b[6n", "\x1b[?1000h", "\x9b5n", "\x1bc", "\x1bP1\x1b\\"]
    async with running(line) as (app, _):
        await asyncio.sleep(0.05)
        line.read()
        app.query_one("#said", Static).update(Content("".join(hostile) + "\u202eafter"))
        found = (await line.until(b"after")).decode()
    assert "\u202e" not in found
    assert set(re.findall(r"\x1b(\[[0-9;]*[A-Za-z]|.)", found)) <= {"[m", "[H", "[K", "[0m"}, found


async def test_before_it_runs_there_is_no_driver() -> None:
    assert TerminalDriver.of(Said()) is None


async def test_one_off_output_goes_out_in_order(line: Line) -> None:
    async with running(line) as (app, driver):
        driver.title("one\x07\x1b[2J")
        driver.title("two")
        app.bell()
        driver.mouse_now = Mouse.CLICKS
        assert driver.mouse_now is Mouse.CLICKS
        found = await line.until(rb"\?1006h")
        assert b"\x1b[22;2t\x1b]2;one[2J\x07\x1b]2;two\x07\x07\x1b[?1000h" in found
    assert line.read().count(b"\x1b[23;2t") == 1


async def test_a_call_waits_for_the_terminal_and_goes_out_once(line: Line) -> None:
    async with running(line) as (app, driver):
        driver.send(b"\x1b[0m" * 10_000)  # more than a terminal takes without being read
        driver.ring(b"")
        for number in range(3):
            driver.ring(b"\x07")
            app.query_one("#said", Static).update(f"number {number}")
            await asyncio.sleep(0.01)
        driver.title("later")
        found = await line.until(rb"number")
        assert found.count(b"\x1b[0m") == 10_000
        assert found.rindex(b"\x1b[0m") < found.index(b"\x07") < found.index(b"later")
        assert found[: found.index(b"later")].count(b"\x07") == 1
        driver.ring(b"\x07")
        assert b"\x07" in await line.until(rb"\x07")


async def test_focus_and_keys_are_known_and_nothing_is_painted_for_them(line: Line) -> None:
    async with running(line) as (app, driver):
        assert (driver.focus, driver.struck_at) == (None, None)
        app.query_one("#said", Static).can_focus = True
        app.screen.set_focus(app.query_one("#said", Static))
        await asyncio.sleep(0.05)
        line.read()
        for report, focus in ((b"\x1b[O", False), (b"\x1b[I", True), (b"\x1b[O", False)):
            line.write(report)
            await until(partial(lambda wanted: driver.focus is wanted, focus))
            assert app.screen.focused is not None
        assert not driver.struck_at
        assert line.read() == b""
        line.write(b"x")
        await line.until(rb"key x")
        assert driver.struck_at
        driver.suspend_application_mode()
        driver.resume_application_mode()
        assert [driver.focus, driver.struck_at] == [None, None]
        assert b"\x1b[?1004h" in await line.until(rb"1004h")


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - the driver tells nobody
            await asyncio.sleep(0.005)


async def test_a_terminal_that_synchronises_is_told_of_large_frames_only(line: Line) -> None:
    async with running(line) as (app, driver):
        line.write(b"\x1b[?2026;2$y\x1b[0n")
        line.write(b"y")
        assert b"\x1b[?2026h" not in await line.until(rb"y")
        app.query_one("#said", Static).update("[bold]a[/][red]b[/]" * 200)
        await line.until(rb"\x1b\[\?2026h")
        driver.repaint()
        await line.until(rb"\x1b\[2J")


async def test_another_size_is_drawn_anew(line: Line) -> None:
    async with running(line) as (app, _):
        termios.tcsetwinsize(line.slave, (5, 20))
        signal.raise_signal(signal.SIGWINCH)
        await line.until(rb"\x1b\[2J.*ready")
        await asyncio.sleep(0)
        assert app.size == (20, 5)
        signal.raise_signal(signal.SIGWINCH)


async def test_continued_from_outside_it_takes_the_terminal_back(line: Line) -> None:
    async with running(line) as (_, _driver):
        signal.raise_signal(signal.SIGCONT)
        await line.until(rb"\?1049h.*\x1b\[2J.*ready")


async def test_lent_to_somebody_else_ctrl_c_is_theirs(line: Line, ends: list[int]) -> None:
    async with running(line) as (_, driver):
        driver.suspend_application_mode()
        assert RESET in line.read() or RESET in line.sent
        signal.raise_signal(signal.SIGINT)
        assert ends == []
        driver.send(b"lost")
        driver.resume_application_mode()
        driver.start_application_mode()
        assert b"lost" not in await line.until(b"ready")


async def test_a_signal_restores_and_then_asks_the_program(line: Line, ends: list[int]) -> None:
    before = termios.tcgetattr(line.slave)
    async with running(line) as (app, driver):
        signal.raise_signal(signal.SIGTERM)
        assert ends == [signal.SIGTERM]
        assert WHOLE in line.read()
        assert termios.tcgetattr(line.slave) == before
        app.query_one("#said", Static).update("later")
        driver.start_application_mode()
        await asyncio.sleep(0.1)
        assert not line.read()


async def test_one_hang_up_that_comes_several_times_is_one(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shell that dies passes it on, and the system says it once more."""
    ended: asyncio.Queue[int] = asyncio.Queue()
    monkeypatch.setattr(TerminalDriver, "on_end", ended.put_nowait)
    async with running(line) as (_, _driver):
        line.master, gone = os.open(os.devnull, os.O_RDWR), line.master
        os.close(gone)
        assert await asyncio.wait_for(ended.get(), PATIENCE) == signal.SIGHUP
        for _time in range(3):
            signal.raise_signal(signal.SIGHUP)
        assert ended.empty()


async def test_a_slow_terminal_is_told_of(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    monkeypatch.setattr(TerminalDriver, "on_slow", told.append)
    async with running(line) as (app, driver):
        said = app.query_one("#said", Static)
        line.write(b"\x1b[0n")
        number = 0
        while not told:
            number += 1
            said.update(f"{chr(97 + number % 26) * 390} {number}")
            await asyncio.sleep(0.01)
            if number % 40 == 0:  # it takes something and answers, but late
                line.read()
                line.write(b"\x1b[0n")
        assert told == [True]
        assert driver.slow
        said.update("caught up")
        before = len(line.sent)
        async with asyncio.timeout(PATIENCE):
            while b"caught up" not in line.sent[before:]:
                line.read()
                line.write(b"\x1b[0n")  # to what was still on its way, and to that itself
                await asyncio.sleep(0.05)


async def test_the_end_throws_away_what_a_stalled_terminal_has_not_taken(line: Line) -> None:
    async with running(line) as (_, driver):
        for _ in range(40):
            driver.send(b"#" * 1_000)
    assert line.read().endswith(b"\x1b[?25h\x1b[m")


async def test_a_signal_while_stalled_gets_through(line: Line, ends: list[int]) -> None:
    async with running(line) as (_, driver):
        for _ in range(40):
            driver.send(b"#" * 1_000)
        signal.raise_signal(signal.SIGHUP)
        assert ends == [signal.SIGHUP]
        assert line.read().endswith(b"\x1b[?25h\x1b[m")


def test_a_terminal_without_a_name_is_the_controlling_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, name, io.StringIO())
    try:
        os.close(device.open_terminal())
    except OSError:
        return  # the tests themselves run without one


def test_what_is_no_terminal_has_the_usual_size() -> None:
    reading, writing = os.pipe()
    try:
        assert device.size(reading) == (80, 24)
        assert device.in_foreground(reading)
        raw = device.RawMode(reading)
        raw.enter()
        raw.leave()
    finally:
        os.close(reading)
        os.close(writing)


def test_the_emulator_of_these_tests_does_not_wrap() -> None:
    screen, stream = emulator(3, 1)
    stream.feed("abcd")
    assert screen.display == ["abd"]

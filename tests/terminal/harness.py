"""A program in a real pseudo-terminal, with an emulator at the other end.

At the end every byte that our program has painted is looked at: there is nothing but the
sequences that it makes itself, and plain characters.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyte

from tests.hostile.grammar import Scan
from tests.terminal import warm

ROOT: Final = Path(__file__).resolve().parents[2]
SIZE: Final = (80, 24)
OURS: Final = [sys.executable, "-m", "smm_tui"]
PATIENCE: Final = 15.0
"""Seconds after which a wait has failed; nothing is ever waited for that long."""

QUIET: Final = 0.12
"""Seconds without a byte after which a program has nothing more to say."""

KEYS: Final = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "ctrl+home": "\x1b[1;5H",
    "ctrl+end": "\x1b[1;5F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f5": "\x1b[15~",
}
_MODE: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_UNKNOWN_TO_PYTE: Final = re.compile(rb"\x1b\[[<>=][0-9;]*[a-z]")
_HIDDEN_CURSOR, _WRAP = 25, 7


class Emulator(pyte.Screen):
    """pyte's screen, which answers the queries it knows."""

    def __init__(self, columns: int, lines: int, answer: Callable[[str], None]) -> None:
        self.answer = answer
        super().__init__(columns, lines)

    def write_process_input(self, data: str) -> None:
        self.answer(data)

    @property
    def display(self) -> list[str]:
        """The lines; pyte's own fails where a wide character was overwritten by half."""
        return [
            "".join(self.buffer[line][column].data for column in range(self.columns))
            for line in range(self.lines)
        ]


class Terminal:
    """`with Terminal.start([...]) as terminal:`; everything read is kept in `raw`."""

    def __init__(
        self,
        process: subprocess.Popen[bytes] | warm.Forked,
        master: int,
        *,
        size: tuple[int, int],
        answers: bool,
        foreign: bool,
    ) -> None:
        self.process = process
        self.raw = bytearray()
        self.modes: set[int] = {_HIDDEN_CURSOR, _WRAP}
        """Private modes that are on: 25 shows the cursor, 7 wraps, 1049 is the other screen."""
        self.answers = answers
        self._foreign = foreign
        self._largest = size
        self._master = master
        self._changed = threading.Condition()
        self._last = time.monotonic()
        self._reading = threading.Event()
        self._reading.set()
        self._closed = False
        self._rate = 0
        self._at_once = 65_536
        self._screen = Emulator(*size, self._answer)
        self._stream = pyte.ByteStream(self._screen)
        self._thread = threading.Thread(target=self._read, daemon=True)

    @classmethod
    def start(
        cls,
        argv: Sequence[str],
        env: Mapping[str, str | None] | None = None,
        size: tuple[int, int] = SIZE,
        *,
        answers: bool = True,
        foreign: bool = False,
        cold: bool = False,
        cwd: Path = ROOT,
    ) -> Self:
        """Start a program; `env` is laid over this process's, None takes a name out.

        `size` is columns, lines. Without `answers` the terminal is mute. What a `foreign`
        program paints, or ours inside one, is not looked at. Ours is a fork of a process that has
        loaded it, unless the start is to be a `cold` one.
        """
        environ: dict[str, str | None] = {**os.environ, "TERM": "xterm-256color"}
        environ |= {
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
            "NO_COLOR": None,
            "TMUX": None,
        }
        environ |= env or {}
        master, slave = os.openpty()
        _set_size(master, size)
        process = _started(
            argv, {k: v for k, v in environ.items() if v is not None}, cwd, slave, cold=cold
        )
        os.close(slave)
        terminal = cls(process, master, size=size, answers=answers, foreign=foreign)
        terminal._thread.start()
        return terminal

    @classmethod
    def python(
        cls,
        *argv: str,
        env: Mapping[str, str | None] | None = None,
        size: tuple[int, int] = SIZE,
        answers: bool = True,
        foreign: bool = False,
    ) -> Self:
        """Start a Python program of this interpreter: `-m`, name, arguments."""
        return cls.start([sys.executable, *argv], env, size, answers=answers, foreign=foreign)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    # What the terminal does

    def _read(self) -> None:
        while not self._closed:
            self._reading.wait()
            try:
                if not select.select([self._master], [], [], 0.05)[0] or not self._reading.is_set():
                    continue
                data = os.read(self._master, self._at_once)
                if self._rate:
                    time.sleep(len(data) / self._rate)
            except (OSError, ValueError):
                data = b""
            if not data:
                return
            with self._changed:
                self._take(data)
                self._changed.notify_all()

    def _take(self, data: bytes) -> None:
        self.raw += data
        self._last = time.monotonic()
        for found in _MODE.finditer(bytes(self.raw), max(0, len(self.raw) - len(data) - 16)):
            numbers = {int(number) for number in found[1].split(b";")}
            self.modes = self.modes | numbers if found[2] == b"h" else self.modes - numbers
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))

    def _answer(self, data: str) -> None:
        if self.answers:
            self.write(data.encode())

    def stall(self) -> None:
        """Read nothing any more, as a lost link does."""
        self._reading.clear()
        time.sleep(0.1)

    def resume(self) -> None:
        """Read again."""
        self._reading.set()

    def slow_down(self, rate: int) -> None:
        """Read so many bytes a second from now on, in small pieces."""
        self._rate = rate
        self._at_once = max(1, rate // 20)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size, which the program hears of."""
        with self._changed:
            self._screen.resize(lines, columns)
            self._largest = max(columns, self._largest[0]), max(lines, self._largest[1])
        _set_size(self._master, (columns, lines))

    def hang_up(self) -> None:
        """Take the terminal away."""
        self._closed = True
        self._reading.set()
        self._thread.join(PATIENCE)
        os.close(self._master)
        self._master = -1

    # What a person does

    def press(self, *keys: str) -> None:
        """Press keys by name (`ctrl+p`, `enter`, `alt+x`) or type text."""
        self.write("".join(_bytes_of(key) for key in keys).encode())

    def write(self, data: bytes) -> None:
        """Send raw bytes to the program."""
        while data:
            data = data[os.write(self._master, data) :]

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    # What is seen

    @property
    def lines(self) -> list[str]:
        """The lines on the screen, without the spaces at their ends."""
        with self._changed:
            return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def screen(self) -> Emulator:
        """The emulator, for styles and the cursor; look at it when nothing is coming."""
        return self._screen

    @property
    def bytes_seen(self) -> int:
        """How many bytes the program has sent."""
        return len(self.raw)

    def wait_for(self, text: str, timeout: float = PATIENCE) -> str:
        """Wait until this text is on the screen; the screen."""
        self.wait_until(lambda: text in "\n".join(self._screen.display), timeout, repr(text))
        return self.text

    def wait_gone(self, text: str, timeout: float = PATIENCE) -> str:
        """Wait until this text is no longer on the screen; the screen."""
        self.wait_until(
            lambda: text not in "\n".join(self._screen.display), timeout, f"no {text!r}"
        )
        return self.text

    def wait_until(
        self, is_so: Callable[[], bool], timeout: float = PATIENCE, what: str = ""
    ) -> None:
        """Wait until something is so, looking whenever the program has sent something."""
        until = time.monotonic() + timeout
        with self._changed:
            while not is_so():
                left = until - time.monotonic()
                if left <= 0:
                    shown = "\n".join(self._screen.display)
                    message = f"waited {timeout:.0f} s for {what}; on the screen is:\n{shown}"
                    raise AssertionError(message)
                self._changed.wait(min(left, 0.05))

    def settle(self, quiet: float = QUIET, timeout: float = PATIENCE) -> int:
        """Wait until nothing has come for so long; how many bytes have come in all."""
        begun = time.monotonic()
        while time.monotonic() < begun + timeout:
            left = max(self._last, begun) + quiet - time.monotonic()
            if left <= 0:
                break
            time.sleep(left)
        return self.bytes_seen

    def cost(self, *keys: str, quiet: float = QUIET) -> int:
        """How many bytes a key costs, which has to cost some."""
        before = self.settle(quiet)
        self.press(*keys)
        self.wait_until(lambda: self.bytes_seen > before, what="what a key shows")
        return self.settle(quiet) - before

    # The end

    def wait(self, timeout: float = PATIENCE) -> int:
        """Wait for the end of the program; its exit status, negative for a signal."""
        status = self.process.wait(timeout)
        if self._master >= 0:
            self._reading.set()
            self._thread.join(0.5)
        return status

    @property
    def left_over(self) -> set[str]:
        """What the program has left of its modes; empty is right."""
        names = {
            1049: "alternate screen",
            2004: "bracketed paste",
            1004: "focus reports",
            2026: "synchronised update",
            2048: "resize reports",
            **dict.fromkeys((1000, 1002, 1003, 1006, 1015, 1016), "mouse"),
        }
        left = {name for mode, name in names.items() if mode in self.modes}
        if _HIDDEN_CURSOR not in self.modes:
            left.add("hidden cursor")
        if _WRAP not in self.modes:
            left.add("no wrapping")
        if self.screen.margins is not None:
            left.add("scroll region")
        return left

    def close(self) -> None:
        """End the program, if it has not ended, and the terminal; look at all that it sent."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        if self._master >= 0:
            self.hang_up()
        if not self._foreign:
            self._check_painted()

    def _check_painted(self) -> None:
        wrong = Scan(bytes(self.raw), self._largest, lived=True).wrong
        assert not wrong, f"painted what it does not make: {wrong[:3]}"


def _started(
    argv: Sequence[str], environ: Mapping[str, str], cwd: Path, terminal: int, *, cold: bool
) -> subprocess.Popen[bytes] | warm.Forked:
    if not cold and [*argv[: len(OURS)]] == OURS and warm.is_warm(environ):
        return warm.LOADED.fork(argv[len(OURS) :], environ, cwd, terminal)
    return subprocess.Popen(
        argv,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environ,
        cwd=cwd,
        preexec_fn=lambda: os.login_tty(0),  # noqa: PLW1509 - a controlling terminal
    )


def _set_size(fd: int, size: tuple[int, int]) -> None:
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


def _bytes_of(key: str) -> str:
    if key in KEYS:
        return KEYS[key]
    if key.startswith("ctrl+") and len(key) == len("ctrl+x"):
        return chr(ord(key[-1].upper()) & 0x1F)
    if key.startswith("alt+") and len(key) == len("alt+x"):
        return "\x1b" + key[-1]
    if key.startswith(("ctrl+", "alt+", "shift+")):
        raise KeyError(key)
    return key

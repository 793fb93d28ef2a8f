"""A program in a pseudo-terminal, its bytes taken with their times and emulated only later."""

from __future__ import annotations

import math
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path
from types import TracebackType
from typing import Final, Self

ROOT: Final = Path(__file__).resolve().parents[2]
SIZE: Final = (120, 40)
QUIET: Final = 0.15
"""Seconds without a byte after which a picture counts as whole."""
FIRST: Final = 1.5
"""Seconds for the first byte that a key paints; after that none is expected any more."""
_PATIENCE: Final = 60.0
_BUSY: Final = 0.2
"""The share of a quiet time from which on a program that computes is not done: DataTable paints
the echo of a letter at once, and the rows up to two seconds later."""
_ANSWERS: Final = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[5n": b"\x1b[0n",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
}
"""What a terminal answers at once."""

_LONGEST_QUERY: Final = max(map(len, _ANSWERS))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes as they were read, and when (`time.monotonic`)."""

    at: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a key."""

    pressed: float
    chunks: tuple[Chunk, ...]

    @property
    def ms(self) -> float:
        """Milliseconds from the key to the last byte; infinite where none came."""
        return (self.chunks[-1].at - self.pressed) * 1000 if self.chunks else math.inf

    @property
    def size(self) -> int:
        """How many bytes came."""
        return sum(len(chunk.data) for chunk in self.chunks)


class Program:
    """`with Program(argv) as program:`; everything read is kept in `chunks`."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = SIZE,
    ) -> None:
        """Start it; `env` is laid over a plain environment, `size` is columns, lines."""
        self.chunks: list[Chunk] = []
        self._tail = b""
        self._master, slave = os.openpty()
        ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment() | dict(env or {}),
            cwd=ROOT,
            preexec_fn=lambda: os.login_tty(0),  # noqa: PLW1509 - a controlling terminal
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def press(self, keys: str, *, quiet: float = QUIET) -> Step:
        """Send keys, wait for the first byte, and take what comes until it is quiet."""
        before = len(self.chunks)
        pressed = time.monotonic()
        os.write(self._master, keys.encode())
        if self._read(FIRST):
            self.settle(quiet)
        return Step(pressed, tuple(self.chunks[before:]))

    def settle(self, quiet: float = QUIET, *, least: float = 0.0) -> int:
        """Take what comes until nothing has for `quiet` seconds, and for `least` in any case.

        It is not quiet while the program computes. Returns how many bytes have come since the
        start.
        """
        begun = time.monotonic()
        computed = self.cpu_seconds()
        while time.monotonic() < begun + _PATIENCE:
            left = begun + least - time.monotonic()
            came = self._read(max(quiet, left))
            before, computed = computed, self.cpu_seconds()
            if not came and left <= quiet and computed - before <= _BUSY * quiet:
                break
        return self.size

    def wait_for(self, text: str) -> None:
        """Take what comes until this has come in one piece, then until it is quiet."""
        until = time.monotonic() + _PATIENCE
        wanted = text.encode()
        while wanted not in b"".join(chunk.data for chunk in self.chunks[-200:]):
            if time.monotonic() > until or not self._read(5.0):
                raise AssertionError((text, self.chunks[-3:]))
        self.settle()

    def _read(self, patience: float) -> bool:
        if not select.select([self._master], [], [], patience)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 18)
        except OSError:
            return False
        if not data:
            return False
        self.chunks.append(Chunk(time.monotonic(), data))
        for query, answer in _ANSWERS.items():
            # A query may be cut in two; what is kept of the last chunk holds no whole one.
            asked = (self._tail[-len(query) + 1 :] + data).count(query)
            if asked:
                os.write(self._master, answer * asked)
        self._tail = (self._tail + data)[-_LONGEST_QUERY:]
        return True

    @property
    def size(self) -> int:
        """How many bytes have come since the start."""
        return sum(len(chunk.data) for chunk in self.chunks)

    def peak_memory(self) -> float:
        """MiB that were resident at the most, so far."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise LookupError(self.process.pid)

    def cpu_seconds(self) -> float:
        """What it has computed so far, in user and system time."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def leave(self, keys: str) -> float:
        """Press the keys that end it; milliseconds until the process is gone."""
        pressed = time.monotonic()
        os.write(self._master, keys.encode())
        end = os.pidfd_open(self.process.pid)
        try:
            while not select.select([end], [], [], 0)[0]:
                ready = select.select([self._master, end], [], [], _PATIENCE)[0]
                if not ready:
                    raise TimeoutError(keys)
                if self._master in ready and not self._read(0):
                    select.select([end], [], [], _PATIENCE)
            gone = time.monotonic()
        finally:
            os.close(end)
        self.process.wait()
        return (gone - pressed) * 1000

    def close(self) -> None:
        """End it, if it has not ended by itself, and the terminal."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1


def environment() -> dict[str, str]:
    """A terminal with all colours, no multiplexer around it; bytecode is kept, as by default."""
    dropped = (
        *("NO_COLOR", "TMUX", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"),
        *("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"),
    )
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TEXTUAL_ANIMATIONS": "none",
    }


def python(module: str, *arguments: str) -> list[str]:
    """The command of a module of this project."""
    return [sys.executable, "-m", module, *arguments]


def has(name: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(name) is not None

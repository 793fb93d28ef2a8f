"""The terminal itself: opened anew, put into raw mode, described, given back as it was."""

from __future__ import annotations

import curses
import os
import select
import signal
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

_FLAGS: Final = os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
_IFLAG, _OFLAG, _LFLAG, _CC = 0, 1, 3, 6
_INPUT_OFF: Final = termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
_LOCAL_OFF: Final = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG
_FALLBACK: Final = (80, 24)


def open_terminal() -> int:
    """A descriptor of the terminal that does not block, not shared with the shell.

    The inherited ones share their flags with it. Where the terminal's name is unknown or
    not ours (after `su`, in some containers), the process's controlling terminal is opened.
    Raises OSError without any.
    """
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        with suppress(OSError, ValueError, AttributeError):
            return os.open(os.ttyname(stream.fileno()), _FLAGS)  # type: ignore[union-attr]  # None: next
    return os.open("/dev/tty", _FLAGS)


def size(fd: int) -> tuple[int, int]:
    """Columns and lines; 80 x 24 where the terminal does not know."""
    try:
        columns, lines = os.get_terminal_size(fd)
    except OSError:
        return _FALLBACK
    return columns or _FALLBACK[0], lines or _FALLBACK[1]


def cut_off(fd: int) -> None:
    """Let what is still written or read go nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    os.dup2(nowhere, fd, inheritable=False)
    os.close(nowhere)


def in_foreground(fd: int) -> bool:
    """Whether we may draw: not in the background of a shell."""
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return True


@contextmanager
def _background_allowed() -> Iterator[None]:
    """Set modes even from the background, where SIGTTOU would stop us."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class RawMode:
    """The terminal's line discipline switched off, and on again as it was."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._before: list[Any] | None = None

    def enter(self) -> None:
        """Keys one by one, without echo, signals or flow control; output as it is."""
        with suppress(termios.error):
            before = termios.tcgetattr(self._fd)
            raw = [*before[:_CC], list(before[_CC])]
            raw[_IFLAG] &= ~_INPUT_OFF
            raw[_OFLAG] &= ~termios.OPOST
            raw[_LFLAG] &= ~_LOCAL_OFF
            raw[_CC][termios.VMIN] = 1
            raw[_CC][termios.VTIME] = 0
            termios.tcsetattr(self._fd, termios.TCSANOW, raw)
            self._before = self._before or before

    def leave(self, *, discard: bool = True) -> None:
        """As it was; what was typed and not read is not left to the shell."""
        if self._before is None:
            return
        before, self._before = self._before, None
        with suppress(termios.error), _background_allowed():
            if discard:
                termios.tcflush(self._fd, termios.TCIFLUSH)
            termios.tcsetattr(self._fd, termios.TCSANOW, before)


def swallow(fd: int, until: bytes, patience: float) -> None:
    """Read and drop what the terminal still answers, so that the shell does not get it.

    Args:
        fd: The terminal, still in raw mode, non-blocking.
        until: The answer that ends the waiting.
        patience: Seconds to wait for it at the most.
    """
    last = time.monotonic() + patience
    read = b""
    while until not in read:
        left = last - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            return
        try:
            more = os.read(fd, 4096)
        except (BlockingIOError, InterruptedError):
            continue
        except OSError:
            return
        if not more:
            return
        read = read[-len(until) :] + more


@dataclass(frozen=True, slots=True)
class Abilities:
    """What terminals differ in, of that which spares bytes."""

    erases_in_colour: bool = False
    """Erased cells take the background in force."""
    scrolls: bool = False
    """Some lines can be moved up or down alone, by the sequences of a VT100, and there is an
    alternate screen, so that nothing of that is left."""


def abilities(term: str, fd: int) -> Abilities:
    """What terminfo says of a kind of terminal: bce, csr, ind, ri, smcup; none if unknown."""
    try:
        curses.setupterm(term, fd)
    except curses.error:
        return Abilities()
    scrolling = [curses.tigetstr(name) for name in ("csr", "ind", "ri")]
    return Abilities(
        erases_in_colour=curses.tigetflag("bce") == 1,
        scrolls=scrolling == [b"\x1b[%i%p1%d;%p2%dr", b"\n", b"\x1bM"]
        and b"\x1b[?1049h" in (curses.tigetstr("smcup") or b""),
    )

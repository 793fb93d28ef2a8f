"""Answers of the terminal that come late are not left to the shell."""

from __future__ import annotations

import os
import threading
import time
import tty
from collections.abc import Iterator

import pytest

from smm_tui.terminal.device import swallow
from smm_tui.terminal.keys import Keys, Kind

ANSWER = b"\x1b[0n"


@pytest.fixture
def pair() -> Iterator[tuple[int, int]]:
    """Two ends of a line, the second one as a driver has it."""
    ours, theirs = os.openpty()
    os.set_blocking(theirs, False)
    tty.setraw(theirs)
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


def later(fd: int, *pieces: bytes) -> threading.Thread:
    def write() -> None:
        for piece in pieces:
            time.sleep(0.05)
            os.write(fd, piece)

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def left_in(fd: int) -> bytes:
    try:
        return os.read(fd, 4096)
    except BlockingIOError:
        return b""


def test_a_late_answer_is_read_to_its_end_even_in_pieces(pair: tuple[int, int]) -> None:
    ours, theirs = pair
    thread = later(ours, b"x\x1b[", b"0n")
    swallow(theirs, ANSWER, 5.0)
    thread.join()
    assert left_in(theirs) == b""


def test_a_terminal_that_never_answers_is_not_waited_for_long(pair: tuple[int, int]) -> None:
    _ours, theirs = pair
    swallow(theirs, ANSWER, 0.05)
    assert left_in(theirs) == b""


def test_a_terminal_that_is_gone_is_not_waited_for() -> None:
    ours, theirs = os.openpty()
    os.set_blocking(theirs, False)
    os.close(ours)
    swallow(theirs, ANSWER, 60.0)
    os.close(theirs)


def test_escape_and_the_key_after_it_may_come_together() -> None:
    assert Keys().feed(b"\x1bq") == [(Kind.ESCAPE, "\x1b"), (Kind.TEXT, "q")]
    assert Keys().feed("\x1bé".encode()) == [(Kind.ESCAPE, "\x1b"), (Kind.TEXT, "é")]

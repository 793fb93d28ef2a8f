"""An error of the program's own is told where it happened, in plain characters."""

from __future__ import annotations

import subprocess
import sys

import pytest

from smm_tui.terminal.trouble import trace_of
from tests.hostile.strings import SEQUENCES, wrong_in

HOSTILE = "".join(SEQUENCES)


def failing() -> None:
    secret = "never shown"
    raise ValueError(HOSTILE + "\n" + secret[:5])


def test_the_place_is_told_without_values_and_without_controls() -> None:
    with pytest.raises(ValueError, match="cHduZWQ") as caught:
        failing()
    told = trace_of(caught.value)
    assert "\n  File " in told
    assert "in failing" in told
    assert not wrong_in(told, lines=True)


def program(code: str) -> subprocess.CompletedProcess[str]:
    preface = "from smm_tui.terminal.trouble import speak_plainly; speak_plainly(); "
    return subprocess.run(
        [sys.executable, "-c", preface + code], capture_output=True, text=True, check=False
    )


def test_what_nobody_caught_is_told_so_too() -> None:
    ended = program(r"raise ValueError('\x1b[2J\x9b2J gone')")
    assert ended.returncode == 1
    assert "ValueError" in ended.stderr
    assert "gone" in ended.stderr
    assert not wrong_in(ended.stderr, lines=True)


def test_no_library_writes_by_itself() -> None:
    ended = program("import logging; logging.getLogger('asyncio').error('\\x1b[2J')")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_without_stderr_a_crash_is_silent() -> None:
    ended = program("import sys; sys.stderr = None; raise ValueError")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", "")

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from smm_tui.terminal import preflight

PREPARED = """
import os, resource, sys
from smm_tui.terminal import preflight
preflight.prepare(os.environ)
open(sys.argv[1], "w").close()
print(oct(os.stat(sys.argv[1]).st_mode & 0o777), resource.getrlimit(resource.RLIMIT_CORE)[0])
print(any(name.split(".")[0] in {"textual", "rich", "asyncio"} for name in sys.modules))
from textual import constants
print(constants.DISABLE_KITTY_KEY, constants.SMOOTH_SCROLL, constants.TEXTUAL_ANIMATIONS)
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def check(
    term: str | None = "xterm",
    stdin: io.StringIO | None = None,
    stdout: io.StringIO | None = None,
    stderr: io.StringIO | None = None,
) -> str | None:
    environ = {} if term is None else {"TERM": term}
    tty = Terminal()
    return preflight.check(environ, stdin or tty, stdout or tty, stderr or tty)


def test_a_terminal_on_all_three_streams_is_fine() -> None:
    assert check() is None


@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr"])
def test_a_stream_that_is_no_terminal_is_named_with_what_to_do(name: str) -> None:
    said = check(**{name: io.StringIO()})  # type: ignore[arg-type]  # the streams alone are given
    assert said is not None
    assert f"{name} is no terminal" in said
    assert "ssh -t" in said
    assert "smm-tui status" in said
    assert "\n" not in said


def test_a_closed_or_missing_stream_is_no_terminal() -> None:
    closed = io.StringIO()
    closed.close()
    assert "stdin" in (check(stdin=closed) or "")
    assert "stdin" in (preflight.check({"TERM": "xterm"}, None, Terminal(), Terminal()) or "")


@pytest.mark.parametrize("term", [None, "", "dumb", "unknown"])
def test_a_terminal_that_cannot_place_a_cursor_is_refused(term: str | None) -> None:
    said = check(term)
    assert said is not None
    assert "TERM" in said


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, True),
        ({"LANG": "de_DE.UTF-8"}, True),
        ({"LANG": "de_DE.utf8@euro"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_CTYPE": "C.UTF-8"}, True),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_ALL": "C.UTF-8"}, True),
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, True),
    ],
)
def test_utf8_is_what_the_locale_says(*, environ: dict[str, str], wanted: bool) -> None:
    assert preflight.utf8(environ) is wanted


def test_prepare_settles_files_cores_and_textual_before_it_is_imported(tmp_path: object) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PREPARED, f"{tmp_path}/made"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TEXTUAL_ANIMATIONS": "full"},
        timeout=30,
    )
    assert run.stdout.split() == ["0o600", "0", "False", "True", "False", "none"]

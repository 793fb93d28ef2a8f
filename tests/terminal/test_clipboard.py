from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from smm_tui.terminal.clipboard import Copied, How, copy

FAKE_TMUX = """#!/bin/sh
cat > "$SEEN"
echo "$@" > "$SEEN.argv"
env > "$SEEN.env"
exit ${STATUS:-0}
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment in which `tmux` notes what it is given."""
    program = tmp_path / "bin" / "tmux"
    program.parent.mkdir()
    program.write_text(FAKE_TMUX, encoding="utf-8")
    program.chmod(0o755)
    return {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "SEEN": str(tmp_path / "seen"),
        "SMM_TUI_KEY": "canary",
    }


def run(text: str, environ: dict[str, str], folder: Path) -> tuple[Copied, bytes]:
    sent: list[bytes] = []
    copied = copy(text, environ=environ, write=sent.append, folder=folder)
    return copied, b"".join(sent)


def test_without_tmux_the_terminal_is_asked_and_a_file_is_kept(
    environ: dict[str, str], tmp_path: Path
) -> None:
    copied, sent = run("заказ 1 👍", environ, tmp_path / "state")
    assert copied == Copied(How.TERMINAL, tmp_path / "state" / "clipboard.txt")
    assert sent == b"\x1b]52;c;" + base64.b64encode("заказ 1 👍".encode()) + b"\x07"
    assert copied.path is not None
    assert copied.path.read_text(encoding="utf-8") == "заказ 1 👍"
    assert stat.S_IMODE(copied.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(copied.path.parent.stat().st_mode) == 0o700


def test_inside_tmux_its_own_buffer_is_loaded_without_our_key(
    environ: dict[str, str], tmp_path: Path
) -> None:
    copied, sent = run("1,2", {**environ, "TMUX": "socket,1,0"}, tmp_path)
    assert (copied.how, sent) == (How.TMUX, b"")
    assert Path(environ["SEEN"]).read_text(encoding="utf-8") == "1,2"
    assert Path(environ["SEEN"] + ".argv").read_text(encoding="utf-8") == "load-buffer -w -\n"
    assert "canary" not in Path(environ["SEEN"] + ".env").read_text(encoding="utf-8")


@pytest.mark.parametrize("change", [{"STATUS": "1"}, {"PATH": "/nowhere"}])
def test_a_tmux_that_cannot_is_passed_over(
    environ: dict[str, str], tmp_path: Path, change: dict[str, str]
) -> None:
    copied, sent = run("x", {**environ, "TMUX": "socket,1,0", **change}, tmp_path)
    assert copied.how is How.TERMINAL
    assert sent


def test_what_no_terminal_takes_is_in_the_file_alone(
    environ: dict[str, str], tmp_path: Path
) -> None:
    fits = "x" * (74_994 // 4 * 3)
    assert run(fits, environ, tmp_path)[0].how is How.TERMINAL
    copied, sent = run(fits + "xxx", environ, tmp_path)
    assert (copied.how, sent) == (How.FILE, b"")
    assert copied.path is not None
    assert copied.path.read_text(encoding="utf-8") == fits + "xxx"


def test_a_link_in_the_way_is_not_written_through(environ: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("kept", encoding="utf-8")
    (tmp_path / "clipboard.txt").symlink_to(other)
    (tmp_path / "clipboard.new").symlink_to(other)
    copied, _ = run("x", environ, tmp_path)
    assert copied.path is not None
    assert copied.path.read_text(encoding="utf-8") == "x"
    assert other.read_text(encoding="utf-8") == "kept"


def test_a_folder_that_cannot_be_written_leaves_the_terminal(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    copied, sent = run("x", environ, tmp_path / "file" / "state")
    assert copied == Copied(How.TERMINAL, None)
    assert sent

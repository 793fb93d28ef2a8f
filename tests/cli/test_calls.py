from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from smm_tui import __version__
from tests.cli.conftest import CANARY, Call, in_terminal

Configure = Callable[..., Path]

HEAVY = (
    "anyio",
    "csv",
    "httpcore",
    "httpx",
    "json",
    "rich",
    "smm_tui.api",
    "smm_tui.ledger",
    "smm_tui.session",
    "sqlite3",
    "textual",
    "tomli_w",
    "uvicorn",
)


def test_the_module_runs_like_the_command(process: Call) -> None:
    ended = process("--version")
    assert (ended.code, ended.out) == (0, f"smm-tui {__version__}\n")


def test_a_wrong_call_ends_with_2(process: Call) -> None:
    ended = process("--no-such-option")
    assert ended.code == 2
    assert "--no-such-option" in ended.err


@pytest.mark.parametrize("words", [(), ("--demo",), ("--panel", "none")])
def test_without_a_terminal_one_line_and_2_and_nothing_is_read(
    process: Call, configure: Configure, home: Path, words: tuple[str, ...]
) -> None:
    configure("broken").write_text("broken")
    ended = process(*words)
    assert ended.code == 2
    assert ended.out == ""
    assert len(ended.err.splitlines()) == 1
    assert "ssh -t" in ended.err
    assert "smm-tui status" in ended.err
    assert not (home / ".local").exists()


def test_without_stderr_the_code_alone_tells(home: Path) -> None:
    script = f"exec {sys.executable} -m smm_tui 2>&-"
    done = subprocess.run(["sh", "-c", script], stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 2


@pytest.mark.parametrize(("words", "code"), [("", 2), ("--demo doctor", 0), ("--demo export", 0)])
def test_without_stdout_nothing_is_printed_and_nothing_breaks(
    home: Path, words: str, code: int
) -> None:
    script = f"exec {sys.executable} -m smm_tui {words} >&-"
    done = subprocess.run(
        ["sh", "-c", script], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_nothing_heavy_is_loaded_before_the_user_interface(
    configure: Configure, panel: object
) -> None:
    configure("https://a.b/api")
    code = f"""
import sys
import smm_tui.__main__
from smm_tui.cli.arguments import parse
from smm_tui.cli.launching import launched
with launched(parse([])) as launch:
    assert launch.panel == "one"
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("words", [["status"], ["doctor"], ["export"]])
def test_commands_never_load_the_user_interface(home: Path, words: list[str]) -> None:
    code = f"""
import sys
from smm_tui.__main__ import run
sys.argv = ["smm-tui", "--demo", *{words!r}]
code = run()
print("loaded", [name for name in ("textual", "smm_tui.app") if name in sys.modules], code)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded [] 0"


def test_a_wrong_configuration_ends_with_3_and_says_where(call: Call, configure: Configure) -> None:
    path = configure("https://a.b/", extra="read_onli = true\n")
    ended = call("status")
    assert ended.code == 3
    assert f"{path}, line 4: panels.one.read_onli" in ended.err
    assert "did you mean read_only?" in ended.err
    assert CANARY not in ended.err


def test_no_configuration_ends_with_3_and_names_the_setup(call: Call) -> None:
    ended = call("status")
    assert ended.code == 3
    assert "setup" in ended.err


@pytest.mark.parametrize("mode", [0o644, 0o660])
def test_a_key_that_others_could_read_ends_with_3_and_the_mend(
    call: Call, configure: Configure, mode: int
) -> None:
    path = configure("https://a.b/", mode=mode)
    ended = call("status")
    assert ended.code == 3
    assert f"Run: chmod 600 {path}" in ended.err


def test_no_child_of_a_demo_inherits_a_key(call: Call) -> None:
    assert call("--demo", "status", SMM_TUI_KEY=CANARY).code == 0
    assert "SMM_TUI_KEY" not in os.environ


def test_an_unknown_panel_is_a_wrong_call(call: Call, configure: Configure) -> None:
    assert "no panel is configured" in call("status", "--panel", "one").err
    configure("https://a.b/")
    ended = call("status", "--panel", "ome")
    assert ended.code == 2
    assert "did you mean one?" in ended.err
    assert call("--demo", "status", "--panel", "one").code == 2


def test_a_closed_pipe_ends_quietly(home: Path) -> None:
    for words in (["--demo", "export"], ["--demo", "status"], ["--help"]):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "-m", "smm_tui", *words],
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, b""), words


def test_an_interrupt_ends_a_command_with_130(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "smm_tui", "serve-demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=20)
    assert server.returncode == 130
    assert "Traceback" not in err


def test_an_interrupt_while_a_panel_is_asked_ends_with_130(
    process: Call, configure: Configure
) -> None:
    path = configure("https://a.b/")
    command = 'key_command = ["sh", "-c", "kill -INT $PPID; sleep 20"]'
    path.write_text(path.read_text().replace(f'key = "{CANARY}"', command))
    assert process("status").code == 130


@pytest.mark.parametrize("words", [(), ("--demo",)])
def test_the_dashboard_is_refused_on_a_terminal_that_can_show_nothing(
    home: Path, words: tuple[str, ...]
) -> None:
    code, told = in_terminal(*words, term="dumb")
    assert code == 2
    assert len(told.splitlines()) == 1
    assert "TERM=dumb" in told


def test_a_port_that_is_taken_is_named(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = call("serve-demo", "--port", str(port))
    assert ended.code == 1
    assert str(port) in ended.err


def test_the_log_is_begun_where_it_is_asked_for(call: Call, tmp_path: Path) -> None:
    log = tmp_path / "own.log"
    assert call("--demo", "--log", str(log), "status").code == 0
    assert call("--log", str(log), "status").code == 3
    assert f"smm-tui {__version__}: status" in log.read_text()
    assert "names no panel yet" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    assert call("--log", str(tmp_path / "no" / "log"), "status").code == 2

"""The dashboard over a real sshd: used, cut off in the middle, and called without a terminal."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.drive import Dashboard
from tests.journeys.conftest import Configure
from tests.journeys.serving import ServedPanel
from tests.terminal.harness import ROOT

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(
    SSHD is None and os.environ.get("CI") != "true", reason="sshd is not installed"
)
KeyFile = Callable[[str, str], str]

_CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PermitUserEnvironment no
"""


@dataclass(frozen=True)
class Host:
    """A server on loopback."""

    port: int
    folder: Path
    environ: dict[str, str]

    def command(self, *words: str, terminal: bool = True) -> list[str]:
        """What a person types, with the keys and the home of the test."""
        options = [
            *("-F", "none", "-i", f"{self.folder}/user", "-p", str(self.port)),
            *("-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={self.folder}/known"),
            *("-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR"),
        ]
        place = " ".join(f"{name}='{value}'" for name, value in self.environ.items())
        program = f"cd {ROOT} && {place} exec {sys.executable} -m smm_tui {' '.join(words)}"
        flags = ["-tt"] if terminal else ["-T"]
        return ["ssh", *flags, *options, f"{getpass.getuser()}@127.0.0.1", program]


@pytest.fixture
def host(tmp_path: Path, home: Path) -> Iterator[Host]:
    assert SSHD is not None, "CI has to have an sshd"
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True
        )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / "config"
    config.write_text(_CONFIG.format(port=port, folder=folder))
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, parents=True, exist_ok=True)
    log = folder / "log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", str(config)], stderr=written, stdin=subprocess.DEVNULL
        )
    environ = {"HOME": str(home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    try:
        wait_until(lambda: server.poll() is not None or answers(port), log)
        assert server.poll() is None, log.read_text()
        yield Host(port, folder, environ)
    finally:
        server.terminate()
        server.wait(15)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def wait_until(is_so: Callable[[], bool], about: object = "") -> None:
    until = time.monotonic() + 15
    while not is_so():
        assert time.monotonic() < until, about
        time.sleep(0.05)


def running(mark: str) -> list[str]:
    """Processes of this program that have this text on their command line."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True)
    return [line for line in listed.stdout.splitlines() if mark in line and "-m smm_tui" in line]


def test_ordered_watched_and_quit_over_ssh(host: Host, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    command = host.command("--demo", "--data-dir", str(folder))
    with Dashboard.open(argv=command) as dash:
        dash.wait_ready()
        dash.order("9900", "https://example.com/first", "1000")
        dash.order("9900", "https://example.com/mistake", "2000")
        dash.press("u")
        dash.wait_match("Taken back")
        dash.goto_orders()
        dash.wait_row("23501", "in progress", 20)
        dash.wait_row("example.com/mistake", "not sent")
        before = dash.percent("23501")
        dash.terminal.wait_until(lambda: dash.percent("23501") > before, 20, "progress")
        dash.terminal.resize(80, 24)
        dash.wait_header("^.{,80}$")
        dash.wait_row("23501", "in progress")
        assert dash.quit() == 0
        assert not dash.terminal.left_over
    wait_until(lambda: not running(str(folder)))


@pytest.mark.parametrize("moment", ["in the pause", "in the send"])
def test_cut_off_in_the_middle_of_an_order(
    host: Host, panel: ServedPanel, configure: Configure, key_file: KeyFile, moment: str
) -> None:
    config = configure(shop=f'url = "{panel.url}"\n{key_file("shop", "secret-a")}')
    sending = moment == "in the send"
    if sending:
        panel.slow["add"] = 1.5
    command = host.command("--config", str(config))
    with Dashboard.open(argv=command) as dash:
        dash.wait_ready()
        dash.order("9901", "https://example.com/slow", "500")
        dash.wait_header("undo: 1")
        if sending:
            panel.wait_asked("add", 1)
        dash.terminal.kill(signal.SIGKILL)
        dash.terminal.wait()
    wait_until(lambda: not running(str(config)), "the program outlives its connection")
    assert len(panel.asked("add")) == sending
    with Dashboard.open("--config", str(config)) as dash:
        dash.wait_ready()
        dash.goto_orders()
        if sending:
            dash.wait_row("23501", "pending|in progress|completed")
        else:
            dash.wait_row("example.com/slow", "not sent")
        assert "unknown" not in dash.header
        assert dash.quit() == 0
    assert len(panel.asked("add")) == sending


def test_without_a_terminal_one_line_and_2(host: Host) -> None:
    ended = subprocess.run(
        host.command("--demo", terminal=False),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        stdin=subprocess.DEVNULL,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    [line] = ended.stderr.splitlines()
    assert "ssh -t" in line

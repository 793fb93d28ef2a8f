"""Calls of the program, in this process and in one of their own, and a panel on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pty
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from smm_tui.__main__ import run
from smm_tui.ledger import Ledger
from smm_tui.models import SystemClock

CANARY = "canary-5f1c"


@dataclass(frozen=True)
class Ended:
    """What a call left."""

    code: int
    out: str
    err: str


Call = Callable[..., Ended]
Configure = Callable[..., Path]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Call]:
    """Run the program in this process, where coverage sees it."""
    umask = os.umask(0o022)
    before = dict(os.environ)

    def called(*words: str, **variables: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["smm-tui", *words])
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        capfd.readouterr()
        code = run()
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    yield called
    os.umask(umask)
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def process(home: Path) -> Call:
    """Run the program as `python -m smm_tui` in a process without a terminal."""

    def called(*words: str, **variables: str) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "smm_tui", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, **variables},
            timeout=60,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    return called


@dataclass(frozen=True)
class Panel:
    """The demo panel, served over HTTP."""

    url: str

    def ask(self, **params: str) -> Any:  # noqa: ANN401 - whatever JSON it answers
        body = urllib.parse.urlencode({"key": "k", **params}).encode()
        with urllib.request.urlopen(self.url, body, timeout=20) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def panel() -> Iterator[Panel]:
    with subprocess.Popen(
        [sys.executable, "-m", "smm_tui", "serve-demo", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        yield Panel(server.stdout.readline().split()[2])
        server.terminate()


@pytest.fixture
def configure(home: Path) -> Callable[..., Path]:
    """Write the configuration with one panel."""

    def written(url: str, *, key: str = CANARY, mode: int = 0o600, extra: str = "") -> Path:
        path = home / ".config" / "smm-tui" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'[panels.one]\nurl = "{url}"\nkey = "{key}"\n{extra}')
        path.chmod(mode)
        return path

    return written


@pytest.fixture
def nobody() -> str:
    """The URL of a port that refuses connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}/api/v2"


def book_of(home: Path) -> Path:
    return home / ".local" / "share" / "smm-tui" / "ledger.db"


def track(home: Path, url: str, ids: Sequence[str]) -> None:
    async def add() -> None:
        path = book_of(home)
        book = await Ledger.open(path, clock=SystemClock())
        await book.track("one", url, ids)
        await book.close()

    asyncio.run(add())


def in_terminal(*words: str, term: str = "xterm-256color") -> tuple[int, str]:
    """Run the program in a pseudo-terminal; its exit code and all that it wrote."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "smm_tui", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": term, "LANG": "C.UTF-8"},
        start_new_session=True,
    ) as running:
        os.close(theirs)
        told = b""
        with contextlib.suppress(OSError):  # EIO: the last one has closed the terminal
            while block := os.read(ours, 65_536):
                told += block
    os.close(ours)
    return running.returncode, told.decode()

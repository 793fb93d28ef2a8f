from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest

from smm_tui.demo.server import serve

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process of its own, and its URL."""
    code = (
        "import sys, pathlib; from smm_tui.demo.server import serve; "
        "sys.exit(serve(0, state=pathlib.Path(sys.argv[1]), speed=50))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "panel.json")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield process, line.split()[2]
        process.kill()


def post(url: str, **params: object) -> object:
    with urlopen(url, urlencode({"key": "k"} | params).encode(), timeout=30) as answer:
        return json.load(answer)


def test_a_client_over_http(server: tuple[subprocess.Popen[str], str]) -> None:
    process, url = server
    assert post(url, action="balance") == {"balance": "100.84292", "currency": "USD"}
    order = {"service": 9900, "link": "https://example.com/me", "quantity": 100}
    assert post(url, action="add", **order) == {"order": 23501}
    services = post(url, action="services")
    assert isinstance(services, list)
    assert len(services) > 1_400
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130


def test_bytes_on_a_socket(server: tuple[subprocess.Popen[str], str]) -> None:
    """As an old client writes them: no content type, one connection for one question."""
    _, url = server
    address = urlsplit(url)
    assert (address.hostname, address.path) == ("127.0.0.1", "/api/v2")
    body = b"action=balance&key=k"
    head = f"POST /api/v2 HTTP/1.0\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((address.hostname, address.port or 0), timeout=30) as wire:
        wire.sendall(head.encode() + body)
        answer = b"".join(iter(lambda: wire.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b'{"balance":"100.84292","currency":"USD"}')


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_serving_until_interrupted(
    host: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, 0), family=family) as free:
            port = free.getsockname()[1]
    except OSError:
        pytest.skip(f"this machine has no {host}")
    url = f"http://{shown}:{port}/api/v2"
    answers: list[object] = []

    def client() -> None:
        while not answers:
            with contextlib.suppress(OSError):
                answers.append(post(url, action="balance"))
        os.kill(os.getpid(), signal.SIGINT)

    visitor = threading.Thread(target=client)
    visitor.start()
    assert serve(port, host=host) == 130
    visitor.join()
    assert answers == [{"balance": "100.84292", "currency": "USD"}]
    assert capsys.readouterr().out == f"Demo panel: {url} (any key)\n"


def test_without_uvicorn(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert serve(0) == 2
    assert "demo-server" in capsys.readouterr().err


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve(port) == 1
    assert f"port {port}" in capsys.readouterr().err
    assert serve(70_000) == 1


def test_a_state_of_something_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "panel.json"
    place.write_text("x")
    assert serve(0, state=place) == 1
    assert str(place) in capsys.readouterr().err


def test_a_speed_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert serve(0, speed=0) == 2
    assert "speed" in capsys.readouterr().err

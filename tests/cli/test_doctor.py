"""`smm-tui doctor`: what is well, and what is wrong with its mend."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.certificate import Certificate
from tests.cli.conftest import CANARY, Call, Configure, Panel, book_of, in_terminal, track
from tests.ledger.test_hindered import damage, held


class _Balance(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"balance": "1.50", "currency": "USD"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def served(certificate: Certificate) -> Iterator[str]:
    """A panel over https with nothing but a balance."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Balance) as server:
        server.socket = certificate.context().wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"https://localhost:{server.server_port}/api/v2"
        server.shutdown()
        thread.join()


def lines(out: str) -> dict[str, str]:
    """What doctor printed: subject -> result."""
    found = {}
    for line in out.splitlines():
        result, _, rest = line.partition(" ")
        subject = rest.strip()
        name = subject.split(": ")[1] if subject.startswith("one: ") else subject.split(": ")[0]
        found[name] = result
    return found


_SOUND = dict.fromkeys(
    ("configuration", "permissions", "calls", "key source", "key", "balance"), "ok"
) | {"order book": ""}
"""What is looked at beside the book."""


def test_how_somebody_is_called_and_what_tmux_makes_of_it(
    call: Call, configure: Configure, panel: Panel, tmp_path: Path
) -> None:
    configure(panel.url, extra='[notify]\nsignal = "osc9"\nquiet = "22:00-07:00"\n')
    assert "ok     calls: osc9; quiet from 22:00 to 07:00\n" in call("doctor").out
    program = tmp_path / "bin" / "tmux"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\ncase $1 in show-options) echo off ;; *) echo "0 1" ;; esac\n')
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    ended = call("doctor", TMUX="x,1,0", PATH=path)
    assert ended.code == 0
    for hint in ("set -g focus-events on", "set -g allow-passthrough on"):
        assert hint in ended.out


def test_a_terminal_is_named() -> None:
    code, told = in_terminal("--demo", "doctor")
    assert (code, "ok     terminal: xterm-256color, UTF-8" in told) == (0, True)
    code, told = in_terminal("--demo", "doctor", term="dumb")
    assert (code, "FAILED terminal: " in told) == (1, True)


def test_a_certificate_is_verified(call: Call, configure: Configure, tmp_path: Path) -> None:
    certificate = Certificate.make(tmp_path)
    with served(certificate) as url:
        configure(url)
        assert lines(call("doctor").out)["TLS"] == "FAILED"
        configure(url, extra=f'ca_file = "{certificate.chain}"\n')
        ended = call("doctor")
    assert lines(ended.out)["TLS"] == "ok"
    assert "one: balance: 1.50 USD" in ended.out
    assert ended.code == 0


def test_all_is_well(call: Call, configure: Configure, panel: Panel, home: Path) -> None:
    configure(panel.url)
    track(home, panel.url, ["8"])
    ended = call("doctor")
    assert ended.code == 0, ended.out
    assert lines(ended.out) == {
        "terminal": "-",
        "configuration": "ok",
        "permissions": "ok",
        "calls": "ok",
        "key source": "ok",
        "TLS": "-",
        "key": "ok",
        "balance": "ok",
        "order book": "ok",
    }
    assert "1 order" in ended.out
    assert CANARY not in ended.out


def test_the_embedded_demo_is_well(call: Call) -> None:
    ended = call("--demo", "doctor")
    assert ended.code == 0, ended.out


def test_each_failure_is_on_its_own_line_with_its_mend(
    call: Call, configure: Configure, panel: Panel, nobody: str
) -> None:
    configure(panel.url, key="wrong-key")
    refused = call("doctor")
    assert refused.code == 1
    assert lines(refused.out)["key"] == "FAILED"
    assert "My account" in refused.out
    configure(nobody)
    assert lines(call("doctor").out)["TLS"] == "FAILED"
    path = configure(panel.url)
    path.write_text(path.read_text().replace(f'key = "{CANARY}"', 'key_env = "NOT_SET"'))
    assert lines(call("doctor").out)["key source"] == "FAILED"


def test_an_answer_that_is_none_of_a_panel(call: Call, configure: Configure, panel: Panel) -> None:
    configure(panel.url.replace("/api/v2", "/nowhere"))
    ended = call("doctor")
    assert ended.code == 1
    assert lines(ended.out)["balance"] == "FAILED"


def test_a_wrong_configuration_still_has_the_rest_looked_at(
    call: Call, configure: Configure, home: Path
) -> None:
    path = configure("https://a.b/", mode=0o644)
    track(home, "https://a.b/", ["8"])
    ended = call("doctor")
    assert ended.code == 1
    found = lines(ended.out)
    assert found["configuration"] == "FAILED"
    assert found["order book"] == "ok"
    assert f"chmod 600 {path}" in ended.out


def test_a_book_that_others_can_read(
    call: Call, configure: Configure, panel: Panel, home: Path
) -> None:
    configure(panel.url)
    track(home, panel.url, ["8"])
    folder = home / ".local" / "share" / "smm-tui"
    folder.chmod(0o755)
    ended = call("doctor")
    assert lines(ended.out)["permissions"] == "FAILED"
    assert f"chmod 700 {folder}" in ended.out


def test_a_file_that_is_no_book(call: Call, configure: Configure, panel: Panel, home: Path) -> None:
    configure(panel.url)
    book = book_of(home)
    book.parent.mkdir(parents=True, mode=0o700)
    book.write_bytes(b"no order book" * 1000)
    book.chmod(0o600)
    ended = call("doctor")
    assert ended.code == 1
    assert lines(ended.out)["order book"] == "FAILED"


@pytest.mark.parametrize("table", ["book", "orders", "events", "balances"])
def test_a_damaged_book_is_said_to_be_and_left_alone(
    process: Call, configure: Configure, panel: Panel, home: Path, table: str
) -> None:
    configure(panel.url)
    track(home, panel.url, ["8"])
    damage(book_of(home), table)
    spoilt = book_of(home).read_bytes()
    ended = process("doctor")
    assert (ended.code, ended.err) == (1, "")
    assert f"order book: {book_of(home)}: The order book is damaged: " in ended.out
    assert "Put a backup" in ended.out
    assert {**lines(ended.out), "order book": ""} == {**lines(ended.out), **_SOUND}
    assert book_of(home).read_bytes() == spoilt


def test_a_book_that_another_program_holds(
    process: Call, configure: Configure, panel: Panel, home: Path
) -> None:
    configure(panel.url)
    track(home, panel.url, ["8"])
    with held(book_of(home)):
        ended = process("doctor")
    assert (ended.code, ended.err) == (1, "")
    assert "The order book is held by another program" in ended.out
    assert "Let that program go on (fg) or end it." in ended.out
    assert {**lines(ended.out), "order book": ""} == {**lines(ended.out), **_SOUND}
    assert process("doctor").code == 0


def test_a_book_that_another_program_lets_nobody_read(
    process: Call, configure: Configure, panel: Panel, home: Path
) -> None:
    configure(panel.url)
    track(home, panel.url, ["8"])
    with contextlib.closing(sqlite3.connect(book_of(home))) as alone:
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")
        alone.execute("UPDATE book SET seq = seq")
        alone.commit()
        ended = process("doctor")
    assert (ended.code, ended.err) == (1, "")
    assert "The order book is held by another program" in ended.out

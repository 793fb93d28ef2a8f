"""The sweep finds a key wherever one is planted; without this its silence would prove nothing."""

from __future__ import annotations

import base64
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.canary.sweep import Sweep, fresh_key

KEY = fresh_key()


@pytest.mark.parametrize(
    "planted",
    [
        KEY,
        urlencode({"key": KEY}),
        json.dumps({"key": KEY}),
        KEY.lower(),
        KEY.encode().hex(),
        *(base64.b64encode(f"{'x' * n}{KEY}{'y' * n}".encode()).decode() for n in range(4)),
    ],
    ids=range(9),  # the key is another one in every process that runs tests
)
def test_a_planted_key_is_found(planted: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(f"before {planted} after")
    assert Sweep(KEY).look_at_files(tmp_path).hits
    assert Sweep(KEY).look("text", planted).hits


def test_a_key_in_a_name_a_book_or_an_argument_is_found(tmp_path: Path) -> None:
    name = fresh_key().replace("/", "_")
    (tmp_path / name).touch()
    assert Sweep(name).look_at_files(tmp_path).hits
    book = sqlite3.connect(tmp_path / "book.db")
    book.execute("CREATE TABLE t (a)")
    book.execute("INSERT INTO t VALUES (?)", (KEY,))
    book.commit()
    book.close()
    assert Sweep(KEY).look_at_book(tmp_path / "book.db").hits
    code = "import sys; print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, KEY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert Sweep(KEY).look_at_process(child.pid).hits


def test_other_text_is_no_key() -> None:
    assert Sweep(KEY).look("text", fresh_key() + KEY[:-1]).hits == []

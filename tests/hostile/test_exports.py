"""What commands print and write of a hostile panel's orders, as text, JSON and CSV."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.panel import Hostile
from tests.hostile.program import Program, configure
from tests.hostile.served import Served
from tests.hostile.strings import SHORT, wrong_in
from tests.hostile.test_doors import FORMULA

TRACKED = 40


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Served]]:
    """A home with a book full of hostile orders, and the panel they are of."""
    home = tmp_path_factory.mktemp("home")
    with Served() as served:
        Hostile(served.panel, SHORT)
        configure(home, served.url)
        with Program(home, "--log", str(home / "log")) as program:
            program.see("rows could not be read")
            for link in ("=cmd()", "\u202e@x", " -1+1"):
                program.order(link)
            program.press("2", "t", f"9000-{9000 + TRACKED}", "ctrl+o")
            program.see("orders added")
            program.press("*", "c")
            program.see("Ask to cancel")
            program.terminal.settle(0.4)
            program.press("right", "enter")
            program.see("Cancel:")
            assert program.leave() == 0
        yield home, served


def call(home: Path, *words: str) -> bytes:
    """What a command prints, which is clean on both of its streams."""
    done = subprocess.run(
        [sys.executable, "-m", "smm_tui", *words],
        env={**os.environ, "HOME": str(home), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=True,
    )
    for stream in (done.stdout, done.stderr):
        assert not wrong_in(stream.decode().replace("\r\n", "\n"), lines=True)
    return done.stdout


def test_csv_holds_no_formula(made: tuple[Path, Served]) -> None:
    printed = call(made[0], "export").decode()
    rows = list(csv.reader(printed.split("\r\n")[:-1], strict=True))
    assert len(rows) > TRACKED
    assert {len(row) for row in rows} == {len(rows[0])}
    cells = [cell for row in rows for cell in row]
    assert [ascii(cell) for cell in cells if cell.lstrip().startswith(FORMULA)] == []
    assert any(cell.startswith("'=") for cell in cells)


def test_json_is_as_clean(made: tuple[Path, Served]) -> None:
    orders = json.loads(call(made[0], "export", "--format", "json"))["orders"]
    texts = [value for order in orders for value in order.values() if isinstance(value, str)]
    assert len(orders) > TRACKED
    assert [wrong for text in texts if (wrong := wrong_in(text, lines=True))] == []


def test_status_and_doctor_print_lines(made: tuple[Path, Served]) -> None:
    home = made[0]
    assert json.loads(call(home, "status", "--json"))
    printed = call(home, "status").decode().splitlines()
    live = json.loads(call(home, "status", "--json"))
    assert len(printed) < 4 * len(str(live))
    assert b"one: balance: 100.84292" in call(home, "doctor")


def test_the_log_is_as_clean(made: tuple[Path, Served]) -> None:
    assert not wrong_in((made[0] / "log").read_text(), lines=True)


def test_nothing_is_written_but_where_it_belongs(made: tuple[Path, Served]) -> None:
    """Folders and files are the user's alone, and no name of a panel is the name of a file."""
    for folder, _folders, names in os.walk(made[0] / ".local"):
        assert Path(folder).stat().st_mode & 0o077 == 0
        for name in names:
            assert Path(folder, name).stat().st_mode & 0o077 == 0
            assert name.isascii()
            assert name.isprintable()

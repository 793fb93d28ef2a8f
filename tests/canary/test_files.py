"""Whoever could read or change a key's file: refused by the program, with the mend in words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.canary.sweep import Sweep, fresh_key
from tests.hostile.program import configure

URL = "http://127.0.0.1:9/api/v2"


def linked(path: Path) -> None:
    real = path.with_name("real")
    path.rename(real)
    path.symlink_to(real)


def foreign(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    os.chown(path, 12_345, -1)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def open_to(mode: int) -> Callable[[Path], None]:
    return lambda path: path.chmod(mode)


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "read by others": (open_to(0o644), "chmod 600"),
    "read by a group": (open_to(0o640), "chmod 600"),
    "a symlink": (linked, "Put the file itself there"),
    "another's": (foreign, "chown"),
    "a folder": (folder, "Name a regular file"),
    "a pipe": (pipe, "Name a regular file"),
}


def call(home: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "smm_tui", "status"],
        env={**os.environ, "HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=20,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("source", ["key", "key_file"])
def test_a_file_with_a_key(home: Path, source: str, what: str) -> None:
    breaks, mend = BROKEN[what]
    key = fresh_key()
    file = home / "key"
    file.write_text(key)
    file.chmod(0o600)
    config = configure(
        home, URL, source=f'key = "{key}"' if source == "key" else f'key_file = "{file}"'
    )
    breaks(config if source == "key" else file)
    code, said = call(home)
    assert code in {3, 5}
    assert mend in said
    assert Sweep(key).look("what it said", said).hits == []
    assert not (home / ".local" / "share").exists() or source == "key_file"


@pytest.mark.parametrize("mode", [0o660, 0o602])
def test_a_configuration_that_others_write_names_no_command(home: Path, mode: int) -> None:
    ran = home / "ran"
    config = configure(home, URL, source=f'key_command = ["touch", "{ran}"]')
    config.chmod(mode)
    code, said = call(home)
    assert code == 3
    assert "chmod go-w" in said
    assert not ran.exists()

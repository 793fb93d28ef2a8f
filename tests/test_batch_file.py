"""Which files a batch is read from, and which never."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from smm_tui.batch_file import MOST_BYTES, read_text
from smm_tui.errors import InvalidInput


def refused(entry: str | Path) -> str:
    with pytest.raises(InvalidInput) as found:
        read_text(str(entry))
    assert found.value.field == "file"
    return found.value.detail


def test_a_file_is_read_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a batch.txt").write_bytes("\ufeff1 | é | 5\r\n".encode())
    (tmp_path / "link").symlink_to("a batch.txt")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for entry in (f" {tmp_path}/a batch.txt ", "'a batch.txt'", "~/a batch.txt", "link"):
        assert read_text(entry) == "1 | é | 5\r\n"


def test_what_is_no_file_of_orders_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused("") == refused("  ") == "Enter the path of a file."
    assert refused(tmp_path / "none") == refused("a\0b") == "There is no such file."
    assert refused(tmp_path) == "That is a folder."
    for each in (tmp_path / "pipe", "/dev/zero", "/dev/tty"):
        assert refused(each) == "That is no ordinary file."
    assert refused("~nobody-of-that-name/a") == "There is no such home folder."
    assert refused(f"{tmp_path}/{'x' * 300}").startswith("The file cannot be read: ")


def test_size_and_encoding_are_bounded(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"#" * MOST_BYTES)
    assert len(read_text(str(file))) == MOST_BYTES
    file.write_bytes(b"#" * (MOST_BYTES + 1))
    assert refused(file) == "The file is larger than 256 KiB."
    file.write_bytes("1 | a | 5\n1 | é | 5".encode("latin-1"))
    assert refused(file) == "Line 2 of the file is not UTF-8; save it as UTF-8."
    file.write_bytes("1 | a | 5".encode("utf-16"))
    assert refused(file) == "Line 1 of the file is not UTF-8; save it as UTF-8."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_of_others_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch(mode=0o000)
    assert refused(file).startswith("The file cannot be read: ")

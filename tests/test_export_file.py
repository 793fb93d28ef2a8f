"""An export is a private file, never over another unless that is wanted, and says what is wrong."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from smm_tui.entered_paths import path_of
from smm_tui.errors import InvalidInput
from smm_tui.export_file import Exists, proposed, save

TODAY = date(2026, 3, 14)


def test_a_new_file_is_private_and_an_old_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    umask = os.umask(0)
    try:
        save(path, "ä\r\n")
    finally:
        os.umask(umask)
    assert path.read_bytes() == "ä\r\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(Exists):
        save(path, "other")
    assert path.read_bytes() == "ä\r\n".encode()
    path.chmod(0o644)
    save(path, "other", replace=True)
    assert path.read_text() == "other"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {each.name for each in tmp_path.iterdir()} == {"orders.csv", "home"}


def test_a_link_is_written_through_only_where_that_is_wanted(tmp_path: Path) -> None:
    other, link = tmp_path / "other", tmp_path / "link"
    other.write_text("kept")
    link.symlink_to(other)
    with pytest.raises(Exists):
        save(link, "x")
    assert other.read_text() == "kept"
    save(link, "x", replace=True)
    assert other.read_text() == "x"
    assert link.is_symlink()


def test_what_is_no_file_is_written_to_only_where_that_is_wanted(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(Exists):
        save(pipe, "x")
    save(pipe, "x", replace=True)
    assert os.read(reader, 10) == b"x"
    os.close(reader)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none/orders.csv", "make it, or name another"),
        ("", "add the name of a file"),
        ("file/orders.csv", "Name another place."),
        ("a\0b", "No file can have this name."),
        ("x" * 300, "Name another place."),
    ],
)
@pytest.mark.parametrize("replace", [False, True])
def test_what_is_wrong_is_said_with_what_can_be_done(
    tmp_path: Path, name: str, said: str, *, replace: bool
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput) as raised:
        save(tmp_path / name, "x", replace=replace)
    assert said in raised.value.detail
    assert raised.value.field == "file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_folder_that_is_not_ones_own(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InvalidInput, match="You may not write"):
        save(tmp_path / "x", "x")
    tmp_path.chmod(0o700)


def test_a_full_disk_leaves_nothing_behind() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full")
    with pytest.raises(InvalidInput, match="no room left"):
        save(full, "x", replace=True)


def test_a_name_is_proposed_that_is_free(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = proposed("orders", "csv", TODAY)
    assert first == tmp_path / "smm-tui-orders-2026-03-14.csv"
    first.touch()
    second = proposed("orders", "csv", TODAY)
    assert second.name == "smm-tui-orders-2026-03-14-2.csv"
    second.symlink_to("nowhere")
    assert proposed("orders", "csv", TODAY).name == "smm-tui-orders-2026-03-14-3.csv"
    assert proposed("orders", "json", TODAY).name == "smm-tui-orders-2026-03-14.json"
    monkeypatch.chdir("/")
    assert proposed("services", "csv", TODAY).parent == home


@pytest.mark.parametrize("entry", ["~/a b.csv", " '~/a b.csv' ", '"~/a b.csv"'])
def test_a_path_is_taken_as_a_person_writes_it(entry: str, home: Path) -> None:
    assert path_of(entry) == home / "a b.csv"


@pytest.mark.parametrize("entry", ["", "  ", "''", "~nobody-of-this-name/x"])
def test_what_is_no_path_is_refused(entry: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        path_of(entry)
    assert raised.value.field == "file"

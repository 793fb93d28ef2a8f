from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from smm_tui.cli.log import LARGEST, start_log
from smm_tui.errors import UsageError


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "smm.log"
    logger = logging.getLogger("smm_tui")
    handler = start_log(path)
    yield path
    logger.removeHandler(handler)
    logger.propagate = True
    handler.close()


def test_own_lines_are_written_and_those_of_libraries_are_not(log: Path) -> None:
    logging.getLogger("smm_tui.poller").debug("asked %s", "brsmm")
    logging.getLogger("smm_tuition").error("stranger")
    logging.getLogger("httpx").error("POST with a body")
    text = log.read_text()
    assert "DEBUG smm_tui.poller: asked brsmm" in text
    assert "stranger" not in text
    assert "POST" not in text


def test_the_file_is_private_even_if_it_was_not(log: Path, tmp_path: Path) -> None:
    assert log.stat().st_mode & 0o777 == 0o600
    open_to_all = tmp_path / "old.log"
    open_to_all.write_text("before\n")
    open_to_all.chmod(0o644)
    handler = start_log(open_to_all)
    logging.getLogger("smm_tui").info("after")
    logging.getLogger("smm_tui").removeHandler(handler)
    handler.close()
    assert open_to_all.stat().st_mode & 0o777 == 0o600
    assert open_to_all.read_text().startswith("before\n")


def test_nothing_that_a_panel_said_can_act_on_a_terminal_or_look_like_a_record(log: Path) -> None:
    logging.getLogger("smm_tui").info("it said \x1b]0;title\x07\x1b[31m\n2026 INFO smm_tui: fake")
    text = log.read_text()
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\n    2026 INFO" in text


def test_it_turns_over_at_one_megabyte_and_keeps_one_older_file(log: Path) -> None:
    logger = logging.getLogger("smm_tui")
    for number in range(50):
        logger.info("%d %s", number, "x" * 60_000)
    older = log.with_name("smm.log.1")
    assert log.stat().st_size <= LARGEST
    assert older.stat().st_size <= LARGEST
    assert older.stat().st_mode & 0o777 == 0o600
    assert "49 xxx" in log.read_text()
    assert sorted(entry.name for entry in log.parent.glob("smm.log*")) == [
        "smm.log",
        "smm.log.1",
    ]


def test_a_file_that_cannot_be_written_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        start_log(tmp_path / "no" / "folder")
    assert caught.value.exit_code == 2
    assert "--log" in caught.value.detail

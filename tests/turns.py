"""In which order the workers take the tests: those that take long first, dealt among all.

xdist gives each worker a part of the tests as they come, and who has none left takes half of what
another still has, from the end. So each part begins with what takes long, most of which waits,
and ends with what is soon over. A file stays together, and with it what its tests share.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import pytest

LONG: Final = (
    "tests/journeys/test_demo.py",
    "tests/ui/test_dialog_keys.py",
    "tests/test_budgets.py",
    "tests/journeys/test_bursts.py",
    "tests/journeys/test_panels.py",
    "tests/journeys/test_keys.py",
    "tests/test_walk.py",
    "tests/journeys/",
    "tests/crash/",
    "tests/hostile/test_screens.py",
    "tests/canary/",
    "tests/ui/test_setup.py",
    "tests/terminal/test_driver.py",
    "tests/cli/",
    "tests/hostile/",
)
"""Files, or folders of them, the longest first."""


def dealt(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests in parts of the same size, one for each worker, as xdist cuts them."""
    files = [list(tests) for _file, tests in groupby(items, key=_file_of)]
    long = sorted((file for file in files if _rank(file[0]) < len(LONG)), key=_first_rank)
    short = [test for file in files if _rank(file[0]) == len(LONG) for test in file]
    parts: list[list[pytest.Item]] = [[] for _worker in range(workers)]
    for place, file in enumerate(long):
        parts[place % workers] += file
    left = len(items)
    for place, part in enumerate(parts):
        room = max(left // (workers - place) - len(part), 0)
        part.extend(short[:room])
        del short[:room]
        left -= len(part)
    return [test for part in parts for test in part] + short


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _rank(item: pytest.Item) -> int:
    return next((at for at, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG))


def _first_rank(file: Sequence[pytest.Item]) -> int:
    return _rank(file[0])

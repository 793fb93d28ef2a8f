"""What every test stands on: no network but loopback, no animation, no real home."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.clock import FakeClock
from tests.figures import Share, choose, seed, share_of, table_of
from tests.turns import dealt

# Read by Textual when it is imported, so set before any test module is.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ.pop("NO_COLOR", None)
os.environ.pop("LANGUAGE", None)
os.environ["LC_ALL"] = "C.UTF-8"  # the language that the tests expect
# Programs that are started some hundred times, and tests that all workers load, are compiled once.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# What nohup has ignored the program would ignore as well.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
# Hundreds of Apps are made and thrown away: looking so often for what lies in circles took a
# sixth of their time.
gc.set_threshold(100_000, 50, 100)

_LONGEST_ID = 60
_LOOPBACK = ("127.", "::1", "localhost")
_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
"""Bytes that memory has to have for the folders of all tests, with much to spare."""
_UNMEASURED = (
    "tests/canary/",
    "tests/crash/",
    "tests/hostile/",
    "tests/journeys/",
    "tests/ui/test_dialog_keys.py",
)
"""Tests of programs in processes of their own, and walks through what others test: tracing, which
doubles the time of all that Python does, finds nothing there."""


def _write_into_memory() -> None:
    """Let temporary folders be in memory: no test looks at what survives the loss of power."""
    is_there = os.access(_MEMORY, os.W_OK | os.X_OK)
    if "TMPDIR" not in os.environ and is_there and shutil.disk_usage(_MEMORY).free >= _ROOM:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # found anew


_write_into_memory()


@pytest.fixture(scope="session", autouse=True)
def _temporary(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What programs leave that are killed goes with the folders of the tests."""
    os.environ["TMPDIR"] = tempfile.tempdir = str(tmp_path_factory.mktemp("left"))


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - as the original
        if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(
            _LOOPBACK
        ):
            message = f"a test reached for the network: {address}"
            raise RuntimeError(message)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, so that nobody's files are read or written."""
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    for name in ("SMM_TUI_URL", "SMM_TUI_KEY", "SMM_TUI_CONFIG", "SMM_TUI_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return place


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until it is told to move."""
    return FakeClock()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Keep long texts out of the names of tests."""
    if isinstance(val, (str, bytes)) and len(val) > _LONGEST_ID:
        return f"{type(val).__name__}-of-{len(val)}"
    return None


@pytest.fixture
def share(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Share:
    """The time that a long run has."""
    return share_of(request, record_property)


def pytest_configure() -> None:
    """Draw the seed before there are other processes, which have to make the same choice."""
    seed()
    # How long an example takes is for the machine to say, not for a test to fail by.
    slow = [HealthCheck.too_slow]
    settings.register_profile("steady", settings(), deadline=None, suppress_health_check=slow)
    settings.load_profile("steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave long runs out unless they are asked for; let Pilot wait as it should."""
    if "textual" in sys.modules:
        from tests import idle  # noqa: PLC0415 - not without need: it loads Textual

        idle.install()
    if "soak" in config.option.markexpr:
        choose(items)
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    if long:
        items[:] = [item for item in items if item not in long]
        config.hook.pytest_deselected(items=long)
    for item in items:
        if item.nodeid.startswith(_UNMEASURED):
            item.add_marker("no_cover")
    items[:] = dealt(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of all tests that told some."""
    ended = (report for reports in terminalreporter.stats.values() for report in reports)
    table = table_of(report for report in ended if isinstance(report, pytest.TestReport))
    if table:
        terminalreporter.section(f"figures, from seed {seed()}")
        for line in table:
            terminalreporter.line(line)

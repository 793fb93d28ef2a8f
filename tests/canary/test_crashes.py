"""A crash on any screen: told plainly, without the key that was in play, the terminal as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.canary.echo import Echo
from tests.canary.sweep import Sweep, fresh_key
from tests.hostile.grammar import Scan
from tests.hostile.program import Program, configure
from tests.hostile.served import Served
from tests.places import PLACES

F9: Final = "\x1b[20~"
CRASHING: Final = ("-m", "tests.canary.crashing")
WAYS: Final = ("handler", "worker", "thread")


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as served:
        yield served


def crash(program: Program, key: str, *own: Path) -> None:
    """Provoke it, and look at all that it left."""
    log = program.home / "log"
    program.terminal.settle(0.4)  # a review takes no key so early
    program.terminal.press(F9)
    assert program.terminal.wait() == 1
    assert program.terminal.left_over == set()
    program.terminal.settle()
    told = program.raw.decode(errors="replace")
    assert "RuntimeError" in told
    assert "provoked" in log.read_text()
    sweep = Sweep(key).look_at_files(program.home, but=own).look("the terminal", program.raw)
    assert sweep.hits == []
    assert Scan(program.raw, program.size).wrong == []


def crashing(home: Path, how: str, key: str) -> Program:
    argv = (*CRASHING, how)
    return Program(home, "--log", str(home / "log"), env={"CANARY": key}, argv=argv, cold=True)


CASES: Final = [(place, how) for place in PLACES for how in WAYS]


def crash_in(served: Served, home: Path, place: str, how: str) -> None:
    key = fresh_key()
    config = configure(home, served.url, source=f'key = "{key}"')
    with crashing(home, how, key) as program:
        PLACES[place].go(served, program)
        crash(program, key, config)


@pytest.mark.parametrize(
    ("place", "how"),
    [("the review", "handler"), ("an order", "worker"), ("the changes", "thread")],
)
def test_a_crash(served: Served, home: Path, place: str, how: str) -> None:
    crash_in(served, home, place, how)


@pytest.mark.soak
@pytest.mark.share(seconds=24, each=4)
@pytest.mark.parametrize(("place", "how"), CASES)
def test_a_crash_on_every_screen(served: Served, home: Path, place: str, how: str) -> None:
    crash_in(served, home, place, how)


def type_in(program: Program, url: str, key: str) -> None:
    """The page of the first run as far as its test."""
    program.see("Set up a panel")
    program.terminal.press("ctrl+a", *("delete",) * 40)
    program.terminal.settle()
    program.press(url, "tab", "tab", "right", "right", "right", "tab", key)


@pytest.mark.parametrize("how", WAYS)
def test_a_crash_in_the_setup_while_the_key_is_typed(served: Served, home: Path, how: str) -> None:
    key = fresh_key()
    with crashing(home, how, key) as program:
        type_in(program, served.url, key)
        crash(program, key)
    assert served.panel.requests == []


@pytest.mark.parametrize("refuses", [True, False], ids=["refused", "accepted"])
def test_a_crash_in_the_setup_after_the_key_was_tried(
    served: Served, home: Path, *, refuses: bool
) -> None:
    """The panel repeats the key in all that it says."""
    key = fresh_key()
    Echo(served.panel, refuses=refuses)
    with crashing(home, "handler", key) as program:
        type_in(program, served.url, key)
        program.press("ctrl+t")
        program.see("***" if refuses else "Limits in")
        crash(program, key)
    assert {form["key"] for form in served.panel.requests} == {key}

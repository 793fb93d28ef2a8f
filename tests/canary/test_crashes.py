"""A crash on any screen: told plainly, without the key that was in play, the terminal as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.canary.sweep import Sweep, fresh_key
from tests.hostile.grammar import Scan
from tests.hostile.program import Program, configure
from tests.hostile.served import Served

F9: Final = "\x1b[20~"
CRASHING: Final = ("-m", "tests.canary.crashing")
PLACES: Final = {
    "the catalogue": ((), "Followers"),
    "the filter": (("/",), "Followers"),
    "the form": (("enter",), "─ Order "),
    "the review": (("enter", "http://a.example/1", "tab", "100", "ctrl+o"), "Place the order"),
    "the orders": (("2",), "Orders"),
    "track": (("2", "t"), "Track"),
    "the spending": (("3",), "Spending"),
    "the palette": ((":",), "Commands"),
    "the help": (("?",), "Help"),
    "the panels": (("p",), "Panels"),
}
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
    return Program(home, "--log", str(home / "log"), env={"CANARY": key}, argv=argv)


@pytest.mark.parametrize(
    ("place", "how"),
    [
        pytest.param(place, how, marks=() if number == 3 * turn else pytest.mark.soak)
        for number, place in enumerate(PLACES)
        for turn, how in enumerate(WAYS)
    ],
)
def test_a_crash_on_a_screen(served: Served, home: Path, place: str, how: str) -> None:
    key = fresh_key()
    config = configure(home, served.url, source=f'key = "{key}"')
    keys, seen = PLACES[place]
    with crashing(home, how, key) as program:
        program.see("100.84292", "Followers")
        program.press(*keys)
        program.see(seen)
        crash(program, key, config)


def test_a_crash_over_an_order(served: Served, home: Path) -> None:
    key = fresh_key()
    config = configure(home, served.url, source=f'key = "{key}"')
    with crashing(home, "handler", key) as program:
        program.see("100.84292", "Followers")
        program.order("http://a.example/1")
        program.press("2")
        program.see("23501")
        program.press("enter")
        program.see("─ Order 23501")
        crash(program, key, config)


def test_a_crash_in_the_setup(served: Served, home: Path) -> None:
    key = fresh_key()
    with crashing(home, "worker", key) as program:
        program.see("Set up a panel")
        program.press("tab", "tab", "right", "right", "right", "tab", key)
        crash(program, key)

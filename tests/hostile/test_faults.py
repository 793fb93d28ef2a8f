"""What breaks on the way, as the user of the real program sees it: a clear word where it was."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.faulty import Fault
from tests.hostile.grammar import Scan
from tests.hostile.program import Program, configure
from tests.hostile.served import Served
from tests.wire import Ending, http

ROOM: Final = 30 * 2**20
"""Bytes that a fault may cost beyond the cap of its action."""
CAPS: Final = {"services": 40 * 2**20, "balance": 2**20, "add": 2**20}
HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
GZIP: Final = {"Content-Encoding": "gzip"}
BOMB: Final = gzip.compress(b"[" + b" " * (200 * 2**20), 1)
PAGE: Final = "<!doctype html><html><title>\x1b[2J[/foo] Gone</title>" + "<p>" * 5_000

Make = Callable[[str], Fault]
FAULTS: Final[dict[str, tuple[Make, str]]] = {
    "redirect": (
        lambda other: Fault(answer=http("", status=307, headers={"Location": other})),
        "address sends elsewhere: to 127.0.0.1",
    ),
    "bomb": (lambda _: Fault(answer=http(BOMB, headers=GZIP)), "answer is too large"),
    "endless": (
        lambda _: Fault(answer=HEAD + b"Connection: close\r\n\r\n[", again=b" " * 2**20),
        "answer is too large",
    ),
    "429": (
        lambda _: Fault(answer=http("", status=429, headers={"Retry-After": "7200"})),
        "asks for fewer requests",
    ),
    "5xx": (lambda _: Fault(answer=http("", status=503)), "internal failure: HTTP 503"),
    "html": (lambda _: Fault(answer=http(PAGE)), "web page: HTTP 200, [2J[/foo] Gone"),
    "empty": (lambda _: Fault(answer=http(b"")), "the answer is empty"),
    "cut": (
        lambda _: Fault(answer=http([{}] * 99), give=120, ending=Ending.RESET),
        "cannot be reached",
    ),
    "garbage": (lambda _: Fault(answer=bytes(range(256)) * 40), "answer cannot be read"),
}
"""How each is made, and the words that it is told with."""
DRIP: Final = Fault(answer=http([{"service": 1}] * 99), drip=1)
LONG: Final = tuple(
    pytest.param(name, marks=() if name in {"redirect", "bomb"} else pytest.mark.soak)
    for name in FAULTS
)


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as served:
        yield served


@pytest.fixture
def other() -> Iterator[Served]:
    """Another host, which must never be asked."""
    with Served() as served:
        yield served


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("redirect", "bomb", "429", "cut"), id="some"),
        pytest.param(tuple(FAULTS), id="all", marks=pytest.mark.soak),
    ],
)
def test_reads(served: Served, other: Served, home: Path, names: tuple[str, ...]) -> None:
    configure(home, served.url)
    with Program(home) as program:
        program.see("Followers", "100.84292")
        for name in names:
            make, words = FAULTS[name]
            for action in ("balance", "services"):
                before = program.peak
                served.panel.always(action, make(other.url))
                program.press("escape", "ctrl+r")
                program.see(words)
                served.panel.always(action, None)
                assert program.peak - before < CAPS[action] + ROOM, (name, action)
        program.press("ctrl+r")
        assert program.leave() == 0
        assert Scan(program.raw).wrong == []
    assert other.panel.received == []


@pytest.mark.parametrize("name", LONG)
def test_an_order(served: Served, other: Served, home: Path, name: str) -> None:
    """Nobody knows what became of it, and that is said; it is sent once."""
    configure(home, served.url)
    served.panel.always("add", FAULTS[name][0](other.url))
    with Program(home) as program:
        program.see("Followers", "100.84292")
        before = program.peak
        program.order("http://a.example/1")
        program.see("Unknown whether the order was placed", "! 1 unknown")
        assert program.peak - before < CAPS["add"] + ROOM
        program.press("!")
        program.see("was this order placed?")
        program.press("escape")
        assert program.leave() == 0
        assert Scan(program.raw).wrong == []
    assert served.of("add") == 1
    assert other.panel.received == []


@pytest.mark.soak
@pytest.mark.parametrize("name", FAULTS)
def test_a_refill(served: Served, other: Served, home: Path, name: str) -> None:
    configure(home, served.url)
    served.panel.always("refill", FAULTS[name][0](other.url))
    with Program(home) as program:
        program.see("Followers", "100.84292")
        program.order("http://a.example/1")
        program.press("2")
        program.see("a.example/1")
        program.press("r")
        program.see("Ask for the refill")
        program.terminal.settle(0.4)
        before = program.peak
        program.press("right", "enter")
        program.see("0 of 1 accepted")
        assert program.peak - before < CAPS["add"] + ROOM
        assert program.leave() == 0
        assert Scan(program.raw).wrong == []
    assert served.of("refill") == 1
    assert other.panel.received == []


@pytest.mark.soak
def test_one_byte_per_second(served: Served, home: Path) -> None:
    """A key acts meanwhile, and the deadline of the whole call ends it."""
    configure(home, served.url)
    with Program(home) as program:
        program.see("Followers", "100.84292")
        served.panel.always("balance", DRIP)
        program.press("ctrl+r", "?")
        program.see("Help")
        program.press("escape")
        program.terminal.wait_for("did not answer in time", timeout=45)
        assert program.leave() == 0
        assert Scan(program.raw).wrong == []

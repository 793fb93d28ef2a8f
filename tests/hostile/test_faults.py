"""What breaks on the way, as the user of the real program sees it: a clear word where it was."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from smm_tui.transport import ReadAction
from tests.faulty import Fault
from tests.hostile.grammar import Scan
from tests.hostile.program import Program, configure
from tests.hostile.served import Served
from tests.wire import Ending, http

ROOM: Final = 30 * 2**20
"""Bytes that a fault may cost beyond the cap of its action."""
CAPS: Final = {"services": 40 * 2**20}
CAP: Final = 2**20
"""Bytes of an answer to any other action."""
HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
GZIP: Final = {"Content-Encoding": "gzip"}
PAGE: Final = "<!doctype html><html><title>\x1b[2J[/foo] Gone</title>" + "<p>" * 5_000


@cache
def bomb() -> bytes:
    """200 MiB; made where it is thrown, not wherever tests are collected."""
    return gzip.compress(b"[" + b" " * (200 * 2**20), 1)


Make = Callable[[str], Fault]
FAULTS: Final[dict[str, tuple[Make, str]]] = {
    "redirect": (
        lambda other: Fault(answer=http("", status=307, headers={"Location": other})),
        "address sends elsewhere: to 127.0.0.1",
    ),
    "bomb": (lambda _: Fault(answer=http(bomb(), headers=GZIP)), "answer is too large"),
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


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as served:
        yield served


@pytest.fixture
def other() -> Iterator[Served]:
    """Another host, which must never be asked."""
    with Served() as served:
        yield served


def read_under(
    served: Served, other: Served, home: Path, names: Sequence[str], actions: Sequence[str]
) -> None:
    """Read again and again, each time under another fault, and see its words each time."""
    configure(home, served.url)
    with Program(home) as program:
        program.see("Followers", "100.84292")
        if set(actions) & {"status", "refill_status"}:
            program.order("http://a.example/1")
            program.press("2")
            program.see("23501")
        if "refill_status" in actions:
            ask(program, "r", "Ask for the refill")
            program.see("1 of 1 accepted")
            program.press("escape")
        for name in names:
            make, words = FAULTS[name]
            for action in actions:
                before = program.peak
                served.panel.always(action, make(other.url))
                program.press("escape", "ctrl+r")
                program.see(words)
                served.panel.always(action, None)
                assert program.peak - before < CAPS.get(action, CAP) + ROOM, (name, action)
        program.press("ctrl+r")
        assert program.leave() == 0
        assert Scan(program.raw).wrong == []
    assert other.panel.received == []


def ask(program: Program, key: str, answer: str) -> None:
    """Ask for a refill or a cancel of the order under the cursor."""
    program.press(key)
    program.see(answer)
    program.terminal.settle(0.5)
    program.press("right", "enter")


def test_reads(served: Served, other: Served, home: Path) -> None:
    read_under(served, other, home, ("redirect", "bomb", "429", "cut"), ("balance", "services"))


@pytest.mark.soak
@pytest.mark.share(seconds=15, each=15)
@pytest.mark.parametrize("action", list(ReadAction))
def test_every_read_under_every_fault(
    served: Served, other: Served, home: Path, action: ReadAction
) -> None:
    read_under(served, other, home, tuple(FAULTS), (str(action),))


def order_under(served: Served, other: Served, home: Path, name: str) -> None:
    """Nobody knows what became of it, and that is said; it is sent once."""
    configure(home, served.url)
    served.panel.always("add", FAULTS[name][0](other.url))
    with Program(home) as program:
        program.see("Followers", "100.84292")
        before = program.peak
        program.order("http://a.example/1")
        program.see("Unknown whether the order was placed", "! 1 unknown")
        assert program.peak - before < CAP + ROOM
        program.press("!")
        program.see("was this order placed?")
        program.press("escape")
        assert program.leave() == 0
        assert Scan(program.raw).wrong == []
    assert served.of("add") == 1
    assert other.panel.received == []


@pytest.mark.parametrize("name", ["redirect", "bomb"])
def test_an_order(served: Served, other: Served, home: Path, name: str) -> None:
    order_under(served, other, home, name)


@pytest.mark.soak
@pytest.mark.share(seconds=8, each=4)
@pytest.mark.parametrize("name", FAULTS)
def test_an_order_under_every_fault(served: Served, other: Served, home: Path, name: str) -> None:
    order_under(served, other, home, name)


@pytest.mark.soak
@pytest.mark.share(seconds=15, each=5)
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize(
    ("action", "key", "answer"),
    [("refill", "r", "Ask for the refill"), ("cancel", "c", "Ask to cancel")],
)
def test_a_refill_and_a_cancel_under_every_fault(
    served: Served, other: Served, home: Path, action: str, key: str, answer: str, name: str
) -> None:
    configure(home, served.url)
    served.panel.always(action, FAULTS[name][0](other.url))
    with Program(home) as program:
        program.see("Followers", "100.84292")
        program.order("http://a.example/1")
        program.press("2")
        program.see("a.example/1")
        before = program.peak
        ask(program, key, answer)
        program.see("0 of 1 accepted")
        assert program.peak - before < CAP + ROOM
        assert program.leave() == 0
        assert Scan(program.raw).wrong == []
    assert served.of(action) == 1
    assert other.panel.received == []


@pytest.mark.soak
@pytest.mark.share(seconds=35, each=35)
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

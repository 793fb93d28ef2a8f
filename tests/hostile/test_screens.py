"""The real program in a terminal, before a panel that writes hostile text into every field.

Every byte that reaches the terminal is looked at: only what the program itself makes is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from smm_tui import untrusted
from tests.faulty import Fault
from tests.hostile.grammar import Scan
from tests.hostile.panel import HEADERS, Hostile
from tests.hostile.program import Program, configure
from tests.hostile.served import Served
from tests.hostile.strings import HOSTILE, MARKUP, random_texts
from tests.wire import http

SEED = 20_260_101
TALL = (110, 60)
"""Columns and lines, so that few pages show all rows."""
TEXTS = (*HOSTILE, *random_texts(SEED, 40))


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as served:
        yield served


def ended_well(program: Program, *, copied: int = 0) -> None:
    """Quit; nothing but the program's own has reached the terminal, which is as it was."""
    assert program.leave() == 0
    assert program.terminal.left_over == set()
    scan = Scan(program.raw, program.size)
    assert scan.wrong == []
    assert len(scan.copied) == copied
    print(f"{scan.bytes} bytes, {scan.sequences} sequences")  # noqa: T201 - for -s


def test_the_catalogue(served: Served, home: Path) -> None:
    Hostile(served.panel, TEXTS)
    configure(home, served.url)
    with Program(home, size=TALL) as program:
        screen = program.see("rows could not be read", "]52;c;cHduZWQ=")
        count = re.search(r"(\d+) of \1", screen)
        assert count is not None
        program.press("pagedown", times=int(count[1]) // 40)
        program.press("end", "s", "s", "s", "S", "home", "pagedown")
        program.press("tab", "pagedown", "pagedown", "down", "end", "tab")
        for words in ("[/foo]", "[@click=app.quit]", "=cmd()"):
            program.press("/", words)
            program.see(f"/ {words}")
            program.press("escape", "escape")
        program.press("/", "\x1b[200~\x1b]52;c;cHduZWQ=\x07[/]\x9b2J\u202e\x1b[201~", "escape")
        program.press(":", "rows", "enter")
        program.see("no service id")
        program.press("pagedown", "pagedown", "end", "escape", "?", "pagedown", "escape", "p")
        program.see("Panels")
        program.press("escape")
        ended_well(program)


def test_what_changed(served: Served, home: Path) -> None:
    """Every service changes its name, and the old ones stand beside the new ones."""
    Hostile(served.panel, TEXTS)
    configure(home, served.url)
    with Program(home, size=TALL) as program:
        program.see("rows could not be read")
        Hostile(served.panel, TEXTS[::-1])
        program.refresh_until("changes")
        program.press("w")
        program.see("What changed", "renamed")
        program.press("pagedown", "pagedown", "pagedown", "end", "s", "s", "s", "S", "home", "down")
        program.press("/", "[/foo]")
        program.see("/ [/foo]")
        program.press("escape", "escape")
        ended_well(program)


def test_orders(served: Served, home: Path) -> None:
    hostile = Hostile(served.panel, [text for text in TEXTS if "[" not in text])
    configure(home, served.url)
    with Program(home) as program:
        program.see("rows could not be read")
        for link in ("http://a.example/1", "=cmd()", "[/foo]", "@x"):
            program.order(link)
        program.press("2", "ctrl+r")
        program.see("unknown", "rejected")
        program.press("pagedown", "end", "home", "s", "S", "*")
        program.press("r")
        program.see("Ask for the refill")
        program.terminal.settle(0.4)
        program.press("right", "enter")
        program.see("accepted")
        program.press("c")
        program.see("Ask to cancel")
        program.terminal.settle(0.4)
        program.press("right", "enter")
        program.see("Cancel:")
        program.press("escape", "ctrl+r", "end", "enter")
        program.see("Timeline") if "Timeline" in program.text else program.press("end")
        program.press("pagedown", "end", "home", "ctrl+r", "a", "escape")
        program.press("!")
        program.see("was this order placed?")
        program.press("tab", "=1", "escape")
        program.press("t", "9001, 9002", "ctrl+o")
        program.see("order")
        program.press("escape", "/", "cmd", "escape", "3")
        program.see("Spending", "net ")
        program.press("tab", "end", "tab", "end", "s", "S", "/", "[/foo]", "escape", "b", "1")
        ended_well(program)
    assert hostile.used > 50


def test_refusals(served: Served, home: Path) -> None:
    """Error words are shown as they are, where it happened."""
    configure(home, served.url)
    with Program(home) as program:
        program.see("Followers")
        for text in (*MARKUP[:5], "\x1b[2J\x9b2J\u202e\x07[/x]", "&#27;[2J<br>two"):
            refusal = Fault(answer=http({"error": text}, headers=HEADERS))
            for action in ("services", "balance"):
                served.panel.always(action, refusal)
            program.press("escape", "ctrl+r")
            program.see(" ".join(untrusted.block(text).split("\n"))[:30])
        ended_well(program)


def test_what_is_copied_is_clean(served: Served, home: Path) -> None:
    served.panel.answers["add"] = lambda _: {"order": "7\x1b]52;c;x\x07 \u202e[/b]\x00=1"}
    configure(home, served.url)
    with Program(home) as program:
        program.see("Followers")
        program.order("http://a.example/1")
        program.press("2")
        program.see("a.example/1", "7]52")
        program.press("y")
        program.see("Copied, if the terminal allows it")
        assert program.leave() == 0
        scan = Scan(program.raw)
    assert scan.wrong == []
    assert scan.copied == ["7]52;c;x [/b]=1"]
    file = home / ".local" / "state" / "smm-tui" / "clipboard.txt"
    assert file.read_text() == "7]52;c;x [/b]=1"


def test_the_setup(served: Served, home: Path) -> None:
    text = "]52;c;cHduZWQ=\x07\x1b[2J[/foo]\x9b2J\u202e[@click=app.quit]"
    served.panel.always("balance", Fault(answer=http({"error": text}, headers=HEADERS)))
    with Program(home) as program:
        program.see("Set up a panel")
        program.terminal.press("ctrl+a", *("delete",) * 40)
        program.terminal.settle()
        program.press(served.url, "tab", "tab", "right", "right", "right", "tab", "some-key-1234")
        program.press("ctrl+t")
        program.see(untrusted.text(text)[:12])
        served.panel.always("balance", Fault(answer=http({"balance": "1", "currency": text})))
        program.press("ctrl+t")
        program.see("Limits in")
        program.terminal.press("escape")
        assert program.terminal.wait() == 0
        assert Scan(program.raw).wrong == []


def test_what_a_title_holds_is_no_markup(served: Served, home: Path) -> None:
    """An id may be `[/foo]`, in a service and in an order."""
    row = {"name": "n", "category": "c", "type": "Default", "rate": "1", "min": 1, "max": 1000}
    served.panel.answers["services"] = lambda _: [{"service": "[/foo]", **row}]
    served.panel.answers["add"] = lambda _: {"order": "[@click=app.quit]x[/b]"}
    configure(home, served.url)
    with Program(home) as program:
        program.see("[/foo]")
        program.press("enter")
        program.see("Order [/foo]")
        program.press("escape")
        program.order("http://a.example/1")
        program.press("2")
        program.see("a.example/1")
        program.press("enter")
        program.see("Order [@click=app.quit]x[/b]")
        program.press("escape")
        ended_well(program)

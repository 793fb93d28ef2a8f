"""A batch before a panel that writes hostile text, and with hostile text pasted into its lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faulty import SERVICE, Fault
from tests.hostile.grammar import Scan
from tests.hostile.panel import HEADERS
from tests.hostile.program import Program, configure
from tests.hostile.served import Served
from tests.hostile.strings import HOSTILE, MARKUP
from tests.wire import http

COUNT = 5
WORDS = f"{MARKUP[0]} \x1b[2J\x9b2J\u202e\x07[/x] <b>no</b>"


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as served:
        yield served


def test_a_batch(served: Served, home: Path) -> None:
    """It is shown as it is, refused, placed, and stopped by a redirect that is not followed."""
    served.panel.answers["services"] = lambda _: [
        {**SERVICE, "service": f"[/{number}]", "name": text, "category": "One"}
        for number, text in enumerate(HOSTILE[:COUNT])
    ]
    away = http("", status=307, headers={"Location": f"{served.url}/elsewhere"})
    served.panel.on(
        "add",
        Fault(answer=http({"error": WORDS}, headers=HEADERS), makes=False),
        Fault(),
        Fault(answer=away),
    )
    configure(home, served.url)
    lines = "".join(f"[/{number}] | [@click=app.quit]{number} | 100\n" for number in range(COUNT))
    with Program(home, size=(110, 40)) as program:
        program.see(f"of {COUNT}")
        program.press("2", "b")
        program.see("─ Several orders at one ─")
        pasted = f"{lines}[/]\x1b]52;c;cHduZWQ=\x07\x9b2J\u202e | {HOSTILE[0]} | \u0661\u0662"
        program.terminal.write(f"\x1b[200~{pasted}\x1b[201~".encode())
        program.see(f"{COUNT} of {COUNT + 1} can be ordered", "! line 6")
        program.press("ctrl+u")
        program.see(f"{COUNT} orders")
        program.press("ctrl+o")
        program.see(f"─ Review of {COUNT} orders ─", "[@click=app.quit]4")
        program.terminal.settle(0.4)
        program.press("right", "enter")
        program.see(f"─ Batch of {COUNT} orders ─", "State       over")
        program.see("1 placed, 1 rejected, 2 not sent, 1 unknown", "[/x]", "stopped at line 3")
        program.press("b")
        program.see("# [/0] | [@click=app.quit]0 | 100", "2 orders")
        program.press("escape", "escape")
        assert program.leave() == 0
        assert program.terminal.left_over == set()
        assert Scan(program.raw, program.size).wrong == []
    assert served.of("add") == 3


@pytest.mark.soak
@pytest.mark.share(seconds=10, each=5)
@pytest.mark.parametrize("name", ["bomb", "endless", "5xx", "html", "empty", "garbage", "429"])
def test_whatever_an_answer_is_the_batch_ends_there(served: Served, home: Path, name: str) -> None:
    from tests.hostile.test_faults import FAULTS  # noqa: PLC0415 - its table

    configure(home, served.url)
    served.panel.on("add", Fault(), FAULTS[name][0](served.url))
    with Program(home) as program:
        program.see("Followers", "100.84292")
        program.press("2", "b")
        lines = "".join(f"1 | https://example.com/{number} | 100\n" for number in range(4))
        program.terminal.write(f"\x1b[200~{lines}\x1b[201~".encode())
        program.see("4 orders")
        program.press("ctrl+o")
        program.see("─ Review of 4 orders ─")
        program.terminal.settle(0.4)
        program.press("right", "enter")
        program.see("1 placed, 2 not sent, 1 unknown")
        program.press("escape")
        assert program.leave() == 0
        assert Scan(program.raw).wrong == []
    assert served.of("add") == 2

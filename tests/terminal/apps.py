"""Small programs under the driver: `python -m tests.terminal.apps NAME [plain]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.driver import Driver
from textual.events import Key, Paste
from textual.widgets import DataTable, Footer, Header, Input, Static

from smm_tui.terminal import preflight
from smm_tui.terminal.driver import TerminalDriver
from smm_tui.terminal.frames import Frames

ROWS = 100
"""Rows of the table."""


class Table(Frames):
    """Header, an input, a table of 100 rows, a footer: what plain Textual was measured with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+l", "repaint", "Repaint"),
        ("ctrl+z", "suspend_process", "Suspend"),
        ("ctrl+b", "bell", "Bell"),
        ("ctrl+n", "crash", "Crash"),
        ("ctrl+y", "copied", "Copy"),
    ]

    def compose(self) -> ComposeResult:
        yield Header()
        yield Input()
        yield Static(id="said")
        yield DataTable[str]()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        table = cast("DataTable[str]", self.query_one(DataTable))
        table.cursor_type = "row"
        table.add_columns("Id", "Name", "Rate", "Min", "Max", "Type")
        for row in range(ROWS):
            name = f"Instagram followers {row} [refill 30 days]"
            table.add_row(str(row), name, f"0.{row:03}", "10", "10000", "Default")

    def say(self, text: str) -> None:
        self.query_one("#said", Static).update(text)

    @on(Key)
    def show_key(self, event: Key) -> None:
        self.say(f"key {event.key}")

    @on(Paste)
    def show_paste(self, event: Paste) -> None:
        self.say(f"paste {event.text!r}")

    def action_repaint(self) -> None:
        """Send the whole screen again."""
        cast("TerminalDriver", TerminalDriver.of(self)).repaint()

    def action_copied(self) -> None:
        self.copy_to_clipboard("copied")

    def action_crash(self) -> None:
        message = "wanted"
        raise RuntimeError(message)


class Flood(Frames):
    """Draws the whole screen anew twenty times a second, and notes each time in a file."""

    ticks = 0

    def compose(self) -> ComposeResult:
        yield Static(id="flood")

    def on_mount(self) -> None:
        self.set_interval(0.05, self.tick)

    def tick(self) -> None:
        """Draw every cell differently."""
        self.ticks += 1
        with Path(os.environ["APP_FILE"]).open("a", encoding="utf-8") as file:
            file.write(".")
        driver = TerminalDriver.of(self)
        slow = driver is not None and driver.slow
        lines = [f"flood {self.ticks} slow {slow}"]
        # Not as it was in any line before, or it would only be moved.
        letters = [chr(ord("a") + (self.ticks + line) % 26) for line in range(22)]
        lines += [f"{letter * 70} {self.ticks}" for letter in letters]
        self.query_one("#flood", Static).update("\n".join(lines))


class Keys(Frames):
    """Says which keys and pastes have come."""

    def compose(self) -> ComposeResult:
        yield Static(id="said")
        yield Static("ready")

    def on_mount(self) -> None:
        self.heard: list[str] = []

    def hear(self, what: str) -> None:
        self.heard.append(what)
        self.query_one("#said", Static).update(" ".join(self.heard[-8:]))

    def on_key(self, event: Key) -> None:
        self.hear(event.key)

    def on_paste(self, event: Paste) -> None:
        self.hear(f"paste:{event.text!r}")


def run(name: str, kind: str) -> int:
    """Run an app under the driver, or under Textual's own."""
    said = preflight.check(os.environ, sys.stdin, sys.stdout, sys.stderr)
    if said is not None:
        sys.stderr.write(said + "\n")
        return 2
    driver: type[Driver] | None = None if kind == "plain" else TerminalDriver
    if os.environ.get("APP_ENDS") == "later":
        TerminalDriver.on_end = lambda _number: None
    TerminalDriver.difference = kind != "whole"
    app = {"table": Table, "keys": Keys, "flood": Flood}[name](driver_class=driver)
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    preflight.prepare(os.environ)
    sys.exit(run(*[*sys.argv[1:], "ours"][:2]))

"""A person at the dashboard: the program in a pseudo-terminal, driven by what is on the screen."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.terminal.harness import OURS, PATIENCE, ROOT, Terminal

WIDE: Final = (150, 40)
"""Columns and lines at which every column of the orders is shown."""

_LOCALE: Final = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "SSH_CONNECTION": None, "SSH_TTY": None}
_STRUCK_APART: Final = 0.15
"""Seconds after Escape; what follows it at once would be a key with alt."""


class Dashboard:
    """The program as users start it; every step waits for what a person would wait for."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    @classmethod
    def open(
        cls,
        *words: str,
        env: Mapping[str, str | None] | None = None,
        size: tuple[int, int] = WIDE,
        argv: Sequence[str] = OURS,
        cwd: Path = ROOT,
        answers: bool = True,
        foreign: bool = False,
        cold: bool = False,
    ) -> Self:
        """Start it with these words on its command line.

        Without `answers` the terminal is mute; inside a `foreign` program it is that one which
        paints; a `cold` start loads all of it anew.
        """
        environ = {**_LOCALE, **(env or {})}
        started = Terminal.start(
            [*argv, *words],
            environ,
            size,
            cwd=cwd,
            answers=answers,
            foreign=foreign,
            cold=cold,
        )
        return cls(started)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.terminal.close()

    # What is seen

    @property
    def text(self) -> str:
        """The whole screen."""
        return self.terminal.text

    @property
    def header(self) -> str:
        """The top line."""
        return self.terminal.lines[0]

    def row(self, text: str) -> str:
        """The first row of the view that has this text; "" if there is none."""
        return next((line for line in self.terminal.lines[2:] if text in line), "")

    def percent(self, text: str) -> int:
        """The percentage in the row that has this text; -1 if there is none."""
        found = re.search(r"(\d+) ?%", self.row(text))
        return int(found[1]) if found else -1

    @property
    def balance(self) -> str:
        """The amount in the header; "" while there is none."""
        found = re.search(r"([\d.,]+) [A-Z]{3}\b", self.header)
        return found[1] if found else ""

    def wait_match(self, pattern: str, timeout: float = PATIENCE) -> str:
        """Wait until a line of the screen matches; that line."""
        compiled = re.compile(pattern)
        self.terminal.wait_until(
            lambda: any(map(compiled.search, self.terminal.lines)), timeout, pattern
        )
        return next(line for line in self.terminal.lines if compiled.search(line))

    def wait_header(self, pattern: str, timeout: float = PATIENCE) -> str:
        """Wait until the top line matches; that line."""
        compiled = re.compile(pattern)
        self.terminal.wait_until(
            lambda: compiled.search(self.header) is not None, timeout, f"a header {pattern}"
        )
        return self.header

    def wait_row(self, text: str, pattern: str, timeout: float = PATIENCE) -> str:
        """Wait until the row that has this text matches too; that row."""
        compiled = re.compile(pattern)
        self.terminal.wait_until(
            lambda: compiled.search(self.row(text)) is not None, timeout, f"{text}: {pattern}"
        )
        return self.row(text)

    def ask_until_row(self, text: str, pattern: str) -> str:
        """Have the panel asked again until the row that has this text matches; that row."""
        until = time.monotonic() + PATIENCE
        while True:
            self.press("ctrl+r")
            try:
                return self.wait_row(text, pattern, 0.5)
            except AssertionError:
                if time.monotonic() > until:
                    raise

    def wait_ready(self) -> Self:
        """Wait for the view that was left and the balance."""
        self.wait_match(r"^ (Services|Orders) .* of \d")
        self.wait_header(r"\d [A-Z]{3}\b")
        return self

    # What is done

    def press(self, *keys: str) -> None:
        """Strike keys, all in one write."""
        self.terminal.press(*keys)

    def wait_acted(self) -> None:
        """Wait until all keys struck so far have acted: they act in turn, and help comes last."""
        self.press("f1")
        self.terminal.wait_for("─ Help ")
        self.close_dialog()
        self.terminal.settle()

    def escape(self) -> None:
        """Strike Escape, and nothing for a moment."""
        self.terminal.press("escape")
        time.sleep(_STRUCK_APART)

    def close_dialog(self) -> None:
        """Leave the dialog in front for the screen below."""
        self.escape()
        self.terminal.wait_gone("╯")

    def goto_catalogue(self) -> None:
        """Show the services."""
        self.press("1")
        self.wait_match("^ Services ")

    def goto_orders(self) -> None:
        """Show the orders."""
        self.press("2")
        self.wait_match("^ Orders ")

    def filter(self, words: str) -> None:
        """Filter the rows of the view, and go to them."""
        self.press("/", "ctrl+u", words, "enter")

    def open_form(self, service: str) -> None:
        """Find a service by its id and open its order form."""
        self.goto_catalogue()
        self.filter(f"{service}")
        self.wait_match(rf"▌ +{service} ")
        self.press("enter")
        self.terminal.wait_for(f"─ Order {service} ")

    def fill(self, *entries: str) -> None:
        """Fill in the fields from the first one on."""
        for number, entry in enumerate(entries):
            self.press(*(["tab"] if number else []), "ctrl+u", entry)

    def review(self) -> None:
        """Go on to the review."""
        self.press("ctrl+o")
        self.terminal.wait_for("[ Back ]")

    def confirm(self, answer: str = "Place the order") -> None:
        """Take the answer that acts; the review is closed then."""
        self.take(answer)
        self.terminal.wait_gone("╯")

    def take(self, answer: str) -> None:
        """Move to an answer, once the review takes keys, and take it."""
        for _attempt in range(20):
            self.press("right")
            try:
                self.terminal.wait_for(f"[ {answer} ]", 0.25)
            except AssertionError:
                continue
            break
        self.press("enter")

    def order(self, service: str, *entries: str) -> None:
        """Order a service by its id; the undo pause begins."""
        self.open_form(service)
        self.fill(*entries)
        self.review()
        self.confirm()

    def go_to_order(self, order_id: str) -> None:
        """Put the cursor on an order, which is then the only one shown."""
        self.goto_orders()
        self.filter(order_id)
        self.wait_match(rf"▌ *{order_id} ")

    def request(self, key: str, answer: str) -> None:
        """Ask for a refill or a cancel of what is under the cursor."""
        self.press(key)
        self.terminal.wait_for("[ Back ]")
        self.confirm(answer)

    def quit(self) -> int:
        """Quit; the exit code."""
        self.press("q")
        return self.terminal.wait()

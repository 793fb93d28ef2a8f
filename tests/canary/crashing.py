"""Starts the program with one more key: f9 fails on purpose, with the key among its locals.

`python -m tests.canary.crashing handler|worker|thread ...` and the program's own words.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from textual.app import App
from textual.binding import Binding

from smm_tui.__main__ import run
from smm_tui.app import Dashboard
from smm_tui.setup_app import SetupApp

HOSTILE = "\x1b]52;c;cHduZWQ=\x07\x1b[2J\x9b2J\u202e[/foo]"


def fail(how: str, secret: str) -> None:
    """Fail, as deep as something would."""
    kept = {"key": secret}
    message = f"provoked in a {how}: {HOSTILE}"
    if not kept["key"]:
        message = "there is no key to keep"
    raise RuntimeError(message)


def add_crash(kind: type[App[Any]], how: str, secret: str) -> None:
    async def worker() -> None:
        fail(how, secret)

    def crash(self: App[Any]) -> None:
        if how == "handler":
            fail(how, secret)
        elif how == "worker":
            self.run_worker(worker())
        else:
            self.run_worker(lambda: fail(how, secret), thread=True)

    setattr(kind, "action_crash", crash)  # noqa: B010 - it is not there yet
    kind.BINDINGS.append(Binding("f9", "crash", "Crash", priority=True, show=False))
    kind._merged_bindings = kind._merge_bindings()  # noqa: SLF001 - made when the class was


if __name__ == "__main__":
    how = sys.argv.pop(1)
    secret = os.environ.pop("CANARY")
    add_crash(Dashboard, how, secret)
    add_crash(SetupApp, how, secret)
    sys.exit(run())

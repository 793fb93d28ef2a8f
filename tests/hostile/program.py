"""The real program in a terminal of its own, in a home of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.terminal.harness import PATIENCE, Terminal

KEY = "canary-2b7d90e4"
"""Of panels at which the key is not what is looked for."""

_TRIES: Final = 5


def configure(
    home: Path, url: str, *, source: str = f'key = "{KEY}"', extra: str = "", undo: int = 0
) -> Path:
    """Write a configuration of one panel; its path."""
    path = home / ".config" / "smm-tui" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f'[panels.one]\nurl = "{url}"\n{source}\n{extra}\n[safety]\nundo_seconds = {undo}\n'
    path.write_text(text)
    path.chmod(0o600)
    return path


class Program:
    """`with Program(home) as program:`; what it ends with is in `code`."""

    def __init__(
        self,
        home: Path,
        *words: str,
        env: Mapping[str, str] | None = None,
        argv: Sequence[str] = ("-m", "smm_tui"),
        size: tuple[int, int] = (80, 24),
        cold: bool = False,
    ) -> None:
        self.home = home
        self.size = size
        self.terminal = Terminal.start(
            [sys.executable, *argv, *words],
            {"HOME": str(home), "LANG": "C.UTF-8", **(env or {})},
            size,
            cwd=home,
            cold=cold,
        )

    @property
    def raw(self) -> bytes:
        """Every byte that was sent to the terminal."""
        return bytes(self.terminal.raw)

    @property
    def text(self) -> str:
        return self.terminal.text

    def see(self, *texts: str) -> str:
        """Wait until all of these are on the screen; the screen, which may change no more."""
        for text in texts:
            self.terminal.wait_for(text)
        self.terminal.settle(0.06)
        return self.terminal.text

    def press(self, *keys: str, times: int = 1) -> str:
        """Strike keys, each once the one before has had its effect; the screen."""
        for key in keys * times:
            self.terminal.press(key)
            # What follows an escape at once would be one key with it.
            self.terminal.settle(0.25 if key == "escape" else 0.05)
            assert self.terminal.process.poll() is None, self.terminal.text
        return self.terminal.text

    def refresh_until(self, text: str) -> None:
        """Ask the panel until this is on the screen.

        While an answer is still being worked off, nothing is asked once more.
        """
        for _ in range(_TRIES):
            self.press("ctrl+r")
            with contextlib.suppress(AssertionError):
                self.terminal.wait_for(text, PATIENCE / _TRIES)
                break
        self.see(text)

    def order(self, link: str) -> None:
        """Place an order of the service under the cursor; the panel decides what comes of it."""
        self.press("enter")
        self.see("─ Order ", "Quantity")
        self.press(link, "tab", "100", "ctrl+o")
        self.see("Place the order")
        self.terminal.settle(0.4)  # a review takes no key so early
        self.press("right", "enter")
        self.terminal.wait_gone("Place the order")
        self.terminal.settle()

    def leave(self) -> int:
        """Quit and wait for the end; the exit code."""
        self.terminal.press("q")
        try:
            return self.terminal.wait()
        except subprocess.TimeoutExpired:
            raise AssertionError(self.terminal.text) from None

    @property
    def peak(self) -> int:
        """The most memory it ever had, in bytes (VmHWM of proc(5))."""
        status = Path(f"/proc/{self.terminal.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.terminal.process.poll() is None:
            os.kill(self.terminal.process.pid, signal.SIGKILL)
        self.terminal.close()

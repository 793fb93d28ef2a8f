"""Every step of a run that can be seen from outside, and what happens at the n-th of them."""

from __future__ import annotations

import mmap
import sqlite3
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx

LOG_SIZE: Final = 1 << 20
_SHOWN: Final = 60
_GATED: Final = "send_request_headers.started"


class Steps:
    """Counts and names the steps in memory that outlives the process.

    Args:
        log: Shared with the parent. A file or a pipe would be in the way of a full disk.
        at: The step before which the deed is done; 0: never.
        deed: Kills, stops, or breaks something.
        begun: Whether steps count from the start on; else from `begin` on.
    """

    def __init__(
        self, log: mmap.mmap, *, at: int, deed: Callable[[], None], begun: bool = True
    ) -> None:
        self._log = log
        self._begun = begun
        self._at = at
        self._deed = deed
        self._count = 0
        self._lock = threading.Lock()

    def begin(self) -> None:
        """From now on they count."""
        self._begun = True

    def take(self, name: str) -> None:
        """A step is about to be taken."""
        if not self._begun:
            return
        with self._lock:
            self._count += 1
            self.note(name)
            due = self._count == self._at
        if due:
            self._deed()

    def note(self, text: str) -> None:
        """Write a line into the log; no step."""
        self._log.write(text.replace("\n", " ").encode() + b"\n")


def watch_sql(steps: Steps) -> None:
    """Every statement of every connection from now on is a step, taken before it runs."""
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def watched(*arguments: object, **named: object) -> sqlite3.Connection:
        database = connect(*arguments, **named)
        database.set_trace_callback(lambda text: steps.take(f"sql {' '.join(text.split())[:60]}"))
        return database

    sqlite3.connect = watched  # type: ignore[assignment]  # watched from outside, not ours


def watch_http(steps: Steps) -> None:
    """Every event of httpcore is a step; where the program waits at its gate there are two.

    The program gives each request its own `trace` extension; ours stands before it.
    """

    class Watched(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            trace: Callable[..., Any] = request.extensions["trace"]
            kind = "money" if request.headers["Connection"] == "close" else "read"

            async def watch(name: str, info: Mapping[str, object]) -> None:
                steps.take(f"{kind} {name}")
                await trace(name, info)
                if name.endswith(_GATED):
                    steps.take(f"{kind} passed the gate")

            request.extensions = {**request.extensions, "trace": watch}
            return await super().handle_async_request(request)

    httpx.AsyncHTTPTransport = Watched  # type: ignore[misc]  # watched from outside, not ours

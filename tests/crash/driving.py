"""The parent's side: it runs the launcher, keeps the panel, and reads the book for itself."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tests.crash.launcher import GO_ON, Job
from tests.faulty import Fault, FaultyPanel, Form
from tests.wire import Wire

ROOT: Final = Path(__file__).resolve().parents[2]
MONEY: Final = frozenset({"add", "refill", "cancel"})
PATIENCE: Final = 60.0
"""Seconds after which a run counts as hanging; nothing is ever waited for that long."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended, or that it was stopped."""

    code: int | None
    """The exit code, negative for a signal; None: it is stopped."""
    steps: tuple[str, ...]

    @property
    def began_to_send(self) -> bool:
        """Whether the program let itself through the gate, so that bytes may have left."""
        return "money passed the gate" in self.steps

    @property
    def may_send(self) -> bool:
        """Whether what is stopped for long still sends once it is continued.

        Only if it had passed its gate, or the order was not confirmed yet.
        """
        confirmed = any("FROM balances" in step for step in self.steps)
        return self.began_to_send or not confirmed

    @property
    def in_transaction(self) -> bool:
        """Whether it holds SQLite's lock; it was stopped before the last step was taken."""
        taken = [step for step in self.steps[:-1] if step in {"sql BEGIN IMMEDIATE", "sql COMMIT"}]
        return taken[-1:] == ["sql BEGIN IMMEDIATE"]


class Launcher:
    """One launcher; one run at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls) -> Self:
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.crash.launcher",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                limit=2**24,
            )
        )

    async def begin(self, job: Job) -> None:
        """Start a run."""
        await self._say(job.line() + "\n")

    async def ended(self) -> Ended:
        """Wait until the run has ended or is stopped."""
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)
        told = json.loads(line)
        return Ended(told["code"], tuple(told["steps"]))

    async def run(self, job: Job) -> Ended:
        await self.begin(job)
        return await self.ended()

    async def go_on(self) -> Ended:
        """Let a stopped run continue."""
        await self._say(GO_ON)
        return await self.ended()

    async def kill(self) -> Ended:
        """Kill a stopped run."""
        await self._say("kill\n")
        return await self.ended()

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode())
        await self._process.stdin.drain()


class Panel(FaultyPanel):
    """Sees whether adds overlap, and says when nothing is under way any more."""

    def __init__(self) -> None:
        super().__init__()
        self.overlaps = 0
        """Adds that came while another had no whole answer yet."""
        self._adding: set[asyncio.Task[object] | None] = set()

    @property
    def spent(self) -> list[Form]:
        """The complete requests that cost money or change an order."""
        return [form for form in self.requests if form.get("action") in MONEY]

    def forget(self) -> None:
        """Begin anew, at the same address."""
        for each in (self.requests, self.heads, self.orders, self.asked, self.received):
            each.clear()

    async def quiet(self) -> None:
        """Wait until all that dead processes sent has been read."""
        # Connections are taken in the order they were made: this one comes after all of theirs.
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        await reader.read()
        writer.close()
        await writer.wait_closed()
        if self._tasks:
            _done, open_ = await asyncio.wait(self._tasks, timeout=PATIENCE)
            assert not open_

    def _make(self, action: str, form: Form) -> None:
        super()._make(action, form)
        if action == "add":
            self.overlaps += bool(self._adding)
            self._adding.add(asyncio.current_task())

    async def _exchange(self, wire: Wire, fault: Fault | None) -> bool:
        try:
            return await super()._exchange(wire, fault)
        finally:
            self._adding.discard(asyncio.current_task())

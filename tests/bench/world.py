"""The program with everything it needs: a panel on loopback, a kept catalogue, an order book."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

from smm_tui.catalogue_cache import Kept, keep
from smm_tui.config import load, places
from smm_tui.ledger import Ledger
from smm_tui.models import SystemClock
from tests.bench.catalogue import body, read
from tests.bench.ledger import fill
from tests.bench.program import ROOT, Program, environment, python

PANEL: Final = "bench"
_DAY: Final = 86_400
_LOOK: Final = 0.0005
"""Seconds between two looks into the book."""
FIRST_PICTURE: Final = "Instagram"
"""A word of the first rows, so that the table is there."""


class Panel:
    """The panel's process."""

    def __init__(self, services: int, changing: int) -> None:
        self._process = subprocess.Popen(
            python("tests.bench.panel", str(services), str(changing)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            cwd=ROOT,
            text=True,
        )
        self.url = self._line().strip()
        self.statuses: list[float] = []
        """When each answer to `status` left."""
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _line(self) -> str:
        if self._process.stdout is None:
            raise RuntimeError
        return self._process.stdout.readline()

    def _follow(self) -> None:
        while line := self._line():
            self.statuses.append(float(line.split()[1]))

    @contextmanager
    def mute(self) -> Iterator[None]:
        """Let it answer nothing meanwhile."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._thread.join()
        with self._process:
            pass


@dataclass(frozen=True, slots=True)
class World:
    """A folder to start the program in, as often as wanted."""

    folder: Path
    panel: Panel

    @property
    def env(self) -> Mapping[str, str]:
        """The environment that leads there."""
        return {
            "HOME": str(self.folder),
            **{
                f"XDG_{name}_HOME": str(self.folder / name.lower())
                for name in ("CONFIG", "DATA", "CACHE", "STATE")
            },
        }

    def start(self, *, plain_driver: bool = False) -> Program:
        """The program itself, or the same under Textual's own driver."""
        return Program(self.command(plain_driver=plain_driver), env=self.env)

    @staticmethod
    def command(*, plain_driver: bool = False) -> Sequence[str]:
        """What starts it."""
        return python("tests.bench.launch" if plain_driver else "smm_tui")


class Commits:
    """When each answer to `status` left, and when what it says was in the book.

    The book is looked at through a connection of its own: what it shows is committed.
    """

    def __init__(self, made: World) -> None:
        self._made = made
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.seen: list[tuple[float, float]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        with closing(sqlite3.connect(places(self._made.env).ledger)) as book:
            statuses = self._made.panel.statuses
            known, version = len(statuses), self._version(book)
            while not self._ended.wait(_LOOK):
                if len(statuses) == known:
                    # The claim on what is due is a commit too, before the panel is asked.
                    version = self._version(book)
                elif (now := self._version(book)) != version:
                    self.seen.append((statuses[known], time.monotonic()))
                    known, version = known + 1, now

    @staticmethod
    def _version(book: sqlite3.Connection) -> int:
        return int(book.execute("PRAGMA data_version").fetchone()[0])


@contextmanager
def world(
    *, services: int = 10_000, orders: int = 0, live: int = 0, changing: int = 0, every: int = _DAY
) -> Iterator[World]:
    """A world with so many services and orders; live ones are asked after `every` seconds.

    With each answer, `changing` of the newest live orders have changed.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="smm-tui-bench-")))
        panel = Panel(services, changing)
        stack.callback(panel.close)
        made = World(folder, panel)
        _configure(made, every)
        _keep(made, services)
        asyncio.run(_book(made, orders, live))
        yield made


def _configure(made: World, every: int) -> None:
    path = places(made.env).config
    path.parent.mkdir(parents=True)
    path.write_text(
        f'panel = "{PANEL}"\n[panels.{PANEL}]\nurl = {json.dumps(made.panel.url)}\n'
        'key = "bench-key-0123456789"\nlow_balance = "1"\n'
        f"[refresh]\norders = {every}\nbalance = {_DAY}\ncatalogue = {_DAY}\n"
        "[terminal]\nmouse = false\n"
    )
    path.chmod(0o600)


def _keep(made: World, services: int) -> None:
    found = places(made.env)
    settings = load(found, {})
    answer = body(services)
    kept = Kept(read(answer, []).preview(), answer)
    if settings is None or not keep(found, settings.panels[PANEL], kept):
        raise RuntimeError(found.cache)


async def _book(made: World, orders: int, live: int) -> None:
    path = places(made.env).ledger
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    await (await Ledger.open(path, clock=SystemClock())).close()
    fill(path, orders, panel=PANEL, url=made.panel.url, live=live)

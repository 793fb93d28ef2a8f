"""Starts the parts of the program for one act after another, each in a process of its own.

`python -m tests.crash.launcher` reads jobs as lines of JSON and answers each with a line. A
process is a fork of this one, so that the imports are paid for once; all that the program
does, it does in the fork. What happens at a step happens to the fork alone.
"""

from __future__ import annotations

import asyncio
import gc
import json
import mmap
import os
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

import anyio._backends._asyncio  # noqa: F401 - loaded once here, not in every fork
import certifi  # noqa: F401

import smm_tui.session.assembly  # noqa: F401
from smm_tui.batch import Line
from smm_tui.config import Launch, Places
from smm_tui.errors import SmmError
from smm_tui.models import RequestKind, Service, ServiceType
from smm_tui.ordering import quote
from smm_tui.session import Session, open_session
from smm_tui.settings import ApiKey, KeyOrigin, KeySource, PanelSettings, Settings
from tests.crash.clocks import Offsets, SwayedClock
from tests.crash.steps import LOG_SIZE, Steps, watch_http, watch_sql

PANEL: Final = "faulty"
KEY: Final = "crash-key"
SERVICE: Final = Service(
    service_id="1",
    name="Followers",
    category="First Category",
    type=ServiceType.DEFAULT,
    type_text="Default",
    rate=Decimal("0.90"),
    min=50,
    max=10_000,
)
GO_ON: Final = "go on\n"
"""Lets a stopped run continue; anything else, also nothing any more, kills it."""
COMPLAINED: Final = 3
"""Exit code after an error that the program explains."""


PATIENCE: Final = 30.0
"""Seconds of the program's time after which a person would quit."""


class Act(StrEnum):
    """What a run of the program is to do."""

    PLACE = "place"
    BATCH = "batch"
    """Place several orders at once."""
    REFILL = "refill"
    CANCEL = "cancel"
    OPEN = "open"
    """Only start, which recovers, and end."""


class Deed(StrEnum):
    """What happens at a step."""

    KILL = "kill"
    STOP = "stop"
    JUMP = "jump"
    """The wall clock jumps by `amount` seconds."""
    FILL = "fill"
    """The disk is full, for `amount` seconds; 0: for ever."""
    HANG_UP = "hang up"
    """The terminal is gone; this one and the next two only with a screen."""
    STALL = "stall"
    """The terminal takes nothing any more."""
    TERMINATE = "terminate"
    """SIGTERM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of the program."""

    act: Act
    folder: str
    url: str
    links: tuple[str, ...] = ()
    """Of the orders to place, one after the other or as a batch."""
    refs: tuple[int, ...] = ()
    """Of the orders to refill or cancel."""
    at: int = 0
    """The step at which the deed is done; 0: never."""
    deed: Deed = Deed.KILL
    amount: float = 0
    speed: float = 1
    """How fast its time runs."""
    screen: bool = False
    """Whether it is the whole program in a terminal; its steps count from the order on."""

    def line(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> Job:
        told = json.loads(line)
        lists = {"links": tuple(told["links"]), "refs": tuple(told["refs"])}
        return cls(**{**told, **lists, "act": Act(told["act"]), "deed": Deed(told["deed"])})


def settings_at(url: str) -> Settings:
    panel = PanelSettings(name=PANEL, url=url, key=KeySource(KeyOrigin.TEXT, key=ApiKey(KEY)))
    return Settings(panel=PANEL, panels={PANEL: panel}, undo_seconds=0)


def launch_of(job: Job) -> Launch:
    return Launch(
        places=Places.within(Path(job.folder)),
        settings=settings_at(job.url),
        demo=False,
        read_only=False,
        panel=PANEL,
    )


async def perform(job: Job, clock: SwayedClock) -> None:
    session = await open_session(launch_of(job), clock=clock, environ={})
    try:
        await act(job, session)
    finally:
        await session.close()


async def act(job: Job, session: Session) -> None:
    if job.act is Act.PLACE:
        for link in job.links:
            made = quote(SERVICE, {"link": link, "quantity": "100"})
            waiting = asyncio.create_task(session.wait(await session.place(PANEL, made)))
            await asyncio.wait({waiting}, timeout=PATIENCE / job.speed)
    elif job.act is Act.BATCH:
        lines = [
            Line(place, quote(SERVICE, {"link": link, "quantity": "100"}))
            for place, link in enumerate(job.links, 1)
        ]
        number = await session.place_batch(PANEL, lines)
        await asyncio.wait({asyncio.create_task(session.wait(number))}, timeout=PATIENCE)
    elif job.act is not Act.OPEN:
        await session.request(RequestKind(job.act), job.refs)


def deed_of(job: Job, offsets: Offsets) -> Callable[[], None]:
    def fill() -> None:
        _least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
        if job.amount:
            room = (resource.RLIMIT_FSIZE, (most, most))
            threading.Timer(job.amount, resource.setrlimit, room).start()

    deeds: dict[Deed, Callable[[], None]] = {
        Deed.KILL: lambda: os.kill(os.getpid(), signal.SIGKILL),
        # To this very thread, which would otherwise run on until another one has heard of it.
        Deed.STOP: lambda: signal.pthread_kill(threading.get_ident(), signal.SIGSTOP),
        Deed.JUMP: lambda: offsets.jump(wall=job.amount),
        Deed.FILL: fill,
    }
    return deeds[job.deed]


def show(job: Job, log: mmap.mmap) -> int:
    """The life of a fork with a terminal of its own; its exit code."""
    from tests.crash.screen import Loss, OwnTerminal, run_on_screen  # noqa: PLC0415 - as `main`

    terminal = OwnTerminal()
    losses = {str(loss) for loss in Loss}
    lost = partial(terminal.lose, Loss(job.deed)) if job.deed in losses else None
    deed = deed_of(job, Offsets(Path(job.folder) / "offsets")) if lost is None else lost
    steps = Steps(log, at=job.at, deed=deed, begun=False)
    watch_sql(steps)
    watch_http(steps)
    quotes = [quote(SERVICE, {"link": link, "quantity": "100"}) for link in job.links]
    gc.disable()  # as the program's first line does
    return run_on_screen(launch_of(job), quotes, steps)


def run(job: Job, log: mmap.mmap) -> int:
    """The whole life of a fork; its exit code."""
    offsets = Offsets(Path(job.folder) / "offsets")
    steps = Steps(log, at=job.at, deed=deed_of(job, offsets))
    watch_sql(steps)
    watch_http(steps)
    try:
        asyncio.run(perform(job, SwayedClock(offsets, speed=job.speed)))
    except SmmError as error:
        steps.note(f"error {type(error).__name__}: {error}")
        return COMPLAINED
    return 0


def fork(job: Job, log: mmap.mmap) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = (show if job.screen else run)(job, log)
    except BaseException:  # noqa: BLE001 - a fork must never come back into the loop below
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def report(pid: int, log: mmap.mmap) -> bool:
    """Wait for a fork to end or to be stopped, and say so; whether it is stopped."""
    _, status = os.waitpid(pid, os.WUNTRACED)
    stopped = os.WIFSTOPPED(status)
    steps = log[: log.find(b"\0")].decode().splitlines()
    code = None if stopped else os.waitstatus_to_exitcode(status)
    sys.stdout.write(json.dumps({"code": code, "steps": steps}) + "\n")
    sys.stdout.flush()
    return stopped


def main() -> None:
    for line in sys.stdin:
        log, job = mmap.mmap(-1, LOG_SIZE), Job.read(line)
        if job.screen:
            import_module("tests.terminal.warm").load()  # only where there is one, for all forks
        gc.freeze()  # no fork goes through what all have
        pid = fork(job, log)
        while report(pid, log):
            go_on = sys.stdin.readline() == GO_ON
            os.kill(pid, signal.SIGCONT if go_on else signal.SIGKILL)


if __name__ == "__main__":
    main()

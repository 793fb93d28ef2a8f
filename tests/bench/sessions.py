"""Bytes: a scripted session under three drivers, a live refresh, and silence."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.bench.figures import Row, Series, medians, missing
from tests.bench.keys import DOWN, ENTER, ESCAPE, PAGE_DOWN
from tests.bench.picture import Emulator, runs, shown
from tests.bench.program import QUIET, Chunk, Program, has
from tests.bench.world import World, world

_EVERY: Final = 5
"""Seconds from one live refresh to the next: the shortest that the configuration takes."""
_SCRIPT: Final[Sequence[str]] = (
    "/", *"followers no drop", "\r",
    *[DOWN] * 10, *[PAGE_DOWN] * 5,
    ENTER, ESCAPE,
    "2", "1", "2",
)  # fmt: skip
_RUN_BYTES, _REFRESH_BYTES = 12, 60
_TMUX: Final = """
set -g status off
set -g default-terminal tmux-256color
set -as terminal-features ",xterm-256color:RGB"
set -sg escape-time 0
"""
"""All colours, nothing of its own in the picture."""


def whole_session(refreshes: int) -> Iterator[Row]:
    """Start, filter, scroll, form, screens, and live refreshes, under three drivers at once."""
    with ExitStack() as stack:
        programs = {
            "ours": stack.enter_context(stack.enter_context(_hundred(20)).start()),
            "plain": stack.enter_context(
                stack.enter_context(_hundred(20)).start(plain_driver=True)
            ),
        }
        if has("tmux"):
            inside = stack.enter_context(_hundred(20))
            programs["tmux"] = stack.enter_context(_inside_tmux(inside))
        with ThreadPoolExecutor() as pool:
            played = {
                name: pool.submit(_played, program, refreshes) for name, program in programs.items()
            }
        found = {name: future.result() for name, future in played.items()}
    what = f"bytes of a session with {refreshes} live refreshes"
    ours = Series.of([found["ours"]], "B")
    plain = Series.of([found["plain"]], "B")
    yield medians(what, ours, "under Textual's own driver", plain, 0.35)
    if "tmux" in found:
        tmux = Series.of([found["tmux"]], "B")
        yield medians(what, ours, "that inside tmux", tmux, 0.6)
    else:
        yield missing(what, "that inside tmux", 0.6, "tmux is not installed")


def _hundred(changing: int) -> AbstractContextManager[World]:
    return world(orders=100, live=100, changing=changing, every=_EVERY)


def _played(program: Program, refreshes: int) -> float:
    """The bytes of the script, played once the program is there."""
    program.settle(1.0, least=2.0)
    for key in _SCRIPT:
        program.press(key)
    # Half an interval more, so that no refresh is cut in two.
    program.settle(0, least=_EVERY * refreshes + _EVERY / 2)
    return program.size


@contextmanager
def _inside_tmux(made: World) -> Iterator[Program]:
    """The program under Textual's own driver in tmux; the bytes are those for its client."""
    with TemporaryDirectory(prefix="smm-tui-bench-") as folder:
        settings = Path(folder) / "tmux.conf"
        settings.write_text(_TMUX)
        tmux = ["tmux", "-S", f"{folder}/socket", "-f", str(settings)]
        command = [*tmux, "new-session", *made.command(plain_driver=True)]
        try:
            with Program(command, env=made.env) as program:
                yield program
        finally:
            Program([*tmux, "kill-server"]).process.wait()


def live_refresh(refreshes: int) -> Iterator[Row]:
    """One live refresh with 10 cells changed in view, against htop; and what each run costs."""
    seconds = _EVERY * (refreshes + 1)
    with ExitStack() as stack:
        made = stack.enter_context(_hundred(10))
        ours = stack.enter_context(made.start())
        ours.settle(1.0, least=2.0)
        ours.press("2")
        ours.settle(0, least=_EVERY)
        skipped = len(ours.chunks)
        pool = stack.enter_context(ThreadPoolExecutor())
        if has("htop"):
            htop = stack.enter_context(Program(["htop", "-d", "15"]))
            pool.submit(htop.settle, 0, least=seconds)
        ours.settle(0, least=seconds)
    emulator = shown(ours.chunks[:skipped])
    groups = _bursts(ours.chunks[skipped:])
    spent = [_overhead(emulator, burst) for burst in groups]
    sizes = Series.of((_size(burst) for burst in groups), "B")
    what = "bytes of one live refresh, 10 cells changed in view"
    if has("htop"):
        theirs = Series.of((_size(burst) for burst in _bursts(htop.chunks)[2:-1]), "B")
        yield medians(what, sizes, "one refresh of htop", theirs, 1)
    else:
        yield missing(what, "one refresh of htop", 1, "htop is not installed")
    more, allowed = (Series.of(values, "B") for values in zip(*spent, strict=True))
    yield medians("bytes of a refresh beside its text", more, "12 a run and 60", allowed, 1)


def _overhead(emulator: Emulator, burst: Sequence[Chunk]) -> tuple[float, float]:
    """Bytes beside the text that changed, and the bytes allowed for its runs."""
    before = emulator.picture()
    for chunk in burst:
        emulator.feed(chunk.data)
    count, cells = runs(before, emulator.picture())
    return _size(burst) - cells, _RUN_BYTES * count + _REFRESH_BYTES


def _bursts(chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    """Chunks that came together."""
    groups: list[list[Chunk]] = []
    for before, chunk in itertools.pairwise([None, *chunks]):
        if chunk is None:
            continue
        if before is None or chunk.at - before.at > 2 * QUIET:
            groups.append([])
        groups[-1].append(chunk)
    return groups


def _size(chunks: Sequence[Chunk]) -> int:
    return sum(len(chunk.data) for chunk in chunks)


def silence(seconds: int) -> Iterator[Row]:
    """Bytes while refreshing is paused, on each screen at once."""
    ways = {
        "catalogue": "",
        "filter of the catalogue": "/",
        "orders": "2",
        "filter of the orders": "2/",
        "order form": ENTER,
    }
    with ExitStack() as stack:
        made = stack.enter_context(world(orders=100, live=0, every=_EVERY))
        programs = {}
        for name, keys in ways.items():
            program = stack.enter_context(made.start())
            program.settle(1.0, least=2.0)
            for key in ("P", *keys):
                program.press(key)
            program.settle(1.0)
            programs[name] = program
        before = {name: program.size for name, program in programs.items()}
        time.sleep(seconds)
        sent = [program.settle() - before[name] for name, program in programs.items()]
    yield Row(
        figure=f"bytes in {seconds} s, paused, {len(ways)} screens (most)",
        ours=Series.of(sent, "B"),
        against="nothing",
        ratio=max(sent),
        limit=0,
    )

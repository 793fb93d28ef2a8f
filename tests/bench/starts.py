"""Start, quit and memory, against a bare Textual program in interleaved pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field

from tests.bench.figures import Row, Series, difference, medians
from tests.bench.picture import whole_at
from tests.bench.program import Program, python
from tests.bench.world import Panel, World, world

_SETTLED = 0.8
"""Seconds without a byte after which a start has certainly ended."""
_HEADER = 0
"""The line that says how many orders live, once the book is open; all others must be whole."""


@dataclass(slots=True)
class _Lives:
    """What several lives of one program gave."""

    first: list[float] = field(default_factory=list)
    quit: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def live(
        self, start: Callable[[], Program], quit_key: str, *, panel: Panel | None = None
    ) -> None:
        """Start, settle without a word of the panel, hear what it says, quit."""
        with ExitStack() as stack:
            with panel.mute() if panel else nullcontext():
                program = stack.enter_context(start())
                program.settle(_SETTLED, least=3.0)
                first = tuple(program.chunks)
            program.settle(_SETTLED)
            at = whole_at(first, without=(_HEADER,) if panel else ())
            self.first.append((at - program.started) * 1000)
            self.memory.append(program.peak_memory())
            self.quit.append(program.leave(quit_key))


def rows(runs: int) -> Iterator[Row]:
    """Start, quit, memory."""
    ours, bare = _Lives(), _Lives()
    with world(services=10_000, orders=10_000) as made:
        # The first life writes bytecode, and reads the balance that the others know already.
        _Lives().live(made.start, "q", panel=made.panel)
        _Lives().live(_bare, "\x11")
        for _run in range(runs):
            ours.live(made.start, "q", panel=made.panel)
            bare.live(_bare, "\x11")
    yield medians(
        "process start to full picture, 10,000 cached services",
        Series.of(ours.first),
        "bare Textual app",
        Series.of(bare.first),
        1.2,
    )
    yield medians(
        "quit key to exit", Series.of(ours.quit), "bare Textual app", Series.of(bare.quit), 0.15
    )
    yield difference(
        "peak memory, 10,000 services and 10,000 orders",
        Series.of(ours.memory, "MiB"),
        "bare Textual app (MiB more)",
        Series.of(bare.memory, "MiB"),
        40,
    )


def _bare() -> Program:
    return Program(python("tests.bench.plain", "bare"))


def start(made: World) -> float:
    """Milliseconds of one start."""
    lives = _Lives()
    lives.live(made.start, "q", panel=made.panel)
    return lives.first[0]

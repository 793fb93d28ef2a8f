"""From a key to the last byte it paints, against programs that do the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

from tests.bench.figures import Row, Series, medians, missing, worsts
from tests.bench.lines import names_file
from tests.bench.program import QUIET, Program, has, python
from tests.bench.world import Commits, world

_BACKSPACE: Final = "\x7f"
CTRL_U: Final = "\x15"
QUERY: Final = (*"followers no drop refill", *_BACKSPACE * 4, CTRL_U)
"""Typed, taken back in part, and cleared at last, which brings all rows back."""
PAGE_DOWN, DOWN, HOME, ESCAPE, ENTER = ("\x1b[6~", "\x1b[B", "\x1b[H", "\x1b", "\r")


def each(rivals: Mapping[str, Program], keys: Sequence[str]) -> dict[str, list[float]]:
    """Every key in every program, in turns."""
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    for key in keys:
        for name, rival in rivals.items():
            taken[name].append(rival.press(key).ms)
    return taken


def filtering(runs: int) -> Iterator[Row]:
    """A letter in the filter, at 10,000 and at 100,000 services."""
    few = _typed(10_000, runs, against=("echo", "fzf", "table"))
    many = _typed(100_000, runs, against=("fzf",))
    ours, all_ours = Series.of(few["ours"]), Series.of(many["ours"])
    echo, table = Series.of(few["echo"]), Series.of(few["table"])
    what = "filter key, 10,000 services"
    yield medians(what, ours, "echo of a key in a Textual Input", echo, 2.5)
    yield worsts(f"{what}, worst", ours, "the same, worst", echo, 5)
    what_many = "filter key, 100,000 services"
    if has("fzf"):
        yield medians(what, ours, "a key in fzf, same lines", Series.of(few["fzf"]), 0.4)
        yield medians(what_many, all_ours, "a key in fzf, same lines", Series.of(many["fzf"]), 0.5)
    else:
        yield missing(what, "a key in fzf, same lines", 0.4, "fzf is not installed")
        yield missing(what_many, "a key in fzf, same lines", 0.5, "fzf is not installed")
    yield worsts(f"{what}, worst", ours, "Textual's DataTable, worst", table, 0.03)


def _typed(services: int, runs: int, *, against: Sequence[str]) -> dict[str, list[float]]:
    with ExitStack() as stack:
        made = stack.enter_context(world(services=services))
        rivals = {"ours": stack.enter_context(made.start())}
        if "echo" in against:
            echo = Program(python("tests.bench.plain", "echo"))
            rivals["echo"] = stack.enter_context(echo)
        if "fzf" in against and has("fzf"):
            lines = stack.enter_context(names_file(services))
            fzf = Program(["sh", "-c", f"fzf < {lines}"])
            rivals["fzf"] = stack.enter_context(fzf)
        if "table" in against:
            table = Program(python("tests.bench.plain", "table", str(services)))
            rivals["table"] = stack.enter_context(table)
        for rival in rivals.values():
            rival.settle(1.0, least=3.0)
        taken: dict[str, list[float]] = {name: [] for name in rivals}
        for _run in range(runs):
            for name in {"ours", "table"} & rivals.keys():
                rivals[name].press("/")
            for name, figures in each(rivals, QUERY).items():
                taken[name] += figures
            rivals["ours"].press(ESCAPE, quiet=1.0)
        return taken


def moving(runs: int) -> Iterator[Row]:
    """Page, sort and cursor, against DataTable with the same rows."""
    with ExitStack() as stack:
        made = stack.enter_context(world(services=10_000))
        table = Program(python("tests.bench.plain", "table", "10000"))
        rivals = {
            "ours": stack.enter_context(made.start()),
            "table": stack.enter_context(table),
        }
        for rival in rivals.values():
            rival.settle(1.0, least=3.0)
        what = {
            "page down, 10,000 services": (PAGE_DOWN, 0.25),
            "sort, 10,000 services": ("s", 0.25),
            "cursor key, 10,000 services": (DOWN, 0.7),
        }
        for name, (key, limit) in what.items():
            each(rivals, [HOME])
            taken = each(rivals, [key] * runs)
            ours, theirs = Series.of(taken["ours"]), Series.of(taken["table"])
            yield medians(name, ours, "Textual's DataTable", theirs, limit)


def opening(runs: int) -> Iterator[Row]:
    """Screens and dialogs, against plain Textual's."""
    with ExitStack() as stack:
        made = stack.enter_context(world(services=10_000, orders=10_000))
        ours = stack.enter_context(made.start())
        bare = stack.enter_context(Program(python("tests.bench.plain", "bare")))
        for rival in (ours, bare):
            rival.settle(1.0, least=2.0)
        ours.press("2"), ours.press("1")
        taken: dict[str, list[float]] = {
            name: [] for name in ("show", "push", "form", "modal", "escape", "their escape")
        }
        for _run in range(runs):
            taken["show"] += [ours.press("2").ms, ours.press("1").ms]
            taken["push"].append(bare.press("n").ms)
            bare.press("b")
            taken["form"].append(ours.press(ENTER).ms)
            taken["modal"].append(bare.press("m").ms)
            taken["escape"].append(ours.press(ESCAPE).ms)
            taken["their escape"].append(bare.press(ESCAPE).ms)
    found = {name: Series.of(figures) for name, figures in taken.items()}
    yield medians(
        "switching screens, after the first time",
        found["show"],
        "a pushed screen in plain Textual",
        found["push"],
        0.9,
    )
    yield medians(
        "opening the order form", found["form"], "a modal in plain Textual", found["modal"], 0.9
    )
    yield medians(
        "Escape in a dialog",
        found["escape"],
        "Escape in plain Textual's modal",
        found["their escape"],
        0.3,
    )


def refreshing(runs: int) -> Iterator[Row]:
    """One refresh: from its commit to the last byte, against DataTable's cells."""
    with ExitStack() as stack:
        made = stack.enter_context(world(orders=10_000, live=100, changing=20, every=5))
        ours = stack.enter_context(made.start())
        table = stack.enter_context(Program(python("tests.bench.plain", "table", "10000")))
        for program in (ours, table):
            program.settle(1.0, least=3.0)
        ours.press("2")
        commits = stack.enter_context(Commits(made))
        theirs: list[float] = []
        while len(commits.seen) <= runs:
            # Started anew by each answer, in whose wake all must have come.
            ours.settle(QUIET, least=1.0)
            theirs.append(table.press("r").ms)
        ours.settle(QUIET, least=1.0)
        answered, committed = zip(*commits.seen[:runs], strict=True)
    whole = Series.of(_after(ours, at) for at in answered)
    row = medians(
        "one refresh of the orders, 20 changed in view",
        Series.of(_after(ours, at) for at in committed),
        "20 cells of Textual's DataTable",
        Series.of(theirs),
        0.25,
    )
    yield replace(row, why=f"from the commit on; from the panel's answer {whole}")


def _after(program: Program, at: float) -> float:
    """Milliseconds from then to the last byte of what came soon after."""
    last = at
    for chunk in program.chunks:
        if at < chunk.at <= last + 4 * QUIET:
            last = chunk.at
    return (last - at) * 1000

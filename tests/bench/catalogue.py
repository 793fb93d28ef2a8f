"""What reading and filtering a catalogue costs: `python -m tests.bench.catalogue`."""

from __future__ import annotations

import itertools
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from smm_tui.catalogue import Catalogue, Indexing
from smm_tui.catalogue_reader import CatalogueReader
from smm_tui.cleaning import ZWJ
from smm_tui.demo.catalogue import generate
from smm_tui.filters import SERVICES, parse

SIZES = (10_000, 100_000)
RUNS = 15
QUERIES = ("instagram followers no drop", "followers refill:yes rate<0.55 min<=1000")


def services(count: int) -> list[dict[str, object]]:
    """Rows with names as real panels write them.

    The demo panel joins emoji in a third of its names, to be looked at; of 5,586 names of a real
    panel one had a joiner. So here they stand side by side.
    """
    made = itertools.chain.from_iterable(map(generate, itertools.count(1)))
    return [
        row | {"service": str(number), "name": str(row["name"]).replace(ZWJ, "")}
        for number, row in enumerate((each.row() for each in itertools.islice(made, count)), 1)
    ]


def body(count: int) -> bytes:
    """An answer to `services`, as PHP writes it."""
    return json.dumps(services(count), separators=(",", ":")).encode()


def read(answer: bytes, steps: list[float]) -> Catalogue:
    """Decode and index as the program does; adds the milliseconds of each step."""
    index = Indexing()
    start = time.perf_counter()
    reader = CatalogueReader(answer)
    for _step in reader:
        index.add(reader.services[len(index.services) :])
        steps.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
    catalogue = index.finish(read_at=datetime.now(UTC), unreadable=reader.unreadable)
    steps.append((time.perf_counter() - start) * 1000)
    return catalogue


def milliseconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def typed(catalogue: Catalogue, query: str) -> list[float]:
    """Milliseconds of each letter of a query."""
    figures = []
    for length in range(1, len(query) + 1):
        start = time.perf_counter()
        catalogue.rows(parse(query[:length], SERVICES))
        figures.append((time.perf_counter() - start) * 1000)
    return figures


def main() -> None:
    """Print a line for each size."""
    for size in SIZES:
        answer = body(size)
        plain, whole, steps = [], [], []
        keys: dict[str, list[float]] = {query: [] for query in QUERIES}
        for _run in range(RUNS):
            plain.append(milliseconds(partial(json.loads, answer)))
            taken: list[float] = []
            catalogue = read(answer, taken)
            whole.append(sum(taken))
            steps.append(max(taken))
            for query in QUERIES:
                keys[query] += typed(catalogue, query)
        ratio = statistics.median(whole) / statistics.median(plain)
        print(
            f"{size:7,} services: decode and index {statistics.median(whole):.1f} ms,"
            f" {ratio:.2f} x json.loads, worst step {statistics.median(steps):.1f}"
            f" ({max(steps):.1f}) ms"
        )
        for query, letters in keys.items():
            print(
                f"{'':8}a letter of {query!r}: {statistics.median(letters):.2f}"
                f" ({max(letters):.1f}) ms"
            )


if __name__ == "__main__":
    main()

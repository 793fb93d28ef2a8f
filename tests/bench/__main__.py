"""One table of what the program costs against others: `python -m tests.bench [--quick]`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tests.bench import figures, inside, keys, link, sessions, sizes, starts

Measure = Callable[[int], Iterator[figures.Row]]

_PARTS: Final[Mapping[str, tuple[Measure, int, int]]] = {
    "starts": (starts.rows, 15, 5),
    "filtering": (keys.filtering, 5, 1),
    "moving": (keys.moving, 40, 12),
    "opening": (keys.opening, 15, 5),
    "refreshing": (keys.refreshing, 10, 3),
    "sizes": (sizes.rows, 20, 6),
    "session": (sessions.whole_session, 10, 10),
    "live": (sessions.live_refresh, 10, 4),
    "silence": (sessions.silence, 45, 10),
    "decoding": (inside.decoding, 25, 9),
    "sending": (inside.sending, 25, 7),
    "link": (link.rows, 20, 6),
}
"""What measures, and how many runs it takes: enough of them, and quick."""


def main() -> None:
    """Print the table, a row as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs")
    parser.add_argument("--markdown", action="store_true", help="as the README has it")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(_PARTS)}")
    arguments = parser.parse_args()
    print(figures.machine())
    print(figures.markdown(None) if arguments.markdown else figures.head())
    for name, (measure, enough, quick) in _PARTS.items():
        if not arguments.parts or name in arguments.parts:
            for row in measure(quick if arguments.quick else enough):
                line = figures.markdown(row) if arguments.markdown else figures.line(row)
                print(line, flush=True)


if __name__ == "__main__":
    main()

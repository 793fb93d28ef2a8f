"""`python -m tests.mutation [MODULE...]`: lists the mutants that no test notices.

With `--seconds N` only as many are tried as there is time for, drawn by `--seed`.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.running import ROOT, TESTS, copies, survivors

EQUIVALENT = Path(__file__).with_name("equivalent.toml")


class Within:
    """Mutants, as far as the time goes; counts them."""

    def __init__(self, made: Sequence[Mutant], seconds: float | None) -> None:
        self.tried = 0
        self._made = made
        self._until = float("inf") if seconds is None else time.monotonic() + seconds

    def __iter__(self) -> Iterator[Mutant]:
        for mutant in self._made:
            if time.monotonic() >= self._until:
                return
            self.tried += 1
            yield mutant


def main(modules: Sequence[str], *, seconds: float | None = None, seed: int = 0) -> int:
    """Run; 0 where every mutant that was tried was noticed."""
    excused: dict[str, str] = tomllib.loads(EQUIVALENT.read_text("utf-8"))
    made = [
        mutant
        for module in modules or TESTS
        for mutant in mutants(module, (ROOT / "smm_tui" / f"{module}.py").read_text("utf-8"))
    ]
    wanted = [mutant for mutant in made if mutant.name not in excused]
    if seconds is not None:
        random.Random(seed).shuffle(wanted)
    within = Within(wanted, seconds)
    with tempfile.TemporaryDirectory() as folder:
        left = []
        for mutant in survivors(within, list(copies(Path(folder), os.cpu_count() or 1))):
            left.append(mutant)
            say(f"{mutant.module}.py:{mutant.line}: {mutant.name}")
    gone = set() if modules else excused.keys() - {mutant.name for mutant in made}
    for name in sorted(gone):
        say(f"listed as equivalent, but there is no such mutant: {name}")
    equal = len(made) - len(wanted)
    say(f"{within.tried} of {len(wanted)} mutants, {len(left)} survived; {equal} are equivalent")
    return 1 if left or gone else 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("modules", nargs="*", choices=[[], *TESTS])
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    sys.exit(main(wanted.modules, seconds=wanted.seconds, seed=wanted.seed))

"""`python -m tests.mutation [MODULE...]`: lists the mutants that no test notices."""

from __future__ import annotations

import os
import sys
import tempfile
import tomllib
from pathlib import Path

from tests.mutation.mutants import mutants
from tests.mutation.running import ROOT, TESTS, copies, survivors

EQUIVALENT = Path(__file__).with_name("equivalent.toml")


def main(modules: list[str]) -> int:
    """Run; 0 where every mutant was noticed or is listed as equivalent."""
    excused: dict[str, str] = tomllib.loads(EQUIVALENT.read_text("utf-8"))
    made = [
        mutant
        for module in modules or TESTS
        for mutant in mutants(module, (ROOT / "smm_tui" / f"{module}.py").read_text("utf-8"))
    ]
    with tempfile.TemporaryDirectory() as folder:
        places = list(copies(Path(folder), os.cpu_count() or 1))
        left = []
        for mutant in survivors([mutant for mutant in made if mutant.name not in excused], places):
            left.append(mutant)
            say(f"{mutant.module}.py:{mutant.line}: {mutant.name}")
    equal = sum(mutant.name in excused for mutant in made)
    gone = set() if modules else excused.keys() - {mutant.name for mutant in made}
    for name in sorted(gone):
        say(f"listed as equivalent, but there is no such mutant: {name}")
    say(f"{len(made)} mutants, {len(left)} survived, {equal} are equivalent")
    return 1 if left or gone else 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

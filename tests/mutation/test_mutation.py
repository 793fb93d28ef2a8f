"""The mutation run leaves no survivor, and it would notice one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.figures import Share
from tests.mutation.mutants import mutants
from tests.mutation.running import ROOT

SOURCE = """
def most(number: int) -> int:
    \"\"\"A docstring.\"\"\"
    return number + 1 if number > 0 and not number == 7 else 0
"""


def test_a_change_is_made_of_all_that_decides() -> None:
    made = list(mutants("module", SOURCE))
    assert len({mutant.source for mutant in made}) == len(made)
    lines = {mutant.source.splitlines()[-1].strip() for mutant in made}
    assert "return None" in lines
    assert "return number - 1 if number > 0 and (not number == 7) else 0" in lines
    assert "return number + 1 if number >= 0 and (not number == 7) else 0" in lines
    assert "return number + 1 if number > 0 or not number == 7 else 0" in lines
    assert "return number + 1 if number > 0 and (not number != 7) else 0" in lines
    assert "return number + 1 if number > 0 and (not number == 7) else 1" in lines
    assert all(mutant.source.count("A docstring.") == 1 for mutant in made)


SAME_AND_OTHER = """
import sys
from pathlib import Path
from tests.mutation.mutants import Mutant
from tests.mutation.running import ROOT, copies, survivors

source = (ROOT / "smm_tui" / "charges.py").read_text("utf-8")
wrong = source.replace("min(0,", "min(1,")
assert source != wrong
both = [Mutant("charges", 1, "", "same", source), Mutant("charges", 1, "", "wrong", wrong)]
print([mutant.change for mutant in survivors(both, list(copies(Path(sys.argv[1]), 1)))])
assert source == (ROOT / "smm_tui" / "charges.py").read_text("utf-8")
"""


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, since the run forks and waits for whatever ends."""
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_what_changes_nothing_survives_and_what_does_is_caught(tmp_path: Path) -> None:
    ended = python("-c", SAME_AND_OTHER, str(tmp_path))
    assert (ended.stdout, ended.stderr) == ("['same']\n", "")


@pytest.mark.soak
@pytest.mark.share(seconds=30)
def test_no_mutant_survives(share: Share) -> None:
    time = ["--seconds", str(share.seconds), "--seed", str(share.seed)] if share.seconds else []
    ended = python("-m", "tests.mutation", *time)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    said = re.search(r"^(\d+) of (\d+) mutants, (\d+) survived", ended.stdout, re.MULTILINE)
    assert said is not None, ended.stdout
    tried, of, survived = map(int, said.groups())
    drawn = share.seed if time else "all"
    share.tell(seed=drawn, points=tried, of=of, wrong=survived)

"""Runs the tests of a module against one mutant after the other, on copies."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import hypothesis
import pytest

from tests.mutation.mutants import Mutant

ROOT: Final = Path(__file__).resolve().parents[2]
TESTS: Final = {
    "outcome": ("test_outcome.py",),
    "evidence": ("test_evidence.py", "test_outcome.py"),
    "ordering": ("test_ordering.py", "test_again.py", "test_links.py"),
    "order_form": ("test_ordering.py",),
    "charges": ("test_ordering.py", "test_evidence.py"),
}
"""The modules, and the tests that have to notice."""
_NEEDED: Final = ("__init__.py", "conftest.py", "clock.py", "figures.py", "turns.py")
_EXAMPLES: Final = 15
"""Of each property; what is caught only by luck counts as a survivor sooner or later."""
_LONGEST: Final = 60
"""Seconds, after which a mutant counts as noticed: it hangs."""
_SETTINGS: Final = """[pytest]
addopts = --import-mode=importlib
pythonpath = .
filterwarnings = error
"""


def copies(folder: Path, count: int) -> Iterator[Path]:
    """Copies of the package and of the tests that are run; the work tree is never touched."""
    for number in range(count):
        place = folder / str(number)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "smm_tui", place / "smm_tui", ignore=ignored)
        (place / "tests").mkdir()
        for name in {*_NEEDED, *(name for names in TESTS.values() for name in names)}:
            shutil.copy(ROOT / "tests" / name, place / "tests" / name)
        (place / "pytest.ini").write_text(_SETTINGS)
        yield place


def survivors(mutants: Iterable[Mutant], places: Sequence[Path]) -> Iterator[Mutant]:
    """The mutants that no test notices, as they are found; as many at once as there are copies."""
    free = list(places)
    running: dict[int, tuple[Mutant, Path]] = {}
    for number, mutant in enumerate(mutants, 1):
        if not free:
            yield from _ended(running, free)
        place = free.pop()
        running[_start(mutant, place, number)] = (mutant, place)
    while running:
        yield from _ended(running, free)


def _ended(running: dict[int, tuple[Mutant, Path]], free: list[Path]) -> Iterator[Mutant]:
    pid, status = os.wait()
    mutant, place = running.pop(pid)
    shutil.copy(_file(ROOT, mutant.module), _file(place, mutant.module))
    free.append(place)
    if os.waitstatus_to_exitcode(status) == pytest.ExitCode.OK:
        yield mutant


def _file(place: Path, module: str) -> Path:
    return place / "smm_tui" / f"{module}.py"


def _start(mutant: Mutant, place: Path, number: int) -> int:
    file = _file(place, mutant.module)
    file.write_text(mutant.source, encoding="utf-8")
    # Another time for each, so that no compiled file of an earlier one is taken for this one's.
    os.utime(file, (number, number))
    pid = os.fork()
    if pid == 0:
        try:
            code = test(place, TESTS[mutant.module])
        finally:
            os._exit(code)
    return pid


def test(place: Path, names: Sequence[str]) -> int:
    """Run tests of a copy in this process, which is of no use for anything else then."""
    signal.alarm(_LONGEST)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    for name in [name for name in sys.modules if name.partition(".")[0] in {"smm_tui", "tests"}]:
        del sys.modules[name]
    os.chdir(place)
    sys.path.insert(0, str(place))
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    hypothesis.settings.register_profile(
        "mutation", max_examples=_EXAMPLES, derandomize=True, database=None, deadline=None
    )
    hypothesis.settings.load_profile("mutation")
    files = [f"tests/{name}" for name in names]
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-c", "pytest.ini", *files]))

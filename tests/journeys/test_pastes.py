"""Real text pasted without brackets, as some terminals do: keys, line by line, wherever one is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.figures import Share
from tests.hostile.program import Program, configure
from tests.hostile.served import Served
from tests.places import PLACES
from tests.terminal.harness import ROOT

MOST: Final = 4_000
"""Characters of one paste."""
FEW: Final = 1_500
"""The same in a short run."""
FILES: Final = ("README.md", "LICENSE", "pyproject.toml", "smm_tui/outcome.py", "CHANGELOG.md")
CHAT: Final = (
    """\
hi, can u do 5k likes here https://www.instagram.com/p/CxYz_12345/?igsh=MWZ+x== \U0001f64f
\tand 100 followers for @some.one (real ones!!) -> yes/no?
1 | http://a.example/1 | 100
9901 | https://youtu.be/dQw4w9WgXcQ | 1000 # cheap
Y
y

again
Place it again
0.09
    * refill, cancel, all = *rc
"""
    * 6
)
SPENDING: Final = ("add", "refill", "cancel")
SOME: Final = ("the review", "a cancel", "the batch")


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as served:
        yield served


def texts() -> list[str]:
    return [CHAT, *((ROOT / name).read_text("utf-8") for name in FILES)]


def drawn(place: str, seed: int, most: int) -> str:
    """A part of a text, with the line ends of a terminal or of a file."""
    source = random.Random(f"{seed} {place}")
    text = source.choice(texts())
    start = source.randrange(max(len(text) - most, 1))
    part = text[start : start + most]
    # Quitting is no harm, but it would end the paste.
    return source.choice(["\r", "\n", "\r\n"]).join(part.replace("q", "Q").split("\n"))


def paste(served: Served, home: Path, place: str, share: Share, most: int) -> None:
    configure(home, served.url)
    text = drawn(place, share.seed, most)
    with Program(home) as program:
        PLACES[place].go(served, program)
        before = [served.of(action) for action in SPENDING]
        program.terminal.write(text.encode())
        program.terminal.settle(0.6)
        program.terminal.press("enter", "enter")
        program.terminal.settle(0.5)
        assert program.terminal.process.poll() is None, program.text
        assert [served.of(action) for action in SPENDING] == before, program.text


@pytest.mark.parametrize("place", SOME)
def test_a_paste_places_nothing(served: Served, home: Path, place: str, share: Share) -> None:
    paste(served, home, place, share, FEW)


@pytest.mark.soak
@pytest.mark.share(seconds=24, each=4)
@pytest.mark.parametrize("place", PLACES)
def test_a_paste_places_nothing_wherever_one_is(
    served: Served, home: Path, place: str, share: Share
) -> None:
    paste(served, home, place, share, MOST)

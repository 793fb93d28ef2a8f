"""Lines that moved are moved by the terminal, and only where that spares something."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui.terminal.cells import Row, Screen
from smm_tui.terminal.colour import Depth
from smm_tui.terminal.device import Abilities
from smm_tui.terminal.difference import Sent
from smm_tui.terminal.shifting import Shift, shift
from smm_tui.terminal.style import Styles
from tests.terminal.frames import emulator

WIDTH, HEIGHT = 60, 20
SCROLLS = Abilities(erases_in_colour=True, scrolls=True)
LINES = [f"{number} {random.Random(number).random():.16f} " * 3 for number in range(100)]


def rows(names: str) -> list[Row]:
    """A line of cells for each letter."""
    return [Row(list(name * 3), [0] * 3) for name in names]


@pytest.mark.parametrize(
    ("sent", "wanted", "found"),
    [
        ("abcdefgh", "bcdefghi", Shift(0, 8, 1)),
        ("abcdefgh", "cdefghij", Shift(0, 8, 2)),
        ("abcdefgh", "xyabcdef", Shift(0, 8, -2)),
        ("TabcdefB", "TbcdefgB", Shift(1, 7, 1)),
        ("TabcdefB", "TgabcdeB", Shift(1, 7, -1)),
        ("abcdefgh", "bcXefghi", Shift(0, 8, 1)),
        ("abcdefgh", "abcdefgh", None),
        ("abcdefgh", "ijklmnop", None),
        ("abcde", "bcdea", Shift(0, 5, 1)),
        ("abcd", "bcda", None),
        ("abcdefgh", "efghijkl", None),
        ("abcx", "bcyz", None),
        ("        ", "abcdefgh", None),
        ("a.b.c.d.e.", ".b.c.d.e.f", Shift(1, 9, 1)),
        ("aX1bX2cX3dX4", "YaZYbZYcZYdZ", Shift(0, 11, -1)),
        ("aX1bX2cX3dX4", "Ya1Yb2Yc3Yd4", None),
        ("aaaabbbb", "aaabbbbc", None),
    ],
)
def test_what_only_moved_is_found(sent: str, wanted: str, found: Shift | None) -> None:
    assert shift(rows(sent), rows(wanted), range(len(sent))) == found


@given(st.text("abcdefgh ", min_size=1, max_size=12), st.data())
def test_a_shift_spares_at_least_what_it_costs(before: str, data: st.DataObject) -> None:
    after = data.draw(st.text("abcdefgh ", min_size=len(before), max_size=len(before)))
    sent, wanted = rows(before), rows(after)
    found = shift(sent, wanted, range(len(before)))
    if found is not None:
        wrong = sum(one != other for one, other in zip(sent, wanted, strict=True))
        left = sum(one != other for one, other in zip(found.applied(sent), wanted, strict=True))
        assert left <= wrong - 3


def scrolled(able: Abilities) -> list[int]:
    """The bytes of each step down a list between a title and a foot; all must look right."""
    styles = Styles(Depth.TRUE)
    wanted, sent = Screen(styles, WIDTH, HEIGHT), Sent(styles, able)
    shown, stream = emulator(WIDTH, HEIGHT)
    sizes = []
    for top in [*range(30), *range(28, -1, -1)]:
        texts = ["Title", *LINES[top : top + HEIGHT - 2], f"Foot {top}"]
        texts = [text[:WIDTH].ljust(WIDTH) for text in texts]
        wanted.feed("".join(f"\x1b[{y};1H{text}" for y, text in enumerate(texts, 1)))
        difference = sent.difference(wanted)
        stream.feed(difference)
        sizes.append(len(difference))
        assert shown.display == texts
    return sizes[1:]


def test_a_step_down_a_list_costs_a_line() -> None:
    assert max(scrolled(SCROLLS)) < 2 * WIDTH
    assert min(scrolled(Abilities())) > 10 * WIDTH


@pytest.mark.parametrize(
    ("term", "known"),
    [
        ("xterm-256color", SCROLLS),
        ("xterm", SCROLLS),
        ("linux", Abilities(erases_in_colour=True)),
        ("screen", Abilities(scrolls=True)),
        ("vt100", Abilities()),  # it has to be given time
        ("dumb", Abilities()),
        ("no-such-terminal", Abilities()),
    ],
)
def test_terminfo_says_what_a_terminal_can_do(term: str, known: Abilities) -> None:
    # In a process of its own, since curses looks only once.
    asked = f"from smm_tui.terminal import device; print(device.abilities({term!r}, 1))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(known)

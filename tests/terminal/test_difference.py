from __future__ import annotations

import random

import pytest

from smm_tui.terminal.cells import Screen
from smm_tui.terminal.colour import Depth
from smm_tui.terminal.device import Abilities
from smm_tui.terminal.difference import Sent
from smm_tui.terminal.style import Styles
from tests.terminal.frames import Plain, emulator, first_difference, looks

SEEDS = 30
FRAMES = 10
ABILITIES = [
    Abilities(erases_in_colour=erases, scrolls=scrolls)
    for erases in (True, False)
    for scrolls in (True, False)
]


@pytest.mark.parametrize("abilities", ABILITIES)
@pytest.mark.parametrize("size", [(30, 8), (80, 24), (1, 1), (3, 2)])
def test_random_frames_look_as_if_painted_whole(
    size: tuple[int, int], abilities: Abilities
) -> None:
    for seed in range(SEEDS if size[0] < 80 else 6):
        rng = random.Random(f"{seed} {size} {abilities}")
        plain = Plain(*size, rng)
        styles = Styles(Depth.TRUE)
        wanted = Screen(styles, *size)
        sent = Sent(styles, abilities)
        shown, stream = emulator(*size)
        for number in range(FRAMES):
            frame = plain.frame()
            wanted.feed(frame)
            if rng.random() < 0.1:
                sent.forget()
            difference = sent.difference(wanted, whole=rng.random() < 0.1)
            stream.feed(difference)
            wrong = first_difference(plain.looks(), looks(shown))
            assert not wrong, f"seed {seed} frame {number}: {wrong}\n{frame!r}\n{difference!r}"
            assert (shown.cursor.x, shown.cursor.y) == plain.cursor

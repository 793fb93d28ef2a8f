from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from smm_tui.terminal.cells import Row, Screen
from smm_tui.terminal.colour import Depth
from smm_tui.terminal.painting import Painter
from smm_tui.terminal.seams import ChopsUpdate, LayoutUpdate
from smm_tui.terminal.style import Styles
from tests.terminal.frames import WORDS
from tests.terminal.test_cells import CONTROL, HOSTILE

SIZE = (40, 8)
STYLES = (
    None,
    Style(bold=True),
    Style(color="red"),
    Style(color="#102030", bgcolor="#405060"),
    Style(bgcolor="color(33)", reverse=True),
    Style(dim=True, underline=True),
    Style(link="https://example.com/"),
)


def strip(rng: random.Random, words: tuple[str, ...] = WORDS) -> Strip:
    return Strip(
        [Segment(rng.choice(words), rng.choice(STYLES)) for _each in range(rng.randint(0, 6))]
    )


def layout(rng: random.Random) -> LayoutUpdate:
    x, y = rng.randrange(5), rng.randrange(3)
    strips: list[Iterable[Strip]] = [
        [strip(rng) for _each in range(rng.randint(1, 3))] for _line in range(4)
    ]
    return LayoutUpdate(strips, Region(x, y, SIZE[0] - x, len(strips)))


def chops(rng: random.Random) -> ChopsUpdate:
    """Lines of three parts, of which some have no text of their own; spans over some of them."""
    cuts = [0, rng.randint(5, 15), rng.randint(16, 30), SIZE[0]]
    lines = [
        {
            start: strip(rng).adjust_cell_length(end - start) if rng.random() < 0.8 else None
            for start, end in itertools.pairwise(cuts)
        }
        for _line in range(SIZE[1])
    ]
    spans = []
    for y in sorted(rng.sample(range(SIZE[1]), 3)):
        start = rng.randrange(SIZE[0])
        spans.append((y, start, rng.randint(start + 1, SIZE[0])))
    return ChopsUpdate(lines, spans, [cuts[1:] for _line in range(SIZE[1])])


def seen(screen: Screen) -> list[Row]:
    """The rows with the looks of their styles, which two screens number each their own way."""
    return [
        Row([*row.text, *map(str, (screen.styles[number] for number in row.styles))], [])
        for row in screen.rows
    ]


@pytest.mark.parametrize("ascii_only", [False, True])
def test_frames_look_as_if_textual_had_written_them(*, ascii_only: bool) -> None:
    console = Console(color_system="truecolor", force_terminal=True)
    rng = random.Random(7)
    written = Screen(Styles(Depth.TRUE), *SIZE, ascii_only=ascii_only)
    painted = Screen(Styles(Depth.TRUE), *SIZE, ascii_only=ascii_only)
    painter = Painter(painted)
    for _frame in range(300):
        update = rng.choice((layout, chops))(rng)
        written.feed(update.render_segments(console))
        assert painter.paint(update)
        assert seen(painted) == seen(written)
        assert painted.touched == written.touched


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_control_gets_into_a_cell(hostile: str) -> None:
    screen = Screen(Styles(Depth.TRUE), *SIZE)
    words = (*WORDS, hostile, f"日{hostile}x")
    rng = random.Random(hostile)
    for _frame in range(50):
        strips: list[Iterable[Strip]] = [[strip(rng, words)]]
        update = LayoutUpdate(strips, Region(rng.randrange(5), 0, 30, 1))
        assert Painter(screen).paint(update)
    text = "".join(cell for row in screen.rows for cell in row.text)
    assert not re.search(CONTROL, text)


def test_what_is_no_frame_is_left_to_textual() -> None:
    assert not Painter(Screen(Styles(Depth.TRUE), *SIZE)).paint("some text")

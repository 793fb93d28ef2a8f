from __future__ import annotations

import random

import pytest

from smm_tui.terminal.colour import Depth, depth, reduced
from smm_tui.terminal.style import PLAIN, Style, Styles


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Depth.TRUE),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, Depth.TRUE),
        ({"TERM": "xterm-direct"}, Depth.TRUE),
        ({"TERM": "tmux-256color"}, Depth.INDEXED),
        ({"TERM": "xterm-kitty"}, Depth.INDEXED),
        ({"TERM": "linux"}, Depth.ANSI),
        ({}, Depth.ANSI),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, Depth.NONE),
        ({"TERM": "linux", "NO_COLOR": ""}, Depth.ANSI),
    ],
)
def test_how_many_colours_there_are(environ: dict[str, str], wanted: Depth) -> None:
    assert depth(environ) is wanted


@pytest.mark.parametrize(
    ("colour", "many", "wanted"),
    [
        ((), Depth.TRUE, ""),
        ((1,), Depth.TRUE, "31"),
        ((9,), Depth.TRUE, "91"),
        ((120,), Depth.TRUE, "38;5;120"),
        ((1, 2, 3), Depth.TRUE, "38;2;1;2;3"),
        ((255, 0, 0), Depth.INDEXED, "38;5;196"),
        ((255, 0, 0), Depth.ANSI, "31"),
        ((196,), Depth.ANSI, "31"),
        ((255, 0, 0), Depth.NONE, ""),
        ((999,), Depth.TRUE, ""),
    ],
)
def test_colours_come_down_to_what_there_is(
    colour: tuple[int, ...], many: Depth, wanted: str
) -> None:
    assert reduced(colour, many, foreground=True) == wanted


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        ("31;44", Style("31", "44")),
        ("91;104", Style("91", "104")),
        ("38;5;120;48;5;33", Style("38;5;120", "48;5;33")),
        ("38;2;1;2;3", Style("38;2;1;2;3")),
        ("31;39;44;49", Style()),
        ("31;0", Style()),
        ("31;", Style()),
        ("38", Style()),
        ("38;5", Style()),
        ("38;2;1;2", Style()),
        ("38;7;31", Style("31")),
        ("58;999", Style()),
        ("1;22", Style()),
    ],
)
def test_sgr_parameters_are_read(parameters: str, wanted: Style) -> None:
    styles = Styles(Depth.TRUE)
    assert styles[styles.applied(PLAIN, parameters)] == wanted


def test_the_change_between_any_two_styles_leads_from_one_to_the_other() -> None:
    rng = random.Random("styles")
    styles = Styles(Depth.TRUE)
    codes = ["1", "2", "3", "4", "5", "7", "8", "9", "21", "53", "31", "97", "44", "38;2;1;2;3"]
    numbers = [
        styles.applied(PLAIN, ";".join(rng.sample(codes, rng.randint(1, 5)))) for _ in range(60)
    ]
    for before in [PLAIN, *numbers]:
        for after in [PLAIN, *numbers]:
            change = styles.change(before, after)
            assert styles.applied(before, change[2:-1]) == after if change else before == after
            whole = styles.change(None, after)
            assert styles.applied(before, whole[2:-1]) == after
            assert len(change) <= len(whole)


def test_a_space_looks_like_its_background_unless_a_line_is_drawn_through_it() -> None:
    styles = Styles(Depth.TRUE)
    assert styles.blanks[styles.applied(PLAIN, "1;3;31")] == PLAIN
    blue = styles.applied(PLAIN, "44")
    assert styles.blanks[styles.applied(PLAIN, "2;31;44")] == blue
    underlined = styles.applied(PLAIN, "4;44")
    assert styles.blanks[underlined] == underlined
    assert styles.erasable(blue, in_colour=True)
    assert not styles.erasable(blue, in_colour=False)
    assert not styles.erasable(underlined, in_colour=True)

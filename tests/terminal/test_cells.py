from __future__ import annotations

import random
import re

import pytest

from smm_tui.terminal.cells import Screen
from smm_tui.terminal.colour import Depth
from smm_tui.terminal.style import PLAIN, Style, Styles
from smm_tui.terminal.widths import SINGLE, clusters

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e]")
HOSTILE = [
    "\x1b]52;c;aGk=\x07",
    "\x1b[2J",
    "\x9b31m",
    "\x1bP1;1|17/ab\x1b\\",
    "\x1b]0;title\x07",
    "\x1bc",
    "\x1b[?1049l",
    "\x1b[6n",
    "\x07\x00\x7f\x0b",
    "\x1b]unfinished",
    "\x1b[",
    "\x1b",
]


def screen(width: int = 10, height: int = 3, *, ascii_only: bool = False) -> Screen:
    return Screen(Styles(Depth.TRUE), width, height, ascii_only=ascii_only)


def lines(drawn: Screen) -> list[str]:
    return ["".join(row.text).rstrip() for row in drawn.rows]


def style_at(drawn: Screen, x: int, y: int) -> Style:
    return drawn.styles[drawn.rows[y].styles[x]]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("ab\ncd", ["ab", "cd", ""]),
        ("ab\rc", ["cb", "", ""]),
        ("abc\b\bx", ["axc", "", ""]),
        ("\x1b[2;3Hx", ["", "  x", ""]),
        ("\x1b[Hx\x1b[99;99Hy", ["x", "", "         y"]),
        ("abc\x1b[2Dx\x1b[Cy", ["axcy", "", ""]),
        ("\x1b[Ba\x1b[Ab", [" b", "a", ""]),
        ("abcdef\x1b[3Gx", ["abxdef", "", ""]),
        ("abcdefghijklmno", ["abcdefghij", "", ""]),
        ("\x1b[;4Hx", ["   x", "", ""]),
        ("abc\x1b[2D\x1b[K", ["a", "", ""]),
        ("abc\x1b[2D\x1b[1K", ["  c", "", ""]),
        ("abc\x1b[2K", ["", "", ""]),
        ("abc\x1b[7K", ["abc", "", ""]),
        ("ab\ncd\nef\x1b[2;2H\x1b[J", ["ab", "c", ""]),
        ("ab\ncd\nef\x1b[2;2H\x1b[1J", ["", "", "ef"]),
        ("ab\ncd\nef\x1b[2J", ["", "", ""]),
        ("ab\x1b[3J", ["ab", "", ""]),
        ("日本", ["日本", "", ""]),
        ("日本\x1b[2Gx", [" x本", "", ""]),
        ("日本\x1b[Hx", ["x 本", "", ""]),
        ("\x1b[10G日", ["", "", ""]),
        ("a\u0301\u0302", ["a\u0301\u0302", "", ""]),
        ("a\x1b[m\u0301b", ["a\u0301b", "", ""]),
        ("日\x1b[m\u0301", ["日\u0301", "", ""]),
        ("\u0301", ["", "", ""]),
        ("a\u202eb\u2066c\ud800", ["abc?", "", ""]),
        ("❤️x", ["❤️x", "", ""]),
    ],
)
def test_what_is_written_lands_in_cells(written: str, wanted: list[str]) -> None:
    drawn = screen()
    drawn.feed(written)
    assert lines(drawn) == wanted


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_sequence_of_others_is_in_a_cell(hostile: str) -> None:
    drawn = screen(40)
    drawn.feed(f"\x1b[1;1Hab{hostile}cd\x1b[2;1Hafter")
    cells = [cell for row in drawn.rows for cell in row.text]
    assert not CONTROL.search("".join(cells))
    assert "after" in "".join(cells)


def test_no_random_bytes_break_it_or_leave_a_control_in_a_cell() -> None:
    rng = random.Random("cells")
    pieces = [*HOSTILE, "abc", "日本", "\u0301", "👨‍👩‍👧", "\x1b[31m", "\x1b[38;5m", "\x1b[38;2;1m"]
    pieces += [
        "\x1b[5;5H",
        "\x1b[999999999999H",
        "\n",
        "\r",
        "\b",
        "\x1b[38;2;999;0;0m",
        "\x1b[;;;m",
    ]
    for _ in range(300):
        drawn = screen(rng.randint(1, 12), rng.randint(1, 4))
        for _ in range(8):
            drawn.feed("".join(rng.choices(pieces, k=rng.randint(1, 8))))
            drawn.resize(rng.randint(1, 12), rng.randint(1, 4))
            for row in drawn.rows:
                assert len(row.text) == len(row.styles) == drawn.width
                assert not CONTROL.search("".join(row.text))
                assert row.text[0]
        assert len(drawn.rows) == drawn.height


def test_styles_are_kept_until_they_end() -> None:
    drawn = screen()
    drawn.feed("\x1b[1;31ma\x1b[0mb\x1b[4mc\x1b[24md")
    assert style_at(drawn, 0, 0).foreground == "31"
    assert style_at(drawn, 1, 0) == drawn.styles[PLAIN]
    assert style_at(drawn, 2, 0).attributes
    assert style_at(drawn, 3, 0) == drawn.styles[PLAIN]


def test_erasing_keeps_the_background_alone() -> None:
    drawn = screen()
    drawn.feed("\x1b[1;31;44m\x1b[K")
    assert style_at(drawn, 5, 0) == Style(background="44")


def test_another_size_keeps_what_stays_in_view() -> None:
    drawn = screen(5, 2)
    drawn.feed("ab日x\ncd")
    drawn.touched.clear()
    drawn.resize(3, 3)
    assert lines(drawn) == ["ab", "cd", ""]
    assert drawn.touched == {0, 1, 2}
    drawn.resize(6, 1)
    assert [len(row.text) for row in drawn.rows] == [6]


def test_where_text_is_no_utf8_all_is_ascii_and_as_wide() -> None:
    drawn = screen(30, ascii_only=True)
    drawn.feed("╭─│█…●é日本👍✓\xa0ßa\u0301|")
    shown = lines(drawn)[0]
    assert shown.isascii()
    assert shown == "+-|#.*e????  v ?a|".replace("????  ", "? ? ? ")


def test_each_character_that_is_said_to_be_a_cell_for_itself_is_one() -> None:
    single = [chr(code) for code in range(0xD800) if SINGLE.fullmatch(chr(code))]
    assert {*map(chr, range(32, 127)), *"·…▌▐★●▲▼─━█éß"} <= {*single}
    rng = random.Random("single")
    for _ in range(20):
        rng.shuffle(single)
        assert [cell for cell, _width in clusters("".join(single))] == single
        assert {width for _cell, width in clusters("".join(single))} == {1}

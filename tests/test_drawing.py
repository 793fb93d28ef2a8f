"""The pictures: every run at its own cell, whatever is before it, and nothing but plain text."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI

from screenshots.drawing import CELL, svg


def drawn(*segments: Segment) -> ET.Element:
    picture = svg([list(segments)], width=40, title="a <title> & more", theme=DIMMED_MONOKAI)
    return ET.fromstring(picture)


def texts(picture: ET.Element) -> dict[str, float]:
    """Each text with the cell it begins at."""
    cells = picture.find("{*}g")
    assert cells is not None
    return {
        text.text or "": float(text.attrib["x"]) / CELL[0] for text in cells.iterfind("{*}text")
    }


def test_what_follows_a_wide_character_stands_at_its_cell() -> None:
    family = "👨‍👩‍👧"
    assert texts(drawn(Segment(f"ab🔥cd {family} ef全gh"))) == {
        "ab": 0,
        "🔥": 2,
        "cd": 4,
        family: 7,
        "ef": 10,
        "全": 12,
        "gh": 14,
    }


def test_letters_that_join_stay_together() -> None:
    assert texts(drawn(Segment("Instagram متابعين 22"))) == {
        "Instagram": 0,
        "متابعين": 10,
        "22": 18,
    }


def test_markup_is_text() -> None:
    picture = drawn(Segment("<b>&amp;[/foo]"))
    assert texts(picture) == {"<b>&amp;[/foo]": 0}
    assert picture.findtext("{*}title") == "a <title> & more"


def test_neighbours_of_a_line_are_one_shape() -> None:
    picture = drawn(Segment("╭────╮"), Segment("  "), Segment("━━━━", Style(color="#102030")))
    lines = {
        (float(box.get("x", 0)), float(box.get("width", 0)))
        for box in picture.iterfind("{*}g/{*}rect")
    }
    assert {(8, 32), (64, 32)} <= lines
    assert len(list(picture.iterfind("{*}g/{*}path"))) == 2


def test_charts_are_drawn_in_shapes_of_the_height_they_mean() -> None:
    picture = drawn(Segment("▁▄█ ⡀⣿"))
    boxes = [
        (float(box.get("x", 0)), float(box.get("y", 0)), float(box.get("height", 0)))
        for box in picture.iterfind("{*}g/{*}rect")
    ]
    for cell, height in ((0, 2.25), (1, 9), (2, 18)):
        assert (cell * CELL[0], CELL[1] - height, height) in boxes
    dots = [box for box in boxes if box[0] >= 4 * CELL[0]]
    assert len(dots) == 1 + 8
    assert texts(picture) == {}

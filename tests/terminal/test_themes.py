"""Themes: what can be read on what, what few colours do to them, and none at all."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pyte
import pytest
from rich.color import Color
from textual.color import Color as Paint
from textual.theme import Theme

from smm_tui.settings import ThemeName
from smm_tui.terminal.colour import Depth, reduced
from smm_tui.terminal.themes import PALETTES, Look, look_of, theme_of
from tests.drive import Dashboard

PAINTED = sorted(name for name in PALETTES if not theme_of(name).ansi)
SIGNALS = ("text-success", "text-warning", "text-error")
TEXTS = ("text-muted", "text-primary", "text-accent", *SIGNALS)

# Machado, Oliveira and Fernandes (2009), the whole of each deficiency, in linear RGB.
BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
Vector = tuple[float, float, float]


def linear(colour: str) -> Vector:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in Paint.parse(colour).normalized
    )
    return red, green, blue


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, matrix: tuple[Vector, ...]) -> Vector:
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, linear(colour), strict=True)), 0.0), 1.0)
        for row in matrix
    )
    return red, green, blue


def lab(rgb: Vector) -> Vector:
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    x, y, z = (
        math.cbrt(value) if value > 0.008856 else 7.787 * value + 16 / 116
        for value in (
            sum(a * b for a, b in zip(row, rgb, strict=True)) / of
            for row, of in zip(rows, white, strict=True)
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def of(theme: Theme, name: str) -> str:
    return theme.to_color_system().generate()[name]


@pytest.mark.parametrize("name", PAINTED)
def test_everything_can_be_read_on_whatever_it_stands_on(name: str) -> None:
    theme = theme_of(name)
    for ground in ("background", "surface", "panel"):
        assert contrast(of(theme, "foreground"), of(theme, ground)) >= 7
        for text in TEXTS:
            assert contrast(of(theme, text), of(theme, ground)) >= 4, (text, ground)
    for row in ("block-cursor-background", "block-cursor-blurred-background", "primary-muted"):
        assert contrast(of(theme, "foreground"), of(theme, row)) >= 7
        for text in TEXTS:
            assert contrast(of(theme, text), of(theme, row)) >= 3, (text, row)


@pytest.mark.parametrize("name", PAINTED)
def test_the_row_under_the_cursor_is_seen(name: str) -> None:
    theme = theme_of(name)
    assert contrast(of(theme, "block-cursor-background"), of(theme, "background")) >= 1.25


@pytest.mark.parametrize("name", [name for name in PAINTED if name.endswith("-256")])
def test_a_terminal_of_256_colours_shows_the_very_ones_that_were_chosen(name: str) -> None:
    theme = theme_of(name)
    chosen = {theme.foreground, theme.background, theme.surface, theme.panel, theme.primary}
    chosen |= {value for key, value in theme.variables.items() if "ansi" not in key}
    for colour in chosen:
        assert colour is not None
        rgb = Paint.parse(colour).rgb
        number = reduced(rgb, Depth.INDEXED, foreground=True).rpartition(";")[2]
        assert Color.from_ansi(int(number)).get_truecolor().hex == colour


@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize("name", ["colour-blind", "colour-blind-256"])
def test_good_doubtful_and_bad_are_told_apart_by_people_who_see_fewer_colours(
    name: str, kind: str
) -> None:
    theme = theme_of(name)
    shown = [lab(seen(of(theme, signal), BLINDNESS[kind])) for signal in SIGNALS]
    for one, other in itertools.combinations(shown, 2):
        assert math.dist(one, other) >= 25


@pytest.mark.parametrize(
    ("theme", "environ", "look"),
    [
        ("ansi", {"TERM": "xterm-256color"}, Look("ansi", Depth.INDEXED)),
        ("ansi", {"TERM": "xterm", "COLORFGBG": "0;default;15"}, Look("ansi-light", Depth.ANSI)),
        ("ansi", {"TERM": "xterm", "COLORFGBG": "15;0"}, Look("ansi", Depth.ANSI)),
        ("dark", {"TERM": "xterm", "COLORTERM": "truecolor"}, Look("dark", Depth.TRUE)),
        ("dark", {"TERM": "screen-256color"}, Look("dark-256", Depth.INDEXED)),
        ("light", {"TERM": "linux"}, Look("light-16", Depth.ANSI)),
        ("colour-blind", {"TERM": "screen"}, Look("colour-blind-16", Depth.ANSI)),
        ("none", {"TERM": "xterm-256color"}, Look("none", Depth.NONE)),
        ("light", {"TERM": "xterm-256color", "NO_COLOR": "1"}, Look("none", Depth.NONE)),
    ],
)
def test_a_theme_is_fitted_to_what_the_terminal_can_show(
    theme: str, environ: dict[str, str], look: Look
) -> None:
    assert look_of(ThemeName(theme), environ) == look


def test_for_every_theme_and_depth_there_is_a_palette() -> None:
    terms = ("xterm-direct", "xterm-256color", "linux")
    looks = {look_of(theme, {"TERM": term}).theme for theme in ThemeName for term in terms}
    assert looks | {"ansi-light"} == set(PALETTES)


def is_plain(screen: pyte.Screen) -> bool:
    """Whether no cell has a colour."""
    rows, columns = range(screen.lines), range(screen.columns)
    cells = (screen.buffer[y][x] for y in rows for x in columns)
    return all(cell.fg == cell.bg == "default" for cell in cells)


def test_a_theme_is_taken_in_the_palette_and_stays(tmp_path: Path) -> None:
    words = ("--demo", "--data-dir", str(tmp_path))
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        assert colours(dash.terminal.raw) <= {36, 32, 33, 31, 39, 49, 90}
        dash.press("ctrl+p", "colours", "enter")
        dash.terminal.wait_for("─ Colours ")
        before = dash.terminal.bytes_seen
        dash.press("down")
        dash.terminal.wait_until(lambda: b"48;2;" in dash.terminal.raw[before:], 5, "the theme")
        dash.press("G", "enter")
        dash.terminal.wait_gone("─ Colours ")
        dash.terminal.wait_until(lambda: is_plain(dash.terminal.screen), what="no colour")
        before = dash.terminal.bytes_seen
        dash.press("2", "1", "down")
        dash.terminal.settle()
        assert not colours(dash.terminal.raw[before:])
        assert dash.quit() == 0
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        dash.press("2")
        dash.terminal.settle()
        assert not colours(dash.terminal.raw)
        assert dash.quit() == 0


def test_a_theme_that_is_worn_already_is_not_drawn_again(tmp_path: Path) -> None:
    with Dashboard.open("--demo", "--data-dir", str(tmp_path), size=(80, 24)) as dash:
        dash.wait_ready()
        before = dash.terminal.bytes_seen
        dash.press("ctrl+p", "colours", "enter")
        dash.terminal.wait_for("─ Colours ")
        dash.press("enter")
        dash.terminal.wait_gone("─ Colours ")
        dash.terminal.settle()
        assert b"\x1b[2J" not in dash.terminal.raw[before:]
        assert dash.quit() == 0


def colours(raw: bytes | bytearray) -> set[int]:
    """The codes of colours among all that was sent."""
    sent = re.findall(rb"\x1b\[([0-9;]*)m", bytes(raw))
    return {int(code) for found in sent for code in found.split(b";") if code and int(code) >= 30}

"""How many colours the terminal has, and each colour brought down to that."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from itertools import product
from typing import Final

from rich.color import Color, ColorSystem


class Depth(StrEnum):
    """The colours a terminal can show."""

    TRUE = "truecolor"
    INDEXED = "256"
    ANSI = "16"
    NONE = "none"


_SYSTEMS: Final = {Depth.INDEXED: ColorSystem.EIGHT_BIT, Depth.ANSI: ColorSystem.STANDARD}
_INDEXED_TERMS: Final = ("256color", "kitty")
_MOST: Final = 255
_CUBE: Final = (0, 95, 135, 175, 215, 255)
_FIRST: Final = 16
"""The colours before it are those of a terminal's own palette."""


def depth(environ: Mapping[str, str]) -> Depth:
    """What the environment says: NO_COLOR first (no-color.org), then COLORTERM, then TERM."""
    if environ.get("NO_COLOR"):
        return Depth.NONE
    term = environ.get("TERM", "").lower()
    if environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"} or term.endswith("-direct"):
        return Depth.TRUE
    if term.endswith(_INDEXED_TERMS):
        return Depth.INDEXED
    return Depth.ANSI


@cache
def _indexed() -> Mapping[tuple[int, ...], int]:
    """The numbers of the colours that all terminals of 256 have: a cube, and greys."""
    cube = {rgb: _FIRST + place for place, rgb in enumerate(product(_CUBE, repeat=3))}
    first_grey = _FIRST + len(cube)
    return {(8 + 10 * place,) * 3: first_grey + place for place in range(24)} | cube


@cache
def reduced(colour: tuple[int, ...], depth: Depth, *, foreground: bool) -> str:
    """The SGR parameters of a colour at a depth.

    The colour is `()` for the terminal's own, `(n,)` for one of 256, `(r, g, b)` for any.
    A colour that is none (parameters out of range) is the terminal's own.
    """
    if not colour or depth is Depth.NONE or max(colour) > _MOST:
        return ""
    if depth is Depth.INDEXED and colour in (exact := _indexed()):
        colour = (exact[colour],)
    wanted = Color.from_ansi(colour[0]) if len(colour) == 1 else Color.from_rgb(*colour)
    system = _SYSTEMS.get(depth)
    if system is not None:
        wanted = wanted.downgrade(system)
    return ";".join(wanted.get_ansi_codes(foreground))

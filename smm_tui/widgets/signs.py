"""The signs that widgets draw, for UTF-8 locales and for all others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from smm_tui import formatting
from smm_tui.formatting import Glyphs

_THIN: Final = replace(formatting.UNICODE, full="━", empty="─")
"""Bars that stand under each other in a table do not grow together into blocks."""


@dataclass(frozen=True, slots=True)
class Signs:
    """One cell each."""

    cursor: str = "▌"
    mark: str = "●"
    star: str = "★"
    ascending: str = "▲"
    descending: str = "▼"
    ellipsis: str = "…"
    thumb: str = "▐"
    dot: str = "·"
    glyphs: Glyphs = _THIN
    """Those that stand inside texts."""


UNICODE: Final = Signs()
ASCII: Final = Signs(
    cursor=">",
    mark="*",
    star="*",
    ascending="^",
    descending="v",
    ellipsis="~",
    thumb="#",
    dot="-",
    glyphs=formatting.ASCII,
)

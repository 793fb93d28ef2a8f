"""The signs that widgets draw, for UTF-8 locales and for all others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """One cell each."""

    cursor: str = "▌"
    mark: str = "●"
    ascending: str = "▲"
    descending: str = "▼"
    ellipsis: str = "…"
    thumb: str = "▐"
    dot: str = "·"


UNICODE = Signs()
ASCII = Signs(cursor=">", mark="*", ascending="^", descending="v", ellipsis="~", thumb="#", dot="-")

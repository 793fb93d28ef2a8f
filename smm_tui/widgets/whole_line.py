"""Texts and their looks -> a line of an exact width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from smm_tui.widgets.columns import measure

Text = tuple[str, Style]
"""What is painted, and how."""


def whole_line(
    texts: Sequence[Text], width: int, *, end: Text, used: int | None = None
) -> list[Segment]:
    """The texts cut or filled up to this width, the last cell of which `end` takes.

    `used` is what the texts take, where that is known.
    """
    plain = texts[-1][1]
    spare = width - 1 - (sum(measure(text) for text, _ in texts) if used is None else used)
    parts = list(texts)
    if spare < 0:
        line = Strip([Segment(*each) for each in texts]).adjust_cell_length(width - 1)
        parts = [(text, style or plain) for text, style, _control in line]
    else:
        parts.append((" " * spare, plain))
    return _merged([*parts, end])


def _merged(texts: Sequence[Text]) -> list[Segment]:
    """Texts of one look as one: most of the time of a frame goes by their number."""
    merged: list[Segment] = []
    alike: list[str] = []
    look = texts[0][1]
    for text, style in texts:
        if style is not look:
            merged.append(Segment("".join(alike), look))
            alike, look = [], style
        alike.append(text)
    merged.append(Segment("".join(alike), look))
    return [part for part in merged if part.text]


def exactly(segments: Iterable[Segment], width: int, plain: Style) -> Sequence[Segment]:
    """The segments cut or filled up to this width."""
    return list(Strip(segments).adjust_cell_length(width, plain).simplify())


def blank(width: int, plain: Style) -> Sequence[Segment]:
    """A line of spaces; nothing where there is no width."""
    return [Segment(" " * width, plain)] if width > 0 else []

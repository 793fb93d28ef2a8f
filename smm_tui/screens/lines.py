"""Lines of a bill or a story as lines of a text pane: labels in one column."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from smm_tui.screens.bills import Line
from smm_tui.widgets import text_pane


def label_cells(*parts: Sequence[Line]) -> int:
    """How wide the labels of all these parts are, with the room behind them."""
    return max((cell_len(line.label) for part in parts for line in part), default=0) + 2


def pane_lines(lines: Sequence[Line], *, width: int | None = None) -> list[text_pane.Line]:
    """Each text hangs beside its label, however many lines it takes."""
    cells = label_cells(lines) if width is None else width
    return [
        text_pane.Line(line.text, line.style, label=line.label, label_width=cells) for line in lines
    ]


def chapters(*parts: tuple[str, Sequence[Line]], least: int = 0) -> list[text_pane.Line]:
    """Parts under their headings, with the same column of labels; empty ones are left out."""
    width = max(label_cells(*(part for _heading, part in parts)), least)
    lines: list[text_pane.Line] = []
    for heading, part in parts:
        if not part:
            continue
        if heading:
            lines += [text_pane.Line(""), text_pane.Line(heading, "strong")]
        lines += pane_lines(part, width=width)
    return lines

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

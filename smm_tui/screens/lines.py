"""Lines of label and text as one plain text for a widget."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from rich.text import Text

from smm_tui.screens.bills import Line

_STYLES: Final = MappingProxyType(
    {"warning": "yellow", "error": "bold red", "strong": "bold", "": ""}
)


def text_of(lines: Sequence[Line], *, width: int | None = None) -> Text:
    """Labels in one column, texts beside them; a text of several lines stays in its column."""
    column = width or max((len(line.label) for line in lines), default=0) + 2
    text = Text()
    for line in lines:
        text.append(line.label.ljust(column), "dim")
        text.append(line.text.replace("\n", "\n" + " " * column), _STYLES[line.style])
        text.append("\n")
    text.rstrip()
    return text

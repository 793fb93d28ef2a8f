"""All that is used of Textual's private names but those in `frames`; tests hold each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from rich.style import Style
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.keys import Keys
from textual.message import Message
from textual.widget import Widget

__all__ = ["ChopsUpdate", "KeyReader", "LayoutUpdate", "driver_of", "part_style"]

_MOUSE: Final = re.compile(r"\x1b\[<\d{1,5};\d{1,5};\d{1,5}[Mm]")
_PLACE: Final = re.compile(r"\x1b\[\d+;\d+R")
"""The answer to where the cursor is, which some keys look like."""
_ALT: Final = 2


def driver_of(app: App[Any]) -> Driver | None:
    """The driver that an App runs on, None before it runs."""
    return app._driver  # noqa: SLF001 - there is no public way


def part_style(widget: Widget, name: str) -> Style:
    """How a part of a widget looks by the rules for a class, worked out when it is asked for.

    Textual works out each component class of each widget whenever one is made, which was a
    tenth of a start.
    """
    part = DOMNode(classes=name)
    part._attach(widget)  # noqa: SLF001 - as Textual does for component classes
    widget.app.stylesheet.apply(part)
    return part.rich_style


class KeyReader:
    """Textual's own tables of keys, looked up for whole sequences.

    Its parser goes letter by letter, and types out what it does not know, an answer to a
    query for one, as keys.
    """

    def __init__(self) -> None:
        self._parser = XTermParser()

    def read(self, sequence: str) -> Sequence[Message]:
        """The events of a text or of a sequence; none if it is unknown."""
        if not sequence.startswith("\x1b"):
            return [key for character in sequence for key in self._keys(character)]
        if sequence in ANSI_SEQUENCES_KEYS:
            return [] if _PLACE.fullmatch(sequence) else self._keys(sequence)
        if _MOUSE.fullmatch(sequence):
            event = self._parser.parse_mouse_code(sequence)
            return [] if event is None else [event]
        return self._keys(sequence[1], alt=True) if len(sequence) == _ALT else []

    def _keys(self, sequence: str, *, alt: bool = False) -> Sequence[Message]:
        found = self._parser._sequence_to_key_events(sequence, alt=alt)  # noqa: SLF001
        return [key for key in found if key.key != Keys.Ignore]

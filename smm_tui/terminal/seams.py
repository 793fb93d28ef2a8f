"""All that is used of Textual's private names but those in `frames`; tests hold each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.message import Message

__all__ = ["ChopsUpdate", "KeyReader", "LayoutUpdate", "driver_of"]

_MOUSE: Final = re.compile(r"\x1b\[<\d{1,5};\d{1,5};\d{1,5}[Mm]")
_ALT: Final = 2


def driver_of(app: App[Any]) -> Driver | None:
    """The driver that an App runs on, None before it runs."""
    return app._driver  # noqa: SLF001 - there is no public way


class KeyReader:
    """Textual's own reading of keys, given whole sequences that it knows.

    It would type out what it does not know, an answer to a query for one, as keys.
    """

    def __init__(self) -> None:
        self._parser = XTermParser()

    def read(self, sequence: str) -> Iterator[Message]:
        """The events of a text or of a sequence; none if it is unknown."""
        if sequence.startswith("\x1b") and not _known(sequence):
            return
        yield from self._parser.feed(sequence)
        if self._parser._timeout_time is not None:  # noqa: SLF001 - it waits, but all has come
            self._parser._timeout_time = 0.0  # noqa: SLF001
            yield from self._parser.tick()


def _known(sequence: str) -> bool:
    return (
        len(sequence) <= _ALT
        or sequence in ANSI_SEQUENCES_KEYS
        or _MOUSE.fullmatch(sequence) is not None
    )

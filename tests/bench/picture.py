"""What was on the screen, worked out from recorded bytes with an emulator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import pyte

from tests.bench.program import SIZE, Chunk

_UNKNOWN_TO_PYTE: Final = re.compile(rb"\x1b\[[<>=][0-9;]*[a-z]")
_UNFINISHED: Final = re.compile(rb"\x1b(\[[0-?]*[ -/]*)?$")

Picture: TypeAlias = tuple[tuple[tuple[str, str, str, bool, bool], ...], ...]
"""By line and cell: character, colours, bold, reverse."""


class Emulator:
    """A screen that bytes are fed to."""

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Draw."""
        data = self._rest + data
        unfinished = _UNFINISHED.search(data)
        end = unfinished.start() if unfinished else len(data)
        self._rest = data[end:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data[:end]))

    def picture(self, *, without: Sequence[int] = ()) -> Picture:
        """All cells, those of some lines left out."""
        return tuple(
            tuple(
                (cell.data, cell.fg, cell.bg, cell.bold, cell.reverse)
                for cell in (self._screen.buffer[y][x] for x in range(self._screen.columns))
            )
            for y in range(self._screen.lines)
            if y not in without
        )

    @property
    def lines(self) -> list[str]:
        """The text."""
        return [line.rstrip() for line in self._screen.display]


def shown(chunks: Iterable[Chunk], size: tuple[int, int] = SIZE) -> Emulator:
    """The screen after all of this."""
    emulator = Emulator(size)
    for chunk in chunks:
        emulator.feed(chunk.data)
    return emulator


def whole_at(chunks: Sequence[Chunk], *, without: Sequence[int] = ()) -> float:
    """When the picture became what it settled to, never to differ again."""
    settled = shown(chunks).picture(without=without)
    emulator = Emulator()
    at: float | None = None
    for chunk in chunks:
        emulator.feed(chunk.data)
        same = emulator.picture(without=without) == settled
        at = (at or chunk.at) if same else None
    if at is None:
        raise ValueError(len(chunks))
    return at


def runs(before: Picture, after: Picture) -> tuple[int, int]:
    """How many runs of neighbouring cells differ between two pictures, and their cells."""
    count = cells = 0
    for line, other in zip(before, after, strict=True):
        inside = False
        for a, b in zip(line, other, strict=True):
            differs = a != b
            count += differs and not inside
            cells += differs
            inside = differs
    return count, cells

"""A machine's clock that can be made to jump or to run faster."""

from __future__ import annotations

import asyncio
import mmap
import os
import struct
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from smm_tui.models import SystemClock

_OFFSETS: Final = struct.Struct("dd")
_NAP: Final = 0.01


class Offsets:
    """By how many seconds the wall and the steady clock of a machine are ahead; in a file, so
    that all of its processes agree.
    """

    def __init__(self, path: Path) -> None:
        with path.open("a+b") as file:
            # Zeros, whichever of several processes comes first; what is there already stays.
            os.truncate(file.fileno(), _OFFSETS.size)
            self._map = mmap.mmap(file.fileno(), _OFFSETS.size)

    @property
    def now(self) -> tuple[float, float]:
        """Wall, steady."""
        wall, steady = _OFFSETS.unpack(self._map[:])
        return float(wall), float(steady)

    def jump(self, *, wall: float = 0, steady: float = 0) -> None:
        """Move the clocks on by so many seconds, or back."""
        before = self.now
        self._map[:] = _OFFSETS.pack(before[0] + wall, before[1] + steady)


class SwayedClock(SystemClock):
    """The machine's clock with its offsets; `speed` makes this process's time run faster."""

    def __init__(self, offsets: Offsets, *, speed: float = 1) -> None:
        self._offsets = offsets
        self._speed = speed
        self._began = super().monotonic()

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._offsets.now[0] + self._gained())

    def monotonic(self) -> float:
        return super().monotonic() + self._offsets.now[1] + self._gained()

    async def sleep(self, seconds: float) -> None:
        """Notices a jump soon after it."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        until = self.monotonic() + seconds
        while (left := until - self.monotonic()) > 0:  # noqa: ASYNC110 - nobody tells of a jump
            await asyncio.sleep(min(left / self._speed, _NAP))

    def _gained(self) -> float:
        return (super().monotonic() - self._began) * (self._speed - 1)

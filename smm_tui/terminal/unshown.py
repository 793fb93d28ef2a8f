"""Those who wait until a screen is seen by a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.screen import Screen

Tell = Callable[[], None]


@dataclass(slots=True, eq=False)
class _Waiting:
    screen: Screen[Any]
    tell: Tell
    passed_on: bool = False
    """Whether the writer has it."""


class Unshown:
    """They are passed on to the writer once their screen is drawn, and told when it was sent."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def add(self, screen: Screen[Any], tell: Tell) -> None:
        """Somebody waits for the next frame of a screen."""
        self._waiting.append(_Waiting(screen, tell))

    def pass_on(self, drawn: Screen[Any], shown: Callable[[Tell], None]) -> None:
        """A frame of this screen was drawn: let `shown` tell when it has arrived."""
        self._waiting = [waiting for waiting in self._waiting if waiting.screen.is_running]
        for waiting in self._waiting:
            if waiting.screen is drawn and not waiting.passed_on:
                waiting.passed_on = True
                shown(partial(self._tell, waiting))

    def take_back(self) -> None:
        """The writer is gone, and tells nobody any more."""
        for waiting in self._waiting:
            waiting.passed_on = False

    def _tell(self, waiting: _Waiting) -> None:
        self._waiting.remove(waiting)
        waiting.tell()

"""One line for what happened last: a result, a warning, or an error with its remedy."""

from __future__ import annotations

from typing import Literal

from smm_tui.errors import SmmError
from smm_tui.widgets.one_line import OneLine, Part

Level = Literal["", "success", "warning", "error"]


class MessageLine(OneLine):
    """Empty until something is said; a line too long for the screen is cut with a sign.

    The state is a sign in front as well as a colour.
    """

    def say(self, text: str, level: Level = "") -> None:
        """Say something; a longer story belongs into the list of messages."""
        glyphs = self.signs.glyphs
        sign = {"success": glyphs.done, "warning": "!", "error": glyphs.failed, "": ""}[level]
        parts = [Part((sign,), level, keep=True)] if sign else []
        self.show_parts((*parts, Part((text,), level, keep=True)))

    def say_error(self, error: SmmError) -> None:
        """Say what went wrong and, where there is room, what can be done about it."""
        sign = self.signs.glyphs.failed
        first = error.remedy.partition(". ")[0]
        self.show_parts(
            (
                Part((sign,), "error", keep=True),
                Part((str(error), error.title), "error", keep=True),
                Part((error.remedy, first), "muted", yields=1),
            )
        )

    def clear(self) -> None:
        """Say nothing."""
        self.show_parts(())

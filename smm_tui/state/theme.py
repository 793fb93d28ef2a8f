"""The theme that was chosen while the program ran."""

from __future__ import annotations

from typing import Final

from smm_tui.config import Places
from smm_tui.settings import ThemeName
from smm_tui.state.documents import write_whole

_LONGEST: Final = 100
"""Characters."""


def keep_theme(places: Places, theme: ThemeName, *, configured: ThemeName) -> bool:
    """Keep the theme that was chosen while the program ran; whether that worked."""
    return write_whole(places.state / "theme", f"{theme} {configured}\n".encode())


def kept_theme(places: Places, *, configured: ThemeName) -> ThemeName:
    """The theme that was chosen, or the configured one where that is another since."""
    try:
        with (places.state / "theme").open(encoding="ascii") as file:
            theme, before = map(ThemeName, file.read(_LONGEST).split())
    except (OSError, ValueError):
        return configured
    return theme if before is configured else configured

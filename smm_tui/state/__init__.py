"""What may be lost: how the screens were left, favourites, drafts of orders."""

from __future__ import annotations

from smm_tui.state.documents import write_whole
from smm_tui.state.theme import keep_theme, kept_theme

__all__ = ["keep_theme", "kept_theme", "write_whole"]

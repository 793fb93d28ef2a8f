"""The use cases: quote, place, settle, refresh, refill, cancel, track.

The values are here at once; what opens a book or asks a panel is loaded on first use, so that
the first picture does not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from smm_tui.models import Severity
from smm_tui.session.news import BatchProgress, Freshness, News, Notice, Pending, Topic

if TYPE_CHECKING:
    from smm_tui.session.assembly import connector, open_session
    from smm_tui.session.checks import again_word
    from smm_tui.session.clients import Connect
    from smm_tui.session.core import Session
    from smm_tui.session.deciding import Tracked
    from smm_tui.session.reading import Round

_LATER = {
    "Connect": "clients",
    "Round": "reading",
    "Session": "core",
    "Tracked": "deciding",
    "again_word": "checks",
    "connector": "assembly",
    "open_session": "assembly",
}

__all__ = [
    "BatchProgress",
    "Connect",
    "Freshness",
    "News",
    "Notice",
    "Pending",
    "Round",
    "Session",
    "Severity",
    "Topic",
    "Tracked",
    "again_word",
    "connector",
    "open_session",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"smm_tui.session.{_LATER[name]}"), name)

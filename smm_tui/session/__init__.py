"""The use cases: quote, place, settle, refresh, refill, cancel, track."""

from smm_tui.session.assembly import connector, open_session
from smm_tui.session.core import Connect, Session, Tracked
from smm_tui.session.news import Freshness, News, Notice, Pending, Severity, Topic

__all__ = [
    "Connect",
    "Freshness",
    "News",
    "Notice",
    "Pending",
    "Session",
    "Severity",
    "Topic",
    "Tracked",
    "connector",
    "open_session",
]

"""Whether a panel has stopped answering for good, and when it is back; told once each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from smm_tui.errors import SmmError
from smm_tui.messages import MessageKind, Once
from smm_tui.models import Severity
from smm_tui.sayings import age, later
from smm_tui.session import Freshness, Notice

PATIENCE: Final = timedelta(seconds=30)
"""A panel that answers again within this time was never down."""


class Reach:
    """One panel, as one process sees it; the book knows what others have told of it."""

    def __init__(self, panel: str) -> None:
        self._panel = panel
        self._told: str = ""
        self._since: datetime | None = None

    def look(
        self, freshness: Freshness, now: datetime, *, wrong_key: SmmError | None = None
    ) -> Notice | None:
        """What there is to tell, if it has changed; trouble with the key is told at once."""
        since = freshness.offline_since
        if since is None:
            return None if freshness.as_of is None else self._is("up", self._back(now))
        if wrong_key is None and now - since < PATIENCE:
            return None
        self._since = since
        said = self._gone(freshness.reason) if wrong_key is None else Notice.of_error(wrong_key)
        once = Once(f"panel {self._panel}", "down")
        return self._is("down", replace(said, kind=MessageKind.PANEL, once=once))

    def _is(self, state: str, notice: Notice) -> Notice | None:
        if self._told == state:
            return None
        self._told = state
        return notice

    def _gone(self, reason: str) -> Notice:
        title = later("{panel} does not answer", panel=self._panel)
        return Notice(title, reason, Severity.ERROR)

    def _back(self, now: datetime) -> Notice:
        text = ""
        if self._since is not None:
            text = later("after {time}", time=age(now - self._since))
        self._since = None
        return Notice(
            later("{panel} answers again", panel=self._panel),
            text,
            kind=MessageKind.PANEL,
            once=Once(f"panel {self._panel}", "up", after="down"),
        )

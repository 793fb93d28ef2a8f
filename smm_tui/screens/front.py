"""The lines above and below the views of the main screen: the header, and what happened last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Final

from textual import on, work
from textual.reactive import reactive
from textual.worker import Worker

from smm_tui.errors import LedgerError, SmmError
from smm_tui.screens import head
from smm_tui.screens.desk import Desk
from smm_tui.screens.wishes import Say
from smm_tui.session import News, Notice, Severity, Topic
from smm_tui.terminal.frames import HeldScreen
from smm_tui.widgets.header_bar import HeaderBar, HeaderState
from smm_tui.widgets.message_line import Level, MessageLine

_LEVELS: Final[Mapping[Severity, Level]] = {
    Severity.INFORMATION: "",
    Severity.WARNING: "warning",
    Severity.ERROR: "error",
}


_IN_BOOK: Final = frozenset(
    {Topic.ORDERS, Topic.BALANCE, Topic.PENDING, Topic.CHANGES, Topic.PANEL}
)
"""News after which the book has something else to say."""


class Front(HeldScreen):
    """Says how things stand, and what is new."""

    head: reactive[HeaderState] = reactive(HeaderState(), repaint=False)

    def __init__(self, desk: Desk, *, zone: tzinfo) -> None:
        super().__init__()
        self._desk = desk
        self._zone = zone
        # Held, not looked up: at the end of the program they go before this does.
        self.header_bar = HeaderBar(signs=desk.signs)
        self.message_line = MessageLine(signs=desk.signs)
        self._known: head.Known | None = None
        """What the book said last; None: it may say something else now."""
        self._asking: Worker[None] | None = None
        self.set_reactive(Front.head, head.first(desk, zone))

    def say_news(self, news: News) -> None:
        """Say what is new in the message line, and bring the header up to date."""
        if news.notice is not None and news.notice.once is None:
            self.say_notice(news.notice)
        if news.messages:
            self.say_messages(news)
        if news.changes:
            self._tell_of_favourites(news)
        if news.topic in _IN_BOOK:
            self._known = self._asking = None
        self.refresh_head()

    def say_messages(self, news: News) -> None:
        """Say in one line what has come into the list, where it was not said already.

        What keeps the program from writing matters more, and stays.
        """
        from smm_tui import message_words, messages  # noqa: PLC0415 - after the first picture

        fresh = [each for each in news.messages if each.kind not in messages.SAID_AT_ONCE]
        if fresh and not self._desk.now.book.frozen:
            text = message_words.line_of(fresh, self._zone)
            self.message_line.say(text, message_words.level_of(fresh))

    def say_notice(self, notice: Notice) -> None:
        """Say a notice in the message line."""
        text = f"{notice.title}: {notice.text}" if notice.text else notice.title
        level = _LEVELS[notice.severity]
        self.message_line.say(text, level)

    @on(Say)
    def say(self, event: Say) -> None:
        """Say what a view has to say."""
        event.stop()
        self.say_notice(event.notice)

    def say_error(self, error: SmmError) -> None:
        """Say an error in the message line."""
        self.message_line.say_error(error)

    def _tell_of_favourites(self, news: News) -> None:
        """Put into the list of messages that favourites have changed."""
        from smm_tui.session import favourites  # noqa: PLC0415 - after the first picture

        session = self._desk.now
        liked = self._desk.memory.favourites.of(session.panel(news.panel))
        notice = favourites.notice_of(news.changes, liked, panel=news.panel)
        if notice is not None:
            session.tell(News(Topic.NOTICE, news.panel, notice=notice))

    def refresh_head(self) -> None:
        """Put together what the header shows, asking the book only where that may have changed."""
        if self._known is not None:
            self.head = head.present(self._desk, self._zone, self._known)
        elif self._asking is None or self._asking.is_finished:
            self._asking = self.read_head()

    @work(group="header", exclusive=True)
    async def read_head(self) -> None:
        """Ask the book, and show what it says with all else."""
        await self._desk.session()
        try:
            self._known = await head.read(self._desk)
        except LedgerError:
            self.head = replace(self.head, read_only=self._desk.read_only)
            raise
        self.head = head.present(self._desk, self._zone, self._known)

    def watch_head(self, before: HeaderState, after: HeaderState) -> None:
        """Show it."""
        if self.is_mounted:
            if before.read_only is not after.read_only:
                self.refresh_bindings()
            self.header_bar.state = after

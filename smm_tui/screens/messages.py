"""What was said, to be read again: the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from smm_tui import formatting, message_words, untrusted
from smm_tui.errors import LedgerError
from smm_tui.i18n import _
from smm_tui.messages import Group, Message, Slot, grouped, slot
from smm_tui.screens.desk import Desk
from smm_tui.screens.views import View
from smm_tui.screens.wishes import CopyText, LookAt
from smm_tui.session import News, Topic
from smm_tui.widgets.filter_bar import FilterBar
from smm_tui.widgets.message_list import Entry, MessageList


class MessagesView(View):
    """The list of messages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "y,ctrl+c",
            "copy",
            _("Copy"),
            tooltip=_("Copy the text of the message"),
            id="messages.copy",
        ),
    ]
    HELP = _(
        "Enter opens the order that a message is about; on a line that sums up several, it "
        "shows them one by one. Back goes to where you were."
    )
    passing = True
    topic = Topic.ORDERS
    found: var[tuple[Message, ...]] = var((), always_update=True)
    trouble: var[str] = var("")
    """Why there is no list; "" while all is well."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="messages")
        self._desk = desk
        self._zone: tzinfo = desk.zone
        # Held, not looked up: at the end of the program they go before this does.
        self.filter_bar = FilterBar(_("Messages"))
        self.list = MessageList(signs=desk.signs)
        self._unfolded: frozenset[Slot] = frozenset()
        self._behind: dict[int, Group] = {}
        self._stale = True

    def compose(self) -> ComposeResult:
        """The filter and the list."""
        yield self.filter_bar
        yield self.list

    def take_focus(self) -> None:
        """Be on the list, which is read anew where it has changed out of sight."""
        if self._stale:
            self.reload()
        self.screen.set_focus(self.list)

    # -- what is shown -------------------------------------------------------------------

    def hear(self, news: News) -> None:
        """There are more messages."""
        if news.topic is Topic.MESSAGES:
            self._stale = True
            if self.display:
                self.reload()

    @work(group="messages", exclusive=True)
    async def reload(self) -> None:
        """Read the list."""
        session = await self._desk.session()
        self._stale = False
        try:
            self.found = tuple(await session.book.messages())
        except LedgerError as error:
            self.trouble = f"{error.title}: {error.detail}"

    def watch_found(self) -> None:
        """Show what was read."""
        self._show()

    def watch_trouble(self) -> None:
        """Say why there is none."""
        self._show()

    def _show(self, *, keep: bool = True) -> None:
        if not self.is_mounted:
            return
        bar = self.filter_bar
        words = untrusted.fold(bar.text).split()
        shown = [message for message in self.found if self._has(message, words)]
        groups = grouped(shown)
        self.list.empty_text = self.trouble or (
            _("No message has all these words. {key} clears the filter.").format(
                key=self._desk.key("filter.clear")
            )
            if bar.text
            else _("No messages yet. What happens to your orders and panels is listed here.")
        )
        self._behind = {}
        self.list.show(tuple(self._entries(groups)), keep_key=keep)
        bar.show_count(
            _("{shown} of {total}").format(
                shown=formatting.count(len(shown)), total=formatting.count(len(self.found))
            )
        )

    def _has(self, message: Message, words: list[str]) -> bool:
        if not words:
            return True
        text = message_words.searchable(message, self._zone)
        return all(word in text for word in words)

    def _entries(self, groups: list[Group]) -> Iterator[Entry]:
        for group in groups:
            if not group.is_sum:
                yield self._entry(group, group.newest.id)
                continue
            # By its oldest, since more may come to it.
            yield self._entry(group, -group.messages[-1].id)
            if slot(group.newest) in self._unfolded:
                for message in group.messages:
                    yield self._entry(Group((message,)), message.id, inside=True)

    def _entry(self, group: Group, key: int, *, inside: bool = False) -> Entry:
        newest, zone = group.newest, self._zone
        self._behind[key] = group
        return Entry(
            key=key,
            day=_day(newest.at, self._desk.clock.now(), zone),
            time=formatting.clock_time(newest.at, zone),
            sign=message_words.sign(newest, self._desk.signs.glyphs),
            word=message_words.word(newest),
            style=message_words.level_of((newest,)),
            panel=newest.panel,
            text=message_words.group_sentence(group, zone),
            inside=inside,
        )

    # -- what a person does --------------------------------------------------------------

    def follow_filter(self) -> None:
        """Filter the messages."""
        self._show()

    @on(MessageList.Chosen)
    def choose(self, event: MessageList.Chosen) -> None:
        """Open the order, or show what was summed up."""
        event.stop()
        group = self._behind[event.key]
        if group.is_sum:
            self._unfolded ^= {slot(group.newest)}
            self._show()
        elif group.newest.order_ref is not None:
            self.post_message(LookAt(group.newest.order_ref))

    def action_copy(self) -> None:
        """Copy the text of the message under the cursor."""
        if (key := self.list.cursor_key) is not None:
            self.post_message(CopyText(message_words.group_sentence(self._behind[key], self._zone)))


def _day(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The day in words, where it is near, and always as a date."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if day == today:
        return _("Today, {date}").format(date=formatting.day(day))
    if day == today - timedelta(days=1):
        return _("Yesterday, {date}").format(date=formatting.day(day))
    return formatting.day(day)

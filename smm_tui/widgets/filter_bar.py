"""Over a table: what is shown, the filter, how many rows it leaves, and chips for its fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from smm_tui.i18n import _
from smm_tui.terminal.frames import AtOnce
from smm_tui.widgets.chip_line import ChipLine
from smm_tui.widgets.one_frame import hold_frame
from smm_tui.widgets.signs import UNICODE, Signs


class _Entry(Input, AtOnce):
    """An entry whose size does not hang on its text, so that no letter costs a layout."""

    virtual_size = reactive(Size(0, 0))


class _Count(Static, AtOnce):
    """How many rows there are."""


class FilterBar(Vertical):
    """A title, an entry that stays hidden until it is wanted, and a count; chips below it."""

    DEFAULT_CSS = """
    FilterBar {
        height: 1;
        &.-chips { height: 2; }
        & > Horizontal { height: 1; padding: 0 1; }
        & .title { width: auto; text-style: bold; margin-right: 2; }
        & .slash { width: 2; color: $text-accent; display: none; }
        & Input {
            width: 1fr; height: 1; border: none; padding: 0; background: transparent; display: none;
        }
        & .room { width: 1fr; }
        & .count { width: auto; color: $text-muted; }
        &:ansi .count { text-style: dim; }
        &.-open .slash, &.-open Input { display: block; }
        &.-open .room { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", _("Clear"), tooltip=_("Clear the filter"), id="filter.clear"),
        Binding("down,enter", "leave", _("Rows"), tooltip=_("Go to the rows"), id="filter.rows"),
    ]

    @dataclass
    class Changed(Message):
        """Another filter was typed."""

        bar: FilterBar
        text: str

    @dataclass
    class Left(Message):
        """The entry was left for the rows."""

        bar: FilterBar

    follower: Callable[[], None] | None = None
    """Called in place of `Changed` with each letter, so that rows and echo are in one frame."""

    def __init__(
        self,
        title: str,
        *,
        text: str = "",
        fields: str = "",
        signs: Signs = UNICODE,
        id: str | None = None,  # noqa: A002 - Textual's own
    ) -> None:
        super().__init__(id=id)
        self._title = title
        self._first = text
        self._entry = _Entry(placeholder=fields, compact=True, select_on_focus=False)
        self._chips = ChipLine(signs=signs)
        self._count = _Count("", classes="count")
        self._room = 0
        """Cells that the count has taken."""

    def compose(self) -> ComposeResult:
        """The title, the entry, the count; the chips."""
        self._entry.cursor_blink = False
        self._entry.value = self._first
        self.set_class(bool(self._first), "-open")
        with Horizontal():
            yield Static(Text(self._title), classes="title")
            yield Static(Text("/"), classes="slash")
            yield self._entry
            yield Static("", classes="room")
            yield self._count
        yield self._chips

    @property
    def text(self) -> str:
        """The filter."""
        return self._entry.value

    def open(self) -> None:
        """Show the entry and go there."""
        self.add_class("-open")
        self.screen.set_focus(self._entry)

    def write(self, text: str) -> None:
        """Put a filter in place of what was typed, without going there."""
        self.set_class(bool(text), "-open")
        self._entry.value = text
        self._entry.cursor_position = len(text)

    def show_count(self, text: str) -> None:
        """Say how many rows there are."""
        # Room once taken is kept: a layout costs more than all else that a letter does.
        wider = len(text) > self._room
        self._room = max(self._room, len(text))
        self._count.update(Text(text.rjust(self._room)), layout=wider)

    def show_chips(self, chips: Sequence[str], hint: str = "") -> None:
        """Say what is in force, and what nearly is."""
        self._chips.show(chips, hint)
        self.set_class(self._chips.display, "-chips")

    def action_clear(self) -> None:
        """Clear the filter and close the entry."""
        self._entry.value = ""
        self.remove_class("-open")
        self.post_message(self.Left(self))

    def clear_if_any(self) -> bool:
        """Clear the filter, where there is one or a person is about to type one; says whether."""
        some = bool(self.text) or self.has_class("-open")
        if some:
            self.action_clear()
        return some

    def action_leave(self) -> None:
        """Keep the filter and go to the rows."""
        if not self.text:
            self.remove_class("-open")
        self.post_message(self.Left(self))

    def on_mount(self) -> None:
        """Hear of each letter at once, not by a message that lets its echo be painted alone."""
        self.watch(self._entry, "value", self._tell, init=False)

    def _tell(self, value: str) -> None:
        if self.follower is not None:
            self.follower()
            return
        self.post_message(self.Changed(self, value))
        hold_frame(self)

    @on(Input.Changed)
    def _keep(self, event: Input.Changed) -> None:
        event.stop()

    @on(Input.Submitted)
    def _leave(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()

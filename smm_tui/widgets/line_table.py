"""A table that renders only the rows in view, from a sequence of row keys.

A plain widget with a top row of its own: no scroll view and no virtual size, so that no
movement costs a layout pass, and a move of the cursor repaints two lines.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from smm_tui.i18n import _
from smm_tui.widgets.columns import Cell, Column
from smm_tui.widgets.one_frame import hold_frame
from smm_tui.widgets.table_lines import RowSource, TableLines

__all__ = ["Cell", "Column", "LineTable", "RowSource"]


def _quiet(keys: str, action: str, description: str, binding_id: str) -> Binding:
    """A key that needs no place in the key bar."""
    return Binding(keys, action, description, show=False, tooltip=description, id=binding_id)


def opens(word: str) -> Binding:
    """What enter does, for the key bar of a table whose rows all lead to the same."""
    about = _("Open the row under the cursor")
    return Binding("enter", "choose", word, tooltip=about, id="table.choose")


class LineTable(TableLines, can_focus=True):
    """Rows of plain text with a cursor, marks and a sign for the sorted column.

    Rows are replaced by `show`; where they change in place, `refresh_rows` paints them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        _quiet("down,j", "move(1)", _("Next row"), "table.down"),
        _quiet("up,k", "move(-1)", _("Previous row"), "table.up"),
        _quiet("pagedown,ctrl+f", "page(1)", _("Next page"), "table.page_down"),
        _quiet("pageup,ctrl+b", "page(-1)", _("Previous page"), "table.page_up"),
        _quiet("ctrl+d", "half(1)", _("Half a page down"), "table.half_down"),
        _quiet("ctrl+u", "half(-1)", _("Half a page up"), "table.half_up"),
        _quiet("home,g", "first", _("First row"), "table.first"),
        _quiet("end,G", "last", _("Last row"), "table.last"),
        _quiet("greater_than_sign", "widen(1)", _("Wider names, fewer columns"), "table.wider"),
        _quiet("less_than_sign", "widen(-1)", _("Narrower names, more columns"), "table.narrower"),
        _quiet("enter", "choose", _("Open the row under the cursor"), "table.choose"),
    ]

    @dataclass
    class Highlighted(Message):
        """The cursor came to stand on another row, or on none."""

        table: LineTable
        key: int | None

        @property
        def control(self) -> LineTable:
            """The table it happened in."""
            return self.table

        def can_replace(self, message: Message) -> bool:
            """Only the newest place of a moving cursor matters."""
            return isinstance(message, LineTable.Highlighted) and message.table is self.table

    @dataclass
    class Chosen(Message):
        """Enter, or a click on the row under the cursor."""

        table: LineTable
        key: int

        @property
        def control(self) -> LineTable:
            """The table it happened in."""
            return self.table

    @dataclass
    class RowsWanted(Message):
        """Other rows came into view; sent once however far the view moved."""

        table: LineTable
        first: int
        """Counted from 0 in `rows`."""
        count: int
        keys: Sequence[int]
        """The keys of these rows."""

        @property
        def control(self) -> LineTable:
            """The table it happened in."""
            return self.table

    @dataclass
    class Widened(Message):
        """The widths were changed by a person."""

        table: LineTable

    lasting: ClassVar[bool] = False
    """Whether a row looks the same as long as its key is the same, but after `refresh_rows`."""

    follower: Callable[[], None] | None = None
    """Called in place of `Highlighted` as soon as the cursor stands on another row, or on none,
    so that all of it is in one frame."""

    _told: int | None = None
    _asked: tuple[int, int] | None = None
    _asking = False

    def show(self, rows: Sequence[int], *, keep_key: bool = True, key: int | None = None) -> None:
        """Show these rows; they must not change afterwards.

        The cursor stays on its key, or goes to the one named, on the same line; if it is not
        there, it stays on its place. Without `keep_key` it goes to the first row.
        """
        key = self.cursor_key if key is None else key
        before = self._looks()
        self.rows = rows
        if keep_key:
            found = None if key is None else _position(rows, key)
            self.viewport.replace(
                len(rows), cursor=self.viewport.cursor if found is None else found
            )
        else:
            self.viewport.cursor = self.viewport.top = 0
            self.viewport.replace(len(rows), cursor=0)
        self._asked = None
        self._tell()
        self._refresh_changed(before)

    def _looks(self) -> list[tuple[int, bool, bool]]:
        """What the look of each line in view hangs on, where rows are `lasting`; else nothing."""
        if not self.lasting:
            return []
        top, cursor = self.viewport.top, self.viewport.cursor
        return [
            (key, top + line == cursor, self.viewport.is_thumb(line))
            for line, key in enumerate(self.view)
        ]

    def _refresh_changed(self, before: list[tuple[int, bool, bool]]) -> None:
        """Paint the lines that look another way than before, all of them where many do."""
        after = self._looks()
        pairs = list(zip_longest(before, after))
        changed = [line for line, (old, new) in enumerate(pairs) if old != new]
        if not before or not after or len(changed) > len(pairs) // 2:
            self.refresh()
            return
        self.refresh_places([self.viewport.top + line for line in changed])

    @property
    def cursor(self) -> int:
        """The place of the cursor in `rows`, from 0."""
        return self.viewport.cursor

    @property
    def cursor_key(self) -> int | None:
        """The key of the row under the cursor; None without rows."""
        return self.rows[self.viewport.cursor] if self.rows else None

    @property
    def view(self) -> Sequence[int]:
        """The keys of the rows in view."""
        return self.rows[self.viewport.top : self.viewport.bottom]

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, scrolling as little as need be."""
        before = self._place
        self.viewport.move_to(index)
        self._moved(*before)

    def move_to_key(self, key: int) -> bool:
        """Put the cursor on the row with this key; says whether there is one."""
        found = _position(self.rows, key)
        if found is not None:
            self.move_to(found)
        return found is not None

    def restore(self, top: int, cursor: int) -> None:
        """Be where one was, while the widget does not know yet how many rows it shows."""
        self.viewport.stand(top, cursor)
        self._tell()
        self.refresh()

    def action_widen(self, step: int) -> None:
        """Give names more room by hiding the column that matters least, or take it back."""
        if self.widen(step):
            self.post_message(self.Widened(self))

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.move_to(self.viewport.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor and the view by a page."""
        before = self._place
        self.viewport.page(pages)
        self._moved(*before)

    def action_half(self, halves: int) -> None:
        """Move the cursor and the view by half a page."""
        before = self._place
        rows = halves * max(1, self.viewport.height // 2)
        self.viewport.scroll(rows)
        self.viewport.move_to(before[1] + rows)
        self._moved(*before)

    def action_first(self) -> None:
        """Move to the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """Move to the last row."""
        self.move_to(len(self.rows) - 1)

    def action_choose(self) -> None:
        """Tell that the row under the cursor was chosen."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Chosen(self, key))

    def on_resize(self) -> None:
        """Keep the cursor in view, and ask for what came into it."""
        self.fit_view()
        self._tell()

    def on_click(self, event: events.Click) -> None:
        """Select the row that was clicked; choose it when it already was selected."""
        offset = event.get_content_offset(self)
        index = None if offset is None else self.row_at(offset.y)
        if index is None:
            return
        if index == self.viewport.cursor:
            self.action_choose()
        else:
            self.move_to(index)

    @property
    def _place(self) -> tuple[int, int]:
        return self.viewport.top, self.viewport.cursor

    def action_scroll(self, lines: int) -> None:
        """Scroll, taking the cursor along at the edge."""
        before = self._place
        self.viewport.scroll(lines)
        self._moved(*before)

    def _moved(self, top: int, cursor: int) -> None:
        """Paint what a move from this place changed."""
        if self.viewport.top != top:
            self.refresh()
        elif self.viewport.cursor != cursor:
            self.refresh_places((cursor, self.viewport.cursor))
        self._tell()

    def _tell(self) -> None:
        if self.cursor_key != self._told:
            self._told = self.cursor_key
            if self.follower is not None:
                self.follower()
            else:
                self.post_message(self.Highlighted(self, self._told))
                hold_frame(self)
        if not self._asking and self._asked != (self.viewport.top, self.viewport.bottom):
            # Later, so that a burst of keys asks once, for where it ended.
            self._asking = self.call_later(self._ask)

    def _ask(self) -> None:
        self._asking = False
        top, bottom = self._asked = self.viewport.top, self.viewport.bottom
        if bottom > top and self.size.height:
            self.post_message(self.RowsWanted(self, top, bottom - top, self.rows[top:bottom]))


def _position(rows: Sequence[int], key: int) -> int | None:
    try:
        # At the speed of the list behind it, also where a sequence has no `index` of its own.
        return rows.index(key) if isinstance(rows, range) else operator.indexOf(rows, key)
    except ValueError:
        return None

"""A list whose entries take as many lines as their text needs, under a heading for each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message

from smm_tui.widgets.columns import Cell, CellStyle, fit
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.table_lines import TableLines
from smm_tui.widgets.text_pane import wrap

_CARDS_BELOW: Final = 60
"""Cells; in less the text stands under the rest."""
_CARD_INDENT: Final = 2
_MOST_WORD: Final = 14
_MOST_PANEL: Final = 14
_GAP: Final = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, in words."""

    key: int
    day: str
    """Stands over the first entry of a day."""
    time: str
    sign: str
    word: str
    style: CellStyle
    panel: str
    text: str
    inside: bool = False
    """Whether it is one of those that the entry above it sums up."""


class _Line(NamedTuple):
    """A line of the list: of which entry, and what stands in it."""

    entry: int | None
    """None for a heading."""
    cells: tuple[Cell, ...]


class MessageList(TableLines, can_focus=True):
    """Entries with a cursor; the lines of one entry scroll into view together."""

    BINDINGS: ClassVar[list[BindingType]] = LineTable.BINDINGS

    @dataclass
    class Chosen(Message):
        """Enter, or a click on the entry under the cursor."""

        key: int

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self, (), header=False, signs=signs, id=id)
        self._entries: tuple[Entry, ...] = ()
        self._cursor = 0
        self._laid: tuple[int, list[_Line], list[int]] | None = None

    def cells(self, _key: int, _columns: Sequence[str]) -> None:
        """There are no columns."""

    def show(self, entries: Sequence[Entry], *, keep_key: bool = True) -> None:
        """Show these; the cursor stays on its entry, or goes to the first one."""
        if tuple(entries) == self._entries:
            return
        key = self.cursor_key if keep_key else None
        followed = keep_key and self._cursor > 0
        self._entries = tuple(entries)
        self._laid = None
        keys = [entry.key for entry in self._entries]
        self._cursor = keys.index(key) if followed and key in keys else 0
        self._into_view()
        self.refresh()

    @property
    def cursor_key(self) -> int | None:
        """The key of the entry under the cursor; None without entries."""
        return self._entries[self._cursor].key if self._entries else None

    # -- movement --------------------------------------------------------------------------

    def action_move(self, entries: int) -> None:
        """Move by some entries."""
        self._move_to(self._cursor + entries)

    def action_page(self, pages: int) -> None:
        """Move by a page."""
        self._move_lines(pages * max(1, self.size.height - 1))

    def action_half(self, halves: int) -> None:
        """Move by half a page."""
        self._move_lines(halves * max(1, self.size.height // 2))

    def _move_lines(self, lines: int) -> None:
        """Move to the entry that stands so many lines away, at least to the next one."""
        _lines, starts = self._layout_lines()
        if not starts:
            return
        target = starts[self._cursor] + lines
        step = 1 if lines > 0 else -1
        place = max((n for n, start in enumerate(starts) if start <= max(target, 0)), default=0)
        self._move_to(place if place != self._cursor else place + step)

    def action_first(self) -> None:
        """Move to the first entry."""
        self._move_to(0)

    def action_last(self) -> None:
        """Move to the last entry."""
        self._move_to(len(self._entries) - 1)

    def action_choose(self) -> None:
        """Tell that the entry under the cursor was chosen."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Chosen(key))

    def on_resize(self) -> None:
        """Keep the entry under the cursor in view; it may have been painted elsewhere already."""
        top = self.viewport.top
        self._into_view()
        if self.viewport.top != top:
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Select an entry; choose it when it already was selected."""
        offset = event.get_content_offset(self)
        lines, _starts = self._layout_lines()
        index = -1 if offset is None else self.viewport.top + offset.y
        if not 0 <= index < len(lines) or (entry := lines[index].entry) is None:
            return
        if entry == self._cursor:
            self.action_choose()
        else:
            self._move_to(entry)

    def action_scroll(self, lines: int) -> None:
        """Scroll; the cursor stays on its entry."""
        top = self.viewport.top
        self.viewport.scroll(lines)
        if self.viewport.top != top:
            self.refresh()

    def _move_to(self, place: int) -> None:
        place = max(0, min(place, len(self._entries) - 1))
        if place != self._cursor and self._entries:
            self._cursor = place
            self._into_view()
            self.refresh()

    def _into_view(self) -> None:
        """Scroll so far that all lines of the entry are seen, the first before the last."""
        lines, starts = self._layout_lines()
        self.viewport.height = max(1, self.size.height)
        self.viewport.count = len(lines)
        if not starts:
            self.viewport.top = self.viewport.cursor = 0
            return
        start = starts[self._cursor]
        end = starts[self._cursor + 1] if self._cursor + 1 < len(starts) else len(lines)
        while end - 1 > start and lines[end - 1].entry is None:
            end -= 1
        heading = start > 0 and lines[start - 1].entry is None
        for line in (end - 1, start - heading, start):
            self.viewport.move_to(line)

    # -- painting --------------------------------------------------------------------------

    def _layout_lines(self) -> tuple[list[_Line], list[int]]:
        """All lines, and where each entry begins."""
        width = self.size.width
        if self._laid is None or self._laid[0] != width:
            shape = _Shape.of(self._entries, width - self._gutter - 2)
            lines: list[_Line] = []
            starts: list[int] = []
            days = ["", *(entry.day for entry in self._entries)]
            for place, (before, day) in enumerate(pairwise(days)):
                if day != before:
                    lines.append(_Line(None, (Cell(day, "muted"),)))
                starts.append(len(lines))
                cells = shape.lines(self._entries[place], self.signs)
                lines += [_Line(place, each) for each in cells]
            self._laid = width, lines, starts
        return self._laid[1], self._laid[2]

    def segments(self, y: int, size: Size) -> Sequence[Segment]:
        """One line of an entry, a heading, or nothing."""
        width = size.width
        if width < 1:
            return []
        lines, starts = self._layout_lines()
        index = self.viewport.top + y
        thumb = self.viewport.is_thumb(y)
        if index >= len(lines):
            text = "" if lines else self._said(y)
            return self._filled([(text, self.paint("muted"))], width, thumb=thumb)
        line = lines[index]
        selected = line.entry == self._cursor
        sign = self.signs.cursor if selected and index == starts[self._cursor] else " "
        plain = self._paint("", selected=selected)
        texts = [(sign, self._paint("sign", selected=selected)), (" ", plain)]
        texts += [(text, self._paint(style, selected=selected)) for text, style in line.cells]
        texts.append(("", plain))
        return self._filled(texts, width, thumb=thumb)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How wide the parts of all entries are; in cells."""

    time: int
    word: int
    panel: int
    text: int
    card: bool

    @classmethod
    def of(cls, entries: Sequence[Entry], width: int) -> _Shape:
        """The widths that entries take in a list of this width."""
        time = max((cell_len(entry.time) for entry in entries), default=0)
        word = max((cell_len(entry.word) for entry in entries), default=0)
        panel = max((cell_len(entry.panel) for entry in entries), default=0)
        word, panel = min(word, _MOST_WORD), min(panel, _MOST_PANEL)
        beside = time + _GAP + 2 + word + _GAP + (panel + _GAP if panel else 0)
        card = width < _CARDS_BELOW
        text = width - (_CARD_INDENT if card else beside)
        return cls(time, word, panel, max(text, 1), card)

    def lines(self, entry: Entry, signs: Signs) -> list[tuple[Cell, ...]]:
        """The entry: its columns, then the text beside or under them."""
        head = [
            Cell(fit(entry.time, self.time + _GAP), "muted"),
            Cell(fit(entry.sign, 2), entry.style),
            Cell(fit(entry.word, self.word, ellipsis=signs.ellipsis) + " " * _GAP, entry.style),
        ]
        if self.panel:
            panel = fit(entry.panel, self.panel, ellipsis=signs.ellipsis)
            head.append(Cell(panel + " " * _GAP, "muted"))
        indent = _CARD_INDENT if self.card else sum(cell_len(cell.text) for cell in head)
        inside = _CARD_INDENT if entry.inside else 0
        room = max(self.text - inside, 1)
        texts = [
            Cell(" " * inside + fit(text, room, ellipsis=signs.ellipsis))
            for text in _wrapped(entry.text, room)
        ]
        if self.card:
            return [tuple(head), *((Cell(" " * indent), text) for text in texts)]
        first = (*head, texts[0])
        return [first, *((Cell(" " * indent), text) for text in texts[1:])]


@lru_cache(4096)
def _wrapped(text: str, width: int) -> tuple[str, ...]:
    return tuple(wrap(text, width)) or ("",)

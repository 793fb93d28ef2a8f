"""Plain text over several lines, wrapped to the width, that can be scrolled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size

from smm_tui.i18n import _
from smm_tui.terminal.painting import runs
from smm_tui.terminal.widths import SINGLE
from smm_tui.widgets.columns import JOINERS, CellStyle, fit, head, measure
from smm_tui.widgets.painted import Scrolling
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.viewport import Viewport
from smm_tui.widgets.whole_line import whole_line

_LABEL_SHARE = 3


def label_cells(wanted: int, width: int) -> int:
    """The column of the labels in a pane of this width: at most a third of it."""
    return min(wanted, max(1, width - 2) // _LABEL_SHARE)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a label with a text that hangs beside it."""

    text: str
    style: CellStyle = ""
    label: str = ""
    label_width: int = 0
    """In cells; lines with the same width stand under each other."""
    label_style: CellStyle = "muted"


def wrap(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most `width` cells, broken between words where that can be.

    None begins with a space, at any width.
    """
    for paragraph in (each.lstrip(" ") for each in text.split("\n")):
        if measure(paragraph) <= width:
            yield paragraph
            continue
        size = len if SINGLE.fullmatch(paragraph) else cell_len
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if size(longer) <= width:
                line = longer
                continue
            if line:
                yield line
            line = word
            while size(line) > width:
                # A character wider than the whole line is shown as none.
                line = line.lstrip(JOINERS)
                part = head(line, width) or line[:1]
                yield part
                line = line[len(part) :]
        yield line


class TextPane(Scrolling, can_focus=True):
    """Lines of text; only those in view are painted."""

    DEFAULT_CSS = """
    TextPane { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, words, show=False, tooltip=words, id=f"text.{name}")
        for keys, action, words, name in (
            ("down,j", "scroll(1)", _("Down"), "down"),
            ("up,k", "scroll(-1)", _("Up"), "up"),
            ("pagedown,space,ctrl+f", "page(1)", _("Next page"), "page_down"),
            ("pageup,ctrl+b", "page(-1)", _("Previous page"), "page_up"),
            ("ctrl+d", "half(1)", _("Half a page down"), "half_down"),
            ("ctrl+u", "half(-1)", _("Half a page up"), "half_up"),
            ("home,g", "page(-1000000)", _("Beginning"), "first"),
            ("end,G", "page(1000000)", _("End"), "last"),
        )
    ]

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.signs = signs
        self._lines: tuple[Line, ...] = ()
        self._wrapped: list[tuple[str, str, Line]] | None = None
        self._width = 0
        self._viewport = Viewport()

    def show(self, lines: Sequence[Line]) -> None:
        """Show these from their beginning."""
        if tuple(lines) != self._lines:
            self._change(tuple(lines), 0)

    def go_on(self, lines: Sequence[Line]) -> None:
        """Show these from where one reads."""
        self._change(tuple(lines), self._viewport.top)

    def _change(self, lines: tuple[Line, ...], top: int) -> None:
        """Show these from a line on, and paint what looks another way than before."""
        if lines == self._lines and top == self._viewport.top:
            return
        before, width = self._looks(), self.size.width
        self._lines, self._viewport.top = lines, top
        self._wrapped = None
        for first, count in runs(
            y for y, (old, new) in enumerate(zip(before, self._looks(), strict=True)) if old != new
        ):
            self.refresh(Region(0, first, width, count))

    def _looks(self) -> list[tuple[object, ...]]:
        """What the look of each line in view hangs on."""
        size, viewport = self.size, self._viewport
        if not size:
            return []
        lines = self._laid_out(size)[viewport.top : viewport.top + size.height]
        looks: list[tuple[object, ...]] = [
            (label, text, line.label_style, line.style, viewport.is_thumb(y))
            for y, (label, text, line) in enumerate(lines)
        ]
        return looks + [()] * (size.height - len(looks))

    def bring(self, index: int) -> None:
        """Scroll so that a line of those shown comes to the top, as far as there is text below."""
        wanted = self._lines[index]
        places = (at for at, (_label, _text, line) in enumerate(self._laid_out()) if line is wanted)
        self.action_scroll(next(places, 0) - self._viewport.top)

    @property
    def overflows(self) -> bool:
        """Whether there is more text than is in view."""
        return len(self._laid_out()) > self.size.height

    @property
    def text(self) -> str:
        """All of it, as it is wrapped."""
        return "\n".join(f"{label}{text}".rstrip() for label, text, _line in self._laid_out())

    def lines_at(self, width: int) -> int:
        """How many lines the text takes at a width in cells."""
        return sum(1 for line in self._lines for _piece in self._pieces(line, max(1, width - 2)))

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        top = self._viewport.top
        self._laid_out()
        self._viewport.scroll(lines)
        if self._viewport.top != top:
            self._repaint()

    def action_page(self, pages: int) -> None:
        """Scroll by pages, one line staying in view."""
        self.action_scroll(pages * max(1, self.size.height - 1))

    def action_half(self, halves: int) -> None:
        """Scroll by half pages."""
        self.action_scroll(halves * max(1, self.size.height // 2))

    def _repaint(self) -> None:
        """Paint the text anew, but not the border: that would cost as much as all lines."""
        self.refresh(*([self.size.region] if self.size else []))

    def _laid_out(self, size: Size | None = None) -> list[tuple[str, str, Line]]:
        width, height = size or self.size
        if self._wrapped is None or self._width != width:
            self._width = width
            room = max(1, width - 2)
            self._wrapped = [part for line in self._lines for part in self._pieces(line, room)]
        # Where it was made shorter or the widget taller, no empty lines are scrolled in.
        self._viewport.height = max(1, height)
        self._viewport.count = len(self._wrapped)
        self._viewport.scroll(0)
        return self._wrapped

    def _pieces(self, line: Line, room: int) -> Iterator[tuple[str, str, Line]]:
        """Label and text of each line that a paragraph takes."""
        indent = label_cells(line.label_width, room + 2)
        ellipsis = self.signs.ellipsis
        label = fit(line.label, indent - 1, ellipsis=ellipsis) + " " if indent else ""
        room = max(1, room - indent)
        for text in wrap(line.text, room):
            is_whole = len(text) <= room and SINGLE.fullmatch(text)
            yield label, text if is_whole else fit(text, room, ellipsis=ellipsis), line
            label = " " * indent

    def segments(self, y: int, size: Size) -> Sequence[Segment]:
        """One line of the text."""
        width = size.width
        if width < 1:
            return []
        lines = self._laid_out(size)
        index = self._viewport.top + y
        plain = self.paint()
        texts = [("", plain)]
        if index < len(lines):
            label, text, line = lines[index]
            texts = [
                (label, self.paint(line.label_style)),
                (text, self.paint(line.style)),
                ("", plain),
            ]
        thumb = (self.signs.thumb, self.paint("thumb"))
        sign = thumb if self._viewport.is_thumb(y) else (" ", plain)
        return whole_line(texts, width, end=sign)

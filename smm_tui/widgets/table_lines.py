"""The painting half of a table: titles, rows in view, marks, and where in the whole one is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size

from smm_tui.widgets.columns import Arranged, Cards, Cell, Column, arrange, fit, measure
from smm_tui.widgets.painted import Scrolling
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import wrap
from smm_tui.widgets.viewport import Viewport
from smm_tui.widgets.whole_line import Text, whole_line

_EDGE = 2
"""A space and the sign for the place in the whole, at the right."""


class RowSource(Protocol):
    """Where the cells of a row come from; asked only for rows in view."""

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell | None] | None:
        """One cell for each column key; None, for a cell or the row, is not known yet."""
        ...


class TableLines(Scrolling):
    """Paints rows by their keys; every line is exactly as wide as the widget.

    | class of the part | what it styles |
    |---|---|
    | `paint--header`, `paint--sorted` | the titles |
    | `paint--cursor`, `paint--sign` | the cursor's row and the sign in front of it |
    | `paint--mark` | the mark of a row |
    """

    # Those that change with the focus: Textual sees that, and has the table painted.
    COMPONENT_CLASSES: ClassVar[set[str]] = {"paint--cursor", "paint--sign"}
    DEFAULT_CSS = """
    TableLines {
        height: 1fr;
        & > .paint--header { color: $text-muted; }
        & > .paint--sorted { color: $text-primary; }
        & > .paint--cursor { background: $block-cursor-blurred-background; }
        & > .paint--sign { color: $text-muted; }
        & > .paint--mark { color: $text-accent; }
        &:focus > .paint--cursor { background: $block-cursor-background; }
        &:focus > .paint--sign { color: $text-primary; text-style: bold; }
        &:ansi > .paint--header { text-style: dim; }
        &:ansi > .paint--cursor { background: $background; text-style: bold; }
        &:ansi:focus > .paint--cursor { background: $background; text-style: reverse; }
        &:nocolor > .paint--cursor { text-style: bold; }
        &:nocolor:focus > .paint--cursor { text-style: reverse; }
    }
    """

    wide_from: ClassVar[int] = 100
    """From this many cells on, columns stand two apart, below it one."""

    def __init__(
        self,
        source: RowSource,
        columns: Sequence[Column],
        *,
        cards: Cards | None = None,
        header: bool = True,
        markable: bool = False,
        signs: Signs = UNICODE,
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(id=id)
        self.source = source
        self.signs = signs
        self.mark_sign = signs.mark
        self.rows: Sequence[int] = ()
        """The keys of all rows."""
        self.viewport = Viewport()
        self._columns = tuple(columns)
        self._cards = cards
        self._most: int | None = None
        self._header = header
        self._markable = markable
        self._marked: frozenset[int] = frozenset()
        self._empty = ""
        self._sorted: tuple[str, bool] | None = None
        self._arranged: Arranged | None = None
        self._selected: dict[str, Style] = {}

    def use_columns(self, columns: Sequence[Column], *, cards: Cards | None = None) -> None:
        """Show other columns."""
        if (tuple(columns), cards) != (self._columns, self._cards):
            self._columns = tuple(columns)
            self._cards = cards
            self._arranged = None
            self.refresh()

    @property
    def most(self) -> int | None:
        """The highest number of a column that is shown (`Column.priority`); None: any that fits."""
        return self._most

    @most.setter
    def most(self, number: int | None) -> None:
        number = None if number is None else max(number, 0)
        if number != self._most:
            self._most = number
            self._arranged = None
            self.refresh()

    def widen(self, step: int) -> bool:
        """Give the next column's room to the others, or take it back; whether that was possible."""
        before, numbers = self.columns, sorted({each.priority for each in self._columns} - {0})
        if step > 0:
            shown = [each.priority for each in self._columns if each.key in before]
            tries: list[int | None] = [max(shown) - 1] if any(shown) else []
        else:
            most = self._most
            tries = [None] if most is None else [*(each for each in numbers if each > most), None]
        for number in tries:
            former, self.most = self._most, number
            if self.columns != before:
                return True
            if step > 0:
                self.most = former
        return False

    def show_sorted(self, key: str | None, *, reverse: bool = False) -> None:
        """Put the sign of the order beside this column's title; None takes it away."""
        wanted = None if key is None else (key, reverse)
        if wanted != self._sorted:
            self._sorted = wanted
            self.refresh(Region(0, 0, self.size.width, 1))

    def refresh_rows(self, keys: Collection[int]) -> None:
        """Paint the lines of these rows anew, where they are in view."""
        wanted = frozenset(keys)
        view = range(self.viewport.top, self.viewport.bottom)
        self.refresh_places([index for index in view if self.rows[index] in wanted])

    def refresh_places(self, places: Collection[int]) -> None:
        """Paint anew what stands at these places in `rows`, all of them in view."""
        if not places:
            return
        width = self.size.width
        height = len(self._layout(width).lines)
        top, first = self.viewport.top, int(self._header)
        self.refresh(
            *(Region(0, (place - top) * height + first, width, height) for place in places)
        )

    def row_at(self, y: int) -> int | None:
        """The place in `rows` of what is drawn on a line of the widget; None where no row is."""
        line = (y - self._header) // len(self._layout().lines)
        index = self.viewport.top + line
        return index if 0 <= line < self.viewport.height and index < len(self.rows) else None

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of the columns that fit the present width."""
        return tuple(placed.column.key for line in self._layout().lines for placed in line)

    @property
    def widths(self) -> Mapping[str, int]:
        """The cells of each column that is shown."""
        return {placed.column.key: placed.width for line in self._layout().lines for placed in line}

    @property
    def empty_text(self) -> str:
        """What is said while there are no rows."""
        return self._empty

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        if text != self._empty:
            self._empty = text
            self.refresh()

    @property
    def marked(self) -> frozenset[int]:
        """The keys that carry a mark."""
        return self._marked

    @marked.setter
    def marked(self, keys: frozenset[int]) -> None:
        changed = self._marked ^ keys
        self._marked = keys
        self.refresh_rows(changed)

    def segments(self, y: int, size: Size) -> Sequence[Segment]:
        """One line: the titles, a row, or nothing."""
        width, height = size
        if width < 1:
            return []
        arranged = self._layout(width)
        self._fit_view(arranged, height)
        if self._header and y == 0:
            return self._filled(self._titles(arranged), width)
        line, part = divmod(y - self._header, len(arranged.lines))
        index = self.viewport.top + line
        if line < self.viewport.height and index < len(self.rows):
            texts, used = self._row(arranged, index, part)
        else:
            texts, used = [(self._said(y - self._header), self.paint("muted"))], None
        return self._filled(texts, width, used=used, thumb=self.viewport.is_thumb(line))

    def _said(self, line: int) -> str:
        """What stands on a line that has no row: that there are none, where that is so."""
        if self.rows or not self._empty:
            return ""
        said = list(wrap(self._empty, max(1, self.size.width - self._gutter - _EDGE)))
        return " " * self._gutter + said[line] if line < len(said) else ""

    def heading(self, key: int, part: int) -> tuple[Cell, Cell] | None:  # noqa: ARG002 - overridden
        """What stands on a line of a row in place of its cells; None: the row has cells.

        Where there is too little width, the second is cut.
        """
        return None

    @property
    def is_carded(self) -> bool:
        """Whether each row takes two lines."""
        return len(self._layout().lines) > 1

    def fit_view(self) -> None:
        """Let the view be as tall as the widget; a first frame is painted before `on_resize`."""
        width, height = self.size
        self._fit_view(self._layout(width), height)

    def _fit_view(self, arranged: Arranged, height: int) -> None:
        rows = max(1, (height - self._header) // len(arranged.lines))
        if rows != self.viewport.height:
            self.viewport.resize(rows)

    @property
    def _gutter(self) -> int:
        """The cursor's sign, the mark where there is one, and a space."""
        return 2 + self._markable

    def _layout(self, width: int | None = None) -> Arranged:
        if width is None:
            width = self.size.width
        most = self._most
        if self._arranged is None or self._arranged.width != width:
            self._arranged = arrange(
                [each for each in self._columns if most is None or each.priority <= most],
                self._cards,
                width=width,
                beside=self._gutter + _EDGE,
                gap=2 if width >= self.wide_from else 1,
            )
        return self._arranged

    def _titles(self, arranged: Arranged) -> list[Text]:
        """The titles of the last line of a row; of those above it that of the order alone."""
        *above, last = arranged.lines
        before = self._gutter + arranged.indent
        titles = [
            self._title(column, sign, before - 1)
            for line in above
            for column, _width in line
            if (sign := self._order_sign(column.key))
        ]
        texts = [(fit("".join(titles), before), self._paint("sorted"))]
        for column, width in last:
            sign = self._order_sign(column.key)
            paint = self._paint("sorted" if sign else "header")
            title = self._title(column, sign, width)
            texts.append((fit(title, width + arranged.gap), paint))
        return texts

    def _title(self, column: Column, sign: str, width: int) -> str:
        """The title with its sign, which may stand in the gap, so that no title is cut for it."""
        title = fit(column.title, width, align=column.align, ellipsis=self.signs.ellipsis)
        if sign and column.align == "right" and title.startswith(" "):
            return fit(sign + title.lstrip(), width, align="right")
        return title.rstrip() + sign

    def _order_sign(self, key: str) -> str:
        if self._sorted is None or self._sorted[0] != key:
            return ""
        return self.signs.descending if self._sorted[1] else self.signs.ascending

    def _row(self, arranged: Arranged, index: int, part: int) -> tuple[list[Text], int | None]:
        """The texts of a line of a row, and the cells that they take where that is known."""
        key, selected = self.rows[index], index == self.viewport.cursor
        texts = [(self.signs.cursor if selected else " ", self._paint("sign", selected=selected))]
        if self._markable:
            mark = self.mark_sign if key in self._marked and not part else " "
            texts.append((mark, self._paint("mark", selected=selected)))
        if (heading := self.heading(key, part)) is not None:
            (first, how), (second, what) = heading
            room = max(arranged.width - self._gutter - _EDGE - measure(first), 0)
            cut = fit(second, room, ellipsis=self.signs.ellipsis)
            texts.append((f" {first}", self._paint(how, selected=selected)))
            texts.append((cut, self._paint(what, selected=selected)))
            return texts, None
        plain = self._paint("", selected=selected)
        indent = arranged.indent * part
        line, ellipsis = arranged.lines[part], self.signs.ellipsis
        cells = self.source.cells(key, arranged.keys[part]) or [None] * len(line)
        between = " " * arranged.gap, plain
        texts.append((" " * (1 + indent), plain))
        for (column, width), cell in zip(line, cells, strict=True):
            text, style = cell or (ellipsis, "muted")
            fitted = fit(text, width, align=column.align, ellipsis=ellipsis)
            texts.append((fitted, self._paint(style, selected=selected)))
            texts.append(between)
        if line:
            del texts[-1]
        return texts, self._gutter + indent + arranged.used[part]

    def _filled(
        self, texts: list[Text], width: int, *, used: int | None = None, thumb: bool = False
    ) -> Sequence[Segment]:
        """The line, at its end the place in the whole; `used` as in `whole_line`."""
        end = (self.signs.thumb, self._paint("thumb")) if thumb else (" ", texts[-1][1])
        return whole_line(texts, width, end=end, used=used)

    def _paint(self, name: str, *, selected: bool = False) -> Style:
        """The colours of a component, on those of the cursor's row where `selected`."""
        if not selected:
            return self.paint(name)
        style = self._selected.get(name)
        if style is None:
            row = self.get_component_rich_style("paint--cursor")
            style = self.rich_style if row.reverse else self.paint(name)
            # On reversed colours those of a cell would be patches.
            style += Style(bgcolor=row.bgcolor, bold=row.bold or None, reverse=row.reverse)
            self._selected[name] = style
        return style

    def notify_style_update(self) -> None:
        """Forget the colours of another theme or focus."""
        self._selected.clear()
        super().notify_style_update()

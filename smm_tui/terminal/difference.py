"""The fewest bytes that turn the cells that were sent into those that are wanted."""

from __future__ import annotations

from typing import Final

from smm_tui.terminal.cells import Row, Screen
from smm_tui.terminal.line import Line, sideways, spread, steps
from smm_tui.terminal.style import PLAIN, Styles
from smm_tui.terminal.widths import doubt

_GAP: Final = 8
"""Unchanged cells up to this many may be written again where that is shorter than a jump."""

_LONG: Final = 9
"""Spaces inside a text beyond this many are left to be erased."""

_LINES: Final = 3
"""Steps down that are made one by one."""


class Sent:
    """The cells, the cursor and the style that the terminal has, by what was sent to it.

    `erases_in_colour`: erased cells take the background in force (terminfo's bce).
    """

    def __init__(self, styles: Styles, *, erases_in_colour: bool) -> None:
        self._styles = styles
        self._erases_in_colour = erases_in_colour
        self._rows: list[Row] = []
        self._known = False
        self._x: int | None = None
        self._y: int | None = None
        self._style: int | None = None
        self._out: list[str] = []
        self._width = 0

    def forget(self) -> None:
        """Take nothing for granted: the next difference is the whole screen."""
        self._known = False

    def difference(self, wanted: Screen, *, whole: bool = False) -> str:
        """What to send so that the terminal shows the wanted screen, and count it as sent.

        `whole` sends each touched line in full, whatever was sent before.
        """
        self._out = []
        touched = sorted(wanted.touched) if self._known else range(wanted.height)
        if not self._known:
            self._clear(wanted)
        wanted.touched.clear()
        for y in touched:
            self._line(y, self._canonical(wanted.rows[y]), whole=whole)
        if (self._x, self._y) != (wanted.x, wanted.y):
            self._move(min(wanted.x, wanted.width - 1), wanted.y)
        return "".join(self._out)

    def _canonical(self, row: Row) -> Row:
        """The line with every space in the style that it looks like."""
        blanks = self._styles.blanks
        return Row(
            list(row.text),
            [
                blanks[style] if text == " " else style
                for text, style in zip(row.text, row.styles, strict=True)
            ],
        )

    def _erasable(self, style: int) -> bool:
        """Whether erasing leaves what a space of this style looks like."""
        kind = self._styles[style]
        return not kind.attributes and (not kind.background or self._erases_in_colour)

    def _clear(self, wanted: Screen) -> None:
        """Erase all, and count every cell as a plain space."""
        self._out.append("\x1b[m\x1b[2J\x1b[H")
        self._rows = [Row.blank(wanted.width) for _ in range(wanted.height)]
        self._width = wanted.width
        self._x = self._y = 0
        self._style = PLAIN
        self._known = True

    def _line(self, y: int, wanted: Row, *, whole: bool) -> None:
        sent = self._rows[y]
        if sent == wanted and not whole:
            return
        changed = [
            whole or a != b or s != t
            for a, b, s, t in zip(sent.text, wanted.text, sent.styles, wanted.styles, strict=True)
        ]
        spread(changed, sent, wanted)
        end, tail = self._tail(wanted, changed)
        line = Line(y, wanted, sent, changed, end)
        x = line.next(0)
        while x < end:
            self._reach(x, line)
            x = line.next(self._cells(x, line))
        if tail is not None:
            self._move(end, y)
            self._set_blank(tail, tail)
            self._out.append("\x1b[K")
        self._rows[y] = wanted

    def _tail(self, wanted: Row, changed: list[bool]) -> tuple[int, int | None]:
        """Where erasing to the end of the line begins, and in which style, if it pays."""
        style = wanted.styles[-1]
        width = len(changed)
        if wanted.text[-1] != " " or not self._erasable(style):
            return width, None
        start = width
        while start and wanted.text[start - 1] == " " and wanted.styles[start - 1] == style:
            start -= 1
        while start < width and not changed[start]:
            start += 1
        return (start, style) if sum(changed[start:]) > len("\x1b[K") else (width, None)

    def _cells(self, x: int, line: Line) -> int:
        """Send the changed cells from x on that go together; the cell after them."""
        row = line.wanted
        style = row.styles[x]
        blanks = line.blanks(x)
        if blanks:
            after = x + blanks
            follows = after < line.end and line.changed[after]
            self._set_blank(style, row.styles[after] if follows else style)
            return self._space(x, blanks, follows=follows, line=line)
        self._set(style)
        if row.text[x].isascii():
            return self._plain(x, line)
        return self._special(x, line)

    def _space(self, x: int, count: int, *, follows: bool, line: Line) -> int:
        """Send spaces, by erasing where that is shorter."""
        jump = len(f"\x1b[{count}C") if follows else 0
        if self._erasable(line.wanted.styles[x]) and count > len(f"\x1b[{count}X") + jump:
            self._out.append(f"\x1b[{count}X")
            return x + count
        self._write(" " * count, x + count)
        return x + count

    def _plain(self, x: int, line: Line) -> int:
        """Send ASCII of one style, the spaces in it that look the same included."""
        row, start = line.wanted, x
        style = row.styles[x]
        blank = self._styles.blanks[style]
        while x < line.end and line.changed[x]:
            if row.text[x] == " ":
                if row.styles[x] != blank or line.blanks(x) > _LONG:
                    break
            elif row.styles[x] != style or not row.text[x].isascii() or not row.text[x]:
                break
            x += 1
        self._write("".join(row.text[start:x]), x)
        return x

    def _special(self, x: int, line: Line) -> int:
        """Send characters that are not ASCII; where the cursor then is, is not relied on."""
        row, start = line.wanted, x
        style = row.styles[x]
        if doubt(row.text[x]):
            x += line.width(x)
            if x - start > 1 and line.sent.text[start:x] != [" ", " "]:
                # At the right edge the cursor waits on the last cell or beyond it.
                self._out.append("  \b\b" if x < self._width else f"  \x1b[{start + 1}G")
        else:
            while (
                x < line.end
                and line.changed[x]
                and row.styles[x] == style
                and not row.text[x].isascii()
                and not doubt(row.text[x])
            ):
                x += line.width(x)
        self._out.append("".join(row.text[start:x]))
        self._x = None
        return x

    def _write(self, text: str, after: int) -> None:
        self._out.append(text)
        # At the right edge terminals differ in where the cursor waits.
        self._x = after if after < self._width else None

    def _reach(self, x: int, line: Line) -> None:
        """Place the cursor, over a small gap by writing it again where that is shorter."""
        jump = self._jump(x, line.y)
        if self._y == line.y and self._x is not None and 0 < x - self._x <= _GAP:
            gap = self._gap(self._x, x, line.wanted)
            if gap is not None and len(gap) <= len(jump):
                jump = gap
        self._out.append(jump)
        self._x, self._y = x, line.y

    def _gap(self, start: int, end: int, row: Row) -> str | None:
        """The cells between, if they are ASCII and look right in the style in force."""
        style = self._style
        if style is None:
            return None
        blank = self._styles.blanks[style]
        for text, own in zip(row.text[start:end], row.styles[start:end], strict=True):
            if not text or not text.isascii() or own != (blank if text == " " else style):
                return None
        return "".join(row.text[start:end])

    def _move(self, x: int, y: int) -> None:
        self._out.append(self._jump(x, y))
        self._x, self._y = x, y

    def _jump(self, x: int, y: int) -> str:
        """The shortest move to a cell."""
        if (self._x, self._y) == (x, y):
            return ""
        ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"]
        if self._y == y:
            ways.append(f"\x1b[{x + 1}G" if x else "\r")
            if self._x is not None:
                ways.append(sideways(x - self._x))
        elif self._y is not None:
            if 0 < y - self._y <= _LINES:
                ways.append("\r" + "\n" * (y - self._y) + sideways(x))
            if self._x == x:
                ways.append(steps(y - self._y, "B", "A"))
        return min(ways, key=len)

    def _set(self, style: int) -> None:
        self._out.append(self._styles.change(self._style, style))
        self._style = style

    def _set_blank(self, blank: int, follows: int) -> None:
        """Take a style in which a space looks right, the one that follows if it does."""
        blanks = self._styles.blanks
        if self._style is None or blanks[self._style] != blank:
            self._set(follows if blanks[follows] == blank else blank)

"""What all widgets that draw lines of their own share: few styles, by name, worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import TRANSPARENT
from textual.geometry import Region, Size
from textual.strip import Strip

from smm_tui.terminal.frames import AtOnce
from smm_tui.terminal.seams import part_style

_WHEEL_LINES: Final = 3


class Painted(AtOnce):
    """A widget that renders line by line in the styles of its parts.

    | class of the part | what it styles |
    |---|---|
    | `paint--muted`, `paint--strong`, `paint--accent` | what matters less, or more |
    | `paint--success`, `paint--warning`, `paint--error` | states, which also have a word |
    | `paint--thumb` | the place in a whole that is longer than the widget |
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Painted {
        color: $foreground;
        & > .paint--muted { color: $text-muted; }
        & > .paint--strong { text-style: bold; }
        & > .paint--accent { color: $text-primary; }
        & > .paint--success { color: $text-success; }
        & > .paint--warning { color: $text-warning; }
        & > .paint--error { color: $text-error; }
        & > .paint--thumb { color: $scrollbar; }
        &:ansi > .paint--muted { text-style: dim; }
        &:ansi > .paint--thumb { color: $foreground; text-style: dim; }
    }
    """

    _paints: dict[str, Style] | None = None
    _part_styles: dict[str, Style] | None = None
    _is_bare: bool | None = None
    """Whether Textual would lay nothing over a line."""
    _theme: str | None = None
    """In whose colours it is painted; None where it never was."""

    def paint(self, name: str = "") -> Style:
        """The widget's own style with the colour and weight of a component; "" for none."""
        if self._paints is None:
            self._paints = {"": self.rich_style}
        if name not in self._paints:
            part = self.part(name)
            own = Style(color=part.color, bold=part.bold, dim=part.dim)
            self._paints[name] = self.rich_style + own
        return self._paints[name]

    def part(self, name: str) -> Style:
        """All of the look of a part."""
        if self._part_styles is None:
            self._part_styles = {}
        if name not in self._part_styles:
            self._part_styles[name] = part_style(self, f"paint--{name}")
        return self._part_styles[name]

    def notify_style_update(self) -> None:
        """Forget the colours of another theme or focus."""
        self._paints = self._part_styles = self._is_bare = None
        super().notify_style_update()
        before, self._theme = self._theme, self.app.theme
        if before is not None and before != self._theme:
            # Textual sees it where its own colours are others, not where those of its parts are.
            self.refresh()

    def segments(self, y: int, size: Size) -> Sequence[Segment]:
        """A line of a widget of this size inside its border, exactly as wide as that."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """The same for Textual."""
        size = self.size
        return Strip(self.segments(y, size), size.width)

    def fresh_lines(self, crop: Region) -> Sequence[Iterable[Segment]]:
        """The lines of a part; those inside the border are drawn here."""
        if self._is_bare is None:
            self._is_bare = self._look_bare()
        size = self.size
        width, height = size
        top, _right, _bottom, left = self.styles.gutter
        if not self._is_bare or (crop.x, crop.width) != (left, width):
            return super().fresh_lines(crop)
        filters = self.get_line_filters()
        background = self.background_colors[1] if filters else TRANSPARENT
        lines: list[Iterable[Segment]] = []
        for y in crop.line_range:
            if not 0 <= y - top < height:
                lines += super().fresh_lines(Region(left, y, width, 1))
            elif filters:
                strip = self.render_line(y - top)
                for each in filters:
                    strip = strip.apply_filter(each, background)
                lines.append(strip)
            else:
                lines.append(self.segments(y - top, size))
        return lines

    def _look_bare(self) -> bool:
        styles = self.styles
        over = any(edge for edge, _colour in styles.outline) or styles.has_rule("hatch")
        faded = styles.tint.a or self.opacity != 1.0 or styles.text_opacity != 1.0
        return not (over or faded)


class Scrolling(Painted):
    """One that is longer than what is seen of it, and that the wheel moves."""

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines or rows, below zero towards the beginning."""
        raise NotImplementedError

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go towards the end."""
        event.stop()
        self.action_scroll(_WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go towards the beginning."""
        event.stop()
        self.action_scroll(-_WHEEL_LINES)

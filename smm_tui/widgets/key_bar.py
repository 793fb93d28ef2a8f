"""The line at the bottom: the keys that act right now, made from the bindings in force."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.keys import format_key
from textual.screen import Screen
from textual.strip import Strip

from smm_tui.widgets.columns import fit
from smm_tui.widgets.one_line import OneLine
from smm_tui.widgets.signs import UNICODE, Signs

_LATE = frozenset({"form.next", "dialog.back"})
"""Those that people know anyway give way to what a dialog is there for."""
_LAST = frozenset({"app.help"})
"""Binding ids that keep their place at the right edge at any width."""


def key_name(key: str, signs: Signs) -> str:
    """A key as a person knows it; by its name where the terminal cannot draw its sign."""
    *held, last = key.split("+")
    text = format_key(last)
    if "ctrl" in held:
        held.remove("ctrl")
        text = f"^{text}"
    text = "+".join([*held, text])
    return text if signs is UNICODE or text.isascii() else key


def key_of(screen: Screen[Any], command: str, signs: Signs) -> str:
    """The first key of a command that is in force on a screen; "" where it has none."""
    for _node, binding, _enabled, _tooltip in screen.active_bindings.values():
        if binding.id == command:
            return key_name(binding.key, signs)
    return ""


class KeyBar(OneLine):
    """Key and word of each binding that is to be shown, as many as fit.

    The keys of the widget with the focus come first, then those of the screen, then those of
    everywhere; what does not fit is in the help, which always is.
    """

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        color: $text-muted;
        background: $panel;
        &:ansi { background: $background; color: $foreground; }
        &:ansi > .paint--accent { text-style: bold; }
    }
    """

    _keys: tuple[tuple[str, str], ...] = ()
    _last_keys: tuple[tuple[str, str], ...] = ()

    def on_mount(self) -> None:
        """Follow the focus and the bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        shown: dict[str, Binding] = {}
        for _node, binding, enabled, _tooltip in screen.active_bindings.values():
            if binding.show and enabled and binding.description:
                shown.setdefault(binding.action, binding)
        bindings = sorted(shown.values(), key=lambda each: each.id in _LATE)
        first = self._words(each for each in bindings if each.id not in _LAST)
        last = self._words(each for each in shown.values() if each.id in _LAST)
        if (first, last) != (self._keys, self._last_keys):
            self._keys, self._last_keys = first, last
            self.refresh()

    def _words(self, bindings: Iterable[Binding]) -> tuple[tuple[str, str], ...]:
        return tuple((key_name(each.key, self.signs), each.description) for each in bindings)

    def render_line(self, y: int) -> Strip:
        """The line, exactly as wide as the widget."""
        width = self.size.width
        if y or width < 1:
            return Strip.blank(max(width, 0), self.paint())
        ending = self._fitting(self._last_keys, width - 2)
        used = sum(cell_len(part.text) for part in ending)
        room = width - 2 - used - (2 if ending else 0)
        segments = [Segment(" ", self.paint()), *self._fitting(self._keys, room)]
        spare = width - 1 - used - sum(cell_len(part.text) for part in segments)
        segments += [Segment(" " * max(spare, 0), self.paint()), *ending]
        return Strip(segments).adjust_cell_length(width, self.paint()).simplify()

    def _fitting(self, keys: tuple[tuple[str, str], ...], room: int) -> list[Segment]:
        segments: list[Segment] = []
        for key, word in keys:
            between = 2 if segments else 0
            room -= between + cell_len(key) + 1 + cell_len(word)
            if room < 0:
                break
            segments.append(Segment(" " * between, self.paint()))
            segments.append(Segment(fit(key, cell_len(key)), self.paint("accent")))
            segments.append(Segment(f" {word}", self.paint()))
        return segments

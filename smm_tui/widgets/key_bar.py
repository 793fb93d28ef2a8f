"""The line at the bottom: the keys that act right now, made from the bindings in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.geometry import Size
from textual.keys import format_key
from textual.screen import Screen

from smm_tui.widgets.columns import fit
from smm_tui.widgets.one_line import OneLine
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.whole_line import blank, exactly

_BETWEEN = 2
_ANSWERS = "answers."
_FIRST = ("table.choose", "app.filter")
"""What a list is there for, then what finds a row in it."""
_LATE = frozenset({"form.next", "dialog.back", "catalogue.changes", "app.panel", "app.refresh"})
"""Those that people know anyway, or seldom need, give way to the others."""
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


class _Key(NamedTuple):
    """A binding as it is shown."""

    text: str
    word: str
    command: str

    @property
    def width(self) -> int:
        """Of both, in cells."""
        return cell_len(self.text) + 1 + cell_len(self.word)


class KeyBar(OneLine):
    """Key and word of each binding that is to be shown, as many as fit.

    The keys of the widget with the focus come first, then those of the screen, then those of
    everywhere; what does not fit is in the help, which always is. A click on a key strikes it,
    but not on one that answers: an answer is clicked where it stands.
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

    _keys: tuple[_Key, ...] = ()
    _last_keys: tuple[_Key, ...] = ()

    def on_mount(self) -> None:
        """Follow the focus and the bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        shown: dict[str, Binding] = {}
        for _node, binding, enabled, _tooltip in screen.active_bindings.values():
            acts = enabled and not _is_text(screen, binding.key)
            if binding.show and acts and binding.description:
                shown.setdefault(binding.action, binding)
        bindings = sorted(shown.values(), key=_rank)
        first = self._words(each for each in bindings if each.id not in _LAST)
        last = self._words(each for each in shown.values() if each.id in _LAST)
        if (first, last) != (self._keys, self._last_keys):
            self._keys, self._last_keys = first, last
            self.refresh()

    def _words(self, bindings: Iterable[Binding]) -> tuple[_Key, ...]:
        return tuple(
            _Key(key_name(each.key, self.signs), each.description, each.id or "")
            for each in bindings
        )

    def segments(self, y: int, size: Size) -> Sequence[Segment]:
        """The line, exactly as wide as the widget."""
        width = size.width
        if y or width < 1:
            return blank(width, self.paint())
        segments, end = [Segment(" ", self.paint())], 1
        for key, start in self._placed(width):
            segments.append(Segment(" " * (start - end), self.paint()))
            segments.append(Segment(fit(key.text, cell_len(key.text)), self.paint("accent")))
            segments.append(Segment(f" {key.word}", self.paint()))
            end = start + key.width
        return exactly(segments, width, self.paint())

    def _placed(self, width: int) -> list[tuple[_Key, int]]:
        """The keys that fit, each with the cell it begins at."""
        ending = _fitting(self._last_keys, width - 2)
        used = ending[-1][1] + ending[-1][0].width if ending else 0
        first = _fitting(self._keys, width - 2 - used - (_BETWEEN if ending else 0))
        placed = [(key, 1 + start) for key, start in first]
        return placed + [(key, width - 1 - used + start) for key, start in ending]

    def _command_at(self, x: int) -> str:
        for key, start in self._placed(self.size.width):
            if start <= x < start + key.width:
                return "" if key.command.startswith(_ANSWERS) else key.command
        return ""


def _is_text(screen: Screen[object], key: str) -> bool:
    """Whether the field with the focus types this key: Textual knows `/` and own keys too late."""
    sign = format_key(key)
    types = len(sign) == 1 and (sign.isascii() or sign.isalnum())
    focused = screen.focused
    return types and focused is not None and focused.check_consume_key(key, sign)


def _rank(binding: Binding) -> int:
    """Less comes earlier; what has the same stays in its order."""
    if binding.id in _FIRST:
        return _FIRST.index(binding.id)
    return len(_FIRST) + (binding.id in _LATE)


def _fitting(keys: Sequence[_Key], room: int) -> list[tuple[_Key, int]]:
    """As many as have room, each with its place after the first."""
    placed: list[tuple[_Key, int]] = []
    start = 0
    for key in keys:
        if start + key.width > room:
            break
        placed.append((key, start))
        start += key.width + _BETWEEN
    return placed

"""Which keys give which command: the bindings there are, and what `[keys]` may make of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final

from smm_tui.binding_table import BINDINGS
from smm_tui.i18n import _

_TOGETHER: Final = frozenset(
    frozenset(kinds)
    for kinds in (
        ("screen",),
        ("screen", "view"),
        ("screen", "focus"),
        ("view", "focus"),
        ("box",),
        ("box", "dialog"),
        ("box", "focus"),
        ("dialog", "focus"),
    )
)
"""Kinds of bindings that are in force at the same time; two of one kind else are not."""
_WITH_TEXT: Final = frozenset(
    {
        *("BatchEntry", "BatchForm", "Box", "Case", "Dialog", "ExportDialog", "FilterBar"),
        *("OrderForm", "Palette", "Review", "SetupScreen", "TrackDialog"),
    }
)
"""Where a text field has the focus, or may have it."""
_ALWAYS: Final[Mapping[str, str]] = {"app.help": "f1"}
"""What no configuration takes away."""
_ALONG: Final[Mapping[str, str]] = {"help.close": "app.help"}
"""What goes by the key of another command unless it is given one."""

_BY_HAND: Final = frozenset({"answers.next", "answers.previous", "answers.take"})
"""Their keys must be none that a pasted or blindly typed text can hold."""
_IN_TEXT: Final = frozenset({"enter", "tab", "space"})

_FUNCTION: Final = tuple(f"f{number}" for number in range(1, 13))
_MOVES: Final = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "delete")
_TEXT_KEYS: Final = frozenset(
    {
        *("up", "down", "left", "right", "home", "end", "delete"),
        *("backspace", "enter", "space"),
        *(f"shift+{key}" for key in ("up", "down", "left", "right", "home", "end")),
        *(f"ctrl+{key}" for key in ("left", "right", *"acdekuvwxyz")),
    }
)
"""What moves and edits in a text field."""
_NAMED: Final = (*_MOVES, "insert", "backspace", "tab", "enter", "escape", "space")
USABLE: Final = frozenset(
    {
        *_NAMED,
        *_FUNCTION,
        "shift+tab",
        *(f"{held}+{key}" for held in ("shift", "ctrl") for key in _MOVES),
        # H, I, J and M with ctrl are what backspace, tab and enter send.
        *(f"ctrl+{letter}" for letter in "abcdefgklnopqrstuvwxyz"),
    }
)
"""The keys with a name that terminals send; beside these every character that prints."""
_ALIASES: Final[Mapping[str, str]] = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "page down": "pagedown",
    "page up": "pageup",
}
_CHARACTERS: Final[Mapping[str, str]] = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Names of characters as the user interface has them, where Unicode has another."""


class Unfit(Exception):
    """A command cannot have the keys that are wanted for it."""

    def __init__(self, command: str, reason: str) -> None:
        super().__init__(reason)
        self.command = command
        self.reason = reason


def commands() -> frozenset[str]:
    """The names of all commands."""
    return frozenset(name for group in BINDINGS.values() for name in group.keys)


def default_keys(command: str) -> tuple[str, ...]:
    """The keys that a command has without a configuration, by their names, the first one first.

    Raises:
        LookupError: There is no such command.
    """
    for group in BINDINGS.values():
        if command in group.keys:
            return tuple(group.keys[command].split(","))
    raise LookupError(command)


def settled(wanted: Mapping[str, str]) -> dict[str, str]:
    """What `[keys]` asks for, as the keys in force: names of keys with commas between them.

    Args:
        wanted: Names of commands, all of them known, and the keys as people write them.

    Raises:
        Unfit: A key is none, is needed elsewhere, or would make it too easy to spend.
    """
    keys = {command: _spelled(command, text) for command, text in wanted.items()}
    for command, always in _ALWAYS.items():
        if command in keys and always not in keys[command]:
            keys[command] += (always,)
    for command, other in _ALONG.items():
        if command not in keys and other in keys:
            keys[command] = keys[other]
    for command in wanted:
        _check_fields(command, keys[command])
        _check_answers(command, keys[command])
    _check_conflicts(wanted, keys)
    return {command: ",".join(names) for command, names in keys.items()}


def _spelled(command: str, text: str) -> tuple[str, ...]:
    """The names of keys; a comma stands between two of them, or alone for itself."""
    words = [text] if text.strip() == "," else text.split(",")
    return tuple(dict.fromkeys(_named(command, word) for word in words))


def _named(command: str, word: str) -> str:
    shown = word.strip() or word
    if len(shown) == 1 and shown.isprintable():
        return "space" if shown == " " else _name_of(shown)
    name = shown.lower().replace("control+", "ctrl+").replace("ctrl-", "ctrl+")
    name = _ALIASES.get(name, name)
    if name in USABLE or name in _characters():
        return name
    raise Unfit(
        command,
        _(
            "{key} is no key that a terminal sends; a key is a character, ctrl+ and a letter "
            "(not h, i, j or m), f1 to f12, or a name such as space, pagedown or shift+tab"
        ).format(key=repr(shown)),
    )


def _name_of(character: str) -> str:
    if character.isalnum():
        return character
    name = re.sub("[ -]", "_", unicodedata.name(character, character).lower())
    return _CHARACTERS.get(name, name)


def _characters() -> frozenset[str]:
    """The names of the signs of ASCII: `question_mark`."""
    signs = (chr(point) for point in range(0x21, 0x7F))
    return frozenset(_name_of(sign) for sign in signs if not sign.isalnum())


def _prints(key: str) -> bool:
    return key not in USABLE or key == "space"


def _check_fields(command: str, keys: tuple[str, ...]) -> None:
    """A command that acts beside a text field needs a key that the field leaves to it."""
    defaults = default_keys(command)
    if not set(_groups(command)) <= _WITH_TEXT or all(map(_prints, defaults)):
        return
    if all(_is_text(key) and key not in defaults for key in keys):
        reason = _("{key} belongs to the text field there; take a function key or ctrl+")
        raise Unfit(command, reason.format(key=keys[0]))


def _is_text(key: str) -> bool:
    return _prints(key) or key in _TEXT_KEYS


def _check_answers(command: str, keys: tuple[str, ...]) -> None:
    """What was typed or pasted blindly must never reach the answer that sends an order."""
    if command not in _BY_HAND:
        return
    defaults = default_keys(command)
    for key in keys:
        if key not in defaults and (_prints(key) or key in _IN_TEXT):
            raise Unfit(
                command,
                _(
                    "{key} can stand in a text, and no text may confirm an order; "
                    "take an arrow, a function key or ctrl+"
                ).format(key=key),
            )


def _check_conflicts(wanted: Iterable[str], keys: Mapping[str, tuple[str, ...]]) -> None:
    """No two commands may have one key in the same place, but those that have by default."""
    for command, other in product(wanted, sorted(commands())):
        along = command in {other, _ALONG.get(other)} or other == _ALONG.get(command)
        if along or not _meet(command, other):
            continue
        others = keys.get(other) or default_keys(other)
        both = {*default_keys(command)} & {*default_keys(other)} | {_ALWAYS.get(command)}
        for key in keys[command]:
            if key in others and key not in both:
                reason = _("{key} is already the key of {other}")
                raise Unfit(command, reason.format(key=key, other=other))


def _meet(command: str, other: str) -> bool:
    """Whether two commands are ever in force at the same time."""
    return any(
        _are_one(mine, yours) or frozenset({BINDINGS[mine].kind, BINDINGS[yours].kind}) in _TOGETHER
        for mine, yours in product(_groups(command), _groups(other))
    )


def _are_one(mine: str, yours: str) -> bool:
    """Whether they are the same class, or one is made of the other."""
    return mine == yours or mine in BINDINGS[yours].bases or yours in BINDINGS[mine].bases


def _groups(command: str) -> Iterator[str]:
    return (name for name, group in BINDINGS.items() if command in group.keys)

"""The bindings of all classes as the table that the package knows them by.

`.venv/bin/python -m tests.key_table` writes it, and the table of keys in the README.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any, Final

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

import smm_tui
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.views import View
from smm_tui.widgets.box import Box

FILE: Final = Path(smm_tui.__file__).parent / "binding_table.py"
HEAD: Final = '''"""The bindings of every class, made by `python -m tests.key_table`, not by hand.

It is what can be known of them before the user interface is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Group(NamedTuple):
    """The bindings of one class."""

    kind: str
    """Where they are in force: screen, view, box, dialog, or on the focus."""
    bases: tuple[str, ...]
    """The classes of this table that it is made of."""
    keys: Mapping[str, str]
    """Of each command, by their names."""


BINDINGS: Final[Mapping[str, Group]] = {
'''


def classes() -> list[type[DOMNode]]:
    """Every class of the package that has bindings of its own, by name."""
    for module in pkgutil.walk_packages(smm_tui.__path__, "smm_tui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = [each for each in _below(DOMNode) if each.__dict__.get("BINDINGS")]
    own = {each for each in found if each.__module__.startswith("smm_tui.")}
    return sorted(own, key=lambda each: each.__name__)


def _below(kind: type[Any]) -> list[type[Any]]:
    return [one for child in kind.__subclasses__() for one in (child, *_below(child))]


def kind_of(each: type[DOMNode]) -> str:
    """Where its bindings are in force: everywhere, in a view, in dialogs, on the focus."""
    if issubclass(each, Box):
        return "box" if each in {Box, Dialog} else "dialog"
    if issubclass(each, App | Screen):
        return "screen"
    return "view" if issubclass(each, View) else "focus"


def bindings_of(each: type[DOMNode]) -> list[Binding]:
    """Its own bindings, each with a name."""
    bindings = [one for one in each.BINDINGS if isinstance(one, Binding)]
    assert len(bindings) == len(each.BINDINGS)
    assert all(one.id for one in bindings), f"a binding of {each.__name__} has no id"
    return bindings


def table() -> str:
    """The whole file."""
    lines, known = [], classes()
    for each in known:
        bases = tuple(base.__name__ for base in each.__mro__[1:] if base in known)
        lines.append(f'    "{each.__name__}": Group(\n        "{kind_of(each)}",\n')
        lines.append(f"        {bases!r},\n        {{\n".replace("'", '"'))
        lines += [f'            "{one.id}": "{one.key}",\n' for one in bindings_of(each)]
        lines.append("        },\n    ),\n")
    end = '}\n"""By class."""\n'
    return HEAD + "".join(lines) + end


def main() -> None:
    """Write the table, and that of the README."""
    from tests import test_readme  # noqa: PLC0415 - it reads the table that is written first

    FILE.write_text(table(), encoding="utf-8")
    test_readme.write_key_table()


if __name__ == "__main__":
    main()

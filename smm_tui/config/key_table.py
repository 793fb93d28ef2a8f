"""The table `[keys]` -> the keys in force."""

from __future__ import annotations

from collections.abc import Collection

from smm_tui.config.document import Table
from smm_tui.i18n import _


def read_keys(table: Table) -> dict[str, str]:
    """The keys that differ from those of the program, as names with commas between them.

    A name may be quoted (`"orders.refill"`) or not, which TOML takes for a table of its own.

    Raises:
        ConfigError: A name is that of no command, or a key cannot be its key.
    """
    if not table.names():
        return {}
    from smm_tui import keymap  # noqa: PLC0415 - not where nothing is asked for

    places = _places(table)
    known = keymap.commands()
    for name, (part, field) in places.items():
        if name not in known:
            raise part.wrong(_nearest(name, known), at=field)
    try:
        return keymap.settled({name: part.text(field) for name, (part, field) in places.items()})
    except keymap.Unfit as unfit:
        part, field = places[unfit.command]
        raise part.wrong(unfit.reason, at=field) from None


def _places(table: Table) -> dict[str, tuple[Table, str]]:
    """Where each command is named: its table, and its name in there."""
    places: dict[str, tuple[Table, str]] = {}
    for name in table.names():
        if table.is_table(name):
            part = table.table(name)
            places |= {f"{name}.{field}": (part, field) for field in part.names()}
        else:
            places[name] = (table, name)
    return places


def _nearest(name: str, known: Collection[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a wrong file

    [close] = get_close_matches(name, sorted(known), n=1, cutoff=0)
    return _("no command has this name; did you mean {name}?").format(name=close)

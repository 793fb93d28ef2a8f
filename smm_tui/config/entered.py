"""A panel as it was typed into the setup, checked by the rules of the file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from smm_tui import formatting
from smm_tui.config.document import Document, FieldPath, Table
from smm_tui.config.panel_table import read_panel
from smm_tui.errors import ConfigError, InvalidInput
from smm_tui.i18n import _
from smm_tui.settings import PanelSettings

_NO_AMOUNT = "?"
_EXAMPLE = Decimal("10.50")
_AMOUNTS = ("low_balance", "confirm_above", "max_charge")


def panel_entered(name: str, entries: Mapping[str, object], *, folder: Path) -> PanelSettings:
    """The panel that a `[panels.NAME]` table with these entries makes.

    Args:
        name: Of the panel.
        entries: As TOML would give them: texts, and a list of texts for `key_command`.
        folder: Where relative paths count from.

    Raises:
        InvalidInput: An entry breaks a rule of the file; `field` is its name.
    """
    written = {key: _written(key, value) for key, value in entries.items()}
    tables = Table(_Form("", "", {}), ("panels",), {name: written})
    try:
        return read_panel(name, tables, folder)
    except _Wrong as wrong:
        raise InvalidInput(wrong.detail, field=wrong.field) from None


def _written(field: str, value: object) -> object:
    """An amount with the point of the file, which was typed as the language writes it.

    Where a comma parts the decimals a point is refused: `1.000` would mean a thousand.
    """
    sign = formatting.decimal_sign()
    if field not in _AMOUNTS or not isinstance(value, str) or sign == ".":
        return value
    return _NO_AMOUNT if "." in value else value.replace(sign, ".")


class _Wrong(ConfigError):
    """What is wrong with one entry, without a file and a line."""

    def __init__(self, detail: str, *, field: str) -> None:
        super().__init__(detail)
        self.field = field


class _Form(Document):
    """A document that nobody has written down yet."""

    __slots__ = ()

    def wrong(self, said: str, *, at: FieldPath, remedy: str = "") -> ConfigError:  # noqa: ARG002
        """The error for an entry; amounts are typed without the quotes of a file."""
        in_table = at[2:]
        field = in_table[0] if in_table else "name"
        return _Wrong(
            _("must be an amount such as {amount}").format(amount=formatting.plain(_EXAMPLE))
            if field in _AMOUNTS
            else said,
            field=field,
        )

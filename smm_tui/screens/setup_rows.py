"""The rows of the setup: its fields, the one that hides a key, what can be pressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from smm_tui.i18n import _
from smm_tui.models import KeyOrigin
from smm_tui.ordering import Field, FieldKind
from smm_tui.screens.entry_fields import FieldRow

SOURCE: Final = "key_source"
"""The name of the field that says where the key comes from."""
LIMITS: Final = ("low_balance", "confirm_above", "max_charge")


def address_fields() -> tuple[Field, ...]:
    """Where the panel is, what it is called, where its key comes from."""
    sources = (
        (KeyOrigin.COMMAND.value, _("a command that prints it")),
        (KeyOrigin.FILE.value, _("a file that only you can read")),
        (KeyOrigin.ENV.value, _("an environment variable")),
        (KeyOrigin.TEXT.value, _("typed here, kept in the configuration")),
    )
    return (
        Field("url", _("Panel's API URL"), FieldKind.TEXT),
        Field("name", _("Name"), FieldKind.TEXT, hint=_("letters, digits, - or _")),
        Field(SOURCE, _("The key is in"), FieldKind.CHOICE, choices=sources),
    )


def source_fields() -> tuple[Field, ...]:
    """One field for each kind of key source, of which one is shown."""
    rows = (
        (KeyOrigin.COMMAND, _("Command"), _("such as: pass show brsmm")),
        (KeyOrigin.FILE, _("File"), _("mode 0600")),
        (KeyOrigin.ENV, _("Variable"), _("its name only")),
        (KeyOrigin.TEXT, _("API key"), _("not shown, not copied")),
    )
    return tuple(
        Field(origin.value, label, FieldKind.TEXT, hint=hint, only_if=(SOURCE, origin.value))
        for origin, label, hint in rows
    )


def limit_fields() -> tuple[Field, ...]:
    """The three limits, in the panel's currency; empty ones are off."""
    rows = (
        (_("Low balance"), _("warn below this")),
        (_("Ask above"), _("the amount must then be typed")),
        (_("Refuse above"), _("no order may cost more")),
    )
    return tuple(
        Field(name, label, FieldKind.TEXT, required=False, hint=hint)
        for name, (label, hint) in zip(LIMITS, rows, strict=True)
    )


class SecretInput(Input):
    """An entry that shows dots, and that nothing can be copied from."""

    def action_copy(self) -> None:
        """Copy nothing: a clipboard is read by others."""

    def action_cut(self) -> None:
        """Only delete."""
        self.delete_selection()


class SecretRow(FieldRow):
    """A field for a key."""

    def compose(self) -> ComposeResult:
        """The label, the hidden entry, the hint."""
        yield Static(Text(self.field.label), classes="label", markup=False)
        yield SecretInput(password=True, compact=True)
        yield Static(Text(self.field.hint, no_wrap=True), classes="hint", markup=False)


class Press(Widget, can_focus=True):
    """A word that does something when enter is pressed on it."""

    DEFAULT_CSS = """
    Press { height: 1; width: auto; margin-right: 2; }
    Press:focus { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "press", _("Press"), tooltip=_("Do what the word says"), id="press.press"),
    ]

    @dataclass
    class Pressed(Message):
        """It was pressed."""

        press: Press

        @property
        def control(self) -> Press:
            """For handlers that listen to one of several."""
            return self.press

    def __init__(self, word: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._word = word

    def render(self) -> Text:
        """The word between signs that say it can be pressed."""
        return Text(f"[ {self._word} ]", "bold", no_wrap=True)

    def action_press(self) -> None:
        """Tell whoever made it."""
        self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        """A click presses as well."""
        event.stop()
        self.focus()
        self.action_press()

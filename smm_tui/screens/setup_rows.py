"""What the page of the setup is made of: fields, one that hides a key, texts, presses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from smm_tui.i18n import _
from smm_tui.ordering import Field, FieldKind
from smm_tui.screens.entry_fields import FieldRow
from smm_tui.settings import KeyOrigin
from smm_tui.widgets.text_pane import Line, TextPane

SOURCE: Final = "key_source"
"""The name of the field that says where the key comes from."""
LIMITS: Final = ("low_balance", "confirm_above", "max_charge")


def address_fields() -> tuple[Field, ...]:
    """Where the panel is, what it is called, where its key comes from."""
    sources = (
        (KeyOrigin.COMMAND.value, _("printed by a command")),
        (KeyOrigin.FILE.value, _("in a file of its own")),
        (KeyOrigin.ENV.value, _("in an environment variable")),
        (KeyOrigin.TEXT.value, _("typed here, kept in the configuration")),
    )
    return (
        Field("url", _("Panel URL"), FieldKind.TEXT),
        Field("name", _("Name"), FieldKind.TEXT),
        Field(SOURCE, _("The key is"), FieldKind.CHOICE, choices=sources),
    )


def source_fields() -> tuple[Field, ...]:
    """One field for each kind of key source, of which one is shown."""
    rows = (
        (
            KeyOrigin.COMMAND,
            _("Command"),
            _("Such as pass show brsmm; its first line is the key."),
        ),
        (KeyOrigin.FILE, _("File"), _("It holds the key alone; only you may read it (mode 0600).")),
        (KeyOrigin.ENV, _("Variable"), _("Its name, not the key; set before smm-tui starts.")),
        (KeyOrigin.TEXT, _("API key"), _("Never shown; only you can read the file it goes to.")),
    )
    return tuple(
        Field(origin.value, label, FieldKind.TEXT, hint=hint, only_if=(SOURCE, origin.value))
        for origin, label, hint in rows
    )


def limit_fields() -> tuple[Field, ...]:
    """The three limits, in the panel's currency; empty ones are off."""
    rows = (
        (_("Low balance"), _("below this, the balance is shown as a warning")),
        (_("Ask above"), _("a charge above this must be typed to confirm it")),
        (_("Refuse above"), _("a charge above this is never sent")),
    )
    return tuple(
        Field(name, label, FieldKind.TEXT, required=False, hint=hint)
        for name, (label, hint) in zip(LIMITS, rows, strict=True)
    )


class Said(TextPane, can_focus=False):
    """A few lines of text, as tall as they need to be."""

    DEFAULT_CSS = """
    Said { height: auto; width: 1fr; }
    """

    def show(self, lines: Sequence[Line]) -> None:
        """Show these."""
        super().show(lines)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the text takes."""
        return self.lines_at(width)


class LimitRow(FieldRow):
    """A short field with a hint beside it."""

    DEFAULT_CSS = """
    LimitRow {
        & > Input { width: 12; }
        & > .hint { width: 1fr; height: 1; padding-left: 2; color: $text-muted; }
        &:ansi > .hint { text-style: dim; }
    }
    """

    def compose(self) -> ComposeResult:
        """The label, the entry, the hint."""
        yield from super().compose()
        hint = Text(self.field.hint, no_wrap=True, overflow="ellipsis")
        yield Static(hint, classes="hint", markup=False)


class SecretInput(Input):
    """An entry that shows dots, and that nothing can be copied from."""

    def action_copy(self) -> None:
        """Copy nothing: a clipboard is read by others."""

    def action_cut(self) -> None:
        """Only delete."""
        self.delete_selection()


class SecretRow(FieldRow):
    """A field for a key."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, entry=SecretInput(password=True, compact=True))


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

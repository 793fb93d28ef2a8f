"""The fields of a form: a label and one line, several lines, or a choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from smm_tui.i18n import _
from smm_tui.ordering import Field, FieldKind


class Choice(Widget, can_focus=True):
    """One of a few values, changed with the arrow keys."""

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; color: $foreground; }
    Choice:focus { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "right,down",
            "turn(1)",
            _("Next choice"),
            tooltip=_("Take the next value"),
            id="choice.next",
        ),
        Binding(
            "left,up",
            "turn(-1)",
            _("Previous choice"),
            show=False,
            tooltip=_("Take the value before"),
            id="choice.previous",
        ),
    ]
    index: reactive[int] = reactive(0)

    @dataclass
    class Changed(Message):
        """Another value was taken."""

        choice: Choice
        value: str

    def __init__(self, choices: tuple[tuple[str, str], ...], *, value: str = "") -> None:
        super().__init__()
        self.choices = choices
        values = [key for key, _label in choices]
        self.set_reactive(Choice.index, values.index(value) if value in values else 0)

    @property
    def value(self) -> str:
        """The value that is sent."""
        return self.choices[self.index][0]

    def render(self) -> Text:
        """The value in view, between the signs that say it can be changed."""
        return Text(f"< {self.choices[self.index][1]} >", no_wrap=True)

    def action_turn(self, step: int) -> None:
        """Take another value."""
        self.index = (self.index + step) % len(self.choices)
        self.post_message(self.Changed(self, self.value))


class FieldRow(Horizontal):
    """One field of a form, with its label."""

    DEFAULT_CSS = """
    FieldRow {
        height: auto;
        & > .label { width: 14; height: 1; color: $text-muted; }
        & > .label.-problem { color: $text-error; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $boost; }
        & > Input:focus { background: $primary 20%; }
        & > TextArea { width: 1fr; height: 5; border: none; padding: 0; background: $boost; }
        & > TextArea:focus { border: none; background: $primary 20%; }
        &:ansi > Input { text-style: underline; background: ansi_default; }
        &:ansi > TextArea { background: ansi_default; }
    }
    """

    @dataclass
    class Edited(Message):
        """What stands in a field has changed."""

        name: str

    @dataclass
    class Submitted(Message):
        """Enter was pressed in a field of one line."""

        name: str

    def __init__(self, field: Field, *, value: str = "") -> None:
        super().__init__(id=f"field-{field.name.replace('_', '-')}")
        self.field = field
        self._initial = value

    def compose(self) -> ComposeResult:
        """The label, and what is entered."""
        yield Static(Text(self.field.label), classes="label", markup=False)
        match self.field.kind:
            case FieldKind.LINES:
                yield TextArea(self._initial, soft_wrap=False, tab_behavior="focus")
            case FieldKind.CHOICE:
                yield Choice(self.field.choices, value=self._initial)
            case _:
                yield Input(self._initial, compact=True)

    def on_mount(self) -> None:
        """Nothing blinks: each blink would be painted over the wire."""
        for entry in self.query(Input):
            entry.cursor_blink = False
        for area in self.query(TextArea):
            area.cursor_blink = False

    @property
    def entry(self) -> Input | TextArea | Choice:
        """The widget that holds the value."""
        kinds: dict[FieldKind, type[Input | TextArea | Choice]] = {
            FieldKind.LINES: TextArea,
            FieldKind.CHOICE: Choice,
        }
        return self.query_one(kinds.get(self.field.kind, Input))

    @property
    def value(self) -> str:
        """What is entered."""
        entry = self.entry
        return entry.text if isinstance(entry, TextArea) else entry.value

    def put(self, value: str) -> None:
        """Replace what is entered."""
        entry = self.entry
        if isinstance(entry, TextArea):
            entry.text = value
        elif isinstance(entry, Input):
            entry.value = value
            entry.cursor_position = len(value)

    def show_problem(self, problem: bool) -> None:  # noqa: FBT001 - one word, one meaning
        """Mark the label, with a sign as well as a colour."""
        label = self.query_one(".label", Static)
        if label.has_class("-problem") != problem:
            label.set_class(problem, "-problem")
            label.update(Text(f"! {self.field.label}" if problem else self.field.label))

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    def _tell_edit(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Edited(self.field.name))

    @on(Input.Submitted)
    def _tell_submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self.field.name))

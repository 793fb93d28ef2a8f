"""The fields of a form: a label and one line, several lines, or a choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, TextArea

from smm_tui.i18n import _
from smm_tui.service_fields import Field, FieldKind
from smm_tui.widgets.text_pane import label_cells

LABEL_CELLS: Final = 17
"""The column of the labels."""


class Choice(Widget, can_focus=True):
    """One of a few values, changed with the arrow keys."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; color: $foreground; background: $boost; }
    Choice:focus { background: $primary-muted; text-style: bold; }
    Choice:ansi { background: $background; }
    Choice:ansi:focus { text-style: reverse; }
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
        Binding(
            "enter",
            "submit",
            _("Next field"),
            show=False,
            tooltip=_("Keep this value and go on"),
            id="choice.submit",
        ),
    ]
    index: reactive[int] = reactive(0)

    @dataclass
    class Changed(Message):
        """Another value was taken."""

        choice: Choice
        value: str

    class Submitted(Message):
        """The value stays."""

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
        place = f"  {self.index + 1}/{len(self.choices)}"
        return Text.assemble(f"< {self.choices[self.index][1]} >", (place, "dim"), no_wrap=True)

    def action_turn(self, step: int) -> None:
        """Take another value."""
        self.index = (self.index + step) % len(self.choices)
        self.post_message(self.Changed(self, self.value))

    def action_submit(self) -> None:
        """Go on with this value."""
        self.post_message(self.Submitted())


Entry = Input | TextArea | Choice


class FieldRow(Widget):
    """One field of a form, its label drawn beside the entry."""

    DEFAULT_CSS = """
    FieldRow {
        height: 1;
        layout: horizontal;
        color: $text-muted;
        &.-problem { color: $text-error; }
        & > .entry { width: 1fr; color: $foreground; background: $boost; }
        & > Input { height: 1; border: none; padding: 0; }
        & > TextArea { height: 1fr; border: none; padding: 0; }
        & > Input:focus, & > TextArea:focus { border: none; background: $primary-muted; }
        &:ansi > .entry { background: $background; }
        &:ansi > Input { text-style: underline; }
    }
    """
    problem: reactive[bool] = reactive(bool)

    @dataclass
    class Edited(Message):
        """What stands in a field has changed."""

        name: str

    @dataclass
    class Submitted(Message):
        """Enter was pressed in a field of one line."""

        name: str

    def __init__(
        self,
        field: Field,
        *,
        value: str = "",
        entry: Entry | None = None,
        beside: int = LABEL_CELLS,
    ) -> None:
        super().__init__(id=f"field-{field.name.replace('_', '-')}")
        self.field = field
        self._beside = beside
        self.entry: Entry = _entry(field, value) if entry is None else entry
        self.entry.add_class("entry")

    def compose(self) -> ComposeResult:
        """What is entered; the label is drawn."""
        yield self.entry

    def on_resize(self) -> None:
        """On a narrow screen the label leaves more to the entry."""
        self.entry.styles.margin = (0, 0, 0, self._label_cells)

    @property
    def _label_cells(self) -> int:
        return label_cells(self._beside, self.size.width)

    def render(self) -> Text:
        """The label, with a sign where the entry is wrong."""
        label = f"! {self.field.label}" if self.problem else self.field.label
        dim = self.app.native_ansi_color and not self.problem
        text = Text(label, "dim" if dim else "", no_wrap=True)
        text.truncate(self._label_cells - 1, overflow="ellipsis")
        return text

    @property
    def has_lines(self) -> bool:
        """Whether it takes several lines."""
        return isinstance(self.entry, TextArea)

    @property
    def value(self) -> str:
        """What is entered."""
        entry = self.entry
        return entry.text if isinstance(entry, TextArea) else entry.value

    def put(self, value: str) -> None:
        """Replace what is entered in a line."""
        entry = self.entry
        if isinstance(entry, Input):
            entry.value = value
            entry.cursor_position = len(value)

    def show_problem(self, problem: bool) -> None:  # noqa: FBT001 - one word, one meaning
        """Mark the label, with a sign as well as a colour."""
        self.problem = problem
        self.set_class(problem, "-problem")

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    def _tell_edit(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Edited(self.field.name))

    @on(Input.Submitted)
    @on(Choice.Submitted)
    def _tell_submit(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Submitted(self.field.name))


def _entry(field: Field, value: str) -> Entry:
    """The widget that holds the value; nothing in it blinks, since that goes over the wire."""
    match field.kind:
        case FieldKind.LINES:
            area = TextArea(
                value, soft_wrap=False, tab_behavior="focus", highlight_cursor_line=False
            )
            area.cursor_blink = False
            return area
        case FieldKind.CHOICE:
            return Choice(field.choices, value=value)
        case _:
            line = Input(value, compact=True)
            line.cursor_blink = False
            return line

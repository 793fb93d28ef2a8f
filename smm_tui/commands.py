"""Palette and help, both made from the bindings in force: one source for keys and words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input

from smm_tui import untrusted
from smm_tui.i18n import _
from smm_tui.widgets.box import Box, HelpScreen
from smm_tui.widgets.columns import Cell, Column
from smm_tui.widgets.key_bar import KeyBar, key_name
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import Line

_MOVEMENT = ("table.", "text.")
"""Binding ids of keys that are no commands of their own."""
_EVERYWHERE = "app."
_KEY_CELLS = 14
_MOST_KEY_CELLS = 18
_NAME_CELLS = 22

Run = Callable[[], Awaitable[object] | None]


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a person can do now."""

    name: str
    key: str
    """As it is shown; "" for none."""
    explanation: str
    run: Run
    binding_id: str = ""


def commands_of(screen: Screen[Any], signs: Signs = UNICODE) -> list[Command]:
    """What the bindings in force on a screen offer, those of the focused widget first."""
    app = screen.app
    found: dict[tuple[str, int], Command] = {}
    for node, binding, enabled, tooltip in screen.active_bindings.values():
        if not enabled or not binding.id or not binding.description:
            continue
        command = Command(
            name=binding.description,
            key=key_name(binding.key, signs),
            explanation=tooltip or binding.description,
            run=partial(app.run_action, binding.action, node),
            binding_id=binding.id,
        )
        same = found.get((binding.action, id(node)))
        if same is not None and same.binding_id == binding.id:
            # One action under several keys, of which all are shown.
            command = _with_key(same, command.key)
        found[binding.action, id(node)] = command
    return list(found.values())


def _with_key(command: Command, key: str) -> Command:
    return Command(
        name=command.name,
        key=f"{command.key} {key}",
        explanation=command.explanation,
        run=command.run,
        binding_id=command.binding_id,
    )


def open_palette(app: App[Any], *, extra: Sequence[Command] = (), signs: Signs = UNICODE) -> None:
    """Let a person choose from what the present screen can do, and do it."""
    offered = [
        command
        for command in commands_of(app.screen, signs)
        if not command.binding_id.startswith(_MOVEMENT) and command.binding_id != "app.palette"
    ]

    def run(chosen: Run | None) -> None:
        if chosen is not None:
            app.call_later(chosen)

    app.push_screen(Palette([*offered, *extra], signs=signs), run)


class Palette(Box):
    """A filter over the commands; its result is what to run."""

    DEFAULT_CSS = """
    Palette {
        & Input { height: 1; border: none; padding: 0 2; background: $surface; margin: 0 0 1 0; }
        & LineTable { height: 1; }
        & LineTable > .paint--cursor { background: $block-cursor-background; }
        & LineTable > .paint--sign { color: $text-primary; }
        &:ansi LineTable > .paint--cursor { background: $background; text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", _("Next"), show=False, tooltip=_("Next"), id="palette.down"),
        Binding(
            "up", "move(-1)", _("Previous"), show=False, tooltip=_("Previous"), id="palette.up"
        ),
        Binding(
            "pagedown",
            "page(1)",
            _("Next page"),
            show=False,
            tooltip=_("Next page"),
            id="palette.page_down",
        ),
        Binding(
            "pageup",
            "page(-1)",
            _("Previous page"),
            show=False,
            tooltip=_("Previous page"),
            id="palette.page_up",
        ),
    ]

    def __init__(self, commands: Sequence[Command], *, signs: Signs = UNICODE) -> None:
        super().__init__(signs)
        self._commands = tuple(commands)
        self._words = [
            untrusted.fold(f"{command.name} {command.explanation}") for command in commands
        ]
        self._table = LineTable(
            self,
            (
                Column("name", "", min(max(map(_name_cells, commands), default=1), _NAME_CELLS)),
                Column("explanation", "", 20, weight=1, priority=1),
                Column("key", "", max(map(_key_cells, commands), default=1), align="right"),
            ),
            header=False,
            signs=signs,
        )

    def compose(self) -> ComposeResult:
        """The entry and the commands under it, and the keys that act there."""
        entry = Input(placeholder=_("Type a command"), compact=True, select_on_focus=False)
        entry.cursor_blink = False
        self._fit()
        with Vertical() as box:
            box.border_title = _("Commands")
            yield entry
            yield self._table
        yield KeyBar(signs=self.signs)

    def on_resize(self) -> None:
        """Follow the screen."""
        self._fit()

    def _fit(self) -> None:
        """As tall as the list, as far as the screen is; it does not shrink while typing."""
        self._table.styles.height = max(1, min(len(self._commands), self.room - 2))

    def on_mount(self) -> None:
        """All commands, before anything is typed."""
        self._table.can_focus = False
        self._table.empty_text = _("No command has these words.")
        self._table.show(range(len(self._commands)))

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell]:
        """Name, explanation and key of a command."""
        command = self._commands[key]
        same = command.explanation == command.name
        texts = {
            "name": Cell(command.name),
            "explanation": Cell("" if same else command.explanation, "muted"),
            "key": Cell(_first_key(command), "accent"),
        }
        return [texts[column] for column in columns]

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Keep the commands that have all the words, those whose name begins so first."""
        event.stop()
        typed = untrusted.fold(event.value)
        words = typed.split()
        rows = [row for row, text in enumerate(self._words) if all(word in text for word in words)]
        rows.sort(key=lambda row: _distance(untrusted.fold(self._commands[row].name), typed))
        self._table.show(rows, keep_key=False)

    @on(Input.Submitted)
    @on(LineTable.Chosen)
    def choose(self) -> None:
        """Run the command under the cursor."""
        key = self._table.cursor_key
        if key is not None:
            self.dismiss(self._commands[key].run)

    def action_move(self, rows: int) -> None:
        """Move in the list while the entry keeps the focus."""
        self._table.action_move(rows)

    def action_page(self, pages: int) -> None:
        """Move by a page while the entry keeps the focus."""
        self._table.action_page(pages)


def _name_cells(command: Command) -> int:
    return cell_len(command.name)


def _first_key(command: Command) -> str:
    return command.key.partition(" ")[0]


def _key_cells(command: Command) -> int:
    return cell_len(_first_key(command))


def _distance(name: str, typed: str) -> int:
    """How far a name is from what was typed: begins with it, has a word that does, holds it."""
    if name.startswith(typed):
        return 0
    if f" {typed}" in name:
        return 1
    return 2 if typed in name else 3


def open_help(app: App[Any], *, signs: Signs = UNICODE, about: str = "") -> None:
    """Show the keys of the present screen; `about` goes before the screen's own words."""
    screen = app.screen
    texts = [about] if about else []
    for node in (screen.focused, *(screen.focused.ancestors if screen.focused else (screen,))):
        words = getattr(node, "HELP", None)
        if words and words not in texts:
            texts.append(words)
    app.push_screen(HelpScreen(help_lines(commands_of(screen, signs), texts), signs=signs))


def help_lines(commands: Sequence[Command], texts: Sequence[str]) -> list[Line]:
    """The screen's words, then its keys, then those of everywhere, then how to move about."""
    lines = [line for text in texts for line in (*map(Line, text.split("\n")), Line(""))]
    groups = (
        (_("This screen"), [each for each in commands if _group(each) == ""]),
        (_("Everywhere"), [each for each in commands if _group(each) == _EVERYWHERE]),
        (_("Moving about"), [each for each in commands if _group(each) in _MOVEMENT]),
    )
    wanted = max((cell_len(each.key) + 3 for each in commands), default=0)
    width = max(_KEY_CELLS, min(wanted, _MOST_KEY_CELLS))
    for title, members in groups:
        if members:
            lines += [Line(title, "strong"), *_help_lines(members, width), Line("")]
    return lines[:-1]


def _group(command: Command) -> str:
    prefix = f"{command.binding_id.partition('.')[0]}."
    return prefix if prefix in {_EVERYWHERE, *_MOVEMENT} else ""


def _help_lines(commands: Sequence[Command], width: int) -> list[Line]:
    return [
        Line(
            command.explanation,
            label=f"  {command.key}",
            label_width=width,
            label_style="accent",
        )
        for command in commands
    ]

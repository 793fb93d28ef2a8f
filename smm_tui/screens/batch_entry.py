"""The lines of several orders while they are entered: checked together, all of it said."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.timer import Timer
from textual.widgets import Input, TextArea

from smm_tui import batch
from smm_tui.batch import Batch, Said
from smm_tui.i18n import _
from smm_tui.screens import batch_bill, bills
from smm_tui.screens.batch_facts import BatchFacts, Pairs
from smm_tui.screens.desk import Desk
from smm_tui.screens.entry_fields import FieldRow
from smm_tui.screens.lines import pane_lines
from smm_tui.service_fields import Field, FieldKind
from smm_tui.widgets.columns import CellStyle
from smm_tui.widgets.text_pane import Line as Pane
from smm_tui.widgets.text_pane import TextPane

_SAID_CELLS: Final = 11
_SUMS: Final = 3
_LEAST_ENTRY: Final = 3
_SOON: Final = 0.03
"""Seconds after an edit in which others are waited for, so that a paste is checked once."""


class Lines(TextArea):
    """The entry; a line feed makes a line too, as it comes in a paste that looks like keys."""

    def on_key(self, event: events.Key) -> None:
        """Take a line feed."""
        if event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.replace("\n", *self.selection)


class BatchEntry(BatchFacts):
    """Lines, the path of a file, the sums, and what is wrong; what comes of them is for others."""

    DEFAULT_CSS = """
    BatchEntry {
        & TextArea { border: none; padding: 0; background: $boost; scrollbar-size-vertical: 1; }
        & TextArea:focus { border: none; background: $primary-muted; }
        &:ansi TextArea { background: $background; }
    }
    """
    HELP = _(
        "One order on a line: the id of a service, its link, the quantity, with | between them. "
        "A line that begins with # is a comment. A package has no quantity; types that need "
        "more are ordered by themselves.\n"
        "What is wrong is listed below and follows the cursor. A file is read by its path, in "
        "place of the lines."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+n",
            "next_said",
            _("Next problem"),
            tooltip=_("Go to the next line with a problem or a warning"),
            id="batch.next",
        ),
        Binding(
            "ctrl+g",
            "go_on",
            _("Take up what was not sent"),
            show=False,
            tooltip=_("Take the lines of the last batch that were not sent into the entry"),
            id="batch.go_on",
        ),
        Binding(
            "tab",
            "app.focus_next",
            _("File"),
            tooltip=_("Go between the lines and the path of a file"),
            id="batch.other",
        ),
    ]
    file_note: var[str] = var("")
    """What is to be said of the file."""

    def __init__(self, desk: Desk, *, panel: str, text: str, note: str) -> None:
        super().__init__(desk, panel=panel, note=note)
        self.checked: Batch = Batch()
        """The lines as far as they are known to be right or wrong."""
        self._read: Batch = Batch()
        self._said: list[Said] = []
        self._pairs: Pairs | None = None
        self._soon: Timer | None = None
        self._about = TextPane(signs=desk.signs)
        self._sums = TextPane(signs=desk.signs)
        self.entry = Lines(
            text,
            soft_wrap=False,
            tab_behavior="focus",
            show_line_numbers=True,
            highlight_cursor_line=False,
        )
        self.entry.cursor_blink = False
        self.file = FieldRow(
            Field("file", _("File"), FieldKind.TEXT, required=False), beside=_SAID_CELLS
        )
        if isinstance(self.file.entry, Input):
            self.file.entry.placeholder = _("path of a file with such lines; enter reads it")

    # -- what is there ---------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """How it is written, the lines, a file, the sums, all that is wrong."""
        for pane in (self._about, self._sums, self.pane):
            pane.can_focus = False
        yield self._about
        yield self.entry
        yield self.file
        yield self._sums
        yield self.pane

    def on_mount(self) -> None:
        """Start in the lines."""
        self.name_box(_("Several orders at {panel}").format(panel=self.panel))
        about = _("One order a line:  service | link | quantity   # begins a comment")
        self._about.show([Pane(about, "muted")])
        self.set_focus(self.entry)
        self.entry.move_cursor(self.entry.document.end)
        self.check()
        self.look_up(self._read.pairs)
        self.look_back()
        self.read_again()

    # -- what the book and the panel say ---------------------------------------------------

    def watch_catalogue(self) -> None:
        """Check against the newest catalogue."""
        if self.is_attached:
            self.check()

    def watch_running(self) -> None:
        """Show what is already on its way."""
        self._judge()

    def watch_balance(self) -> None:
        """Show what would be left."""
        self._judge()

    def watch_left(self) -> None:
        """Offer to go on."""
        self.refresh_bindings()
        self._judge()

    def watch_note(self) -> None:
        """Show what changed."""
        self._judge()

    def watch_file_note(self) -> None:
        """Show it."""
        self._judge()

    # -- while it is entered ---------------------------------------------------------------

    @on(TextArea.Changed)
    def edited(self, event: TextArea.Changed) -> None:
        """Check soon, once for many edits."""
        event.stop()
        if self._soon is None:
            self._soon = self.set_timer(_SOON, self.check)

    def check(self) -> None:
        """Check all lines."""
        if self._soon is not None:
            self._soon.stop()
            self._soon = None
        catalogue = self.catalogue
        self._read = Batch() if catalogue is None else batch.read(self.entry.text, catalogue)
        if self._read.pairs != self._pairs:
            self._pairs = self._read.pairs
            self.look_up(self._pairs)
        self._judge()

    def _judge(self) -> None:
        if self.is_attached:
            panel = self._desk.settings.panels[self.panel]
            self.checked = batch.judged(
                self._read, panel=panel, balance=self.balance, running=self.running
            )
            self._show()

    @on(TextArea.SelectionChanged)
    def follow_cursor(self, event: TextArea.SelectionChanged) -> None:
        """What is said of the line under the cursor, or else below it, comes into view."""
        event.stop()
        self._follow()

    def _follow(self) -> None:
        line = self.entry.cursor_location[0] + 1
        behind = [place for place, said in enumerate(self._said) if said.line >= line]
        if behind and self.pane.overflows:
            self.pane.bring(len(self._heads()) + behind[0])

    def action_next_said(self) -> None:
        """Go to the next line with a problem or a warning, from the last to the first."""
        line = self.entry.cursor_location[0] + 1
        lines = [said.line for said in self._said if said.line]
        if lines:
            found = next((each for each in lines if each > line), lines[0])
            self.go_to(found)

    def go_to(self, line: int) -> None:
        """Put the cursor on a line."""
        self.set_focus(self.entry)
        self.entry.move_cursor((line - 1, 0), center=True)

    @property
    def _offered(self) -> bool:
        """Whether something was left of the last batch that does not stand here already."""
        entered = {line.strip() for line in self.entry.text.splitlines()}
        lines = {batch.line_of(order) for order in self.left if batch.never_began(order)}
        return bool(lines) and entered.isdisjoint(lines)

    def action_go_on(self) -> None:
        """Put the lines that were not sent behind what is there."""
        text = self.entry.text
        between = "" if not text or text.endswith("\n") else "\n"
        self.put(f"{text}{between}{batch.left_over(self.left)}")

    def put(self, text: str) -> None:
        """Replace what is entered."""
        self.entry.replace(text, (0, 0), self.entry.document.end)
        self.entry.move_cursor(self.entry.document.end)
        self.set_focus(self.entry)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Going on is offered only where something was left."""
        if action == "go_on" and not self._offered:
            return False
        return super().check_action(action, parameters)

    # -- what is shown ---------------------------------------------------------------------

    def _show(self) -> None:
        checked = self.checked
        self._said = sorted(
            [*checked.problems, *checked.warnings],
            key=lambda said: (said.line, said in checked.warnings),
        )
        wrong = set(checked.problems)
        said = [self._pane_of(each, wrong=each in wrong) for each in self._said]
        self._sums.show(pane_lines(self._summary(), width=_SAID_CELLS))
        self.pane.go_on([*self._heads(), *said])
        self.lay_out()
        self._follow()

    def _summary(self) -> list[bills.Line]:
        checked = self.checked
        wrong = len({said.line for said in checked.problems if said.line})
        lines = batch_bill.sums(checked, self.balance)
        if wrong:
            text = _("{good} of {count} can be ordered; see below").format(
                good=len(checked.lines), count=checked.count
            )
            lines[0] = bills.Line(lines[0].label, text, "error")
        return lines

    def _heads(self) -> list[Pane]:
        """What is said before anything about a line."""
        heads = [self._beside("!", note, "warning") for note in (self.note, self.file_note) if note]
        if self.catalogue is None:
            heads.append(self._beside("", _("The catalogue is not here yet."), "muted"))
        elif not self._read.count:
            example = self.catalogue.services[0].service_id if self.catalogue.services else "1234"
            text = _("For example:  {service} | https://example.com/post | 1000")
            heads.append(self._beside("", text.format(service=example), "muted"))
        if self._offered:
            key = self._desk.key("batch.go_on")
            text = _("{count} of {total} orders of the last batch were not sent; {key} takes them.")
            left = sum(map(batch.never_began, self.left))
            text = text.format(count=left, total=len(self.left), key=key)
            heads.append(self._beside("", text, "accent"))
        return heads

    def _pane_of(self, said: Said, *, wrong: bool) -> Pane:
        sign = "!" if wrong else "~"
        label = _("{sign} line {number}").format(sign=sign, number=said.line) if said.line else sign
        return self._beside(label, said.text, "error" if wrong else "warning")

    @staticmethod
    def _beside(label: str, text: str, style: CellStyle) -> Pane:
        return Pane(text, style, label=label, label_width=_SAID_CELLS, label_style=style)

    def lay_out(self) -> None:
        """Share out the lines: half for the entry, and what is wrong stays in view."""
        room = self.room
        about = 0 if room < 2 * _SUMS + _LEAST_ENTRY else 1
        sums = min(_SUMS, max(room - about - _LEAST_ENTRY - 2, 1))
        rest = room - about - sums - 1
        entry = max(rest // 2, _LEAST_ENTRY)
        self._about.display = bool(about)
        self._about.styles.height = about
        self._sums.styles.height = sums
        self.entry.styles.height = entry
        self.pane.styles.height = max(rest - entry, 1)

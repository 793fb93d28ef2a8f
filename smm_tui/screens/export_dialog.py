"""Asks which rows go into which file, and in which form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from smm_tui.i18n import _
from smm_tui.screens.dialog import Dialog, ProblemLine
from smm_tui.screens.entry_fields import FieldRow
from smm_tui.screens.takeout import CSV, JSON
from smm_tui.service_fields import Field, FieldKind
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import Line

_LABELS: Final = 10
_TIGHT: Final = 6
"""Lines below which nothing but the fields and a problem is shown."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What stands in the dialog."""

    part: int
    """Which of the parts."""
    ending: str
    file: str
    replaces: str = ""
    """The path of a file that may be replaced: one that was asked about."""


class ExportDialog(Dialog):
    """Dismissed with what was entered; None where nothing is to be written."""

    DEFAULT_CSS = """
    ExportDialog #about { margin-top: 1; }
    ExportDialog.-tight #about { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "take", _("Export"), tooltip=_("Write the file"), id="export.write"),
        Binding(
            "tab",
            "app.focus_next",
            _("Next field"),
            tooltip=_("Go to the next field"),
            id="export.next",
        ),
    ]

    def __init__(
        self,
        title: str,
        parts: Sequence[str],
        entries: Entries,
        *,
        note: str = "",
        problem: str = "",
        signs: Signs = UNICODE,
    ) -> None:
        super().__init__(signs)
        self._title = title
        self._asked = entries.replaces
        self._wrong = entries.file
        """What the problem is about."""
        self._note = note
        rows = tuple((str(place), label) for place, label in enumerate(parts))
        formats = ((CSV, _("CSV, for a spreadsheet")), (JSON, _("JSON, for a program")))
        choices = (
            (Field("part", _("Rows"), FieldKind.CHOICE, choices=rows), str(entries.part)),
            (Field("format", _("Format"), FieldKind.CHOICE, choices=formats), entries.ending),
            (Field("file", _("File"), FieldKind.TEXT), entries.file),
        )
        self._part, self._format, self._file = (
            FieldRow(field, value=value, beside=_LABELS) for field, value in choices
        )
        self._problem = ProblemLine(problem, beside=_LABELS, signs=signs)
        self.pane.id = "about"

    def body(self) -> ComposeResult:
        """The fields, what is wrong, what is good to know."""
        self.pane.can_focus = False
        yield self._part
        yield self._format
        yield self._file
        yield self._problem
        yield self.pane

    def on_mount(self) -> None:
        """Start in the file where something is wrong with it, else with the rows."""
        self.name_box(self._title)
        self.pane.show([Line(self._about(), "muted")])
        self._file.show_problem(self._problem.display)
        self.lay_out()
        self.set_focus((self._file if self._problem.display else self._part).entry)

    def _about(self) -> str:
        about = _("Only you can read the file. Amounts keep all their digits.")
        return f"{about} {self._note}".rstrip()

    def lay_out(self) -> None:
        """The fields stay in view."""
        self.set_class(self.room < _TIGHT + 2, "-tight")
        beside = 3 + self._problem.fit(self.inner) + (0 if self.has_class("-tight") else 1)
        self.pane.display = self.room > beside
        self.fit(beside=beside)

    @on(FieldRow.Edited)
    def follow(self, event: FieldRow.Edited) -> None:
        """Another format has another ending; what is edited is not wrong yet."""
        event.stop()
        if event.name == "format":
            path = Path(self._file.value)
            if path.suffix in {f".{CSV}", f".{JSON}"}:
                self._file.put(str(path.with_suffix(f".{self._format.value}")))
        if self._problem.display and self._file.value != self._wrong:
            self._problem.say("")
            self._file.show_problem(problem=False)
            self.lay_out()

    @on(FieldRow.Submitted)
    def go_on(self, event: FieldRow.Submitted) -> None:
        """Enter leads to the next field, and from the last one into the file."""
        event.stop()
        if event.name == "file":
            self.action_take()
        else:
            self.focus_next()

    def action_take(self) -> None:
        """Close with what was entered."""
        file = self._file.value
        asked = self._asked if self._problem.display and file == self._asked else ""
        self.dismiss(Entries(int(self._part.value), self._format.value, file, asked))

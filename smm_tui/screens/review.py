"""The last look before something is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from textual import events, on
from textual.app import ComposeResult

from smm_tui import formatting
from smm_tui.i18n import _
from smm_tui.screens.answers_line import Answers
from smm_tui.screens.bills import Bill
from smm_tui.screens.dialog import Deliberate, ProblemLine
from smm_tui.screens.entry_fields import LABEL_CELLS, FieldRow
from smm_tui.screens.lines import chapters
from smm_tui.screens.orderly_keys import Choosy
from smm_tui.service_fields import Field, FieldKind
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import Line, label_cells

_GAP: Final = 1
_FEW: Final = 8
"""Lines below which what matters most is said first, in a line each."""


class Review(Deliberate, Choosy):
    """Shows a bill; dismissed with what was typed, or None for Back.

    The focus starts on Back. What was struck or clicked before it could be read is dropped, so
    that no burst reaches the answer that acts.
    """

    DEFAULT_CSS = """
    Review {
        & FieldRow { margin-top: 1; }
        & Answers { margin-top: 1; }
        &.-tight FieldRow { margin-top: 0; }
        &.-tight Answers { margin-top: 0; }
    }
    """

    says_more = True

    def __init__(
        self, bill: Bill, *, signs: Signs = UNICODE, over: int = 0, wide: bool = False
    ) -> None:
        super().__init__(signs, wide=wide)
        self.bill = bill
        self._over = over
        acts = () if bill.refused else (bill.act,)
        self.answers = Answers(_("Back"), *acts)
        self._problem = ProblemLine(
            bill.refused, beside=0 if bill.refused else LABEL_CELLS, signs=signs
        )
        self._typed: FieldRow | None = None
        if bill.typed:
            self._typed = FieldRow(Field("typed", bill.typed_label, FieldKind.TEXT))

    def body(self) -> ComposeResult:
        """The bill, what is to be typed, the answers."""
        self.pane.can_focus = False
        yield self.pane
        if self._typed is not None:
            yield self._typed
        yield self._problem
        yield self.answers

    def on_mount(self) -> None:
        """Focus Back, and drop what was struck too early for it."""
        self.name_box(self.bill.title)
        self.lay_out()
        self.set_focus(self.answers)
        self.arm()

    def lay_out(self) -> None:
        """The answers stay in view, however long the bill is."""
        height = self.answers.lines_at(self.inner)
        self.answers.styles.height = height
        rows = height + (self._typed is not None) + self._problem.fit(self.inner)
        self.pane.go_on(self._lines(self.room - rows))
        gaps = _GAP * (1 if self._typed is None else 2)
        tight = rows + gaps + min(4, self.pane.lines_at(self.inner)) > self.room
        self.set_class(tight, "-tight")
        self.fit(beside=rows + (0 if tight else gaps), least=self._over)

    def _lines(self, room: int) -> list[Line]:
        """The bill; before it in short what matters most, where one would have to scroll."""
        lines = chapters(("", self.bill.lines), least=LABEL_CELLS)
        if room > _FEW or not self.bill.brief:
            return lines
        width = self.inner - 2 - label_cells(LABEL_CELLS, self.inner)
        short = [replace(each, text=self._cut(each.text, width)) for each in self.bill.brief]
        return [*chapters(("", short), least=LABEL_CELLS), Line(""), *lines]

    def _cut(self, text: str, width: int) -> str:
        glyphs = self.signs.glyphs
        if text.startswith(("http://", "https://")):
            return formatting.link(text, width, glyphs=glyphs)
        return formatting.shorten(text, width, glyphs=glyphs)

    def drops(self, event: events.InputEvent) -> bool:
        """Whether it was struck before a person could have read this; escape only leaves."""
        leaves = isinstance(event, events.Key) and event.key == "escape"
        return self.is_early(event.time) and not leaves

    @on(FieldRow.Submitted)
    def to_back(self, event: FieldRow.Submitted) -> None:
        """Enter in the typed amount leads to Back, never to the answer that acts."""
        event.stop()
        self.set_focus(self.answers)

    @on(FieldRow.Edited)
    def forget_problem(self, event: FieldRow.Edited) -> None:
        """What is typed anew is not wrong yet."""
        event.stop()
        self._say("")

    @on(Answers.Taken)
    def finish(self, event: Answers.Taken) -> None:
        """Close with the answer; the amount has to be typed exactly."""
        event.stop()
        if event.index == 0:
            self.dismiss(None)
            return
        if self.is_early(event.at):
            return
        typed = self._typed.value.strip() if self._typed is not None else ""
        if self._typed is not None and typed != self.bill.typed:
            self._say(_("Type {typed} exactly.").format(typed=self.bill.typed))
            self.set_focus(self._typed.entry)
            return
        self.dismiss(typed)

    def _say(self, problem: str) -> None:
        if self._typed is not None:
            self._typed.show_problem(bool(problem))
        self._problem.say(problem)
        self.lay_out()

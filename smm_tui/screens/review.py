"""The last look before an order is sent."""

from __future__ import annotations

from typing import Final

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from smm_tui.i18n import _
from smm_tui.screens.answers_line import Answers
from smm_tui.screens.bills import Bill
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.lines import pane_lines
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import TextPane

ARM_SECONDS: Final = 0.3
"""How long after its first paint a review drops every key (design.md)."""


class Review(Dialog):
    """Shows a bill; dismissed with what was typed, or None for Back.

    The focus starts on Back. Keys read before, or within 300 ms after, the first paint are
    dropped, so that no burst of keys reaches the answer that acts.
    """

    DEFAULT_CSS = """
    Review {
        & .typed { height: 1; border: none; padding: 0; background: $boost; margin-top: 1; }
        & Answers { margin-top: 1; }
        & .problem { color: $text-error; height: auto; }
    }
    """

    def __init__(self, bill: Bill, *, signs: Signs = UNICODE) -> None:
        super().__init__(signs)
        self._bill = bill
        self._armed_at: float | None = None

    def compose(self) -> ComposeResult:
        """The bill, what is to be typed, the answers."""
        with Vertical() as box:
            box.border_title = self._bill.title
            yield TextPane(signs=self.signs)
            if self._bill.typed:
                yield Static(Text(self._bill.typed_label), markup=False)
                yield Input(classes="typed", compact=True)
            yield Static("", classes="problem", markup=False)
            yield Answers(_("Back"), self._bill.act)

    def on_resize(self) -> None:
        """The answers stay in view, however long the bill is."""
        self.fit(self.query_one(TextPane), beside=6 if self._bill.typed else 3)

    def on_mount(self) -> None:
        """Focus Back; count the 300 ms from the first paint."""
        for entry in self.query(Input):
            entry.cursor_blink = False
        pane = self.query_one(TextPane)
        pane.can_focus = False
        pane.show(pane_lines(self._bill.lines))
        self.set_focus(self.query_one(Answers))
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        self._armed_at = Message().time + ARM_SECONDS

    def drops(self, event: events.Key) -> bool:
        """Whether a key was struck before a person could have read this."""
        early = self._armed_at is None or event.time < self._armed_at
        return early and event.key != "escape"

    @on(Input.Submitted)
    def to_back(self, event: Input.Submitted) -> None:
        """Enter in the typed amount leads to Back, never to the answer that acts."""
        event.stop()
        answers = self.query_one(Answers)
        answers.chosen = 0
        self.set_focus(answers)

    @on(Answers.Taken)
    def finish(self, event: Answers.Taken) -> None:
        """Close with the answer; the amount has to be typed exactly."""
        event.stop()
        if event.index == 0:
            self.dismiss(None)
            return
        typed = self.query_one(".typed", Input).value.strip() if self._bill.typed else ""
        problem = self._bill.refused
        if not problem and typed != self._bill.typed:
            problem = _("Type {typed} exactly.").format(typed=self._bill.typed)
        if problem:
            self.query_one(".problem", Static).update(Text(problem))
            return
        self.dismiss(typed)

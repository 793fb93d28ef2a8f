"""The case of an unknown order: what was sent, what is known, and a person's decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.widgets import Input, Static

from smm_tui.i18n import _
from smm_tui.screens import timeline
from smm_tui.screens.answers_line import Answers
from smm_tui.screens.bills import Line
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.lines import pane_lines
from smm_tui.screens.order_details import Story
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import TextPane


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says of an unknown order."""

    ref: int
    order_id: str
    """The id that was found; "" where it was not placed."""


class Case(Dialog):
    """Shows the case; dismissed with a decision, or None to leave it."""

    DEFAULT_CSS = """
    Case {
        & .ask { margin-top: 1; height: auto; }
        & Input { height: 1; border: none; padding: 0; background: $boost; }
        & .problem { color: $text-error; height: auto; }
    }
    """
    problem: var[str] = var("")

    def __init__(
        self,
        story: Story,
        evidence: str,
        *,
        zone: tzinfo,
        signs: Signs = UNICODE,
        problem: str = "",
    ) -> None:
        super().__init__(signs)
        self._story = story
        self._evidence = evidence
        self._zone = zone
        self.set_reactive(Case.problem, problem)

    def compose(self) -> ComposeResult:
        """What is known, the id, the answers."""
        order = self._story.order
        with Vertical() as box:
            box.border_title = _("Unknown: was this order placed?")
            yield TextPane(signs=self.signs)
            yield Static(
                Text(
                    _(
                        "Look on the panel's site for an order of {service} for this link at this "
                        "time. If it is there, enter its id."
                    ).format(service=order.service_id)
                ),
                classes="ask",
                markup=False,
            )
            yield Input(placeholder=_("order id"), compact=True)
            yield Static(Text(self.problem), classes="problem", markup=False)
            yield Answers(_("Leave it"), _("Placed, with this id"), _("Not placed"))

    def on_resize(self) -> None:
        """The question stays in view, however long the story is."""
        self.fit(self.query_one(TextPane), beside=8)

    def _lines(self) -> list[Line]:
        lines = timeline.facts(self._story.order, zone=self._zone, glyphs=self.signs.glyphs)
        lines.append(Line(_("Evidence"), self._evidence, "warning"))
        lines += timeline.events(self._story.events, zone=self._zone)
        return lines

    def on_mount(self) -> None:
        """Start on leaving it."""
        self.query_one(Input).cursor_blink = False
        pane = self.query_one(TextPane)
        pane.can_focus = False
        pane.show(pane_lines(self._lines()))
        self.set_focus(self.query_one(Answers))

    def watch_problem(self, problem: str) -> None:
        """Say what is wrong."""
        if self.is_mounted:
            self.query_one(".problem", Static).update(Text(problem))

    @on(Input.Submitted)
    def to_answers(self, event: Input.Submitted) -> None:
        """Enter in the id leads to the answers."""
        event.stop()
        self.set_focus(self.query_one(Answers))

    @on(Answers.Taken)
    def decide(self, event: Answers.Taken) -> None:
        """Close with the decision."""
        event.stop()
        order_id = self.query_one(Input).value.strip()
        if event.index == 0:
            self.dismiss(None)
        elif event.index == 2:  # noqa: PLR2004 - the third answer
            self.dismiss(Decision(self._story.order.ref, ""))
        elif order_id:
            self.dismiss(Decision(self._story.order.ref, order_id))
        else:
            self.problem = _("Enter the order id first.")
            self.set_focus(self.query_one(Input))

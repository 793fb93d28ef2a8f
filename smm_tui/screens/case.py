"""The case of an unknown order: what was sent, what is known, and a person's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from smm_tui.i18n import _
from smm_tui.models import Event, Order, Request
from smm_tui.screens import timeline
from smm_tui.screens.answers_line import Answers
from smm_tui.screens.bills import Line
from smm_tui.screens.dialog import Deliberate, ProblemLine
from smm_tui.screens.entry_fields import LABEL_CELLS, FieldRow
from smm_tui.screens.lines import chapters
from smm_tui.screens.wishes import CopyReceipt
from smm_tui.service_fields import Field, FieldKind
from smm_tui.statistics import Pace
from smm_tui.widgets import text_pane
from smm_tui.widgets.signs import UNICODE, Signs

_PLACED: Final = 1
_NOT_PLACED: Final = 2


@dataclass(frozen=True, slots=True)
class Story:
    """All that the book has of one order."""

    order: Order
    requests: tuple[Request, ...]
    events: tuple[Event, ...]
    pace: Pace
    """What the own orders of its service say of it."""
    is_stopped: bool = False
    """Whether it is on its way in a process that is stopped."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says of an unknown order."""

    ref: int
    order_id: str = ""
    """The id that was found."""
    is_left: bool = False
    """Whether it is left open; else, without an id, it was not placed."""


class Case(Deliberate):
    """Shows the case; dismissed with a decision, or None where none was taken."""

    DEFAULT_CSS = """
    Case {
        & FieldRow { margin-top: 1; }
        & Answers { margin-top: 1; }
        &.-tight FieldRow { margin-top: 0; }
        &.-tight Answers { margin-top: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "Y",
            "receipt",
            _("Copy receipt"),
            tooltip=_("Copy what a support ticket asks for"),
            id="case.receipt",
        ),
    ]
    HELP = _(
        "The balance is evidence and decides nothing. Leaving the case open is always possible."
    )

    def __init__(
        self,
        story: Story,
        evidence: Sequence[Line],
        *,
        zone: tzinfo,
        signs: Signs = UNICODE,
        problem: str = "",
        entry: str = "",
    ) -> None:
        super().__init__(signs, wide=True)
        self._story = story
        self._evidence = tuple(evidence)
        self._zone = zone
        self._entered = entry
        self._entry = FieldRow(Field("order_id", _("Order id"), FieldKind.TEXT), value=entry)
        self._problem = ProblemLine(problem, beside=LABEL_CELLS, signs=signs)
        self.answers = Answers(_("Leave it"), _("Placed, with this id"), _("Not placed"))

    def body(self) -> ComposeResult:
        """What is known, the id, the answers."""
        self.pane.can_focus = False
        self.pane.show(self._lines())
        yield self.pane
        yield self._entry
        yield self._problem
        yield self.answers

    def on_mount(self) -> None:
        """Start on leaving it."""
        self.name_box(_("Unknown: was this order placed?"))
        self.lay_out()
        self.set_focus(self.answers)
        self.arm()

    def action_receipt(self) -> None:
        """Copy what a support ticket asks for."""
        self.post_message(CopyReceipt(self._story.order.ref))

    def lay_out(self) -> None:
        """The entry and the answers stay in view, however long the story is."""
        height = self.answers.lines_at(self.inner)
        self.answers.styles.height = height
        rows = height + 1 + self._problem.fit(self.inner)
        tight = self.room < rows + 6
        self.set_class(tight, "-tight")
        self.fit(beside=rows + (0 if tight else 2))

    def _lines(self) -> list[text_pane.Line]:
        order, zone = self._story.order, self._zone
        ask = _(
            "Look on the panel's site for an order of service {service} for this link at this "
            "time. If it is there, enter its id: the panel is asked to confirm it."
        ).format(service=order.service_id)
        _state, *known = timeline.facts(
            order, self._story.requests, Pace(), zone=zone, glyphs=self.signs.glyphs
        )
        summary = [
            *timeline.sending(order, zone=zone),
            *self._evidence,
            Line(_("To do"), ask),
            *known,
        ]
        return chapters(
            ("", summary),
            (_("Timeline"), timeline.events(self._story.events, zone=zone)),
            (_("What was sent"), timeline.parameters(order)),
            least=LABEL_CELLS,
        )

    def _say(self, problem: str) -> None:
        self._entry.show_problem(bool(problem))
        self._problem.say(problem)
        self.lay_out()

    @on(FieldRow.Edited)
    def forget_problem(self, event: FieldRow.Edited) -> None:
        """What is typed anew is not wrong yet; what it opened with still is."""
        event.stop()
        if self._entry.value != self._entered:
            self._entered = self._entry.value
            self._say("")

    @on(FieldRow.Submitted)
    def to_answers(self, event: FieldRow.Submitted) -> None:
        """Enter in the id leads to the answers."""
        event.stop()
        self.set_focus(self.answers)

    @on(Answers.Taken)
    def decide(self, event: Answers.Taken) -> None:
        """Close with the decision."""
        event.stop()
        if event.index and self.is_early(event.at):
            return
        order_id = self._entry.value.strip()
        if event.index == _PLACED and not order_id:
            self._say(_("Enter the order id first."))
            self.set_focus(self._entry.entry)
        elif event.index == _PLACED:
            self.dismiss(Decision(self._story.order.ref, order_id))
        elif event.index == _NOT_PLACED:
            self.dismiss(Decision(self._story.order.ref))
        else:
            self.dismiss(Decision(self._story.order.ref, is_left=True))

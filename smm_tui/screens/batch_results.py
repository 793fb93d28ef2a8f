"""What becomes of a batch, line by line, while it is sent and later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import ClassVar, Final, Literal

from textual.binding import Binding, BindingType
from textual.reactive import var

from smm_tui import batch, formatting, wording
from smm_tui.i18n import _, ngettext
from smm_tui.models import Order, OrderState
from smm_tui.screens.bills import Line
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.lines import chapters
from smm_tui.screens.wishes import CopyIds
from smm_tui.session import BatchProgress
from smm_tui.widgets.signs import Signs

_LABEL_CELLS: Final = 12
_STATE_CELLS: Final = 20
_LEAST_LINK: Final = 12
_STYLES: Final[Mapping[OrderState, Literal["", "strong", "warning", "error"]]] = {
    OrderState.PLACED: "",
    OrderState.SENDING: "strong",
    OrderState.REJECTED: "error",
    OrderState.UNKNOWN: "error",
    OrderState.NOT_SENT: "warning",
}


class Next(StrEnum):
    """What a person wants after having seen the results."""

    GO_ON = "go on"
    """Order what was not sent."""


@dataclass(frozen=True, slots=True)
class BatchStory:
    """A batch as the book has it, and how far its sending is."""

    orders: tuple[Order, ...]
    progress: BatchProgress | None
    """None: it is over."""


class BatchResults(Dialog):
    """Shows a batch, anew whenever it goes on; dismissed with what is wanted next, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "b",
            "go_on",
            _("Go on with the rest"),
            tooltip=_("Take the lines that were not sent into a new review"),
            id="results.go_on",
        ),
        Binding(
            "y",
            "copy",
            _("Copy ids"),
            tooltip=_("Copy the ids of the orders that were placed"),
            id="results.copy",
        ),
    ]
    HELP = _(
        "Each line shows what became of its order. Closing this changes nothing: what is not "
        "sent yet goes on by itself, and can be taken back until its turn comes."
    )
    story: var[BatchStory | None] = var(None)

    def __init__(self, story: BatchStory, *, zone: tzinfo, undo_key: str, signs: Signs) -> None:
        super().__init__(signs, wide=True)
        self._zone = zone
        self._undo_key = undo_key
        self.set_reactive(BatchResults.story, story)

    def on_mount(self) -> None:
        """Show what there is; the keys that scroll act at once."""
        self._show()
        self.set_focus(self.pane)

    def watch_story(self) -> None:
        """It went on, maybe while this was being closed."""
        if self.is_attached:
            self._show()
            self.refresh_bindings()

    def lay_out(self) -> None:
        """Links take the room there is."""
        self._show()

    def _show(self) -> None:
        story = self.story
        if story is None or not self.is_attached:
            return
        count = len(story.orders)
        title = ngettext("Batch of {count} order", "Batch of {count} orders", count)
        self.name_box(title.format(count=count))
        parts = chapters(("", self._facts(story)), ("", self._lines(story)), least=_LABEL_CELLS)
        self.pane.go_on(parts)
        self.fit()

    # -- what is shown ---------------------------------------------------------------------

    def _facts(self, story: BatchStory) -> list[Line]:
        return [
            Line(_("State"), self._state(story), "strong"),
            Line(_("So far"), _sum_of(story.orders)),
            Line("", ""),
        ]

    def _state(self, story: BatchStory) -> str:
        progress = story.progress
        if progress is None:
            return _("over")
        if progress.resumes_at is not None:
            time = formatting.clock_time(progress.resumes_at, self._zone)
            text = _("the panel asks for fewer requests; the next one goes at {time}")
            return text.format(time=time)
        if not progress.waiting:
            return _("the last one is being sent")
        if not progress.done:
            text = _("about to be sent; {key} takes all of them back")
        else:
            text = _("{done} of {count} done; {key} takes back the rest")
        return text.format(done=progress.done, count=progress.count, key=self._undo_key)

    def _lines(self, story: BatchStory) -> list[Line]:
        """The same words are said once for all lines that they stand under."""
        lines, words = [], ""
        for order in story.orders:
            lines.append(self._of_order(order))
            said = "" if order.state is OrderState.PLACED else order.words
            if said and said != words:
                lines.append(Line("", said))
            words = said
        return lines

    def _of_order(self, order: Order) -> Line:
        glyphs = self.signs.glyphs
        sign, word = wording.state_sign(order.state, glyphs), wording.state_word(order.state)
        state = f"{sign} {word} {order.order_id}"
        quantity = "" if order.quantity is None else formatting.count(order.quantity)
        what = f"  {order.service_id:<6} {quantity:>7}  "
        room = max(self.inner - _LABEL_CELLS - _STATE_CELLS - len(what) - 3, _LEAST_LINK)
        link = formatting.link(order.link, room, glyphs=glyphs)
        label = _("Line {number}").format(number=order.batch_line)
        style = _STYLES.get(order.state, "")
        return Line(label, f"{state:<{_STATE_CELLS}}{what}{link}", style)

    # -- what a person does ----------------------------------------------------------------

    @property
    def _can_go_on(self) -> bool:
        story = self.story
        return (
            story is not None
            and story.progress is None
            and any(map(batch.never_began, story.orders))
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Going on is offered once the batch is over and something is left of it."""
        if action == "go_on" and not self._can_go_on:
            return False
        return super().check_action(action, parameters)

    def action_go_on(self) -> None:
        """Close, to order what was not sent."""
        self.dismiss(Next.GO_ON)

    def action_copy(self) -> None:
        """Copy the ids of what was placed."""
        story = self.story
        if story is not None:
            self.post_message(CopyIds(tuple(order.ref for order in story.orders)))


def _sum_of(orders: Sequence[Order]) -> str:
    """How many are in each state: `3 placed, 1 unknown`."""
    counts = Counter(order.state for order in orders)
    return ", ".join(
        _("{count} {state}").format(
            count=formatting.count(counts[state]), state=wording.state_word(state)
        )
        for state in OrderState
        if counts[state]
    )

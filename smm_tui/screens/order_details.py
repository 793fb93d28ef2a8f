"""One order: what is known, what was sent, its refills and cancels, its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import var

from smm_tui.i18n import _
from smm_tui.models import Event, Order, Request
from smm_tui.screens import timeline
from smm_tui.screens.bills import Line
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.lines import label_cells, pane_lines
from smm_tui.screens.wishes import Acknowledge, AskAgain, CopyText
from smm_tui.widgets import text_pane
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import TextPane


@dataclass(frozen=True, slots=True)
class Story:
    """All that the book has of one order."""

    order: Order
    requests: tuple[Request, ...]
    events: tuple[Event, ...]


class OrderDetails(Dialog):
    """Shows a story, anew whenever it goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r",
            "refresh_order",
            _("Ask again"),
            tooltip=_("Ask the panel about this order, also when it has ended"),
            id="details.refresh",
        ),
        Binding(
            "a",
            "acknowledge",
            _("Acknowledge"),
            tooltip=_("Take this order off the list of what needs attention"),
            id="details.acknowledge",
        ),
        Binding("y,ctrl+c", "copy", _("Copy id"), tooltip=_("Copy the id"), id="details.copy"),
    ]
    story: var[Story | None] = var(None)

    def __init__(self, story: Story, *, zone: tzinfo, signs: Signs = UNICODE) -> None:
        super().__init__(signs)
        self._zone = zone
        self.ref = story.order.ref
        self.set_reactive(OrderDetails.story, story)

    def compose(self) -> ComposeResult:
        """The story, which scrolls."""
        with Vertical() as box:
            box.border_subtitle = _("ctrl+r ask again  a acknowledge  y copy id  esc close")
            yield TextPane(signs=self.signs)

    def on_mount(self) -> None:
        """Show what there is; the keys that scroll act at once."""
        self._show()
        self.set_focus(self.query_one(TextPane))

    def watch_story(self) -> None:
        """The story went on."""
        if self.is_mounted:
            self._show()

    def _show(self) -> None:
        story = self.story
        if story is None:
            return
        box = self.query_one(Vertical)
        box.border_title = _("Order {id}").format(id=story.order.order_id or _("without an id"))
        pane = self.query_one(TextPane)
        pane.show(self._lines(story))
        self.fit(pane, beside=0)

    def on_resize(self) -> None:
        """As tall as the story, as far as the screen is."""
        self.fit(self.query_one(TextPane), beside=0)

    def _lines(self, story: Story) -> list[text_pane.Line]:
        parts: list[list[Line]] = [
            timeline.facts(story.order, zone=self._zone, glyphs=self.signs.glyphs),
            timeline.parameters(story.order),
            timeline.requests(story.requests, glyphs=self.signs.glyphs),
            timeline.events(story.events, zone=self._zone),
        ]
        width = label_cells(*parts)
        headings = ("", _("What was sent"), _("Refills and cancels"), _("Timeline"))
        lines: list[text_pane.Line] = []
        for heading, part in zip(headings, parts, strict=True):
            if part and heading:
                lines += [text_pane.Line(""), text_pane.Line(heading, "strong")]
            lines += pane_lines(part, width=width)
        return lines

    def action_refresh_order(self) -> None:
        """Ask the panel."""
        self.post_message(AskAgain((self.ref,)))

    def action_acknowledge(self) -> None:
        """No longer point at it."""
        self.post_message(Acknowledge((self.ref,)))

    def action_copy(self) -> None:
        """Copy the id."""
        if self.story is not None and self.story.order.order_id:
            self.post_message(CopyText(self.story.order.order_id))

"""One order: what is known, what was sent, its refills and cancels, its timeline."""

from __future__ import annotations

from datetime import tzinfo
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import var

from smm_tui.i18n import _
from smm_tui.screens import timeline
from smm_tui.screens.bills import Line
from smm_tui.screens.case import Story
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.lines import chapters
from smm_tui.screens.wishes import Acknowledge, AskAgain, CopyReceipt, CopyText
from smm_tui.widgets import text_pane
from smm_tui.widgets.signs import UNICODE, Signs


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
        Binding("y", "copy", _("Copy id"), tooltip=_("Copy the id"), id="details.copy"),
        Binding(
            "Y",
            "receipt",
            _("Copy receipt"),
            tooltip=_("Copy what a support ticket asks for"),
            id="details.receipt",
        ),
        Binding(
            "ctrl+c",
            "copy",
            _("Copy id"),
            show=False,
            tooltip=_("Copy the id"),
            id="details.copy_too",
        ),
    ]
    story: var[Story | None] = var(None)

    def __init__(self, story: Story, *, zone: tzinfo, signs: Signs = UNICODE) -> None:
        super().__init__(signs, wide=True)
        self._zone = zone
        self.ref = story.order.ref
        self.set_reactive(OrderDetails.story, story)

    def on_mount(self) -> None:
        """Show what there is; the keys that scroll act at once."""
        self._show()
        self.set_focus(self.pane)

    def watch_story(self) -> None:
        """The story went on, maybe while this was being closed."""
        if self.is_attached:
            self._show()
            self.refresh_bindings()

    def _show(self) -> None:
        story = self.story
        if story is None:
            return
        self.name_box(_("Order {id}").format(id=story.order.order_id or _("without an id")))
        self.pane.go_on(self._lines(story))
        self.lay_out()

    def _lines(self, story: Story) -> list[text_pane.Line]:
        order, zone = story.order, self._zone
        glyphs = self.signs.glyphs
        facts = timeline.facts(order, story.requests, story.pace, zone=zone, glyphs=glyphs)
        if story.is_stopped:
            text = _(
                "The program that sends this order is stopped. Until it goes on (fg) or ends, "
                "nobody can say whether the order is placed."
            )
            facts.insert(1, Line(_("On its way"), text, "warning"))
        return chapters(
            ("", facts),
            (_("Timeline"), timeline.events(story.events, zone=zone)),
            (timeline.parameters_title(order), timeline.parameters(order)),
            (_("More"), timeline.more(order, zone=zone)),
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without an id there is nothing to copy or to ask about."""
        if action in {"copy", "refresh_order"}:
            return self.story is not None and bool(self.story.order.order_id)
        return super().check_action(action, parameters)

    def action_refresh_order(self) -> None:
        """Ask the panel."""
        self.post_message(AskAgain((self.ref,)))

    def action_acknowledge(self) -> None:
        """No longer point at it."""
        self.post_message(Acknowledge((self.ref,)))

    def action_receipt(self) -> None:
        """Copy what a support ticket asks for."""
        self.post_message(CopyReceipt(self.ref))

    def action_copy(self) -> None:
        """Copy the id."""
        if self.story is not None:
            self.post_message(CopyText(self.story.order.order_id))

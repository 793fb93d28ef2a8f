"""One order: what is known, what was sent, its refills and cancels, its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from smm_tui.formatting import UNICODE, Glyphs
from smm_tui.i18n import _
from smm_tui.models import Event, Order, Request
from smm_tui.screens import timeline
from smm_tui.screens.bills import Line
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.lines import text_of


@dataclass(frozen=True, slots=True)
class Story:
    """All that the book has of one order."""

    order: Order
    requests: tuple[Request, ...]
    events: tuple[Event, ...]


class OrderDetails(Dialog):
    """Shows a story, anew whenever it goes on."""

    DEFAULT_CSS = """
    OrderDetails {
        & .story { height: auto; max-height: 100%; }
        & .story > Static { height: auto; }
    }
    """
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
        Binding("j,down", "scroll(1)", _("Down"), tooltip=_("Scroll down"), id="details.down"),
        Binding("k,up", "scroll(-1)", _("Up"), tooltip=_("Scroll up"), id="details.up", show=False),
        Binding(
            "pagedown",
            "page(1)",
            _("Page down"),
            tooltip=_("Scroll a page down"),
            show=False,
            id="details.page_down",
        ),
        Binding(
            "pageup",
            "page(-1)",
            _("Page up"),
            tooltip=_("Scroll a page up"),
            show=False,
            id="details.page_up",
        ),
    ]
    story: var[Story | None] = var(None)

    @dataclass
    class RefreshWanted(Message):
        """The panel is to be asked about orders."""

        refs: tuple[int, ...]

    @dataclass
    class AcknowledgeWanted(Message):
        """Orders are no longer to be pointed at."""

        refs: tuple[int, ...]

    @dataclass
    class CopyWanted(Message):
        """Text is to be copied."""

        text: str

    def __init__(self, story: Story, *, zone: tzinfo, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self._zone = zone
        self._glyphs = glyphs
        self.ref = story.order.ref
        self.set_reactive(OrderDetails.story, story)

    def compose(self) -> ComposeResult:
        """The story, which scrolls."""
        with Vertical() as box:
            box.border_subtitle = _("ctrl+r ask again  a acknowledge  y copy id  esc close")
            with VerticalScroll(classes="story", can_focus=False):
                yield Static(markup=False)

    def on_mount(self) -> None:
        """Show what there is."""
        self.watch_story(self.story)

    def watch_story(self, story: Story | None) -> None:
        """The story went on."""
        if story is None or not self.is_mounted:
            return
        box = self.query_one(Vertical)
        box.border_title = _("Order {id}").format(id=story.order.order_id or _("without an id"))
        self.query_one(".story > Static", Static).update(self._text(story))

    def _text(self, story: Story) -> Text:
        parts: list[list[Line]] = [
            timeline.facts(story.order, zone=self._zone, glyphs=self._glyphs),
            timeline.parameters(story.order),
            timeline.requests(story.requests, glyphs=self._glyphs),
            timeline.events(story.events, zone=self._zone),
        ]
        width = max((len(line.label) for part in parts for line in part), default=0) + 2
        headings = ("", _("What was sent"), _("Refills and cancels"), _("Timeline"))
        text = Text()
        for heading, part in zip(headings, parts, strict=True):
            if part:
                text.append(f"\n{heading}\n" if heading else "", "bold underline")
                text.append_text(text_of(part, width=width)).append("\n")
        text.rstrip()
        return text

    def action_refresh_order(self) -> None:
        """Ask the panel."""
        self.post_message(self.RefreshWanted((self.ref,)))

    def action_acknowledge(self) -> None:
        """No longer point at it."""
        self.post_message(self.AcknowledgeWanted((self.ref,)))

    def action_copy(self) -> None:
        """Copy the id."""
        if self.story is not None and self.story.order.order_id:
            self.post_message(self.CopyWanted(self.story.order.order_id))

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(".story", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        story = self.query_one(".story", VerticalScroll)
        story.scroll_relative(y=pages * max(story.size.height - 1, 1), animate=False)

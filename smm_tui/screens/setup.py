"""Setup of a panel on one page: address, key source, a test that buys nothing, limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.reactive import var
from textual.widget import Widget

from smm_tui.errors import InvalidInput, SmmError
from smm_tui.i18n import _
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.entry_fields import LABEL_CELLS, FieldRow
from smm_tui.screens.setup_rows import (
    LIMITS,
    SOURCE,
    LimitRow,
    Press,
    Said,
    SecretRow,
    address_fields,
    limit_fields,
    source_fields,
)
from smm_tui.screens.setup_words import destination, explained, praised
from smm_tui.session.enrolment import Enrolment, Entries, Found
from smm_tui.settings import KeyOrigin
from smm_tui.widgets.signs import UNICODE, Signs
from smm_tui.widgets.text_pane import Line, label_cells

OFFERED_URL: Final = "https://brsmm.com/api/v2"
_SUGGESTED: Final = dict(zip(LIMITS, ("10", "20", "500"), strict=True))
_LIKE_USD: Final = frozenset({"USD", "EUR", "GBP", "CHF", "USDT", "USDC"})
"""Currencies in which the suggested limits make sense as they are."""
_WIDE_KEYS: Final = 64
_FRAME: Final = 4
"""Lines around the page: the header, the border and the last line."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How a test ended."""

    found: Found | None = None
    error: SmmError | None = None


class SetupScreen(Dialog):
    """Asks for a panel; dismissed with the new settings, or with None and nothing written."""

    DEFAULT_CSS = """
    SetupScreen {
        & .page { height: auto; scrollbar-size-vertical: 1; }
        & .deed { height: auto; margin-top: 1; }
        & .limits, .sources { height: auto; }
        & #about { margin-bottom: 1; }
        & #heading { margin-top: 1; }
        & #foot { margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+t",
            "test",
            _("Test"),
            tooltip=_("Ask the panel for balance and services; nothing is bought"),
            id="setup.test",
        ),
        Binding(
            "ctrl+o",
            "save",
            _("Save"),
            tooltip=_("Write the panel into the configuration, after a good test"),
            id="setup.save",
        ),
        Binding(
            "enter",
            "app.focus_next",
            _("Next field"),
            tooltip=_("Go to the next field"),
            id="setup.next",
            show=False,
        ),
    ]
    tried: var[Tried | None] = var(None)
    """None while nothing is known of what stands in the fields."""
    asking: var[bool] = var(default=False)

    def __init__(
        self, enrolment: Enrolment, *, url: str = OFFERED_URL, signs: Signs = UNICODE
    ) -> None:
        super().__init__(signs)
        self._enrolment = enrolment
        self._url = url
        self._suggested = enrolment.suggested_name(url)
        self._asked: tuple[str, ...] = ()
        """What the running or last test was about."""

    # -- what is there ---------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The page, from the address to the way out."""
        with Vertical() as box:
            box.border_title = _("Set up a panel")
            box.border_subtitle = self._keys()
            with VerticalScroll(classes="page", can_focus=False):
                yield self._said("about")
                yield from self._address()
                with Horizontal(classes="deed"):
                    yield Press(_("Test"), id="test")
                    yield self._said("result")
                with Vertical(classes="limits"):
                    yield self._said("heading")
                    for field in limit_fields():
                        yield LimitRow(field)
                    with Horizontal(classes="deed"):
                        yield Press(_("Save"), id="save")
                        yield self._said("saving")
                yield self._said("foot")

    def _address(self) -> Iterator[Widget]:
        initial = {"url": self._url, "name": self._suggested}
        for field in address_fields():
            yield FieldRow(field, value=initial.get(field.name, ""))
        # A row just shown has no place yet, and tab goes by places: the box of all four has.
        rows = (
            SecretRow(field) if field.name == KeyOrigin.TEXT else FieldRow(field)
            for field in source_fields()
        )
        yield Vertical(*rows, classes="sources")
        yield self._said("source-hint")

    def _said(self, name: str) -> Said:
        return Said(signs=self.signs, id=name)

    def on_mount(self) -> None:
        """Start at the address; nothing is asked of anybody yet."""
        about = _('Any panel with an API v2. Your key is on its "My account" page.')
        foot = _("Just looking? smm-tui --demo needs no panel and no key.")
        self._say("about", Line(about, "muted"))
        self._say("foot", Line(foot, "muted"))
        self.query_one(".limits").display = False
        self._show_source()
        self._show_result()
        self._row("url").entry.focus()

    def on_resize(self) -> None:
        """As tall as the page, as far as the screen is."""
        page = self.query_one(".page")
        page.styles.max_height = max(1, self.app.size.height - _FRAME)
        cells = label_cells(LABEL_CELLS, page.size.width or self.inner)
        self.query_one("#source-hint").styles.margin = (0, 0, 0, cells)
        self.query_one(Vertical).border_subtitle = self._keys()

    def _keys(self) -> str:
        if self.inner < _WIDE_KEYS:
            return _("^t test  ^o save  esc leave")
        return _("tab next  arrows choose  ctrl+t test  ctrl+o save  esc leave")

    @property
    def entries(self) -> Entries:
        """What stands in the fields."""
        origin = KeyOrigin(self._row(SOURCE).value)
        return Entries(
            url=self._row("url").value,
            name=self._row("name").value,
            origin=origin,
            source=self._row(origin).value,
            limits={name: self._row(name).value for name in LIMITS},
        )

    def _row(self, name: str) -> FieldRow:
        return self.query_one(f"#field-{name.replace('_', '-')}", FieldRow)

    def _say(self, where: str, *lines: Line) -> None:
        self.query_one(f"#{where}", Said).show(lines)

    def _connection(self) -> tuple[str, ...]:
        entries = self.entries
        return entries.url, entries.origin, entries.source

    # -- while typing ----------------------------------------------------------------------

    @on(FieldRow.Edited)
    def follow(self, event: FieldRow.Edited) -> None:
        """Keep the name in step with the address; what a test said holds for one connection."""
        event.stop()
        self._row(event.name).show_problem(problem=False)
        if event.name == "url":
            self._suggest_name()
        if event.name == SOURCE:
            self._show_source()
        if self._asked and self._asked != self._connection():
            self._asked = ()
            self.workers.cancel_group(self, "setup-test")
            self.asking = False
            self.tried = None

    def _suggest_name(self) -> None:
        name = self._enrolment.suggested_name(self._row("url").value)
        if self._row("name").value == self._suggested:
            self._row("name").put(name)
            self._suggested = name

    def _show_source(self) -> None:
        chosen = self._row(SOURCE).value
        for field in source_fields():
            self._row(field.name).display = field.name == chosen
            if field.name == chosen:
                self._say("source-hint", Line(field.hint, "muted"))

    @on(FieldRow.Submitted)
    def next_field(self, event: FieldRow.Submitted) -> None:
        """Enter goes on to whatever comes next; it never tests or saves by itself."""
        event.stop()
        self.focus_next()

    # -- the test --------------------------------------------------------------------------

    @on(Press.Pressed, "#test")
    def action_test(self) -> None:
        """Try what stands in the fields."""
        self.tried = None
        self._asked = self._connection()
        self.asking = True
        self.try_out(self.entries)

    @work(group="setup-test", exclusive=True)
    async def try_out(self, entries: Entries) -> None:
        """Check the entries, read the key, ask the panel."""
        try:
            found = await self._enrolment.try_out(self._enrolment.panel(entries))
        except SmmError as error:
            tried = Tried(error=error)
        else:
            tried = Tried(found)
        self.asking = False
        self.tried = tried

    def watch_asking(self) -> None:
        """Say that the panel is being asked."""
        if self.is_mounted:
            self._show_result()

    def watch_tried(self, tried: Tried | None) -> None:
        """Say what came of it; after a good test, go on to the limits."""
        if not self.is_mounted:
            return
        self._show_result()
        self._show_saving()
        self.query_one(".limits").display = tried is not None and tried.found is not None
        if tried is not None and tried.found is not None:
            self._offer_limits(tried.found)
            self._row(LIMITS[0]).entry.focus()
        if tried is not None and tried.error is not None:
            self._point_at(tried.error)

    def _offer_limits(self, found: Found) -> None:
        currency = found.balance.money.currency
        self._say(
            "heading",
            Line(_("Limits in {currency}, empty for none").format(currency=currency), "strong"),
        )
        if currency.upper() in _LIKE_USD and not any(self.entries.limits.values()):
            for name, amount in _SUGGESTED.items():
                self._row(name).put(amount)

    def _show_result(self) -> None:
        lines: Sequence[Line] = (
            Line(_("asks for balance and services only; nothing is bought"), "muted"),
        )
        if self.asking:
            lines = (Line(_("asking the panel ..."), "muted"),)
        elif self.tried is not None and self.tried.error is not None:
            lines = self._explained(self.tried.error)
        elif self.tried is not None and self.tried.found is not None:
            lines = praised(self.tried.found, signs=self.signs)
        self._say("result", *lines)

    def _explained(self, error: SmmError) -> Sequence[Line]:
        label = self._row(error.field).field.label if isinstance(error, InvalidInput) else ""
        return explained(error, label=label, signs=self.signs)

    def _point_at(self, error: SmmError) -> None:
        """Mark the entry that is wrong and go there."""
        if isinstance(error, InvalidInput):
            row = self._row(error.field)
            row.show_problem(problem=True)
            row.entry.focus()

    # -- writing it down -------------------------------------------------------------------

    @on(Press.Pressed, "#save")
    def action_save(self) -> None:
        """Write the panel down, if the last test was good."""
        if self.tried is None or self.tried.found is None:
            self.query_one("#test").focus()
            return
        try:
            self.dismiss(self._enrolment.add(self._enrolment.panel(self.entries)))
        except SmmError as error:
            self._show_saving(error)
            self._point_at(error)

    def _show_saving(self, error: SmmError | None = None) -> None:
        place = Line(destination(self._enrolment.path), "muted")
        self._say("saving", *([place] if error is None else self._explained(error)))

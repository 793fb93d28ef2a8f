"""Setup of a panel on one page: address, key source, a test that buys nothing, limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static

from smm_tui import formatting
from smm_tui.errors import InvalidInput, SmmError
from smm_tui.i18n import _, ngettext
from smm_tui.models import KeyOrigin
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.entry_fields import FieldRow
from smm_tui.screens.setup_rows import (
    LIMITS,
    SOURCE,
    Press,
    SecretRow,
    address_fields,
    limit_fields,
    source_fields,
)
from smm_tui.session.enrolment import Enrolment, Entries, Found
from smm_tui.widgets.signs import UNICODE, Signs

OFFERED_URL: Final = "https://brsmm.com/api/v2"
_SUGGESTED: Final = dict(zip(LIMITS, ("10", "20", "500"), strict=True))
_LIKE_USD: Final = frozenset({"USD", "EUR", "GBP", "CHF", "USDT", "USDC"})
"""Currencies in which the suggested limits make sense as they are."""
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
        & .page { height: auto; }
        & .about { height: auto; color: $text-muted; margin-bottom: 1; }
        & .deed { height: auto; margin-top: 1; }
        & .said { height: auto; width: 1fr; color: $text-muted; }
        & .limits { height: auto; }
        & .heading { height: auto; margin-top: 1; }
        & #result { color: $foreground; }
        & .foot { height: auto; margin-top: 1; color: $text-muted; }
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
            box.border_subtitle = _("tab next  ctrl+t test  ctrl+o save  esc leave")
            with VerticalScroll(classes="page", can_focus=False):
                yield Static(
                    Text(_('Any panel with an API v2. Your key is on its "My account" page.')),
                    classes="about",
                    markup=False,
                )
                yield from self._address()
                with Horizontal(classes="deed"):
                    yield Press(_("Test"), id="test")
                    yield Static(classes="said", id="result", markup=False)
                yield from self._limits()
                yield Static(
                    Text(_("Just looking? smm-tui --demo needs no panel and no key.")),
                    classes="foot",
                    markup=False,
                )

    def _address(self) -> Iterator[Widget]:
        initial = {"url": self._url, "name": self._suggested}
        for field in address_fields():
            yield FieldRow(field, value=initial.get(field.name, ""))
        for field in source_fields():
            make = SecretRow if field.name == KeyOrigin.TEXT else FieldRow
            yield make(field)

    def _limits(self) -> Iterator[Widget]:
        save = Horizontal(
            Press(_("Save"), id="save"),
            Static(classes="said", id="saving", markup=False),
            classes="deed",
        )
        rows = [FieldRow(field) for field in limit_fields()]
        yield Vertical(Static(classes="heading", markup=False), *rows, save, classes="limits")

    def on_mount(self) -> None:
        """Start at the address; nothing is asked of anybody yet."""
        self.query_one(".limits").display = False
        self._show_source()
        self._show_result()
        self._row("url").entry.focus()

    def on_resize(self) -> None:
        """As tall as the page, as far as the screen is."""
        self.query_one(".page").styles.max_height = max(1, self.app.size.height - _FRAME)

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
        self._show_result()

    def watch_tried(self, tried: Tried | None) -> None:
        """Say what came of it; after a good test, go on to the limits."""
        if not self.is_mounted:
            return
        self._show_result()
        self._show_saving()
        self.query_one(".limits").display = tried is not None and tried.found is not None
        if tried is None:
            return
        if tried.found is not None:
            self._offer_limits(tried.found)
            self._row(LIMITS[0]).entry.focus()
        elif tried.error is not None:
            self._point_at(tried.error)

    def _offer_limits(self, found: Found) -> None:
        currency = found.balance.money.currency
        text = Text(_("Limits in {currency}").format(currency=currency), "bold")
        text.append(_("  leave one empty to switch it off"), "not bold dim")
        self.query_one(".heading", Static).update(text)
        if currency.upper() in _LIKE_USD and not any(self.entries.limits.values()):
            for name, amount in _SUGGESTED.items():
                self._row(name).put(amount)

    def _show_result(self) -> None:
        if self.is_mounted:
            self.query_one("#result", Static).update(self._result())

    def _result(self) -> Text:
        if self.asking:
            return Text(_("asking the panel ..."), "dim")
        if self.tried is None:
            return Text(_("asks for balance and services only; nothing is bought"), "dim")
        if self.tried.error is not None:
            return self._explained(self.tried.error)
        return Text() if self.tried.found is None else self._praised(self.tried.found)

    def _praised(self, found: Found) -> Text:
        money = found.balance.money
        services = ngettext("{count} service", "{count} services", found.services).format(
            count=formatting.count(found.services)
        )
        text = Text(f"{self.signs.glyphs.done} ", "bold green")
        text.append(
            _("The key works. Balance {balance}, {services}.").format(
                balance=formatting.money(money.amount, money.currency), services=services
            )
        )
        if found.unreadable:
            text.append(
                ngettext(
                    "\n{count} row of the catalogue cannot be read.",
                    "\n{count} rows of the catalogue cannot be read.",
                    found.unreadable,
                ).format(count=formatting.count(found.unreadable)),
                "yellow",
            )
        return text

    def _explained(self, error: SmmError) -> Text:
        """Title, words and remedy; for an entry, which one and what is allowed."""
        said = str(error)
        if isinstance(error, InvalidInput):
            said = f"{self._row(error.field).field.label}: {error.detail}"
        text = Text(f"{self.signs.glyphs.failed} {said}\n", "bold red")
        text.append(error.remedy, "not bold dim")
        return text

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
        place = Text(_("writes {path}").format(path=_at_home(self._enrolment.path)), "dim")
        text = place if error is None else self._explained(error)
        self.query_one("#saving", Static).update(text)


def _at_home(path: Path) -> str:
    """A path as people write it."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)

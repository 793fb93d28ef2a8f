"""The order form: the fields that a service's type asks for, checked while typing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.reactive import var
from textual.widgets import Static

from smm_tui import formatting, ordering
from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.models import Money, Order, Service
from smm_tui.ordering import Quote
from smm_tui.screens import bills
from smm_tui.screens.desk import Desk
from smm_tui.screens.dialog import Dialog
from smm_tui.screens.entry_fields import FieldRow
from smm_tui.screens.lines import pane_lines
from smm_tui.screens.orderly_keys import Opening
from smm_tui.screens.review import Review
from smm_tui.service_fields import fields
from smm_tui.widgets.text_pane import Line as Pane
from smm_tui.widgets.text_pane import TextPane


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form opens with, and what is kept when it is closed half-written."""

    panel: str
    service: Service
    entries: Mapping[str, str]
    problem: str = ""
    """Why the form came back; "" when it did not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the form was left."""

    draft: Draft
    quote: Quote | None = None
    """What was confirmed; None when the form was closed."""
    typed: str = ""


class OrderForm(Dialog):
    """Asks for what one service needs; dismissed with what was confirmed, or a draft."""

    DEFAULT_CSS = """
    OrderForm {
        & #about { margin-bottom: 1; }
        & .fields { height: auto; max-height: 12; }
        & .hint { height: 1; color: $text-muted; padding-left: 14; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+o",
            "review",
            _("Review"),
            tooltip=_("Look over the order before it is sent"),
            id="form.review",
        ),
    ]
    service: var[Service | None] = var(None)
    """As the newest catalogue has it; None when it is gone from there."""
    running: var[tuple[Order, ...]] = var(())
    """Orders for the same service and link that have not ended."""
    note: var[str] = var("")
    """What changed, or could not be read, while the form was open."""

    def __init__(self, desk: Desk, draft: Draft, *, zone: tzinfo) -> None:
        super().__init__(desk.signs)
        self._desk = desk
        self._draft = draft
        self._zone = zone
        self._touched: set[str] = set()
        self._link = ""
        self._balance: Money | None = None
        self.set_reactive(OrderForm.service, draft.service)
        self.set_reactive(OrderForm.note, draft.problem)

    # -- what is there ---------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The service, its fields, the sums."""
        service = self._draft.service
        with Vertical() as box:
            box.border_title = _("Order {id}").format(id=service.service_id)
            box.border_subtitle = _("tab next  ctrl+o review  esc close")
            yield TextPane(signs=self.signs, id="about")
            with VerticalScroll(classes="fields", can_focus=False):
                for field in fields(service):
                    yield FieldRow(field, value=self._draft.entries.get(field.name, ""))
            yield Static(classes="hint", markup=False)
            yield TextPane(signs=self.signs, id="sums")

    def on_mount(self) -> None:
        """Start where there is something to enter: the link."""
        for pane in self.query(TextPane):
            pane.can_focus = False
        self._show_about(self._draft.service)
        self._show()
        for row in self.query(FieldRow):
            self.set_focus(row.entry)
            break
        self.look_up()
        self.read_again()

    @property
    def entries(self) -> dict[str, str]:
        """What stands in the fields."""
        return {row.field.name: row.value for row in self.query(FieldRow)}

    @property
    def quote(self) -> Quote:
        """The order as it stands."""
        service = self.service or self._draft.service
        return ordering.quote(service, self.entries, balance=self._balance)

    def _show_about(self, service: Service) -> None:
        limits = ordering.limits(service)
        most = formatting.count(limits.max) if limits.max is not None else _("no limit")
        about = _("{type} · rate {rate} per 1000 · min {min}, max {max}").format(
            type=service.type_text or service.type,
            rate="?" if service.rate is None else formatting.rate(service.rate),
            min=formatting.count(limits.min),
            max=most,
        )
        pane = self.query_one("#about", TextPane)
        pane.show([Pane(service.name, "strong"), Pane(about, "muted")])
        self.fit(pane, beside=0, most=4)

    def on_descendant_focus(self) -> None:
        """The hint is that of the field one is in."""
        row = next((row for row in self.query(FieldRow) if row.has_focus_within), None)
        hint = row.field.hint if row is not None else ""
        self.query_one(".hint", Static).update(Text(hint, no_wrap=True, overflow="ellipsis"))

    @work(group="form-lookup", exclusive=True)
    async def look_up(self) -> None:
        """Find orders for the same link that still run, and the balance."""
        session = await self._desk.session()
        balance = await session.last_balance(self._draft.panel)
        self._balance = balance.money if balance else None
        self.running = tuple(
            await session.book.same_running(
                self._draft.panel, self._draft.service.service_id, self._link
            )
        )

    @work(group="form-catalogue", exclusive=True)
    async def read_again(self) -> None:
        """Read an old catalogue again, since rates and limits may have moved."""
        session = await self._desk.session()
        catalogue = session.catalogue(self._draft.panel)
        age = session.clock.now() - catalogue.read_at if catalogue else None
        if age is not None and age <= bills.OLD_CATALOGUE:
            return
        try:
            catalogue = await session.refresh_catalogue(self._draft.panel)
        except SmmError as error:
            self.note = _("The catalogue could not be read again: {why}.").format(why=error.title)
            return
        self.service = catalogue.get(self._draft.service.service_id)

    def watch_service(self, before: Service | None, service: Service | None) -> None:
        """The newest catalogue has other figures: say so; a review of the old ones is void."""
        if not self.is_mounted or service == before:
            return
        if isinstance(self.app.screen, Review):
            self.app.screen.dismiss(None)
        if service is None:
            self.note = _("The panel's newest catalogue no longer has this service.")
        else:
            self.note = _("The panel changed this service just now: look at it again.")
            self._show_about(service)
        self._show()

    # -- while typing ----------------------------------------------------------------------

    @on(FieldRow.Edited)
    def check(self, event: FieldRow.Edited) -> None:
        """Check all fields together: they depend on each other."""
        event.stop()
        self._touched.add(event.name)
        self._show()
        entries = self.entries
        link = (entries.get("link") or entries.get("username", "")).strip()
        if link != self._link:
            self._link = link
            self.look_up()

    @on(FieldRow.Submitted)
    def next_field(self, event: FieldRow.Submitted) -> None:
        """Enter goes to the next field, and from the last one to the review."""
        event.stop()
        rows = [row for row in self.query(FieldRow) if row.display]
        names = [row.field.name for row in rows]
        self._touched.add(event.name)
        following = rows[names.index(event.name) + 1 :]
        if following:
            self.set_focus(following[0].entry)
            self._show()
        else:
            self.action_review()

    def action_review(self) -> None:
        """Open the review, or go to the first field with a problem."""
        quote = self.quote
        if quote.ok and self.service is not None:
            self.confirm(quote, Opening(self.app))
            return
        self._touched.update(row.field.name for row in self.query(FieldRow))
        self._show()
        wrong = quote.problems[0].field if quote.problems else ""
        for row in self.query(FieldRow):
            if row.field.name == wrong:
                self.set_focus(row.entry)
                break

    @work(group="form-review", exclusive=True)
    async def confirm(self, quote: Quote, opening: Opening) -> None:
        """Show the review; its answer closes the form."""
        session = await self._desk.session()
        catalogue = session.catalogue(self._draft.panel)
        bill = bills.of_order(
            quote,
            panel=session.panel(self._draft.panel),
            balance=self._balance,
            running=self.running,
            read_at=catalogue.read_at if catalogue else None,
            now=session.clock.now(),
            zone=self._zone,
        )
        typed = await opening.show(self.app, Review(bill, signs=self.signs))
        if typed is not None:
            self.dismiss(Outcome(self._kept(), quote, typed))

    def action_close(self) -> None:
        """Close; what was typed is kept."""
        self.dismiss(Outcome(self._kept()))

    def _kept(self) -> Draft:
        return Draft(self._draft.panel, self._draft.service, self.entries)

    # -- what is shown ---------------------------------------------------------------------

    def watch_running(self) -> None:
        """Show what is already on its way."""
        self._show()

    def watch_note(self) -> None:
        """Show what changed."""
        self._show()

    def _show(self) -> None:
        if not self.is_mounted:
            return
        quote, entries = self.quote, self.entries
        wrong = {problem.field for problem in quote.problems} & self._touched
        for row in self.query(FieldRow):
            row.show_problem(row.field.name in wrong)
            if row.field.only_if is not None:
                name, value = row.field.only_if
                row.display = entries.get(name) == value
        pane = self.query_one("#sums", TextPane)
        pane.show(self._sums(quote))
        self.fit(pane, beside=0, most=8)

    def _sums(self, quote: Quote) -> list[Pane]:
        lines = [
            Pane(f"! {problem.text}", "error")
            for problem in quote.problems
            if problem.field in self._touched or not problem.field
        ]
        notes = [warning.text for warning in quote.warnings]
        notes += [line.text for line in bills.running_lines(self.running)]
        lines += [Pane(f"~ {note}", "warning") for note in [*notes, self.note] if note]
        currency = self._balance.currency if self._balance else ""
        return lines + pane_lines(bills.charges(quote, self._balance, currency), width=14)

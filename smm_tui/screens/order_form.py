"""The order form: the fields that a service's type asks for, checked while typing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from smm_tui import ordering
from smm_tui.i18n import _
from smm_tui.models import Service
from smm_tui.ordering import Quote
from smm_tui.screens import bills, price_lines
from smm_tui.screens.desk import Desk
from smm_tui.screens.drafts import Draft, Outcome
from smm_tui.screens.entry_fields import FieldRow
from smm_tui.screens.order_facts import Facts, OrderFacts, link_of
from smm_tui.screens.order_form_lines import about, sums
from smm_tui.screens.orderly_keys import Opening
from smm_tui.screens.review import Review
from smm_tui.service_fields import fields
from smm_tui.session import Session
from smm_tui.widgets.text_pane import Line, TextPane

_MOST_ABOUT: Final = 3
_LEAST_SUMS: Final = 5
"""So many lines are kept for the sums, so that the box stands still while one types."""
_LINES: Final = range(3, 7)
"""How tall a field of several lines may be."""


class OrderForm(OrderFacts):
    """Asks for what one service needs; dismissed with what was confirmed, or a draft."""

    DEFAULT_CSS = """
    OrderForm {
        & .fields { height: 4; scrollbar-size-vertical: 1; }
        & #about { margin-bottom: 1; }
        &.-tight #about { margin-bottom: 0; }
    }
    """
    HELP = _("Enter goes on to the next field, from the last one to the review.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab",
            "app.focus_next",
            _("Next field"),
            tooltip=_("Go to the next field"),
            id="form.next",
        ),
        Binding(
            "ctrl+o",
            "review",
            _("Review"),
            tooltip=_("Look over the order before it is sent"),
            id="form.review",
        ),
    ]

    def __init__(self, desk: Desk, draft: Draft, facts: Facts, *, zone: tzinfo) -> None:
        super().__init__(desk, draft, facts)
        self._zone = zone
        self._touched: set[str] = set()
        self._review: Review | None = None
        """The one that is open over this."""
        self._rows = self._make_rows(draft.service, draft.entries)
        self._untouched = self.entries
        self._begun = False
        self._about = TextPane(signs=desk.signs, id="about")
        self._scroll = VerticalScroll(*self._rows, classes="fields", can_focus=False)

    # -- what is there ---------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """The service, its fields, the sums."""
        self._about.can_focus = self.pane.can_focus = False
        yield self._about
        yield self._scroll
        yield self.pane

    def on_mount(self) -> None:
        """Start where there is something to enter: the link."""
        self.name_box(_("Order {id}").format(id=self._draft.service.service_id))
        self._show_about(self._draft.service)
        self._show()
        self.set_focus(self._rows[0].entry)
        self.look_up(link_of(self.entries))
        self.read_again()

    @staticmethod
    def _make_rows(service: Service, entries: Mapping[str, str]) -> list[FieldRow]:
        return [FieldRow(field, value=entries.get(field.name, "")) for field in fields(service)]

    @property
    def entries(self) -> dict[str, str]:
        """What stands in the fields."""
        return {row.field.name: row.value for row in self._rows}

    @property
    def quote(self) -> Quote:
        """The order as it stands."""
        service = self.service or self._draft.service
        return ordering.quote(service, self.entries, balance=self.facts.balance)

    def _shown(self) -> list[FieldRow]:
        return [row for row in self._rows if row.display]

    def _show_about(self, service: Service) -> None:
        self._about.show(about(service, self.facts.prices, dot=self.signs.dot))

    def on_descendant_focus(self) -> None:
        """The hint is that of the field one is in."""
        self._show()

    # -- what the book and the panel say ---------------------------------------------------

    async def watch_service(self, before: Service | None, service: Service | None) -> None:
        """The newest catalogue has other figures: show them, and the review of them anew."""
        if not self.is_attached:
            return
        old = before or self._draft.service
        changed = "" if service is None else bills.changes(old, service)
        if service is None:
            self.note = _("The panel's newest catalogue no longer has this service.")
        elif changed:
            self.note = _("The panel changed this service just now: {what}.").format(what=changed)
        if service is not None:
            self._show_about(service)
            if service.type is not old.type or service.dripfeed is not old.dripfeed:
                await self._ask_anew(service)
        self._show()
        # One that something lies over comes back when it is answered.
        if self.app.screen is self._review and (service is None or changed):
            self._review.dismiss(None)
            self._confirm_anew()

    async def _ask_anew(self, service: Service) -> None:
        """Ask for other fields; what was entered under the same names stays."""
        entries = {**self._draft.entries, **self.entries}
        self._rows = self._make_rows(service, entries)
        await self._scroll.remove_children()
        await self._scroll.mount(*self._rows)
        if self.app.screen is self:
            self.set_focus(self._rows[0].entry)

    # -- while typing ----------------------------------------------------------------------

    @on(FieldRow.Edited)
    def check(self, event: FieldRow.Edited) -> None:
        """Check all fields together: they depend on each other."""
        event.stop()
        self._touched.add(event.name)
        self._keep_draft()
        self._show()
        self.look_up(link_of(self.entries))

    def _keep_draft(self) -> None:
        """Keep what was entered once something was: a form that is only looked at is none."""
        entries = self.entries
        if self._begun or entries != self._untouched:
            self._begun = True
            self._desk.keep_draft(self._draft.panel, self._draft.service, entries)

    @on(FieldRow.Submitted)
    def next_field(self, event: FieldRow.Submitted) -> None:
        """Enter goes to the next field, and from the last one to the review."""
        event.stop()
        rows = self._shown()
        names = [row.field.name for row in rows]
        self._touched.add(event.name)
        following = rows[names.index(event.name) + 1 :]
        if following:
            self.set_focus(following[0].entry)
        else:
            self.action_review()

    def action_review(self) -> None:
        """Open the review, or go to the first field with a problem."""
        quote = self.quote
        if quote.ok and self.service is not None:
            self.confirm(Opening(self.app))
            return
        self._touched.update(row.field.name for row in self._rows)
        wrong = {problem.field for problem in quote.problems}
        for row in self._shown():
            if row.field.name in wrong:
                self.set_focus(row.entry)
                break
        self._show()

    def _confirm_anew(self) -> None:
        if self.service is not None and self.quote.ok:
            self.confirm(Opening(self.app))

    @work(group="form-review")
    async def confirm(self, opening: Opening) -> None:
        """Show the review, and the question about unknown ones; the answers close the form."""
        with opening:
            answers = await self._answers(opening)
        if answers is None:
            return
        quote, typed, again = answers
        if self.service is None or bills.changes(quote.service, self.service):
            # Between the answer and this, or while something else lay over the review.
            self._confirm_anew()
            return
        self.dismiss(Outcome(self._kept(), quote, typed, again))

    async def _answers(self, opening: Opening) -> tuple[Quote, str, str] | None:
        """What was reviewed and what was typed for it; None where a person went back."""
        session = await self._desk.session()
        service_id = self._draft.service.service_id
        twins = await session.unknown_twins(self._draft.panel, service_id, self._link)
        past = await price_lines.past_of(session, self._draft.panel, service_id)
        quote = self.quote
        if self.service is None or not quote.ok:
            return None  # the panel has changed it meanwhile, which the form says
        typed = await self._ask(self._bill(session, quote, past), opening)
        if typed is None or not twins:
            return None if typed is None else (quote, typed, "")
        question = bills.of_twins(twins, zone=self._zone)
        again = await self._ask(question, Opening(self.app))
        return None if again is None else (quote, typed, again)

    async def _ask(self, bill: bills.Bill, opening: Opening) -> str | None:
        """Show a review until it is answered, or until the panel has changed the service."""
        review = self._review = Review(bill, signs=self.signs, over=self.lines)
        typed = await opening.show(self.app, review)
        if self._review is review:
            self._review = None
        return typed

    def _bill(self, session: Session, quote: Quote, past: price_lines.Past) -> bills.Bill:
        currency = self.facts.balance.currency if self.facts.balance else ""
        return bills.of_order(
            quote,
            panel=session.panel(self._draft.panel),
            balance=self.facts.balance,
            running=self.facts.running,
            age=self.age(session),
            note=self.note,
            prices=price_lines.of_review(past, quote.service, currency, self._desk),
        )

    def action_close(self) -> None:
        """Close; what was typed is kept."""
        self.dismiss(Outcome(self._kept()))

    def _kept(self) -> Draft:
        return Draft(self._draft.panel, self.service or self._draft.service, self.entries)

    # -- what is shown ---------------------------------------------------------------------

    def watch_facts(self) -> None:
        """Show what it has cost, what is on its way, what would be left and what to expect."""
        if self.is_attached:
            self._show_about(self.service or self._draft.service)
            self._show()

    def watch_note(self) -> None:
        """Show what changed."""
        self._show()

    def _show(self) -> None:
        if not self.is_attached:
            return
        quote, entries = self.quote, self.entries
        wrong = {problem.field for problem in quote.problems} & self._touched
        for row in self._rows:
            row.show_problem(row.field.name in wrong)
            if row.field.only_if is not None:
                name, value = row.field.only_if
                row.display = entries.get(name) == value
        self.pane.show(self._sums(quote))
        self.lay_out()

    def lay_out(self) -> None:
        """Share out the lines: the fields give way last but for what the sums must say."""
        rows = self._shown()
        tall = [row for row in rows if row.has_lines]
        least = len(rows) + len(tall) * (_LINES.start - 1)
        spare = self.room - _MOST_ABOUT - _LEAST_SUMS - least
        tight = spare < 0
        most = 1 if tight else _MOST_ABOUT + (spare > 1)
        above = min(self._about.lines_at(self.inner), most)
        room = self.room - above - (0 if tight else 1)
        needed = self.pane.lines_at(self.inner)
        sums = min(max(needed, _LEAST_SUMS), max(room - least, room // 2))
        for row in tall:
            free = (room - sums - len(rows) + len(tall)) // len(tall)
            row.styles.height = min(max(free, _LINES.start), _LINES.stop - 1)
        height = sum(row.styles.height.cells or 1 if row.styles.height else 1 for row in rows)
        self.set_class(tight, "-tight")
        self._about.styles.height = above
        self._scroll.styles.height = max(min(height, room - sums), 1)
        self.pane.styles.height = max(sums, 1)

    def _sums(self, quote: Quote) -> list[Line]:
        row = next((row for row in self._rows if row.has_focus_within), None)
        problems = [
            problem
            for problem in quote.problems
            if problem.field in self._touched or not problem.field
        ]
        return sums(
            quote,
            problems,
            {row.field.name: row.field.label for row in self._rows},
            hint=row.field.hint if row is not None else "",
            note=self.note,
            balance=self.facts.balance,
            running=self.facts.running,
            pace=self.facts.pace,
        )

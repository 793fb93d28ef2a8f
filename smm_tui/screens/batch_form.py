"""Several orders at once: lines pasted, typed or out of a file, up to their confirmation."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.reactive import var

from smm_tui.batch import Line
from smm_tui.batch_file import read_text
from smm_tui.errors import InvalidInput
from smm_tui.i18n import _
from smm_tui.screens import batch_bill, bills, price_lines
from smm_tui.screens.batch_entry import BatchEntry
from smm_tui.screens.desk import Desk
from smm_tui.screens.entry_fields import FieldRow
from smm_tui.screens.orderly_keys import Opening
from smm_tui.screens.review import Review


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """What the form opens with, and what is kept when it is closed."""

    panel: str
    text: str = ""
    problem: str = ""
    """Why the form came back; "" when it did not."""


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """How the form was left."""

    draft: BatchDraft
    lines: tuple[Line, ...] = ()
    """What was confirmed; none when the form was closed."""
    typed: str = ""
    """The total that was typed, where it was asked for."""


class BatchForm(BatchEntry):
    """Asks for orders, one on a line; dismissed with what was confirmed, or a draft."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+o",
            "review",
            _("Review"),
            tooltip=_("Look over all orders before they are sent"),
            id="batch.review",
        ),
    ]
    taken: var[tuple[str, str] | None] = var(None, always_update=True)
    """The text of a file, or why there is none; None while none was asked for."""

    def __init__(self, desk: Desk, draft: BatchDraft, *, zone: tzinfo) -> None:
        super().__init__(desk, panel=draft.panel, text=draft.text, note=draft.problem)
        self._zone = zone
        self._replaceable = ""
        """What a file may take the place of without asking."""
        self._review: Review | None = None

    def watch_catalogue(self) -> None:
        """Check against the newest catalogue, and show a review of other figures anew."""
        lines = self.checked.lines
        super().watch_catalogue()
        review = self._review
        if review is not None and self.checked.lines != lines:
            self._review = None
            self.note = _("The panel changed services of this batch just now.")
            review.dismiss(None)
            if self.checked.ok:
                self.confirm(Opening(self.app))

    # -- a file ----------------------------------------------------------------------------

    @on(FieldRow.Submitted)
    def take_file(self, event: FieldRow.Submitted) -> None:
        """Read the file, in place of a text that is nobody's work."""
        event.stop()
        if self.entry.text.strip() and self.entry.text != self._replaceable:
            self._replaceable = self.entry.text
            self.file_note = _("Press enter once more to put the file in place of what you wrote.")
            return
        self.read_file(self.file.value)

    @on(FieldRow.Edited)
    def forget_file(self, event: FieldRow.Edited) -> None:
        """Another path is not wrong yet."""
        event.stop()
        self.file.show_problem(False)  # noqa: FBT003 - one word, one meaning
        self.file_note = ""

    @work(group="batch-file", exclusive=True)
    async def read_file(self, path: str) -> None:
        """Read it in a thread: it may lie far away."""
        try:
            self.taken = await asyncio.to_thread(read_text, path), ""
        except InvalidInput as error:
            self.taken = "", error.detail

    def watch_taken(self, taken: tuple[str, str] | None) -> None:
        """Show the file, or why it cannot be read."""
        if self.is_attached and taken is not None:
            text, why = taken
            self.file.show_problem(bool(why))
            self.file_note = why
            if not why:
                self.put(text)
                self._replaceable = self.entry.text

    # -- the review ------------------------------------------------------------------------

    def action_review(self) -> None:
        """Open the review, or go to the first line with a problem."""
        if self._desk.is_open:
            self.catalogue = self._desk.now.catalogue(self.panel) or self.catalogue
        self.check()
        if self.checked.ok:
            self.confirm(Opening(self.app))
        elif self.checked.problems and (line := self.checked.problems[0].line):
            self.go_to(line)

    @work(group="batch-review")
    async def confirm(self, opening: Opening) -> None:
        """Show the review; its answer closes the form."""
        with opening:
            bill = await self._bill()
            if bill is None:
                return
            lines = self.checked.lines
            review = self._review = Review(bill, signs=self.signs, over=self.lines, wide=True)
            typed = await opening.show(self.app, review)
        if self._review is review:
            self._review = None
        if typed is not None:
            self.dismiss(BatchOutcome(self._kept(), lines, typed))

    async def _bill(self) -> bills.Bill | None:
        """What is to be confirmed, as the book has it now; None: it cannot be any more."""
        session = await self._desk.session()
        self.running = tuple(await session.book.same_running_of(self.panel, self.checked.pairs))
        prices = await price_lines.since_ordered_all(
            session,
            self.panel,
            [line.quote.service for line in self.checked.lines],
            self.balance.currency if self.balance else "",
            zone=self._zone,
        )
        if not self.checked.ok:
            return None
        return batch_bill.of_batch(
            self.checked,
            panel=session.panel(self.panel),
            balance=self.balance,
            age=self.age(session),
            note=self.note,
            prices=prices,
        )

    def action_close(self) -> None:
        """Close; what was entered is kept."""
        self.dismiss(BatchOutcome(self._kept()))

    def _kept(self) -> BatchDraft:
        return BatchDraft(self.panel, self.entry.text)

"""The way of several orders: lines, review, results, and going on with what was not sent."""

from __future__ import annotations

from smm_tui import batch
from smm_tui.commands import Command
from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.models import Order
from smm_tui.sayings import later, later_n
from smm_tui.screens.batch_form import BatchDraft, BatchForm, BatchOutcome
from smm_tui.screens.batch_results import BatchResults, BatchStory, Next
from smm_tui.screens.orderly_keys import Opening
from smm_tui.screens.steps import Steps
from smm_tui.session import News, Notice, Session, Severity, Topic


class BatchJourneys(Steps):
    """The ways through the dialogs of a batch."""

    def several(self) -> None:
        """Enter several orders; where a batch is on its way at the panel, look at that."""
        if not self._refuse_read_only():
            self._open(self._several, "order")

    def results(self) -> None:
        """Look at the panel's last batch."""
        self._open(self._newest, "details")

    def commands(self, *, own: bool) -> list[Command]:
        """What the palette offers; `own`: the view in front has a key for it itself."""
        several = Command(
            _("Several orders"), "", _("Order several at once, a line each"), self.several
        )
        last = Command(
            _("Last batch"),
            "",
            _("What became of each of its orders"),
            self.results,
        )
        return [last] if own or self._desk.read_only else [several, last]

    def tell_left(self) -> None:
        """Say what batches of earlier runs left unsent, until a person has seen it."""
        self._run(self._tell_left(), "batch-left")

    async def _several(self, opening: Opening) -> None:
        session, panel = await self._desk.session(), self._desk.panel
        for progress in session.batches:
            if progress.panel == panel:
                await self._results(session, progress.number, opening)
                return
        await self._form(BatchDraft(panel, self._desk.batch_draft(panel)), opening)

    async def _newest(self, opening: Opening) -> None:
        session = await self._desk.session()
        orders = await session.book.newest_batch(self._desk.panel)
        if not orders:
            self._tell(Notice(_("Nothing was ordered as a batch here yet."), passing=True))
            return
        await self._results(session, orders[0].ref, opening)

    async def _form(self, draft: BatchDraft, opening: Opening) -> None:
        """Show the form until it is closed; what was confirmed goes on its way by itself."""
        form = BatchForm(self._desk, draft, zone=self._zone)
        outcome: BatchOutcome | None = await opening.show(self._app, form)
        if outcome is None:
            return
        self._desk.keep_batch_draft(outcome.draft.panel, outcome.draft.text)
        if outcome.lines:
            # A key struck now means this batch, which is not in the book yet.
            confirming = Opening(self._app)
            self._run(self._place(outcome, confirming), "placing")

    async def _place(self, outcome: BatchOutcome, confirming: Opening) -> None:
        draft = outcome.draft
        try:
            session = await self._desk.session()
            # First of all, so that what is sent is never found as a draft again.
            self._desk.keep_batch_draft(draft.panel, "")
            await self._desk.memory.flush()
            number = await session.place_batch(draft.panel, outcome.lines, typed=outcome.typed)
        except SmmError as error:
            self._desk.keep_batch_draft(draft.panel, draft.text)
            problem = f"{error.title}: {error.detail or error.remedy}"
            again = BatchDraft(draft.panel, draft.text, problem)
            self._open(lambda opening: self._form(again, opening), "order")
            return
        finally:
            confirming.over()
        self._open(lambda opening: self._results(session, number, opening), "details")
        await session.wait(number)
        orders = await session.book.batch(number)
        if all(batch.never_began(order) and order.acknowledged for order in orders):
            # A person took it back whole: it is a draft again, unless there is another.
            text = self._desk.batch_draft(draft.panel) or draft.text
            self._desk.keep_batch_draft(draft.panel, text)

    async def _results(self, session: Session, number: int, opening: Opening) -> None:
        dialog = BatchResults(
            await _story(session, number),
            zone=self._zone,
            undo_key=self._desk.key("app.take_back"),
            signs=self._desk.signs,
        )

        def follow(news: News) -> None:
            if news.topic in {Topic.ORDERS, Topic.PENDING}:
                self._run(self._go_on(session, dialog, number), "batch-story")

        stop = session.listen(follow)
        wanted = await opening.show(self._app, dialog)
        stop()
        orders = await session.book.batch(number)
        await _acknowledge(session, orders)
        if wanted is Next.GO_ON and not self._refuse_read_only():
            draft = BatchDraft(orders[0].panel, batch.left_over(orders))
            again = Opening(self._app)
            await self._form(draft, again)

    async def _go_on(self, session: Session, dialog: BatchResults, number: int) -> None:
        dialog.story = await _story(session, number)

    async def _tell_left(self) -> None:
        session = await self._desk.session()
        for panel in session.settings.panels:
            orders = await session.book.newest_batch(panel)
            left = [order for order in orders if batch.never_began(order)]
            if any(not order.acknowledged for order in left):
                self._tell(_left(panel, len(left), len(orders), self._desk.key("orders.several")))

    def _refuse_read_only(self) -> bool:
        if self._desk.read_only:
            text = _("Read-only: nothing is ordered here.")
            self._tell(Notice(text, "", Severity.WARNING, passing=True))
        return self._desk.read_only


async def _story(session: Session, number: int) -> BatchStory:
    orders = tuple(await session.book.batch(number))
    progress = next((each for each in session.batches if each.number == number), None)
    return BatchStory(orders, progress)


async def _acknowledge(session: Session, orders: list[Order]) -> None:
    """A person has seen what was not sent, and need not be told at the next start."""
    refs = [order.ref for order in orders if batch.never_began(order) and not order.acknowledged]
    if refs and not session.book.frozen:
        await session.book.acknowledge(refs)


def _left(panel: str, left: int, count: int, key: str) -> Notice:
    title = later_n(
        "{left} of {count} order of the last batch at {panel} was not sent",
        "{left} of {count} orders of the last batch at {panel} were not sent",
        count,
        left=left,
        panel=panel,
    )
    return Notice(title, later("press {key} in the orders", key=key), Severity.WARNING)

"""What takes several steps: order, refill, cancel, track, settle; each an App-level worker.

Dialogs only return what a person chose; the session does it, and news bring the screens up to
date. No step after an await touches a widget of a view.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from textual.app import App

from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.models import OrderState, Request, RequestKind, RequestState
from smm_tui.sayings import joined, later, later_n
from smm_tui.screens import bills
from smm_tui.screens.case import Case, Decision, Story
from smm_tui.screens.case_evidence import evidence_lines
from smm_tui.screens.desk import Desk
from smm_tui.screens.order_details import OrderDetails
from smm_tui.screens.order_journeys import OrderJourneys
from smm_tui.screens.orderly_keys import Opening
from smm_tui.screens.review import Review
from smm_tui.screens.small_dialogs import TrackDialog
from smm_tui.session import News, Notice, Session, Severity, Topic, Tracked
from smm_tui.session.weighing import weighed


class Journeys(OrderJourneys):
    """The ways through several dialogs."""

    def __init__(self, app: App[int], desk: Desk, *, zone: tzinfo) -> None:
        super().__init__(app, desk, zone=zone)
        self._last_attention = 0

    # -- refill and cancel -----------------------------------------------------------------

    def request(self, kind: RequestKind, refs: Sequence[int]) -> None:
        """Review refills or cancels, then send them."""
        self._open(lambda opening: self._request(kind, refs, opening), "requests")

    async def _request(self, kind: RequestKind, refs: Sequence[int], opening: Opening) -> None:
        session = await self._desk.session()
        orders = [order for order in await session.book.orders(refs) if order.order_id]
        if not orders:
            text = _("Only an order with an id can be refilled or cancelled.")
            self._tell(Notice(text, "", Severity.WARNING, passing=True))
            return
        review = Review(bills.of_requests(kind, orders), signs=self._desk.signs)
        confirmed = await opening.show(self._app, review)
        if confirmed is None:
            return
        try:
            results = await session.request(kind, [order.ref for order in orders])
        except SmmError as error:
            self._tell(Notice.of_error(error))
            return
        self._tell(_sum_of(kind, results))

    # -- orders placed elsewhere -----------------------------------------------------------

    def track(self, entry: str = "", problem: str = "") -> None:
        """Enter order ids."""
        dialog = TrackDialog(panel=self._desk.panel, entry=entry, problem=problem)
        self._open(lambda opening: self._track(dialog, opening), "track")

    async def _track(self, dialog: TrackDialog, opening: Opening) -> None:
        entry = await opening.show(self._app, dialog)
        if entry is not None:
            await self._confirm_ids(entry)

    async def _confirm_ids(self, entry: str) -> None:
        session = await self._desk.session()
        try:
            tracked = await session.track(self._desk.panel, entry)
        except SmmError as error:
            self.track(entry, f"{error.title}: {error.detail or error.remedy}")
            return
        self._tell(_sum_of_tracked(tracked))

    # -- look at ---------------------------------------------------------------------------

    def look_at(self, ref: int) -> None:
        """Open the details of an order, or the case of an unknown one."""
        self._open(lambda opening: self._look_at(ref, opening), "details")

    def next_attention(self) -> None:
        """Open the next order that needs attention, unknown ones first."""
        self._open(self._next_attention, "details")

    async def _next_attention(self, opening: Opening) -> None:
        session = await self._desk.session()
        refs = await session.book.attention()
        if not refs:
            self._tell(Notice(_("No order needs attention."), passing=True))
            return
        place = refs.index(self._last_attention) + 1 if self._last_attention in refs else 0
        self._last_attention = refs[place % len(refs)]
        await self._look_at(self._last_attention, opening)

    async def _look_at(self, ref: int, opening: Opening) -> None:
        session = await self._desk.session()
        story = await _story(session, ref)
        if story.order.state is OrderState.UNKNOWN:
            await self._settle(session, story, opening)
            return
        details = OrderDetails(story, zone=self._zone, signs=self._desk.signs)

        def follow(news: News) -> None:
            if news.topic is Topic.ORDERS and ref in (news.refs or (ref,)):
                self._run(self._go_on(session, details, ref), "story")

        stop = session.listen(follow)
        await opening.show(self._app, details)
        stop()

    async def _go_on(self, session: Session, details: OrderDetails, ref: int) -> None:
        details.story = await _story(session, ref)

    async def _settle(
        self,
        session: Session,
        story: Story,
        opening: Opening,
        *,
        problem: str = "",
        entry: str = "",
    ) -> None:
        case = Case(
            story,
            evidence_lines(story.order, await weighed(session, story.order), zone=self._zone),
            zone=self._zone,
            signs=self._desk.signs,
            problem=problem,
            entry=entry,
        )
        decision: Decision | None = await opening.show(self._app, case)
        if decision is None:
            return
        try:
            if decision.is_left:
                await session.leave_unknown(decision.ref)
            elif decision.order_id:
                await session.settle_as_placed(decision.ref, decision.order_id)
            else:
                await session.settle_as_not_placed(decision.ref)
        except SmmError as error:
            problem = f"{error.title}: {error.detail or error.remedy}"
            with Opening(self._app) as again:
                await self._settle(session, story, again, problem=problem, entry=decision.order_id)

    # -- the rest --------------------------------------------------------------------------

    def acknowledge(self, refs: Sequence[int]) -> None:
        """Take orders off the list of what needs attention."""
        self._run(self._acknowledge(refs), "acknowledge")

    async def _acknowledge(self, refs: Sequence[int]) -> None:
        session = await self._desk.session()
        changed = await session.book.acknowledge(refs)
        session.tell(News(Topic.ORDERS, refs=tuple(changed)))

    def ask_again(self, refs: Sequence[int]) -> None:
        """Ask the panel about orders, finished or not."""
        self._run(self._ask_again(refs), "ask-again")

    async def _ask_again(self, refs: Sequence[int]) -> None:
        session = await self._desk.session()
        try:
            await session.refresh_orders(refs)
        except SmmError as error:
            self._tell(Notice.of_error(error))

    def copy_ids(self, refs: Sequence[int]) -> None:
        """Copy the ids of orders, comma-separated."""
        self._run(self._copy_ids(refs), "copy")

    async def _copy_ids(self, refs: Sequence[int]) -> None:
        session = await self._desk.session()
        ids = [order.order_id for order in await session.book.orders(refs) if order.order_id]
        if ids:
            self._app.copy_to_clipboard(",".join(ids))


async def _story(session: Session, ref: int) -> Story:
    book = session.book
    order = await book.order(ref)
    return Story(
        order,
        tuple(await book.requests_of(ref)),
        tuple(await book.events(ref)),
        await book.pace(order.panel, order.panel_url, order.service_id),
        is_stopped=await session.is_stopped(ref),
    )


def _sum_of(kind: RequestKind, results: Sequence[Request]) -> Notice:
    accepted = sum(result.state is RequestState.ACCEPTED for result in results)
    refused = [result for result in results if result.state is not RequestState.ACCEPTED]
    word = later("Refill") if kind is RequestKind.REFILL else later("Cancel")
    title = later(
        "{word}: {accepted} of {count} accepted", word=word, accepted=accepted, count=len(results)
    )
    words = joined("; ", *dict.fromkeys(result.words for result in refused))
    return Notice(title, words, Severity.WARNING if refused else Severity.INFORMATION)


def _sum_of_tracked(tracked: Tracked) -> Notice:
    title = later_n("{count} order added", "{count} orders added", len(tracked.added))
    parts = []
    if tracked.known:
        parts.append(later("already here: {ids}", ids=", ".join(tracked.known[:5])))
    if tracked.refused:
        first, words = tracked.refused[0]
        parts.append(
            later(
                "{count} not known to the panel, such as {id}: {words}",
                count=len(tracked.refused),
                id=first,
                words=words,
            )
        )
    severity = Severity.WARNING if tracked.refused else Severity.INFORMATION
    return Notice(title, joined("; ", *parts), severity)

"""From a service, or an order, through the order form to an order on its way."""

from __future__ import annotations

import asyncio
from datetime import tzinfo

from textual.app import App

from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.models import OrderState, Service
from smm_tui.ordering import Quote
from smm_tui.screens import order_again
from smm_tui.screens.desk import Desk
from smm_tui.screens.drafts import Draft, Outcome
from smm_tui.screens.order_facts import facts_of, link_of
from smm_tui.screens.order_form import OrderForm
from smm_tui.screens.orderly_keys import Opening
from smm_tui.screens.steps import Steps
from smm_tui.session import News, Notice, Session, Severity, Topic


class OrderJourneys(Steps):
    """The ways that lead to the order form, and on from there."""

    def __init__(self, app: App[int], desk: Desk, *, zone: tzinfo) -> None:
        super().__init__(app, desk, zone=zone)
        self._confirmed: list[tuple[str, str]] = []
        """Panels and ids of services whose draft was confirmed, and is not sent yet."""

    def order(self, service: Service) -> None:
        """Open the order form, with what was half-written or the last quantity."""
        if self._refuse_read_only():
            return
        desk = self._desk
        drafts = desk.memory.drafts
        for note in desk.memory.take_notes():
            self._tell(Notice(note, "", Severity.WARNING))
        kept = drafts.of(desk.panel_settings, service.service_id)
        if kept is not None and (desk.panel, service.service_id) not in self._confirmed:
            draft = Draft(desk.panel, service, kept)
            self._open(lambda opening: self._form(draft, opening), "order")
        else:
            self._open(lambda opening: self._order(service, opening), "order")

    def order_again(self, ref: int) -> None:
        """Open the order form with the entries of an earlier order."""
        self._open(lambda opening: self._order_again(ref, opening), "order")

    async def _order(self, service: Service, opening: Opening) -> None:
        session, panel = await self._desk.session(), self._desk.panel
        quantity = await session.book.last_quantity(panel, service.service_id)
        entries = {"quantity": quantity} if quantity else {}
        await self._form(Draft(panel, service, entries), opening)

    async def _order_again(self, ref: int, opening: Opening) -> None:
        session = await self._desk.session()
        draft = await order_again.draft_of(session, ref)
        if isinstance(draft, Notice):
            self._tell(draft)
        elif session.read_only(draft.panel):
            self._tell(_read_only(session.book.refusal))
        else:
            await self._form(draft, opening)

    async def _form(self, draft: Draft, opening: Opening) -> None:
        """Show the form until it is closed; what was confirmed goes on its way by itself."""
        # Before it is shown: what came later would move all that is below it.
        facts = await facts_of(self._desk, draft, link_of(draft.entries))
        form = OrderForm(self._desk, draft, facts, zone=self._zone)
        outcome = await opening.show(self._app, form)
        if outcome is not None and outcome.quote is not None:
            # A key struck now means this order, which is not in the book yet.
            confirming = Opening(self._app)
            # What was said of another order, such as that it was taken back, is not of this one.
            self._tell(Notice("", passing=True))
            self._run(self._place(outcome, outcome.quote, confirming), "placing")

    async def _place(self, outcome: Outcome, quote: Quote, confirming: Opening) -> None:
        draft = outcome.draft
        try:
            session = await self._desk.session()
            ref = await session.place(draft.panel, quote, typed=outcome.typed, again=outcome.again)
        except SmmError as error:
            problem = f"{error.title}: {error.detail or error.remedy}"
            again = Draft(draft.panel, draft.service, draft.entries, problem)
            self._open(lambda opening: self._form(again, opening), "order")
            return
        finally:
            confirming.over()
        key = (draft.panel, draft.service.service_id)
        self._confirmed.append(key)
        try:
            await self._let_go(session, ref, draft)
        finally:
            self._confirmed.remove(key)

    async def _let_go(self, session: Session, ref: int, draft: Draft) -> None:
        """Once an order is being sent its draft is none any more, unless it is not sent after all.

        Until then it is kept: what is in its pause when the program ends is not sent.
        """
        state = await _begun(session, ref)
        if state is not OrderState.NOT_SENT:
            self._desk.drop_draft(draft.panel, draft.service, draft.entries)
            await self._desk.memory.flush()
        await session.wait(ref)
        if (await session.book.order(ref)).state in {OrderState.NOT_SENT, OrderState.REJECTED}:
            self._desk.keep_draft(draft.panel, draft.service, draft.entries, again=True)

    def _refuse_read_only(self) -> bool:
        desk = self._desk
        if desk.read_only:
            self._tell(_read_only(desk.now.book.refusal if desk.is_open else None))
        return desk.read_only


async def _begun(session: Session, ref: int) -> OrderState:
    """What became of an order as soon as it no longer waits to be sent."""
    heard = asyncio.Event()

    def hear(news: News) -> None:
        if news.topic is Topic.ORDERS and ref in (news.refs or (ref,)):
            heard.set()

    stop = session.listen(hear)
    try:
        while (state := (await session.book.order(ref)).state) is OrderState.INTENDED:
            await heard.wait()
            heard.clear()
    finally:
        stop()
    return state


def _read_only(refusal: SmmError | None) -> Notice:
    """Why nothing is ordered: it is switched off, or the book cannot be written."""
    if refusal is not None:
        return Notice.of_error(refusal)
    return Notice(_("Read-only: nothing is ordered here."), "", Severity.WARNING, passing=True)

"""What a person says of orders: ids placed elsewhere, and what became of unknown ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smm_tui.errors import InvalidInput, WrongOrder
from smm_tui.i18n import _
from smm_tui.ledger import Ledger
from smm_tui.models import Clock, ItemError, Order, OrderState, StatusReport
from smm_tui.session import checks
from smm_tui.session.clients import Clients
from smm_tui.session.news import News, Topic
from smm_tui.session.tracking import parse_ids
from smm_tui.settings import PanelSettings


@dataclass(frozen=True, slots=True)
class Tracked:
    """What came of entering order ids."""

    added: tuple[int, ...]
    known: tuple[str, ...]
    """Ids that the book already had."""
    refused: tuple[tuple[str, str], ...]
    """(id, the panel's words) of ids it does not know."""


class Deciding:
    """Takes a person's word where the panel confirms it."""

    def __init__(
        self, *, book: Ledger, clock: Clock, clients: Clients, tell: Callable[[News], None]
    ) -> None:
        self._book = book
        self._clock = clock
        self._clients = clients
        self._tell = tell

    async def track(self, panel: PanelSettings, entry: str) -> Tracked:
        """Add the orders of which the panel gives a status; anything less adds nothing.

        Raises:
            InvalidInput: the entry holds no ids.
            PanelError: the panel could not be asked; nothing was added.
            LedgerError: nothing was added.
        """
        ids = parse_ids(entry)
        client = await self._clients.get(panel.name)
        reports = await client.status(ids)
        confirmed = {
            order_id: report
            for order_id in ids
            if isinstance(report := reports.get(order_id), StatusReport) and report.status_text
        }
        added, known = await self._book.track(panel.name, panel.url, list(confirmed))
        now = self._clock.now()
        await self._book.record_statuses(panel.name, panel.url, confirmed, now)
        if confirmed:
            self._tell(News(Topic.ORDERS, panel.name))
        refused = tuple(
            (order_id, _words(reports.get(order_id)))
            for order_id in ids
            if order_id not in confirmed
        )
        return Tracked(tuple(added), tuple(known), refused)

    async def placed(self, ref: int, entry: str) -> Order:
        """A person names the id of an unknown order; `status` has to confirm it.

        Raises:
            InvalidInput: it is not one id, or the order is not unknown.
            WrongOrder: the panel does not confirm the id.
            PanelError: the panel could not be asked.
        """
        order = await self._book.order(ref)
        panel = self._clients.panel(order.panel)
        await checks.check_address(self._book, panel, order)
        ids = parse_ids(entry)
        if len(ids) > 1:
            raise InvalidInput(_("One order has one id."), field="order_id")
        client = await self._clients.get(panel.name)
        report = (await client.status(ids)).get(ids[0])
        if not isinstance(report, StatusReport) or not report.status_text:
            raise WrongOrder(_words(report))
        settled = await self._book.decide(ref, OrderState.PLACED, ids[0])
        now = self._clock.now()
        await self._book.record_statuses(panel.name, panel.url, {ids[0]: report}, now)
        self._tell(News(Topic.ORDERS, panel.name, (ref,)))
        return settled

    async def not_placed(self, ref: int) -> Order:
        """A person says that an unknown order was not placed.

        Raises:
            InvalidInput: the order is not unknown.
        """
        settled = await self._book.decide(ref, OrderState.NOT_PLACED)
        self._tell(News(Topic.ORDERS, settled.panel, (ref,)))
        return settled

    async def left(self, ref: int) -> None:
        """A person decides nothing; it stays unknown, and the history says that it was seen."""
        if await self._book.leave_open(ref):
            order = await self._book.order(ref)
            self._tell(News(Topic.ORDERS, order.panel, (ref,)))


def _words(report: StatusReport | ItemError | None) -> str:
    words = report.words if isinstance(report, ItemError) else ""
    return words or _("The panel says nothing about it.")

"""Refills and cancels: intent, one send, a result per order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smm_tui import outcome
from smm_tui.api import PanelClient
from smm_tui.errors import LedgerError
from smm_tui.i18n import _
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import Order, Request, RequestKind, RequestState
from smm_tui.outcome import RequestOutcome
from smm_tui.schedule import batches
from smm_tui.session.background import Alarm, Background
from smm_tui.session.news import News, Topic
from smm_tui.session.persistence import Persistence
from smm_tui.settings import PanelSettings
from smm_tui.transport import Withdrawn

MANY: Final = 100
"""Orders in one call (panel-api §1.2)."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Orders of one panel, and who asks there."""

    panel: PanelSettings
    client: PanelClient
    orders: Sequence[Order]


class Requesting:
    """Sends refills and cancels, each batch once."""

    def __init__(
        self,
        *,
        book: Ledger,
        sender: Sender,
        tell: Callable[[News], None],
        persistence: Persistence,
        alarm: Alarm,
    ) -> None:
        self._book = book
        self._sender = sender
        self._tell = tell
        self._persistence = persistence
        self._background: Background[list[Request]] = Background(alarm)
        self._ending = False

    @property
    def in_flight(self) -> int:
        """How many of a person's wishes are being sent right now."""
        return len(self._background)

    async def request(self, kind: RequestKind, asked: Sequence[Addressed]) -> list[Request]:
        """Ask for refills or cancels; a result for each order.

        Being cancelled here leaves all of them on their way.

        Raises:
            LedgerError: the intents could not be committed, so nothing was sent.
        """
        return await asyncio.shield(
            self._background.start(self._all(kind, asked), name=f"all {kind}")
        )

    async def finish(self) -> None:
        """Begin no further batch, and wait until those in flight have their results."""
        self._ending = True
        await self._background.finish()

    async def _all(self, kind: RequestKind, asked: Sequence[Addressed]) -> list[Request]:
        refs = [order.ref for each in asked for order in each.orders]
        # All of them in one commit, so that a failure leaves nothing half begun.
        intended = await self._book.intend_requests(kind, refs, self._sender)
        by_order = {request.order_ref: request.ref for request in intended}
        for each in asked:
            for batch in batches(each.orders, MANY):
                ids = {by_order[order.ref]: order.order_id for order in batch}
                await self._batch(kind, each.client, ids)
                refs_told = tuple(order.ref for order in batch)
                self._tell(News(Topic.ORDERS, each.panel.name, refs_told))
        return await self._book.requests([request.ref for request in intended])

    async def _batch(self, kind: RequestKind, client: PanelClient, ids: Mapping[int, str]) -> None:
        """Send one batch (ref of the request -> order id)."""
        refs = list(ids)
        results = dict.fromkeys(refs, RequestOutcome(RequestState.UNKNOWN))
        if not await self._begun(refs):
            why = RequestOutcome(RequestState.NOT_SENT, note=_("It could not be begun."))
            await self._commit(kind, dict.fromkeys(refs, why))
            return

        async def gate() -> None:
            if not await self._book.may_send_requests(refs, self._sender):
                raise Withdrawn

        wanted = list(dict.fromkeys(ids.values()))
        try:
            send = client.refill if kind is RequestKind.REFILL else client.cancel
            by_id = outcome.of_requests(await send(wanted, gate=gate), kind, wanted)
            results = {ref: by_id[order_id] for ref, order_id in ids.items()}
        finally:
            await self._commit(kind, results)

    async def _begun(self, refs: Sequence[int]) -> bool:
        """Whether the book lets these be sent; not once the program is to end."""
        try:
            return not self._ending and await self._book.begin_requests(refs, self._sender)
        except LedgerError:
            return False

    async def _commit(self, kind: RequestKind, results: Mapping[int, RequestOutcome]) -> None:
        states = ", ".join(sorted({result.state for result in results.values()}))
        what = _("{kind} of {count} orders: {states}")
        await self._persistence.keep(
            lambda: self._book.settle_requests(results),
            by_hand=what.format(kind=kind, count=len(results), states=states),
        )

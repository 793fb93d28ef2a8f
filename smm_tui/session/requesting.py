"""Refills and cancels: intent, one send, a result per order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from smm_tui import outcome
from smm_tui.api import PanelClient
from smm_tui.errors import LedgerError
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import Clock, Order, PanelSettings, Request, RequestKind, RequestState
from smm_tui.session.news import News, Notice, Topic
from smm_tui.transport import Withdrawn

MANY: Final = 100
"""Ids in one call (seed document)."""
COMMIT_TRIES: Final = 60


class Requesting:
    """Sends refills and cancels, each batch once."""

    def __init__(
        self, *, book: Ledger, clock: Clock, sender: Sender, tell: Callable[[News], None]
    ) -> None:
        self._book = book
        self._clock = clock
        self._sender = sender
        self._tell = tell
        self._tasks: set[asyncio.Task[list[Request]]] = set()

    @property
    def in_flight(self) -> int:
        """How many batches are being sent right now."""
        return len(self._tasks)

    async def request(
        self, kind: RequestKind, panel: PanelSettings, client: PanelClient, orders: Sequence[Order]
    ) -> list[Request]:
        """Ask for refills or cancels of orders of one panel; a result for each.

        Being cancelled here leaves the batch on its way.

        Raises:
            LedgerError: the intents could not be committed, so nothing was sent.
        """
        task = asyncio.create_task(self._all(kind, panel, client, orders), name=str(kind))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait until every batch in flight has its results."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _all(
        self, kind: RequestKind, panel: PanelSettings, client: PanelClient, orders: Sequence[Order]
    ) -> list[Request]:
        results: list[Request] = []
        for start in range(0, len(orders), MANY):
            batch = {order.ref: order.order_id for order in orders[start : start + MANY]}
            results += await self._batch(kind, client, batch)
            self._tell(News(Topic.ORDERS, panel.name, tuple(batch)))
        return results

    async def _batch(
        self, kind: RequestKind, client: PanelClient, batch: dict[int, str]
    ) -> list[Request]:
        requests = await self._book.intend_requests(kind, list(batch), self._sender)
        refs = [request.ref for request in requests]
        if not await self._book.begin_requests(refs, self._sender):
            return requests

        async def gate() -> None:
            if not await self._book.may_send_requests(refs, self._sender):
                raise Withdrawn

        ids = [batch[request.order_ref] for request in requests]
        unseen = outcome.RequestOutcome(RequestState.UNKNOWN)
        results = dict.fromkeys(refs, unseen)
        try:
            send = client.refill if kind is RequestKind.REFILL else client.cancel
            sent = await send(ids, gate=gate)
            by_id = outcome.of_requests(sent, kind, ids)
            results = {request.ref: by_id[batch[request.order_ref]] for request in requests}
        finally:
            await self._commit(results)
        return await self._book.requests(refs)

    async def _commit(self, results: dict[int, outcome.RequestOutcome]) -> None:
        for attempt in range(COMMIT_TRIES):
            try:
                await self._book.settle_requests(results)
            except LedgerError as error:
                if attempt == 0:
                    self._tell(News(Topic.NOTICE, notice=Notice.of_error(error)))
                await self._clock.sleep(1)
            else:
                return

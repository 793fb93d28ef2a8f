"""Where orders are made and end: all that happened up to a moment, in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from smm_tui.demo.catalogue import Service
from smm_tui.demo.checks import Subscribed, Wanted, cost
from smm_tui.demo.fate import Fate
from smm_tui.demo.life import (
    ACTIVE,
    CANCELED,
    COMPLETED,
    EXPIRED,
    IN_PROGRESS,
    PAUSED,
    Order,
    Series,
)
from smm_tui.demo.store import Account

_MINUTE: Final = 1.0
"""Seconds that a minute of an interval or a delay takes here at speed 1."""
_MOST_POSTS: Final = 30
"""New posts after which a name without a limit of posts falls silent."""


class Works:
    """One account brought up to `moment` (seconds since the epoch, never running back)."""

    def __init__(
        self, service: Callable[[int], Service], fate: Fate, account: Account, moment: float
    ) -> None:
        self._service = service
        self.fate = fate
        self.account = account
        self.moment = max(moment, account.seen)
        self.changed = False
        """Whether the account is other than it was."""
        self._events = [
            (order.event_at, order.order_id)
            for order in account.orders.values()
            if order.event_at is not None and order.event_at <= self.moment
        ]
        heapq.heapify(self._events)
        self._settle()

    def touch(self, order: Order | Series) -> None:
        """Note that something about this order is new."""
        self.account.seen = self.moment
        self.changed = True
        if order.event_at is not None:
            heapq.heappush(self._events, (order.event_at, order.order_id))

    def order(
        self,
        service: Service,
        link: str,
        quantity: int,
        charge: Decimal,
        *,
        at: float | None = None,
    ) -> int:
        """Make a plain order, paid if `charge` still is to be taken; its id."""
        order_id = self._next_id()
        order = self.fate.order(
            service,
            order_id,
            link,
            quantity=quantity,
            charge=charge,
            moment=self.moment if at is None else at,
        )
        self.account.orders[order_id] = order
        self.account.balance -= charge
        self.touch(order)
        return order_id

    def drip(self, service: Service, wanted: Wanted) -> int:
        """Make a drip-feed, paid for all its runs; its id."""
        order_id = self._next_id()
        series = Series(
            order_id=order_id,
            service=service.service_id,
            link=wanted.link,
            drip=True,
            least=wanted.quantity,
            most=wanted.quantity,
            charge=wanted.charge,
            rate=service.rate,
            runs=wanted.runs,
            old_posts=0,
            every=wanted.interval * _MINUTE / self.fate.speed,
            next_at=self.moment + self.fate.seconds(1, 4, "drip", order_id),
            expiry="",
            expires=None,
            refill=False,
            cancel=service.cancel,
        )
        return self._begin(series)

    def subscribe(self, service: Service, wanted: Subscribed) -> int:
        """Make a subscription, whose orders are paid when they are made; its id."""
        order_id = self._next_id()
        series = Series(
            order_id=order_id,
            service=service.service_id,
            link=wanted.username,
            drip=False,
            least=wanted.least,
            most=wanted.most,
            charge=Decimal(0),
            rate=service.rate,
            runs=wanted.posts and wanted.posts + wanted.old_posts,
            old_posts=wanted.old_posts,
            every=wanted.delay * _MINUTE / self.fate.speed,
            next_at=None,
            expiry=wanted.expiry,
            expires=wanted.expires,
            refill=False,
            cancel=service.cancel,
        )
        series.next_at = self._next_post(series, self.moment + series.every)
        return self._begin(series)

    def ended(self, order: Order | Series) -> bool:
        """Whether nothing more happens to it."""
        if isinstance(order, Order):
            return self.moment >= order.ends
        return self.word(order) in {COMPLETED, CANCELED, EXPIRED}

    def word(self, series: Series) -> str:
        """The status of a series; it is completed when all that it made has ended."""
        busy = IN_PROGRESS if series.drip else ACTIVE
        if series.ended != COMPLETED:
            return series.ended or busy
        children = (self.account.orders[child] for child in series.orders)
        return COMPLETED if all(self.ended(child) for child in children) else busy

    def _begin(self, series: Series) -> int:
        self.account.orders[series.order_id] = series
        self.account.balance -= series.charge
        self.touch(series)
        return series.order_id

    def _next_id(self) -> int:
        order_id = self.account.next_order
        self.account.next_order += 1
        return order_id

    def _settle(self) -> None:
        """Let everything happen that is due, each at its own time."""
        while self._events and self._events[0][0] <= self.moment:
            at, order_id = heapq.heappop(self._events)
            order = self.account.orders[order_id]
            if isinstance(order, Order):
                order.settled = True
                self.account.balance += order.refund()
            else:
                self._advance(order, at)
            self.touch(order)

    def _advance(self, series: Series, at: float) -> None:
        if series.asked and at == series.next_at:
            series.ended = CANCELED
            self.account.balance += series.left()
        elif at == series.expires:
            series.ended = EXPIRED
        elif series.drip:
            self._run(series, at)
        else:
            self._post(series, at)

    def _run(self, series: Series, at: float) -> None:
        """One run of a drip-feed; it was paid for at the start, so its share comes back first."""
        share = series.share(len(series.orders))
        self.account.balance += share
        service = self._service(series.service)
        series.orders.append(self.order(service, series.link, series.most, share, at=at))
        series.next_at = at + series.every
        if len(series.orders) == series.runs:
            series.ended = COMPLETED

    def _post(self, series: Series, at: float) -> None:
        """One post of a subscription; without the money for it the subscription pauses."""
        post = len(series.orders)
        quantity = self.fate.between(series.least, series.most, "post", series.order_id, post)
        charge = cost(series.rate, quantity)
        if charge > self.account.balance:
            series.ended = PAUSED
            return
        service = self._service(series.service)
        series.orders.append(self.order(service, series.link, quantity, charge, at=at))
        series.next_at = self._next_post(series, at)
        if len(series.orders) == series.runs:
            series.ended = COMPLETED

    def _next_post(self, series: Series, at: float) -> float | None:
        """When the next post is served: old ones at once, new ones as the owner writes them."""
        post = len(series.orders)
        if not series.runs and post == series.old_posts + _MOST_POSTS:
            return None
        if post < series.old_posts:
            return at + self.fate.seconds(1, 2, "old", series.order_id, post)
        return at + self.fate.seconds(8, 20, "new", series.order_id, post)

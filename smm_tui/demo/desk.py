"""The panel's desk: every action on orders, with the refusals in the panel's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smm_tui.demo import refusals
from smm_tui.demo.catalogue import Service
from smm_tui.demo.checks import cost, subscribed, wanted, whole
from smm_tui.demo.life import COMPLETED, PARTIAL, Order, Series
from smm_tui.demo.refusals import Refusal
from smm_tui.demo.works import Works


class Desk:
    """What a buyer may ask of an account; each method raises Refusal where the panel says no."""

    def __init__(self, services: Iterable[Service], works: Works) -> None:
        self._services = services
        self._works = works

    def place(self, params: Mapping[str, str]) -> int:
        """Take an order and its money; the id of the order."""
        wanted_id = known(params.get("service", "").strip())
        service = next((each for each in self._services if each.service_id == wanted_id), None)
        if service is None:
            raise Refusal(refusals.SERVICE)
        if service.type == "Subscriptions":
            return self._subscribe(service, params)
        order = wanted(service, params)
        self._check_link(service, order.link)
        if order.charge > self._works.account.balance:
            raise Refusal(refusals.FUNDS)
        if order.runs:
            return self._works.drip(service, order)
        return self._works.order(service, order.link, order.quantity, order.charge)

    def status(self, order_id: str) -> dict[str, object]:
        """The five published fields, or those of a series."""
        order = self._find(order_id)
        if isinstance(order, Order):
            return {**order.report(self._works.moment)}
        word = self._works.word(order)
        if order.drip:
            return {"status": word, "runs": order.runs, "orders": order.orders}
        return {
            "status": word,
            "expiry": order.expiry or None,
            "posts": str(len(order.orders)),
            "orders": order.orders,
        }

    def cancel(self, order_id: str) -> int:
        """Ask for a cancel, which works within five seconds; always 1."""
        order = self._find(order_id)
        moment = self._works.moment
        if not order.cancellable(moment):
            raise Refusal(refusals.NO_CANCEL)
        at = moment + self._works.fate.seconds(1, 5, "cancel", order.order_id)
        if isinstance(order, Order):
            order.cut(moment, at)
        else:
            order.cut(at)
        self._works.touch(order)
        return 1

    def refill(self, order_id: str) -> int:
        """Ask for a refill; its id. One may be open at a time."""
        order = self._find(order_id)
        if isinstance(order, Series) or not order.refill:
            raise Refusal(refusals.NO_REFILL)
        moment, account = self._works.moment, self._works.account
        if order.status(moment) not in {COMPLETED, PARTIAL}:
            raise Refusal(refusals.NOT_COMPLETED)
        if any(
            refill.order_id == order.order_id and moment < refill.ends
            for refill in account.refills.values()
        ):
            raise Refusal(refusals.OPEN_REFILL)
        refill_id = account.next_refill
        account.next_refill += 1
        account.refills[refill_id] = self._works.fate.refill(refill_id, order.order_id, moment)
        self._works.touch(order)
        return refill_id

    def refill_status(self, refill_id: str) -> str:
        """The word for one refill."""
        refill = self._works.account.refills.get(known(refill_id))
        if refill is None:
            raise Refusal(refusals.REFILL)
        return refill.status(self._works.moment)

    def _subscribe(self, service: Service, params: Mapping[str, str]) -> int:
        order = subscribed(service, params, self._works.moment)
        self._check_link(service, order.username)
        if cost(service.rate, order.most) > self._works.account.balance:
            raise Refusal(refusals.FUNDS)
        return self._works.subscribe(service, order)

    def _find(self, order_id: str) -> Order | Series:
        order = self._works.account.orders.get(known(order_id))
        if order is None:
            raise Refusal(refusals.ORDER)
        return order

    def _check_link(self, service: Service, link: str) -> None:
        """One running order of a service for one link."""
        for order in self._works.account.orders.values():
            same = (order.service, order.link) == (service.service_id, link)
            if same and not self._works.ended(order):
                raise Refusal(refusals.ACTIVE_LINK)


def known(text: str) -> int:
    """The id that this text is, written as the panel writes it; else 0, which no id is."""
    number = whole(text)
    return number if number is not None and str(number) == text else 0

"""What was charged, what came back and what is in doubt, by day and service (pure).

Nothing is counted twice: a drip-feed is charged as a whole when it is placed, so its runs are
not, but what they fall short of comes back; the posts of a subscription are charged one by one,
so the subscription is not. Amounts of different currencies never meet, and every sum is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, auto
from typing import Final, NamedTuple

from smm_tui.models import OrderState
from smm_tui.periods import LocalDays
from smm_tui.refunds import EXACT, ZERO, Paid, Refund, refund, share, taken


class Role(Enum):
    """Where the money of an order is to be found."""

    ALONE = auto()
    DRIP_FEED = auto()
    """Charged as a whole; its children are its runs."""
    SUBSCRIPTION = auto()
    """Its children, the posts, are charged."""
    CHILD = auto()


class Outlay(NamedTuple):
    """An order, as far as its money is concerned. Times are milliseconds UTC."""

    ref: int
    panel: str
    currency: str
    """"" where no balance and no status ever told it."""
    service_id: str
    service_name: str
    category: str
    state: OrderState
    role: Role
    at: int
    """When it was sent; when it came into the book, where that is not known."""
    ended_at: int | None
    runs: int | None
    """How many orders a drip-feed was to make."""
    paid: Paid


class Kind(Enum):
    """What an amount is."""

    CHARGED = auto()
    RETURNED = auto()
    """It came back: the panel's answers or the balance show it."""
    RECKONED = auto()
    """It should have come back, by the way panels reckon."""
    DOUBTFUL = auto()
    """It may have been charged: nobody knows whether the order was placed."""


class Entry(NamedTuple):
    """One amount at its time; None where the order has none that is known."""

    kind: Kind
    at: int
    amount: Decimal | None


_IN_DOUBT: Final = frozenset({OrderState.UNKNOWN, OrderState.SENDING})


def entries(family: Sequence[Outlay]) -> list[Entry]:
    """The money of an order and of those that it made, the maker first."""
    head, *children = family
    if head.state in _IN_DOUBT:
        return [Entry(Kind.DOUBTFUL, head.at, head.paid.foretold)]
    if head.state is not OrderState.PLACED:
        return []
    unpaid = taken(head.paid) is None
    if head.role is Role.SUBSCRIPTION and (children or unpaid):
        return [entry for child in children for entry in _alone(child)]
    if not children:
        return _alone(head)
    if unpaid:
        return [entry for child in children for entry in _alone(child)]
    return _drip_feed(head, children)


def _alone(order: Outlay) -> list[Entry]:
    found = [Entry(Kind.CHARGED, order.at, taken(order.paid))]
    if (back := refund(order.paid)) is not None:
        found.append(_back(back, order))
    return found


def _back(back: Refund, order: Outlay) -> Entry:
    at = order.at if order.ended_at is None else order.ended_at
    return Entry(Kind.RETURNED if back.certain else Kind.RECKONED, at, back.amount)


def _drip_feed(head: Outlay, children: Sequence[Outlay]) -> list[Entry]:
    """The whole charge, and what came back of runs that fell short or never began.

    Where the panel named a reduced charge of the whole, that holds all that came back.
    """
    first = taken(head.paid) or ZERO
    charged = Entry(Kind.CHARGED, head.at, first)
    whole = refund(head.paid)
    if whole is not None and whole.certain:
        return [charged, _back(whole, head)]
    back = [
        _back(part, child)
        for child in children
        if (part := refund(_as_run(child, head, first).paid)) is not None
    ]
    if whole is not None and head.runs and len(children) < head.runs:
        rest = share(first, head.runs - len(children), head.runs)
        back.append(_back(Refund(rest, certain=False), head))
    return [charged, *_at_most(first, back)]


def _as_run(child: Outlay, head: Outlay, first: Decimal) -> Outlay:
    """A run with what its maker knows of it: its share of charge and quantity."""
    paid, runs = child.paid, head.runs or 0
    if runs < 1:
        return child
    quantity = paid.quantity
    if quantity is None and head.paid.quantity is not None:
        quantity = head.paid.quantity // runs
    foretold = share(first, 1, runs) if taken(paid) is None else paid.foretold
    known = Paid(
        paid.status, foretold, paid.running, paid.charge, paid.read, quantity, paid.remains
    )
    return child._replace(paid=known)


def _at_most(most: Decimal, back: Iterable[Entry]) -> Iterator[Entry]:
    """No more comes back than was paid, whatever a panel says of the parts."""
    left = most
    for entry in back:
        amount = min(entry.amount or ZERO, left)
        left = EXACT.subtract(left, amount)
        if amount:
            yield entry._replace(amount=amount)


@dataclass(slots=True)
class Sums:
    """Amounts of one currency, added up; exact."""

    orders: int = 0
    """How many charges there are."""
    charged: Decimal = ZERO
    returned: Decimal = ZERO
    reckoned: Decimal = ZERO
    unpriced: int = 0
    """Of the orders, those whose charge nobody has named."""
    doubtful: Decimal = ZERO
    """What the unknown orders cost at the most."""
    doubts: int = 0
    """How many orders are unknown."""

    def take(self, entry: Entry) -> None:
        """Add an amount."""
        amount = entry.amount or ZERO
        if entry.kind is Kind.CHARGED:
            self.orders += 1
            self.unpriced += entry.amount is None
            self.charged = EXACT.add(self.charged, amount)
        elif entry.kind is Kind.RETURNED:
            self.returned = EXACT.add(self.returned, amount)
        elif entry.kind is Kind.RECKONED:
            self.reckoned = EXACT.add(self.reckoned, amount)
        else:
            self.doubts += 1
            self.doubtful = EXACT.add(self.doubtful, amount)

    def add(self, other: Sums) -> None:
        """Add other sums of the same currency."""
        self.orders += other.orders
        self.unpriced += other.unpriced
        self.doubts += other.doubts
        self.charged = EXACT.add(self.charged, other.charged)
        self.returned = EXACT.add(self.returned, other.returned)
        self.reckoned = EXACT.add(self.reckoned, other.reckoned)
        self.doubtful = EXACT.add(self.doubtful, other.doubtful)

    @property
    def back(self) -> Decimal:
        """All that came back, or should have."""
        return EXACT.add(self.returned, self.reckoned)

    @property
    def net(self) -> Decimal:
        """What was spent in the end; negative where more came back than was charged."""
        return EXACT.subtract(self.charged, self.back)

    @property
    def empty(self) -> bool:
        """Whether there was nothing at all."""
        return not (self.orders or self.returned or self.reckoned or self.doubts)


class Account(NamedTuple):
    """Where money is counted together."""

    panel: str
    currency: str


class ServiceKey(NamedTuple):
    """A service; ids of different panels have nothing to do with each other."""

    panel: str
    service_id: str


class ServiceText(NamedTuple):
    """What a service was called when it was last ordered."""

    name: str
    category: str


Days = dict[int, dict[str, Sums]]
"""By the day's number, then by service id."""


@dataclass(slots=True)
class Tally:
    """All amounts of an order book, by account, local day and service."""

    days: dict[Account, Days] = field(default_factory=dict)
    texts: dict[ServiceKey, ServiceText] = field(default_factory=dict)

    def take(self, family: Sequence[Outlay], calendar: LocalDays) -> None:
        """Add an order with those that it made."""
        head = family[0]
        currency = next((each.currency for each in family if each.currency), "")
        account = Account(head.panel, currency)
        for entry in entries(family):
            day = self.days.setdefault(account, {}).setdefault(calendar.day(entry.at), {})
            day.setdefault(head.service_id, Sums()).take(entry)
        if head.service_name or head.category:
            key = ServiceKey(head.panel, head.service_id)
            self.texts[key] = ServiceText(head.service_name, head.category)

    def joined(self, other: Tally) -> Tally:
        """This and another one, neither of them changed."""
        both = Tally(
            {account: dict(days) for account, days in self.days.items()},
            {**self.texts, **other.texts},
        )
        for account, days in other.days.items():
            mine = both.days.setdefault(account, {})
            for day, services in days.items():
                mine[day] = _merged(mine.get(day, {}), services)
        return both


def _merged(one: Mapping[str, Sums], other: Mapping[str, Sums]) -> dict[str, Sums]:
    merged = dict(one)
    for service_id, sums in other.items():
        if service_id in merged:
            both = Sums()
            both.add(merged[service_id])
            both.add(sums)
            merged[service_id] = both
        else:
            merged[service_id] = sums
    return merged

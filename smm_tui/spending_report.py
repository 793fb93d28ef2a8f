"""A window of time out of a tally, as it is shown; and how long a balance lasts (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from smm_tui.periods import Period, Span
from smm_tui.refunds import EXACT, ZERO
from smm_tui.spending import Account, ServiceKey, ServiceText, Sums, Tally

OUTLOOK_DAYS: Final = (7, 30)
"""Whole days before today that a foretelling looks back on."""
_MOST_DAYS: Final = 100_000
"""Nothing is foretold beyond."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to see."""

    period: Period = Period.DAY
    back: int = 0
    """How many periods before today the window ends."""
    currency: str | None = None
    """None: that of the balance."""
    together: bool = False
    """All panels of a currency as one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be shown of what is wished."""

    accounts: tuple[Account, ...]
    """Of one currency, that of the panel in view first."""
    currency: str
    currencies: tuple[str, ...]
    """Those that could be shown instead, and this one."""
    others: bool
    """Whether other panels have spent in this currency as well."""


@dataclass(frozen=True, slots=True)
class Row:
    """The sums of one thing."""

    key: str
    """What tells it from others."""
    name: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Report:
    """What was spent in some days, weeks or months, in one currency."""

    spans: tuple[Span, ...]
    buckets: tuple[Sums, ...]
    """One for each span."""
    categories: tuple[Row, ...]
    services: tuple[Row, ...]
    total: Sums

    @property
    def most(self) -> Decimal:
        """The largest charge of a bucket."""
        return max((bucket.charged for bucket in self.buckets), default=ZERO)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How long a balance lasts if things go on as they did."""

    days: int
    """Whole days that were looked at."""
    net: Decimal
    """What they came to."""
    left: int | None
    """Whole days that the balance lasts; None: nothing was spent, or it lasts beyond counting."""


@dataclass(frozen=True, slots=True)
class Statement:
    """All that is to be said of some accounts of one currency in a window of time."""

    wish: Wish
    panel: str
    """The one in view."""
    choice: Choice
    report: Report
    first: int | None
    """The earliest day with an amount of these accounts; None where there is none."""
    outlooks: tuple[Outlook, ...]
    """By the last days, a few and more; those that would say the same once only."""
    balance: Decimal | None
    """What the accounts hold together, as it was read last; None where none was read."""
    course: tuple[Decimal | None, ...]
    """The balance at as many moments of each period; None before the first reading and later
    than now."""


def choose(tally: Tally, wish: Wish, *, panel: str, held: str) -> Choice:
    """The accounts that are wanted.

    Args:
        tally: What there is.
        wish: What a person wants; a currency that there is not is left alone.
        panel: The one in view.
        held: The currency of its balance; "" where none was read.
    """
    known = {each.currency for each in tally.days if wish.together or each.panel == panel}
    first = {held: None} if held or not known else {}
    currencies = tuple(first | dict.fromkeys(sorted(known)))
    wanted = wish.currency
    currency = wanted if wanted is not None and wanted in currencies else currencies[0]
    others = {each.panel for each in tally.days if each.currency == currency} - {panel}
    panels = [panel, *(sorted(others) if wish.together else ())]
    accounts = tuple(Account(each, currency) for each in panels)
    return Choice(accounts, currency, currencies, bool(others))


def report(tally: Tally, accounts: Collection[Account], spans: Iterable[Span]) -> Report:
    """Add up the days of some accounts of one currency."""
    spans = tuple(spans)
    buckets = tuple(Sums() for _span in spans)
    services: dict[ServiceKey, Sums] = {}
    for account in accounts:
        for day, found in tally.days.get(account, {}).items():
            place = _place(spans, day)
            if place is None:
                continue
            for service_id, sums in found.items():
                buckets[place].add(sums)
                services.setdefault(ServiceKey(account.panel, service_id), Sums()).add(sums)
    total = Sums()
    for bucket in buckets:
        total.add(bucket)
    return Report(
        spans=spans,
        buckets=buckets,
        categories=_categories(services, tally.texts),
        services=tuple(
            Row("\n".join(key), tally.texts.get(key, _NAMELESS).name or key.service_id, sums)
            for key, sums in services.items()
        ),
        total=total,
    )


_NAMELESS: Final = ServiceText("", "")


def _place(spans: tuple[Span, ...], day: int) -> int | None:
    """Which of some spans in a row a day is in."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if day >= spans[middle].after:
            low = middle + 1
        else:
            high = middle
    return low if low < len(spans) and day >= spans[low].first else None


def _categories(
    services: Mapping[ServiceKey, Sums], texts: Mapping[ServiceKey, ServiceText]
) -> tuple[Row, ...]:
    found: dict[str, Sums] = {}
    for key, sums in services.items():
        found.setdefault(texts.get(key, _NAMELESS).category, Sums()).add(sums)
    return tuple(Row(name, name, sums) for name, sums in found.items())


def first_day(tally: Tally, accounts: Collection[Account]) -> int | None:
    """The earliest day with an amount; None where there is none."""
    return min((min(tally.days[one]) for one in accounts if tally.days.get(one)), default=None)


def outlook(
    tally: Tally,
    accounts: Collection[Account],
    *,
    balance: Decimal | None,
    today: int,
    days: int,
) -> Outlook | None:
    """How long a balance lasts at the net spending of some whole days before today.

    None: there was no whole day yet. Fewer days are looked at where the book is younger.
    """
    first = first_day(tally, accounts)
    since = today - days if first is None else max(today - days, first)
    if first is None or since >= today:
        return None
    net = ZERO
    for account in accounts:
        for day, services in tally.days.get(account, {}).items():
            if since <= day < today:
                for sums in services.values():
                    net = EXACT.add(net, sums.net)
    return Outlook(today - since, net, _lasts(balance, net, today - since))


def _lasts(balance: Decimal | None, net: Decimal, days: int) -> int | None:
    if balance is None or net <= 0:
        return None
    whole = int(EXACT.divide_int(EXACT.multiply(max(balance, ZERO), Decimal(days)), net))
    return whole if whole <= _MOST_DAYS else None

"""A catalogue beside what is known of the one before, compared slice by slice (pure).

A service that is not there may be back in a minute: where too many are missing at once, none
of them counts as gone until it was missing again some time later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec

from smm_tui.changes import Difference, Facts, decoded, difference, encoded, facts_of
from smm_tui.models import Service

MOST_LOST: Final = 9
"""So many services may go at once, however few there are."""
LOST_SHARE: Final = 4
"""But one in so many of them, at once, is suspicious."""
CONFIRMED_AFTER: Final = timedelta(minutes=10)
"""Still missing after this, a service is gone however many others are."""

_SLICE: Final = 64
"""Services; where each has another name, so many take 3 ms."""

_Item = TypeVar("_Item")


class Known(msgspec.Struct, frozen=True, gc=False):
    """A service as it is known from earlier readings."""

    facts: str
    """As `changes.encoded`."""
    gone: bool = False
    missing_since: datetime | None = None
    """It was not there, and is not yet taken to be gone."""


class Comparison:
    """Iterate `slices` to the end, pausing at will.

    Args:
        known: By service id, the gone ones too.
        services: What the panel has now; of several with one id the first counts.
        currency: Of their rates; "" where it is not known.
        at: When they were read.
        unreadable: Rows of the catalogue, each of which may be any service.
    """

    def __init__(
        self,
        known: Mapping[str, Known],
        services: Sequence[Service],
        *,
        currency: str,
        at: datetime,
        unreadable: int = 0,
    ) -> None:
        self.differences: list[Difference] = []
        self.missing: list[str] = []
        """Not there now, and not gone either: maybe they are back the next time."""
        self.found: list[str] = []
        """Were missing, and are there as they were."""
        self.held_back = 0
        """How many services are not there and do not count as gone."""
        self.counted = 0
        """How many the catalogue has."""
        self._known = known
        self._services = services
        self._currency = currency
        self._at = at
        self._unreadable = unreadable
        self._seen: set[str] = set()

    def slices(self) -> Iterator[None]:
        """Compare the next few hundred at each step."""
        for some in _parts(self._services):
            for service in some:
                if service.service_id not in self._seen:
                    self._seen.add(service.service_id)
                    self._take(service)
            yield
        self.counted = len(self._seen)
        absent: list[str] = []
        present = 0
        for ids in _parts(list(self._known)):
            here = [each for each in ids if not self._known[each].gone]
            present += len(here)
            absent += [each for each in here if each not in self._seen]
            yield
        if self._services:
            yield from self._judge(absent, suspicious=self._is_suspicious(len(absent), present))
        else:
            # Maintenance, or a panel's way to say no: it sells something again soon.
            self.held_back = len(absent)

    def _take(self, service: Service) -> None:
        service_id = service.service_id
        after = facts_of(service, self._currency)
        known = self._known.get(service_id)
        if known is None:
            self.differences.append(difference(service_id, None, after))
            return
        if known.gone or known.facts != encoded(after):
            before = decoded(known.facts)
            if known.gone or before != after:
                found = difference(service_id, before, after, was_gone=known.gone)
                self.differences.append(found)
                return
        if known.missing_since is not None:
            self.found.append(service_id)

    def _is_suspicious(self, lost: int, present: int) -> bool:
        return (lost > MOST_LOST and lost * LOST_SHARE > present) or lost <= self._unreadable

    def _judge(self, absent: Sequence[str], *, suspicious: bool) -> Iterator[None]:
        """Say of what is not there whether it is gone."""
        for ids in _parts(absent):
            for service_id in ids:
                known = self._known[service_id]
                since = known.missing_since
                if suspicious and (since is None or self._at - since < CONFIRMED_AFTER):
                    self.missing.append(service_id)
                else:
                    self.differences.append(difference(service_id, decoded(known.facts), None))
            yield
        self.held_back = len(self.missing)


def _parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _SLICE):
        yield items[start : start + _SLICE]


def compare(
    known: Mapping[str, Known],
    services: Sequence[Service],
    *,
    currency: str,
    at: datetime,
    unreadable: int = 0,
) -> Comparison:
    """A whole comparison in one go: some 5 µs for each service, so not for a running screen."""
    comparison = Comparison(known, services, currency=currency, at=at, unreadable=unreadable)
    for _slice in comparison.slices():
        pass
    return comparison


def applied(known: Mapping[str, Known], comparison: Comparison, at: datetime) -> dict[str, Known]:
    """What is known after a comparison that was made at this time."""
    after = dict(known)
    for service_id in comparison.missing:
        since = after[service_id].missing_since or at
        after[service_id] = msgspec.structs.replace(after[service_id], missing_since=since)
    for service_id in comparison.found:
        after[service_id] = msgspec.structs.replace(after[service_id], missing_since=None)
    for found in comparison.differences:
        facts = found.after or found.before or Facts()
        after[found.service_id] = Known(encoded(facts), gone=found.after is None)
    return after

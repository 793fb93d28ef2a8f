"""What the panel sells as time goes by: now and then a price moves, a service comes or goes.

Everything follows from the seed and from how long the panel has been open, so that all who
ask at the same time are told the same, and nothing has to be remembered.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from smm_tui.demo.catalogue import FIRST_FIXED, Service, generate, newcomer
from smm_tui.demo.chance import dice
from smm_tui.demo.shelves import SHELVES
from smm_tui.demo.wire import encode

_RESTLESS: Final = 90
"""Services that change from time to time; all others never do."""
_NEWCOMERS: Final = 12
"""Services more than at the opening, each of which gives way to another some day."""
_QUIET: Final = 180.0
"""Seconds after the opening in which nothing changes."""
_FIRST: Final = 8 * 3600.0
"""Seconds until everything restless has changed once; most of it sooner."""
_REST: Final = (8 * 3600.0, 48 * 3600.0)
"""Seconds between two changes of one service."""
_FIRST_NEW_ID: Final = 10_001
_OUT_OF_REACH: Final = "999999999"

_FACTORS: Final = tuple(map(Decimal, ("0.75", "0.9", "0.95", "1.04", "1.1", "1.15", "1.3", "1.6")))
_STRETCHES: Final = (2, 5, 10)


@dataclass(frozen=True, slots=True)
class _Pulse:
    """When something changes: after `first` seconds, then every `rest` seconds."""

    first: float
    rest: float

    @classmethod
    def of(cls, luck: random.Random) -> _Pulse:
        return cls(_QUIET + _FIRST * luck.random() ** 2, luck.uniform(*_REST))

    def turns(self, age: float) -> int:
        """How often it has changed by now."""
        return 0 if age < self.first else 1 + int((age - self.first) // self.rest)


@lru_cache(maxsize=2)
def _opening_rows(seed: int) -> Mapping[Service, bytes]:
    return {service: encode(service.row()) for service in generate(seed)}


class Market:
    """The services of one panel; ages are seconds since it opened."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.opening: Final = generate(seed)
        """What it sold at first."""
        luck = dice(seed, "market")
        movable = [each for each in self.opening if each.service_id < FIRST_FIXED]
        self._moves = {
            service.service_id: (_CHANGES[place % len(_CHANGES)], _Pulse.of(luck))
            for place, service in enumerate(luck.sample(movable, _RESTLESS))
        }
        self._newcomers = [_Pulse.of(luck) for _place in range(_NEWCOMERS)]
        self._by_id = {service.service_id: service for service in self.opening}
        self._rows = dict(_opening_rows(seed))
        self._turn = -1
        self._now: tuple[Service, ...] = ()
        self._answer = b""

    def services(self, age: float) -> tuple[Service, ...]:
        """All that is sold at this age, category by category."""
        turns = {
            service_id: pulse.turns(age) for service_id, (_change, pulse) in self._moves.items()
        }
        arrived = [pulse.turns(age) for pulse in self._newcomers]
        turn = sum(turns.values()) + sum(arrived)
        if turn != self._turn:
            self._turn = turn
            self._now = tuple(self._sold(turns, arrived))
            self._answer = b""
        return self._now

    def answer(self, age: float) -> bytes:
        """The same as JSON; only what changed is put into words anew."""
        now, rows = self.services(age), self._rows
        if not self._answer:
            for service in now:
                if service not in rows:
                    rows[service] = encode(service.row())
            self._answer = b"[%b]" % b",".join([rows[service] for service in now])
        return self._answer

    def ever(self, service_id: int) -> Service:
        """A service that is sold, or was."""
        known = self._by_id.get(service_id)
        return known or self._newcomer(service_id - _FIRST_NEW_ID)

    def _sold(self, turns: Mapping[int, int], arrived: list[int]) -> list[Service]:
        new: dict[str, list[Service]] = {}
        for place, turn in enumerate(arrived):
            if turn:
                service = self._newcomer(place + (turn - 1) * _NEWCOMERS)
                new.setdefault(service.category, []).append(service)
        sold: list[Service] = []
        for before, service in zip((None, *self.opening), self.opening, strict=False):
            if before is not None and before.category != service.category:
                sold += new.get(before.category, ())
            turn = turns.get(service.service_id, 0)
            changed = self._changed(service, turn) if turn else service
            if changed is not None:
                sold.append(changed)
        return sold + new.get(self.opening[-1].category, [])

    def _changed(self, service: Service, turn: int) -> Service | None:
        change, _pulse = self._moves[service.service_id]
        return change(service, turn, dice(self._seed, "change", service.service_id, turn))

    def _newcomer(self, number: int) -> Service:
        luck = dice(self._seed, "newcomer", number)
        return newcomer(luck.choice(SHELVES), _FIRST_NEW_ID + number, luck)


_Change = Callable[[Service, int, random.Random], Service | None]
"""What a service is after so many turns; None: it is not sold now."""


def _other_price(service: Service, _turn: int, luck: random.Random) -> Service:
    rate = Decimal(service.rate)
    places = max(2, -int(rate.as_tuple().exponent))
    moved = (rate * luck.choice(_FACTORS)).quantize(Decimal(1).scaleb(-places))
    if moved == rate:
        moved += Decimal(1).scaleb(-places)
    return replace(service, rate=str(moved))


def _other_limits(service: Service, turn: int, luck: random.Random) -> Service:
    if service.flat or not turn % 2:
        return service
    stretch = luck.choice(_STRETCHES)
    if luck.random() < 0.5:  # noqa: PLR2004 - as often the one as the other
        return replace(service, max=max(service.max // stretch, service.min))
    return replace(service, min=min(service.min * stretch, service.max))


def _no_cancel(service: Service, turn: int, _luck: random.Random) -> Service:
    return replace(service, cancel=not service.cancel) if turn % 2 else service


def _renamed(service: Service, turn: int, _luck: random.Random) -> Service:
    return replace(service, name=f"{service.name} [Updated]") if turn % 2 else service


def _hidden(service: Service, turn: int, _luck: random.Random) -> Service:
    return replace(service, rate=_OUT_OF_REACH) if turn % 2 else service


def _away(service: Service, turn: int, _luck: random.Random) -> Service | None:
    return None if turn % 2 else service


_CHANGES: Final[tuple[_Change, ...]] = (
    *(_other_price,) * 10,
    *(_other_limits,) * 3,
    *(_away,) * 3,
    _no_cancel,
    _renamed,
    _hidden,
)
"""Prices move more often than all else."""

"""The plans that luck and speed make for orders and refills."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from smm_tui.demo.catalogue import Service
from smm_tui.demo.chance import dice
from smm_tui.demo.life import CANCELED, COMPLETED, PARTIAL, REJECTED, Order, Refill

_CANCELED_SHARE: Final = 0.04
_PARTIAL_SHARE: Final = 0.08
_REJECTED_SHARE: Final = 0.1
_SLOW_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Fate:
    """Deterministic from `seed`; `speed` 2 lets everything happen twice as fast."""

    seed: int
    speed: float

    def order(
        self,
        service: Service,
        order_id: int,
        link: str,
        *,
        quantity: int,
        charge: Decimal,
        moment: float,
    ) -> Order:
        """An order whose whole life is planned from `moment` on."""
        luck = dice(self.seed, "order", order_id)
        starts = moment + luck.uniform(2, 6) / self.speed
        due = starts + (luck.uniform(18, 80), _SLOW_SECONDS)[service.slow] / self.speed
        roll = luck.random()
        goal, outcome = quantity, COMPLETED
        if roll < _CANCELED_SHARE:
            goal, outcome = 0, CANCELED
        elif roll < _CANCELED_SHARE + _PARTIAL_SHARE and quantity > 1:
            goal, outcome = max(1, int(quantity * luck.uniform(0.2, 0.95))), PARTIAL
        return Order(
            order_id=order_id,
            service=service.service_id,
            link=link,
            quantity=quantity,
            charge=charge,
            starts=starts,
            due=due,
            ends=due,
            goal=goal,
            outcome=outcome,
            start_count=luck.randrange(20, 60_000),
            refill=service.refill,
            cancel=service.cancel,
        )

    def refill(self, refill_id: int, order_id: int, moment: float) -> Refill:
        """A refill planned from `moment` on."""
        luck = dice(self.seed, "refill", refill_id)
        starts = moment + luck.uniform(3, 8) / self.speed
        return Refill(
            refill_id=refill_id,
            order_id=order_id,
            starts=starts,
            ends=starts + luck.uniform(12, 22) / self.speed,
            outcome=REJECTED if luck.random() < _REJECTED_SHARE else COMPLETED,
        )

    def seconds(self, low: float, high: float, *words: object) -> float:
        """A time between these, as the panel's speed makes them."""
        return dice(self.seed, *words).uniform(low, high) / self.speed

    def between(self, low: int, high: int, *words: object) -> int:
        """A whole number, both ends included."""
        return dice(self.seed, *words).randint(low, high)

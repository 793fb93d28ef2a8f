"""A buyer who talks to a demo panel at a time of the test's choosing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from smm_tui.demo import DemoPanel, create_panel
from smm_tui.demo.catalogue import Service

START = Decimal("100.84292")
LIKES = 9901
"""Slow, cancel and drip-feed, no refill; 0.90 for 1000, 50 to 10000."""
FOLLOWERS = 9900
"""Refill, cancel and drip-feed; 0.90 for 1000, 50 to 10000."""


class Buyer:
    """One panel, one key, and the hands of the clock."""

    def __init__(
        self, *, seed: int = 7, speed: float = 1.0, state: Path | None = None, at: float = 1e9
    ) -> None:
        self.at = at
        self._make: Callable[[], DemoPanel] = lambda: create_panel(
            seed=seed, now=lambda: self.at, speed=speed, state=state
        )
        self.panel = self._make()
        self._links = 0

    def restart(self) -> None:
        """Close the panel and open it again."""
        self.panel = self._make()

    def wait(self, seconds: float) -> None:
        self.at += seconds

    def ask(self, action: str, **params: object) -> Any:  # noqa: ANN401 - JSON
        fields: Mapping[str, str] = {"key": "k", "action": action} | {
            name: str(value) for name, value in params.items()
        }
        return json.loads(self.panel.ask(fields))

    def link(self) -> str:
        """A link that no order has."""
        self._links += 1
        return f"https://example.com/p/{self._links}"

    def order(self, service: int = FOLLOWERS, **params: object) -> int:
        """Place an order that is in order; its id."""
        answer = self.ask("add", **({"service": service, "link": self.link()} | params))
        assert list(answer) == ["order"], answer
        assert type(answer["order"]) is int
        return answer["order"]

    def refused(self, action: str, **params: object) -> str:
        """The words of a refusal."""
        answer = self.ask(action, **params)
        assert list(answer) == ["error"], answer
        return str(answer["error"])

    def status(self, order: int) -> Any:  # noqa: ANN401 - JSON
        return self.ask("status", order=order)

    def balance(self) -> Decimal:
        return Decimal(self.ask("balance")["balance"])

    def service(self, number: int) -> Service:
        return next(each for each in self.panel.services if each.service_id == number)

    def find(self, **facts: object) -> Service:
        """The first service that may be bought often and has these facts."""
        return next(
            each
            for each in self.panel.services
            if all(getattr(each, name) == value for name, value in facts.items())
            and Decimal(each.rate) < 10
        )

    def until(self, order: int, *words: str, step: float = 1.0) -> Any:  # noqa: ANN401 - JSON
        """Wait until the order has one of these states."""
        for _ in range(2_000):
            report = self.status(order)
            if report["status"] in words:
                return report
            self.wait(step)
        raise AssertionError(report)

    def completed(self) -> int:
        """An order that came to its full end."""
        order = self.order(quantity=100)
        return (
            order
            if self.until(order, "Completed", "Partial", "Canceled")["status"] == ("Completed")
            else self.completed()
        )

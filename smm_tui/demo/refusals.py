"""The words with which the panel refuses, as panels are known to write them."""

from __future__ import annotations

from typing import Final


class Refusal(Exception):
    """The panel says no; its text is the `error` of the answer."""


KEY: Final = "Incorrect API key"
ACTION: Final = "Incorrect request"
SERVICE: Final = "Incorrect service ID"
FUNDS: Final = "Not enough funds on balance"
NO_LINK: Final = "Bad link"
ACTIVE_LINK: Final = (
    "You have active order with this link. Please wait until order being completed."
)
NO_DRIP: Final = "Drip-feed is not available for this service"
ORDER: Final = "Incorrect order ID"
NO_CANCEL: Final = "Order can't be canceled"
NO_REFILL: Final = "Refill is disabled for this service"
NOT_COMPLETED: Final = "The order is not completed"
OPEN_REFILL: Final = "There is already an open request for this order."
REFILL: Final = "Refill not found"


def incorrect(name: str) -> Refusal:
    """A parameter that is missing or makes no sense."""
    return Refusal(f"Incorrect {name}")


def need(fine: object, name: str) -> None:
    """Refuse a parameter that is not fine."""
    if not fine:
        raise incorrect(name)


def too_few(least: int) -> Refusal:
    """A quantity below the minimum."""
    return Refusal(f"Quantity less than minimal {least}")


def too_much(most: int) -> Refusal:
    """A quantity above the maximum."""
    return Refusal(f"Quantity more than maximum {most}")


def too_many_ids(name: str, most: int) -> Refusal:
    """More ids than one request may name."""
    return Refusal(f"Too many IDs in {name}, up to {most} are allowed")

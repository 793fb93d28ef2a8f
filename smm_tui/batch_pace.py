"""After each order of a batch: whether to go on, and how long to wait before the next (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from smm_tui import errors
from smm_tui.models import OrderState
from smm_tui.outcome import AddOutcome, Sent
from smm_tui.sayings import later

SPACING_SECONDS: Final = 1.1
"""Between the answer to an order and the next one: panels refuse two a second."""
SLOWEST_SECONDS: Final = 30.0
"""The spacing grows no further than this by itself."""
LONGEST_WAIT_SECONDS: Final = 60.0
"""A panel that asks for a longer wait gets nothing more without a new review."""
MOST_ALIKE: Final = 3
"""So many refusals in a row in the same words say that they are not about the orders."""

_TOO_MANY: Final = 429
_HOPELESS: Final = frozenset(
    kind.message_id for kind in (errors.KeyRefused, errors.NoFunds, errors.ActionUnknown)
)
"""Refusals that the next order would get too."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a batch goes on."""

    wait: float = SPACING_SECONDS
    """Seconds until the next order, from the answer to the last."""
    stop: str = ""
    """Why nothing more is sent, as a sentence in the language of the reader; "" to go on."""
    spacing: float = SPACING_SECONDS
    """The wait where a panel asks for none."""
    alike: int = 0
    """Refusals in a row in the same words."""
    words: str = ""
    """Those words."""


def after(pace: Pace, outcome: AddOutcome, sent: Sent) -> Pace:
    """The pace after one more order: only a refusal of that one order is gone past."""
    if outcome.state is OrderState.PLACED:
        return Pace(wait=pace.spacing, spacing=pace.spacing)
    if outcome.state is not OrderState.REJECTED:
        return replace(pace, stop=_why(outcome.state))
    alike = pace.alike + 1 if outcome.words == pace.words else 1
    after = replace(pace, wait=pace.spacing, alike=alike, words=outcome.words)
    if outcome.kind in _HOPELESS or alike >= MOST_ALIKE:
        return replace(after, stop=_refused_all(outcome.words))
    if outcome.kind == errors.RateLimited.message_id or sent.http_status == _TOO_MANY:
        return _slower(after, sent.retry_after or 0.0)
    return after


def _slower(pace: Pace, asked: float) -> Pace:
    if asked > LONGEST_WAIT_SECONDS:
        stop = later("The panel asks to wait {seconds} seconds.", seconds=round(asked))
        return replace(pace, stop=stop)
    spacing = min(2 * pace.spacing, SLOWEST_SECONDS)
    return replace(pace, spacing=spacing, wait=max(spacing, asked))


def _why(state: OrderState) -> str:
    if state is OrderState.UNKNOWN:
        return later("It is unknown whether that order was placed.")
    return later("That order could not be sent.")


def _refused_all(words: str) -> str:
    if not words:
        return later("The panel would refuse the others too.")
    return later("The panel would refuse the others too: {words}", words=words)

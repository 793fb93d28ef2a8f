"""What the order form opens with, and how it was left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smm_tui.models import Service
from smm_tui.ordering import Quote


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form opens with, and what is kept when it is closed half-written."""

    panel: str
    service: Service
    entries: Mapping[str, str]
    problem: str = ""
    """Why the form came back; "" when it did not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the form was left."""

    draft: Draft
    quote: Quote | None = None
    """What was confirmed; None when the form was closed."""
    typed: str = ""
    """The amount that was typed, where it was asked for."""
    again: str = ""
    """The word that was typed since an order for the same service and link is unknown."""

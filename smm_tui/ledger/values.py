"""The values that go into and come out of the book, beside those of `models`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from smm_tui.change_log import CatalogueReading
from smm_tui.changes import Change, Entry
from smm_tui.models import Service


@dataclass(frozen=True, slots=True)
class Intent:
    """An order that a person confirmed."""

    panel: str
    panel_url: str
    service: Service
    params: tuple[tuple[str, str], ...]
    """What `add` will send, less key and action."""
    link: str
    quantity: int | None
    foretold: Decimal | None
    currency: str
    confirmed_at: datetime
    balance_before: Decimal | None
    batch_line: int | None = None
    """The line it had in the text of a batch."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many orders there are."""

    live: int
    """Placed and not finished."""
    attention: int
    """Those that need attention, the unknown among them."""
    unknown: int
    total: int


@dataclass(frozen=True, slots=True)
class CatalogueMark:
    """How far the book has followed a panel's catalogue."""

    version: int
    digest: str
    """Of the answer that was read last."""
    currency: str
    held_back: int
    """How many services are missing in it and do not count as gone."""
    first_at: datetime
    read_at: datetime


class Followed(NamedTuple):
    """How far a catalogue was followed; zeros where it never was."""

    version: int = 0
    """Counts the readings that brought something, if only a price."""
    seen: int = 0
    """The number of the last reading that a person has looked at."""
    newest: int = 0
    """The number of the newest reading that is listed."""


@dataclass(frozen=True, slots=True)
class NewReading:
    """A reading of a catalogue, compared with what the book had."""

    version: int
    """Of the book, as it was compared; 0 where the book did not know the catalogue."""
    digest: str
    reading: CatalogueReading
    """Its number is not used; the book gives it one."""
    notable: bool
    """Whether it is listed even if it brought no change."""
    entries: list[Entry]
    changes: list[Change]
    missing: Sequence[str]
    found: Sequence[str]

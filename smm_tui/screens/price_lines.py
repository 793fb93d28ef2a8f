"""What a bill says of the price of a service, now and before (no widget here)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from typing import NamedTuple

from smm_tui import formatting, prices
from smm_tui.changes import facts_of, is_replaced
from smm_tui.i18n import _
from smm_tui.models import Service
from smm_tui.prices import History, Ordered
from smm_tui.screens.bills import Line
from smm_tui.screens.desk import Desk
from smm_tui.session import Session


async def history(session: Session, panel: str, service_id: str, desk: Desk) -> str:
    """What a service has cost, as a line and figures; "" where nobody knows."""
    found = await session.price_history(panel, service_id)
    if found is None:
        return ""
    return found.said(desk.clock.now(), desk.zone, glyphs=desk.signs.glyphs)


class Past(NamedTuple):
    """What the book knows of a service's price."""

    ordered: Ordered | None
    history: History | None


async def past_of(session: Session, panel: str, service_id: str) -> Past:
    """What the book knows of a service's price."""
    ordered = await session.last_ordered(panel, service_id)
    return Past(ordered, await session.price_history(panel, service_id))


async def since_ordered_all(
    session: Session, panel: str, services: Iterable[Service], currency: str, *, zone: tzinfo
) -> dict[str, list[Line]]:
    """As `since_ordered`, for each of these services by its id."""
    said = {}
    for service in {service.service_id: service for service in services}.values():
        ordered = await session.last_ordered(panel, service.service_id)
        said[service.service_id] = since_ordered(ordered, service, currency, zone=zone)
    return said


def of_review(past: Past, service: Service, currency: str, desk: Desk) -> list[Line]:
    """What a review says of the price: a warning where it moved, and what it was so far."""
    lines = since_ordered(past.ordered, service, currency, zone=desk.zone)
    if past.history is not None and past.history.has_moved:
        said = past.history.said(desk.clock.now(), desk.zone, glyphs=desk.signs.glyphs)
        lines.append(Line(_("So far"), said))
    return lines


def since_ordered(
    ordered: Ordered | None, service: Service, currency: str, *, zone: tzinfo
) -> list[Line]:
    """What is worth a warning since a service was last ordered: its price, or all of it."""
    if ordered is None:
        return []
    when = formatting.date_time(ordered.at, zone)
    now = facts_of(service, currency)
    if is_replaced(ordered.facts(now), now):
        text = _("another service had this id when you ordered it on {time}: {name}")
        return [Line(_("Service"), text.format(time=when, name=ordered.name), "warning")]
    moved = prices.moved_since(ordered, service.rate, currency)
    if moved is None or ordered.rate is None or service.rate is None:
        return []
    text = _("was {before}, is {after}: {change} since you last ordered it on {time}")
    said = text.format(
        before=formatting.rate(ordered.rate),
        after=formatting.rate(service.rate, currency),
        change=prices.in_words(moved),
        time=when,
    )
    return [Line(_("Price"), said, "warning")]

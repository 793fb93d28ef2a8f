"""An earlier order as a draft of a new one, as far as it can be."""

from __future__ import annotations

from smm_tui import ordering
from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.models import Order, Origin, Service
from smm_tui.sayings import joined, later
from smm_tui.screens.drafts import Draft
from smm_tui.screens.timeline import labels
from smm_tui.session import Notice, Session, Severity


async def draft_of(session: Session, ref: int) -> Draft | Notice:
    """The form of an order with its entries filled in, or why there is none.

    A child has no entries of its own: they are those of the order that made it.
    """
    order = await session.book.order(ref)
    source = order
    if order.origin is Origin.CHILD and order.parent is not None:
        source = await session.book.order(order.parent)
    if not source.service_id:
        text = later(
            "It was placed elsewhere; its service is not known here. Find it in the catalogue."
        )
        return _refused(ref, text)
    try:
        service = await _service(session, source)
    except SmmError as error:
        return _refused(ref, joined(": ", later(error.heading), error.detail))
    if service is None:
        text = later(
            "The catalogue of {panel} has no service {id}.",
            panel=source.panel,
            id=source.service_id,
        )
        return _refused(ref, text)
    entries, gone = ordering.entries_again(service, source.params)
    return Draft(source.panel, service, entries, _note(order, source, service, gone))


def _refused(ref: int, why: str) -> Notice:
    return Notice(later("Cannot be ordered again"), why, Severity.WARNING, ref)


async def _service(session: Session, order: Order) -> Service | None:
    """The service as the newest catalogue has it; one that was never read is read now.

    Raises:
        SmmError: The configuration no longer has the panel, or it gave no catalogue.
    """
    catalogue = await session.kept_catalogue(order.panel)
    if catalogue is None:
        catalogue = await session.refresh_catalogue(order.panel)
    return catalogue.get(order.service_id)


def _note(order: Order, source: Order, service: Service, gone: tuple[str, ...]) -> str:
    """What is different from the order before; "" for nothing."""
    if source.ref != order.ref:
        text = _("Order {id} was made by order {parent}; these are the entries of that one.")
        return text.format(id=order.order_id, parent=source.order_id)
    if service.type is not source.service_type:
        text = _("This service was of the type {before} and is of the type {after} now.")
        return text.format(before=source.service_type, after=service.type_text or service.type)
    if gone:
        names = labels(source.service_type)
        text = _("This service no longer asks for: {fields}.")
        return text.format(fields=", ".join(names.get(name, name) for name in gone))
    return ""

"""The last checks before anything is asked of a panel, whatever the screens let through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from smm_tui import batch, formatting, ordering
from smm_tui.catalogue import Catalogue
from smm_tui.errors import InvalidInput
from smm_tui.i18n import _
from smm_tui.ledger import Ledger
from smm_tui.links import address
from smm_tui.models import Order, OrderState, Service
from smm_tui.settings import PanelSettings


def check(quote: ordering.Quote, settings: PanelSettings, *, typed: str) -> None:
    """Whether a quote may be sent as it was confirmed.

    Raises:
        InvalidInput: see `Session.place`.
    """
    most = _most(quote)
    asked = ordering.confirmation(quote, settings)
    if asked is ordering.Confirmation.REFUSED:
        raise InvalidInput(_("The charge is above max_charge of this panel."), field="charge")
    wanted = formatting.plain(most)
    if asked is ordering.Confirmation.TYPED and typed.strip() != wanted:
        raise InvalidInput(
            _("Type the amount exactly: {amount}").format(amount=wanted), field="charge"
        )


def _most(quote: ordering.Quote) -> Decimal:
    if quote.problems:
        raise InvalidInput(quote.problems[0].text, field=quote.problems[0].field)
    if quote.most is None:
        raise InvalidInput(_("The charge is not known."), field="charge")
    return quote.most


def check_current(quotes: Iterable[ordering.Quote], catalogue: Catalogue | None) -> None:
    """Whether the newest catalogue, as far as one was read, has all that was reviewed unchanged.

    Raises:
        InvalidInput: a service is gone from it, or has another rate, other limits, or asks for
            something else; `field` is `service`.
    """
    for service in (quote.service for quote in quotes):
        newest = service if catalogue is None else catalogue.get(service.service_id)
        if newest is None:
            text = _("The panel's newest catalogue no longer has service {id}.")
        elif _terms(newest) != _terms(service):
            text = _("The panel has changed service {id} since it was reviewed.")
        else:
            continue
        raise InvalidInput(text.format(id=service.service_id), field="service")


def _terms(service: Service) -> tuple[object, ...]:
    return service.rate, ordering.limits(service), service.type, service.dripfeed


def check_batch(lines: Sequence[batch.Line], settings: PanelSettings, *, typed: str) -> None:
    """Whether these may be sent together as they were confirmed.

    Raises:
        InvalidInput: see `Session.place_batch`.
    """
    if not 0 < len(lines) <= batch.MOST:
        text = _("A batch has 1 to {most} orders.").format(most=batch.MOST)
        raise InvalidInput(text, field="lines")
    for line in lines:
        _most(line.quote)
        if not batch.orderable(line.quote.service):
            raise InvalidInput(_("This type cannot be ordered in a batch."), field="lines")
    total = batch.total_of(line.quote for line in lines)
    # No charge is below zero, so what holds for the total holds for each of them.
    asked = ordering.confirmation_of(total, settings)
    if asked is ordering.Confirmation.REFUSED:
        raise InvalidInput(_("The total is above max_charge of this panel."), field="charge")
    wanted = formatting.plain(total)
    if asked is ordering.Confirmation.TYPED and typed.strip() != wanted:
        raise InvalidInput(
            _("Type the amount exactly: {amount}").format(amount=wanted), field="charge"
        )


def check_no_twins(lines: Sequence[batch.Line], running: Iterable[Order]) -> None:
    """Whether no line orders once more what may have been placed already.

    Raises:
        InvalidInput: one does; `field` is `again`.
    """
    doubtful = {
        (order.service_id, address(order.link))
        for order in running
        if order.state is OrderState.UNKNOWN
    }
    for line in lines:
        if (line.service_id, address(line.link)) in doubtful:
            text = _(
                "Line {line}: it is unknown whether an earlier order for this service and link "
                "was placed. Settle that first, or order this line by itself."
            )
            raise InvalidInput(text.format(line=line.number), field="again")


def again_word() -> str:
    """What has to be typed to order although an earlier order of the same is unknown."""
    return _("again")


def check_again(twins: Sequence[Order], typed: str) -> None:
    """Whether another order may be sent beside unknown ones for the same service and link.

    Raises:
        InvalidInput: the word was not typed; `field` is `again`.
    """
    if twins and typed.strip().casefold() != again_word().casefold():
        text = _(
            "It is unknown whether an earlier order for this service and link was placed. "
            "Settle that first, or type {word} to order once more."
        )
        raise InvalidInput(text.format(word=again_word()), field="again")


def check_ids(orders: Iterable[Order]) -> None:
    """Whether a panel can be asked about all of these.

    Raises:
        InvalidInput: one has no id.
    """
    if not all(order.order_id for order in orders):
        raise InvalidInput(_("Only an order with an id can be refilled or cancelled."))


async def addressed(
    book: Ledger, panel_of: Callable[[str], PanelSettings], refs: Sequence[int]
) -> list[tuple[PanelSettings, list[Order]]]:
    """These orders by panel, each once.

    Raises:
        ConfigError: the configuration no longer has the panel of one.
        InvalidInput: the panel has moved, and nobody has said that it is still the same.
    """
    grouped: dict[str, list[Order]] = {}
    for order in await book.orders(list(dict.fromkeys(refs))):
        grouped.setdefault(order.panel, []).append(order)
    found = []
    for name, orders in grouped.items():
        panel = panel_of(name)
        for order in orders:
            await check_address(book, panel, order)
        found.append((panel, orders))
    return found


async def check_address(book: Ledger, panel: PanelSettings, order: Order) -> None:
    """Whether a panel is still where an order of it was placed.

    Raises:
        InvalidInput: it has moved, and nobody has said that it is still the same.
    """
    if order.panel_url != panel.url and await book.url_conflict(panel.name, panel.url):
        text = _("Panel {name} has another address now; confirm first that it is the same.")
        raise InvalidInput(text.format(name=panel.name))

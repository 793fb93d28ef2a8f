"""What a table shows of an order. No widget here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from smm_tui import formatting, wording
from smm_tui.i18n import _
from smm_tui.models import Mark, Order, OrderState, RequestState, Status
from smm_tui.widgets.columns import Cell, CellStyle
from smm_tui.widgets.signs import Signs

ID_CELLS: Final = 8
PROGRESS_CELLS: Final = 10
STATE_CELLS: Final = 15
"""Every state that the book knows fits; a panel's own word may be longer."""
_STYLES: Final[dict[Status, CellStyle]] = {
    Status.COMPLETED: "success",
    Status.PARTIAL: "warning",
    Status.CANCELED: "warning",
    Status.REFUNDED: "warning",
    Status.FAILED: "error",
    Status.UNHEARD: "warning",
    Status.PENDING: "muted",
    Status.EXPIRED: "muted",
}
_STATES: Final[dict[OrderState, CellStyle]] = {
    OrderState.REJECTED: "error",
    OrderState.UNKNOWN: "error",
    OrderState.NOT_SENT: "muted",
    OrderState.NOT_PLACED: "muted",
}


class Drawing(NamedTuple):
    """What cells depend on besides the order."""

    signs: Signs
    now: datetime
    width: int
    """Of the column, in cells."""


def cell(order: Order, column: str, drawing: Drawing) -> Cell:
    """One cell by its column key; an empty one where there is nothing to say."""
    return _CELLS[column](order, drawing)


def _id(order: Order, signs: Signs) -> Cell:
    """Long ids of one panel begin alike, so it is the middle that gives way."""
    text = formatting.middle(order.order_id, ID_CELLS, glyphs=signs.glyphs)
    return Cell(text or signs.dot, "muted")


def _link(order: Order, drawing: Drawing) -> Cell:
    glyphs = drawing.signs.glyphs
    return Cell(formatting.link(order.link, drawing.width, glyphs=glyphs))


def state(order: Order, signs: Signs) -> Cell:
    """A sign and a word: what is known of the sending, of the order, its time, its cancel."""
    glyphs = signs.glyphs
    if order.mark is Mark.STUCK:
        return _mark(order.mark, signs)
    if order.state is not OrderState.PLACED or order.status is None:
        text = f"{wording.state_sign(order.state, glyphs)} {wording.state_word(order.state)}"
        return Cell(text, _STATES.get(order.state, ""))
    if order.lost_at is not None:
        return Cell(f"{glyphs.doubt} {_('id not known')}", "error")
    return _of_status(order, order.status, signs)


def _of_status(order: Order, status: Status, signs: Signs) -> Cell:
    glyphs = signs.glyphs
    asked = order.cancel is not None and order.cancel.state is RequestState.ACCEPTED
    if asked and not status.finished:
        return Cell(f"{glyphs.asked} {_('cancel asked')}", "warning")
    if order.mark is not None:
        return _mark(order.mark, signs)
    refill = None if order.refill is None else order.refill.status
    if refill is not None and not refill.finished:
        return Cell(f"{glyphs.asked} {_('refilling')}", "accent")
    sign = wording.status_sign(status, glyphs)
    text = f"{sign} {wording.status_word(status, order.status_text)}"
    return Cell(text, _STYLES.get(status, ""))


def _mark(mark: Mark, signs: Signs) -> Cell:
    text = f"{wording.mark_sign(mark, signs.glyphs)} {wording.mark_word(mark)}"
    return Cell(text, "warning")


def _progress(order: Order, signs: Signs) -> Cell:
    if order.quantity is None or order.remains is None or order.state is not OrderState.PLACED:
        return Cell("")
    done = formatting.delivered(order.quantity, order.remains)
    bar = formatting.percent_bar(done, order.quantity, PROGRESS_CELLS, glyphs=signs.glyphs)
    live = order.status is None or not order.status.finished
    return Cell(bar, "accent" if live else "muted")


def _charge(order: Order, drawing: Drawing) -> Cell:
    if order.charge is not None:
        return Cell(_grouped(formatting.rate(order.charge), drawing))
    # Foretold only: the panel has not named it yet.
    foretold = "" if order.foretold is None else formatting.rate(order.foretold)
    return Cell(_grouped(foretold, drawing), "muted")


def _number(number: int | None, drawing: Drawing) -> Cell:
    return Cell("" if number is None else _grouped(formatting.count(number), drawing))


def _grouped(number: str, drawing: Drawing) -> str:
    """A number without its grouping where it is too wide with it."""
    return number if len(number) <= drawing.width else formatting.ungrouped(number)


_CELLS: Final[Mapping[str, Callable[[Order, Drawing], Cell]]] = MappingProxyType(
    {
        "id": lambda order, drawing: _id(order, drawing.signs),
        "service": lambda order, _drawing: Cell(order.service_name or order.service_id),
        "link": _link,
        "quantity": lambda order, drawing: _number(order.quantity, drawing),
        "progress": lambda order, drawing: _progress(order, drawing.signs),
        "start": lambda order, drawing: _number(order.start_count, drawing),
        "remains": lambda order, drawing: _number(order.remains, drawing),
        "status": lambda order, drawing: state(order, drawing.signs),
        "charge": _charge,
        "newest": lambda order, drawing: Cell(
            formatting.age(drawing.now - order.created_at), "muted"
        ),
    }
)

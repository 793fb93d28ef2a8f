"""`smm-tui status`: balance and live orders without a screen."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from smm_tui import formatting, wording
from smm_tui.cli.launching import configured
from smm_tui.cli.output import complain, say, write_data
from smm_tui.conditions import Field, OneOf
from smm_tui.config import Launch
from smm_tui.errors import SmmError
from smm_tui.export import json_value, order_row
from smm_tui.filters import Query
from smm_tui.i18n import _, ngettext
from smm_tui.models import Balance, Clock, Order, OrderState
from smm_tui.session import Session, open_session

SCHEMA: Final = 1
"""Of the JSON; raised when a field changes its meaning or goes."""
_PAGE: Final = 500
_ALL: Final = 100_000
_NAME_CELLS: Final = 44
_UNDER_WAY: Final = frozenset({OrderState.INTENDED, OrderState.SENDING})
_OPEN: Final = Query(
    conditions=(OneOf(Field.STATUS, ("live", OrderState.UNKNOWN, *sorted(_UNDER_WAY))),)
)


@dataclass(frozen=True, slots=True)
class PanelStatus:
    """What was learnt of one panel."""

    name: str
    url: str
    balance: Balance | None
    """The last one read, maybe earlier, where the panel gave none now."""
    error: SmmError | None
    orders: tuple[Order, ...]
    """Live ones and those whose sending is not settled, the newest first."""
    attention: int
    """Orders that need a look, the unknown ones among them."""
    low: bool
    """Whether the balance is below what the configuration calls low."""

    @property
    def live(self) -> int:
        """Orders that are running."""
        return sum(map(_is_live, self.orders))

    @property
    def sending(self) -> int:
        """Orders on their way: in their undo pause, waiting for their turn, or being sent."""
        return sum(order.state in _UNDER_WAY for order in self.orders)

    @property
    def unknown(self) -> int:
        """Orders of which nobody knows whether they were placed."""
        return sum(order.state is OrderState.UNKNOWN for order in self.orders)


async def show_status(launch: Launch, clock: Clock, *, panel: str, as_json: bool) -> int:
    """Ask every panel (or the one named) once and print the answer; the exit code.

    Raises:
        ConfigError: Nothing is configured.
        LedgerError: The order book cannot be read.
    """
    settings = configured(launch)
    names = [panel] if panel else list(settings.panels)
    session = await open_session(launch, clock=clock, environ=os.environ)
    try:
        answers = await asyncio.gather(*(_ask(session, name) for name in names))
        orders = await _open_orders(session)
        attention = await _attention(session)
    finally:
        await session.close()
    found = [
        PanelStatus(
            name=name,
            url=settings.panels[name].url,
            balance=balance,
            error=error,
            orders=tuple(order for order in orders if order.panel == name),
            attention=attention[name],
            low=_is_low(balance, settings.panels[name].low_balance),
        )
        for name, (balance, error) in zip(names, answers, strict=True)
    ]
    if as_json:
        write_data(_json(found, clock.now()))
    else:
        _print(found)
    errors = [status.error for status in found if status.error is not None]
    for error in errors:
        complain(error)
    return errors[0].exit_code if errors else 0


async def _ask(session: Session, name: str) -> tuple[Balance | None, SmmError | None]:
    """The balance of a panel (the last known where it gives none), and what went wrong.

    Its orders that are due are asked for as well, unless the book cannot be written.
    """
    try:
        if session.book.frozen:
            return await (await session.client(name)).balance(), None
        balance = await session.refresh_balance(name)
        await session.refresh_due(name, limit=_ALL)
    except SmmError as error:
        return await session.last_balance(name), error
    return balance, None


async def _open_orders(session: Session) -> list[Order]:
    """Orders that are not at their end, the newest first."""
    refs = await session.book.order_refs(_OPEN)
    return [
        order
        for start in range(0, len(refs), _PAGE)
        for order in await session.book.orders(refs[start : start + _PAGE])
    ]


async def _attention(session: Session) -> Counter[str]:
    """How many orders need a look, by panel."""
    refs = await session.book.attention()
    found: Counter[str] = Counter()
    for start in range(0, len(refs), _PAGE):
        orders = await session.book.orders(refs[start : start + _PAGE])
        found.update(order.panel for order in orders)
    return found


def _is_low(balance: Balance | None, limit: Decimal | None) -> bool:
    return balance is not None and limit is not None and balance.money.amount < limit


def _is_live(order: Order) -> bool:
    return order.state is OrderState.PLACED and (order.status is None or not order.status.finished)


def _json(found: Sequence[PanelStatus], now: datetime) -> str:
    import json  # noqa: PLC0415 - only for this form

    answer = {
        "schema": SCHEMA,
        "at": now.isoformat(),
        "panels": [_json_panel(status) for status in found],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _json_panel(status: PanelStatus) -> Mapping[str, Any]:
    balance, error = status.balance, status.error
    return {
        "name": status.name,
        "url": status.url,
        "balance": None if balance is None else json_value(balance.money.amount),
        "currency": None if balance is None else balance.money.currency,
        "balance_at": None if balance is None else balance.at.isoformat(),
        "low": status.low,
        "live": status.live,
        "sending": status.sending,
        "unknown": status.unknown,
        "attention": status.attention,
        "error": None
        if error is None
        else {"id": error.message_id, "title": error.title, "detail": error.detail},
        "orders": [
            {name: json_value(value) for name, value in order_row(order).items()}
            for order in status.orders
        ],
    }


def _print(found: Sequence[PanelStatus]) -> None:
    for status in found:
        say(_headline(status))
        for order in status.orders:
            say(f"  {_line(order)}")


def _headline(status: PanelStatus) -> str:
    """Balance and counts of one panel: `brsmm: 4.20 USD, low, as of 14:02:11, 3 live orders`."""
    count = status.live
    parts = [
        _balance(status),
        ngettext("{count} live order", "{count} live orders", count).format(count=count),
    ]
    if status.sending:
        parts.append(_("{count} being sent").format(count=status.sending))
    if status.unknown:
        parts.append(_("! {count} unknown").format(count=status.unknown))
    if others := status.attention - status.unknown:
        said = ngettext("{count} needs a look", "{count} need a look", others)
        parts.append(said.format(count=others))
    return f"{status.name}: {', '.join(parts)}"


def _balance(status: PanelStatus) -> str:
    if status.balance is None:
        return _("balance not known")
    balance, zone = status.balance, status.balance.at.astimezone().tzinfo or UTC
    moment = formatting.date_time if status.error else formatting.clock_time
    amount = formatting.money(balance.money.amount, balance.money.currency)
    said = _("{balance}, low, as of {time}") if status.low else _("{balance} as of {time}")
    return said.format(balance=amount, time=moment(balance.at, zone))


def _line(order: Order) -> str:
    """Id, state (or that it takes too long), progress, charge, service and link of one order."""
    progress = charge = ""
    if order.quantity is not None:
        remains = order.quantity if order.remains is None else order.remains
        done = formatting.delivered(order.quantity, remains)
        progress = f"{formatting.count(done)}/{formatting.count(order.quantity)}"
    if (amount := order.foretold if order.charge is None else order.charge) is not None:
        charge = formatting.money(amount, order.currency)
    if order.mark is not None:
        word = wording.mark_word(order.mark)
    elif order.status is None:
        word = wording.state_word(order.state)
    else:
        word = wording.status_word(order.status, order.status_text)
    return "  ".join(
        (
            f"{order.order_id or '-':<10}",
            f"{word:<12}",
            f"{progress:>17}",
            f"{charge:>14}",
            formatting.shorten(order.service_name, _NAME_CELLS, glyphs=formatting.ASCII),
            order.link,
        )
    )

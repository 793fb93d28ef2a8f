"""`smm-tui export`: the order book as CSV or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from smm_tui.cli.arguments import Arguments, Format
from smm_tui.cli.output import warn, write_data
from smm_tui.config import Places
from smm_tui.errors import InvalidInput, UsageError
from smm_tui.export import ORDER_FIELDS, Row, order_row, to_csv, to_json
from smm_tui.export_file import save
from smm_tui.filter_hints import hint
from smm_tui.filters import ORDERS, Query, parse
from smm_tui.i18n import _
from smm_tui.models import Clock

_PAGE: Final = 1_000


async def export_orders(places: Places, arguments: Arguments, clock: Clock) -> str:
    """Every order, or those of a panel or filter, the newest first, in the format asked for.

    Raises:
        LedgerError: The order book cannot be read.
    """
    query = parse(arguments.filter, ORDERS)
    if said := hint(arguments.filter, ORDERS):
        warn(f"--filter: {said}")
    rows = await _rows(places, clock, arguments.panel, query)
    make = to_json if arguments.format is Format.JSON else to_csv
    return make(rows, ORDER_FIELDS)


def deliver(text: str, output: Path | None) -> None:
    """Write an export to a file, or to standard output.

    Raises:
        UsageError: The file cannot be written.
    """
    if output is None:
        write_data(text)
        return
    try:
        save(output, text, replace=True)
    except InvalidInput as error:
        raise UsageError(
            _("--output {path}: {why}").format(path=output, why=error.detail)
        ) from None


async def _rows(places: Places, clock: Clock, panel: str, query: Query) -> Sequence[Row]:
    if not places.ledger.exists():
        return ()
    from smm_tui.ledger import Ledger  # noqa: PLC0415 - SQLite only where there is a book

    book = await Ledger.open(places.ledger, clock=clock)
    try:
        refs = await book.order_refs(query, panel=panel or None)
        return [
            order_row(order)
            for start in range(0, len(refs), _PAGE)
            for order in await book.orders(refs[start : start + _PAGE])
        ]
    finally:
        await book.close()

"""`smm-tui export`: the order book as CSV or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from smm_tui.cli.arguments import Arguments, Format
from smm_tui.cli.output import write_data
from smm_tui.config import Places
from smm_tui.errors import UsageError
from smm_tui.export import ORDER_FIELDS, Row, order_row, to_csv, to_json
from smm_tui.i18n import _
from smm_tui.models import Clock

_PAGE: Final = 1_000


async def export_orders(places: Places, arguments: Arguments, clock: Clock) -> str:
    """Every order, or those of one panel, the newest first, as the text of the format asked for.

    Raises:
        LedgerError: The order book cannot be read.
    """
    rows = await _rows(places, clock, arguments.panel)
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
        output.write_bytes(text.encode())
    except OSError as error:
        raise UsageError(
            _("--output {path}: {why}").format(path=output, why=error.strerror)
        ) from None


async def _rows(places: Places, clock: Clock, panel: str) -> Sequence[Row]:
    if not places.ledger.exists():
        return ()
    from smm_tui.ledger import Ledger  # noqa: PLC0415 - SQLite only where there is a book

    book = await Ledger.open(places.ledger, clock=clock)
    try:
        refs = await book.order_refs(panel=panel or None)
        return [
            order_row(order)
            for start in range(0, len(refs), _PAGE)
            for order in await book.orders(refs[start : start + _PAGE])
        ]
    finally:
        await book.close()

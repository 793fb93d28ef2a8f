"""Rows -> the text of a CSV or JSON file (pure); no cell can act as a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from smm_tui.models import Order, Request
from smm_tui.sayings import english

Value = str | int | bool | Decimal | datetime | None
Row = Mapping[str, Value]

SCHEMA: Final = 1
"""Of the JSON; raised when a field changes its meaning or goes."""

ORDER_FIELDS: Final = (
    "panel",
    "panel_url",
    "order_id",
    "state",
    "status",
    "status_text",
    "service_id",
    "service",
    "category",
    "type",
    "link",
    "quantity",
    "rate",
    "charge_foretold",
    "charge",
    "currency",
    "start_count",
    "remains",
    "refill",
    "cancel",
    "created_at",
    "sent_at",
    "checked_at",
    "words",
    "flag",
    "batch",
    "batch_line",
    "started_at",
    "completed_at",
)
"""The columns of an exported order book, in order; what is new comes last."""

# What a spreadsheet takes for the beginning of a formula, also behind space: OWASP, CSV Injection.
_FORMULA: Final = re.compile(
    "\\s*[=+\\-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}]"
)


def order_row(order: Order) -> dict[str, Value]:
    """One order as a row of `ORDER_FIELDS`; times in UTC, no key in any field."""
    return {
        "panel": order.panel,
        "panel_url": order.panel_url,
        "order_id": order.order_id,
        "state": str(order.state),
        "status": "" if order.status is None else str(order.status),
        "status_text": order.status_text,
        "service_id": order.service_id,
        "service": order.service_name,
        "category": order.category,
        "type": str(order.service_type),
        "link": order.link,
        "quantity": order.quantity,
        "rate": order.rate,
        "charge_foretold": order.foretold,
        "charge": order.charge,
        "currency": order.currency,
        "start_count": order.start_count,
        "remains": order.remains,
        "refill": _state(order.refill),
        "cancel": _state(order.cancel),
        "created_at": order.created_at,
        "sent_at": order.sent_at,
        "checked_at": order.checked_at,
        "words": english(order.words),
        "flag": english(order.flag),
        "batch": order.batch,
        "batch_line": order.batch_line,
        "started_at": order.started_at,
        "completed_at": order.completed_at,
    }


def _state(request: Request | None) -> str:
    if request is None:
        return ""
    return str(request.state if request.status is None else request.status)


def to_csv(rows: Iterable[Row], fields: Sequence[str]) -> str:
    """CSV by RFC 4180 with a header line; one line per row, since no cell holds a newline."""
    import csv  # noqa: PLC0415 - never loaded by the dashboard's start
    import io  # noqa: PLC0415

    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([_cell(row.get(name)) for name in fields] for row in rows)
    return target.getvalue()


def to_json(rows: Iterable[Row], fields: Sequence[str], *, key: str = "orders") -> str:
    """One JSON object `{"schema": 1, KEY: [...]}`; decimals and times as strings."""
    import json  # noqa: PLC0415 - never loaded by the dashboard's start

    listed = [{name: json_value(row.get(name)) for name in fields} for row in rows]
    return json.dumps({"schema": SCHEMA, key: listed}, ensure_ascii=False, indent=2) + "\n"


def json_value(value: Value) -> str | int | bool | None:
    """A value as JSON takes it: decimals and times as strings."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _cell(value: Value) -> str:
    """A cell; text that a spreadsheet would calculate gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = " ".join(value.splitlines())
        return f"'{text}" if _FORMULA.match(value) else text
    return str(json_value(value))

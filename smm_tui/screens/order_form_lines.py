"""What the order form says above and below its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smm_tui import formatting, ordering
from smm_tui.expectations import expected
from smm_tui.i18n import _
from smm_tui.models import Money, Order, Service
from smm_tui.ordering import Problem, Quote
from smm_tui.screens import bills
from smm_tui.screens.entry_fields import LABEL_CELLS
from smm_tui.screens.lines import pane_lines
from smm_tui.statistics import Pace
from smm_tui.widgets.columns import CellStyle
from smm_tui.widgets.text_pane import Line


def about(service: Service, prices: str, *, dot: str) -> list[Line]:
    """The service: its name, what it allows, what it has cost."""
    limits = ordering.limits(service)
    allowed = _("{type} · rate {rate} · min {min} · max {max}").format(
        type=service.type_text or service.type,
        rate="?" if service.rate is None else formatting.rate(service.rate),
        min=formatting.count(limits.min),
        max=_("no limit") if limits.max is None else formatting.count(limits.max),
    )
    lines = [Line(service.name, "strong"), Line(allowed.replace("·", dot), "muted")]
    return [*lines, Line(prices, "muted")] if prices else lines


def sums(
    quote: Quote,
    problems: Sequence[Problem],
    labels: Mapping[str, str],
    *,
    hint: str,
    note: str,
    balance: Money | None,
    running: Sequence[Order],
    pace: Pace,
) -> list[Line]:
    """What is wrong, what it costs, what runs already, what to expect.

    Args:
        quote: The order as it stands.
        problems: Those of its problems that are to be said yet.
        labels: What each field is called, by its name.
        hint: Of the field one is in.
        note: What changed while the form was open; "" for nothing.
        balance: Of the account, where it is known.
        running: Orders for the same service and link that have not ended.
        pace: What the own orders of the service say of it.
    """
    changed = [Problem("", note)] if note else []
    return [
        Line(hint, "muted", label=" ", label_width=LABEL_CELLS),
        *_said(problems, labels, "!", "error"),
        *_said(changed, labels, "!", "warning"),
        *pane_lines(
            bills.charges(quote, balance, balance.currency if balance else ""), width=LABEL_CELLS
        ),
        *(
            Line(
                line.text,
                line.style,
                label=line.label,
                label_width=LABEL_CELLS,
                label_style=line.style,
            )
            for line in bills.running_lines(running)
        ),
        *_said(quote.warnings, labels, "~", "warning"),
        *_expected(pace),
    ]


def _said(
    said: Iterable[Problem], labels: Mapping[str, str], sign: str, style: CellStyle
) -> Iterator[Line]:
    """What is wrong, or worth a warning, each beside the name of its field."""
    for each in said:
        label = f"{sign} {labels.get(each.field, '')}"
        yield Line(each.text, style, label=label, label_width=LABEL_CELLS, label_style=style)


def _expected(pace: Pace) -> Iterator[Line]:
    if said := expected(pace):
        yield Line("; ".join(said), label=_("Expect"), label_width=LABEL_CELLS)

"""What can be taken out of the spending view into a file (no widget here)."""

from __future__ import annotations

from collections.abc import Sequence

from smm_tui.export import Row
from smm_tui.export_rows import SPENDING_FIELDS, spending_row
from smm_tui.i18n import _
from smm_tui.periods import Span
from smm_tui.screens import spending_contents as contents
from smm_tui.screens.spending_contents import Rows
from smm_tui.screens.takeout import Part, Read, Takeout
from smm_tui.session import Session
from smm_tui.spending_report import Statement
from smm_tui.widgets.spending_table import Item, SpendingSort


def of_spending(shown: Statement, kind: Rows, rows: Sequence[Item]) -> Takeout:
    """The sums of the window in view: the rows as they are shown, or others of it."""
    label = _("{what}, as shown").format(what=contents.title(shown, kind))
    parts = [Part(label, _sums(shown, kind, rows))]
    for each in Rows:
        if each is not kind:
            by = SpendingSort.NAME if each is Rows.PERIODS else SpendingSort.CHARGED
            label = contents.title(shown, each)
            items = contents.items(shown, each, by, reverse=True)
            parts.append(Part(label, _sums(shown, each, items)))
    note = _("Days are those of your time zone.")
    return Takeout("spending", _("Export the spending"), SPENDING_FIELDS, tuple(parts), note)


def _sums(shown: Statement, kind: Rows, items: Sequence[Item]) -> Read:
    spans = shown.report.spans
    window = Span(spans[0].first, spans[-1].after)
    own = {str(span.first): span for span in spans} if kind is Rows.PERIODS else {}
    names = {Rows.CATEGORIES: "category", Rows.SERVICES: "service"}
    panels = ", ".join(account.panel for account in shown.choice.accounts)

    async def read(_session: Session) -> list[Row]:
        return [
            spending_row(
                item.sums,
                by=names.get(kind, str(shown.wish.period)),
                name=item.name,
                span=own.get(item.key, window),
                currency=shown.choice.currency,
                panels=panels,
            )
            for item in items
        ]

    return read

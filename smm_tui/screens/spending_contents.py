"""What the charts and rows of the spending view hold, made from values (no widget here)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum

from smm_tui.i18n import _
from smm_tui.periods import Period
from smm_tui.screens import spending_words as words
from smm_tui.spending import Sums
from smm_tui.spending_report import Row, Statement
from smm_tui.untrusted import fold
from smm_tui.widgets.chart import Columns, Course
from smm_tui.widgets.spending_table import Item, SpendingSort


class Rows(StrEnum):
    """What a row of the table is."""

    PERIODS = "periods"
    CATEGORIES = "categories"
    SERVICES = "services"


def columns(shown: Statement) -> Columns:
    """What was charged in each day, week or month."""
    report, period = shown.report, shown.wish.period
    each = {
        Period.DAY: _("Charged each day"),
        Period.WEEK: _("Charged each week"),
        Period.MONTH: _("Charged each month"),
    }
    return Columns(
        title=each[period],
        note=words.most(shown),
        amounts=tuple(bucket.charged for bucket in report.buckets),
        labels=tuple(words.span_label(period, span) for span in report.spans),
    )


def course(shown: Statement) -> Course:
    """How the balance went."""
    return Course(_("Balance"), words.balance_note(shown), shown.course)


def title(shown: Statement, kind: Rows) -> str:
    """What the rows are called."""
    if kind is Rows.PERIODS:
        return words.period_title(shown.wish.period)
    return _("Category") if kind is Rows.CATEGORIES else _("Service")


def items(shown: Statement, kind: Rows, sort: SpendingSort, *, reverse: bool) -> list[Item]:
    """The rows in their order; those that are alike in it stay in that of their names."""
    by: dict[SpendingSort, Callable[[Row], Decimal | int | str]] = {
        SpendingSort.NAME: lambda row: row.key if kind is Rows.PERIODS else fold(row.name),
        SpendingSort.ORDERS: lambda row: row.sums.orders,
        SpendingSort.CHARGED: lambda row: row.sums.charged,
        SpendingSort.BACK: lambda row: row.sums.back,
        SpendingSort.NET: lambda row: row.sums.net,
    }
    rows = sorted(_rows(shown, kind), key=lambda row: (fold(row.name), row.key))
    rows.sort(key=by[sort], reverse=reverse)
    return [Item(row.key, row.name, row.sums) for row in rows]


def _rows(shown: Statement, kind: Rows) -> list[Row]:
    report, period = shown.report, shown.wish.period
    if kind is Rows.SERVICES:
        return list(report.services)
    if kind is Rows.CATEGORIES:
        return list(report.categories)
    return [
        Row(str(span.first), words.span_name(period, span), bucket)
        for span, bucket in zip(report.spans, report.buckets, strict=True)
        if not bucket.empty
    ]


def narrowed(rows: Sequence[Item], text: str) -> list[Item]:
    """The rows that have all the words of a filter, in any order."""
    wanted = fold(text).split()
    return [row for row in rows if all(word in fold(row.name) for word in wanted)]


def total(rows: Sequence[Item]) -> Sums:
    """The sum of some rows."""
    whole = Sums()
    for row in rows:
        whole.add(row.sums)
    return whole


def place(shown: Statement, item: Item) -> int | None:
    """Which column of the chart a row of periods is about."""
    firsts = [str(span.first) for span in shown.report.spans]
    return firsts.index(item.key) if item.key in firsts else None

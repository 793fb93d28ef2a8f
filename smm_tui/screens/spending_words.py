"""What the spending view says, made from values (no widget here)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal
from typing import Final

from smm_tui import formatting
from smm_tui.i18n import _, ngettext
from smm_tui.periods import Period, Span
from smm_tui.spending_report import Outlook, Statement
from smm_tui.widgets.one_line import Part

_ABOUT: Final = Context(prec=3)
"""Averages are said with three digits; they are about."""


def head(shown: Statement) -> list[Part]:
    """Which window, which currency, whose."""
    spans, choice = shown.report.spans, shown.choice
    by = {
        Period.DAY: _("by day"),
        Period.WEEK: _("by week"),
        Period.MONTH: _("by month"),
    }
    dates = {"first": _date(spans[0].first), "last": _date(spans[-1].after - 1)}
    parts = [
        Part((_("Spending"),), "strong", yields=1),
        Part((by[shown.wish.period],), "accent", keep=True),
        Part((_("{first} to {last}").format(**dates),), yields=3),
    ]
    whose = _("all panels") if shown.wish.together else shown.panel
    parts.append(Part((whose,), yields=2, right=True))
    if choice.currency:
        parts.append(Part((choice.currency,), "strong", keep=True, right=True))
    if len(choice.currencies) > 1:
        place = choice.currencies.index(choice.currency) + 1
        text = _("{place} of {count} currencies").format(place=place, count=len(choice.currencies))
        parts.append(Part((text,), "muted", yields=4, right=True))
    return parts


def _date(day: int) -> str:
    return formatting.day(date.fromordinal(day))


def span_label(period: Period, span: Span) -> str:
    """A day, week or month under a chart."""
    first = date.fromordinal(span.first)
    month = period is Period.MONTH
    return formatting.month(first) if month else formatting.day_and_month(first)


def span_name(period: Period, span: Span) -> str:
    """A day, week or month as a row."""
    first = date.fromordinal(span.first)
    if period is Period.DAY:
        return formatting.day(first)
    if period is Period.MONTH:
        return formatting.month(first)
    last = date.fromordinal(span.after - 1)
    return _("{first} to {last}").format(
        first=formatting.day_and_month(first), last=formatting.day_and_month(last)
    )


def sums(shown: Statement) -> list[Part]:
    """The sums of the window."""
    total, currency = shown.report.total, shown.choice.currency
    count = ngettext("{count} order", "{count} orders", total.orders).format(
        count=formatting.count(total.orders)
    )
    net = formatting.money(total.net, currency)
    parts = [
        Part((_("net {amount}").format(amount=net),), "strong", keep=True),
        Part((_("charged {amount}").format(amount=formatting.rate(total.charged)),), yields=2),
    ]
    if total.back:
        back = _("refunded {amount}").format(amount=formatting.rate(total.back))
        long = back
        if total.reckoned:
            long = _("refunded {amount}, of it {reckoned} estimated").format(
                amount=formatting.rate(total.back), reckoned=formatting.rate(total.reckoned)
            )
        parts.append(Part((long, back), yields=3))
    parts.append(Part((count,), "muted", yields=4))
    return parts


def outlook(shown: Statement) -> list[Part]:
    """What the accounts hold, and how long it lasts."""
    parts = []
    if shown.balance is not None:
        held = formatting.money(shown.balance, shown.choice.currency)
        parts.append(Part((_("balance {amount}").format(amount=held),), "strong", keep=True))
    if not shown.outlooks:
        wait = _("how long it lasts can be said after the first whole day")
        return [*parts, Part((wait,), "muted", yields=1)]
    for place, look in enumerate(shown.outlooks, start=1):
        words = _outlook(look, shortly=place > 1)
        parts.append(Part(words, "" if place == 1 else "muted", yields=place))
    return parts


def _outlook(look: Outlook, *, shortly: bool) -> tuple[str, ...]:
    """Long, and shorter."""
    days = _days(look.days)
    if look.net <= 0:
        return (_("nothing was spent in the last {days}").format(days=days),)
    each = _ABOUT.divide(look.net, Decimal(look.days))
    text = {"days": days, "each": formatting.rate(each), "left": _days(look.left or 0)}
    if look.left is None:
        return (_("{each} a day over the last {days}").format(**text),)
    if shortly:
        return (_("{left} by the last {days}").format(**text),)
    return (
        _("lasts about {left}: {each} a day over the last {days}").format(**text),
        _("lasts about {left}: {each} a day").format(**text),
        _("about {left}").format(**text),
    )


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count).format(count=formatting.count(count))


def doubts(shown: Statement) -> list[Part]:
    """What is not in the sums, and why."""
    total, parts = shown.report.total, []
    if total.doubts:
        text = ngettext(
            "! unknown: up to {amount} in {count} order, not in these sums",
            "! unknown: up to {amount} in {count} orders, not in these sums",
            total.doubts,
        ).format(
            amount=formatting.money(total.doubtful, shown.choice.currency),
            count=formatting.count(total.doubts),
        )
        short = _("! unknown: up to {amount}").format(amount=formatting.rate(total.doubtful))
        parts.append(Part((text, short), "error", keep=True))
    if total.unpriced:
        text = ngettext(
            "{count} order without a known charge",
            "{count} orders without a known charge",
            total.unpriced,
        )
        parts.append(Part((text.format(count=formatting.count(total.unpriced)),), "muted"))
    if shown.choice.others and not shown.wish.together:
        parts.append(Part((_("other panels spent as well"),), "muted", yields=1))
    return parts


def most(shown: Statement) -> str:
    """The largest of the columns and its time."""
    report = shown.report
    if not report.most:
        return ""
    place = max(range(len(report.buckets)), key=lambda each: report.buckets[each].charged)
    return _("most {amount}, {when}").format(
        amount=formatting.money(report.most, shown.choice.currency),
        when=span_name(shown.wish.period, report.spans[place]),
    )


def balance_note(shown: Statement) -> str:
    """The lowest and the highest of the readings in the window."""
    known = [amount for amount in shown.course if amount is not None]
    if not known:
        return _("no reading in this time")
    return _("{least} to {most}").format(
        least=formatting.rate(min(known)), most=formatting.money(max(known), shown.choice.currency)
    )


def period_title(period: Period) -> str:
    """What the rows of periods are called."""
    return {Period.DAY: _("Day"), Period.WEEK: _("Week"), Period.MONTH: _("Month")}[period]


def nothing(shown: Statement, key: Callable[[str], str]) -> str:
    """What is said where nothing was spent in the window."""
    if shown.wish.back:
        return _("Nothing was spent in this time. {key} goes on to later times.").format(
            key=key("spending.later")
        )
    return _("Nothing was spent yet. Press {key}, choose a service and press enter.").format(
        key=key("app.catalogue")
    )


def no_row(key: Callable[[str], str]) -> str:
    """What is said where a filter leaves nothing."""
    return _("No row has all these words. {key} clears the filter.").format(key=key("filter.clear"))

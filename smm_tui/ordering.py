"""What an order is, costs and may not be: the rules of the order form.

Rates are per 1000 units in the account's currency, or flat for packages (panel-api.md §1.4).
Every amount is the exact product, in the panel's own digits; nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from smm_tui import links
from smm_tui.charges import Limits, charge_for, limits
from smm_tui.entries import typed, whole_quantity
from smm_tui.formatting import money, plain
from smm_tui.i18n import _
from smm_tui.models import Money, Service, ServiceType
from smm_tui.order_form import Form, Problem, check_amount, drip_runs, filled
from smm_tui.service_fields import Field, FieldKind, fields
from smm_tui.settings import PanelSettings

__all__ = [
    "Confirmation",
    "Field",
    "FieldKind",
    "Limits",
    "Problem",
    "Quote",
    "charge_for",
    "confirmation",
    "confirmation_of",
    "entries_again",
    "fields",
    "limits",
    "quote",
    "whole_quantity",
]

_COUNTED: Final[Mapping[ServiceType, str]] = MappingProxyType(
    {
        ServiceType.CUSTOM_COMMENTS: "comments",
        ServiceType.MENTIONS_CUSTOM_LIST: "usernames",
        ServiceType.COMMENT_REPLIES: "comments",
    }
)
"""The field whose lines are the quantity."""
_FLAT: Final = frozenset({ServiceType.PACKAGE, ServiceType.CUSTOM_COMMENTS_PACKAGE})


@dataclass(frozen=True, slots=True)
class Quote:
    """An order as it would be sent and charged, or why it cannot be."""

    service: Service
    params: tuple[tuple[str, str], ...] = ()
    """What `add` sends, less key and action."""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    quantity: int | None = None
    """Units of the whole order; None where it has none, or none that can be read yet."""
    charge: Decimal | None = None
    """None for subscriptions, whose posts are charged one by one."""
    ceiling: Decimal | None = None
    """The most it may cost: the charge, or more where engines differ; None: not known."""
    per_post: Decimal | None = None
    """The most that one post of a subscription costs."""
    unbounded: bool = False
    """A subscription without a limit of posts."""

    @property
    def ok(self) -> bool:
        """Whether it may be sent."""
        return not self.problems

    @property
    def most(self) -> Decimal | None:
        """What limits of money are checked against: the ceiling, else the charge of one post."""
        return self.per_post if self.ceiling is None else self.ceiling


class Confirmation(StrEnum):
    """What a person has to do before an order is sent."""

    PLAIN = "plain"
    TYPED = "typed"
    """Type the amount."""
    REFUSED = "refused"
    """It is above the most that the configuration allows, or cannot be sent at all."""


def quote(service: Service, entries: Mapping[str, str], *, balance: Money | None = None) -> Quote:
    """Check what was typed and foretell the charge.

    Args:
        service: Any type; one never heard of is ordered as Default.
        entries: By the names of `fields(service)`; missing is empty, others are ignored.
        balance: Where it looks too small there is a warning, never a problem.
    """
    form = filled(service, entries)
    _doubt_link(form)
    if service.type is ServiceType.SUBSCRIPTIONS:
        cost = _subscription(form)
    elif service.type in _FLAT:
        cost = _package(form)
    else:
        cost = _by_quantity(form)
    if balance is not None and cost.most is not None and cost.most > balance.amount:
        held = money(balance.amount, balance.currency)
        form.warn("", _("The balance looks too small: {amount}.").format(amount=held))
    return replace(
        cost,
        params=form.params(),
        problems=tuple(form.problems),
        warnings=tuple(form.warnings),
    )


def entries_again(
    service: Service, params: Iterable[tuple[str, str]]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What was sent before as entries of the form, and the names that it no longer asks for."""
    asked = {field.name: field for field in fields(service)}
    sent = {name: value for name, value in params if name != "service"}
    entries = {name: typed(asked[name], value) for name, value in sent.items() if name in asked}
    return entries, tuple(name for name in sent if name not in asked)


def _doubt_link(form: Form) -> None:
    name = "username" if form.service.type is ServiceType.SUBSCRIPTIONS else "link"
    if name in form.entries:
        for text in links.doubts(form.service, form.entries[name].sent):
            form.warn(name, text)


def _by_quantity(form: Form) -> Quote:
    counted = _COUNTED.get(form.service.type)
    runs = drip_runs(form)
    units = form.whole("quantity") if counted is None else form.lines(counted)
    if units is None:
        return Quote(form.service)
    check_amount(form, counted or "quantity", units, runs=runs)
    charge = _charge(form.service, units * runs)
    return Quote(form.service, quantity=units * runs, charge=charge, ceiling=charge)


def _charge(service: Service, units: int) -> Decimal | None:
    return None if service.rate is None else charge_for(service.rate, units)


def _package(form: Form) -> Quote:
    """A flat rate; some engines charge each comment instead, so the higher of both may be due."""
    flat, count = form.service.rate, form.lines("comments")
    by_lines = None if count is None else _charge(form.service, count)
    if flat is None or by_lines is None or by_lines <= flat:
        return Quote(form.service, charge=flat, ceiling=flat)
    form.warn(
        "comments",
        _("Some panels charge each comment of such a package: {amount} in all.").format(
            amount=plain(by_lines)
        ),
    )
    return Quote(form.service, charge=flat, ceiling=by_lines)


def _subscription(form: Form) -> Quote:
    least, most = form.whole("min"), form.whole("max")
    for name, units in (("min", least), ("max", most)):
        if units is not None:
            check_amount(form, name, units)
    if least is not None and most is not None and least > most:
        form.refuse("max", _("The most per post is below the least."))
    posts = form.whole("posts") or 0
    unbounded = posts == 0 and "posts" not in form.wrong
    if unbounded:
        form.warn("posts", _("No limit of posts: each new post is charged until it is ended."))
    per_post = None if most is None else _charge(form.service, most)
    ceiling = None
    if most is not None and posts:
        ceiling = _charge(form.service, most * (posts + (form.whole("old_posts") or 0)))
    return Quote(form.service, per_post=per_post, ceiling=ceiling, unbounded=unbounded)


def confirmation(quote: Quote, settings: PanelSettings) -> Confirmation:
    """What a person has to do before this order is sent."""
    if not quote.ok or quote.most is None:
        return Confirmation.REFUSED
    asked = confirmation_of(quote.most, settings)
    return Confirmation.TYPED if quote.unbounded and asked is Confirmation.PLAIN else asked


def confirmation_of(amount: Decimal, settings: PanelSettings) -> Confirmation:
    """What a person has to do before this amount is spent, by one order or by several."""
    if settings.max_charge is not None and amount > settings.max_charge:
        return Confirmation.REFUSED
    if settings.confirm_above is not None and amount > settings.confirm_above:
        return Confirmation.TYPED
    return Confirmation.PLAIN

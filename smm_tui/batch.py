"""Several orders as text, one on a line: `service | link | quantity` (pure).

A line that begins with `#` is a comment, and so is what follows a `#` behind the quantity. The
link is all between the first and the last `|`. Only types that need nothing else can be ordered
so; a package has no quantity. What was typed is never guessed at, and all that is wrong is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from functools import lru_cache
from typing import Final

from smm_tui import ordering
from smm_tui.catalogue import Catalogue
from smm_tui.formatting import money
from smm_tui.i18n import _, ngettext
from smm_tui.links import address
from smm_tui.models import Money, Order, OrderState, Service, ServiceType
from smm_tui.ordering import Confirmation, Quote
from smm_tui.service_fields import fields
from smm_tui.settings import PanelSettings

MOST: Final = 300
"""Orders in one batch: at least five and a half minutes of sending."""
_SHOWN_IDS: Final = 3
_EXACT: Final = Context(prec=400)
_LINE_BREAK: Final = re.compile("\r\n|\r|\n")
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
_FREE: Final = frozenset({"link", "quantity"})
"""The fields that a line has."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong with a line, or worth a warning."""

    line: int
    """Counted from 1; 0: the batch as a whole."""
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One order of a batch."""

    number: int
    """Of its line in the text, counted from 1."""
    quote: Quote

    @property
    def service_id(self) -> str:
        """The panel's id of the service."""
        return self.quote.service.service_id

    @property
    def link(self) -> str:
        """Where it goes."""
        return dict(self.quote.params).get("link", "")


@dataclass(frozen=True, slots=True)
class Batch:
    """A text as far as it has been checked."""

    lines: tuple[Line, ...] = ()
    """The orders that nothing is wrong with, in the order of the text."""
    count: int = 0
    """How many lines are meant as orders."""
    problems: tuple[Said, ...] = ()
    """By line; any of them keeps the whole batch from being sent."""
    warnings: tuple[Said, ...] = ()
    """By line; they keep nothing from being sent."""

    @property
    def ok(self) -> bool:
        """Whether it may be sent."""
        return bool(self.lines) and not self.problems

    @property
    def total(self) -> Decimal:
        """The most that all good lines together cost, exactly."""
        return total_of(line.quote for line in self.lines)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Service id and link of each order."""
        return tuple((line.service_id, line.link) for line in self.lines)


def total_of(quotes: Iterable[Quote]) -> Decimal:
    """What these may cost together, exactly; a charge that is not known counts nothing."""
    total = Decimal(0)
    for quote in quotes:
        total = _EXACT.add(total, quote.most or Decimal(0))
    return total


def read(text: str, catalogue: Catalogue) -> Batch:
    """Check each line for itself, and whether lines say the same."""
    lines: list[Line] = []
    problems: list[Said] = []
    warnings: list[Said] = []
    count = 0
    for number, content in _contents(text):
        count += 1
        if count > MOST:
            continue
        quote, wrong = _checked(content, catalogue)
        problems += (Said(number, each) for each in wrong)
        if quote is not None:
            warnings += (Said(number, each.text) for each in quote.warnings)
            if not wrong:
                lines.append(Line(number, quote))
    if count > MOST:
        text = _("At most {most} orders go at once; these are {count}. Order the rest afterwards.")
        problems.insert(0, Said(0, text.format(most=MOST, count=count)))
    warnings = sorted([*warnings, *_doubled(lines)], key=_line_of)
    return Batch(tuple(lines), count, tuple(problems), tuple(warnings))


def judged(
    batch: Batch, *, panel: PanelSettings, balance: Money | None, running: Sequence[Order]
) -> Batch:
    """The batch with what the panel's limits, the balance and the book say of it.

    Args:
        batch: As `read` made it.
        panel: Whose `max_charge` holds, for each line and for the total.
        balance: Where it looks too small for the total there is a warning.
        running: Orders for the services and links of the batch that run, or may run.
    """
    currency = balance.currency if balance else ""
    problems, warnings = list(batch.problems), list(batch.warnings)
    problems += _above_the_most(batch, panel, currency)
    if balance is not None and batch.total > balance.amount:
        text = _("The balance looks too small for all of them: {amount}.")
        amount = money(balance.amount, balance.currency)
        warnings.append(Said(0, text.format(amount=amount)))
    twins: dict[tuple[str, str], list[Order]] = {}
    for order in running:
        twins.setdefault((order.service_id, address(order.link)), []).append(order)
    for line in batch.lines:
        same = twins.get((line.service_id, address(line.link)), [])
        if any(order.state is OrderState.UNKNOWN for order in same):
            problems.append(Said(line.number, _unknown_twin()))
        elif same:
            warnings.append(Said(line.number, _running_twin(same)))
    wrong = {said.line for said in problems}
    return replace(
        batch,
        lines=tuple(line for line in batch.lines if line.number not in wrong),
        problems=tuple(sorted(problems, key=_line_of)),
        warnings=tuple(sorted(warnings, key=_line_of)),
    )


def left_over(orders: Sequence[Order]) -> str:
    """The lines of a batch that never began to be sent, as text to go on with.

    What became of the others is said in comments, so that it cannot be sent from here.
    """
    lines = (f"{'' if never_began(order) else '# '}{line_of(order)}\n" for order in orders)
    return "".join(lines)


def line_of(order: Order) -> str:
    """An order as a line that orders the same."""
    parts = [order.service_id, order.link, dict(order.params).get("quantity", "")]
    if not parts[-1] and "|" not in order.link:
        del parts[-1]
    return " | ".join(parts).rstrip()


def never_began(order: Order) -> bool:
    """Whether an order is certain not to have begun to be sent, and will not any more."""
    return order.state is OrderState.NOT_SENT and order.sent_at is None


def orderable(service: Service) -> bool:
    """Whether a line holds all that an order of this service needs."""
    return not _missing_fields(service)


def _contents(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are meant as orders, with their numbers."""
    for number, line in enumerate(_LINE_BREAK.split(text.removeprefix("\ufeff")), 1):
        content = line.strip()
        if content and not content.startswith("#"):
            yield number, content


def _checked(content: str, catalogue: Catalogue) -> tuple[Quote | None, tuple[str, ...]]:
    service_id, bar, rest = (part.strip() for part in content.partition("|"))
    if not bar:
        return None, (_("Write it as service | link | quantity."),)
    if not service_id:
        return None, (_("The service is missing: write its id before the first |."),)
    service = catalogue.get(service_id)
    if service is None:
        text = _("The catalogue has no service {id}; look it up in the catalogue.")
        return None, (text.format(id=service_id[:40]),)
    link, bar, last = rest.rpartition("|")
    if not bar:
        link, last = last, ""
    return _quoted(service, link.strip(), _COMMENT.sub("", last).strip())


@lru_cache(maxsize=2 * MOST)
def _quoted(service: Service, link: str, quantity: str) -> tuple[Quote | None, tuple[str, ...]]:
    """The order of a line, or what is wrong with it."""
    missing = _missing_fields(service)
    if missing:
        text = _("{type} needs more than a line can hold ({fields}); order it by itself.")
        return None, (
            text.format(type=service.type_text or service.type, fields=", ".join(missing)),
        )
    wrong = list(_missing_parts(service, link, quantity))
    if "|" in link and re.search(r"\s", link):
        wrong.append(_("There are too many | on this line; it takes two."))
    if wrong:
        return None, tuple(wrong)
    entries = {"link": link, "quantity": quantity}
    quote = ordering.quote(service, entries)
    labels = {field.name: field.label for field in fields(service)}
    return quote, tuple(
        _("{label}: {problem}").format(label=labels[problem.field], problem=problem.text)
        if problem.field in labels
        else problem.text
        for problem in quote.problems
    )


def _missing_fields(service: Service) -> tuple[str, ...]:
    """What else a service asks for, by its labels."""
    asked = fields(service)
    if service.type is ServiceType.SUBSCRIPTIONS:
        return tuple(field.label for field in asked if field.required)
    return tuple(field.label for field in asked if field.required and field.name not in _FREE)


def _missing_parts(service: Service, link: str, quantity: str) -> Iterator[str]:
    if not link:
        yield _("The link is missing: write it between the two |.")
    asked = any(field.name == "quantity" for field in fields(service))
    if asked and not quantity:
        yield _("The quantity is missing: write it after the last |.")
    if not asked and quantity not in {"", "1"}:
        yield _("A package has no quantity; write service | link.")


def _doubled(lines: Sequence[Line]) -> Iterator[Said]:
    """Lines that order the same again."""
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        key = line.service_id, address(line.link)
        if key in first:
            text = _("It is the same service and link as on line {line}.")
            yield Said(line.number, text.format(line=first[key]))
        else:
            first[key] = line.number


def _above_the_most(batch: Batch, panel: PanelSettings, currency: str) -> Iterator[Said]:
    limit = money(panel.max_charge or Decimal(0), currency)
    for line in batch.lines:
        most = line.quote.most
        if most is not None and _is_refused(most, panel):
            text = _("The charge is above max_charge of this panel: {limit}; order less.")
            yield Said(line.number, text.format(limit=limit))
    if _is_refused(batch.total, panel):
        text = _("The total is above max_charge of this panel: {limit}; take lines out.")
        yield Said(0, text.format(limit=limit))


def _is_refused(amount: Decimal, panel: PanelSettings) -> bool:
    return ordering.confirmation_of(amount, panel) is Confirmation.REFUSED


def _unknown_twin() -> str:
    return _(
        "It is unknown whether an earlier order for this service and link was placed. "
        "Settle that first, or order this line by itself."
    )


def _running_twin(orders: Sequence[Order]) -> str:
    ids = ", ".join(order.order_id or _("no id yet") for order in orders[:_SHOWN_IDS])
    return ngettext(
        "An order for this service and link still runs: {ids}.",
        "{count} orders for this service and link still run: {ids}.",
        len(orders),
    ).format(count=len(orders), ids=ids)


def _line_of(said: Said) -> int:
    return said.line

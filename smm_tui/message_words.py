"""Messages in words: a sign and a word for each kind, a sentence, sums (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final, Literal

from smm_tui import formatting, sayings, wording
from smm_tui.formatting import UNICODE, Glyphs
from smm_tui.i18n import N_, _
from smm_tui.messages import (
    OF_ORDERS,
    About,
    Group,
    Message,
    MessageKind,
    Spent,
    Untold,
    counted,
    worst,
)
from smm_tui.models import Mark, RefillStatus, Severity, Status
from smm_tui.sayings import joined, later, later_n
from smm_tui.untrusted import fold

Level = Literal["", "success", "warning", "error"]

_WORDS: Final[Mapping[MessageKind, str]] = {
    MessageKind.UNKNOWN: N_("unknown"),
    MessageKind.LOST: N_("id lost"),
    MessageKind.SLOW: N_("slow"),
    MessageKind.STUCK: N_("stuck"),
    MessageKind.REFILL: N_("refill"),
    MessageKind.REJECTED: N_("rejected"),
    MessageKind.BATCH: N_("batch"),
    MessageKind.BALANCE: N_("balance"),
    MessageKind.PRICE: N_("favourite"),
    MessageKind.SINCE: N_("summary"),
}
_NOTICE_WORDS: Final = {
    Severity.INFORMATION: N_("note"),
    Severity.WARNING: N_("warning"),
    Severity.ERROR: N_("error"),
}
_SENTENCES: Final[Mapping[str, str]] = {
    Status.COMPLETED: N_("Order {id} completed"),
    Status.PARTIAL: N_("Order {id} ended partial"),
    Status.CANCELED: N_("Order {id} was canceled"),
    Status.REFUNDED: N_("Order {id} was refunded"),
    Status.FAILED: N_("Order {id} failed"),
    Status.EXPIRED: N_("Order {id} expired"),
}
_OF_KINDS: Final[Mapping[MessageKind, str]] = {
    MessageKind.UNKNOWN: N_("Unknown whether the order was placed"),
    MessageKind.LOST: N_("The panel no longer knows order {id}"),
    MessageKind.SLOW: N_("Order {id} takes longer than usual"),
    MessageKind.STUCK: N_("Order {id} does not move"),
}
_COUNTED: Final[Mapping[MessageKind, Callable[[int], str]]] = {
    MessageKind.COMPLETED: lambda n: later_n("{count} completed", "{count} completed", n),
    MessageKind.PARTIAL: lambda n: later_n("{count} partial", "{count} partial", n),
    MessageKind.CANCELED: lambda n: later_n("{count} canceled", "{count} canceled", n),
    MessageKind.UNKNOWN: lambda n: later_n("{count} unknown", "{count} unknown", n),
    MessageKind.LOST: lambda n: later_n("{count} with a lost id", "{count} with lost ids", n),
    MessageKind.SLOW: lambda n: later_n("{count} slow", "{count} slow", n),
    MessageKind.STUCK: lambda n: later_n("{count} stuck", "{count} stuck", n),
    MessageKind.REJECTED: lambda n: later_n("{count} rejected", "{count} rejected", n),
    MessageKind.REFILL: lambda n: later_n("{count} refill ended", "{count} refills ended", n),
}
_SUMS: Final[Mapping[MessageKind, Callable[[int], str]]] = {
    MessageKind.COMPLETED: lambda n: later_n(
        "{count} order completed", "{count} orders completed", n
    ),
    MessageKind.PARTIAL: lambda n: later_n(
        "{count} order ended partial", "{count} orders ended partial", n
    ),
    MessageKind.CANCELED: lambda n: later_n(
        "{count} order was canceled, refunded or failed",
        "{count} orders were canceled, refunded or failed",
        n,
    ),
    MessageKind.LOST: lambda n: later_n(
        "The panel no longer knows {count} order", "The panel no longer knows {count} orders", n
    ),
    MessageKind.SLOW: lambda n: later_n(
        "{count} order takes longer than usual", "{count} orders take longer than usual", n
    ),
    MessageKind.STUCK: lambda n: later_n(
        "{count} order does not move", "{count} orders do not move", n
    ),
    MessageKind.REFILL: lambda n: later_n("{count} refill ended", "{count} refills ended", n),
}
_LEVELS: Final[Mapping[Severity, Level]] = {
    Severity.INFORMATION: "",
    Severity.WARNING: "warning",
    Severity.ERROR: "error",
}


def word(message: Message) -> str:
    """What kind of message it is."""
    kind = message.kind
    if kind in _WORDS:
        return _(_WORDS[kind])
    if kind is MessageKind.PANEL:
        return _("offline") if message.severity is Severity.ERROR else _("online")
    if kind is MessageKind.NOTICE:
        return _(_NOTICE_WORDS[message.severity])
    return wording.status_word(_status(message))


def sign(message: Message, glyphs: Glyphs = UNICODE) -> str:
    """The sign beside `word`, one cell; a space where all is well and nothing has ended."""
    kind = message.kind
    if kind in {MessageKind.COMPLETED, MessageKind.PARTIAL, MessageKind.CANCELED}:
        return wording.status_sign(_status(message), glyphs)
    if kind is MessageKind.REFILL:
        return wording.refill_sign(RefillStatus(message.title), glyphs)
    if kind in {MessageKind.SLOW, MessageKind.STUCK}:
        return wording.mark_sign(Mark(kind), glyphs)
    if kind in {MessageKind.UNKNOWN, MessageKind.LOST}:
        return glyphs.doubt
    good = message.severity is Severity.INFORMATION
    if good and kind in {MessageKind.PANEL, MessageKind.BATCH}:
        return glyphs.done
    signs = {Severity.INFORMATION: " ", Severity.WARNING: "!", Severity.ERROR: glyphs.failed}
    return signs[message.severity]


def _status(message: Message) -> Status:
    return Status(message.title) if message.title else Status(str(message.kind))


def title(message: Message, zone: tzinfo) -> str:
    """What happened, in a few words."""
    about = message.about
    order_id = about.order_id if about is not None and about.order_id else "?"
    kind = message.kind
    if kind in _OF_KINDS:
        return _(_OF_KINDS[kind]).format(id=order_id)
    if kind is MessageKind.REFILL:
        state = wording.refill_word(RefillStatus(message.title), message.text)
        return _("Refill of order {id}: {state}").format(id=order_id, state=state)
    if kind is MessageKind.SINCE:
        since = formatting.date_time(datetime.fromisoformat(message.title), zone)
        return _("Since {time}").format(time=since)
    if message.title in _SENTENCES and about is not None:
        return _(_SENTENCES[message.title]).format(id=order_id)
    return message.title


def text(message: Message) -> str:
    """What there is to say beyond the title; "" for nothing."""
    own = "" if message.kind is MessageKind.REFILL else message.text
    of_order = _facts(message.about) if _is_about_order(message) and message.about else ""
    return "; ".join(part for part in (of_order, own) if part)


def _is_about_order(message: Message) -> bool:
    return message.kind not in {MessageKind.NOTICE, MessageKind.PRICE, MessageKind.BATCH}


def _facts(about: About) -> str:
    """Service, what was delivered, what it cost; the link where there is no id."""
    facts = [about.service or about.link]
    if about.quantity is not None and about.remains is not None:
        done = formatting.delivered(about.quantity, about.remains)
        facts.append(
            _("{done} of {quantity}").format(
                done=formatting.count(done), quantity=formatting.count(about.quantity)
            )
        )
    elif not about.order_id and about.service and about.link:
        facts.append(formatting.link(about.link, formatting.cells(about.link)))
    if about.charge is not None and about.order_id:
        facts.append(formatting.money(about.charge, about.currency))
    return ", ".join(fact for fact in facts if fact)


def sentence(message: Message, zone: tzinfo) -> str:
    """Title and text, and how often it was said."""
    what, more = title(message, zone), text(message)
    whole = f"{what}: {more}" if more else what
    return f"{whole}  x{message.count}" if message.count > 1 else whole


def group_sentence(group: Group, zone: tzinfo) -> str:
    """One line of the list: the message, or the sum of several."""
    if not group.is_sum:
        return sentence(group.newest, zone)
    return _sum(group.newest.kind, len(group.messages))


def _sum(kind: MessageKind, count: int) -> str:
    return _SUMS[kind](count)


def counts(numbers: Mapping[MessageKind, int]) -> str:
    """How many of which kind: `12 completed, 1 partial`; "" for none."""
    said = ((words, numbers.get(kind, 0)) for kind, words in _COUNTED.items())
    return joined(", ", *(words(number) for words, number in said if number))


def summary(untold: Untold) -> str:
    """What happened while nobody looked: `12 completed, 2 partial; spent 41.20 USD`."""
    numbers = counts(untold.counts)
    spent = joined(", ", *map(_amount, untold.spent))
    if numbers and spent:
        return later("{counts}; spent {amounts}", counts=numbers, amounts=spent)
    return numbers


def level_of(messages: Sequence[Message]) -> Level:
    """How these are to be shown."""
    if all(message.kind is MessageKind.COMPLETED for message in messages):
        return "success"
    return _LEVELS[worst(messages)]


def _amount(spent: Spent) -> str:
    """An amount; one that is estimated has the sign of the spending view before it."""
    said = sayings.money(spent.money.amount, spent.money.currency)
    return joined("", "~" if spent.estimated else "", said)


def line_of(messages: Sequence[Message], zone: tzinfo) -> str:
    """What the message line says of messages that came together; there is at least one."""
    summaries = [message for message in messages if message.kind is MessageKind.SINCE]
    numbers = counted(messages)
    if len(messages) == 1 or summaries or not numbers.keys() <= frozenset(OF_ORDERS):
        return sentence((summaries or messages)[-1], zone)
    if len(numbers) == 1 and MessageKind.UNKNOWN not in numbers:
        return _sum(messages[0].kind, len(messages))
    return _("Orders: {counts}").format(counts=counts(numbers))


def searchable(message: Message, zone: tzinfo) -> str:
    """The folded text in which a filter looks for its words."""
    about = message.about
    beside = (about.order_id, about.link, about.service) if about is not None else ()
    return fold(" ".join((word(message), message.panel, sentence(message, zone), *beside)))

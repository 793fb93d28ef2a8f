"""Messages as lines: nothing is lost, sums are stable, every kind has a word and a sign."""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import formatting, message_words
from smm_tui.formatting import ASCII, UNICODE
from smm_tui.messages import (
    OF_ORDERS,
    About,
    Message,
    MessageKind,
    Spent,
    Untold,
    grouped,
    slot,
    worst,
)
from smm_tui.models import Money, RefillStatus, Severity
from tests.clock import START

TITLES = {
    MessageKind.COMPLETED: "completed",
    MessageKind.PARTIAL: "partial",
    MessageKind.CANCELED: "refunded",
    MessageKind.UNKNOWN: "",
    MessageKind.LOST: "",
    MessageKind.SLOW: "",
    MessageKind.STUCK: "",
    MessageKind.REFILL: str(RefillStatus.COMPLETED),
    MessageKind.SINCE: START.isoformat(),
}
ABOUT = About("23501", "TikTok Views", "https://a.b/1", 1000, 157, Decimal("0.7700"), "USD")


def message(
    number: int,
    kind: MessageKind = MessageKind.COMPLETED,
    *,
    seconds: float = 0,
    panel: str = "brsmm",
    severity: Severity = Severity.INFORMATION,
    text: str = "",
    count: int = 1,
    about: About | None = ABOUT,
) -> Message:
    of_order = kind in OF_ORDERS
    return Message(
        id=number,
        at=START + timedelta(seconds=seconds),
        kind=kind,
        severity=severity,
        panel=panel,
        title=TITLES.get(kind, "Something happened"),
        text=text,
        count=count,
        order_ref=number if of_order else None,
        about=about if of_order else None,
    )


@st.composite
def lists(draw: st.DrawFn) -> list[Message]:
    """Messages as the book gives them: the newest first."""
    steps = draw(st.lists(st.floats(0, 90), max_size=25))
    at, found = 0.0, []
    for number, step in enumerate(steps):
        at += step
        kind = draw(st.sampled_from(MessageKind))
        panel = draw(st.sampled_from(["brsmm", "other"]))
        found.append(message(number + 1, kind, seconds=at, panel=panel))
    return found[::-1]


@given(lists())
def test_every_message_is_in_one_line_and_the_newest_comes_first(found: list[Message]) -> None:
    groups = grouped(found)
    inside = [each.id for group in groups for each in group.messages]
    assert sorted(inside) == sorted(each.id for each in found)
    heads = [group.newest.id for group in groups]
    assert heads == sorted(heads, reverse=True)
    for group in groups:
        ids = [each.id for each in group.messages]
        assert ids == sorted(ids, reverse=True)
        assert len({slot(each) for each in group.messages}) == 1
        assert not group.is_sum or group.newest.kind in OF_ORDERS
        assert not group.is_sum or group.newest.kind is not MessageKind.UNKNOWN


@given(lists(), st.integers(0, 25))
def test_a_later_message_leaves_earlier_minutes_as_they_were(
    found: list[Message], cut: int
) -> None:
    earlier = found[cut:]
    if not earlier or not found[:cut]:
        return
    now = int(earlier[0].at.timestamp()) // 60
    before = [group for group in grouped(earlier) if slot(group.newest)[2] < now]
    after = [group for group in grouped(found) if slot(group.newest)[2] < now]
    assert after == before


def test_three_alike_in_one_minute_are_a_sum_and_two_are_not() -> None:
    two = [message(2, seconds=5), message(1)]
    assert [group.is_sum for group in grouped(two)] == [False, False]
    three = [message(4, seconds=7), message(3, MessageKind.PARTIAL), *two]
    first, second = grouped(three)
    assert (len(first.messages), first.newest.id) == (3, 4)
    assert not second.is_sum
    assert message_words.group_sentence(first, UTC) == "3 orders completed"
    slow = [message(number, MessageKind.SLOW) for number in (3, 2, 1)]
    assert message_words.group_sentence(grouped(slow)[0], UTC) == (
        "3 orders take longer than usual"
    )
    unknown = [message(number, MessageKind.UNKNOWN) for number in (3, 2, 1)]
    assert len(grouped(unknown)) == 3


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["utf8", "ascii"])
def test_every_kind_has_a_word_a_sign_and_a_sentence(
    kind: MessageKind, severity: Severity, glyphs: formatting.Glyphs
) -> None:
    made = message(1, kind, severity=severity)
    assert message_words.word(made)
    sign = message_words.sign(made, glyphs)
    assert formatting.cells(sign) == 1
    assert glyphs is UNICODE or sign.isascii()
    said = message_words.sentence(made, UTC)
    assert "{" not in said
    if kind in {MessageKind.COMPLETED, MessageKind.PARTIAL}:
        assert said.endswith(": TikTok Views, 843 of 1,000, 0.7700 USD")


def test_what_is_said_of_several_at_once() -> None:
    one = message(1)
    assert message_words.line_of([one], UTC) == message_words.sentence(one, UTC)
    assert message_words.level_of([one]) == "success"
    twelve = [message(number) for number in range(12)]
    assert message_words.line_of(twelve, UTC) == "12 orders completed"
    mixed = [*twelve, message(13, MessageKind.PARTIAL, severity=Severity.WARNING)]
    assert message_words.line_of(mixed, UTC) == "Orders: 12 completed, 1 partial"
    assert message_words.level_of(mixed) == worst(mixed) == "warning"
    unknown = [message(n, MessageKind.UNKNOWN, severity=Severity.ERROR) for n in (1, 2)]
    assert message_words.line_of(unknown, UTC) == "Orders: 2 unknown"
    since = message(14, MessageKind.SINCE, text="12 completed")
    said = message_words.line_of([since, *twelve], UTC)
    assert said == "Since 2026-03-14 14:02: 12 completed"
    other = message(15, MessageKind.BALANCE)
    assert message_words.line_of([*twelve, other], UTC) == "Something happened"


def test_a_batch_that_was_placed_whole_has_the_sign_of_what_is_done() -> None:
    assert message_words.sign(message(1, MessageKind.BATCH)) == UNICODE.done
    stopped = message(1, MessageKind.BATCH, severity=Severity.WARNING)
    assert message_words.sign(stopped) == "!"


def test_what_was_said_again_is_counted() -> None:
    again = message(1, MessageKind.NOTICE, text="Nothing to do", count=3)
    assert message_words.sentence(again, UTC) == "Something happened: Nothing to do  x3"


def test_an_order_without_an_id_is_known_by_its_link() -> None:
    about = About("", "TikTok Views", "https://www.tiktok.com/@a", 1000, None, Decimal(1), "USD")
    made = message(1, MessageKind.UNKNOWN, about=about, text="cut")
    said = message_words.sentence(made, UTC)
    assert said == "Unknown whether the order was placed: TikTok Views, tiktok.com/@a; cut"


def test_a_summary_names_each_currency_exactly() -> None:
    counts = {MessageKind.COMPLETED: 1200, MessageKind.CANCELED: 2, MessageKind.REFILL: 1}
    spent = (
        Spent(Money(Decimal("3.10"), "EUR"), estimated=True),
        Spent(Money(Decimal("1041.2000"), "USD")),
    )
    said = message_words.summary(Untold(9, counts, spent))
    assert said == "1,200 completed, 2 canceled, 1 refill ended; spent ~3.10 EUR, 1,041.2000 USD"
    assert message_words.summary(Untold(9, {}, ())) == ""


def test_a_filter_finds_words_ids_and_links() -> None:
    text = message_words.searchable(message(1), UTC)
    for word in ("completed", "brsmm", "23501", "tiktok", "a.b/1"):
        assert word in text

"""What became of orders is a message in the same commit, once, whoever heard it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from smm_tui.errors import WrongOrder
from smm_tui.ledger import Ledger
from smm_tui.ledger.notes import KEPT
from smm_tui.messages import Draft, Message, MessageKind, Once, Spent, Told
from smm_tui.models import (
    ItemError,
    Money,
    RefillReport,
    RefillStatus,
    RequestKind,
    RequestState,
    Severity,
    Status,
)
from smm_tui.outcome import RequestOutcome
from tests.clock import START, FakeClock
from tests.ledger.making import ME, OTHER, PANEL, URL, kinds, placed, report, sending, unknown

NOTICE = Draft(MessageKind.NOTICE, Severity.WARNING, PANEL, "Refill: 1 of 2 accepted", "Too early")


async def told(book: Ledger) -> list[tuple[MessageKind, str]]:
    return [(message.kind, message.title) for message in (await book.messages())[::-1]]


@pytest.mark.parametrize(
    ("status", "kind", "severity"),
    [
        (Status.COMPLETED, MessageKind.COMPLETED, Severity.INFORMATION),
        (Status.PARTIAL, MessageKind.PARTIAL, Severity.WARNING),
        (Status.CANCELED, MessageKind.CANCELED, Severity.WARNING),
        (Status.REFUNDED, MessageKind.CANCELED, Severity.WARNING),
        (Status.FAILED, MessageKind.CANCELED, Severity.WARNING),
        (Status.EXPIRED, MessageKind.CANCELED, Severity.WARNING),
    ],
)
async def test_the_end_of_an_order_is_told_once(
    book: Ledger, clock: FakeClock, status: Status, kind: MessageKind, severity: Severity
) -> None:
    ref = await placed(book, "1")
    await book.record_statuses(PANEL, URL, {"1": report()}, clock.now())
    assert await book.messages() == []
    for _ in range(2):
        await book.record_statuses(PANEL, URL, {"1": report(status)}, clock.now())
    (message,) = await book.messages()
    assert (message.kind, message.severity, message.title) == (kind, severity, str(status))
    assert (message.order_ref, message.panel, message.at) == (ref, PANEL, START)
    about = message.about
    assert about is not None
    assert (about.order_id, about.quantity, about.remains) == ("1", 100, 157)
    assert (str(about.charge), about.currency) == ("0.27819", "USD")


async def test_what_had_ended_before_it_was_added_is_no_news(
    book: Ledger, clock: FakeClock
) -> None:
    await book.track(PANEL, URL, ["1", "2"])
    said = {"1": report(Status.COMPLETED), "2": report()}
    await book.record_statuses(PANEL, URL, said, clock.now())
    assert await book.messages() == []
    await book.record_statuses(PANEL, URL, {"2": report(Status.PARTIAL)}, clock.now())
    assert await told(book) == [(MessageKind.PARTIAL, "partial")]


async def test_parts_of_a_series_are_told_only_where_they_went_wrong(
    book: Ledger, clock: FakeClock
) -> None:
    await placed(book, "1")
    await book.record_statuses(PANEL, URL, {"1": report(children=("2", "3"))}, clock.now())
    ended = {"2": report(Status.COMPLETED), "3": report(Status.CANCELED)}
    await book.record_statuses(PANEL, URL, ended, clock.now())
    assert await told(book) == [(MessageKind.CANCELED, "canceled")]


async def test_a_lost_id_is_told_with_the_panels_words(book: Ledger, clock: FakeClock) -> None:
    await placed(book, "1")
    lost = ItemError("Incorrect order ID", WrongOrder.message_id)
    for _ in range(2):
        await book.record_statuses(PANEL, URL, {"1": lost}, clock.now())
    (message,) = await book.messages()
    assert (message.kind, message.text) == (MessageKind.LOST, "Incorrect order ID")


async def test_an_order_that_takes_too_long_is_told_once_and_summed_up_while_it_does(
    book: Ledger, clock: FakeClock
) -> None:
    ref = await placed(book, "1")
    since = await book.told()
    for remains in (100, 100, 90, 90, 90):  # it stands still, moves, and stands still again
        await book.record_statuses(PANEL, URL, {"1": report(remains=remains)}, clock.now())
        await clock.advance(86_400)
    (message,) = await book.messages()
    assert (message.kind, message.severity) == (MessageKind.STUCK, Severity.WARNING)
    assert (message.order_ref, message.panel) == (ref, PANEL)
    assert (await kinds(book, ref)).count("stuck") == 1
    assert (await book.untold(since)).counts == {MessageKind.STUCK: 1}
    ends = {"1": report(Status.COMPLETED)}
    await book.record_statuses(PANEL, URL, ends, clock.now())
    assert (await book.untold(since)).counts == {MessageKind.COMPLETED: 1}


async def test_an_order_may_be_slow_and_then_stuck(book: Ledger, clock: FakeClock) -> None:
    for each in "12345":
        await placed(book, each)
    for status in (Status.IN_PROGRESS, Status.COMPLETED):
        await clock.advance(60)
        said = {each: report(status) for each in "12345"}
        await book.record_statuses(PANEL, URL, said, clock.now())
    await book.mark_told((await book.messages())[0].id)
    since = (await book.told()).message_id
    await placed(book, "6")
    for _ in range(3):
        await book.record_statuses(PANEL, URL, {"6": report()}, clock.now())
        await clock.advance(1800)
    await book.record_statuses(PANEL, URL, {"6": report()}, clock.now())
    found = await book.messages_after(since)
    assert [message.kind for message in found] == [MessageKind.SLOW, MessageKind.STUCK]


async def test_unknown_is_told_by_whoever_finds_out(book: Ledger) -> None:
    await unknown(book)
    await sending(book, sender=OTHER)
    await book.recover()
    assert [kind for kind, _title in await told(book)] == [MessageKind.UNKNOWN] * 2
    assert [message.text for message in await book.messages()] == [
        "The program ended while it was being sent.",
        "cut",
    ]


async def test_the_end_of_a_refill_is_told(book: Ledger, clock: FakeClock) -> None:
    ref = await placed(book, "1")
    (request,) = await book.intend_requests(RequestKind.REFILL, [ref], ME)
    await book.begin_requests([request.ref], ME)
    accepted = RequestOutcome(RequestState.ACCEPTED, request_id="31")
    await book.settle_requests({request.ref: accepted})
    for status in (RefillStatus.IN_PROGRESS, RefillStatus.REJECTED, RefillStatus.REJECTED):
        said = RefillReport(status, str(status).capitalize())
        await book.record_refills(PANEL, {"31": said}, clock.now())
    (message,) = await book.messages()
    assert (message.kind, message.title) == (MessageKind.REFILL, "rejected")
    assert message.severity is Severity.WARNING


async def test_the_same_again_is_counted_and_another_is_a_line(
    book: Ledger, clock: FakeClock
) -> None:
    first = await book.keep_message(NOTICE)
    await clock.advance(60)
    assert await book.keep_message(NOTICE) is None
    (message,) = await book.messages()
    assert (message.id, message.count, message.at) == (first, 2, clock.now())
    other = Draft(MessageKind.NOTICE, Severity.ERROR, PANEL, "Unreachable")
    await book.keep_message(other)
    await book.keep_message(NOTICE)
    assert [message.count for message in await book.messages()] == [1, 1, 2]
    assert [message.id for message in await book.messages_after(message.id)] == [2, 3]


async def test_what_holds_is_told_when_it_comes_to_hold_by_one_of_two(
    book: Ledger, second: Ledger
) -> None:
    def of(state: str, title: str, after: str = "") -> Draft:
        once = Once("panel brsmm", state, after)
        return Draft(MessageKind.PANEL, Severity.ERROR, PANEL, title, once=once)

    back = of("up", "It answers again", "down")
    assert await book.keep_message(back) is None
    assert await book.keep_message(of("down", "It does not answer"))
    assert await second.stands(Once("panel brsmm", "down"))
    assert await second.keep_message(of("down", "It does not answer")) is None
    assert await second.keep_message(back)
    assert await book.keep_message(back) is None
    # Without a title it is only noted.
    assert await book.keep_message(of("down", "")) is None
    titles = [message.title for message in await book.messages()]
    assert titles == ["It answers again", "It does not answer"]
    assert await second.keep_message(back)


async def test_only_one_of_two_tells_what_nobody_was_told(book: Ledger, second: Ledger) -> None:
    assert await book.told() == Told(0, None)
    last = await book.keep_message(NOTICE)
    assert last is not None
    assert await book.mark_told(last) == 0
    assert await second.mark_told(last) == last
    assert await second.told() == Told(last, START)
    await second.mark_looked()
    assert (await book.told()).message_id == last


async def ended(book: Ledger, order_id: str, status: Status, charge: str, currency: str) -> None:
    said = report(status, charge=Decimal(charge), currency=currency)
    await book.record_statuses(PANEL, URL, {order_id: said}, START)


async def test_what_happened_since_is_exact_by_currency(
    book: Ledger, second: Ledger, clock: FakeClock
) -> None:
    for number in range(1, 7):
        await placed(book, str(number))
    await ended(book, "1", Status.COMPLETED, "900", "USD")
    await book.mark_told((await book.messages())[0].id)
    since = await book.told()
    await clock.advance(3600)
    await ended(book, "2", Status.COMPLETED, "0.10000000000000000000000000000001", "USD")
    await ended(second, "3", Status.COMPLETED, "0.2", "USD")
    await ended(book, "4", Status.IN_PROGRESS, "3.10", "EUR")
    await ended(book, "4", Status.PARTIAL, "1.10", "EUR")
    await ended(book, "5", Status.CANCELED, "70", "BRL")
    await unknown(book)
    untold = await second.untold(since)
    assert untold.counts == {
        MessageKind.COMPLETED: 2,
        MessageKind.PARTIAL: 1,
        MessageKind.CANCELED: 1,
        MessageKind.UNKNOWN: 1,
    }
    # Of what was canceled nothing is left; what came back of the partial one was named.
    assert untold.spent == (
        Spent(Money(Decimal("1.10"), "EUR")),
        Spent(Money(Decimal("0.30000000000000000000000000000001"), "USD")),
    )

    summary = Draft(MessageKind.SINCE, Severity.INFORMATION, title=START.isoformat(), text="much")
    assert await second.sum_up(since, untold.up_to, summary)
    assert not await book.sum_up(since, untold.up_to, summary)
    assert (await book.told()).message_id == untold.up_to
    (said,) = await book.messages_after(untold.up_to)
    assert (said.kind, said.text) == (MessageKind.SINCE, "much")


async def test_what_is_only_reckoned_to_have_come_back_is_said_to_be_estimated(
    book: Ledger,
) -> None:
    await placed(book, "1")
    await ended(book, "1", Status.PARTIAL, "1.00", "USD")
    # 157 of 100 are missing, that is all of them; of 100 all are counted.
    assert (await book.untold(await book.told())).spent == ()
    await placed(book, "2")
    said = report(Status.PARTIAL, charge=Decimal("1.00"), remains=25)
    await book.record_statuses(PANEL, URL, {"2": said}, START)
    spent = (await book.untold(await book.told())).spent
    assert spent == (Spent(Money(Decimal("0.75000"), "USD"), estimated=True),)


async def test_parts_count_where_the_whole_names_no_charge(book: Ledger, clock: FakeClock) -> None:
    await book.track(PANEL, URL, ["1"])
    nothing = report(charge=None, children=("2",))
    await book.record_statuses(PANEL, URL, {"1": nothing}, clock.now())
    await placed(book, "3")
    await book.record_statuses(PANEL, URL, {"3": report(children=("4",))}, clock.now())
    await book.mark_looked()
    since = await book.told()
    later = clock.now() + timedelta(seconds=1)
    said = {each: report(Status.COMPLETED, charge=Decimal(5)) for each in ("2", "4")}
    await book.record_statuses(PANEL, URL, said, later)
    assert (await book.untold(since)).spent == (Spent(Money(Decimal(5), "USD")),)


async def test_old_messages_go_but_none_that_nobody_was_told(book: Ledger) -> None:
    async def tell(count: int) -> list[Message]:
        for number in range(count):
            await book.keep_message(
                Draft(MessageKind.NOTICE, Severity.WARNING, PANEL, f"Number {number}")
            )
        return await book.messages(limit=10_000)

    found = await tell(KEPT + 100)
    assert len(found) == KEPT + 100
    await book.mark_told(found[-40].id)
    assert len(await tell(50)) == KEPT + 150 - 40
    await book.mark_told(found[0].id)
    assert len(await tell(50)) == KEPT

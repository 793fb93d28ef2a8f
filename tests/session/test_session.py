"""Keys, reads, read-only, the last checks, ids placed elsewhere, what a person settles."""

from __future__ import annotations

import asyncio
import dataclasses
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from smm_tui import ordering
from smm_tui.api import PanelClient
from smm_tui.errors import (
    ConfigError,
    InvalidInput,
    KeyRefused,
    KeyUnavailable,
    LedgerError,
    LedgerTooNew,
    NotAnAnswer,
    ReadOnly,
    Unreachable,
    WrongOrder,
)
from smm_tui.models import Order, OrderState, RequestKind, ServiceType, Status, SystemClock
from smm_tui.session import News, Session, Topic, Tracked, again_word
from smm_tui.settings import ApiKey, PanelSettings
from tests.clock import FakeClock
from tests.faulty import SERVICE as ROW
from tests.faulty import Fault, FaultyPanel
from tests.session.making import (
    PANEL,
    SERVICE,
    Heard,
    Makes,
    edit,
    hindered,
    key_of,
    panel_at,
    placed,
    quote,
    session_on,
    until_true,
)
from tests.wire import Ending, http

UNKNOWN = Fault(answer=http(""))
"""The panel makes the order and answers nothing."""


# -- keys ----------------------------------------------------------------------------------


class Refusing(Makes):
    """A key source that has no key for the first so many askings."""

    refusals = 1

    async def __call__(self, panel: PanelSettings) -> PanelClient:
        made = await super().__call__(panel)
        await asyncio.sleep(0)
        if self.asked[panel.name] <= self.refusals:
            await made.close()
            reason = "locked"
            raise KeyUnavailable(reason)
        return made


async def test_a_key_is_read_once_however_many_ask(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    connect = Makes(clock)
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock, connect=connect)
    assert connect.asked == {}
    assert session.calls(PANEL) == 0
    await asyncio.gather(*(session.refresh_balance(PANEL) for _ in range(5)))
    assert connect.asked == {PANEL: 1}
    assert session.calls(PANEL) == 5
    await session.forget_client(PANEL)
    await session.forget_client(PANEL)
    await session.refresh_balance(PANEL)
    assert connect.asked == {PANEL: 2}
    assert session.calls(PANEL) == 6
    await session.close()


async def test_no_request_carries_the_key_of_another_panel(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    async with FaultyPanel() as second:
        panels = (panel_at(panel.url), panel_at(second.url, "second"))
        session = await session_on(tmp_path, *panels, clock=clock)
        await asyncio.gather(*(session.refresh_balance(each.name) for each in panels))
        refs = [await session.place(each.name, quote()) for each in panels]
        for ref in refs:
            await session.wait(ref)
        await session.request(RequestKind.CANCEL, refs)
        await session.refresh_orders(refs)
        assert len(panel.requests) == len(second.requests) > 4
        assert {form["key"] for form in panel.requests} == {key_of(PANEL)}
        assert {form["key"] for form in second.requests} == {key_of("second")}
        await session.close()


async def test_a_missing_key_is_said_and_asked_for_again(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    connect = Refusing(clock)
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock, connect=connect)
    with pytest.raises(KeyUnavailable):
        await session.place(PANEL, quote())
    assert await session.book.order_refs() == []
    assert (await placed(session)).state is OrderState.PLACED
    await session.close()


async def test_a_key_given_by_hand(panel: FaultyPanel, session: Session) -> None:
    await session.use_key(PANEL, ApiKey("by-hand"))
    await session.refresh_balance(PANEL)
    assert [form["key"] for form in panel.requests] == [key_of(PANEL), "by-hand"]


async def test_the_end_waits_for_no_key(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    class Slow(Makes):
        async def __call__(self, panel: PanelSettings) -> PanelClient:
            await asyncio.sleep(3600)
            return await super().__call__(panel)

    session = await session_on(tmp_path, panel_at(panel.url), clock=clock, connect=Slow(clock))
    asked = asyncio.create_task(session.place(PANEL, quote()))
    await asyncio.sleep(0.01)
    await session.close()
    with pytest.raises(KeyUnavailable):
        await asked


# -- read-only -----------------------------------------------------------------------------


@pytest.mark.parametrize("everywhere", [True, False])
async def test_nothing_is_ordered_when_reading_only(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock, everywhere: object
) -> None:
    only = panel_at(panel.url, read_only=not everywhere)
    session = await session_on(tmp_path, only, clock=clock, read_only=bool(everywhere))
    assert session.read_only(PANEL)
    with pytest.raises(ReadOnly):
        await session.place(PANEL, quote())
    assert panel.requests == []
    assert await session.book.order_refs() == []
    await session.close()


async def test_a_book_that_is_only_read(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock
) -> None:
    """Money is off; what can be seen without writing is seen."""
    await placed(session)
    await session.close()
    edit(tmp_path, "PRAGMA user_version = 99")
    frozen = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    assert frozen.read_only(PANEL)
    balance = await frozen.refresh_balance(PANEL)
    assert await frozen.last_balance(PANEL) == balance
    asked = len(panel.requests)
    assert (await frozen.refresh_due(PANEL)).asked == 0
    assert (await frozen.refresh_refills(PANEL)).asked == 0
    assert len(panel.requests) == asked
    with pytest.raises(LedgerTooNew):
        await frozen.place(PANEL, quote())
    await frozen.close()


# -- the last checks -----------------------------------------------------------------------


async def refused(session: Session, wanted: ordering.Quote, **typed: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as found:
        await session.place(PANEL, wanted, **typed)
    assert await session.book.order_refs() == []
    return found.value


async def test_what_the_screens_let_through_is_checked_again(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    limited = panel_at(panel.url, confirm_above=Decimal("0.05"), max_charge=Decimal(1))
    session = await session_on(tmp_path, limited, clock=clock)
    assert (await refused(session, quote(quantity=1))).field == "quantity"
    assert "max_charge" in (await refused(session, quote(quantity=5000))).detail
    error = await refused(session, quote(quantity=100), typed="0.9")
    assert (error.field, error.detail) == ("charge", "Type the amount exactly: 0.09")
    without = dataclasses.replace(quote(), charge=None, ceiling=None)
    assert (await refused(session, without)).detail == "The charge is not known."
    await session.place(PANEL, quote(quantity=100), typed=" 0.09 ")
    await session.close()


@pytest.mark.parametrize(
    "now",
    [{"rate": "0.91"}, {"rate": "0.89"}, {"min": "60"}, {"max": "0"}, {"type": "Package"}, None],
)
async def test_a_service_that_has_changed_since_is_not_ordered(
    panel: FaultyPanel, session: Session, now: dict[str, str] | None
) -> None:
    await session.refresh_catalogue(PANEL)
    assert (await placed(session)).state is OrderState.PLACED
    other = {**ROW, "service": 2}
    rows = [other] if now is None else [other, {**ROW, **now}]
    panel.answers["services"] = lambda _form: rows
    await session.refresh_catalogue(PANEL)
    with pytest.raises(InvalidInput) as found:
        await session.place(PANEL, quote())
    assert found.value.field == "service"
    assert len(panel.of("add")) == 1


async def test_another_order_beside_an_unknown_one_needs_a_word(
    panel: FaultyPanel, session: Session
) -> None:
    panel.on("add", UNKNOWN)
    first = await placed(session)
    assert first.state is OrderState.UNKNOWN
    twins = await session.unknown_twins(PANEL, "1", "https://example.com/p/1")
    assert [twin.ref for twin in twins] == [first.ref]
    with pytest.raises(InvalidInput, match="type again") as found:
        await session.place(PANEL, quote())
    assert found.value.field == "again"
    with pytest.raises(InvalidInput, match="type again"):
        await session.place(PANEL, quote("HTTP://www.Example.com:80/p/1/#top"))
    assert (await placed(session, "https://example.com/2")).state is OrderState.PLACED
    ref = await session.place(PANEL, quote(), again=f" {again_word().upper()} ")
    await session.wait(ref)
    assert (await session.book.order(ref)).state is OrderState.PLACED
    await session.settle_as_not_placed(first.ref)
    assert await session.unknown_twins(PANEL, "1", "https://example.com/p/1") == []
    assert len(panel.of("add")) == 3


async def test_a_subscription_is_known_by_its_username(
    panel: FaultyPanel, patient: Session
) -> None:
    entries = {"username": "alice", "min": "50", "max": "60", "delay": "0", "posts": "2"}
    service = msgspec.structs.replace(SERVICE, type=ServiceType.SUBSCRIPTIONS)
    wanted = ordering.quote(service, entries)
    assert wanted.ok
    ref = await patient.place(PANEL, wanted)
    assert patient.pending[0].link == "alice"
    assert (await patient.book.order(ref)).link == "alice"


# -- reading -------------------------------------------------------------------------------


async def test_the_balance_survives_a_restart(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock
) -> None:
    again = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    heard = Heard(again)
    balance = await again.last_balance(PANEL)
    assert balance is not None
    assert balance.money.amount == Decimal("100.84292")
    await asyncio.sleep(0)
    assert [news.topic for news in heard.news] == [Topic.BALANCE]
    await again.look_for_balance(PANEL)
    await asyncio.sleep(0)
    assert len(heard.news) == 1
    await clock.advance(1)
    await session.refresh_balance(PANEL)
    await again.look_for_balance(PANEL)
    later = await again.last_balance(PANEL)
    assert later is not None
    assert later.at > balance.at
    await asyncio.sleep(0)
    assert len(heard.news) == 1
    await again.close()


async def test_no_balance_is_known_at_first(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    assert await session.last_balance(PANEL) is None
    assert session.catalogue(PANEL) is None
    catalogue = await session.refresh_catalogue(PANEL)
    assert [service.name for service in catalogue.services] == ["Followers"]
    assert session.catalogue(PANEL) is catalogue
    await session.close()
    again = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    kept = await again.kept_catalogue(PANEL)
    assert kept is not None
    assert kept.services == catalogue.services
    await again.close()


async def test_orders_that_are_due_are_asked_about_in_hundreds(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    url = session.panel(PANEL).url
    await session.book.track(PANEL, url, [str(number) for number in range(1, 251)])
    round_ = await session.refresh_due(PANEL, limit=200)
    assert (round_.asked, len(round_.changed)) == (200, 200)
    round_ = await session.refresh_due(PANEL, limit=1000)
    assert round_.asked == 50 + 50  # filled up with those due next
    assert len(panel.of("status")) == 3
    assert (await session.refresh_due(PANEL)).asked == 0
    assert (await session.refresh_due(PANEL, limit=1000, interval=0)).asked == 250
    assert len(panel.of("status")) == 6


async def test_claims_are_given_back_when_the_panel_fails(
    panel: FaultyPanel, session: Session
) -> None:
    url = session.panel(PANEL).url
    await session.book.track(PANEL, url, [str(number) for number in range(1, 151)])
    panel.on("status", Fault(), Fault(take=1))
    with pytest.raises(Unreachable):
        await session.refresh_due(PANEL, limit=1000)
    assert (await session.refresh_due(PANEL, limit=1000)).asked == 100  # 50 and the next due


async def test_claims_run_out_where_they_cannot_be_given_back(
    panel: FaultyPanel, session: Session, clock: FakeClock, tmp_path: Path
) -> None:
    await session.book.track(PANEL, session.panel(PANEL).url, ["1"])
    panel.on("status", Fault(take=1))
    with hindered(tmp_path, "NEW.claimed_until IS NULL"), pytest.raises(Unreachable):
        await session.refresh_due(PANEL)
    assert (await session.refresh_due(PANEL)).asked == 0
    await clock.advance(46)
    assert (await session.refresh_due(PANEL)).asked == 1


async def test_refills_are_asked_about_until_they_end(
    panel: FaultyPanel, session: Session, clock: FakeClock
) -> None:
    order = await placed(session)
    await session.request(RequestKind.REFILL, [order.ref])
    assert (await session.refresh_refills(PANEL)).changed == (order.ref,)
    assert (await session.refresh_refills(PANEL)).asked == 0
    await clock.advance(15)
    panel.answers["refill_status"] = lambda _form: {"status": "Completed"}
    assert (await session.refresh_refills(PANEL)).asked == 1
    await clock.advance(15)
    assert (await session.refresh_refills(PANEL)).asked == 0
    assert len(panel.of("refill_status")) == 2


async def test_a_person_asks_about_orders_finished_or_not(
    panel: FaultyPanel, session: Session
) -> None:
    panel.answers["status"] = lambda _form: {"status": "Completed", "remains": "0"}
    order = await placed(session)
    assert await session.refresh_orders([order.ref]) == [order.ref]
    assert await session.refresh_orders([order.ref, order.ref]) == []
    assert len(panel.of("status")) == 2
    panel.on("add", Fault(answer=http({"error": "no"}), makes=False))
    without_id = await placed(session, "https://example.com/2")
    assert await session.refresh_orders([without_id.ref]) == []
    assert len(panel.of("status")) == 2


# -- orders placed elsewhere ---------------------------------------------------------------


async def test_ids_that_the_panel_confirms_are_added(panel: FaultyPanel, session: Session) -> None:
    one = {"status": "Completed", "remains": "0"}
    panel.answers["status"] = lambda _form: {"7": one, "8": {"error": "Incorrect order ID"}}
    tracked = await session.track(PANEL, "7, 8 9")
    (ref,) = tracked.added
    assert tracked == Tracked(
        (ref,),
        (),
        (("8", "Incorrect order ID"), ("9", "The panel says nothing about it.")),
    )
    assert (await session.book.order(ref)).status is Status.COMPLETED
    assert (await session.track(PANEL, "7,8")).known == ("7",)


@pytest.mark.parametrize("answer", [{"9": {"status": "Completed"}}, {"7": {"status": ""}}, []])
async def test_an_answer_about_other_ids_adds_nothing(
    panel: FaultyPanel, session: Session, answer: object
) -> None:
    panel.answers["status"] = lambda _form: answer
    heard = Heard(session)
    tracked = await session.track(PANEL, "7,8")
    assert tracked.added == ()
    assert [order_id for order_id, _words in tracked.refused] == ["7", "8"]
    assert await session.book.order_refs() == []
    assert heard.news == []


@pytest.mark.parametrize("answer", ["", "<html></html>", "{", "null", "7"])
async def test_an_answer_without_sense_adds_nothing(
    panel: FaultyPanel, session: Session, answer: str
) -> None:
    panel.always("status", Fault(answer=http(answer)))
    with pytest.raises(NotAnAnswer):
        await session.track(PANEL, "7,8")
    assert await session.book.order_refs() == []


async def test_a_panel_that_cannot_be_asked_adds_nothing(
    panel: FaultyPanel, session: Session
) -> None:
    await panel.refuse()
    await session.forget_client(PANEL)
    with pytest.raises(Unreachable):
        await session.track(PANEL, "7")
    with pytest.raises(InvalidInput):
        await session.track(PANEL, " ")
    assert await session.book.order_refs() == []


# -- what a person says of an unknown order ------------------------------------------------


@pytest.fixture
async def doubtful(panel: FaultyPanel, session: Session) -> Order:
    panel.on("add", UNKNOWN)
    return await placed(session)


async def test_an_id_that_status_confirms_settles_it(
    panel: FaultyPanel, session: Session, doubtful: Order
) -> None:
    settled = await session.settle_as_placed(doubtful.ref, " #23501 ")
    assert (settled.state, settled.order_id) == (OrderState.PLACED, "23501")
    assert (await session.book.order(doubtful.ref)).status is Status.IN_PROGRESS
    with pytest.raises(InvalidInput):
        await session.settle_as_placed(doubtful.ref, "23501")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": "Incorrect order ID"}, "Incorrect order ID"),
        ({"status": "", "charge": "1"}, "The panel says nothing about it."),
    ],
)
async def test_an_id_that_status_does_not_confirm_settles_nothing(
    panel: FaultyPanel, session: Session, doubtful: Order, answer: object, words: str
) -> None:
    panel.answers["status"] = lambda _form: answer
    with pytest.raises(WrongOrder) as found:
        await session.settle_as_placed(doubtful.ref, "7")
    assert found.value.detail == words
    with pytest.raises(InvalidInput, match="one id"):
        await session.settle_as_placed(doubtful.ref, "7 8")
    assert (await session.book.order(doubtful.ref)).state is OrderState.UNKNOWN


async def test_not_placed_is_a_choice_once(session: Session, doubtful: Order) -> None:
    settled = await session.settle_as_not_placed(doubtful.ref)
    assert settled.state is OrderState.NOT_PLACED
    with pytest.raises(InvalidInput):
        await session.settle_as_not_placed(doubtful.ref)


# -- the rest ------------------------------------------------------------------------------


async def test_after_the_end_the_book_is_closed(session: Session) -> None:
    await session.close()
    with pytest.raises(LedgerError):
        await session.book.order_refs()


async def test_an_unknown_panel(session: Session) -> None:
    with pytest.raises(ConfigError):
        session.panel("another")


async def test_a_refused_key_is_said(panel: FaultyPanel, session: Session) -> None:
    panel.answers["balance"] = lambda _form: {"error": "Invalid API key"}
    with pytest.raises(KeyRefused):
        await session.refresh_balance(PANEL)


async def test_news_are_heard_until_one_stops_listening(session: Session) -> None:
    heard: list[News] = []
    stop = session.listen(heard.append)
    session.tell(News(Topic.ORDERS))
    await asyncio.sleep(0)
    stop()
    session.tell(News(Topic.ORDERS))
    await asyncio.sleep(0)
    assert heard == [News(Topic.ORDERS)]


async def test_by_the_clock_of_the_machine(panel: FaultyPanel, tmp_path: Path) -> None:
    session = await session_on(tmp_path, panel_at(panel.url), clock=SystemClock())
    panel.on("balance", Fault(give=0, ending=Ending.STALL))
    assert (await placed(session)).state is OrderState.PLACED
    await until_true(lambda: not session.in_flight)
    await session.close()

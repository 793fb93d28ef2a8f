"""How often panels are asked, in what order, and what happens when they fail."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from smm_tui.api import PanelClient
from smm_tui.errors import KeyUnavailable, Unreachable
from smm_tui.models import RefillStatus, RequestKind
from smm_tui.session import Topic
from smm_tui.settings import PanelSettings
from tests.clock import FakeClock
from tests.faulty import Fault, FaultyPanel
from tests.poller.making import Watch, count, watching
from tests.session.making import (
    PANEL,
    SHORT,
    Makes,
    hindered,
    key_of,
    panel_at,
    quote,
    until_true,
)
from tests.wire import Ending, http

DOWN = Fault(answer=http("", status=503))


async def test_the_panel_in_view_is_asked_at_once_and_then_when_it_is_due(
    panel: FaultyPanel, watch: Watch, clock: FakeClock
) -> None:
    await watch.track(1)
    await watch.start()
    assert count(panel) == (1, 1, 1)
    assert watch.fresh.as_of == clock.now()
    assert watch.fresh.next_at == clock.now() + timedelta(seconds=15)
    await watch.pass_time(14.9)
    assert count(panel) == (1, 1, 1)
    await watch.pass_time(0.1)
    assert count(panel) == (2, 1, 1)
    await watch.pass_time(15, 15, 15)
    assert count(panel) == (5, 2, 1)
    assert watch.fresh.as_of == clock.now()


async def test_without_orders_only_balance_and_catalogue_are_asked_for(
    panel: FaultyPanel, watch: Watch, clock: FakeClock
) -> None:
    await watch.start()
    assert count(panel) == (0, 1, 1)
    assert watch.fresh.next_at == clock.now() + timedelta(seconds=60)
    await watch.pass_time(15, 15, 15)
    assert count(panel) == (0, 1, 1)
    await watch.pass_time(15)
    assert count(panel) == (0, 2, 1)


@pytest.mark.parametrize(("orders", "calls"), [(100, 1), (101, 2), (250, 3)])
async def test_one_call_for_each_hundred(
    panel: FaultyPanel, watch: Watch, orders: int, calls: int
) -> None:
    await watch.track(orders)
    await watch.start()
    assert len(panel.of("status")) == calls
    assert panel.of("status")[0]["orders"].count(",") + 1 == 100
    await watch.pass_time(15)
    assert len(panel.of("status")) == 2 * calls


async def test_a_finished_order_costs_nothing(panel: FaultyPanel, watch: Watch) -> None:
    done = {"status": "Completed", "remains": "0"}
    panel.answers["status"] = lambda _form: done
    await watch.track(1)
    await watch.start()
    await watch.pass_time(15, 15, 15, 15)
    assert len(panel.of("status")) == 1


async def test_refills_of_finished_orders_are_asked_about_until_they_end(
    panel: FaultyPanel, watch: Watch
) -> None:
    done = {"status": "Completed", "remains": "0"}
    panel.answers["status"] = lambda _form: done
    refs = await watch.track(1)
    await watch.start()
    await watch.session.request(RequestKind.REFILL, refs)
    await watch.pass_time(15, 15)
    assert len(panel.of("refill_status")) == 2
    panel.answers["refill_status"] = lambda _form: {"status": "Completed"}
    await watch.pass_time(15, 15, 15)
    assert len(panel.of("refill_status")) == 3
    assert len(panel.of("status")) == 1


async def test_an_order_is_asked_about_as_soon_as_it_is_placed(
    panel: FaultyPanel, watch: Watch
) -> None:
    await watch.start()
    ref = await watch.session.place(PANEL, quote())
    await watch.session.wait(ref)
    await watch.rest()
    assert len(panel.of("status")) == 1
    assert (await watch.session.book.order(ref)).remains == 3
    assert watch.fresh.next_at is not None


# -- pace ----------------------------------------------------------------------------------


async def test_a_failing_panel_is_asked_ever_less_often_and_it_says_so(
    panel: FaultyPanel, watch: Watch, clock: FakeClock
) -> None:
    await watch.track(1)
    await watch.start()
    since = clock.now()
    panel.always("status", DOWN)
    panel.always("balance", DOWN)
    await watch.pass_time(15)
    failed = since + timedelta(seconds=15)
    waits = [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    for number, seconds in enumerate(waits, 2):
        assert len(panel.of("status")) == number
        assert watch.fresh.as_of == since
        assert watch.fresh.offline_since == failed
        assert watch.fresh.next_at == clock.now() + timedelta(seconds=seconds)
        assert watch.fresh.reason == "The panel has an internal failure"
        await watch.pass_time(seconds - 0.125, 0.125)
    assert len(panel.of("balance")) == 1  # one question finds out, not three
    panel.always("status", None)
    panel.always("balance", None)
    await watch.pass_time(300)
    assert watch.fresh.offline_since is None
    assert watch.fresh.reason == ""
    assert watch.fresh.as_of == clock.now()


async def test_jitter_shortens_the_wait_and_never_makes_a_storm(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    async with watching(tmp_path, clock, panel_at(panel.url), jitter=(0.5, 0.0)) as watch:
        panel.always("balance", DOWN)
        await watch.start()
        for number, seconds in enumerate((1.0, 0.5, 0.5, 0.5), 1):
            assert len(panel.of("balance")) == number
            await watch.pass_time(seconds - 0.125)
            assert len(panel.of("balance")) == number
            await watch.pass_time(0.125)


async def test_a_wait_that_the_panel_names_is_kept(
    panel: FaultyPanel, watch: Watch, clock: FakeClock
) -> None:
    slow = http({"error": "Too many requests"}, status=429, headers={"Retry-After": "77"})
    panel.on("balance", Fault(answer=slow))
    await watch.start()
    assert watch.fresh.next_at == clock.now() + timedelta(seconds=77)
    await watch.pass_time(76)
    assert count(panel) == (0, 1, 0)
    await watch.pass_time(1)
    assert count(panel) == (0, 2, 1)


async def test_a_refused_key_is_not_tried_again_and_again(
    panel: FaultyPanel, watch: Watch, clock: FakeClock
) -> None:
    panel.answers["balance"] = lambda _form: {"error": "Invalid API key"}
    await watch.start()
    assert [notice.title for notice in watch.heard.notices] == ["The panel refused the API key"]
    assert watch.fresh.next_at == clock.now() + timedelta(seconds=300)
    await watch.pass_time(299)
    assert len(panel.requests) == 1
    await watch.pass_time(1)
    assert len(panel.requests) == 2
    assert len(watch.heard.notices) == 1
    assert watch.fresh.reason == "The panel refused the API key"


async def test_a_key_that_is_missing_is_read_again_when_a_person_asks(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    class Locked(Makes):
        locked = True

        async def __call__(self, panel: PanelSettings) -> PanelClient:
            if self.locked:
                self.asked[panel.name] += 1
                reason = "locked"
                raise KeyUnavailable(reason)
            return await super().__call__(panel)

    connect = Locked(clock)
    async with watching(tmp_path, clock, panel_at(panel.url), connect=connect) as watch:
        await watch.start()
        await watch.pass_time(100, 100)
        assert connect.asked == {PANEL: 1}
        assert [notice.text[:6] for notice in watch.heard.notices] == ["locked"]
        with pytest.raises(KeyUnavailable):
            await watch.poller.refresh(PANEL, Topic.BALANCE)
        connect.locked = False
        await watch.poller.refresh(PANEL, Topic.BALANCE)
        await watch.rest()
        assert watch.fresh.reason == ""
        assert count(panel) == (0, 1, 1)


async def test_a_key_that_the_panel_refused_is_read_anew(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    connect = Makes(clock)
    async with watching(tmp_path, clock, panel_at(panel.url), connect=connect) as watch:
        panel.on("balance", Fault(answer=http({"error": "Invalid API key"})))
        await watch.start()
        await watch.poller.refresh(PANEL, Topic.BALANCE)
        assert connect.asked == {PANEL: 2}


# -- what is refused to one action ---------------------------------------------------------

ONE_ACTION = {
    "refused": http({"error": "Balance is switched off"}),
    "senseless": http({"status": "success"}),
    "no JSON": http("100.84 USD"),
    "too large": http(b"[" + b" " * 2**20),
}
OF_THE_PANEL = {
    "429": http({"error": "Too many requests"}, status=429),
    "503": http("", status=503),
    "a web page": http("<html><title>Just a moment</title>"),
    "a redirect": http("", status=302, headers={"Location": "https://a.b/"}),
    "the key": http({"error": "Invalid API key"}),
    "a cut": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1",
}


@pytest.mark.parametrize("answer", ONE_ACTION.values(), ids=ONE_ACTION)
async def test_a_balance_that_cannot_be_read_holds_nothing_else_up(
    panel: FaultyPanel, watch: Watch, clock: FakeClock, answer: bytes
) -> None:
    panel.always("balance", Fault(answer=answer))
    await watch.track(1)
    await watch.start()
    assert count(panel) == (1, 1, 1)
    assert watch.fresh.offline_since is None
    # Every second, as the book is looked at; of the balance ever less often.
    at = [0]
    for second in range(1, 91):
        before = count(panel)[1]
        await watch.pass_time(1)
        if count(panel)[1] > before:
            at.append(second)
    assert at == [0, 2, 6, 14, 30, 62]
    assert count(panel)[0] == 1 + 90 // 15
    assert count(panel)[2] == 1
    assert (watch.fresh.offline_since, watch.fresh.reason) == (None, "")
    assert watch.fresh.as_of == clock.now()
    assert len(watch.heard.notices) == 1
    panel.always("balance", None)
    await watch.pass_time(*[1.0] * 36)
    assert await watch.session.last_balance(PANEL) is not None
    asked = count(panel)[1]
    await watch.pass_time(59)
    assert count(panel)[1] == asked
    await watch.pass_time(1)
    assert count(panel)[1] == asked + 1


@pytest.mark.parametrize("name", ["refused", "senseless", "no JSON"])
async def test_a_catalogue_that_cannot_be_read_holds_nothing_else_up(
    panel: FaultyPanel, watch: Watch, name: str
) -> None:
    panel.always("services", Fault(answer=ONE_ACTION[name]))
    await watch.track(1)
    await watch.start()
    assert count(panel) == (1, 1, 1)
    await watch.pass_time(*[1.0] * 60)
    assert count(panel) == (5, 2, 5)
    assert watch.fresh.offline_since is None


@pytest.mark.parametrize("answer", OF_THE_PANEL.values(), ids=OF_THE_PANEL)
async def test_what_is_about_the_whole_panel_slows_all_down(
    panel: FaultyPanel, watch: Watch, clock: FakeClock, answer: bytes
) -> None:
    panel.always("balance", Fault(answer=answer))
    await watch.track(1)
    await watch.start()
    assert count(panel) == (1, 1, 0)
    assert watch.fresh.offline_since == clock.now()
    assert watch.fresh.next_at is not None
    assert watch.fresh.next_at > clock.now()
    await watch.pass_time(1.5)
    assert count(panel) == (1, 1, 0)


async def test_where_all_is_refused_the_panel_counts_as_failing(
    panel: FaultyPanel, watch: Watch, clock: FakeClock
) -> None:
    for action in ("balance", "services"):
        panel.always(action, Fault(answer=ONE_ACTION["refused"]))
    await watch.start()
    assert count(panel) == (0, 1, 1)
    assert watch.fresh.offline_since == clock.now()
    assert watch.fresh.reason == "The panel refused"
    await watch.pass_time(*[1.0] * 62)
    assert sum(count(panel)) <= 2 * 6
    panel.always("services", None)
    await watch.pass_time(*[1.0] * 64)
    assert count(panel)[2] == 7
    assert watch.poller.freshness(PANEL).offline_since is None


async def test_refills_that_a_panel_knows_nothing_of_hold_no_orders_up(
    panel: FaultyPanel, watch: Watch
) -> None:
    refs = await watch.track(3)
    panel.answers["refill"] = lambda form: [
        {"order": int(order), "refill": 70 + int(order)} for order in form["orders"].split(",")
    ]
    await watch.session.request(RequestKind.REFILL, refs)
    panel.answers["refill_status"] = lambda _form: {"error": "Incorrect request"}
    await watch.start()
    asked = len(panel.of("refill_status"))
    assert asked == 2  # together, then the first alone
    await watch.pass_time(15, 15, 15)
    assert len(panel.of("status")) == 4
    assert watch.fresh.offline_since is None
    assert len(watch.heard.notices) == 1
    await watch.poller.refresh(PANEL, Topic.ORDERS)
    await watch.rest()
    assert len(watch.heard.notices) == 2  # whoever asks is told each time
    panel.answers["refill_status"] = lambda form: [
        {"refill": refill, "status": "Completed"} for refill in form["refills"].split(",")
    ]
    await watch.pass_time(*[15.0] * 4)
    requests = [await watch.session.book.requests_of(ref) for ref in refs]
    assert {request.status for made in requests for request in made} == {RefillStatus.COMPLETED}


async def test_a_jumping_wall_clock_neither_stalls_nor_storms(
    panel: FaultyPanel, watch: Watch, clock: FakeClock
) -> None:
    await watch.track(1)
    await watch.start()
    for jump in (-86_400, 86_400, 86_400, -3600):
        clock.jump(jump)
        before = count(panel)
        await watch.pass_time(14.9)
        assert count(panel) == before
        await watch.pass_time(0.1)
        assert count(panel)[0] == before[0] + 1
        assert watch.fresh.next_at == clock.now() + timedelta(seconds=15)
    panel.always("status", DOWN)
    await watch.pass_time(15)
    clock.jump(-86_400)
    before = count(panel)
    await watch.pass_time(1.9)
    assert count(panel) == before
    await watch.pass_time(0.1)
    assert count(panel)[0] == before[0] + 1


async def test_ticks_are_dropped_while_one_is_running(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    slow = Makes(clock, {**SHORT, "status": 60})
    async with watching(tmp_path, clock, panel_at(panel.url), connect=slow) as watch:
        await watch.track(1)
        panel.on("status", Fault(give=0, ending=Ending.STALL))
        watch.silent = True
        await watch.start()
        await watch.pass_time(15, 15, 15, 15)
        assert count(panel) == (1, 0, 0)
        asked = asyncio.create_task(watch.poller.refresh(PANEL, Topic.ORDERS))
        await watch.rest()
        assert count(panel) == (1, 0, 0)  # a person joins what is under way
        asked.cancel()


async def test_a_slow_catalogue_holds_no_orders_up(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    slow = Makes(clock, {**SHORT, "services": 60})
    async with watching(tmp_path, clock, panel_at(panel.url), connect=slow) as watch:
        await watch.track(1)
        panel.on("services", Fault(give=0, ending=Ending.STALL))
        watch.silent = True
        await watch.start()
        await watch.pass_time(15, 15, 15, 15)
        assert count(panel) == (5, 2, 1)


# -- budget --------------------------------------------------------------------------------


async def test_no_more_calls_than_the_budget_allows(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    few = panel_at(panel.url, calls_per_minute=6)
    async with watching(tmp_path, clock, few) as watch:
        await watch.track(1000)
        await watch.start()
        # Four for orders; balance and catalogue have their turn.
        assert count(panel) == (4, 1, 1)
        assert watch.fresh.next_at == clock.now() + timedelta(seconds=10)
        first = {int(each) for form in panel.of("status") for each in form["orders"].split(",")}
        assert first == set(range(1, 401))
        await watch.pass_time(*[10.0] * 6)
        assert len(panel.requests) == 12
        asked = [int(form["orders"].split(",")[0]) for form in panel.of("status")]
        assert asked[4:10] == [401, 501, 601, 701, 801, 901]


async def test_a_person_never_waits_for_budget_pace_or_pause(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    few = panel_at(panel.url, calls_per_minute=3)
    async with watching(tmp_path, clock, few) as watch:
        await watch.track(250)
        watch.poller.pause(paused=True)
        await watch.start()
        assert panel.requests == []
        for _time in range(3):
            await watch.poller.refresh(PANEL, Topic.ORDERS, Topic.BALANCE, Topic.CATALOGUE)
        assert count(panel) == (9, 3, 3)
        watch.poller.pause(paused=False)
        # Twelve calls too many are waited for.
        await watch.pass_time(*[10.0] * 23)
        assert len(panel.requests) == 15
        await watch.pass_time(10.0, 10.0, 10.0)
        assert len(panel.requests) > 15


async def test_a_panel_that_is_asked_one_by_one_keeps_its_budget(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    few = panel_at(panel.url, calls_per_minute=30)
    one = {"status": "In progress", "remains": "3"}
    panel.answers["status"] = lambda form: one if "order" in form else {"error": "No such action"}
    async with watching(tmp_path, clock, few) as watch:
        await watch.track(40)
        await watch.start()
        assert count(panel) == (41, 0, 0)  # how it found out
        await watch.pass_time(*[2.0] * 10)
        assert len(panel.requests) == 41
        assert watch.poller.freshness(PANEL).next_at is not None
        await watch.pass_time(*[2.0] * 30)


# -- pause, view, several panels -----------------------------------------------------------


async def test_pausing(panel: FaultyPanel, watch: Watch) -> None:
    await watch.track(1)
    await watch.start()
    watch.poller.pause(paused=True)
    assert watch.poller.paused
    assert (watch.fresh.paused, watch.fresh.next_at) == (True, None)
    await watch.pass_time(15, 15, 15, 15)
    assert count(panel) == (1, 1, 1)
    watch.poller.kick(PANEL, Topic.ORDERS)
    await watch.rest()
    assert count(panel) == (1, 1, 1)
    watch.poller.pause(paused=False)
    await watch.rest()
    assert count(panel) == (2, 2, 1)
    assert not watch.fresh.paused


async def test_each_panel_has_its_own_key_pace_and_turn(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    async with FaultyPanel() as second:
        panels = (panel_at(panel.url), panel_at(second.url, "second"))
        connect = Makes(clock)
        async with watching(tmp_path, clock, *panels, connect=connect) as watch:
            await watch.start()
            assert count(second) == (0, 0, 0)
            assert connect.asked == {PANEL: 1}  # no key is read for nothing
            assert watch.poller.freshness("second").next_at is None
            await watch.track(1, panel="second")
            panel.always("balance", DOWN)
            await watch.pass_time(15, 15, 15, 15)
            assert count(second) == (4, 4 // 4, 0)
            assert watch.fresh.offline_since is not None
            assert watch.poller.freshness("second").offline_since is None
            watch.poller.view("second")
            await watch.rest()
            assert count(second)[2] == 1
            assert {form["key"] for form in panel.requests} == {key_of(PANEL)}
            assert {form["key"] for form in second.requests} == {key_of("second")}


async def test_a_panel_out_of_view_without_orders_is_left_alone(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    async with FaultyPanel() as second:
        panels = (panel_at(panel.url), panel_at(second.url, "second"))
        async with watching(tmp_path, clock, *panels) as watch:
            await watch.start()
            watch.poller.view("second")
            await watch.rest()
            assert count(second) == (0, 1, 1)
            before = count(panel)
            await watch.pass_time(*[60.0] * 20)
            assert count(panel) == before
            assert count(second)[1] == 21


# -- what fails ----------------------------------------------------------------------------


async def test_a_person_hears_what_went_wrong(panel: FaultyPanel, watch: Watch) -> None:
    await panel.refuse()
    with pytest.raises(Unreachable):
        await watch.poller.refresh(PANEL, Topic.BALANCE)
    assert watch.fresh.reason == "The panel cannot be reached"


async def test_a_book_out_of_reach_slows_down_and_goes_on(
    panel: FaultyPanel, watch: Watch, tmp_path: Path
) -> None:
    await watch.track(1)
    with hindered(tmp_path, "NEW.claimed_by <> ''"):
        await watch.start()
        assert panel.requests == []
        assert watch.fresh.reason == "The order book cannot be used"
    await watch.pass_time(2)
    assert count(panel) == (1, 1, 1)


async def test_what_nobody_expected_ends_no_loop_in_silence(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    class Broken(Makes):
        async def __call__(self, panel: PanelSettings) -> PanelClient:
            raise ZeroDivisionError(panel.name)

    async with watching(tmp_path, clock, panel_at(panel.url), connect=Broken(clock)) as watch:
        watch.poller.start()
        with pytest.raises(ZeroDivisionError):
            await watch.session.crash()


async def test_after_stopping_nothing_is_asked_or_heard(panel: FaultyPanel, watch: Watch) -> None:
    await watch.track(1)
    await watch.start()
    await watch.poller.stop()
    ref = await watch.session.place(PANEL, quote())
    await watch.session.wait(ref)
    await watch.pass_time(60)
    assert len(panel.of("status")) == 1
    await until_true(lambda: not watch.session.in_flight)

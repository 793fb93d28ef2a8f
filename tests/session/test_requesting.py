"""Refills and cancels: one send for up to a hundred, a result for each order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from smm_tui.errors import ConfigError, InvalidInput, LedgerError, ReadOnly
from smm_tui.models import Request, RequestKind, RequestState
from smm_tui.session import News, Session, Topic
from tests.clock import FakeClock
from tests.faulty import Fault, FaultyPanel
from tests.session.making import (
    GONE,
    PANEL,
    SHORT,
    Heard,
    Makes,
    bury,
    edit,
    hindered,
    panel_at,
    placed,
    session_on,
    until_true,
)
from tests.wire import Ending, http

REFILL, CANCEL = RequestKind.REFILL, RequestKind.CANCEL
SILENT = Fault(give=0, ending=Ending.STALL)


async def tracked(session: Session, ids: Sequence[str]) -> list[int]:
    panel = session.panel(PANEL)
    added, _known = await session.book.track(panel.name, panel.url, ids)
    return added


def states(requests: Sequence[Request]) -> list[RequestState]:
    return [request.state for request in requests]


@pytest.mark.parametrize("kind", [REFILL, CANCEL])
async def test_an_order_missing_from_the_answer_is_unknown_for_itself_alone(
    panel: FaultyPanel, session: Session, kind: RequestKind
) -> None:
    refs = await tracked(session, ["1", "2", "3", "4"])
    answer = [
        {"order": 1, kind: 11},
        {"order": 2, kind: {"error": "Incorrect order ID"}},
        {"order": 4, kind: 14},
    ]
    panel.on(kind, Fault(answer=http(answer)))
    heard = Heard(session)
    results = await session.request(kind, refs)
    assert [(result.order_ref, result.state) for result in results] == [
        (refs[0], RequestState.ACCEPTED),
        (refs[1], RequestState.REJECTED),
        (refs[2], RequestState.UNKNOWN),
        (refs[3], RequestState.ACCEPTED),
    ]
    assert [form["orders"] for form in panel.of(kind)] == ["1,2,3,4"]
    assert results[1].words == "Incorrect order ID"
    await asyncio.sleep(0)
    assert [news.refs for news in heard.news] == [tuple(refs)]
    assert session.in_flight == 0


async def test_one_refill_names_its_order(panel: FaultyPanel, session: Session) -> None:
    refs = await tracked(session, ["7"])
    (result,) = await session.request(REFILL, refs)
    assert result.state is RequestState.ACCEPTED
    assert [form["order"] for form in panel.of("refill")] == ["7"]


async def test_more_than_a_hundred_go_in_several_sends(
    panel: FaultyPanel, session: Session
) -> None:
    refs = await tracked(session, [str(number) for number in range(1, 251)])
    results = await session.request(CANCEL, refs)
    sizes = [len(form["orders"].split(",")) for form in panel.of("cancel")]
    assert sizes == [100, 100, 50]
    assert states(results) == [RequestState.ACCEPTED] * 250


async def test_two_orders_under_one_id_are_asked_about_once(
    panel: FaultyPanel, session: Session
) -> None:
    answer = http({"order": "7"})
    panel.on("add", Fault(answer=answer), Fault(answer=answer))
    refs = [(await placed(session, f"https://example.com/{n}")).ref for n in range(2)]
    results = await session.request(REFILL, [*refs, refs[0]])
    assert states(results) == [RequestState.ACCEPTED] * 2
    assert [form["order"] for form in panel.of("refill")] == ["7"]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault(answer=http({"error": "no"}), makes=False), RequestState.REJECTED),
        (Fault(answer=http({"error": "no"}, status=500)), RequestState.UNKNOWN),
        (Fault(answer=http("<html></html>")), RequestState.UNKNOWN),
        (Fault(answer=http([])), RequestState.UNKNOWN),
        (Fault(take=1), RequestState.UNKNOWN),
        (SILENT, RequestState.UNKNOWN),
    ],
)
async def test_what_a_fault_makes_of_each(
    panel: FaultyPanel, session: Session, fault: Fault, state: RequestState
) -> None:
    refs = await tracked(session, ["1", "2"])
    panel.on("cancel", fault)
    assert states(await session.request(CANCEL, refs)) == [state, state]
    assert len(panel.of("cancel")) == (fault.take is None)


async def test_no_connection_is_not_sent(panel: FaultyPanel, session: Session) -> None:
    refs = await tracked(session, ["1"])
    await panel.refuse()
    assert states(await session.request(CANCEL, refs)) == [RequestState.NOT_SENT]


async def test_only_orders_with_an_id(panel: FaultyPanel, session: Session) -> None:
    panel.on("add", Fault(answer=http({"error": "no"})))
    order = await placed(session)
    with pytest.raises(InvalidInput):
        await session.request(CANCEL, [order.ref])
    assert await session.book.requests_of(order.ref) == []


async def test_a_panel_that_moved_is_not_asked(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock
) -> None:
    refs = await tracked(session, ["1"])
    async with FaultyPanel() as elsewhere:
        moved = await session_on(tmp_path, panel_at(elsewhere.url), clock=clock)
        for ask in (moved.request(CANCEL, refs), moved.refresh_orders(refs)):
            with pytest.raises(InvalidInput, match="another address"):
                await ask
        assert elsewhere.requests == []
        await moved.book.confirm_panel_url(PANEL, elsewhere.url)
        assert states(await moved.request(CANCEL, refs)) == [RequestState.ACCEPTED]
        await moved.close()


async def test_a_panel_that_is_no_longer_configured(
    panel: FaultyPanel, session: Session, tmp_path: Path, clock: FakeClock
) -> None:
    refs = await tracked(session, ["1"])
    without = await session_on(tmp_path, panel_at(panel.url, "another"), clock=clock)
    with pytest.raises(ConfigError, match="no panel faulty"):
        await without.request(CANCEL, refs)
    await without.close()


async def test_read_only(panel: FaultyPanel, tmp_path: Path, clock: FakeClock) -> None:
    session = await session_on(tmp_path, panel_at(panel.url, read_only=True), clock=clock)
    refs = await tracked(session, ["1"])
    with pytest.raises(ReadOnly):
        await session.request(REFILL, refs)
    assert panel.requests == []
    await session.close()


async def test_a_caller_that_goes_away_changes_nothing(
    panel: FaultyPanel, session: Session
) -> None:
    refs = await tracked(session, ["1", "2"])
    caller = asyncio.create_task(session.request(CANCEL, refs))
    await until_true(lambda: session.in_flight)
    caller.cancel()
    await until_true(lambda: not session.in_flight)
    results = [await session.book.requests_of(ref) for ref in refs]
    assert [states(each) for each in results] == [[RequestState.ACCEPTED]] * 2


async def test_quitting_begins_no_further_send(panel: FaultyPanel, session: Session) -> None:
    refs = await tracked(session, [str(number) for number in range(1, 151)])
    panel.on("cancel", SILENT)
    asked = asyncio.create_task(session.request(CANCEL, refs))
    await until_true(lambda: panel.of("cancel"))
    await session.finish()
    results = states(await asked)
    assert results == [RequestState.UNKNOWN] * 100 + [RequestState.NOT_SENT] * 50
    assert len(panel.of("cancel")) == 1


async def test_a_book_out_of_reach(
    panel: FaultyPanel, session: Session, clock: FakeClock, tmp_path: Path
) -> None:
    refs = await tracked(session, ["1", "2"])
    with (
        hindered(tmp_path, "NEW.seq > 0", table="book"),
        pytest.raises(LedgerError),
    ):
        await session.request(CANCEL, refs)
    with hindered(tmp_path, "NEW.state = 'sending'", table="requests"):
        results = await session.request(CANCEL, refs)
    assert states(results) == [RequestState.NOT_SENT] * 2
    assert results[0].words == "It could not be begun."
    assert panel.of("cancel") == []
    heard = Heard(session)
    with hindered(tmp_path, "NEW.state = 'accepted'", table="requests"):
        asked = asyncio.create_task(session.request(CANCEL, refs))
        await until_true(lambda: heard.notices)
    assert heard.notices[0].text.startswith("Note it by hand: cancel of 2 orders: accepted.")
    await clock.advance(1)
    assert states(await asked) == [RequestState.ACCEPTED] * 2
    assert len(panel.of("cancel")) == 1


async def test_the_gate_reads_the_rows_again(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    """Another process has settled one of them before the first byte."""
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    refs = await tracked(session, ["1", "2"])
    edit(
        tmp_path,
        "CREATE TRIGGER meddle AFTER UPDATE ON requests WHEN NEW.state = 'sending'"
        " AND NEW.ref = 2 BEGIN UPDATE requests SET state = 'unknown' WHERE ref = 1; END",
    )
    results = await session.request(CANCEL, refs)
    assert states(results) == [RequestState.UNKNOWN, RequestState.NOT_SENT]
    assert panel.of("cancel") == []
    await session.close()


@pytest.mark.parametrize(
    ("last", "state", "sent"),
    [
        ("NEW.state = 'sending'", RequestState.NOT_SENT, 0),
        ("NEW.state = 'accepted'", RequestState.UNKNOWN, 1),
    ],
)
async def test_a_process_that_dies_between_two_commits(
    panel: FaultyPanel,
    tmp_path: Path,
    clock: FakeClock,
    last: str,
    state: RequestState,
    sent: int,
) -> None:
    dead = await session_on(tmp_path, panel_at(panel.url), clock=clock, sender=GONE)
    refs = await tracked(dead, ["1"])
    with hindered(tmp_path, f"{last} OR NEW.state = 'not sent'", table="requests"):
        asked = asyncio.create_task(dead.request(CANCEL, refs), name="order 1")
        heard = Heard(dead)
        await until_true(lambda: heard.notices)
        await dead.book.close()
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    assert await session.book.recover() == refs
    (request,) = await session.book.requests_of(refs[0])
    assert request.state is state
    assert len(panel.of("cancel")) == sent
    await session.close()
    for task in asyncio.all_tasks():
        if task.get_name().startswith("all "):
            task.cancel()
    await asyncio.wait({asked})
    await bury(dead)


async def test_cut_off_inside_the_program(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    slow = Makes(clock, {**SHORT, "cancel": 60})
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock, connect=slow)
    refs = await tracked(session, ["1"])
    panel.on("cancel", SILENT)
    told: list[News] = []
    session.listen(told.append)
    asked = asyncio.create_task(session.request(CANCEL, refs))
    await until_true(lambda: panel.of("cancel"))
    (task,) = [task for task in asyncio.all_tasks() if task.get_name() == "all cancel"]
    task.cancel()
    await asyncio.wait({asked})
    (request,) = await session.book.requests_of(refs[0])
    assert request.state is RequestState.UNKNOWN
    assert not any(news.topic is Topic.NOTICE for news in told)
    await session.close()

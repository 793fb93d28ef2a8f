"""Every action against panels that answer in every way, over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from decimal import Decimal

import pytest

from smm_tui import outcome
from smm_tui.api import PanelClient
from smm_tui.errors import (
    ActionUnknown,
    KeyRefused,
    Malformed,
    PanelError,
    RateLimited,
    Redirected,
    Refused,
    ServerFailed,
    TooSlow,
    Unreachable,
    WebPage,
)
from smm_tui.models import (
    ItemError,
    OrderState,
    RefillReport,
    RefillStatus,
    RequestKind,
    RequestState,
    Status,
    StatusReport,
)
from smm_tui.outcome import Failure
from smm_tui.settings import ApiKey
from smm_tui.transport import Retries, Transport
from tests.clock import FakeClock
from tests.faulty import STATUS, Fault, FaultyPanel, Form
from tests.transport.conftest import SHORT, settings
from tests.wire import Ending, chunk, http


@pytest.fixture
async def panel() -> AsyncIterator[FaultyPanel]:
    async with FaultyPanel() as made:
        yield made


@pytest.fixture
async def client(panel: FaultyPanel, clock: FakeClock) -> AsyncIterator[PanelClient]:
    made = _client(panel, clock)
    yield made
    await made.close()


@pytest.fixture
async def impatient(panel: FaultyPanel, clock: FakeClock) -> AsyncIterator[PanelClient]:
    made = _client(panel, clock, deadlines=SHORT)
    yield made
    await made.close()


def _client(
    panel: FaultyPanel, clock: FakeClock, *, deadlines: Mapping[str, float] | None = None
) -> PanelClient:
    transport = Transport(
        settings(panel.url),
        ApiKey("abc"),
        clock=clock,
        deadlines=deadlines,
        retries=Retries(more=0),
    )
    return PanelClient(transport, clock=clock)


async def allow() -> None:
    """A gate that stands open."""


Ask = Callable[[PanelClient], Awaitable[object]]
READS: dict[str, Ask] = {
    "services": lambda client: client.services(),
    "balance": lambda client: client.balance(),
    "status": lambda client: client.status(["1"]),
    "refill_status": lambda client: client.refill_status(["1"]),
}
MONEY: dict[str, Callable[[PanelClient], Awaitable[outcome.Sent]]] = {
    "add": lambda client: client.add({"service": "1"}, gate=allow),
    "refill": lambda client: client.refill(["1"], gate=allow),
    "cancel": lambda client: client.cancel(["1"], gate=allow),
}


# -- what goes well ----------------------------------------------------------------------


async def test_services(panel: FaultyPanel, client: PanelClient, clock: FakeClock) -> None:
    catalogue, body = await client.services()
    assert [service.name for service in catalogue.services] == ["Followers"]
    assert catalogue.read_at == clock.now()
    assert json.loads(body)[0]["service"] == 1


async def test_a_catalogue_is_decoded_while_the_loop_goes_on(
    panel: FaultyPanel, client: PanelClient
) -> None:
    rows = [{"service": n, "name": f"S {n}", "category": "C", "rate": "1"} for n in range(20_000)]
    panel.answers["services"] = lambda _: [*rows, "no row"]
    turns = 0

    async def tick() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    catalogue, body = await client.services()
    ticking.cancel()
    assert len(catalogue) == 20_000
    assert len(catalogue.unreadable) == 1
    assert turns > len(body) // 65_536


async def test_the_same_catalogue_again_is_not_decoded_again(
    panel: FaultyPanel, client: PanelClient, clock: FakeClock
) -> None:
    first, body = await client.services()
    before = clock.now()
    await clock.advance(900)
    again, same = await client.services(first)
    assert again.services is first.services
    assert (first.read_at, again.read_at, same) == (before, clock.now(), body)
    panel.answers["services"] = lambda _: [{"service": 1, "name": "Other", "rate": "1"}]
    other, _body = await client.services(again)
    assert [service.name for service in other.services] == ["Other"]


async def test_balance(client: PanelClient, clock: FakeClock) -> None:
    balance = await client.balance()
    assert (balance.money.amount, balance.money.currency) == (Decimal("100.84292"), "USD")
    assert balance.at == clock.now()


async def test_add(panel: FaultyPanel, client: PanelClient) -> None:
    sent = await client.add({"service": "1", "link": "x"}, gate=allow)
    assert outcome.of_add(sent) == outcome.AddOutcome(OrderState.PLACED, order_id="23501")
    assert panel.orders["23501"]["link"] == "x"


async def test_one_id_goes_alone_and_more_go_together(
    panel: FaultyPanel, client: PanelClient
) -> None:
    assert list(await client.status(["ord_1"])) == ["ord_1"]
    assert list(await client.status(["1", "2", "1"])) == ["1", "2"]
    assert list(await client.refill_status(["7"])) == ["7"]
    assert await client.refill_status(["7", "8"]) == {
        name: RefillReport(RefillStatus.PENDING, "Pending") for name in ("7", "8")
    }
    forms = [{**form, "key": "", "action": ""} for form in panel.requests]
    empty = {"key": "", "action": ""}
    assert forms == [
        {"order": "ord_1", **empty},
        {"orders": "1,2", **empty},
        {"refill": "7", **empty},
        {"refills": "7,8", **empty},
    ]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])]
)
async def test_more_than_a_hundred_go_in_batches(
    panel: FaultyPanel, client: PanelClient, count: int, sizes: list[int]
) -> None:
    ids = [str(n) for n in range(1, count + 1)]
    assert list(await client.status(ids)) == ids
    asked = [form.get("orders") or form["order"] for form in panel.requests]
    assert [len(text.split(",")) for text in asked] == sizes


async def test_an_id_with_a_comma_is_asked_alone(panel: FaultyPanel, client: PanelClient) -> None:
    assert set(await client.status(["1", "2,3", "4"])) == {"1", "2,3", "4"}
    assert [form.get("orders", form.get("order")) for form in panel.requests] == ["1,4", "2,3"]


async def test_refill_takes_one_or_many(panel: FaultyPanel, client: PanelClient) -> None:
    for ids in (["1"], ["1", "2"]):
        sent = await client.refill(ids, gate=allow)
        results = outcome.of_requests(sent, RequestKind.REFILL, ids)
        assert {result.state for result in results.values()} == {RequestState.ACCEPTED}
        assert list(results) == ids
    assert panel.asked[0]["order"] == "1"
    assert panel.asked[1]["orders"] == "1,2"


async def test_cancel_always_takes_many(panel: FaultyPanel, client: PanelClient) -> None:
    for ids in (["1"], ["1", "2"]):
        sent = await client.cancel(ids, gate=allow)
        results = outcome.of_requests(sent, RequestKind.CANCEL, ids)
        assert {result.state for result in results.values()} == {RequestState.ACCEPTED}
    assert [form["orders"] for form in panel.asked] == ["1", "1,2"]


@pytest.mark.parametrize("ids", [[], [str(n) for n in range(101)]])
async def test_refill_and_cancel_take_one_to_a_hundred(
    panel: FaultyPanel, client: PanelClient, ids: list[str]
) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        await client.refill(ids, gate=allow)
    with pytest.raises(ValueError, match="1 to 100"):
        await client.cancel(ids, gate=allow)
    assert panel.received == []


async def test_an_id_with_a_comma_cancels_no_other_order(
    panel: FaultyPanel, client: PanelClient
) -> None:
    sent = await client.cancel(["2,3"], gate=allow)
    assert sent.failure is Failure.WITHDRAWN
    assert "comma" in sent.detail
    assert not outcome.left(sent)
    assert not outcome.left(await client.refill(["1", "2,3"], gate=allow))
    assert panel.received == []


# -- a panel that takes one id at a time -------------------------------------------------

SINGLE = {"status": "order", "refill_status": "refill"}


def _only_singly(panel: FaultyPanel, action: str, refusal: object) -> None:
    honest = panel.answers[action]
    panel.answers[action] = lambda form: honest(form) if SINGLE[action] in form else refusal


def _asked(panel: FaultyPanel) -> list[str]:
    fields = ("order", "orders", "refill", "refills")
    return [form[name] for form in panel.requests for name in fields if name in form]


@pytest.mark.parametrize(
    "refusal",
    [
        {"error": "Incorrect request"},
        {"error": "Incorrect order ID"},
        {"error": "Siparis bulunamadi"},
        {"nothing": "of it"},
        None,
    ],
)
@pytest.mark.parametrize("action", SINGLE)
async def test_a_refused_form_for_many_is_remembered(
    panel: FaultyPanel, client: PanelClient, action: str, refusal: object
) -> None:
    _only_singly(panel, action, refusal)
    ask = client.status if action == "status" else client.refill_status
    assert list(await ask(["1", "2"])) == ["1", "2"]
    assert list(await ask(["1", "2"])) == ["1", "2"]
    assert _asked(panel) == ["1,2", "1", "2", "1", "2"]


async def test_it_is_remembered_for_each_action_by_itself(
    panel: FaultyPanel, client: PanelClient
) -> None:
    _only_singly(panel, "status", {"error": "Incorrect request"})
    await client.status(["1", "2"])
    await client.refill_status(["1", "2"])
    assert _asked(panel) == ["1,2", "1", "2", "1,2"]


async def test_ids_that_are_at_fault_themselves_are_not_remembered(
    panel: FaultyPanel, client: PanelClient
) -> None:
    honest = panel.answers["status"]
    panel.answers["status"] = lambda _: {"error": "Invalid Order Ids"}
    refused = ItemError("Invalid Order Ids", "panel.wrong_order")
    assert await client.status(["1", "2"]) == {"1": refused, "2": refused}
    panel.answers["status"] = honest
    await client.status(["1", "2"])
    assert _asked(panel) == ["1,2", "1", "2", "1,2"]


async def test_a_list_that_cannot_be_matched_is_asked_one_by_one_this_time(
    panel: FaultyPanel, client: PanelClient
) -> None:
    _only_singly(panel, "status", [STATUS])
    found = await client.status(["1", "2"])
    assert [type(report) for report in found.values()] == [StatusReport, StatusReport]
    await client.status(["1", "2"])
    assert _asked(panel) == ["1,2", "1", "2", "1,2", "1", "2"]


async def test_one_by_one_a_refusal_is_about_one_id(
    panel: FaultyPanel, client: PanelClient
) -> None:
    def status(form: Form) -> object:
        if form.get("order") in {"1", "3"}:
            return STATUS
        return {"error": "Incorrect order ID"}

    panel.answers["status"] = status
    found = await client.status(["1", "2", "3"])
    assert found["2"] == ItemError("Incorrect order ID", "panel.wrong_order")
    assert isinstance(found["1"], StatusReport)
    assert isinstance(found["3"], StatusReport)


async def test_one_by_one_an_answer_without_sense_is_no_news(
    panel: FaultyPanel, client: PanelClient
) -> None:
    _only_singly(panel, "status", {"error": "Incorrect request"})
    await client.status(["1", "2"])
    panel.on("status", Fault(answer=http("[[")))
    assert list(await client.status(["1", "2"])) == ["2"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"error": "Incorrect request"}, ActionUnknown),
        ({"error": "Bakim modu"}, Refused),
        ("gone fishing", Malformed),
    ],
)
async def test_what_is_the_same_alone_is_not_asked_for_every_id(
    panel: FaultyPanel, client: PanelClient, answer: object, kind: type[PanelError]
) -> None:
    panel.answers["status"] = lambda _: answer
    with pytest.raises(kind):
        await client.status([str(n) for n in range(1, 100)])
    assert len(panel.requests) == 2


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(answer=http({"error": "Incorrect API key"})), KeyRefused),
        (Fault(answer=http({"error": "Too many requests"})), RateLimited),
        (Fault(take=0), Unreachable),
        (Fault(answer=http("", status=500)), ServerFailed),
        (Fault(answer=http("<html>")), WebPage),
    ],
)
async def test_what_is_about_all_ids_ends_the_whole(
    panel: FaultyPanel, client: PanelClient, fault: Fault, kind: type[PanelError], after: int
) -> None:
    refuse = Fault(answer=http({"error": "Incorrect request"}))
    honest = Fault()
    panel.on("status", *[refuse, honest][:after], fault)
    with pytest.raises(kind):
        await client.status(["1", "2", "3"])
    assert len(panel.requests) + sum(not given for given in panel.received) <= after + 1


# -- refusals and codes ------------------------------------------------------------------

CODES = [200, 201, 301, 400, 401, 402, 403, 404, 405, 422, 429, 500, 503]


@pytest.mark.parametrize("action", READS)
@pytest.mark.parametrize("status", CODES)
async def test_a_refusal_is_read_whatever_the_code(
    panel: FaultyPanel, client: PanelClient, action: str, status: int
) -> None:
    panel.always(action, Fault(answer=http({"error": "Incorrect API key"}, status=status)))
    with pytest.raises(KeyRefused, match="Incorrect API key"):
        await READS[action](client)


@pytest.mark.parametrize("status", [200, 201])
async def test_an_order_may_be_answered_with_201(
    panel: FaultyPanel, client: PanelClient, status: int
) -> None:
    panel.on("add", Fault(answer=http({"order": "ord_9"}, status=status)))
    sent = await client.add({}, gate=allow)
    assert outcome.of_add(sent).order_id == "ord_9"


async def test_json_may_begin_with_a_mark_and_call_itself_html(
    panel: FaultyPanel, client: PanelClient
) -> None:
    body = b'\xef\xbb\xbf{\n "balance": "1.5",\n "currency": "U\\u0053D"}\n'
    headers = {"Content-Type": "text/html; charset=UTF-8", "Set-Cookie": "a=b"}
    panel.on("balance", Fault(answer=http(body, headers=headers)))
    assert (await client.balance()).money.amount == Decimal("1.5")


ANSWERS: list[tuple[bytes, type[PanelError], str]] = [
    (http("", status=302, headers={"Location": "https://new.example/x?s=1"}), Redirected, "new.ex"),
    (http("", status=301, headers={"Location": "/login"}), Redirected, "same host"),
    (http("", status=301, headers={"Location": "https://[x"}), Redirected, "same host"),
    (http("<html>moved", status=308), Redirected, "same host"),
    (http("<!DOCTYPE html><title>Login</title>"), WebPage, "HTTP 200, Login"),
    (http("<html>", status=503), WebPage, "HTTP 503"),
    (http("<title>Just a moment...</title>", status=403), WebPage, "from Cloudflare"),
    (http("<html>", status=403, headers={"CF-RAY": "1"}), WebPage, "from Cloudflare"),
    (http("<html>", headers={"Server": "cloudflare"}), WebPage, "from Cloudflare"),
    (http("<html>Please solve this CAPTCHA"), WebPage, "from a firewall"),
    (http("", status=429), RateLimited, "HTTP 429"),
    (http("<html>", status=429), RateLimited, "HTTP 429"),
    (http({"message": "Too Many Attempts."}, status=429), RateLimited, "HTTP 429"),
    (http({"error": "Rate limit exceeded"}), RateLimited, "Rate limit exceeded"),
    (http("", status=500), ServerFailed, "HTTP 500"),
    (http([], status=500), ServerFailed, "HTTP 500"),
    (http("", status=404), Malformed, "HTTP 404"),
    (http({"message": "Not Found"}, status=404), Malformed, "HTTP 404"),
    (http(""), Malformed, "empty"),
    (http("gone fishing"), Malformed, "JSON"),
    (http(b"\xff\xfe"), Malformed, "UTF-8"),
    (http("[" * 100_000), Malformed, "deep"),
    (http("NaN"), Malformed, "NaN"),
]


@pytest.mark.parametrize("action", READS)
@pytest.mark.parametrize(("answer", "kind", "words"), ANSWERS)
async def test_what_is_no_answer_is_named(
    panel: FaultyPanel,
    client: PanelClient,
    action: str,
    answer: bytes,
    kind: type[PanelError],
    words: str,
) -> None:
    panel.always(action, Fault(answer=answer))
    with pytest.raises(kind) as caught:
        await READS[action](client)
    if action != "services" or b"[" not in answer[:200]:
        assert words in caught.value.detail
    assert caught.value.remedy


@pytest.mark.parametrize("action", READS)
@pytest.mark.parametrize("body", ["", '{"error": "Too many requests"}', "<html>"])
async def test_the_wait_that_a_panel_asks_for_is_told(
    panel: FaultyPanel, client: PanelClient, action: str, body: str
) -> None:
    for status in (429, 200) if "error" in body else (429,):
        answer = http(body, status=status, headers={"Retry-After": "60"})
        panel.on(action, Fault(answer=answer))
        with pytest.raises(RateLimited) as caught:
            await READS[action](client)
        assert caught.value.retry_after == 60.0


async def test_nothing_hostile_of_a_host_is_shown(panel: FaultyPanel, client: PanelClient) -> None:
    headers = {"Location": "https://a\x9b2J\xad.example/"}
    panel.on("balance", Fault(answer=http("", status=302, headers=headers)))
    with pytest.raises(Redirected) as caught:
        await client.balance()
    assert caught.value.detail.isprintable()


async def test_a_huge_body_with_a_wrong_code_is_not_understood_in_one_go(
    panel: FaultyPanel, client: PanelClient
) -> None:
    panel.on("services", Fault(answer=http([0] * 300_000, status=500)))
    with pytest.raises(ServerFailed):
        await client.services()


# -- every fault, every action that spends ----------------------------------------------

CHUNKED = {"Transfer-Encoding": "chunked"}
FAULTS: dict[str, Fault] = {
    "closed at once": Fault(take=0),
    "reset": Fault(take=9, ending=Ending.RESET),
    "silent": Fault(give=0, ending=Ending.STALL),
    "cut": Fault(give=90),
    "reset in the answer": Fault(give=90, ending=Ending.RESET),
    "stalled in the answer": Fault(give=90, ending=Ending.STALL),
    "one byte at a time": Fault(drip=0.05),
    "no http": Fault(answer=b"\x00\x01"),
    "redirect": Fault(answer=http("", status=307, headers={"Location": "http://127.0.0.1:9/"})),
    "web page": Fault(answer=http("<html>")),
    "empty": Fault(answer=http("")),
    "500 and empty": Fault(answer=http("", status=500)),
    "500 and refused": Fault(answer=http({"error": "no"}, status=500)),
    "500 and fine": Fault(answer=http({"order": 1}, status=500)),
    "429": Fault(answer=http("", status=429, headers={"Retry-After": "1"})),
    "garbage": Fault(answer=http("[[")),
    "another answer": Fault(answer=http({"nothing": "of it"})),
    "endless": Fault(answer=http(b"", headers=CHUNKED), again=chunk(b"x" * 65536)),
    "endless 1xx": Fault(answer=b"", again=b"HTTP/1.1 100 Continue\r\n\r\n"),
    "brotli": Fault(answer=http("{}", headers={"Content-Encoding": "br"})),
}


@pytest.mark.parametrize("action", MONEY)
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_of_a_send_is_unknown_and_sent_once(
    panel: FaultyPanel, impatient: PanelClient, action: str, fault: str
) -> None:
    panel.always(action, FAULTS[fault])
    sent = await MONEY[action](impatient)
    assert outcome.left(sent)
    if action == "add":
        assert outcome.of_add(sent).state is OrderState.UNKNOWN
    else:
        kind = RequestKind(action)
        assert outcome.of_requests(sent, kind, ["1"])["1"].state is RequestState.UNKNOWN
    assert len(panel.received) == 1
    assert len(panel.orders) + len(panel.asked) <= 1


@pytest.mark.parametrize("status", [200, 400, 402, 403, 422, 429])
async def test_a_refused_add_is_rejected_in_the_panels_words(
    panel: FaultyPanel, client: PanelClient, status: int
) -> None:
    answer = http({"error": "Not enough funds on balance"}, status=status)
    panel.on("add", Fault(answer=answer, makes=False))
    found = outcome.of_add(await client.add({}, gate=allow))
    assert (found.state, found.words) == (OrderState.REJECTED, "Not enough funds on balance")


async def test_a_panel_that_is_too_slow(panel: FaultyPanel, impatient: PanelClient) -> None:
    panel.always("status", Fault(give=0, ending=Ending.STALL))
    with pytest.raises(TooSlow):
        await impatient.status(["1", "2"])


async def test_a_status_never_heard_of_keeps_its_word(
    panel: FaultyPanel, client: PanelClient
) -> None:
    panel.answers["status"] = lambda _: {"status": "weird", "remains": "-3"}
    found = (await client.status(["1"]))["1"]
    assert isinstance(found, StatusReport)
    assert (found.status, found.status_text, found.remains) == (Status.UNHEARD, "weird", -3)

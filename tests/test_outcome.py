"""The outcome table of design.md, row by row, and what must hold for any send at all."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import outcome
from smm_tui.models import OrderState, RequestKind, RequestState
from smm_tui.outcome import (
    NOTHING_SEEN,
    TRANSITIONS,
    AddOutcome,
    Failure,
    RequestOutcome,
    Sent,
    left,
    of_add,
    of_requests,
    weigh_refusal,
)

CONNECTING = "connection.connect_tcp.started"
HEADERS = "http11.send_request_headers.started"
PROXY_HEADERS = "proxy.http11.send_request_headers.started"
REFUSAL = b'{"error": "Not enough funds on balance"}'


def answered(body: bytes, http_status: int = 200) -> Sent:
    return Sent(
        phases=(CONNECTING, HEADERS),
        traced=True,
        handed_over=True,
        http_status=http_status,
        body=body,
        failure=None,
        detail="",
    )


def broken(failure: Failure | None, *, http_status: int | None = None, detail: str = "") -> Sent:
    sent = answered(b"")
    return replace(sent, http_status=http_status, body=None, failure=failure, detail=detail)


def unsent(failure: Failure | None) -> Sent:
    return replace(broken(failure), phases=(CONNECTING,))


# Row 1: not sent


@pytest.mark.parametrize(
    "sent",
    [
        replace(NOTHING_SEEN, handed_over=False),
        replace(NOTHING_SEEN, handed_over=False, failure=Failure.CONNECT),
        replace(NOTHING_SEEN, failure=Failure.WITHDRAWN),
        broken(Failure.WITHDRAWN),
        unsent(Failure.CONNECT),
        unsent(Failure.TLS),
        unsent(Failure.TIMEOUT),
        unsent(None),
        replace(unsent(Failure.CONNECT), phases=(CONNECTING, PROXY_HEADERS)),
        replace(unsent(Failure.CONNECT), phases=()),
    ],
)
def test_it_is_not_sent_where_no_byte_can_have_left(sent: Sent) -> None:
    assert left(sent) is False
    seen = of_add(sent)
    assert seen.state is OrderState.NOT_SENT
    assert seen.note
    assert seen.order_id == ""


@pytest.mark.parametrize(
    "sent",
    [
        NOTHING_SEEN,
        broken(Failure.CONNECT),
        replace(unsent(Failure.CONNECT), traced=False),
        replace(unsent(Failure.CONNECT), phases=(CONNECTING, PROXY_HEADERS, HEADERS)),
        replace(unsent(Failure.CUT), phases=("http2.send_request_headers.started",)),
    ],
)
def test_it_is_unknown_where_a_byte_may_have_left(sent: Sent) -> None:
    assert left(sent)
    assert of_add(sent).state is OrderState.UNKNOWN


@pytest.mark.parametrize(
    "sent",
    [
        replace(answered(b'{"order": 1}'), handed_over=False),
        replace(answered(b'{"order": 1}'), failure=Failure.WITHDRAWN),
        replace(answered(b'{"order": 1}'), phases=()),
    ],
)
def test_an_answer_outweighs_every_sign_that_nothing_was_sent(sent: Sent) -> None:
    assert of_add(sent) == AddOutcome(OrderState.PLACED, order_id="1")


@pytest.mark.parametrize(
    ("failure", "kind", "words"),
    [
        (Failure.WITHDRAWN, "", "taken back"),
        (Failure.CONNECT, "panel.unreachable", "No connection"),
        (Failure.TLS, "panel.unreachable", "secure"),
        (Failure.TIMEOUT, "panel.too_slow", "deadline"),
        (Failure.CUT, "panel.unreachable", "ended before"),
        (Failure.OVERSIZED, "panel.oversized", "too large"),
        (Failure.PROTOCOL, "panel.malformed", "no answer"),
        (None, "", "No answer"),
    ],
)
def test_what_failed_is_said(failure: Failure | None, kind: str, words: str) -> None:
    for sent in (unsent(failure), replace(broken(failure), http_status=200)):
        seen = of_add(sent)
        assert seen.kind == kind
        assert words in seen.note
        assert seen.words == ""


def test_what_the_system_said_is_kept() -> None:
    seen = of_add(broken(Failure.CUT, detail="reset by peer"))
    assert seen.note == "The connection ended before the answer did. (reset by peer)"
    assert of_add(broken(Failure.CUT)).note == "The connection ended before the answer did."


# Row 2: placed


@pytest.mark.parametrize(
    ("body", "order_id"),
    [
        (b'{"order": 23501}', "23501"),
        (b'{"order": "23501"}', "23501"),
        (b'{"order": "ord_01HG9"}', "ord_01HG9"),
        (b'{"order": 507123456789012345678901}', "507123456789012345678901"),
        (b'{"status": "success", "order": 7, "charge": "0.1", "currency": "USD"}', "7"),
        (b'{"order": 7, "error": null}', "7"),
        (b'{"order": 7, "error": ""}', "7"),
        (b'{"order": 7, "error": false}', "7"),
        (b'{"data": {"order": 7}}', "7"),
        (b'\xef\xbb\xbf {"order": 7}\n', "7"),
    ],
)
@pytest.mark.parametrize("http_status", [200, 201, 299])
def test_one_order_id_and_no_error_is_placed(body: bytes, order_id: str, http_status: int) -> None:
    seen = of_add(answered(body, http_status))
    assert seen == AddOutcome(OrderState.PLACED, order_id=order_id)


@pytest.mark.parametrize("value", ["null", '""', "0", '"0"', "false", "true", "[]", "[1]", "{}"])
def test_what_is_no_order_id_leaves_it_unknown(value: str) -> None:
    seen = of_add(answered(b'{"order": %s}' % value.encode()))
    assert seen == AddOutcome(
        OrderState.UNKNOWN, note="The answer named no order.", kind="panel.malformed"
    )


# Row 3: rejected


@pytest.mark.parametrize(
    ("body", "words", "kind"),
    [
        (REFUSAL, "Not enough funds on balance", "panel.no_funds"),
        (b'{"error": "Incorrect API key", "status": "102"}', "Incorrect API key", None),
        (b'{"errors": ["Bad link"]}', "Bad link", "panel.wrong_link"),
        (b'{"status": "error", "message": "No"}', "No", "panel.refused"),
        (b'{"status": "fail", "message": "No"}', "No", "panel.refused"),
        (b'[{"error": "Incorrect request"}]', "Incorrect request", None),
        (b'{"error": "Too many requests"}', "Too many requests", "panel.rate_limited"),
    ],
)
@pytest.mark.parametrize("http_status", [200, 201, 302, 400, 401, 404, 422, 429, 499])
def test_the_panels_own_refusal_is_rejected(
    body: bytes, words: str, kind: str | None, http_status: int
) -> None:
    seen = of_add(answered(body, http_status))
    assert seen.state is OrderState.REJECTED
    assert seen.words == words
    assert kind is None or seen.kind == kind
    assert seen.note == ""


def test_an_id_beside_an_error_is_no_placed_order_and_is_not_forgotten() -> None:
    seen = of_add(answered(b'{"order": 7, "error": "Bad link"}'))
    assert seen.state is OrderState.REJECTED
    assert seen.order_id == ""
    assert seen.note == "The answer named 7."


# Row 4: everything else


@pytest.mark.parametrize("http_status", [500, 502, 503, 599])
def test_a_refusal_of_a_failing_server_is_unknown_with_its_words(http_status: int) -> None:
    seen = of_add(answered(REFUSAL, http_status))
    assert seen.state is OrderState.UNKNOWN
    assert seen.words == "Not enough funds on balance"


@pytest.mark.parametrize(
    ("body", "http_status", "kind", "words"),
    [
        (b'{"order": 7}', 199, "panel.malformed", "The answer named 7. The panel answered"),
        (b'{"order": 7}', 300, "panel.redirected", "The answer named 7. The panel answered"),
        (b'{"order": 7}', 399, "panel.redirected", "HTTP 399"),
        (b'{"order": 7}', 400, "panel.malformed", "HTTP 400"),
        (b'{"order": 7}', 429, "panel.rate_limited", "HTTP 429"),
        (b'{"order": 7}', 430, "panel.malformed", "HTTP 430"),
        (b'{"order": 7}', 499, "panel.malformed", "HTTP 499"),
        (b'{"order": 7}', 500, "panel.server_failed", "HTTP 500"),
        (b"", 301, "panel.redirected", "HTTP 301"),
        (b"", 500, "panel.server_failed", "HTTP 500"),
        (b"", 200, "panel.malformed", "cannot be read"),
        (b'{"order": 7', 200, "panel.malformed", "cannot be read"),
        (b"garbage", 200, "panel.malformed", "cannot be read"),
        (b'{"order": 7, "order": 8}', 200, "panel.malformed", "cannot be read"),
        (b"<!DOCTYPE html><title>One moment</title>", 200, "panel.web_page", "web page"),
        (b"<html></html>", 403, "panel.web_page", "HTTP 403"),
        (b"<html></html>", 503, "panel.server_failed", "web page HTTP 503"),
        (b"null", 200, "panel.malformed", "named no order"),
        (b"[]", 200, "panel.malformed", "named no order"),
        (b'{"status": "success"}', 200, "panel.malformed", "named no order"),
        (b'{"order": 7, "data": {"order": 8}}', 200, "panel.malformed", "named 7, 8."),
    ],
)
def test_every_other_answer_is_unknown(
    body: bytes, http_status: int, kind: str, words: str
) -> None:
    seen = of_add(answered(body, http_status))
    assert seen.state is OrderState.UNKNOWN
    assert seen.kind == kind
    assert words.replace("web page HTTP", "web page. The panel answered with HTTP") in seen.note
    assert seen.order_id == ""


@pytest.mark.parametrize("failure", [each for each in Failure if each is not Failure.WITHDRAWN])
@pytest.mark.parametrize("http_status", [None, 200, 500])
def test_a_send_that_broke_off_is_unknown(failure: Failure, http_status: int | None) -> None:
    assert of_add(broken(failure, http_status=http_status)).state is OrderState.UNKNOWN


def test_a_body_without_a_head_is_unknown() -> None:
    sent = replace(answered(b'{"order": 7}'), http_status=None)
    assert of_add(sent).state is OrderState.UNKNOWN


def test_what_is_known_at_the_start_is_nothing() -> None:
    assert outcome.lost("cut off") == AddOutcome(OrderState.UNKNOWN, note="cut off")


# For any send at all

BODIES = st.one_of(
    st.none(),
    st.binary(max_size=40),
    st.sampled_from([b'{"order": 1}', REFUSAL, b"<html>", b"null", b'{"order": 1, "error": "x"}']),
    st.dictionaries(
        st.sampled_from(["order", "error", "errors", "status", "message", "data"]),
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.just({"order": 2})),
    ).map(lambda answer: json.dumps(answer).encode()),
)
SENDS = st.builds(
    Sent,
    phases=st.lists(st.sampled_from([CONNECTING, HEADERS, PROXY_HEADERS])).map(tuple),
    traced=st.booleans(),
    handed_over=st.booleans(),
    http_status=st.one_of(st.none(), st.sampled_from([200, 201, 204, 302, 400, 429, 500, 503])),
    body=BODIES,
    failure=st.one_of(st.none(), st.sampled_from(Failure)),
    detail=st.just(""),
)


@given(SENDS)
def test_a_send_has_one_of_four_outcomes(sent: Sent) -> None:
    seen = of_add(sent)
    assert seen.state in TRANSITIONS[OrderState.SENDING]
    assert bool(seen.order_id) is (seen.state is OrderState.PLACED)
    if seen.state is OrderState.NOT_SENT:
        never = not sent.handed_over or sent.failure is Failure.WITHDRAWN
        assert never or (sent.traced and HEADERS not in sent.phases)
    if seen.state is OrderState.REJECTED:
        assert sent.http_status is not None
        assert sent.http_status < 500
        assert sent.body is not None
    if seen.state is OrderState.PLACED:
        assert sent.http_status in {200, 201, 204}
        assert sent.body is not None


# The balance after a refusal


REJECTED = AddOutcome(OrderState.REJECTED, words="Bad link", kind="panel.wrong_link")


def weighed(before: str, after: str, foretold: str | None, explained: str = "0") -> AddOutcome:
    return weigh_refusal(
        REJECTED,
        before=Decimal(before),
        after=Decimal(after),
        foretold=None if foretold is None else Decimal(foretold),
        explained=Decimal(explained),
    )


@pytest.mark.parametrize(
    ("before", "after", "foretold"),
    [
        ("100.84292", "100.56473", "0.27819"),
        ("100.84292", "100.56474", "0.27819"),
        ("100.84292", "100.56472", "0.27819"),
        ("100.84", "100.56", "0.27819"),
        ("100.84", "100.57", "0.27819"),
        ("100.84292", "100.75292", "0.085"),
        ("100.84292", "100.75522", "0.08765"),
        ("100", "95", "5"),
        ("100", "95", "4"),
        ("1000000", "900000", "100000"),
    ],
)
def test_a_refusal_that_was_charged_is_unknown(before: str, after: str, foretold: str) -> None:
    seen = weighed(before, after, foretold)
    assert seen.state is OrderState.UNKNOWN
    assert seen.words == "Bad link"
    assert seen.kind == "panel.wrong_link"
    fell = f"{Decimal(before) - Decimal(after):,f}"
    assert seen.note == f"Refused, but the balance fell by the charge: {fell}."


@pytest.mark.parametrize(
    ("before", "after", "foretold"),
    [
        ("100.84292", "100.56475", "0.27819"),
        ("100.84292", "100.56471", "0.27819"),
        ("100.84", "100.55", "0.27819"),
        ("100.84292", "100.74292", "0.11001"),
        ("100.00000", "95.00000", "4.98"),
        ("100", "95", "3"),
        ("100.84292", "99.84292", None),
    ],
)
def test_another_fall_is_noted_and_stays_rejected(
    before: str, after: str, foretold: str | None
) -> None:
    seen = weighed(before, after, foretold)
    assert seen.state is OrderState.REJECTED
    fell = f"{Decimal(before) - Decimal(after):f}"
    assert seen.note == f"The balance fell by {fell} meanwhile."


@pytest.mark.parametrize("after", ["100.84292", "105", "100.84293"])
@pytest.mark.parametrize("foretold", ["0", "0.00001", "0.004", "5", None])
def test_a_balance_that_did_not_fall_says_nothing(after: str, foretold: str | None) -> None:
    assert weighed("100.84292", after, foretold) == REJECTED


def test_nothing_is_explained_unless_it_is_said() -> None:
    seen = weigh_refusal(REJECTED, before=Decimal(10), after=Decimal(6), foretold=None)
    assert seen.note == "The balance fell by 4 meanwhile."


def test_what_was_noted_before_stays() -> None:
    noted = replace(REJECTED, note="It was late.")
    seen = weigh_refusal(noted, before=Decimal(10), after=Decimal(6), foretold=None)
    assert seen.note == "It was late. The balance fell by 4 meanwhile."
    assert weigh_refusal(noted, before=None, after=None, foretold=None).note == (
        "It was late. The balance was not checked."
    )


def test_a_fall_that_the_book_explains_leaves_it_rejected() -> None:
    assert weighed("100.84292", "100.56473", "0.27819", "0.27819") == REJECTED


def test_what_else_the_book_took_is_left_out_of_the_fall() -> None:
    both = weighed("100.84292", "98.56473", "0.27819", "2")
    assert both.state is OrderState.UNKNOWN
    refunded = weighed("100.84292", "102.56473", "0.27819", "-2")
    assert refunded.state is OrderState.UNKNOWN
    other = weighed("100.84292", "98.56473", "0.27819", "1")
    assert other.state is OrderState.REJECTED
    assert "1.27819" in other.note


@pytest.mark.parametrize(
    ("before", "after"), [(None, Decimal(5)), (Decimal(5), None), (None, None)]
)
def test_a_balance_that_was_not_read_is_noted(
    before: Decimal | None, after: Decimal | None
) -> None:
    seen = weigh_refusal(REJECTED, before=before, after=after, foretold=Decimal(5))
    assert seen == replace(REJECTED, note="The balance was not checked.")


def test_notes_are_added_to_those_that_are_there() -> None:
    odd = replace(REJECTED, note="The answer named 7.")
    seen = weigh_refusal(odd, before=None, after=None, foretold=None)
    assert seen.note == "The answer named 7. The balance was not checked."


@pytest.mark.parametrize("state", [each for each in OrderState if each is not OrderState.REJECTED])
def test_only_refusals_are_weighed(state: OrderState) -> None:
    seen = AddOutcome(state)
    weight = weigh_refusal(seen, before=Decimal(10), after=Decimal(5), foretold=Decimal(5))
    assert weight is seen


# What may follow what


def test_no_state_leads_back_to_a_second_send() -> None:
    reached = {OrderState.SENDING}
    for _ in OrderState:
        reached |= {then for state in reached for then in TRANSITIONS[state]}
    after = reached - {OrderState.SENDING}
    assert all(OrderState.SENDING not in TRANSITIONS[state] for state in reached)
    assert OrderState.INTENDED not in after


def test_the_states_follow_each_other_as_designed() -> None:
    assert dict(TRANSITIONS) == {
        OrderState.INTENDED: {OrderState.SENDING, OrderState.NOT_SENT},
        OrderState.SENDING: {
            OrderState.PLACED,
            OrderState.REJECTED,
            OrderState.NOT_SENT,
            OrderState.UNKNOWN,
        },
        OrderState.UNKNOWN: {OrderState.PLACED, OrderState.NOT_PLACED},
        OrderState.PLACED: set(),
        OrderState.REJECTED: set(),
        OrderState.NOT_SENT: set(),
        OrderState.NOT_PLACED: set(),
    }


# Refills and cancels


def accepted(request_id: str) -> RequestOutcome:
    return RequestOutcome(RequestState.ACCEPTED, request_id=request_id)


def states(sent: Sent, kind: RequestKind, *asked: str) -> dict[str, RequestState]:
    return {each: seen.state for each, seen in of_requests(sent, kind, asked).items()}


def test_one_refill_is_accepted_with_its_id() -> None:
    seen = of_requests(answered(b'{"refill": "1"}'), RequestKind.REFILL, ["23"])
    assert seen == {"23": accepted("1")}


def test_many_refills_have_a_result_each() -> None:
    body = b'[{"order":1,"refill":11},{"order":3,"refill":{"error":"Incorrect order ID"}}]'
    seen = of_requests(answered(body), RequestKind.REFILL, ["1", "2", "3"])
    assert list(seen) == ["1", "2", "3"]
    assert seen["1"] == accepted("11")
    assert seen["2"] == RequestOutcome(
        RequestState.UNKNOWN, note="The answer does not name this order.", kind="panel.malformed"
    )
    assert seen["3"].state is RequestState.REJECTED
    assert seen["3"].words == "Incorrect order ID"
    assert seen["3"].kind == "panel.wrong_order"


def test_a_cancel_is_read_as_a_cancel() -> None:
    body = b'[{"order":9,"cancel":{"error":"Incorrect order ID"}},{"order":2,"cancel":1}]'
    assert states(answered(body), RequestKind.CANCEL, "9", "2") == {
        "9": RequestState.REJECTED,
        "2": RequestState.ACCEPTED,
    }


def test_a_refused_item_is_not_the_refusal_of_all() -> None:
    body = b'[{"order": 9, "error": "Incorrect order ID"}]'
    assert states(answered(body), RequestKind.CANCEL, "9", "2") == {
        "9": RequestState.REJECTED,
        "2": RequestState.UNKNOWN,
    }


@pytest.mark.parametrize("body", [b'{"error": "Incorrect request"}', b'[{"error": "Incorrect"}]'])
def test_a_refusal_of_all_rejects_each(body: bytes) -> None:
    for http_status, state in (
        (200, RequestState.REJECTED),
        (499, RequestState.REJECTED),
        (500, RequestState.UNKNOWN),
    ):
        seen = of_requests(answered(body, http_status), RequestKind.CANCEL, ["1", "2"])
        assert [each.state for each in seen.values()] == [state, state]
        assert all(each.words.startswith("Incorrect") for each in seen.values())


@pytest.mark.parametrize("http_status", [302, 400, 500])
def test_a_receipt_counts_only_in_a_good_answer(http_status: int) -> None:
    sent = answered(b'{"refill": "1"}', http_status)
    seen = of_requests(sent, RequestKind.REFILL, ["23"])["23"]
    assert seen.state is RequestState.UNKNOWN
    assert seen.request_id == ""
    assert seen.note == f"The answer took the request. The panel answered with HTTP {http_status}."


def test_a_refused_item_of_a_failing_server_is_unknown() -> None:
    body = b'[{"order": 9, "cancel": {"error": "Incorrect order ID"}}]'
    seen = of_requests(answered(body, 500), RequestKind.CANCEL, ["9"])["9"]
    assert seen.state is RequestState.UNKNOWN
    assert seen.words == "Incorrect order ID"
    assert of_requests(answered(body, 499), RequestKind.CANCEL, ["9"])["9"].state is (
        RequestState.REJECTED
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "panel.malformed"),
        (b"<html></html>", "panel.web_page"),
        (b"[1, 2, 3]", "panel.malformed"),
        (b"null", "panel.malformed"),
        (b"{}", "panel.malformed"),
    ],
)
def test_an_answer_that_says_nothing_leaves_each_unknown(body: bytes, kind: str) -> None:
    seen = of_requests(answered(body), RequestKind.REFILL, ["1", "2"])
    assert {each.state for each in seen.values()} == {RequestState.UNKNOWN}
    assert {each.kind for each in seen.values()} == {kind}
    assert all(each.note for each in seen.values())


def test_the_http_code_is_said_of_an_unreadable_answer() -> None:
    seen = of_requests(answered(b"", 503), RequestKind.REFILL, ["1"])["1"]
    assert seen.kind == "panel.server_failed"
    assert "HTTP 503" in seen.note
    missing = of_requests(answered(b"{}", 503), RequestKind.REFILL, ["1"])["1"]
    assert missing.kind == "panel.server_failed"
    assert "HTTP 503" in missing.note


def test_a_request_that_broke_off_is_unknown_for_each() -> None:
    sent = broken(Failure.TIMEOUT, detail="60 s")
    for each in of_requests(sent, RequestKind.CANCEL, ["1", "2"]).values():
        assert each == RequestOutcome(
            RequestState.UNKNOWN,
            note="No whole answer came within the deadline. (60 s)",
            kind="panel.too_slow",
        )
    headless = replace(answered(b'{"refill": "1"}'), http_status=None)
    assert states(headless, RequestKind.REFILL, "1") == {"1": RequestState.UNKNOWN}


def test_a_request_that_never_left_is_not_sent_for_any() -> None:
    assert states(unsent(Failure.CONNECT), RequestKind.CANCEL, "1", "2") == {
        "1": RequestState.NOT_SENT,
        "2": RequestState.NOT_SENT,
    }


@given(SENDS, st.sampled_from(RequestKind), st.lists(st.sampled_from("1234"), unique=True))
def test_every_order_asked_about_gets_a_result(
    sent: Sent, kind: RequestKind, asked: list[str]
) -> None:
    seen = of_requests(sent, kind, asked)
    assert list(seen) == asked
    assert all((each.state is RequestState.NOT_SENT) is not left(sent) for each in seen.values())


def test_what_is_not_told_is_empty() -> None:
    """Empty in every field, since the book and the screens show whatever is there."""
    assert AddOutcome(OrderState.PLACED) == AddOutcome(OrderState.PLACED, "", "", "", "")
    accepted = RequestOutcome(RequestState.ACCEPTED)
    assert accepted == RequestOutcome(RequestState.ACCEPTED, "", "", "", "")
    assert NOTHING_SEEN.detail == ""


def test_a_request_taken_with_a_code_that_says_nothing_is_of_no_kind() -> None:
    seen = of_requests(answered(b'{"refill": "1"}', 404), RequestKind.REFILL, ["23"])["23"]
    assert (seen.state, seen.kind) == (RequestState.UNKNOWN, "")

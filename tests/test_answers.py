from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import answers, errors
from smm_tui.answers import Json
from smm_tui.models import (
    ItemError,
    Receipt,
    RefillReport,
    RefillStatus,
    ServiceType,
    Status,
    StatusReport,
)
from smm_tui.untrusted import NumberText

NOW = datetime(2026, 1, 2, tzinfo=UTC)
WRONG_ORDER = ItemError("Incorrect order ID", "panel.wrong_order")


def read(text: str) -> Json:
    return answers.parse(text.encode())


# --- JSON within bounds


def test_numbers_stay_the_text_that_they_are_written_as() -> None:
    answer = read('{"a": 0.10, "b": 1e2, "c": -0, "d": 99999999999999999999999, "e": "1"}')
    assert answer == {"a": "0.10", "b": "1e2", "c": "-0", "d": "9" * 23, "e": "1"}
    assert isinstance(answer, dict)
    assert isinstance(answer["a"], NumberText)
    assert not isinstance(answer["e"], NumberText)


def test_quirk_6_pretty_escaped_with_a_byte_order_mark() -> None:
    body = (
        b'\xef\xbb\xbf\r\n {\n  "link": "https:\\/\\/a.b\\/c",\n "n": "\\u00e9\\ud83d\\ude00"}\n '
    )
    assert answers.parse(body) == {"link": "https://a.b/c", "n": "é\U0001f600"}


def test_raw_line_breaks_and_lone_surrogates_are_let_pass() -> None:
    assert read('{"a": "x\ny"}') == {"a": "x\ny"}
    assert read('{"a": "\\ud83d"}') == {"a": "\ud83d"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \r\n",
        b"\xef\xbb\xbf",
        b"{",
        b'{"order": 1',
        b'{"order": 1} x',
        b"not json",
        b'{"a": NaN}',
        b"[Infinity]",
        b"[-Infinity]",
        b'{"a": "\xff"}',
        b'{"a": 1, "a": 2}',
        b'{"x": {"a": 1, "a": 1}}',
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b"[" * 34 + b"]" * 34,
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b"[" + b"9" * 5_000 + b"]",
        b"[0." + b"1" * 200 + b"]",
        b"01",
    ],
)
def test_what_breaks_a_bound_is_malformed(body: bytes) -> None:
    with pytest.raises(errors.Malformed) as caught:
        answers.parse(body)
    assert caught.value.detail


def test_what_keeps_the_bounds_is_read() -> None:
    deep = answers.parse(b"[" * 32 + b"]" * 32)
    assert isinstance(deep, list)
    assert read("1e99999") == "1e99999"
    assert answers.parse(b'{"a": 1, "a": 2}', unique_keys=False) == {"a": "2"}


def test_quirk_4_html_in_place_of_json_is_a_web_page() -> None:
    page = b"\n<!DOCTYPE html><html><title>Just a\n moment\x1b[2J &amp; wait</title>"
    with pytest.raises(errors.WebPage) as caught:
        answers.parse(page)
    assert caught.value.detail == "Just a moment[2J & wait"
    with pytest.raises(errors.WebPage, match="web page"):
        answers.parse(b"<p>\xff")


@given(st.binary(max_size=200))
def test_any_bytes_end_in_json_or_in_an_error_of_ours(body: bytes) -> None:
    try:
        answers.parse(body)
    except errors.NotAnAnswer as error:
        assert error.detail or isinstance(error, errors.WebPage)  # noqa: PT017 - either may come


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.text(max_size=8), st.just(NumberText("7"))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                [
                    "order",
                    "orders",
                    "refill",
                    "cancel",
                    "status",
                    "error",
                    "errors",
                    "message",
                    "data",
                    "id",
                    "7",
                    "8",
                    "balance",
                    "currency",
                    "charge",
                    "runs",
                ]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=20,
)


@given(_JSON)
def test_any_json_ends_in_an_answer_or_in_an_error_of_ours(answer: Json) -> None:
    assert all(answers.order_ids(answer))
    answers.refusal(answer)
    for asked in (["7"], ["7", "8"]):
        for meaning in (
            answers.statuses,
            answers.refills,
            answers.cancels,
            answers.refill_statuses,
        ):
            try:
                assert set(meaning(answer, asked)) <= set(asked)
            except errors.PanelError as error:
                assert str(error)  # noqa: PT017 - either may come
    try:
        answers.balance(answer, NOW)
    except errors.PanelError as error:
        assert str(error)  # noqa: PT017 - either may come


# --- refusals


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"error": "Incorrect API key"}', "Incorrect API key"),
        ('{"data": {"error": "Incorrect API key"}}', "Incorrect API key"),
        ('[{"error": "Incorrect order ID"}]', "Incorrect order ID"),
        ('{"data": [{"error": "Incorrect order ID"}]}', "Incorrect order ID"),
        ('{"errors": ["Bad link", "Bad quantity"]}', "Bad link\nBad quantity"),
        ('{"status": "error", "message": "Bad link"}', "Bad link"),
        ('{"status": "fail", "message": "Bad link"}', "Bad link"),
        ('{"error": "API key is incorrect", "status": "102"}', "API key is incorrect"),
        ('{"status": "success", "error": "x"}', "x"),
        ('{"error": {"code": 113, "message": "Insufficient balance"}}', "Insufficient balance"),
        ('{"error": {"link": ["Bad link"], "n": {"x": "y"}}}', "Bad link\ny"),
        ('{"error": true, "message": "Maintenance"}', "Maintenance"),
        ('{"error": true}', ""),
        ('{"error": 0}', "0"),
        ('{"error": "", "errors": ["x"]}', "x"),
        ('{"error": "&lt;b&gt;no\\u001b[2J\\u202e"}', "<b>no[2J"),
    ],
)
def test_a_refusal_wherever_it_stands(text: str, words: str) -> None:
    refused = answers.refusal(read(text))
    assert refused is not None
    assert refused.detail == words


@pytest.mark.parametrize(
    "text",
    [
        '{"order": 1, "error": ""}',
        '{"order": 1, "error": null}',
        '{"order": 1, "error": false}',
        '{"order": 1, "errors": []}',
        '{"status": "success", "message": "Done", "order": 1}',
        '{"status": "Error", "charge": "1"}',
        '{"status": "error", "message": ""}',
        '[{"error": "a"}, {"error": "b"}]',
        '[{"order": 9, "error": "Incorrect order ID"}]',
        '[{"refill": 9, "error": "Refill not found"}]',
        '["error"]',
        "[]",
        "null",
        '"error"',
        "12",
        "true",
    ],
)
def test_what_is_no_refusal_of_the_whole(text: str) -> None:
    assert answers.refusal(read(text)) is None


def test_a_long_refusal_is_cut() -> None:
    refused = answers.refusal({"error": "x" * 10_000})
    assert refused is not None
    assert len(refused.detail) == 500


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        (
            errors.KeyRefused,
            [
                "Incorrect API key",
                "invalid API key",
                "API key is incorrect",
                "API key invalid",
                "API is Disable for this user or User Not Found! Contact the Support",
                "Invalid or inactive API Key",
                "Missing key",
                "user_inactive",
            ],
        ),
        (
            errors.ActionUnknown,
            [
                "Incorrect request",
                "Incorrect action",
                "Invalid action",
                "Unknown action specified!",
                "This action is invalid",
                "Request Invalid",
                "Method Not Allowed",
            ],
        ),
        (
            errors.WrongService,
            [
                "Incorrect service ID",
                "Service ID does not exists",
                "Service is inactive or not found",
                "Disabled service ID",
                "error.incorrect_service_id",
                "neworder.error.incorrect_service_id",
            ],
        ),
        (
            errors.NoFunds,
            [
                "Not enough funds on balance",
                "neworder.error.not_enough_funds",
                "You have insufficient balance",
                "Insufficient balance",
            ],
        ),
        (
            errors.WrongQuantity,
            [
                "Quantity less than minimal 10",
                "Quantity more than maximum 1000",
                "Quantity less than maximum 1000",
                "neworder.error.min_quantity",
                "neworder.error.max_quantity",
                "Quantity must to be greater than or equal to minimum amount 10",
                "Minimum quantity is 5",
                "Incorrect quantity",
                "Quantity must be a multiple of 10",
            ],
        ),
        (
            errors.WrongLink,
            ["Bad link", "Bad Link", "Incorrect link", "Invalid link", "neworder.error.link"],
        ),
        (
            errors.DuplicateLink,
            [
                "neworder.error.link_duplicate",
                "You have active order with this link. Please wait until order being completed.",
                "An identical order was just placed",
            ],
        ),
        (
            errors.WrongOrder,
            [
                "Incorrect order ID",
                "Order not found",
                "Invalid Order Ids",
                "abc is not a number",
                "Refill not found",
                "Incorrect refill ID",
                "Refill is disabled for this service",
                "The order is not completed",
                "The order was completed or refill was requested less than 24 hours ago",
                "There is already an open request for this order.",
                "Order can't be canceled",
                "Cannot cancel",
            ],
        ),
        (
            errors.RateLimited,
            [
                "Too many requests",
                "Rate limit exceeded",
                "Too many invalid requests, try again later",
            ],
        ),
        (
            errors.Refused,
            [
                "Unknown error, please try again later",
                "We are in maintenance until 5 pm",
                "Kh\u00f4ng \u0111\u1ee7 s\u1ed1 d\u01b0",
                "\u0627\u0644\u0631\u0635\u064a\u062f \u063a\u064a\u0631 \u0643\u0627\u0641",
                "Yetersiz bakiye",
                "Saldo insuficiente",
                "",
            ],
        ),
    ],
)
def test_the_kind_of_a_refusal_by_every_spelling(
    kind: type[errors.PanelError], spellings: list[str]
) -> None:
    for words in spellings:
        assert answers.kind_of(words) is kind, words
        refused = answers.refusal({"error": words or "-"})
        assert type(refused) is kind


# --- balance


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ('{"balance": "100.84292", "currency": "USD"}', "100.84292", "USD"),
        ('{"status": "success", "balance": "0.00", "currency": "USD"}', "0.00", "USD"),
        ('{"balance": 12.50, "balancef": "x", "currency": "RUB"}', "12.50", "RUB"),
        ('{"balance": "1,234.50000", "currency": "USD"}', "1234.50000", "USD"),
        ('{"balance": "-40"}', "-40", ""),
        ('{"data": {"balance": "5", "currency": null}}', "5", ""),
        ('[{"balance": 7, "currency": "US\\u001bD"}]', "7", "USD"),
    ],
)
def test_a_balance(text: str, amount: str, currency: str) -> None:
    held = answers.balance(read(text), NOW)
    assert f"{held.money.amount:f}" == amount
    assert isinstance(held.money.amount, Decimal)
    assert held.money.currency == currency
    assert held.at == NOW


@pytest.mark.parametrize(
    "text",
    ['{"balance": "1,234"}', '{"balance": null}', "{}", "[]", "null", '"5"', "5", '{"balance":{}}'],
)
def test_what_is_no_balance(text: str) -> None:
    with pytest.raises(errors.Malformed, match="balance"):
        answers.balance(read(text), NOW)


def test_a_refusal_in_place_of_a_balance() -> None:
    with pytest.raises(errors.KeyRefused):
        answers.balance(read('{"error": "Incorrect API key", "status": "102"}'), NOW)


# --- add


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ('{"order": 23501}', ("23501",)),
        ('{"order": "23501"}', ("23501",)),
        ('{"status": "success", "order": 5}', ("5",)),
        ('{"status": 100, "order": "5"}', ("5",)),
        ('{"order": 5, "charge": "0.1", "currency": "USD", "type": "Default"}', ("5",)),
        ('{"order": "507f1f77bcf86cd799439011"}', ("507f1f77bcf86cd799439011",)),
        ('{"order": "ord_01HG9"}', ("ord_01HG9",)),
        ('{"order": 123456789012345678901234567890}', ("123456789012345678901234567890",)),
        ('{"data": {"order": 5}}', ("5",)),
        ('{"order": 5, "data": {"order": "5"}}', ("5",)),
        ('{"order": 5, "data": {"order": 6}}', ("5", "6")),
        ('{"order": null}', ()),
        ('{"order": ""}', ()),
        ('{"order": " "}', ()),
        ('{"order": 0}', ()),
        ('{"order": "0"}', ()),
        ('{"order": false}', ()),
        ('{"order": true}', ()),
        ('{"order": [1]}', ()),
        ('{"order": {"id": 1}}', ()),
        ('{"id": 5}', ()),
        ('{"order_id": 5}', ()),
        ('{"status": "success"}', ()),
        ('[{"order": 5}]', ()),
        ("{}", ()),
        ("null", ()),
        ("5", ()),
        ('"5"', ()),
    ],
)
def test_the_order_ids_that_an_answer_to_add_names(text: str, ids: tuple[str, ...]) -> None:
    assert answers.order_ids(read(text)) == ids


# --- status


def report(status: Status, word: str, **fields: Any) -> StatusReport:  # noqa: ANN401 - the fields
    return StatusReport(status, word, **fields)


PRINTED = """{"charge": "0.27819", "start_count": "3572", "status": "Partial", "remains": "157",
    "currency": "USD"}"""
PARTIAL = report(
    Status.PARTIAL,
    "Partial",
    charge=Decimal("0.27819"),
    start_count=3572,
    remains=157,
    currency="USD",
)


def test_one_status_as_printed() -> None:
    assert answers.statuses(read(PRINTED), ["1"]) == {"1": PARTIAL}


def test_many_statuses_as_printed_each_under_its_id() -> None:
    answer = read(
        f"""{{"1": {PRINTED}, "10": {{"error": "Incorrect order ID"}}, "100": {{"charge": "1.44219",
        "start_count": "234", "status": "In progress", "remains": "10", "currency": "USD"}}}}"""
    )
    assert answers.statuses(answer, ["1", "10", "100"]) == {
        "1": PARTIAL,
        "10": WRONG_ORDER,
        "100": report(
            Status.IN_PROGRESS,
            "In progress",
            charge=Decimal("1.44219"),
            start_count=234,
            remains=10,
            currency="USD",
        ),
    }


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        pytest.param(f'{{"data": {PRINTED}}}', ["1"], {"1": PARTIAL}, id="wrapped, one"),
        pytest.param(
            f'{{"status": "success", "data": {{"1": {PRINTED}}}}}',
            ["1", "2"],
            {"1": PARTIAL},
            id="wrapped, many",
        ),
        pytest.param(
            f'{{"status": "success", "1": {PRINTED}}}',
            ["1", "2"],
            {"1": PARTIAL},
            id="10: a status of the whole beside the ids",
        ),
        pytest.param(f"[{PRINTED}, {{}}]", ["5", "6"], {"5": PARTIAL}, id="12: a list without ids"),
        pytest.param(
            '[{"order": 6, "status": "Completed"}, {"order": "5", "error": "x"}]',
            ["5", "6"],
            {"5": ItemError("x"), "6": report(Status.COMPLETED, "Completed")},
            id="12: a list with ids, in its own order",
        ),
        pytest.param(
            '[{"order": 6, "status": "Completed"}]',
            ["5", "6"],
            {"6": report(Status.COMPLETED, "Completed")},
            id="12: a shorter list with ids",
        ),
        pytest.param(
            f'{{"1": {PRINTED}, "2": "Incorrect order ID"}}',
            ["1", "2"],
            {"1": PARTIAL, "2": WRONG_ORDER},
            id="12: bare words",
        ),
        pytest.param(
            f'{{"1": {PRINTED}, "77": {PRINTED}}}', ["1", "2"], {"1": PARTIAL}, id="12: extra keys"
        ),
        pytest.param(f'{{"77": {PRINTED}}}', ["1", "2"], {}, id="12: only extra keys"),
        pytest.param("{}", ["1", "2"], {}, id="12: all dropped"),
        pytest.param("[]", ["1"], {}, id="12: all dropped, as PHP writes an empty object"),
        pytest.param('{"1": {}, "2": null, "3": ""}', ["1", "2", "3"], {}, id="nothing said"),
        pytest.param(
            f'{{"507f1f77bcf86cd799439011": {PRINTED}}}',
            ["507f1f77bcf86cd799439011"],
            {"507f1f77bcf86cd799439011": PARTIAL},
            id="13: one, wrapped by its id",
        ),
        pytest.param(
            '[{"error": "Incorrect order ID"}]', ["9"], {"9": WRONG_ORDER}, id="13: error in a list"
        ),
        pytest.param(
            '{"error": "Incorrect order ID"}', ["9"], {"9": WRONG_ORDER}, id="one unknown order"
        ),
        pytest.param(
            f'{{"9": [{{"error": "Incorrect order ID"}}], "8": [{PRINTED}]}}',
            ["9", "8"],
            {"9": WRONG_ORDER, "8": PARTIAL},
            id="items that are lists of one",
        ),
        pytest.param(
            '{"1": {"status": {"error": "Incorrect order ID"}}}',
            ["1"],
            {"1": WRONG_ORDER},
            id="the error in the status",
        ),
        pytest.param(
            '{"order": 5, "status": "Completed"}',
            ["5", "6"],
            {"5": report(Status.COMPLETED, "Completed")},
            id="11: one item, with its id",
        ),
        pytest.param(
            '{"order": 5, "status": "Completed"}', ["6"], {}, id="an order never asked for"
        ),
        pytest.param(
            '{"status": "Error", "charge": "1"}',
            ["5"],
            {"5": report(Status.FAILED, "Error", charge=Decimal(1))},
            id="10: an order's status of error",
        ),
        pytest.param(
            '{"charge": "1"}',
            ["5"],
            {"5": report(Status.UNHEARD, "", charge=Decimal(1))},
            id="no status",
        ),
    ],
)
def test_statuses(text: str, asked: list[str], expected: dict[str, object]) -> None:
    assert answers.statuses(read(text), asked) == expected


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('"start_count": null, "remains": null', {}),
        ('"start_count": "", "remains": ""', {}),
        ('"start_count": "0", "remains": "0"', {"start_count": 0, "remains": 0}),
        ('"start_count": 7, "remains": "-3"', {"start_count": 7, "remains": -3}),
        ('"remains": 100000', {"remains": 100000}),
        ('"start_counter": "12"', {"start_count": 12}),
        ('"remains": "1,234"', {}),
        ('"charge": "1,234.50000"', {"charge": Decimal("1234.50000")}),
        ('"charge": 0.1', {"charge": Decimal("0.1")}),
        ('"charge": null, "currency": null', {}),
    ],
)
def test_quirk_14_counts_that_are_odd_or_not_there(text: str, fields: dict[str, object]) -> None:
    found = answers.statuses(read(f'{{"status": "Pending", {text}}}'), ["1"])
    assert found == {"1": report(Status.PENDING, "Pending", **fields)}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('"expiry": null, "posts": "0", "orders": []', {"posts": 0}),
        (
            '"expiry": "31/12/2026", "posts": "2", "orders": [11, "12", 11, 0, null]',
            {"expiry": "31/12/2026", "posts": 2, "children": ("11", "12")},
        ),
        ('"expiry": true, "posts": 3', {"posts": 3}),
        ('"runs": 4, "orders": "11, 12,"', {"runs": 4, "children": ("11", "12")}),
        ('"runs": "4", "orders": {"0": 11, "2": 12}', {"runs": 4, "children": ("11", "12")}),
        ('"runs": 1, "orders": null', {"runs": 1}),
        ('"runs": 1, "orders": true', {"runs": 1}),
    ],
)
def test_subscriptions_and_drip_feed_name_their_orders(
    text: str, fields: dict[str, object]
) -> None:
    found = answers.statuses(read(f'{{"status": "Active", {text}}}'), ["1"])
    assert found == {"1": report(Status.ACTIVE, "Active", **fields)}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"[{PRINTED}]", ["1", "2"]),
        (f"[{PRINTED}, {PRINTED}, {PRINTED}]", ["1", "2"]),
        ('[{"order": 1, "status": "Pending"}, {"status": "Pending"}]', ["1", "2"]),
        (PRINTED, ["1", "2"]),
        ('["Incorrect order ID", "x", {}]', ["1"]),
    ],
)
def test_items_that_cannot_be_told_apart(text: str, asked: list[str]) -> None:
    with pytest.raises(errors.NoIds):
        answers.statuses(read(text), asked)


@pytest.mark.parametrize("text", ["null", "5", '"Completed"', "true", '{"foo": "bar"}'])
def test_quirk_7_what_is_no_answer_about_orders(text: str) -> None:
    for asked in (["1"], ["1", "2"]):
        for meaning in (answers.statuses, answers.refills, answers.cancels):
            with pytest.raises(errors.Malformed):
                meaning(read(text), asked)


def test_a_refusal_of_the_whole_is_raised() -> None:
    with pytest.raises(errors.WrongOrder):  # none matched, or the form is not known
        answers.statuses(read('{"error": "Invalid Order Ids"}'), ["1", "2"])
    with pytest.raises(errors.KeyRefused):
        answers.statuses(read('{"error": "Incorrect API key"}'), ["1"])
    with pytest.raises(errors.RateLimited):
        answers.statuses(read('{"data": {"error": "Too many requests"}}'), ["1"])


# --- refill and cancel


def test_refills_as_printed() -> None:
    assert answers.refills(read('{"refill": "1"}'), ["9"]) == {"9": Receipt("1")}
    many = read(
        """[{"order": 1, "refill": 1}, {"order": 2, "refill": 2},
        {"order": 3, "refill": {"error": "Incorrect order ID"}}]"""
    )
    assert answers.refills(many, ["1", "2", "3"]) == {
        "1": Receipt("1"),
        "2": Receipt("2"),
        "3": WRONG_ORDER,
    }


def test_cancels_as_printed() -> None:
    many = read(
        '[{"order": 9, "cancel": {"error": "Incorrect order ID"}}, {"order": 2, "cancel": 1}]'
    )
    assert answers.cancels(many, ["9", "2"]) == {"9": WRONG_ORDER, "2": Receipt("1")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"refill": 1}', Receipt("1")),
        ('{"refill": "9"}', Receipt("9")),
        ('{"refill": "ref_01HG9"}', Receipt("ref_01HG9")),
        ('{"refill": "1", "status": 200, "message": "Created"}', Receipt("1")),
        ('{"data": {"refill": 5}}', Receipt("5")),
        ('{"refill": {"error": "Refill is disabled for this service"}}', None),
        ('{"error": "Refill is disabled for this service"}', None),
        ('{"order": 9, "error": "Refill is disabled for this service"}', None),
        ('{"refill": "Refill is disabled for this service"}', None),
        ('[{"order": "9", "refill": 5}]', Receipt("5")),
        ('[{"refill": 5}]', Receipt("5")),
        ('{"9": {"refill": 5}}', Receipt("5")),
        ('{"9": 5}', Receipt("5")),
    ],
)
def test_quirk_16_one_refill(text: str, expected: Receipt | None) -> None:
    refused = ItemError("Refill is disabled for this service", "panel.wrong_order")
    assert answers.refills(read(text), ["9"]) == {"9": expected or refused}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", Receipt("1")),
        ("1001", Receipt("1001")),
        ("true", Receipt("")),
        ('"Success"', Receipt("")),
        ('{"status": "Success"}', Receipt("")),
        ('{"status": "Canceled"}', Receipt("")),
        ('{"status": "Error"}', ItemError("Error")),
        ('{"error": "Cannot cancel"}', ItemError("Cannot cancel", "panel.wrong_order")),
        (
            '{"status": "error", "message": "Cannot cancel"}',
            ItemError("Cannot cancel", "panel.wrong_order"),
        ),
        ('"Order can\'t be canceled"', ItemError("Order can't be canceled", "panel.wrong_order")),
    ],
)
def test_quirk_17_what_a_cancel_can_be(value: str, expected: object) -> None:
    assert answers.cancels(read(f'{{"cancel": {value}}}'), ["9"]) == {"9": expected}
    assert answers.cancels(read(f'[{{"order": 9, "cancel": {value}}}]'), ["9"]) == {"9": expected}


@pytest.mark.parametrize("value", ["0", "null", "false", '""', "[]", "{}", '{"status": "Odd"}'])
def test_a_cancel_that_says_nothing_is_not_there(value: str) -> None:
    assert answers.cancels(read(f'[{{"order": 9, "cancel": {value}}}]'), ["9"]) == {}


def test_quirk_17_the_error_at_the_item() -> None:
    answer = read(
        '[{"order": 999999, "error": "Incorrect order ID"}, {"order": 1, "cancel": 1001}]'
    )
    assert answers.cancels(answer, ["999999", "1"]) == {
        "999999": WRONG_ORDER,
        "1": Receipt("1001"),
    }
    alone = read('[{"order": 999999, "error": "Incorrect order ID"}]')
    assert answers.cancels(alone, ["999999", "1"]) == {"999999": WRONG_ORDER}


def test_one_cancel_for_two_orders_is_for_neither() -> None:
    with pytest.raises(errors.NoIds):
        answers.cancels(read('{"cancel": 1}'), ["1", "2"])
    with pytest.raises(errors.NoIds):
        answers.refills(read('[{"refill": 1}]'), ["1", "2"])


# --- refill status


def test_refill_statuses_as_printed() -> None:
    one = answers.refill_statuses(read('{"status": "Completed"}'), ["1"])
    assert one == {"1": RefillReport(RefillStatus.COMPLETED, "Completed")}
    many = read(
        """[{"refill": 1, "status": "Completed"}, {"refill": 2, "status": "Rejected"},
        {"refill": 3, "status": {"error": "Refill not found"}}]"""
    )
    assert answers.refill_statuses(many, ["1", "2", "3"]) == {
        "1": RefillReport(RefillStatus.COMPLETED, "Completed"),
        "2": RefillReport(RefillStatus.REJECTED, "Rejected"),
        "3": ItemError("Refill not found", "panel.wrong_order"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"refill": "3", "error": "Refill not found"}]', None),
        ('{"error": "Refill not found"}', None),
        ('{"3": "Refill not found"}', None),
        ('{"3": {"status": "Pending"}}', RefillReport(RefillStatus.PENDING, "Pending")),
        ('{"3": "Pending"}', RefillReport(RefillStatus.PENDING, "Pending")),
        ('{"refill": 3, "status": "Odd"}', RefillReport(RefillStatus.UNHEARD, "Odd")),
        (
            '{"status": "tasks.status.in_progress"}',
            RefillReport(RefillStatus.IN_PROGRESS, "tasks.status.in_progress"),
        ),
    ],
)
def test_what_one_refill_can_be(text: str, expected: RefillReport | None) -> None:
    unknown = ItemError("Refill not found", "panel.wrong_order")
    assert answers.refill_statuses(read(text), ["3"]) == {"3": expected or unknown}


def test_a_refill_without_a_status_is_not_there() -> None:
    assert answers.refill_statuses(read('[{"refill": 3, "status": null}]'), ["3"]) == {}


# --- words


@pytest.mark.parametrize(
    ("status", "spellings"),
    [
        (Status.PENDING, "Pending PENDING Awaiting AWAITING Creating"),
        (Status.IN_PROGRESS, "In_progress Inprogress IN_PROGRESS in-progress refilling"),
        (Status.PROCESSING, "Processing PROCESSING"),
        (Status.COMPLETED, "Completed COMPLETED Complete complete"),
        (Status.PARTIAL, "Partial PARTIAL"),
        (Status.CANCELED, "Canceled CANCELED Cancelled tasks.status.canceled"),
        (Status.REFUNDED, "Refunded"),
        (Status.FAILED, "Fail FAIL Error ERROR Rejected failed"),
        (Status.ACTIVE, "Active"),
        (Status.PAUSED, "Paused"),
        (Status.EXPIRED, "Expired"),
        (Status.UNHEARD, "weird 100 102 success \u5b8c\u6210"),
    ],
)
def test_every_spelling_of_a_status(status: Status, spellings: str) -> None:
    for raw in spellings.split():
        assert answers.status_of(raw) is status, raw
    assert answers.status_of("In progress") is Status.IN_PROGRESS
    assert answers.status_of("") is Status.UNHEARD


@pytest.mark.parametrize(
    ("status", "spellings"),
    [
        (RefillStatus.PENDING, "Pending awaiting"),
        (RefillStatus.IN_PROGRESS, "In_progress inprogress processing tasks.status.in_progress"),
        (RefillStatus.COMPLETED, "Completed complete"),
        (RefillStatus.REJECTED, "Rejected tasks.status.rejected"),
        (RefillStatus.CANCELED, "Canceled Cancelled"),
        (RefillStatus.ERROR, "Error fail"),
        (RefillStatus.UNHEARD, "weird 1"),
    ],
)
def test_every_spelling_of_a_refill_status(status: RefillStatus, spellings: str) -> None:
    for raw in spellings.split():
        assert answers.refill_status_of(raw) is status, raw


@pytest.mark.parametrize("kind", [kind for kind in ServiceType if kind is not ServiceType.UNHEARD])
def test_every_type_in_every_spelling(kind: ServiceType) -> None:
    for raw in (
        kind.value,
        kind.value.lower(),
        kind.value.upper(),
        kind.value.lower().replace(" ", "_"),
        kind.value.replace(" ", ""),
    ):
        assert answers.service_type_of(raw) is kind


def test_quirk_20_types_as_panels_write_them() -> None:
    assert answers.service_type_of("Custom Comment") is ServiceType.CUSTOM_COMMENTS
    assert answers.service_type_of("mentions_hashtag") is ServiceType.MENTIONS_HASHTAG
    for raw in ("", "Special", "fb_eyeslive", "fb_viplike", "?", "Followers"):
        assert answers.service_type_of(raw) is ServiceType.UNHEARD


# --- services, row by row


def row(**fields: object) -> dict[str, object]:
    return {
        "service": 1,
        "name": "Followers",
        "type": "Default",
        "category": "First Category",
        "rate": "0.90",
        "min": "50",
        "max": "10000",
        "refill": True,
        "cancel": True,
        **fields,
    }


def test_a_service_as_printed() -> None:
    found = answers.service(row())
    assert (found.service_id, found.name, found.category) == ("1", "Followers", "First Category")
    assert (found.type, found.type_text) == (ServiceType.DEFAULT, "Default")
    assert (found.rate, found.min, found.max) == (Decimal("0.90"), 50, 10_000)
    assert (found.refill, found.cancel, found.dripfeed) == (True, True, None)
    assert (found.description, found.unclear) == ("", ())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"service": "7599"}, {"service_id": "7599"}),
        ({"service": "101429via_ngoai"}, {"service_id": "101429via_ngoai"}),
        ({"service": None, "id": 5}, {"service_id": "5"}),
        ({"rate": NumberText("0.0104")}, {"rate": Decimal("0.0104")}),
        ({"rate": 880}, {"rate": Decimal(880)}),
        ({"rate": "1,234.50000"}, {"rate": Decimal("1234.50000")}),
        ({"rate": "0,90"}, {"rate": Decimal("0.90")}),
        ({"rate": "0"}, {"rate": Decimal(0)}),
        ({"rate": NumberText("116011238807365")}, {"rate": Decimal(116011238807365)}),
        ({"min": 10, "max": "2147483647"}, {"min": 10, "max": 2147483647}),
        ({"min": 0, "max": 0}, {"min": 0, "max": None}),
        ({"min": None, "max": None}, {"min": None, "max": None}),
        ({"min": "", "max": ""}, {"min": None, "max": None}),
        ({"min": 100, "max": 10}, {"min": 100, "max": 10}),
        ({"refill": "false", "cancel": "0", "dripfeed": 1}, {"refill": False, "dripfeed": True}),
        ({"refill": 0, "cancel": None}, {"refill": False, "cancel": None}),
        ({"type": ""}, {"type": ServiceType.UNHEARD, "type_text": ""}),
        ({"type": "custom_comments"}, {"type": ServiceType.CUSTOM_COMMENTS}),
        ({"category": "4"}, {"category": "4"}),
        ({"category": 4}, {"category": "4"}),
        ({"category": None, "name": None}, {"category": "", "name": ""}),
        ({"name": " A &amp; B\r\n[IT] \x1b[2J"}, {"name": "A & B [IT] [2J"}),
        ({"desc": "one<br>two"}, {"description": "one\ntwo"}),
        ({"description": "one\r\ntwo"}, {"description": "one\ntwo"}),
        ({"limit": None, "drops": {"a": []}}, {"name": "Followers"}),
        ({"name": ["x"], "type": {}, "category": [], "min": []}, {"name": "", "category": ""}),
    ],
)
def test_quirks_19_to_24_what_a_row_may_hold(
    fields: dict[str, object], expected: dict[str, object]
) -> None:
    found = answers.service(row(**fields))
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.unclear == ()


@pytest.mark.parametrize(
    ("fields", "unclear"),
    [
        ({"rate": "1,234"}, (("rate", "1,234"),)),
        ({"rate": "free"}, (("rate", "free"),)),
        ({"rate": "-1"}, (("rate", "-1"),)),
        ({"rate": None}, (("rate", ""),)),
        ({"rate": True}, (("rate", ""),)),
        ({"min": "1,000", "max": "1.000.000"}, (("min", "1,000"), ("max", "1.000.000"))),
        ({"min": "-5"}, (("min", "-5"),)),
        ({"max": "10.5"}, (("max", "10.5"),)),
    ],
)
def test_what_would_be_a_guess_is_kept_as_it_came(
    fields: dict[str, object], unclear: tuple[tuple[str, str], ...]
) -> None:
    assert answers.service(row(**fields)).unclear == unclear


def test_a_row_without_an_id_is_no_service() -> None:
    nothing: list[object] = [None, "", [], True]
    for value in nothing:
        with pytest.raises(errors.Malformed, match="no service id"):
            answers.service(row(service=value))


def test_a_very_long_category_is_read_every_time() -> None:
    long = "c" * 400
    assert answers.service(row(category=long)).category == long
    for number in range(5_000):  # more prices than are kept
        assert answers.service(row(rate=f"{number}.125")).rate == Decimal(f"{number}.125")


# --- services, the whole body


def catalogue(body: bytes | str) -> answers.CatalogueReader:
    reader = answers.CatalogueReader(body.encode() if isinstance(body, str) else body)
    for _step in reader:
        pass
    return reader


def many(count: int) -> list[dict[str, object]]:
    """Rows of which some look in their names as if the next began there."""
    return [
        row(
            service=number,
            name=f"Likes {number} {'},{' if number % 500 == 7 else ''} \u2764\ufe0f [\u0130]",
            desc="x" * 90,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("ensure_ascii", [True, False])
@pytest.mark.parametrize("wrapped", [False, True])
def test_every_row_comes_out_once_and_in_order(
    indent: int | None,
    ensure_ascii: bool,  # noqa: FBT001 - a parameter
    wrapped: bool,  # noqa: FBT001 - a parameter
) -> None:
    rows = many(1_500)
    answer = {"status": "success", "n": -1.5e3, "data": rows, "x": "]"} if wrapped else rows
    body = json.dumps(answer, indent=indent, ensure_ascii=ensure_ascii)
    reader = answers.CatalogueReader(body.encode())
    steps = sum(1 for _step in reader)
    assert steps > len(body) // 70_000
    assert [service.service_id for service in reader.services] == [str(n) for n in range(1_500)]
    assert reader.services[7].name == "Likes 7 },{ \u2764\ufe0f [\u0130]"
    assert reader.unreadable == []


def test_no_step_takes_more_than_its_share() -> None:
    reader = answers.CatalogueReader(json.dumps(many(3_000)).encode())
    before, most = 0, 0
    for _step in reader:
        most = max(most, len(reader.services) - before)
        before = len(reader.services)
    assert most <= 64 * 1024 // 200


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        " [ ] ",
        "null",
        '{"data": []}',
        '{"data": null}',
        '{"data": {}}',
        '{"status": "success", "data": "Empty Data"}',
        '\ufeff{"status": "success", "data": [ ], "message": ""}',
        "{}",
    ],
)
def test_quirks_7_and_8_an_empty_catalogue(body: str) -> None:
    reader = catalogue(body)
    assert reader.services == []
    assert reader.unreadable == []


def test_php_makes_an_object_of_a_list_with_gaps() -> None:
    rows = {str(number * 2): entry for number, entry in enumerate(many(500))}
    for answer in (rows, {"data": rows}):
        assert len(catalogue(json.dumps(answer)).services) == 500


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"error": "Incorrect API key"}', errors.KeyRefused),
        ('{"data": {"error": "API is Disable for this user"}}', errors.KeyRefused),
        ('[{"error": "Incorrect API key"}]', errors.KeyRefused),
        ('{"status": "fail", "message": "Maintenance"}', errors.Refused),
        ("<html><title>Login</title>", errors.WebPage),
        ("", errors.Malformed),
        ("[", errors.Malformed),
        ('"Empty Data"', errors.Malformed),
        ("5", errors.Malformed),
        ('{"data": 5}', errors.Malformed),
        ('{"data": "Come back later"}', errors.Malformed),
        ('{"services": "x"}', errors.Malformed),
    ],
)
def test_what_is_no_catalogue(body: str, kind: type[errors.PanelError]) -> None:
    with pytest.raises(kind):
        catalogue(body)


def test_an_envelope_with_more_in_it_than_texts() -> None:
    answer = {"meta": {"page": 1}, "data": [*many(500), {"name": "no id"}, 5]}
    reader = catalogue(json.dumps(answer))
    assert len(reader.services) == 500
    assert [bad.position for bad in reader.unreadable] == [500, 501]


def test_a_refusal_beside_a_long_list_is_still_one() -> None:
    with pytest.raises(errors.KeyRefused):
        catalogue(json.dumps({"data": many(50), "error": "Incorrect API key"}))


def test_a_flood_in_an_odd_form_is_not_read() -> None:
    with pytest.raises(errors.Malformed):
        answers.CatalogueReader(b'{"a": "' + b"x" * 5_000_000 + b'"}')


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_body_cut_anywhere_is_never_half_a_catalogue(
    wrapped: bool,  # noqa: FBT001 - a parameter
) -> None:
    rows = [row(service=number, name='a "},{" \\ b') for number in range(12)]
    body = json.dumps({"data": rows, "ok": True} if wrapped else rows).encode()
    assert len(catalogue(body).services) == 12
    for length in range(len(body)):
        with pytest.raises(errors.NotAnAnswer):
            catalogue(body[:length])


def test_what_follows_the_list_must_belong_to_it() -> None:
    body = json.dumps(many(30))
    for tail in ("x", "]", ",", "[]", '{"a": 1}'):
        with pytest.raises(errors.Malformed):
            catalogue(body + tail)


ODD_ROWS = [
    "null",
    "5",
    '"text"',
    "[]",
    "{}",
    '{"name": "no id"}',
    '{"name": "no id, and half a letter: \\ud83d"}',
    '{"service": NaN}',
    '{"service": 1, "rate": 01}',
    '{"service": 1, "rate": ' + "9" * 5_000 + "}",
    '{"service": 1, "x": ' + "[" * 2_000 + "]" * 2_000 + "}",
    '{"service": 1 "name": "x"}',
    "{'service': 1}",
]


@pytest.mark.parametrize("odd", ODD_ROWS)
@pytest.mark.parametrize("count", [3, 800])
def test_a_bad_row_stays_one_bad_row(odd: str, count: int) -> None:
    rows = [json.dumps(entry) for entry in many(count)]
    for at in (0, count // 2, count - 1):
        body = "[" + ",\n".join([*rows[:at], odd, *rows[at:]]) + "]"
        reader = catalogue(body)
        assert len(reader.services) == count
        assert [bad.position for bad in reader.unreadable] == [at]
        assert reader.unreadable[0].reason


def test_a_bad_row_can_be_looked_at_and_is_clean() -> None:
    body = (
        '[{"service": 1}, {"name": "x\\u001b[2J", "rate": 5, "x": 1}, "\x1b]0;t\x07", "a\\ud800"]'
    )
    reader = catalogue(body)
    assert [bad.reason for bad in reader.unreadable] == ["no service id", "no object", "no object"]
    assert [bad.text for bad in reader.unreadable] == [
        "name: x[2J, rate: 5",
        '"]0;t"',
        '"a\\ud800"',
    ]


def test_a_row_that_is_not_utf_8_is_one_bad_row() -> None:
    body = b'[{"service": 1, "name": "caf\xe9"}, {"service": 2, "name": "ok"}]'
    reader = catalogue(body)
    assert [service.service_id for service in reader.services] == ["2"]
    assert reader.unreadable[0].reason == "the answer is not UTF-8"


def test_rows_that_only_a_lenient_reader_takes_are_read() -> None:
    body = """[{"service": 1, "name": "a\\ud83dz"}, {"service": 2, "name": "b
        c"}, {"service": 3, "service": 4}, {"service": 123456789012345678901234567890},
        {"service": 6, "rate": 0.10, "min": 1e2, "max": 99999999999999999999999}]"""
    reader = catalogue(body)
    assert reader.unreadable == []
    assert [service.name for service in reader.services][:2] == ["az", "b c"]
    assert [service.service_id for service in reader.services][2:4] == ["4", "1234567890" * 3]
    last = reader.services[4]
    assert (str(last.rate), last.min, last.max) == ("0.10", 100, None)
    assert last.unclear == (("max", "99999999999999999999999"),)


def test_one_row_larger_than_a_slice() -> None:
    rows = [row(service=1, desc="\u00e9" * 65_522), row(service=2)]
    reader = catalogue(json.dumps(rows))
    assert [len(service.description) for service in reader.services] == [65_522, 0]


@given(st.binary(max_size=300))
def test_any_bytes_end_in_services_or_in_an_error_of_ours(body: bytes) -> None:
    for start in (b"", b"[", b'{"data": [', b'[{"service": 1}, '):
        try:
            catalogue(start + body)
        except errors.PanelError as error:
            assert str(error)  # noqa: PT017 - either may come

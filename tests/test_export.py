from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from smm_tui.export import ORDER_FIELDS, Value, order_row, to_csv, to_json
from smm_tui.models import (
    Order,
    OrderState,
    Origin,
    RefillStatus,
    Request,
    RequestKind,
    RequestState,
    ServiceType,
    Status,
)

AT = datetime(2026, 3, 14, 14, 2, 11, tzinfo=UTC)


def order(**changes: object) -> Order:
    request = Request(
        ref=1,
        order_ref=1,
        kind=RequestKind.REFILL,
        state=RequestState.ACCEPTED,
        request_id="7",
        status=RefillStatus.IN_PROGRESS,
        status_text="In progress",
        words="",
        created_at=AT,
        settled_at=AT,
        checked_at=AT,
    )
    values: dict[str, object] = {
        "ref": 1,
        "panel": "brsmm",
        "panel_url": "https://brsmm.com/api/v2",
        "state": OrderState.PLACED,
        "origin": Origin.PLACED,
        "order_id": "23501",
        "service_id": "1",
        "service_name": "Followers [no drop] · ﬁne",
        "service_type": ServiceType.DEFAULT,
        "category": "Instagram",
        "rate": Decimal("0.90"),
        "link": "https://a.b/c",
        "quantity": 1000,
        "params": (),
        "foretold": Decimal("0.90000"),
        "charge": None,
        "currency": "USD",
        "status": Status.IN_PROGRESS,
        "status_text": "In progress",
        "start_count": 3572,
        "remains": -5,
        "posts": None,
        "runs": None,
        "expiry": "",
        "parent": None,
        "words": "line one\nline two",
        "phases": (),
        "traced": True,
        "created_at": AT,
        "sent_at": AT,
        "settled_at": AT,
        "checked_at": None,
        "changed_at": AT,
        "lost_at": None,
        "acknowledged": False,
        "flag": "",
        "refill": request,
        "cancel": None,
        "balance_before": None,
        "balance_after": None,
    }
    return Order(**{**values, **changes})  # type: ignore[arg-type]  # the table above has the types


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_an_order_as_csv_keeps_every_digit_and_letter() -> None:
    text = to_csv([order_row(order())], ORDER_FIELDS)
    head, row = cells(text)
    assert tuple(head) == ORDER_FIELDS
    found = dict(zip(head, row, strict=True))
    assert found["order_id"] == "23501"
    assert found["service"] == "Followers [no drop] · ﬁne"
    assert (found["rate"], found["charge_foretold"], found["charge"]) == ("0.90", "0.90000", "")
    assert (found["state"], found["status"]) == ("placed", "in progress")
    assert (found["refill"], found["cancel"]) == ("in progress", "")
    assert found["created_at"] == "2026-03-14T14:02:11+00:00"
    assert found["checked_at"] == ""
    assert found["words"] == "line one line two"
    assert found["remains"] == "-5"
    assert text.count("\r\n") == 2


def test_an_order_as_json_has_strings_for_decimals_and_null_for_what_is_not_known() -> None:
    answer = json.loads(to_json([order_row(order(status=None))], ORDER_FIELDS))
    assert answer["schema"] == 1
    (found,) = answer["orders"]
    assert list(found) == list(ORDER_FIELDS)
    assert (found["rate"], found["quantity"], found["charge"]) == ("0.90", 1000, None)
    assert found["status"] == ""
    assert found["words"] == "line one\nline two"


def test_a_line_of_a_batch_says_which_and_when_it_started_and_was_completed() -> None:
    done = order(batch=7, batch_line=3, started_at=AT, completed_at=AT)
    (found,) = json.loads(to_json([order_row(done)], ORDER_FIELDS))["orders"]
    assert (found["batch"], found["batch_line"]) == (7, 3)
    assert found["started_at"] == found["completed_at"] == "2026-03-14T14:02:11+00:00"
    _head, row = cells(to_csv([order_row(order())], ORDER_FIELDS))
    assert row[-4:] == ["", "", "", ""]


def test_a_cancel_that_has_no_status_of_its_own_shows_its_state() -> None:
    request = order().refill
    assert request is not None
    cancel = Request(
        ref=2,
        order_ref=1,
        kind=RequestKind.CANCEL,
        state=RequestState.UNKNOWN,
        request_id="",
        status=None,
        status_text="",
        words="",
        created_at=AT,
        settled_at=None,
        checked_at=None,
    )
    assert order_row(order(cancel=cancel))["cancel"] == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1+1",
        "\n=cmd|' /C calc'!A0",
        "\N{NO-BREAK SPACE}=1",
        "\N{FULLWIDTH EQUALS SIGN}1",
    ],
)
def test_text_never_becomes_a_formula(text: str) -> None:
    (_, (cell,)) = cells(to_csv([{"link": text}], ["link"]))
    assert cell.startswith("'")
    assert "\n" not in cell
    assert "\r" not in cell


def test_own_numbers_and_plain_text_are_left_alone() -> None:
    row: dict[str, Value] = {
        "a": Decimal("-1.50"),
        "b": -3,
        "c": "a=b",
        "d": "",
        "e": True,
        "f": Decimal("1E+3"),
    }
    (_, found) = cells(to_csv([row], list("abcdefg")))
    assert found == ["-1.50", "-3", "a=b", "", "True", "1000", ""]


def test_quotes_commas_and_line_ends_of_every_kind_stay_inside_their_cell() -> None:
    row = {"a": 'say "hi", you', "b": "x\N{LINE SEPARATOR}y\x0bz"}
    assert cells(to_csv([row], ["a", "b"]))[1] == ['say "hi", you', "x y z"]

"""Each answer that the published page prints, key by key and type by type."""

from __future__ import annotations

import json
from typing import Any

from tests.demo.buyer import LIKES, Buyer

SERVICES = """[ { "service": 1, "name": "Followers", "type": "Default",
"category": "First Category",
"rate": "0.90", "min": "50", "max": "10000", "refill": true, "cancel": true },
{ "service": 2, "name": "Comments", "type": "Custom Comments", "category": "Second Category",
"rate": "8", "min": "10", "max": "1500", "refill": false, "cancel": true } ]"""
ADD = '{ "order": 23501 }'
STATUS = """{ "charge": "0.27819", "start_count": "3572", "status": "Partial", "remains": "157",
"currency": "USD" }"""
STATUSES = """{ "1": { "charge": "0.27819", "start_count": "3572", "status": "Partial",
"remains": "157", "currency": "USD" }, "10": { "error": "Incorrect order ID" },
"100": { "charge": "1.44219", "start_count": "234", "status": "In progress", "remains": "10",
"currency": "USD" } }"""
REFILL = '{ "refill": "1" }'
REFILLS = """[ { "order": 1, "refill": 1 }, { "order": 2, "refill": 2 },
{ "order": 3, "refill": { "error": "Incorrect order ID" } } ]"""
REFILL_STATUS = '{ "status": "Completed" }'
REFILL_STATUSES = """[ { "refill": 1, "status": "Completed" },
{ "refill": 2, "status": "Rejected" },
{ "refill": 3, "status": { "error": "Refill not found" } } ]"""
CANCEL = """[ { "order": 9, "cancel": { "error": "Incorrect order ID" } },
{ "order": 2, "cancel": 1 } ]"""
BALANCE = '{ "balance": "100.84292", "currency": "USD" }'


def shape(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Keys in their order and types, without the values; the words of refusals stay."""
    if isinstance(value, dict):
        return [(key, each if key == "error" else shape(each)) for key, each in value.items()]
    if isinstance(value, list):
        return [shape(each) for each in value]
    return type(value)


def same(answer: Any, printed: str, ids: dict[str, int] | None = None) -> None:  # noqa: ANN401
    example = json.loads(printed)
    if ids:
        example = {str(ids.get(key, key)): value for key, value in example.items()}
    assert shape(answer) == shape(example)


def test_services(buyer: Buyer) -> None:
    example, *_ = json.loads(SERVICES)
    for row in buyer.ask("services"):
        extra = {key: row.pop(key) for key in ("dripfeed", "desc") if key in row}
        assert shape(row) == shape(example)
        assert type(extra.pop("dripfeed")) is bool
        assert all(type(value) is str for value in extra.values())


def test_add_answers_the_printed_id_first(buyer: Buyer) -> None:
    assert buyer.ask("add", service=LIKES, link=buyer.link(), quantity=50) == json.loads(ADD)


def test_status(buyer: Buyer) -> None:
    order = buyer.order(quantity=50)
    for seconds in (0, 10, 100):
        buyer.wait(seconds)
        same(buyer.status(order), STATUS)


def test_status_of_many(buyer: Buyer) -> None:
    first, second = buyer.order(quantity=50), buyer.order(quantity=50)
    answer = buyer.ask("status", orders=f"{first},10,{second}")
    same(answer, STATUSES, {"1": first, "100": second})


def test_refill(buyer: Buyer) -> None:
    assert buyer.ask("refill", order=buyer.completed()) == json.loads(REFILL)


def test_refill_of_many(buyer: Buyer) -> None:
    first, second = buyer.completed(), buyer.completed()
    answer = buyer.ask("refill", orders=f"{first},{second},3")
    same(answer, REFILLS)
    assert [row["order"] for row in answer] == [first, second, 3]
    assert [row["refill"] for row in answer[:2]] == [1, 2]


def test_refill_status(buyer: Buyer) -> None:
    buyer.ask("refill", order=buyer.completed())
    same(buyer.ask("refill_status", refill=1), REFILL_STATUS)


def test_refill_status_of_many(buyer: Buyer) -> None:
    for _ in range(2):
        buyer.ask("refill", order=buyer.completed())
    same(buyer.ask("refill_status", refills="1,2,3"), REFILL_STATUSES)


def test_cancel(buyer: Buyer) -> None:
    order = buyer.order(LIKES, quantity=50)
    answer = buyer.ask("cancel", orders=f"9,{order}")
    same(answer, CANCEL)
    assert answer[1] == {"order": order, "cancel": 1}


def test_balance(buyer: Buyer) -> None:
    assert buyer.ask("balance") == json.loads(BALANCE)

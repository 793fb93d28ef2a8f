from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from tests.demo.buyer import FOLLOWERS, LIKES, START, Buyer

ENDS = ("Completed", "Partial", "Canceled")


def test_an_order_starts_runs_and_completes(buyer: Buyer) -> None:
    order = buyer.order(quantity=1_000)
    seen: list[tuple[str, int]] = []
    for _ in range(100):
        report = buyer.status(order)
        seen.append((report["status"], int(report["remains"])))
        buyer.wait(1)
    words = list(dict.fromkeys(word for word, _ in seen))
    assert words == ["Pending", "In progress", "Completed"]
    remains = [count for _, count in seen]
    assert remains == sorted(remains, reverse=True)
    assert len(set(remains)) > 10
    assert all(count == 1_000 for word, count in seen if word == "Pending")
    assert all(count > 0 for word, count in seen if word == "In progress")
    assert seen[-1] == ("Completed", 0)


def test_the_start_count_is_known_from_the_start(buyer: Buyer) -> None:
    order = buyer.order(quantity=1_000)
    assert buyer.status(order)["start_count"] == "0"
    counted = buyer.until(order, "In progress")["start_count"]
    assert int(counted) > 0
    assert buyer.until(order, "Completed")["start_count"] == counted


def test_lives_are_short_and_end_as_they_do_on_panels() -> None:
    buyer = Buyer(seed=3)
    orders = [buyer.order(quantity=100) for _ in range(300)]
    buyer.wait(19)
    assert all(buyer.status(order)["status"] == "In progress" for order in orders)
    buyer.wait(71)
    words = Counter(buyer.status(order)["status"] for order in orders)
    assert set(words) == set(ENDS)
    assert words["Completed"] > 240
    assert words["Partial"] > words["Canceled"] > 2


def test_what_was_not_delivered_is_given_back() -> None:
    buyer = Buyer(seed=3)
    orders = [buyer.order(quantity=100) for _ in range(300)]
    buyer.wait(100)
    reports = [buyer.status(order) for order in orders]
    for report in reports:
        left = int(report["remains"])
        assert Decimal(report["charge"]) == Decimal("0.09000") * (100 - left) / 100
        assert (left == 100, left == 0) == (
            report["status"] == "Canceled",
            report["status"] == "Completed",
        )
    assert buyer.balance() == START - sum(Decimal(report["charge"]) for report in reports)


def test_speed() -> None:
    fast = Buyer(speed=100)
    order = fast.order(quantity=100)
    fast.wait(1)
    assert fast.status(order)["status"] == "Completed"


def test_the_seed_decides_and_asking_changes_nothing() -> None:
    asked, left_alone = Buyer(), Buyer()
    for buyer in (asked, left_alone):
        for _ in range(20):
            buyer.order(quantity=500)
    for _ in range(60):
        asked.ask("status", orders="23501,23502")
        asked.wait(2)
    left_alone.wait(120)
    ids = ",".join(str(23501 + each) for each in range(20))
    assert asked.ask("status", orders=ids) == left_alone.ask("status", orders=ids)
    assert asked.balance() == left_alone.balance()


def test_a_slow_order_can_be_cancelled_while_it_runs(buyer: Buyer) -> None:
    order = buyer.order(LIKES, quantity=10_000)
    buyer.wait(300)
    assert buyer.ask("cancel", orders=order) == [{"order": order, "cancel": 1}]
    assert buyer.status(order)["status"] == "In progress"
    assert buyer.refused("cancel", order=order) == "Order can't be canceled"
    buyer.wait(5)
    report = buyer.status(order)
    assert report["status"] == "Partial"
    assert 4_000 < int(report["remains"]) < 6_000
    assert buyer.balance() == START - Decimal(report["charge"])
    buyer.wait(1_000)
    assert buyer.status(order) == report


def test_a_pending_order_is_cancelled_as_a_whole(buyer: Buyer) -> None:
    order = buyer.order(LIKES, quantity=10_000)
    buyer.ask("cancel", orders=order)
    assert buyer.status(order)["status"] == "Pending"
    buyer.wait(5)
    report = buyer.status(order)
    assert (report["status"], report["remains"]) == ("Canceled", "10000")
    assert report["charge"] == "0.00000"
    assert buyer.balance() == START


def test_a_cancel_may_come_too_late_to_matter(buyer: Buyer) -> None:
    order = buyer.order(quantity=100)
    while buyer.status(order)["remains"] != "1":
        buyer.wait(0.05)
    assert buyer.ask("cancel", order=order) == {"cancel": 1}
    buyer.wait(5)
    assert buyer.status(order)["status"] == "Completed"


def test_a_cancel_before_the_first_unit_is_a_whole_one() -> None:
    buyer = Buyer()
    service = buyer.find(cancel=True, flat=True)
    order = buyer.order(service.service_id, comments="x")
    buyer.until(order, "In progress")
    buyer.ask("cancel", order=order)
    buyer.wait(5)
    assert buyer.status(order)["status"] == "Canceled"
    assert buyer.balance() == START


def test_what_cannot_be_cancelled(buyer: Buyer) -> None:
    words = "Order can't be canceled"
    assert buyer.refused("cancel", order=buyer.completed()) == words
    service = buyer.find(type="Default", cancel=False, min=10)
    order = buyer.order(service.service_id, quantity=10)
    assert buyer.ask("cancel", orders=order) == [{"order": order, "cancel": {"error": words}}]


def test_a_refill_goes_its_way(buyer: Buyer) -> None:
    order = buyer.completed()
    assert buyer.ask("refill", order=order) == {"refill": "1"}
    words: dict[str, None] = {}
    for _ in range(32):
        words[buyer.ask("refill_status", refill=1)["status"]] = None
        if "Completed" not in words:
            assert buyer.refused("refill", order=order) == (
                "There is already an open request for this order."
            )
        buyer.wait(1)
    assert list(words) == ["Pending", "In progress", "Completed"]
    assert buyer.ask("refill", order=order) == {"refill": "2"}


def test_some_refills_are_rejected() -> None:
    buyer = Buyer(seed=3)
    for _ in range(100):
        buyer.ask("refill", order=buyer.completed())
    buyer.wait(60)
    ids = ",".join(str(1 + each) for each in range(100))
    words = Counter(row["status"] for row in buyer.ask("refill_status", refills=ids))
    assert set(words) == {"Completed", "Rejected"}
    assert 2 < words["Rejected"] < 25


def test_what_cannot_be_refilled(buyer: Buyer) -> None:
    order = buyer.order(FOLLOWERS, quantity=50)
    assert buyer.refused("refill", order=order) == "The order is not completed"
    buyer.ask("cancel", order=order)
    buyer.wait(5)
    assert buyer.refused("refill", order=order) == "The order is not completed"
    without = buyer.order(LIKES, quantity=50)
    assert buyer.refused("refill", order=without) == "Refill is disabled for this service"


def test_a_clock_set_back_undoes_nothing(buyer: Buyer) -> None:
    order = buyer.completed()
    balance = buyer.balance()
    report = buyer.status(order)
    buyer.wait(-1_000)
    assert buyer.status(order) == report
    assert buyer.balance() == balance


@pytest.mark.parametrize("order", ["", "1", "abc", "-23501", "023501", "2.0", "9" * 40, "23501 x"])
def test_unknown_orders(buyer: Buyer, order: str) -> None:
    buyer.order(quantity=50)
    for action in ("status", "refill", "cancel"):
        assert buyer.refused(action, order=order) == "Incorrect order ID"


@pytest.mark.parametrize("refill", ["", "1", "abc"])
def test_unknown_refills(buyer: Buyer, refill: str) -> None:
    assert buyer.refused("refill_status", refill=refill) == "Refill not found"


def test_an_id_that_is_none_comes_back_as_it_was_sent(buyer: Buyer) -> None:
    error = {"error": "Incorrect order ID"}
    assert buyer.ask("cancel", orders="ord_7, 12 ,,") == [
        {"order": "ord_7", "cancel": error},
        {"order": 12, "cancel": error},
    ]
    assert buyer.ask("status", orders="ord_7") == {"ord_7": error}


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("status", "orders"),
        ("refill", "orders"),
        ("cancel", "orders"),
        ("refill_status", "refills"),
    ],
)
def test_up_to_a_hundred_ids(buyer: Buyer, action: str, name: str) -> None:
    assert len(buyer.ask(action, **{name: ",".join(map(str, range(1, 101)))})) == 100
    refused = buyer.refused(action, **{name: ",".join(map(str, range(1, 102)))})
    assert refused == f"Too many IDs in {name}, up to 100 are allowed"


@pytest.mark.parametrize("key", ["", "  ", "wrong-key"])
def test_refused_keys(buyer: Buyer, key: str) -> None:
    for action in ("services", "balance", "add", "nonsense"):
        assert buyer.refused(action, key=key) == "Incorrect API key"


@pytest.mark.parametrize("action", ["", "nonsense", "Balance"])
def test_unknown_actions(buyer: Buyer, action: str) -> None:
    assert buyer.refused(action) == "Incorrect request"

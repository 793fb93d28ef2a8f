from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from smm_tui.demo.catalogue import Service
from tests.demo.buyer import FOLLOWERS, LIKES, START, Buyer

ENDS = ("Completed", "Partial", "Canceled")


def subscription(buyer: Buyer, **facts: object) -> Service:
    return buyer.find(type="Subscriptions", **facts)


def subscribe(buyer: Buyer, service: Service, **params: object) -> int:
    least = service.min
    asked = {"username": buyer.link(), "min": least, "max": least + 5, "delay": 0} | params
    answer = buyer.ask("add", service=service.service_id, **asked)
    assert list(answer) == ["order"], answer
    return int(answer["order"])


def kept(buyer: Buyer, orders: list[int]) -> Decimal:
    """What was charged for good, once all of these have ended."""
    reports = [buyer.until(order, *ENDS) for order in orders]
    return sum((Decimal(report["charge"]) for report in reports), Decimal(0))


def test_a_drip_feed_is_paid_at_once_and_runs_by_and_by(buyer: Buyer) -> None:
    parent = buyer.order(quantity=77, runs=3, interval=10)
    assert buyer.balance() == START - Decimal("0.20790")
    assert buyer.status(parent) == {"status": "In progress", "runs": 3, "orders": []}
    buyer.wait(5)
    assert buyer.status(parent)["orders"] == [parent + 1]
    buyer.wait(10)
    assert buyer.status(parent)["orders"] == [parent + 1, parent + 2]
    report = buyer.until(parent, "Completed")
    children = report["orders"]
    assert len(children) == 3
    assert all(buyer.status(child)["status"] in ENDS for child in children)
    assert buyer.balance() == START - kept(buyer, children)


def test_the_shares_of_the_runs_add_up(buyer: Buyer) -> None:
    """0.0021 x 100 x 7 / 1000 = 0.00147, which seven runs cannot share evenly in rounding."""
    parent = buyer.order(9902, quantity=101, runs=7, interval=5)
    total = START - buyer.balance()
    buyer.wait(40)
    children = buyer.status(parent)["orders"]
    assert len(children) == 7
    charges = [Decimal(buyer.status(child)["charge"]) for child in children]
    assert len(set(charges)) == 2
    assert sum(charges) == total


def test_a_cancelled_drip_feed_gives_back_the_runs_not_begun(buyer: Buyer) -> None:
    parent = buyer.order(quantity=100, runs=10, interval=10)
    buyer.wait(5)
    assert buyer.ask("cancel", order=parent) == {"cancel": 1}
    assert buyer.refused("cancel", order=parent) == "Order can't be canceled"
    buyer.wait(5)
    report = buyer.status(parent)
    assert report["status"] == "Canceled"
    assert buyer.balance() == START - Decimal("0.09000") * len(report["orders"])
    buyer.wait(1_000)
    assert buyer.status(parent) == report
    assert buyer.balance() == START - kept(buyer, report["orders"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"interval": ""}, "Incorrect interval"),
        ({"runs": ""}, "Incorrect runs"),
        ({"runs": "x"}, "Incorrect runs"),
        ({"runs": "1001"}, "Incorrect runs"),
        ({"interval": "soon"}, "Incorrect interval"),
        ({"runs": "500"}, "Quantity more than maximum 10000"),
        ({"quantity": "5"}, "Quantity less than minimal 50"),
    ],
)
def test_what_a_drip_feed_needs(buyer: Buyer, changes: dict[str, str], words: str) -> None:
    asked = {"service": LIKES, "link": "x", "quantity": "50", "runs": "5", "interval": "10"}
    assert buyer.refused("add", **(asked | changes)) == words


def test_a_service_without_drip_feed_refuses_one(buyer: Buyer) -> None:
    service = buyer.find(type="Default", dripfeed=False)
    asked = {"service": service.service_id, "link": "x", "quantity": service.min}
    assert buyer.refused("add", **asked, runs=2, interval=10) == (
        "Drip-feed is not available for this service"
    )
    assert "order" in buyer.ask("add", **asked, runs="0", interval="")


def test_a_series_is_not_refilled_and_its_link_is_busy(buyer: Buyer) -> None:
    parent = buyer.order(link="mine", quantity=50, runs=2, interval=60)
    assert buyer.refused("refill", order=parent) == "Refill is disabled for this service"
    again = buyer.refused("add", service=FOLLOWERS, link="mine", quantity=50)
    assert again.startswith("You have active order")


def test_a_subscription_is_paid_order_by_order(buyer: Buyer) -> None:
    service = subscription(buyer)
    parent = subscribe(buyer, service, posts=3, old_posts=2, delay=5)
    empty: dict[str, object] = {"status": "Active", "expiry": None, "posts": "0", "orders": []}
    assert buyer.status(parent) == empty
    assert buyer.balance() == START
    report = buyer.until(parent, "Completed")
    assert report["posts"] == "5"
    children = report["orders"]
    assert len(children) == 5
    assert buyer.balance() == START - kept(buyer, children) < START
    buyer.wait(10_000)
    assert buyer.status(parent) == report
    assert buyer.refused("cancel", order=parent) == "Order can't be canceled"


def test_a_subscription_without_a_limit_stays_active(buyer: Buyer) -> None:
    parent = subscribe(buyer, subscription(buyer))
    buyer.wait(100_000)
    report = buyer.status(parent)
    assert (report["status"], report["posts"]) == ("Active", "30")


def test_a_subscription_ends_with_its_day(buyer: Buyer) -> None:
    day = f"{datetime.fromtimestamp(buyer.at, UTC):%d/%m/%Y}"
    parent = subscribe(buyer, subscription(buyer), expiry=day)
    assert buyer.status(parent)["expiry"] == day
    buyer.wait(24 * 3600)
    assert buyer.status(parent)["status"] == "Expired"


def test_a_subscription_can_be_cancelled(buyer: Buyer) -> None:
    parent = subscribe(buyer, subscription(buyer, cancel=True), posts=10)
    buyer.wait(30)
    assert buyer.ask("cancel", orders=parent) == [{"order": parent, "cancel": 1}]
    buyer.wait(5)
    report = buyer.status(parent)
    assert report["status"] == "Canceled"
    buyer.wait(100_000)
    assert buyer.status(parent) == report


def test_a_subscription_pauses_when_the_money_is_gone(buyer: Buyer) -> None:
    service = subscription(buyer, cancel=True)
    parent = subscribe(buyer, service, posts=5)
    while buyer.balance() > 9:
        buyer.order(LIKES, quantity=10_000)
    cheap = 9902
    rest = int(buyer.balance() / Decimal("0.0021")) * 1000
    buyer.order(cheap, quantity=rest)
    assert buyer.balance() < Decimal("0.0022")
    report = buyer.until(parent, "Paused")
    assert report["posts"] == "0"
    assert buyer.ask("cancel", order=parent) == {"cancel": 1}
    buyer.wait(5)
    assert buyer.status(parent)["status"] == "Canceled"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": ""}, "Incorrect username"),
        ({"min": ""}, "Incorrect min"),
        ({"max": "many"}, "Incorrect max"),
        ({"min": "0"}, "Quantity less than minimal {min}"),
        ({"max": "99999999999"}, "Quantity more than maximum {max}"),
        ({"min": "{most}"}, "Quantity less than minimal {most}"),
        ({"delay": ""}, "Incorrect delay"),
        ({"delay": "7"}, "Incorrect delay"),
        ({"posts": "0"}, "Incorrect posts"),
        ({"posts": "-1"}, "Incorrect posts"),
        ({"old_posts": "x"}, "Incorrect old_posts"),
        ({"expiry": "2030-01-31"}, "Incorrect expiry"),
        ({"expiry": "31/12/9999"}, "Incorrect expiry"),
        ({"expiry": "01/01/2001"}, "Incorrect expiry"),
    ],
)
def test_what_a_subscription_needs(buyer: Buyer, changes: dict[str, str], words: str) -> None:
    service = subscription(buyer)
    facts = {"min": service.min, "max": service.max, "most": service.min + 6}
    asked: dict[str, object] = {"username": "me", "min": service.min, "max": service.min + 5}
    asked |= {"delay": 0} | {name: value.format(**facts) for name, value in changes.items()}
    refused = buyer.refused("add", service=service.service_id, **asked)
    assert refused == words.format(**facts)

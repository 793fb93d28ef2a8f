from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.demo.buyer import FOLLOWERS, LIKES, START, Buyer

TEXT = "one\r\ntwo\n\n  \nthree"
DEMANDS: dict[str, dict[str, str]] = {
    "Default": {"quantity": "M"},
    "Package": {},
    "SEO": {"quantity": "M", "keywords": TEXT},
    "Custom Comments": {"comments": "L"},
    "Mentions": {"quantity": "M", "usernames": TEXT},
    "Mentions with Hashtags": {"quantity": "M", "usernames": TEXT, "hashtags": TEXT},
    "Mentions Custom List": {"usernames": "L"},
    "Mentions Hashtag": {"quantity": "M", "hashtag": "sun"},
    "Mentions User Followers": {"quantity": "M", "username": "me"},
    "Mentions Media Likers": {"quantity": "M", "media": "https://example.com/m"},
    "Custom Comments Package": {"comments": TEXT},
    "Comment Likes": {"quantity": "M", "username": "me"},
    "Poll": {"quantity": "M", "answer_number": "2"},
    "Comment Replies": {"username": "me", "comments": "L"},
    "Invites from Groups": {"quantity": "M", "groups": TEXT},
    "Web Traffic": {"quantity": "M", "country": "US", "device": "5", "type_of_traffic": "3"},
}
TRAFFIC = DEMANDS["Web Traffic"]


def params(buyer: Buyer, kind: str) -> dict[str, object]:
    service = buyer.find(type=kind)
    filled = {"M": str(service.min), "L": "\n".join(["Nice ❤️‍🔥"] * service.min)}
    return {"service": service.service_id, "link": buyer.link()} | {
        name: filled.get(value, value) for name, value in DEMANDS[kind].items()
    }


@pytest.mark.parametrize("kind", DEMANDS)
def test_every_type_is_taken_and_charged(buyer: Buyer, kind: str) -> None:
    asked = params(buyer, kind)
    service = buyer.service(int(str(asked["service"])))
    order = buyer.ask("add", **asked)["order"]
    exact = Decimal(service.rate) * (1 if service.flat else Decimal(service.min) / 1000)
    charge = exact.quantize(Decimal("0.00001"), ROUND_HALF_UP)
    assert Decimal(buyer.status(order)["charge"]) == charge
    assert buyer.balance() == START - charge
    assert buyer.status(order)["remains"] == str(1 if service.flat else service.min)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind, names in DEMANDS.items() for name in (*names, "link")],
)
def test_nothing_required_may_be_missing_or_blank(buyer: Buyer, kind: str, name: str) -> None:
    asked = params(buyer, kind)
    blank = buyer.refused("add", **(asked | {name: " "}))
    del asked[name]
    missing = buyer.refused("add", **asked)
    assert missing == blank == ("Bad link" if name == "link" else f"Incorrect {name}")
    assert buyer.balance() == START


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"device": "6"}, "Incorrect device"),
        ({"type_of_traffic": "4"}, "Incorrect type_of_traffic"),
        ({"type_of_traffic": "1"}, "Incorrect google_keyword"),
        ({"type_of_traffic": "2", "google_keyword": "x"}, "Incorrect referring_url"),
        ({"type_of_traffic": "1", "google_keyword": "shoes"}, None),
        ({"type_of_traffic": "2", "referring_url": "https://example.com"}, None),
    ],
)
def test_web_traffic(buyer: Buyer, changes: dict[str, str], words: str | None) -> None:
    answer = buyer.ask("add", **(params(buyer, "Web Traffic") | changes))
    assert answer.get("error") == words


def test_a_poll_has_no_answer_zero(buyer: Buyer) -> None:
    asked = params(buyer, "Poll") | {"answer_number": "0"}
    assert buyer.refused("add", **asked) == "Incorrect answer_number"


def test_lines_are_counted_without_blank_ones(buyer: Buyer) -> None:
    order = buyer.order(9903, comments=TEXT, quantity="999")
    assert buyer.status(order)["remains"] == "3"
    assert buyer.status(order)["charge"] == "0.02400"


@pytest.mark.parametrize(
    "quantity", ["", "abc", "-5", "1.000", "1,000", "1e3", "5.5", "\u0665\u0660", "9" * 16]
)
def test_a_quantity_is_a_whole_number(buyer: Buyer, quantity: str) -> None:
    refused = buyer.refused("add", service=FOLLOWERS, link="x", quantity=quantity)
    assert refused == "Incorrect quantity"


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (0, "Quantity less than minimal 50"),
        (49, "Quantity less than minimal 50"),
        (10_001, "Quantity more than maximum 10000"),
    ],
)
def test_limits(buyer: Buyer, quantity: int, words: str) -> None:
    assert buyer.refused("add", service=LIKES, link="x", quantity=quantity) == words
    buyer.order(LIKES, quantity=50)
    buyer.order(LIKES, quantity=10_000)


@pytest.mark.parametrize("service", ["", "0", "999999", "abc", "-1", "09900", "9900.0"])
def test_an_unknown_service(buyer: Buyer, service: str) -> None:
    refused = buyer.refused("add", service=service, link="x", quantity=100)
    assert refused == "Incorrect service ID"


def test_a_link_has_no_spaces_inside(buyer: Buyer) -> None:
    refused = buyer.refused("add", service=LIKES, link="two words", quantity=100)
    assert refused == "Incorrect link"


def test_no_second_order_for_a_link_while_one_runs(buyer: Buyer) -> None:
    asked = {"service": FOLLOWERS, "link": "https://example.com/me", "quantity": 50}
    first = buyer.ask("add", **asked)["order"]
    assert buyer.refused("add", **asked) == (
        "You have active order with this link. Please wait until order being completed."
    )
    buyer.order(LIKES, link="https://example.com/me", quantity=50)
    buyer.until(first, "Completed")
    assert "order" in buyer.ask("add", **asked)


def test_not_enough_funds(buyer: Buyer) -> None:
    words = "Not enough funds on balance"
    dear = max(buyer.panel.services, key=lambda each: Decimal(each.rate) * each.flat)
    comments = {"comments": "x"}
    assert buyer.refused("add", service=dear.service_id, link="x", **comments) == words
    drip = {"service": FOLLOWERS, "link": "x", "quantity": 100, "runs": 100, "interval": 10}
    for _ in range(11):
        buyer.order(LIKES, quantity=10_000)
    assert buyer.refused("add", **drip) == words
    auto = max(buyer.panel.services, key=lambda each: each.max * (each.type == "Subscriptions"))
    posts = {"username": "me", "min": auto.min, "max": auto.max, "delay": 0}
    assert buyer.refused("add", service=auto.service_id, **posts) == words
    assert buyer.balance() == START - 99

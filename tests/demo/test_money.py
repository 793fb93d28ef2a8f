"""Money is neither made nor lost, whatever is asked in whatever order."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.demo.buyer import FOLLOWERS, LIKES, START, Buyer

ENDS = ("Completed", "Partial", "Canceled")
PLAIN = st.tuples(st.sampled_from([FOLLOWERS, LIKES, 9902]), st.integers(0, 12_000))
WHICH = st.integers(0, 40)
STEPS = st.one_of(
    st.tuples(st.just("order"), PLAIN),
    st.tuples(st.just("comments"), st.integers(0, 20)),
    st.tuples(st.just("package"), st.none()),
    st.tuples(st.just("cancel"), WHICH),
    st.tuples(st.just("refill"), WHICH),
    st.tuples(st.just("wait"), st.floats(0, 400)),
)
SERIES = st.one_of(
    st.tuples(st.just("drip"), st.tuples(st.integers(50, 333), st.integers(1, 9))),
    st.tuples(st.just("subscribe"), st.integers(0, 7)),
)


def take(buyer: Buyer, known: list[int], name: str, value: object) -> None:  # noqa: C901 - a list
    """One step; a refusal is an answer like any other."""
    answer: dict[str, object] = {}
    link = buyer.link()
    match name, value:
        case "order", (int(service), int(quantity)):
            answer = buyer.ask("add", service=service, link=link, quantity=quantity)
        case "comments", int(count):
            answer = buyer.ask("add", service=9903, link=link, comments="x\n" * count)
        case "package", _:
            answer = buyer.ask("add", service=9904, link=link)
        case "drip", (int(quantity), int(runs)):
            asked = {"quantity": quantity, "runs": runs, "interval": 10}
            answer = buyer.ask("add", service=LIKES, link=link, **asked)
        case "subscribe", int(posts):
            sold = buyer.find(type="Subscriptions", cancel=True)
            asked = {"min": sold.min, "max": sold.max, "delay": 5, "old_posts": 2}
            limit = {"posts": posts} if posts else {}
            answer = buyer.ask("add", service=sold.service_id, username=link, **asked, **limit)
        case "wait", float(seconds):
            buyer.wait(seconds)
        case _, int(which):
            buyer.ask(name, order=known[which % len(known)] if known else 1)
    if isinstance(answer.get("order"), int):
        known.append(int(str(answer["order"])))


def kept(buyer: Buyer, orders: list[int]) -> Decimal:
    return sum((Decimal(buyer.status(order)["charge"]) for order in orders), Decimal(0))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 5), steps=st.lists(STEPS, max_size=25))
def test_balance_and_charges_make_the_start_at_any_time(
    seed: int, steps: list[tuple[str, object]]
) -> None:
    buyer = Buyer(seed=7)
    buyer.at += seed
    known: list[int] = []
    for name, value in steps:
        take(buyer, known, name, value)
        assert buyer.balance() + kept(buyer, known) == START
        assert buyer.balance() >= 0


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.one_of(STEPS, SERIES), max_size=20))
def test_series_too_in_the_end(steps: list[tuple[str, object]]) -> None:
    buyer = Buyer()
    known: list[int] = []
    for name, value in steps:
        take(buyer, known, name, value)
        assert buyer.balance() >= 0
    buyer.wait(100_000)
    reports = {order: buyer.status(order) for order in known}
    plain = [order for order, report in reports.items() if "charge" in report]
    children = [child for report in reports.values() for child in report.get("orders", ())]
    assert not set(plain) & set(children)
    assert buyer.balance() + kept(buyer, plain + children) == START
    assert all(buyer.status(order)["status"] in ENDS for order in plain + children)

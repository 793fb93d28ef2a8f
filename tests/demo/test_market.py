"""What the demo panel sells as time goes by."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from smm_tui.demo.catalogue import FIRST_FIXED, Service, generate
from smm_tui.demo.market import Market
from tests.demo.buyer import Buyer

MARKET = Market(7)
OPENING = {service.service_id: service for service in generate(7)}
MINUTE, DAY = 60.0, 86_400.0


def sold(age: float) -> dict[int, Service]:
    return {service.service_id: service for service in MARKET.services(age)}


def changed(before: dict[int, Service], after: dict[int, Service]) -> set[int]:
    return {each for each in before.keys() | after.keys() if before.get(each) != after.get(each)}


def test_at_the_opening_it_is_the_catalogue_of_the_seed() -> None:
    for age in (0, MINUTE, 2.9 * MINUTE):
        assert MARKET.services(age) == generate(7)
    assert Market(8).services(0) == generate(8)


def test_a_few_services_change_within_minutes_and_more_within_a_day() -> None:
    assert 2 <= len(changed(sold(0), sold(5 * MINUTE))) <= 15
    assert 5 <= len(changed(sold(0), sold(15 * MINUTE))) <= 30
    assert 40 <= len(changed(sold(0), sold(DAY))) <= 120
    quarter = changed(sold(DAY), sold(DAY + 15 * MINUTE))
    assert len(quarter) <= 12


def test_every_kind_of_change_comes_about() -> None:
    days = [sold(day * DAY / 4) for day in range(20)]
    pairs = [
        (before[each], after[each])
        for before, after in pairwise(days)
        for each in before.keys() & after.keys()
        if before[each] != after[each]
    ]
    rates = [(Decimal(was.rate), Decimal(now.rate)) for was, now in pairs]
    assert any(now > was for was, now in rates)
    assert any(now < was for was, now in rates)
    assert any(now == 999_999_999 for _was, now in rates)
    assert any(was.max != now.max for was, now in pairs)
    assert any(was.min != now.min for was, now in pairs)
    assert any(was.cancel != now.cancel for was, now in pairs)
    assert any(was.name != now.name for was, now in pairs)
    gone = [before.keys() - after.keys() for before, after in pairwise(days)]
    came = [after.keys() - before.keys() for before, after in pairwise(days)]
    assert any(gone)
    assert any(each > FIRST_FIXED for ids in came for each in ids)
    assert any(each < FIRST_FIXED for ids in came for each in ids)


@pytest.mark.parametrize("age", [0, 10 * MINUTE, DAY, 400 * DAY])
def test_whatever_is_sold_can_be_sold(age: float) -> None:
    services = MARKET.services(age)
    assert len({service.service_id for service in services}) == len(services)
    runs = [category for category, _group in groupby(services, key=lambda each: each.category)]
    assert len(runs) == len(set(runs))
    for service in services:
        assert Decimal(service.rate) > 0
        assert not service.max or service.min <= service.max
        if service.flat:
            assert (service.min, service.max) == (1, 1)
    for each in range(FIRST_FIXED, FIRST_FIXED + 6):
        assert sold(age)[each] == OPENING[each]


def test_the_size_of_the_catalogue_stays() -> None:
    for age in (DAY, 30 * DAY, 1000 * DAY):
        assert abs(len(MARKET.services(age)) - len(OPENING)) <= 20


def test_all_who_ask_at_the_same_time_are_told_the_same() -> None:
    other = Market(7)
    for age in (DAY, MINUTE, 3 * DAY, 0):
        assert other.services(age) == Market(7).services(age)
        rows = json.loads(other.answer(age))
        assert [row["service"] for row in rows] == [
            service.service_id for service in other.services(age)
        ]
        assert rows == [service.row() for service in other.services(age)]


def test_a_panel_goes_on_changing_where_it_stopped(tmp_path: Path) -> None:
    buyer = Buyer(state=tmp_path / "panel.json")
    opening = buyer.ask("services")
    buyer.wait(DAY)
    other = Buyer(at=buyer.at)
    assert other.ask("services") == opening
    before = buyer.ask("services")
    assert before != opening
    buyer.restart()
    assert buyer.ask("services") == before


def test_a_clock_that_is_set_back_opens_the_panel_again() -> None:
    buyer = Buyer()
    opening = buyer.ask("services")
    buyer.wait(-DAY)
    assert buyer.ask("services") == opening


def test_only_what_is_sold_now_can_be_ordered() -> None:
    buyer = Buyer()
    after = sold(DAY)
    gone = next(each for each in OPENING.keys() - after.keys())
    new = next(each for each in after.keys() - OPENING.keys())
    for service, refused in ((gone, False), (new, True)):
        said = buyer.ask("add", service=service, link=buyer.link(), quantity=1)
        assert (said.get("error") == "Incorrect service ID") is refused
    buyer.wait(DAY)
    for service, refused in ((gone, True), (new, False)):
        said = buyer.ask("add", service=service, link=buyer.link(), quantity=1)
        assert (said.get("error") == "Incorrect service ID") is refused


def test_the_price_of_the_moment_is_charged() -> None:
    buyer = Buyer()
    after = sold(DAY)
    moved = next(
        each
        for each, service in OPENING.items()
        if each in after
        and Decimal(service.rate) < Decimal(after[each].rate) < 10
        and service.type == "Default"
        and service.min <= 1000
    )
    buyer.wait(DAY)
    order = buyer.order(moved, quantity=1000)
    assert Decimal(buyer.status(order)["charge"]) == Decimal(after[moved].rate)


def test_what_runs_is_seen_through_though_its_service_is_gone() -> None:
    buyer = Buyer()
    after = sold(DAY)
    gone = next(
        service
        for each, service in OPENING.items()
        if each not in after and service.dripfeed and Decimal(service.rate) < 5
    )
    runs = {"runs": 3, "interval": 600}
    order = buyer.order(gone.service_id, quantity=gone.min, **runs)
    buyer.wait(DAY)
    assert buyer.ask("status", order=order)["status"] == "Completed"

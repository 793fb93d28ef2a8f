from __future__ import annotations

import json
import resource
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.demo import StateUnreadable, create_panel
from tests.demo.buyer import LIKES, START, Buyer


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "panel.json"


def everything(buyer: Buyer) -> list[object]:
    ids = ",".join(str(23_501 + each) for each in range(30))
    return [
        buyer.ask("status", orders=ids),
        buyer.ask("refill_status", refills="1,2"),
        buyer.ask("balance"),
    ]


def live(buyer: Buyer) -> None:
    """A bit of everything."""
    service = buyer.find(type="Subscriptions")
    least = service.min
    buyer.ask("refill", order=buyer.completed())
    buyer.ask("cancel", order=buyer.order(LIKES, quantity=500))
    buyer.order(LIKES, quantity=100, runs=5, interval=30)
    asked = {"username": "me", "min": least, "max": least + 5, "delay": 10, "posts": 4}
    buyer.ask("add", service=service.service_id, **asked, expiry="01/01/2090")


def test_a_panel_goes_on_where_it_stopped(place: Path) -> None:
    kept, other = Buyer(state=place), Buyer()
    for buyer in (kept, other):
        live(buyer)
        buyer.wait(20)
    before = everything(kept)
    assert before == everything(other)
    kept.restart()
    assert everything(kept) == before
    for seconds in (25, 40, 500):
        for buyer in (kept, other):
            buyer.wait(seconds)
        kept.restart()
        assert everything(kept) == everything(other)
    assert kept.order(LIKES, quantity=50) == other.order(LIKES, quantity=50)


def test_the_file_is_its_owners_and_money_is_text(place: Path) -> None:
    buyer = Buyer(state=place)
    buyer.order(quantity=50)
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert json.loads(place.read_bytes())["balance"] == "100.79792"
    assert sorted(each.name for each in place.parent.iterdir()) == [
        "panel.json",
        "panel.json.lock",
    ]


def test_only_the_opening_is_written_before_something_is_bought(place: Path) -> None:
    buyer = Buyer(state=place)
    assert json.loads(place.read_bytes())["opened"] == buyer.at
    before = place.stat()
    buyer.wait(100)
    buyer.ask("balance")
    buyer.ask("services")
    assert place.stat() == before


def test_a_file_of_before_the_services_changed_opens_when_it_was_last_used(place: Path) -> None:
    buyer = Buyer(state=place)
    buyer.order(quantity=50)
    raw = json.loads(place.read_bytes())
    del raw["opened"]
    place.write_text(json.dumps(raw))
    bought, buyer.at = buyer.at, buyer.at + 10**7
    buyer.restart()
    assert len(buyer.panel.services) != 0
    buyer.order(quantity=50)
    assert json.loads(place.read_bytes())["opened"] == bought


def test_two_panels_share_one_file(place: Path) -> None:
    one, two = Buyer(state=place), Buyer(state=place)
    first = one.order(LIKES, quantity=1_000)
    second = two.order(LIKES, link="other", quantity=1_000)
    assert second == first + 1
    assert one.status(second)["status"] == "Pending"
    assert one.balance() == two.balance() == START - Decimal("1.8")


def test_a_missing_file_is_a_new_panel(place: Path) -> None:
    buyer = Buyer(state=place)
    buyer.order(quantity=50)
    place.unlink()
    assert buyer.balance() == START


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "{}", '{"format": 2}', '{"format": 1, "balance": "x"}', "\xff"]
)
def test_a_file_of_something_else_is_named_and_kept(tmp_path: Path, text: str) -> None:
    place = tmp_path / "panel.json"
    place.write_text(text, "latin-1")
    with pytest.raises(StateUnreadable, match=r"panel\.json is not the state of a demo panel"):
        create_panel(state=place)
    assert place.read_text("latin-1") == text


def test_numbers_that_are_none(place: Path) -> None:
    buyer = Buyer(state=place)
    buyer.order(quantity=50)
    raw = json.loads(place.read_bytes())
    raw["orders"][0]["charge"] = "a lot"
    place.write_text(json.dumps(raw))
    with pytest.raises(StateUnreadable):
        buyer.restart()


def test_what_cannot_be_kept_did_not_happen(place: Path) -> None:
    buyer = Buyer(state=place)
    buyer.order(quantity=50)
    (place.parent / "aside").mkdir()
    place.rename(place.parent / "aside" / "panel.json")
    place.mkdir()
    with pytest.raises(OSError, match="directory"):
        buyer.ask("balance")
    place.rmdir()
    (place.parent / "aside" / "panel.json").rename(place)
    assert buyer.balance() == START - Decimal("0.045")


def test_a_full_disk_takes_no_order(place: Path) -> None:
    buyer = Buyer(state=place)
    buyer.order(quantity=50)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            buyer.order(LIKES, quantity=50)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert buyer.balance() == START - Decimal("0.045")
    assert len(list(place.parent.iterdir())) == 2


def test_speed_is_above_zero() -> None:
    for speed in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="speed must be above 0"):
            create_panel(speed=speed)

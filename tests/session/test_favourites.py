"""What is told of favourites that changed."""

from __future__ import annotations

from decimal import Decimal

from smm_tui.changes import Change, Facts, Kind, encoded
from smm_tui.messages import MessageKind, Once
from smm_tui.session.favourites import notice_of

NOTHING = encoded(Facts())


def rate(text: str, currency: str = "USD") -> str:
    return encoded(Facts(rate=Decimal(text), currency=currency))


CHANGES = [
    Change(Kind.UP, "1", "Followers [no drop]", rate("0.90"), rate("1.0125")),
    Change(Kind.GONE, "2", "Likes", rate("3"), NOTHING),
    Change(Kind.LIMITS, "1", "Followers [no drop]", NOTHING, NOTHING),
    Change(Kind.DOWN, "3", "Views", rate("2"), rate("1")),
    Change(Kind.NEW, "4", "Shares", NOTHING, rate("1")),
]


def test_a_favourite_that_changed_is_told_with_what_happened() -> None:
    found = notice_of(CHANGES, {"1"}, panel="demo")
    assert found is not None
    assert found.title == "A favourite has changed"
    assert found.text == "1 Followers [no drop]: up +12.5 %; 1 Followers [no drop]: limits"


def test_many_are_counted() -> None:
    found = notice_of(CHANGES, {"1", "2", "3", "9"}, panel="demo")
    assert found is not None
    assert found.title == "3 favourites have changed"
    assert found.text.startswith("1 Followers [no drop]: up +12.5 %; 2 Likes: gone; ")
    assert found.text.endswith("; 1 more change")


def test_other_services_are_no_news() -> None:
    assert notice_of(CHANGES, {"9"}, panel="demo") is None
    assert notice_of(CHANGES, (), panel="demo") is None
    assert notice_of((), {"1"}, panel="demo") is None


def test_a_reading_is_told_once_and_the_next_one_again() -> None:
    later = [Change(Kind.GONE, "1", "Followers", NOTHING, NOTHING, 8)]
    said = [notice_of(each, {"1"}, panel="demo") for each in (CHANGES, later)]
    assert [notice.once for notice in said if notice] == [
        Once("favourites demo", "0"),
        Once("favourites demo", "8"),
    ]
    assert {notice.kind for notice in said if notice} == {MessageKind.PRICE}

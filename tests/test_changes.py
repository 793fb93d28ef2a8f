"""What changed about a service, and about a whole catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from smm_tui.changes import (
    LEAP,
    OUT_OF_REACH,
    Change,
    Facts,
    Kind,
    changes_of,
    decoded,
    difference,
    encoded,
    entry_of,
    facts_of,
    is_replaced,
    moved,
    of_services,
    percent,
)
from smm_tui.comparison import (
    CONFIRMED_AFTER,
    LOST_SHARE,
    MOST_LOST,
    Comparison,
    Known,
    applied,
    compare,
)
from smm_tui.models import Service, ServiceType

NOW = datetime(2026, 3, 14, 14, 2, 11, tzinfo=UTC)
LATER = NOW + CONFIRMED_AFTER


def service(service_id: str = "1", **changes: object) -> Service:
    made = Service(
        service_id=service_id,
        name="Instagram Followers [Max 10K]",
        category="Instagram",
        type=ServiceType.DEFAULT,
        type_text="Default",
        rate=Decimal("0.90"),
        min=50,
        max=10_000,
        refill=True,
        cancel=False,
    )
    return structs.replace(made, **changes)


def shop(count: int) -> list[Service]:
    return [service(str(number)) for number in range(count)]


def known_of(services: Sequence[Service], currency: str = "USD") -> dict[str, Known]:
    first = compare({}, services, currency=currency, at=NOW)
    return applied({}, first, NOW)


def kinds(before: Service, after: Service, currency: str = "USD") -> tuple[Kind, ...]:
    return kinds_between(facts_of(before, "USD"), facts_of(after, currency))


def kinds_between(before: Facts, after: Facts) -> tuple[Kind, ...]:
    return difference("1", before, after).kinds


# -- one service ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, ()),
        ({"rate": Decimal("0.9")}, ()),
        ({"category": "Elsewhere", "description": "Other words"}, ()),
        ({"rate": Decimal("0.91")}, (Kind.UP,)),
        ({"rate": Decimal("0.89")}, (Kind.DOWN,)),
        ({"rate": Decimal(0)}, (Kind.DOWN,)),
        ({"rate": None, "unclear": (("rate", "1,234"),)}, (Kind.PRICE,)),
        ({"min": 60}, (Kind.LIMITS,)),
        ({"max": None}, (Kind.LIMITS,)),
        ({"min": None, "unclear": (("min", "1,234"),)}, (Kind.LIMITS,)),
        ({"type": ServiceType.PACKAGE, "type_text": "Package"}, (Kind.TYPE,)),
        ({"type_text": "default"}, ()),
        ({"refill": False}, (Kind.FLAGS,)),
        ({"refill": None, "dripfeed": True}, ()),
        ({"name": "Instagram Followers [Max 20K]"}, (Kind.RENAMED,)),
        (
            {"name": "Instagram Followers [Max 20K]", "rate": Decimal(1), "max": 20_000},
            (Kind.UP, Kind.LIMITS, Kind.RENAMED),
        ),
        ({"rate": Decimal(999_999_999)}, (Kind.HIDDEN,)),
        ({"rate": Decimal(99_999)}, (Kind.HIDDEN,)),
    ],
)
def test_what_of_a_change_is_told(changed: Mapping[str, object], wanted: tuple[Kind, ...]) -> None:
    assert kinds(service(), structs.replace(service(), **changed)) == wanted


def test_a_type_never_heard_of_is_compared_by_its_own_word() -> None:
    odd = service(type=ServiceType.UNHEARD, type_text="special")
    assert kinds(odd, service(type=ServiceType.UNHEARD, type_text="other")) == (Kind.TYPE,)
    assert kinds(odd, odd) == ()


def test_a_hidden_service_comes_back_and_one_hidden_otherwise_is_no_news() -> None:
    hidden, other = service(rate=OUT_OF_REACH), service(rate=Decimal(590_000_000_000))
    assert kinds(hidden, service()) == (Kind.BACK,)
    assert kinds(hidden, other) == ()
    dear = service(rate=Decimal("0.90") * LEAP)
    assert kinds(service(), dear) == (Kind.HIDDEN,)
    assert kinds(dear, service()) == (Kind.BACK,)
    assert kinds(service(), service(rate=Decimal("0.90") * (LEAP - 1))) == (Kind.UP,)
    assert kinds(service(rate=Decimal(0)), dear) == (Kind.UP,)


def test_rates_in_other_currencies_are_never_compared() -> None:
    dearer = service(rate=Decimal("4.50"))
    assert kinds(service(), dearer, "BRL") == ()
    assert kinds(service(), dearer, "") == (Kind.PRICE,)
    assert kinds(service(), service(), "") == ()
    assert moved(facts_of(service(), "USD"), facts_of(dearer, "BRL")) is None
    assert moved(facts_of(service(), "USD"), facts_of(dearer, "")) is None
    assert moved(facts_of(service(), "USD"), facts_of(dearer, "USD")) == 400


@pytest.mark.parametrize(
    ("before", "after", "rate", "wanted"),
    [
        ("Instagram Followers [Real]", "Instagram Likes [Real]", "3", "replaced"),
        ("Instagram Followers [Real]", "Instagram Likes [Real]", "0.90", "renamed"),
        ("Instagram Followers", "TikTok Views", "0.90", "replaced"),
        ("Instagram Followers [Max 10K]", "NEW Instagram Followers [Max 50K]", "3", "renamed"),
        ("Instagram Followers", "Instagram Followers 🔥 No Drop", "3", "renamed"),
        ("𝗜𝗻𝘀𝘁𝗮𝗴𝗿𝗮𝗺 Followers", "instagram followers", "3", "renamed"),
        ("Followers | HQ", "HQ Followers, refilled for life", "3", "renamed"),
        ("1", "2", "3", "replaced"),
        ("1", "2", "0.90", "renamed"),
        ("Подписчики Telegram", "Просмотры VK", "3", "replaced"),
    ],
)
def test_an_id_that_stands_for_another_service(
    before: str, after: str, rate: str, wanted: str
) -> None:
    old = facts_of(service(name=before), "USD")
    new = facts_of(service(name=after, rate=Decimal(rate)), "USD")
    found = difference("1", old, new)
    assert found.kinds[-1] == wanted
    assert is_replaced(old, new) is entry_of(found).replaced is (wanted == "replaced")


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("0.90", "1.0125", "12.5"),
        ("0.90", "0.45", "-50"),
        ("1", "0", "-100"),
        ("0.0021", "0.0042", "100"),
        ("0", "1", None),
        (None, "1", None),
        ("1", None, None),
    ],
)
def test_percent(before: str | None, after: str | None, wanted: str | None) -> None:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    assert percent(number(before), number(after)) == number(wanted)


RATES = st.decimals(0, OUT_OF_REACH - 1, places=5, allow_nan=False, allow_infinity=False)


@given(RATES.filter(bool), RATES)
def test_percent_is_as_exact_as_decimals_can_be(before: Decimal, after: Decimal) -> None:
    found = percent(before, after)
    exact = Fraction(after - before) * 100 / Fraction(before)
    assert found is not None
    assert abs(Fraction(found) - exact) * 10**60 <= abs(exact)
    assert (found > 5) is (exact > 5)


# -- a whole catalogue ---------------------------------------------------------------------

FACTS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Instagram Likes", "Instagram Likes HQ", "TikTok Views 🔥", "1"]),
        "rate": st.none() | RATES | st.just(Decimal(999_999_999)),
        "min": st.none() | st.integers(0, 100),
        "max": st.none() | st.integers(1, 1000),
        "refill": st.sampled_from([None, True, False]),
        "type": st.sampled_from([ServiceType.DEFAULT, ServiceType.PACKAGE]),
        "unclear": st.sampled_from([(), (("min", "?"),)]),
    }
)
CATALOGUES = st.dictionaries(st.sampled_from([str(number) for number in range(8)]), FACTS).map(
    lambda rows: [service(service_id, **facts) for service_id, facts in rows.items()]
)
CURRENCIES = st.sampled_from(["USD", "BRL", ""])


@given(CATALOGUES, CURRENCIES)
def test_a_catalogue_compared_with_itself_differs_in_nothing(
    services: list[Service], currency: str
) -> None:
    known = known_of(services, currency)
    same = compare(known, services, currency=currency, at=LATER)
    assert (same.differences, same.missing, same.found, same.held_back) == ([], [], [], 0)


@given(CATALOGUES, CATALOGUES.filter(bool), CURRENCIES, CURRENCIES)
def test_what_differs_makes_the_one_catalogue_of_the_other(
    one: list[Service], other: list[Service], before: str, after: str
) -> None:
    known = known_of(one, before)
    found = compare(known, other, currency=after, at=LATER)
    then = applied(known, found, LATER)
    here = {service_id: each for service_id, each in then.items() if not each.gone}
    wanted = {each.service_id: facts_of(each, after) for each in other}
    assert {name: decoded(each.facts) for name, each in here.items()} == wanted
    assert compare(then, other, currency=after, at=LATER).differences == []


@given(CATALOGUES, CATALOGUES.filter(bool), CURRENCIES)
def test_only_what_differs_is_told_and_only_of_what_is_there(
    one: list[Service], other: list[Service], currency: str
) -> None:
    found = compare(known_of(one, currency), other, currency=currency, at=LATER)
    old = {each.service_id: each for each in one}
    new = {each.service_id: each for each in other}
    told = [change for each in found.differences for change in changes_of(each)]
    assert {each.service_id for each in told if each.kind is Kind.NEW} == new.keys() - old.keys()
    assert {each.service_id for each in told if each.kind is Kind.GONE} == old.keys() - new.keys()
    for change in told:
        if change.kind in {Kind.UP, Kind.DOWN}:
            was, now = old[change.service_id].rate, new[change.service_id].rate
            assert was is not None
            assert now is not None
            assert (now > was) is (change.kind is Kind.UP)
            assert decoded(change.was).rate == was
            assert decoded(change.now).rate == now


@given(st.builds(Facts, name=st.text(), rate=st.none() | RATES, refill=st.booleans()))
def test_facts_that_are_kept_come_back(facts: Facts) -> None:
    assert decoded(encoded(facts)) == facts


def test_of_services_with_one_id_the_first_counts() -> None:
    twice = [service("1"), service("1", rate=Decimal(5))]
    found = compare(known_of([service("1")]), twice, currency="USD", at=NOW)
    assert (found.differences, found.counted) == ([], 1)


def test_what_was_gone_is_back() -> None:
    known = known_of(shop(2))
    known = applied(known, compare(known, shop(1), currency="USD", at=NOW), NOW)
    assert known["1"].gone
    [back] = compare(known, shop(2), currency="USD", at=NOW).differences
    assert (back.service_id, back.kinds) == ("1", (Kind.BACK,))
    other = [*shop(1), service("1", name="TikTok Views", rate=Decimal(3))]
    [replaced] = compare(known, other, currency="USD", at=NOW).differences
    assert replaced.kinds == (Kind.REPLACED,)


# -- a catalogue that cannot be believed ----------------------------------------------------


def test_an_empty_catalogue_says_nothing_of_any_service() -> None:
    known = known_of(shop(3))
    empty = compare(known, [], currency="USD", at=LATER)
    assert (empty.differences, empty.missing, empty.held_back) == ([], [], 3)
    assert applied(known, empty, LATER) == known


def test_a_few_may_go_at_once() -> None:
    few = shop(MOST_LOST + 1)
    found = compare(known_of(few), few[:1], currency="USD", at=NOW)
    assert [each.kinds for each in found.differences] == [(Kind.GONE,)] * MOST_LOST
    many = shop(1_000)
    kept = len(many) - len(many) // LOST_SHARE
    found = compare(known_of(many), many[:kept], currency="USD", at=NOW)
    assert (len(found.differences), found.held_back) == (len(many) // LOST_SHARE, 0)


def test_too_many_at_once_are_gone_only_when_they_are_missing_again() -> None:
    many = shop(100)
    known = known_of(many)
    rest = [service("0", rate=Decimal(1)), *many[1:60]]
    first = compare(known, rest, currency="USD", at=NOW)
    assert [each.kinds for each in first.differences] == [(Kind.UP,)]
    assert (len(first.missing), first.held_back) == (40, 40)
    known = applied(known, first, NOW)
    soon = compare(known, rest, currency="USD", at=LATER - timedelta(seconds=1))
    assert (soon.differences, soon.held_back) == ([], 40)
    known = applied(known, soon, LATER - timedelta(seconds=1))
    some_back = compare(known, [*rest, *many[60:65]], currency="USD", at=LATER)
    assert some_back.found == ["60", "61", "62", "63", "64"]
    assert {each.kinds for each in some_back.differences} == {(Kind.GONE,)}
    assert (len(some_back.differences), some_back.held_back) == (35, 0)


def test_what_came_back_has_to_be_missing_anew() -> None:
    many = shop(100)
    known = known_of(many)
    for services, at in ((many[:60], NOW), (many, NOW), (many[:60], LATER)):
        found = compare(known, services, currency="USD", at=at)
        known = applied(known, found, at)
    assert (found.differences, found.held_back) == ([], 40)


def test_what_is_missing_may_be_among_the_rows_that_could_not_be_read() -> None:
    some = shop(100)
    found = compare(known_of(some), some[2:], currency="USD", at=NOW, unreadable=2)
    assert (found.differences, found.missing) == ([], ["0", "1"])
    found = compare(known_of(some), some[3:], currency="USD", at=NOW, unreadable=2)
    assert len(found.differences) == 3


# -- in slices -------------------------------------------------------------------------------


def test_no_slice_takes_more_than_a_few_services() -> None:
    """Counted, not timed: between two steps so few services are looked at."""
    known, looked = known_of(shop(500)), 0

    class Watched(list[Service]):
        def __getitem__(self, place: object) -> list[Service]:  # type: ignore[override]  # of slices alone
            nonlocal looked
            found = super().__getitem__(place)  # type: ignore[call-overload]  # as above
            looked = max(looked, len(found))
            return found  # type: ignore[no-any-return]  # as above

    services = Watched(service(str(number), rate=Decimal(2)) for number in range(500))
    comparison = Comparison(known, services, currency="USD", at=NOW)
    steps = sum(1 for _step in comparison.slices())
    assert len(comparison.differences) == 500
    assert 0 < looked <= 64
    assert steps >= 2 * 500 // 64


def test_changes_of_some_services() -> None:
    told = [Change(Kind.UP, "1", "", "", ""), Change(Kind.GONE, "2", "", "", "")]
    assert of_services(told, {"2"}) == told[1:]

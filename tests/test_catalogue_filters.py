"""Which services meet a filter's fields, and that the last result is narrowed as it may be."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui.catalogue import Catalogue, SortKey
from smm_tui.conditions import Condition, Field
from smm_tui.filters import SERVICES, Query, parse
from smm_tui.models import Service, ServiceType

NOW = datetime(2026, 1, 2, tzinfo=UTC)
LIKED = frozenset({"1", "4", "gone"})


def service(
    service_id: str,
    rate: str | None = "1",
    *,
    category: str = "Instagram",
    type_text: str = "Default",
    limits: tuple[int | None, int | None] = (None, None),
    flags: tuple[bool | None, bool | None, bool | None] = (None, None, None),
    unclear: tuple[tuple[str, str], ...] = (),
) -> Service:
    refill, cancel, dripfeed = flags
    return Service(
        service_id,
        f"Likes {service_id}",
        category,
        ServiceType.DEFAULT,
        type_text,
        None if rate is None else Decimal(rate),
        *limits,
        refill=refill,
        cancel=cancel,
        dripfeed=dripfeed,
        unclear=unclear,
    )


ROWS = [
    service("1", "0.50", limits=(50, 10_000), flags=(True, True, True)),
    service("2", "0.5000001", limits=(None, None), flags=(False, None, False)),
    service(
        "3", "12", category="YouTube Views 🔴", type_text="Custom Comments", limits=(1_000, 9_000)
    ),
    service("4", None, category="YouTube Views 🔴", unclear=(("rate", "1,234"), ("min", "1,0"))),
    service("4", "0", type_text="custom_comments", limits=(7, None), unclear=(("max", "9,9"),)),
    service("ord_7", "1000", category="Tǐk Tok", limits=(5, None), flags=(True, False, None)),
]


def members(query: Query, liked: frozenset[str] = LIKED) -> dict[Condition, frozenset[str]]:
    return {each: liked for each in query.conditions if each.field is Field.FAVOURITE}


def rows(text: str, of: Sequence[Service] = ROWS) -> list[int]:
    query = parse(text, SERVICES)
    return list(Catalogue.build(of, read_at=NOW).rows(query, members=members(query)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id:4", [3, 4]),
        ("id:1,ord_7,10", [0, 5]),
        ("id:ORD_7", []),
        ("cat:youtube", [2, 3]),
        ('cat:"tube views"', [2, 3]),
        ("cat:tik", [5]),
        ("cat:youtube cat:tik", []),
        ("type:customcomments", [2, 4]),
        ("type:custom_com", [2, 4]),
        ('type:"custom comments"', [2, 4]),
        ("type:default", [0, 1, 3, 5]),
        ("rate<0.5", [4]),
        ("rate<0.50000001", [0, 4]),
        ("rate>0.5", [1, 2, 5]),
        ("rate>0 rate<12", [0, 1]),
        ("min<=50", [0, 1, 4, 5]),
        ("min<=1", [1]),
        ("min<=0", []),
        ("max>=10k", [0, 1, 3, 5]),
        ("max>=0", [0, 1, 2, 3, 5]),
        ("max>=1m", [1, 3, 5]),
        ("refill:yes", [0, 5]),
        ("refill:no", [1]),
        ("cancel:yes", [0]),
        ("drip:no", [1]),
        ("refill:yes refill:no", []),
        ("likes refill:yes 7", [5]),
    ],
)
def test_each_field(text: str, found: list[int]) -> None:
    assert rows(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("fav:yes", [0, 3, 4]), ("fav:no", [1, 2, 5]), ("fav:yes rate<1", [0, 4])],
)
def test_favourites_are_those_of_the_ids_given(text: str, found: list[int]) -> None:
    assert rows(text) == found


def test_other_favourites_give_other_rows() -> None:
    catalogue = Catalogue.build(ROWS, read_at=NOW)
    query = parse("fav:yes", SERVICES)
    [condition] = query.conditions
    for ids, found in (({"1"}, [0]), ({"1", "2"}, [0, 1]), (set[str](), []), ({"1"}, [0])):
        assert list(catalogue.rows(query, members={condition: frozenset(ids)})) == found


def test_a_limit_that_cannot_be_read_meets_nothing() -> None:
    of = [service("1", limits=(None, None), unclear=(("min", "?"), ("max", "?")))]
    assert rows("min<=1000000", of) == rows("max>=0", of) == []


def test_the_rows_of_ids_are_those_that_are_sold() -> None:
    catalogue = Catalogue.build(ROWS, read_at=NOW)
    assert catalogue.rows_of(["4", "gone", "1"]) == {0, 3}


def test_recently_ordered_first_and_the_rest_in_the_panels_order() -> None:
    catalogue = Catalogue.build(ROWS, read_at=NOW)

    def recent(*ids: str, reverse: bool = False) -> list[int]:
        found = catalogue.rows(sort=SortKey.RECENT, reverse=reverse, recent=ids)
        return list(found)

    assert recent() == [0, 1, 2, 3, 4, 5]
    assert recent("ord_7", "gone", "4") == [5, 3, 4, 0, 1, 2]
    assert recent("4", "ord_7") == [3, 4, 5, 0, 1, 2]
    assert recent("4", "ord_7", reverse=True) == [5, 3, 4, 0, 1, 2]
    assert list(catalogue.rows(parse("rate>1", SERVICES), recent=("ord_7",))) == [2, 5]


# --- whatever is typed, in whatever order

_PLAINLY: dict[str, Callable[[Service], bool]] = {
    "rate<0.6": lambda row: row.rate is not None and row.rate < Decimal("0.6"),
    "rate<12.1": lambda row: row.rate is not None and row.rate < Decimal("12.1"),
    "rate>0.5": lambda row: row.rate is not None and row.rate > Decimal("0.5"),
    "min<=10": lambda row: "min" not in dict(row.unclear) and (row.min or 1) <= 10,
    "min<=1000": lambda row: "min" not in dict(row.unclear) and (row.min or 1) <= 1000,
    "max>=99": lambda row: "max" not in dict(row.unclear) and (row.max or 10**9) >= 99,
    "max>=10k": lambda row: "max" not in dict(row.unclear) and (row.max or 10**9) >= 10_000,
    "refill:yes": lambda row: row.refill is True,
    "refill:no": lambda row: row.refill is False,
    "cancel:yes": lambda row: row.cancel is True,
    "drip:no": lambda row: row.dripfeed is False,
    "fav:yes": lambda row: row.service_id in LIKED,
    "fav:no": lambda row: row.service_id not in LIKED,
    "id:4,1": lambda row: row.service_id in {"4", "1"},
    "cat:tube": lambda row: "tube" in row.category.lower(),
    "cat:youtube": lambda row: "youtube" in row.category.lower(),
    "type:custom": lambda row: "custom" in row.type_text.lower(),
    "type:custom_comments": lambda row: row.type_text in {"Custom Comments", "custom_comments"},
    "likes": lambda row: "Likes" in row.name,
    '"likes 4"': lambda row: row.service_id == "4",
    "tube": lambda row: "tube" in row.category.lower(),
}
"""What a token asks for, told in the plainest way."""
_TOKENS = [*_PLAINLY]


@given(
    st.lists(st.sampled_from(ROWS), max_size=12),
    st.lists(st.lists(st.sampled_from(_TOKENS), max_size=4), min_size=1, max_size=6),
)
def test_it_finds_what_the_plainest_way_finds_whatever_was_asked_before(
    of: list[Service], asked: list[list[str]]
) -> None:
    catalogue = Catalogue.build(of, read_at=NOW)
    for tokens in asked:
        query = parse(" ".join(tokens), SERVICES)
        plainly = [
            row for row, each in enumerate(of) if all(_PLAINLY[token](each) for token in tokens)
        ]
        assert list(catalogue.rows(query, members=members(query))) == plainly, tokens


@given(
    st.lists(st.sampled_from(ROWS), max_size=12),
    st.lists(st.sampled_from(_TOKENS), max_size=4),
    st.lists(st.sampled_from(_TOKENS), max_size=4),
)
def test_what_narrows_a_query_gives_a_part_of_its_rows(
    of: list[Service], one: list[str], other: list[str]
) -> None:
    queries = [parse(" ".join(each), SERVICES) for each in (one, other, [*one, *other])]
    first, second, both = queries
    assert both.narrows(first)
    assert both.narrows(second)
    if first.narrows(second):
        assert {*rows(" ".join(one), of)} <= {*rows(" ".join(other), of)}


def test_typing_and_taking_back_fields_letter_by_letter() -> None:
    generator = random.Random(7)
    catalogue = Catalogue.build(ROWS * 20, read_at=NOW)
    filters = [" ".join(generator.sample(_TOKENS, 3)) for _ in range(20)]
    liked: frozenset[str] = LIKED

    def found(of: Catalogue, query: Query) -> list[int]:
        return list(of.rows(query, members=members(query, liked)))

    for text in filters:
        for length in (*range(len(text) + 1), *range(len(text), 0, -1)):
            query = parse(text[:length], SERVICES)
            fresh = Catalogue.build(ROWS * 20, read_at=NOW)
            assert found(catalogue, query) == found(fresh, query)
        liked = LIKED ^ {generator.choice(["2", "3"])}

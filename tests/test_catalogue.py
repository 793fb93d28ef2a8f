from __future__ import annotations

import gc
import json
import random
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import answers, errors, untrusted
from smm_tui.catalogue import Catalogue, Category, Indexing, SortKey
from smm_tui.filters import SERVICES as FIELDS
from smm_tui.filters import Query, parse
from smm_tui.models import Service, ServiceType, Unreadable
from tests.catalogues import NAMES, answer

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def asked(text: str) -> Query:
    return parse(text, FIELDS)


def service(service_id: str, name: str = "Likes", category: str = "Instagram") -> Service:
    return Service(service_id, name, category, ServiceType.DEFAULT, "Default", Decimal(1))


SERVICES = [
    Service(
        "10",
        "\U0001d5e1\U0001d5fc \U0001d5d7\U0001d5ff\U0001d5fc\U0001d5fd"
        " Fans [Refill: 30D] \u2764\ufe0f",
        "Instagram \U0001f4f8",
        ServiceType.DEFAULT,
        "Default",
        Decimal("0.90"),
        50,
        10_000,
        refill=True,
        cancel=False,
    ),
    Service(
        "9",
        "D\u1ecbch V\u1ee5 Likes",
        "Facebook",
        ServiceType.PACKAGE,
        "Package",
        Decimal("12.5"),
        1,
        1,
        refill=False,
    ),
    Service(
        "ord_7",
        "Likes [Italy]",
        "Instagram \U0001f4f8",
        ServiceType.CUSTOM_COMMENTS,
        "custom_comments",
        None,
        cancel=True,
    ),
    Service(
        "9",
        "likes again",
        "Facebook",
        ServiceType.UNHEARD,
        "fb_eyeslive",
        Decimal("0.9"),
        50,
        500,
        refill=True,
    ),
]


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue.build(SERVICES, unreadable=[Unreadable(4, "no object", "5")], read_at=NOW)


def test_what_it_holds(catalogue: Catalogue) -> None:
    assert catalogue.services == tuple(SERVICES)
    assert len(catalogue) == 4
    assert catalogue.unreadable == (Unreadable(4, "no object", "5"),)
    assert catalogue.read_at == NOW
    assert catalogue.categories == (Category("Instagram \U0001f4f8", 2), Category("Facebook", 2))


def test_a_service_by_its_id_the_first_where_there_are_two(catalogue: Catalogue) -> None:
    assert catalogue.get("ord_7") is catalogue.services[2]
    assert catalogue.get("9") is catalogue.services[1]
    assert catalogue.get("09") is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1, 2, 3]),
        ("  ", [0, 1, 2, 3]),
        ("no drop", [0]),
        ("DROP no", [0]),
        ("likes", [1, 2, 3]),
        ("LIKES face", [1, 3]),
        ("dich vu", [1]),
        ("D\u1ecaCH", [1]),
        ("[italy]", [2]),
        ("refill: 30d", [0]),
        ("10", [0]),
        ("ORD_7", [2]),
        ("custom_comments", [2]),
        ("package", [1]),
        ("instagram", [0, 2]),
        ("\u2764", [0]),
        ("\u2764\ufe0f", [0]),
        ("\U0001f4f8 italy", [2]),
        ("likes facebook dich", [1]),
        ("likesfacebook", []),
        ("\u00e2\u009d", []),
        ("nothing", []),
    ],
)
def test_all_words_in_any_order_over_name_category_type_and_id(
    catalogue: Catalogue, query: str, found: list[int]
) -> None:
    assert list(catalogue.rows(asked(query))) == found


def test_a_query_that_no_keyboard_makes(catalogue: Catalogue) -> None:
    assert list(catalogue.rows(asked("\udc80"))) == []


def test_the_rows_of_a_category(catalogue: Catalogue) -> None:
    assert list(catalogue.rows(category="Facebook")) == [1, 3]
    assert list(catalogue.rows(category="Facebook", reverse=True)) == [3, 1]
    assert list(catalogue.rows(category="Facebook", sort=SortKey.RATE)) == [3, 1]
    assert list(catalogue.rows(asked("again"), category="Facebook")) == [3]
    assert list(catalogue.rows(category="Gone")) == []


@pytest.mark.parametrize(
    ("sort", "up", "down"),
    [
        (SortKey.PANEL, [0, 1, 2, 3], [3, 2, 1, 0]),
        (SortKey.ID, [1, 3, 0, 2], [2, 0, 1, 3]),
        (SortKey.NAME, [1, 2, 3, 0], [0, 3, 2, 1]),
        (SortKey.RATE, [0, 3, 1, 2], [1, 0, 3, 2]),
        (SortKey.MIN, [1, 0, 3, 2], [0, 3, 1, 2]),
        (SortKey.MAX, [1, 3, 0, 2], [0, 3, 1, 2]),
        (SortKey.TYPE, [2, 0, 3, 1], [1, 3, 0, 2]),
        (SortKey.REFILL, [0, 3, 1, 2], [1, 0, 3, 2]),
        (SortKey.CANCEL, [2, 0, 1, 3], [0, 2, 1, 3]),
        (SortKey.CATEGORY, [1, 3, 0, 2], [0, 2, 1, 3]),
    ],
)
def test_sorting_is_stable_and_nothing_comes_last(
    catalogue: Catalogue, sort: SortKey, up: list[int], down: list[int]
) -> None:
    assert list(catalogue.rows(sort=sort)) == up
    assert list(catalogue.rows(sort=sort, reverse=True)) == down


def test_ids_are_sorted_by_size_without_being_made_numbers() -> None:
    ids = ["100", "007", "9", "x", "101429via", "1" * 5000, "0"]
    catalogue = Catalogue.build(map(service, ids), read_at=NOW)
    in_order = [ids[row] for row in catalogue.rows(sort=SortKey.ID)]
    assert in_order == ["0", "007", "9", "100", "1" * 5000, "101429via", "x"]


def test_a_result_is_a_sequence_of_row_numbers(catalogue: Catalogue) -> None:
    rows = catalogue.rows(asked("likes"))
    assert len(rows) == 3
    assert rows[0] == 1
    assert list(rows[1:]) == [2, 3]
    assert 3 in rows


def test_a_letter_taken_back_costs_no_search(catalogue: Catalogue) -> None:
    first = catalogue.rows(asked("lik"))
    second = catalogue.rows(asked("lik face"))
    assert catalogue.rows(asked("lik face")) is second
    assert catalogue.rows(asked("lik")) is first
    assert catalogue.rows(asked("lik"), reverse=True) is not first
    assert list(catalogue.rows(asked("lik"))) == list(first)


def test_no_result_is_kept_for_ever(catalogue: Catalogue) -> None:
    first = catalogue.rows(asked("l"))
    for length in range(2, 100):
        catalogue.rows(asked("l" * length))
    assert catalogue.rows(asked("l")) == first


def test_services_can_be_added_slice_by_slice() -> None:
    index = Indexing()
    for start in range(4):
        index.add(SERVICES[start : start + 1])
    sliced = index.finish(read_at=NOW)
    at_once = Catalogue.build(SERVICES, read_at=NOW)
    assert sliced.services == at_once.services
    assert sliced.categories == at_once.categories
    assert list(sliced.rows(asked("likes"))) == list(at_once.rows(asked("likes")))


def test_an_empty_catalogue() -> None:
    catalogue = Catalogue.build([], read_at=NOW)
    assert catalogue.categories == ()
    assert list(catalogue.rows(asked("x"), sort=SortKey.RATE)) == []
    assert catalogue.get("1") is None


_WORDS = [
    "no",
    "drop",
    "n\u00f5",
    "\U0001d5e1\U0001d5fc",
    "likes",
    "\u2764\ufe0f",
    "[IT]",
    "\u017cubr",
]


@given(
    st.lists(st.lists(st.sampled_from(_WORDS), max_size=4), max_size=8),
    st.text(st.sampled_from("nodrpliket \u2764[\u0142"), max_size=6),
)
def test_it_finds_what_a_plain_search_finds(names: list[list[str]], query: str) -> None:
    services = [service(str(row), " ".join(words)) for row, words in enumerate(names)]
    catalogue = Catalogue.build(services, read_at=NOW)
    words = untrusted.fold(query).split()
    expected = [
        row
        for row, entry in enumerate(services)
        if all(
            any(
                word in untrusted.fold(field)
                for field in (entry.name, entry.service_id, "instagram", "default")
            )
            for word in words
        )
    ]
    assert list(catalogue.rows(asked(query))) == expected


def test_typing_letter_by_letter_finds_the_same_as_all_at_once() -> None:
    generator = random.Random(5)
    services = [
        service(str(row), " ".join(generator.choices(_WORDS, k=3)), generator.choice("AB"))
        for row in range(300)
    ]
    catalogue = Catalogue.build(services, read_at=NOW)
    query, length = "no likes dro", 0
    for _key in range(300):
        length = min(max(length + generator.choice((-1, 1, 1)), 0), len(query))
        sort = generator.choice((SortKey.PANEL, SortKey.PANEL, SortKey.NAME))
        category = generator.choice((None, None, "A"))
        fresh = Catalogue.build(services, read_at=NOW)
        found, expected = (
            list(each.rows(asked(query[:length]), category=category, sort=sort))
            for each in (catalogue, fresh)
        )
        assert found == expected


# --- whole catalogues


@pytest.mark.parametrize("name", NAMES)
def test_every_service_of_a_whole_catalogue_is_there_and_is_found(name: str) -> None:
    body = answer(name)
    rows = json.loads(body)["data"]
    if not isinstance(rows, list):
        with pytest.raises(errors.Refused):
            answers.CatalogueReader(body)
        return
    reader = answers.CatalogueReader(body)
    index = Indexing()
    for _step in reader:
        index.add(reader.services[len(index.services) :])
    catalogue = index.finish(read_at=NOW, unreadable=reader.unreadable)
    assert len(catalogue) == len(rows)
    assert catalogue.unreadable == ()
    assert [entry.service_id for entry in catalogue.services] == [
        str(row["service"]) for row in rows
    ]
    assert sum(category.count for category in catalogue.categories) == len(rows)
    for row in range(0, len(rows), 97):
        assert row in catalogue.rows(asked(catalogue.services[row].name))


def test_services_are_nothing_that_the_collector_walks_through() -> None:
    index = Indexing()
    index.add([service(str(number)) for number in range(50)])
    made = index.finish(read_at=datetime.now(UTC))
    known = {id(each) for each in gc.get_objects()}
    assert not known.intersection(map(id, made.services))

"""What of a typed filter is a field, and what is text."""

from __future__ import annotations

import itertools
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smm_tui import untrusted
from smm_tui.filter_hints import hint
from smm_tui.filters import ORDERS, SERVICES, STANDINGS, Grammar, Query, misses, parse


def fields(text: str, grammar: Grammar = SERVICES) -> list[str]:
    return [str(condition) for condition in parse(text, grammar).conditions]


def words(text: str, grammar: Grammar = SERVICES) -> list[str]:
    return list(parse(text, grammar).words)


def hints(text: str, grammar: Grammar = SERVICES) -> list[str]:
    return [hint(text, grammar)] if misses(text, grammar) else []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("id:9900", "id:9900"),
        ("id:9900,ord_7,", "id:9900,ord_7"),
        ("cat:InstaGram", "cat:instagram"),
        ('cat:"YouTube  Views"', 'cat:"youtube views"'),
        ('cat:"YouTube Vi', 'cat:"youtube vi"'),
        ("type:Custom_Comments", "type:custom_comments"),
        ("rate<0.50", "rate<0.50"),
        ("rate<0,5", "rate<0.5"),
        ("rate<5.", "rate<5"),
        ("RATE>1,234.50", "rate>1234.50"),
        ("min<=100", "min<=100"),
        ("max>=10K", "max>=10000"),
        ("max>=2m", "max>=2000000"),
        ("refill:yes", "refill:yes"),
        ("Refill:No", "refill:no"),
        ("cancel:y", "cancel:yes"),
        ("drip:n", "drip:no"),
        ("fav:ye", "fav:yes"),
        ("new:n", "new:no"),
        ("new:7D", "new:7d"),
    ],
)
def test_fields_of_the_catalogue(text: str, field: str) -> None:
    assert (fields(text), words(text), hints(text)) == ([field], [], [])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("st:completed", "st:completed"),
        ("st:comp", "st:completed"),
        ("st:done", "st:completed"),
        ("st:cancelled", "st:canceled"),
        ("st:in-progress", 'st:"in progress"'),
        ('st:"Not sent"', 'st:"not sent"'),
        ("st:partial,notplaced", 'st:"partial,not placed"'),
        ("st:li", "st:live"),
        ("st:pr", "st:processing"),
        ("st:ca", "st:canceled"),
        ("st:pa", "st:partial,paused"),
        ("link:https://Instagram.com/p/A_b", "link:https://instagram.com/p/a_b"),
        ("id:23501,23502", "id:23501,23502"),
        ("service:9900", "service:9900"),
        ("panel:brsmm", "panel:brsmm"),
        ("charge>1.50", "charge>1.50"),
        ("age<30m", "age<30m"),
        ("age<30min", "age<30m"),
        ("age<07D", "age<7d"),
        ("age<2w", "age<2w"),
    ],
)
def test_fields_of_the_orders(text: str, field: str) -> None:
    assert (fields(text, ORDERS), words(text, ORDERS), hints(text, ORDERS)) == ([field], [], [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Refill: 30 days", ["refill:", "30", "days"]),
        ("[Max:10K] Speed:1M/Day", ["[max:10k]", "speed:1m/day"]),
        ("https://instagram.com/p/x", ["https://instagram.com/p/x"]),
        ("Time:0-1H", ["time:0-1h"]),
        ('"refill:yes"', ["refill:yes"]),
        ('"no drop" likes', ["no drop", "likes"]),
        ('"no dr', ["no dr"]),
        ('5" screen', ['5"', "screen"]),
        ('""', []),
        ("st:pending", ["st:pending"]),
        ("a:b<c>=d", ["a:b<c>=d"]),
        ("myrate<5", ["myrate<5"]),
        ("(refill:yes)", ["(refill:yes)"]),
        ("slow:no", ["slow:no"]),
        ("𝗡𝗼 𝗗𝗿𝗼𝗽", ["no", "drop"]),  # noqa: RUF001 - as panels write it
    ],
)
def test_everything_else_is_text_and_needs_no_hint(text: str, found: list[str]) -> None:
    assert (words(text), fields(text), hints(text)) == (found, [], [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rate<abc", "rate< takes an amount per 1000, as in rate<0.50"),
        ("rate< 5", "rate< takes an amount per 1000, as in rate<0.50"),
        ("rate<-5", "rate< takes an amount per 1000, as in rate<0.50"),
        ("min<=5x", "min<= takes a number, as in min<=100"),
        ("refill:30D", "refill: takes yes or no, as in refill:yes"),
        ("refill:", "refill: takes yes or no, as in refill:yes"),
        ("refil:yes", "refil:yes is searched as text. Did you mean refill:yes?"),
        ("Reffill:YES", "Reffill:YES is searched as text. Did you mean refill:YES?"),
        ("raet<5", "raet<5 is searched as text. Did you mean rate<5?"),
        ("rate<=5", "rate<=5 is searched as text. Did you mean rate<5?"),
        ("rate>=5", "rate>=5 is searched as text. Did you mean rate>5?"),
        ("rate:5", "rate:5 is searched as text. Did you mean rate<5?"),
        ("max:1000", "max:1000 is searched as text. Did you mean max>=1000?"),
        ("category:likes", "category:likes is searched as text. Did you mean cat:likes?"),
        ("price<5", "price<5 is searched as text. Did you mean rate<5?"),
    ],
)
def test_a_near_miss_is_text_with_a_hint(text: str, said: str) -> None:
    assert (fields(text), hints(text)) == ([], [said])
    assert words(text) == untrusted.fold(text).split()


@pytest.mark.parametrize("text", ["rate<", "rate<.", "rate<1,234", "min<", "min<=", "max>"])
def test_a_comparison_that_lacks_its_number_asks_for_nothing_while_it_is_typed(text: str) -> None:
    assert (words(f"likes {text}"), fields(text)) == (["likes"], [])
    assert len(hints(text)) == 1
    assert words(f"{text} likes") == [text, "likes"]


def test_a_time_that_lacks_its_unit_asks_for_nothing_while_it_is_typed() -> None:
    assert (words("age<12", ORDERS), fields("age<12", ORDERS)) == ([], [])
    assert "age<30m" in hints("age<12", ORDERS)[0]
    assert words("age<12 x", ORDERS) == ["age<12", "x"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("status:live", "Did you mean st:live?"),
        ("st:zzz", "st: takes a status"),
        ("st:pending,zzz", "st: takes a status"),
        ("age<99999w", "age< takes a time and its unit"),
        ("age<0d", "age< takes a time and its unit"),
        ("link:", "link: takes a part of the link"),
        ("service:", "service: takes an id or a part of the name"),
        ("panel:", "panel: takes a part of the panel's name"),
        ("charge>x", "charge> takes an amount"),
        ("id:,", "id: takes ids"),
    ],
)
def test_hints_of_the_orders(text: str, said: str) -> None:
    assert fields(text, ORDERS) == []
    assert said in hints(text, ORDERS)[0]


def test_every_field_explains_itself() -> None:
    for grammar in (SERVICES, ORDERS):
        for field in grammar:
            [said] = hints(str(field), grammar)
            assert said.startswith(field)


# --- whatever is typed

_TYPED = st.text(st.sampled_from('reatfilcysno:<>=".,0159kmd -\u0301\U0001d5e1') | st.characters())
_NAMES = st.sampled_from([str(field) for field in (*SERVICES, *ORDERS)])
_VALUES = st.sampled_from(["", "yes", "n", "5", "0.5", "1k", "2h", "a", "pending", '"a b"', "a,b"])
_TOKENS = st.builds(str.__add__, _NAMES, _VALUES) | st.sampled_from(["no", "drop", '"a b"', "x:y"])
_FILTERS = st.lists(_TOKENS, max_size=5).map(" ".join) | _TYPED


@settings(max_examples=1_000)
@given(_FILTERS, st.sampled_from([SERVICES, ORDERS]))
def test_a_field_is_read_back_from_what_its_chip_says(text: str, grammar: Grammar) -> None:
    for condition in parse(text, grammar).conditions:
        again = parse(str(condition), grammar)
        assert (again.words, again.conditions) == ((), (condition,))


@given(_TYPED, st.sampled_from([SERVICES, ORDERS]))
def test_quotes_force_text(text: str, grammar: Grammar) -> None:
    inside = text.replace('"', "")
    found = parse(f'"{inside}"', grammar)
    assert found == Query(words=tuple(filter(None, [untrusted.fold(inside)])))
    assert misses(f'"{inside}"', grammar) == []


@given(st.lists(st.text(string.ascii_letters + string.digits + "[]|-%", min_size=1), max_size=6))
def test_without_a_sign_all_words_are_text(typed: list[str]) -> None:
    found = parse(" ".join(typed), SERVICES)
    assert found == Query(words=tuple(map(untrusted.fold, typed)))


@given(_FILTERS, _FILTERS)
def test_what_is_typed_apart_is_read_apart(one: str, other: str) -> None:
    one = one.replace('"', "")
    both = parse(f"{one} | {other}", SERVICES)
    first, second = parse(f"{one} |", SERVICES), parse(other, SERVICES)
    assert both.words == (*first.words, *second.words)
    assert both.conditions == (*first.conditions, *second.conditions)


@given(st.lists(_FILTERS, max_size=3))
def test_more_of_a_filter_narrows_less_of_it(parts: list[str]) -> None:
    parts = [part.replace('"', "") + " ;" for part in parts]
    queries = [parse(" ".join(parts[:count]), SERVICES) for count in range(len(parts) + 1)]
    for wider, narrower in itertools.pairwise(queries):
        assert narrower.narrows(wider)


@pytest.mark.parametrize("standing", sorted({*STANDINGS}))
def test_a_status_is_found_by_each_beginning_of_its_name(standing: str) -> None:
    meant = STANDINGS[standing]
    for length in range(1, len(standing) + 1):
        [field] = fields(f"st:{standing[:length].replace(' ', '-')}", ORDERS)
        assert meant in field.removeprefix("st:").strip('"').split(",")

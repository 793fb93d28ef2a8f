"""What was sent comes back as what was typed, for every type."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smm_tui.models import Service, ServiceType
from smm_tui.ordering import entries_again, fields, quote

OPTIONAL = {
    "runs": "3",
    "interval": "30",
    "posts": "4",
    "old_posts": "2",
    "expiry": "2030-12-31",
    "google_keyword": "buy",
    "referring_url": "https://example.com/from",
}
ENTRIES = {
    **OPTIONAL,
    "link": "https://example.com/p/1",
    "quantity": "100",
    "keywords": "one\ntwo",
    "comments": "nice\ngreat",
    "usernames": "anna\nbob",
    "hashtags": "#a\n#b",
    "hashtag": "#a",
    "username": "@someone",
    "media": "https://example.com/m",
    "answer_number": "2",
    "groups": "g1\ng2",
    "min": "60",
    "max": "80",
    "delay": "30",
    "country": "US",
    "device": "5",
    "type_of_traffic": "2",
}


def service(kind: ServiceType, *, dripfeed: bool | None = True) -> Service:
    return Service("7", "Anything", "Any", kind, kind.value, Decimal(1), 1, dripfeed=dripfeed)


@pytest.mark.parametrize("kind", ServiceType)
def test_every_field_of_every_type_comes_back(kind: ServiceType) -> None:
    ordered = quote(service(kind), ENTRIES)
    assert ordered.ok
    entries, gone = entries_again(service(kind), ordered.params)
    assert gone == ()
    assert entries.keys() == dict(ordered.params).keys() - {"service"}
    assert entries.items() <= ENTRIES.items()
    asked = {field.name for field in fields(service(kind)) if field.only_if is None}
    assert asked <= entries.keys()
    assert quote(service(kind), entries).params == ordered.params


def test_what_is_no_longer_asked_for_is_named() -> None:
    sent = quote(service(ServiceType.DEFAULT), ENTRIES).params
    entries, gone = entries_again(service(ServiceType.DEFAULT, dripfeed=False), sent)
    assert entries == {"link": ENTRIES["link"], "quantity": "100"}
    assert gone == ("runs", "interval")


@given(
    kind=st.sampled_from(ServiceType),
    entries=st.dictionaries(
        st.sampled_from(sorted(ENTRIES)), st.one_of(st.text(max_size=12), st.dates().map(str))
    ),
)
def test_whatever_was_sent_is_sent_again_the_same(
    kind: ServiceType, entries: dict[str, str]
) -> None:
    ordered = quote(service(kind), {**ENTRIES, **entries})
    assume(ordered.ok)
    again, _gone = entries_again(service(kind), ordered.params)
    assert quote(service(kind), again).params == ordered.params

"""Services, changes and sums as rows: every digit kept, no cell a formula."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smm_tui.changes import Change, Facts, Kind, encoded
from smm_tui.export import to_csv, to_json
from smm_tui.export_rows import (
    CHANGE_FIELDS,
    SERVICE_FIELDS,
    SPENDING_FIELDS,
    change_row,
    service_row,
    spending_row,
)
from smm_tui.periods import Span
from smm_tui.spending import Sums
from tests.ledger.making import SERVICE

AT = datetime(2026, 3, 14, 14, 2, 11, tzinfo=UTC)
NOBODYS: frozenset[str] = frozenset()


def test_a_service_keeps_its_digits_and_what_cannot_be_read() -> None:
    service = replace(
        SERVICE,
        rate=None,
        refill=True,
        cancel=None,
        description="one\ntwo",
        unclear=(("rate", "1,234"),),
    )
    row = service_row(service, panel="brsmm", currency="USD", favourites=frozenset({"17"}))
    assert set(row) == set(SERVICE_FIELDS)
    assert (row["rate"], row["unclear"], row["favourite"]) == (None, "rate: 1,234", True)
    exact = service_row(SERVICE, panel="brsmm", currency="USD", favourites=NOBODYS)
    text = to_csv([row, exact], SERVICE_FIELDS)
    unread, read = csv.DictReader(io.StringIO(text, newline=""))
    assert (read["rate"], read["min"], read["max"], read["cancel"]) == ("0.90", "10", "10000", "")
    assert (unread["description"], unread["refill"]) == ("one two", "True")
    (named,) = json.loads(to_json([exact], SERVICE_FIELDS, key="services"))["services"]
    assert named["rate"] == "0.90"


@given(st.text(max_size=20), st.sampled_from(["=", "+", "-", "@", "\t", " ="]))
def test_no_name_of_a_panel_is_a_formula(text: str, begin: str) -> None:
    service = replace(SERVICE, name=begin + text, category=begin, description=begin + text)
    row = service_row(service, panel="p", currency="", favourites=NOBODYS)
    (read,) = csv.DictReader(io.StringIO(to_csv([row], SERVICE_FIELDS), newline=""))
    for name in ("service", "category", "description"):
        assert read[name].startswith("'")


@pytest.mark.parametrize(
    ("kind", "was", "now", "before", "after"),
    [
        (Kind.UP, Facts(rate=Decimal("0.90")), Facts(rate=Decimal("1.0")), "0.90", "1.0"),
        (Kind.NEW, Facts(), Facts(rate=Decimal(2)), "", "2"),
        (Kind.LIMITS, Facts(limits=(10, None)), Facts(limits=None), "10 to", ""),
        (Kind.LIMITS, Facts(limits=(10, 500)), Facts(limits=(1, 50)), "10 to 500", "1 to 50"),
        (Kind.TYPE, Facts(type="Default"), Facts(type="Package"), "Default", "Package"),
        (Kind.RENAMED, Facts(name="a"), Facts(name="=b"), "a", "'=b"),
        (
            Kind.FLAGS,
            Facts(refill=True, cancel=None),
            Facts(refill=False, cancel=True),
            "refill:yes cancel:? dripfeed:?",
            "refill:no cancel:yes dripfeed:?",
        ),
    ],
)
def test_a_change_says_what_its_kind_is_about(
    kind: Kind, was: Facts, now: Facts, before: str, after: str
) -> None:
    change = Change(kind, "17", "Followers", encoded(was), encoded(now), 3)
    row = change_row(change, panel="brsmm", at=AT, percent=Decimal("11.1"))
    (read,) = csv.DictReader(io.StringIO(to_csv([row], CHANGE_FIELDS), newline=""))
    assert (read["before"], read["after"]) == (before, after)
    assert (read["at"], read["percent"]) == ("2026-03-14T14:02:11+00:00", "11.1")
    assert (read["change"], read["service_id"]) == (str(kind), "17")


def test_sums_say_their_days_and_what_is_estimated() -> None:
    sums = Sums(
        orders=3,
        charged=Decimal("12.3400"),
        returned=Decimal("1.10"),
        reckoned=Decimal("0.2"),
        unpriced=1,
        doubts=1,
        doubtful=Decimal(5),
    )
    first = datetime(2026, 3, 2, tzinfo=UTC).toordinal()
    row = spending_row(
        sums, by="week", name="w", span=Span(first, first + 7), currency="USD", panels="a, b"
    )
    assert set(row) == set(SPENDING_FIELDS)
    assert (row["first_day"], row["last_day"]) == ("2026-03-02", "2026-03-08")
    (read,) = csv.DictReader(io.StringIO(to_csv([row], SPENDING_FIELDS), newline=""))
    assert (read["charged"], read["returned_estimated"], read["net"]) == (
        "12.3400",
        "0.2",
        "11.0400",
    )

"""The changes that are kept, as the rows of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from smm_tui import formatting
from smm_tui.change_log import (
    CatalogueReading,
    ChangeLog,
    ChangeSort,
    kind_sign,
    kind_word,
)
from smm_tui.changes import Change, Facts, Kind, encoded

NOW = datetime(2026, 3, 14, 14, 2, 11, tzinfo=UTC)
NOTHING = encoded(Facts())


def rate(text: str, currency: str = "USD") -> str:
    return encoded(Facts(rate=Decimal(text), currency=currency))


def change(
    kind: Kind, service_id: str, reading: int, *, was: str = NOTHING, now: str = NOTHING
) -> Change:
    return Change(kind, service_id, f"Seguidores nº {service_id}", was, now, reading)


def log_of(readings: Sequence[CatalogueReading], changes: Sequence[Change]) -> ChangeLog:
    log = ChangeLog(readings, changes, since=NOW)
    for _slice in log.slices():
        pass
    return log


NEWER = CatalogueReading(7, NOW, 100)
OLDER = CatalogueReading(3, NOW - timedelta(days=1), 98)
LOG = log_of(
    [NEWER, OLDER],
    [
        change(Kind.NEW, "12", 7, now=rate("3")),
        change(Kind.UP, "2", 7, was=rate("1"), now=rate("1.125")),
        change(Kind.DOWN, "10", 7, was=rate("1"), now=rate("0.50")),
        change(Kind.UP, "9", 3, was=rate("1"), now=rate("3")),
        change(Kind.BACK, "5", 3, was=rate("0"), now=rate("3")),
    ],
)


def ids(log: ChangeLog, rows: Sequence[int]) -> list[str]:
    """The ids of rows; of a heading the number of its reading."""
    return [
        f"#{log.reading_of(row).number}" if row < 0 else log.changes[row].service_id for row in rows
    ]


def test_the_newest_reading_is_first_and_each_has_a_heading() -> None:
    assert ids(LOG, LOG.rows()) == ["#7", "2", "10", "12", "#3", "9", "5"]
    assert ids(LOG, LOG.rows(reverse=True)) == ["#3", "9", "5", "#7", "2", "10", "12"]


def test_other_orders_have_no_headings() -> None:
    def by(sort: ChangeSort, *, reverse: bool = False) -> list[str]:
        return ids(LOG, LOG.rows(sort=sort, reverse=reverse))

    assert by(ChangeSort.ID) == ["2", "5", "9", "10", "12"]
    assert by(ChangeSort.ID, reverse=True) == ["12", "10", "9", "5", "2"]
    assert by(ChangeSort.NAME) == ["10", "12", "2", "5", "9"]
    assert by(ChangeSort.KIND) == ["2", "9", "10", "5", "12"]
    assert by(ChangeSort.PERCENT) == ["10", "2", "9", "12", "5"]
    assert by(ChangeSort.PERCENT, reverse=True) == ["9", "2", "10", "12", "5"]


def test_words_are_found_in_name_and_id_whatever_their_accents() -> None:
    assert ids(LOG, LOG.rows(query="seguidores 1")) == ["#7", "10", "12"]
    assert ids(LOG, LOG.rows(query="SEGUIDORES Up no 9")) == ["#3", "9"]
    assert ids(LOG, LOG.rows(query="12", sort=ChangeSort.ID)) == ["12"]
    assert LOG.rows(query="nothing") == []


def test_a_word_that_is_a_kind_shows_that_kind() -> None:
    assert ids(LOG, LOG.rows(query="UP")) == ["#7", "2", "#3", "9"]
    assert ids(LOG, LOG.rows(query="up down")) == ["#7", "2", "10", "#3", "9"]
    backup = Change(Kind.GONE, "1", "Backup uploads", NOTHING, NOTHING, 7)
    log = log_of([NEWER], [backup])
    assert log.rows(query="up") == []
    assert ids(log, log.rows(query="upl")) == ["#7", "1"]


def test_a_heading_says_when_and_what() -> None:
    zone = UTC
    assert LOG.heading(-1, NOW, zone) == ("14:02:11", "1 up, 1 down, 1 new")
    assert LOG.heading(-2, NOW, zone) == ("2026-03-13 14:02", "1 up, 1 back")


def test_a_doubtful_reading_has_a_heading_but_where_words_are_sought() -> None:
    lost = CatalogueReading(1, NOW, 60, held_back=40, currency="USD", currency_before="USD")
    empty = CatalogueReading(2, NOW, 0, held_back=100, currency="USD", currency_before="USD")
    moved = CatalogueReading(3, NOW, 100, currency="BRL", currency_before="USD")
    log = log_of([moved, empty, lost], [])
    assert log.rows() == [-1, -2, -3]
    assert log.rows(query="up") == []
    said = [log.heading(row, NOW, UTC)[1] for row in log.rows()]
    assert said[0] == "prices are in BRL now and were in USD: they are not compared"
    assert said[1] == "the catalogue came back empty, so nothing counts as gone"
    assert said[2] == "40 services missing at once, not counted as gone yet"


def test_every_kind_has_a_word_and_signs_of_one_cell() -> None:
    assert len({kind_word(kind) for kind in Kind}) == len(Kind)
    for kind in Kind:
        assert formatting.cells(kind_sign(kind)) == 1
        assert kind_sign(kind, formatting.ASCII).isascii()


CHANGES = st.lists(
    st.builds(
        change,
        st.sampled_from(Kind),
        st.integers(0, 50).map(str),
        st.sampled_from([3, 7]),
        was=st.sampled_from([rate("1"), rate("2", "BRL"), NOTHING]),
        now=st.sampled_from([rate("1.5"), rate("1.2", "BRL"), NOTHING]),
    ),
    max_size=20,
).map(lambda made: sorted(made, key=lambda each: -each.reading))


@given(
    changes=CHANGES,
    sort=st.sampled_from(ChangeSort),
    reverse=st.booleans(),
    query=st.sampled_from(["", "up", "1"]),
)
def test_every_order_has_each_row_that_is_found_once(
    changes: list[Change], sort: ChangeSort, query: str, *, reverse: bool
) -> None:
    log = log_of([NEWER, OLDER], changes)
    rows = [row for row in log.rows(query=query, sort=sort, reverse=reverse) if row >= 0]
    assert len(set(rows)) == len(rows)
    if not query:
        assert sorted(rows) == list(range(len(changes)))
    percents = [log.percent(row) for row in rows]
    known = [each for each in percents if each is not None]
    if sort is ChangeSort.PERCENT:
        assert known == sorted(known, reverse=reverse)
        assert percents[: len(known)] == known

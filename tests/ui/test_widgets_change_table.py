"""What a list of changes says of each kind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from textual.app import App, ComposeResult

from smm_tui.change_log import CatalogueReading, ChangeLog, ChangeSort
from smm_tui.changes import Change, Facts, Kind, encoded
from smm_tui.widgets.change_details import ChangeDetails
from smm_tui.widgets.change_table import ChangeTable, values
from smm_tui.widgets.signs import ASCII
from tests.clock import START
from tests.ui.board import row_of


def change(kind: Kind, was: Facts, now: Facts) -> Change:
    return Change(kind, "7", "Followers [/foo]", encoded(was), encoded(now), 1)


def rate(text: str) -> Facts:
    return Facts(rate=Decimal(text), currency="USD")


@pytest.mark.parametrize(
    ("kind", "was", "now", "said"),
    [
        (Kind.UP, rate("1234.5"), rate("2000"), ("1,234.5", "2,000")),
        (Kind.PRICE, rate("1"), Facts(), ("1", "?")),
        (Kind.HIDDEN, rate("1"), Facts(hidden=True), ("1", "hidden")),
        (Kind.HIDDEN, rate("1"), rate("99999"), ("1", "99,999")),
        (Kind.GONE, rate("1"), Facts(), ("1", "")),
        (Kind.NEW, Facts(), rate("1"), ("", "1")),
        (Kind.NEW, Facts(), Facts(hidden=True), ("", "hidden")),
        (Kind.BACK, rate("1"), rate("1"), ("", "1")),
        (Kind.BACK, rate("1"), rate("2"), ("1", "2")),
        (Kind.LIMITS, Facts(limits=(10, 5)), Facts(limits=(20, 5)), ("min 10", "min 20")),
        (Kind.LIMITS, Facts(limits=(10, 50_000)), Facts(), ("10 to 50,000", "min 1")),
        (Kind.LIMITS, Facts(limits=(1, 50)), Facts(), ("max 50", "no max")),
        (Kind.LIMITS, Facts(limits=(1, 50)), Facts(limits=None), ("1 to 50", "?")),
        (Kind.TYPE, Facts(type="Default"), Facts(type="Package"), ("Default", "Package")),
        (
            Kind.FLAGS,
            Facts(refill=True, cancel=False, dripfeed=True),
            Facts(refill=False, cancel=True, dripfeed=False),
            ("refill, no cancel, drip-feed", "no refill, cancel, no drip-feed"),
        ),
        (Kind.FLAGS, Facts(refill=True), Facts(cancel=True), ("", "")),
        (Kind.RENAMED, Facts(name="Likes [Max 1K] HQ"), Facts(name="Likes HQ"), ("[Max 1K]", "")),
        (Kind.RENAMED, Facts(name="Likes HQ"), Facts(name="Likes [New] HQ"), ("", "[New]")),
        (Kind.REPLACED, Facts(name="Likes"), Facts(name="Views"), ("Likes", "Views")),
    ],
)
def test_what_was_and_what_is(kind: Kind, was: Facts, now: Facts, said: tuple[str, str]) -> None:
    found = values(change(kind, was, now))
    if kind is Kind.RENAMED and not said[1]:
        said = (said[0], "without it")
    assert found == said


CHANGES = (
    change(Kind.UP, rate("1"), rate("1.5")),
    change(Kind.RENAMED, Facts(name="Before"), Facts(name="After")),
    change(Kind.GONE, rate("1"), Facts()),
)


class Showing(App[None]):
    def compose(self) -> ComposeResult:
        yield ChangeTable(signs=ASCII)
        yield ChangeDetails(signs=ASCII)


async def test_a_row_in_ascii_and_its_details() -> None:
    app = Showing()
    async with app.run_test(size=(110, 12)) as pilot:
        table, details = app.query_one(ChangeTable), app.query_one(ChangeDetails)
        log = ChangeLog([CatalogueReading(1, START, 3)], CHANGES)
        for _slice in log.slices():
            pass
        table.show_log(log, START)
        assert [table.change] == [None]
        table.show_rows(log.rows(), ChangeSort.WHEN, keep=False)
        await pilot.pause()
        rows = [row_of(table, place) for place in (1, 2, 3)]
        assert [(row["kind"], row["was"], row["now"]) for row in rows] == [
            ("^ up", "1", "> 1.5"),
            ("- gone", "1", ""),
            ("~ renamed", "Before", "> After"),
        ]
        assert table.change == CHANGES[0]
        said = []
        for each in CHANGES:
            details.change = each
            await pilot.pause()
            said.append(details.text.split("\n")[1])
        assert said == [
            "7 - up +50.0 % - was 1 USD - is 1.5 USD",
            "7 - renamed - was Before",
            "7 - gone - was 1 USD",
        ]
        details.prices = "same price since 2026-03-14"
        await pilot.pause()
        assert details.text.endswith("same price since 2026-03-14")
        details.change = None
        await pilot.pause()
        assert details.text == ""
        assert table.next_sort(ChangeSort.PERCENT) is ChangeSort.WHEN
        table.show_rows(log.rows(sort=ChangeSort.ID), ChangeSort.ID, keep=False)
        await pilot.pause()
        assert row_of(table, 0)["when"] == "14:02:11"

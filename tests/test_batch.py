"""Several orders as text: what is ordered, what is refused, and that nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from smm_tui.batch import (
    MOST,
    Batch,
    Line,
    judged,
    left_over,
    line_of,
    never_began,
    orderable,
    read,
)
from smm_tui.catalogue import Catalogue
from smm_tui.models import Money, Order, OrderState, Origin, Service, ServiceType
from smm_tui.ordering import charge_for
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings

PANEL = PanelSettings(
    name="demo", url="https://panel.example/api/v2", key=KeySource(KeyOrigin.NONE)
)


def service(service_id: str, kind: ServiceType = ServiceType.DEFAULT, **more: object) -> Service:
    made = Service(service_id, "Anything", "Any", kind, kind.value, Decimal("0.90"), 10, 10_000)
    return changed(made, **more)


NUMBERED = {kind: str(number) for number, kind in enumerate(ServiceType, 100)}
SERVICES = (
    service("1"),
    service("2", rate=Decimal("12.5"), min=1, max=None),
    service("pack_1", ServiceType.PACKAGE, rate=Decimal("4.99")),
    service("3", rate=None, unclear=(("rate", "1,234"),)),
    service("4", rate=None),
    *(service(number, kind) for kind, number in NUMBERED.items()),
)
CATALOGUE = Catalogue.build(SERVICES, read_at=datetime(2026, 3, 14, tzinfo=UTC))


def order(line: Line, state: OrderState = OrderState.PLACED, *, sent: bool = True) -> Order:
    """What the book has of a line."""
    now = datetime(2026, 3, 14, tzinfo=UTC)
    values: dict[str, object] = dict.fromkeys(Order.__dataclass_fields__)
    values |= {
        "ref": line.number,
        "panel": "demo",
        "state": state,
        "origin": Origin.PLACED,
        "order_id": "23501" if state is OrderState.PLACED else "",
        "service_id": line.service_id,
        "link": line.link,
        "params": line.quote.params,
        "sent_at": now if sent else None,
    }
    return Order(**values)  # type: ignore[arg-type]  # the rest is not looked at


def problems(text: str, **settings: object) -> list[tuple[int, str]]:
    found = judged(
        read(text, CATALOGUE),
        panel=replace(PANEL, **settings),  # type: ignore[arg-type]  # kept open for the tests
        balance=None,
        running=(),
    )
    return [(said.line, said.text) for said in found.problems]


# What is ordered


def test_lines_are_orders_and_comments_are_not() -> None:
    batch = read(
        "# for Anna\n\n  1 | https://example.com/a | 100\n   # 1 | x | 100\n"
        "pack_1|https://example.com/b\r\n2 |  #tag | 7   # her birthday\n",
        CATALOGUE,
    )
    assert batch.problems == batch.warnings == ()
    assert [(line.number, dict(line.quote.params)) for line in batch.lines] == [
        (3, {"service": "1", "link": "https://example.com/a", "quantity": "100"}),
        (5, {"service": "pack_1", "link": "https://example.com/b"}),
        (6, {"service": "2", "link": "#tag", "quantity": "7"}),
    ]


def test_the_link_is_all_between_the_first_and_the_last_bar() -> None:
    (line,) = read("1 | https://example.com/?a=b|c | 100", CATALOGUE).lines
    assert line.link == "https://example.com/?a=b|c"
    (line,) = read("pack_1 | https://example.com/#a |", CATALOGUE).lines
    assert dict(line.quote.params) == {"service": "pack_1", "link": "https://example.com/#a"}
    assert read("pack_1 | b | 1", CATALOGUE).ok


def test_the_total_is_exact() -> None:
    batch = read("1 | a | 333\n2 | b | 7\npack_1 | c", CATALOGUE)
    assert [line.quote.charge for line in batch.lines] == [
        Decimal("0.2997"),
        Decimal("0.0875"),
        Decimal("4.99"),
    ]
    assert batch.total == Decimal("5.3772")


# What is refused


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1", "Write it as service | link | quantity."),
        ("https://example.com/a 100", "Write it as service | link | quantity."),
        ("| a | 100", "The service is missing: write its id before the first |."),
        ("77 | a | 100", "The catalogue has no service 77; look it up in the catalogue."),
        ("1 |  | 100", "The link is missing: write it between the two |."),
        ("1 | a |", "The quantity is missing: write it after the last |."),
        ("1 | a | # 100", "The quantity is missing: write it after the last |."),
        ("1 | a", "The quantity is missing: write it after the last |."),
        ("1 | a | 9", "Quantity: Allowed: 10 to 10000."),
        ("1 | a | 1.000", "Quantity: It can be read in two ways; if you mean 1000, write 1000."),
        ("1 | a | 1k", "Quantity: A whole number is needed, in digits only, such as 1000."),
        ("1 | a\x1bb | 100", "Link: A control character (U+001B) is in it; remove it."),
        ("1 | a | b | 100", "There are too many | on this line; it takes two."),
        ("pack_1 | a | 5", "A package has no quantity; write service | link."),
        ("3 | a | 100", 'The panel\'s rate is "1,234", which cannot be read without a guess.'),
        ("4 | a | 100", "The panel names no rate for this service."),
        (
            f"{NUMBERED[ServiceType.POLL]} | a | 100",
            "Poll needs more than a line can hold (Answer); order it by itself.",
        ),
        (
            f"{NUMBERED[ServiceType.SUBSCRIPTIONS]} | a | 100",
            (
                "Subscriptions needs more than a line can hold "
                "(Username, Least per post, Most per post, Delay); order it by itself."
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_said_with_a_remedy(line: str, said: str) -> None:
    assert problems(f"# first\n{line}") == [(2, said)]


@pytest.mark.parametrize("kind", ServiceType)
def test_only_types_that_need_nothing_else_are_ordered_so(kind: ServiceType) -> None:
    simple = kind in {ServiceType.DEFAULT, ServiceType.UNHEARD, ServiceType.PACKAGE}
    assert orderable(service("1", kind)) is simple
    quantity = "" if kind is ServiceType.PACKAGE else "100"
    batch = read(f"{NUMBERED[kind]} | a | {quantity}", CATALOGUE)
    assert batch.ok is simple
    warned = ["is ordered as Default" in said.text for said in batch.warnings]
    assert warned == [True] * (kind is ServiceType.UNHEARD)


def test_all_that_is_wrong_is_said_at_once_and_by_line() -> None:
    assert [line for line, _said in problems("x\n1 | a | 100\n1 | | \n\n9 | b | 1")] == [1, 3, 3, 5]


def test_too_many_are_refused_as_a_whole() -> None:
    text = "\n".join(f"1 | a{number} | 100" for number in range(MOST + 2))
    ((line, said),) = problems(text)
    assert line == 0
    assert f"At most {MOST} orders go at once; these are {MOST + 2}." in said
    assert problems(text.partition("\n")[2].partition("\n")[2]) == []


def test_limits_hold_for_each_line_and_for_the_total() -> None:
    text = "1 | a | 1000\n1 | b | 1000"
    assert problems(text, max_charge=Decimal("1.80")) == []
    assert problems(text, max_charge=Decimal("1.79")) == [
        (0, "The total is above max_charge of this panel: 1.79; take lines out.")
    ]
    assert [line for line, _said in problems(text, max_charge=Decimal("0.89"))] == [0, 1, 2]


def test_an_order_that_may_have_been_placed_keeps_its_line_out() -> None:
    batch = read("1 | a.example/p | 100\n2 | a.example/p | 100\n1 | b | 100", CATALOGUE)
    first, _second, third = batch.lines
    doubtful = replace(order(first, OrderState.UNKNOWN), link="https://WWW.a.example/p/#top")
    running = [doubtful, order(third), order(third, OrderState.SENDING)]
    found = judged(batch, panel=PANEL, balance=None, running=running)
    assert [said.line for said in found.problems] == [1]
    assert "Settle that first, or" in found.problems[0].text
    assert [(said.line, said.text) for said in found.warnings] == [
        (3, "2 orders for this service and link still run: 23501, no id yet.")
    ]
    assert [line.number for line in found.lines] == [2, 3]


# What is warned of


def test_the_same_again_is_pointed_out_however_it_is_written() -> None:
    text = (
        "1 | https://www.Example.com/a/ | 100\n2 | example.com/a | 100\n"
        "1 | example.com/a | 50\n1 | example.com/A | 50"
    )
    found = read(text, CATALOGUE)
    assert found.ok
    assert [(said.line, said.text) for said in found.warnings] == [
        (3, "It is the same service and link as on line 1.")
    ]


def test_a_balance_that_looks_too_small_for_the_total_warns() -> None:
    batch = read("1 | a | 1000\n1 | b | 1000", CATALOGUE)
    for held, warned in (("1.80", False), ("1.79", True)):
        money = Money(Decimal(held), "USD")
        found = judged(batch, panel=PANEL, balance=money, running=())
        assert found.ok
        assert bool(found.warnings) is warned
    assert found.warnings[0].line == 0
    assert found.warnings[0].text.endswith("1.79 USD.")


# Going on


def test_only_lines_that_never_began_are_gone_on_with() -> None:
    lines = read("1 | a | 10\n1 | b | 20\n1 | c | 30\npack_1 | d|e |\n1 | f | 50", CATALOGUE).lines
    became = [
        order(lines[0]),
        order(lines[1], OrderState.UNKNOWN),
        order(lines[2], OrderState.NOT_SENT),
        order(lines[3], OrderState.NOT_SENT, sent=False),
        order(lines[4], OrderState.INTENDED, sent=False),
    ]
    assert [never_began(each) for each in became] == [False, False, False, True, False]
    text = left_over(became)
    assert text.splitlines() == [
        "# 1 | a | 10",
        "# 1 | b | 20",
        "# 1 | c | 30",
        "pack_1 | d|e |",
        "# 1 | f | 50",
    ]
    (line,) = read(text, CATALOGUE).lines
    assert line.quote.params == lines[3].quote.params
    assert [line_of(each) for each in became[:2]] == ["1 | a | 10", "1 | b | 20"]


# For any text at all

PARTS = st.one_of(
    st.sampled_from(["1", "2", "pack_1", "3", "77", "a", "https://a.b/c", "100", "1.000", "#", ""]),
    st.text(st.characters(exclude_characters="\r\n"), max_size=8),
)
TEXTS = st.lists(st.lists(PARTS, max_size=4).map(" | ".join), max_size=8).map("\n".join)


@given(TEXTS)
def test_every_line_is_a_comment_or_an_order_or_said_to_be_wrong(text: str) -> None:
    batch = read(text, CATALOGUE)
    meant = {
        number
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1)
        if line.strip() and not line.strip().startswith("#")
    }
    good, wrong = {line.number for line in batch.lines}, {said.line for said in batch.problems}
    assert good | wrong == meant
    assert not good & wrong
    assert batch.count == len(meant)
    assert {said.line for said in batch.warnings} <= meant
    assert batch.total == sum((line.quote.most or 0 for line in batch.lines), Decimal(0))
    assert all(line.quote.ok and orderable(line.quote.service) for line in batch.lines)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2"]),
            st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1),
            st.integers(10, 10_000),
        ),
        max_size=10,
    )
)
def test_what_is_written_is_what_is_ordered(rows: list[tuple[str, str, int]]) -> None:
    text = "".join(f"{number} | {link} | {count}\n" for number, link, count in rows)
    batch = read(text, CATALOGUE)
    assert [(line.service_id, line.link, line.quote.quantity) for line in batch.lines] == rows
    rates = {"1": Decimal("0.90"), "2": Decimal("12.5")}
    charges = [charge_for(rates[number], count) for number, _link, count in rows]
    assert batch.total == sum(charges, Decimal(0))
    again = read(
        left_over([order(line, OrderState.NOT_SENT, sent=False) for line in batch.lines]), CATALOGUE
    )
    assert [line.quote.params for line in again.lines] == [
        line.quote.params for line in batch.lines
    ]


def test_nothing_is_not_a_batch() -> None:
    assert not Batch().ok
    assert not read("# nothing\n", CATALOGUE).ok

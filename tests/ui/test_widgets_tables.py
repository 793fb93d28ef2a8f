"""The tables of categories, services and orders: what stands in their cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec import structs
from rich.cells import cell_len
from textual.app import App, ComposeResult

from smm_tui.catalogue import Catalogue, SortKey
from smm_tui.models import (
    Mark,
    Order,
    OrderSort,
    OrderState,
    Origin,
    RefillStatus,
    Request,
    RequestKind,
    RequestState,
    Service,
    ServiceType,
    Status,
)
from smm_tui.widgets.category_list import CategoryList
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.order_cells import STATE_CELLS, state
from smm_tui.widgets.order_table import OrderTable
from smm_tui.widgets.service_table import ServiceTable
from smm_tui.widgets.signs import ASCII, UNICODE, Signs
from tests.clock import START, FakeClock
from tests.session.making import until_true

FOLLOWERS = Service(
    service_id="17",
    name="Followers [no drop] [/foo]",
    category="Instagram",
    type=ServiceType.DEFAULT,
    type_text="Default",
    rate=Decimal("0.90"),
    min=10,
    max=10_000,
    refill=True,
    cancel=False,
)
SERVICES = (
    FOLLOWERS,
    structs.replace(
        FOLLOWERS, service_id="2", name="全角文字", rate=Decimal("1234.5"), max=None, refill=None
    ),
    structs.replace(
        FOLLOWERS,
        service_id="3",
        category="TikTok",
        name="Odd",
        type=ServiceType.UNHEARD,
        type_text="",
        rate=None,
        unclear=(("rate", "1,234"),),
    ),
    structs.replace(
        FOLLOWERS, service_id="4", category="TikTok", rate=Decimal("0.0000125"), min=None
    ),
    structs.replace(FOLLOWERS, service_id="5", category="TikTok", rate=Decimal(12)),
)
ORDER = Order(
    ref=1,
    panel="brsmm",
    panel_url="https://panel.example/api/v2",
    state=OrderState.PLACED,
    origin=Origin.PLACED,
    order_id="23501",
    service_id="17",
    service_name="Followers [no drop]",
    service_type=ServiceType.DEFAULT,
    category="Instagram",
    rate=Decimal("0.90"),
    link="https://www.instagram.com/somebody/reel/Cxyz123AbcD/",
    quantity=1000,
    params=(),
    foretold=Decimal("0.9000"),
    charge=None,
    currency="USD",
    status=Status.IN_PROGRESS,
    status_text="In progress",
    start_count=3572,
    remains=250,
    posts=None,
    runs=None,
    expiry="",
    parent=None,
    words="",
    phases=(),
    traced=True,
    created_at=START - timedelta(minutes=3),
    sent_at=None,
    settled_at=None,
    checked_at=None,
    changed_at=START,
    lost_at=None,
    acknowledged=False,
    flag="",
    refill=None,
    cancel=None,
    balance_before=None,
    balance_after=None,
)
REQUEST = Request(
    ref=1,
    order_ref=1,
    kind=RequestKind.CANCEL,
    state=RequestState.ACCEPTED,
    request_id="9",
    status=None,
    status_text="",
    words="",
    created_at=START,
    settled_at=START,
    checked_at=None,
)
CATALOGUE = Catalogue.build(SERVICES, read_at=START)


class One(App[None]):
    def __init__(self, table: LineTable) -> None:
        super().__init__()
        self.table = table

    def compose(self) -> ComposeResult:
        yield self.table

    def rows(self) -> list[list[str]]:
        return [line.replace("▌", " ").split() for line in self.lines()]

    def lines(self) -> list[str]:
        lines = [self.table.render_line(y).text for y in range(self.table.size.height)]
        assert {cell_len(line) for line in lines} == {self.table.size.width}
        return [line.rstrip() for line in lines if line.strip()]


async def test_categories_begin_with_all_and_keep_the_cursor_by_name() -> None:
    table = CategoryList()
    app = One(table)
    async with app.run_test(size=(40, 10), notifications=True) as pilot:
        assert category(table) is None
        table.show_categories(CATALOGUE.categories, len(SERVICES))
        assert app.rows() == [
            ["Category"],
            ["All", "services", "5"],
            ["Instagram", "2"],
            ["TikTok", "3"],
        ]
        assert category(table) is None
        await pilot.press("end")
        assert category(table) == "TikTok"
        table.show_categories(CATALOGUE.categories[1:], 3)
        assert category(table) == "TikTok"
        table.show_categories(CATALOGUE.categories[:1], 2)
        assert category(table) is None


async def test_services_stand_in_columns_with_their_points_aligned() -> None:
    table = ServiceTable()
    app = One(table)
    async with app.run_test(size=(120, 10), notifications=True):
        assert service(table) is None
        assert not table.move_to_service("17")
        table.show([0])
        assert app.rows()[1] == ["…"] * 8
        table.show_catalogue(CATALOGUE, "USD")
        assert service(table) is None
        table.show(range(len(SERVICES)))
        table.marked = frozenset({1})
        lines = app.lines()
        assert lines[0].split() == [
            *("ID", "Service", "Per", "1000", "Min", "Max", "Type", "Refill", "Cancel")
        ]
        assert app.rows()[1] == [
            *("17", "Followers", "[no", "drop]", "[/foo]", "0.90", "10", "10,000"),
            *("Default", "yes", "no"),
        ]
        assert app.rows()[2] == [
            *("★", "2", "全角文字", "1,234.5", "10", "·", "Default", "·", "no")
        ]
        assert app.rows()[3][2:6] == ["1,234", "10", "10,000", "?"]
        assert app.rows()[4][5:8] == ["0.0000125", "·", "10,000"]
        # Wide characters before it: two cells each.
        assert lines[1].index("0.90") + 1 == lines[2].index("1,234.5") + 5 + 4
        assert lines[1].index("0.90") - 1 == lines[5].index("12 ")
        assert service(table) is SERVICES[0]
        assert table.move_to_service("4")
        assert service(table) is SERVICES[3]
        table.show([0, 1])
        assert not table.move_to_service("4")


async def test_a_limit_too_wide_with_its_grouping_is_told_in_millions_or_without_it() -> None:
    table = ServiceTable()
    app = One(table)
    most = structs.replace(FOLLOWERS, min=1_000_000, max=2_147_483_647)
    async with app.run_test(size=(120, 4)):
        table.show_catalogue(Catalogue.build([most], read_at=START))
        table.show([0])
        assert {"1M", "2147483647"} <= set(app.rows()[1])


async def test_a_rate_too_wide_with_its_grouping_stands_whole_without_it() -> None:
    table = ServiceTable()
    app = One(table)
    dear = structs.replace(FOLLOWERS, rate=Decimal("1234.50000"))
    async with app.run_test(size=(120, 4)):
        table.show_catalogue(Catalogue.build([dear], read_at=START))
        table.show([0])
        assert "1234.50000" in app.rows()[1]


async def test_services_narrow_by_giving_up_type_first() -> None:
    table = ServiceTable()
    app = One(table)
    async with app.run_test(size=(100, 10), notifications=True) as pilot:
        table.show_catalogue(CATALOGUE)
        assert columns(table) == ("id", "name", "rate", "min", "max", "refill", "cancel")
        assert table.next_sort(SortKey.PANEL) is SortKey.RECENT
        assert table.next_sort(SortKey.RECENT) is SortKey.ID
        assert table.next_sort(SortKey.CANCEL) is SortKey.PANEL
        assert table.next_sort(SortKey.PANEL, -1) is SortKey.CANCEL
        # Sorted by a column that no longer fits: the turn begins anew.
        assert table.next_sort(SortKey.TYPE) is SortKey.RECENT
        await pilot.resize_terminal(66, 10)
        assert columns(table) == ("id", "name", "rate", "min")
        table.show_sort(SortKey.RATE, reverse=True)
        assert "▼Per 1000" in app.lines()[0] or "Per 1000▼" in app.lines()[0]


async def test_on_forty_columns_a_service_is_a_card_with_price_and_limits() -> None:
    table = ServiceTable()
    app = One(table)
    async with app.run_test(size=(40, 7), notifications=True):
        table.show_catalogue(CATALOGUE)
        table.show(range(len(SERVICES)))
        lines = app.lines()
        assert lines[0].split() == ["Per", "1000", "Min", "Max"]
        assert lines[1].split() == ["▌", "17", "Followers", "[no", "drop]", "[/foo]", "▐"]
        assert lines[2].split() == ["▌", "0.90", "10", "10,000", "▐"]


def orders(*values: Order) -> list[Order]:
    return [replace(order, ref=ref) for ref, order in enumerate(values, start=1)]


def order_table() -> OrderTable:
    return OrderTable(clock=FakeClock())


def columns(table: LineTable) -> tuple[str, ...]:
    return table.columns


def category(table: CategoryList) -> str | None:
    return table.category


def service(table: ServiceTable) -> Service | None:
    return table.service


def order_of(table: OrderTable) -> Order | None:
    return table.order


async def show(table: OrderTable, values: Iterable[Order]) -> None:
    held = list(values)
    table.take(held)
    table.show([order.ref for order in held])


async def test_an_order_is_a_row_with_its_progress() -> None:
    table = order_table()
    app = One(table)
    async with app.run_test(size=(120, 10), notifications=True):
        await show(table, orders(ORDER, replace(ORDER, charge=Decimal("0.75"), remains=0)))
        assert app.rows()[0] == [
            *("ID", "Service", "Link", "Qty", "Progress", "Start", "Remains", "Status"),
            *("Charge", "Age"),
        ]
        first = app.lines()[1]
        assert "━━━─  75 %" in first
        assert "instagram.com/" not in first
        assert "…" in first
        assert "▸ in progress" in first
        assert first.endswith("0.9000  3 min")
        assert "100 %" in app.lines()[2]
        assert "0.75" in app.lines()[2]


async def test_on_eighty_columns_age_start_and_charge_are_gone() -> None:
    table = order_table()
    app = One(table)
    async with app.run_test(size=(80, 10), notifications=True) as pilot:
        await show(table, orders(replace(ORDER, quantity=1_000_000, remains=1_000_000)))
        assert columns(table) == (
            *("id", "service", "link", "quantity", "progress", "remains", "status"),
        )
        # Without its grouping rather than cut.
        assert app.lines()[1].count("1000000") == 2
        await pilot.resize_terminal(72, 10)
        assert "id" not in table.columns
        await pilot.resize_terminal(92, 10)
        assert "charge" in table.columns
        assert "start" not in table.columns


async def test_on_forty_columns_an_order_is_a_card_with_its_state_and_progress() -> None:
    table = order_table()
    app = One(table)
    async with app.run_test(size=(40, 7), notifications=True) as pilot:
        many = orders(*[ORDER] * 5)
        table.show([order.ref for order in many])
        table.take(many)
        await pilot.pause()
        assert [line.rstrip(" ▐") for line in app.lines()] == [
            "            Status          Progress",
            "▌     23501 Followers [no drop]",
            "▌           ▸ in progress   ━━━─  75 %",
            "      23501 Followers [no drop]",
            "            ▸ in progress   ━━━─  75 %",
            "      23501 Followers [no drop]",
            "            ▸ in progress   ━━━─  75 %",
        ]
        assert table.view == [1, 2, 3]
        await pilot.click(table, offset=(14, 4))
        assert table.cursor_key == 2
        await pilot.press("pagedown")
        assert table.cursor_key == 5
        table.show_sort(OrderSort.ID, reverse=True)
        assert app.lines()[0].startswith("        ▼ID ")
        await pilot.resize_terminal(71, 7)
        assert columns(table) == ("id", "service", "status", "progress", "quantity", "link")


async def test_a_narrow_table_without_rows_says_all_of_what_it_has_to_say() -> None:
    table = order_table()
    app = One(table)
    async with app.run_test(size=(40, 7), notifications=True):
        table.empty_text = "No orders yet. Press 1, choose a service and press enter."
        assert " ".join(" ".join(app.lines()[1:]).split()) == table.empty_text


@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_state_that_the_book_knows_fits_its_column(signs: Signs) -> None:
    told = [replace(ORDER, state=one) for one in OrderState]
    told += [replace(ORDER, status=one, status_text="") for one in Status]
    told += [replace(ORDER, lost_at=START), replace(ORDER, cancel=REQUEST)]
    told += [replace(ORDER, mark=mark) for mark in Mark]
    for order in told:
        assert cell_len(state(order, signs).text) <= STATE_CELLS


async def test_a_long_id_keeps_both_its_ends() -> None:
    table = order_table()
    app = One(table)
    async with app.run_test(size=(120, 10), notifications=True):
        await show(table, orders(replace(ORDER, order_id="507f1f77bcf86cd799439011")))
        assert "507f…011" in app.rows()[1]


async def test_an_order_that_was_not_placed_has_no_progress() -> None:
    table = order_table()
    app = One(table)
    async with app.run_test(size=(120, 10), notifications=True):
        unknown = replace(
            ORDER,
            state=OrderState.UNKNOWN,
            order_id="",
            status=None,
            foretold=None,
            service_name="",
        )
        await show(table, orders(unknown))
        assert app.rows()[1][:2] == ["·", "17"]
        assert "%" not in app.lines()[1]
        assert "? unknown" in app.lines()[1]


@pytest.mark.parametrize(
    ("order", "text", "style"),
    [
        (ORDER, "▸ in progress", ""),
        (replace(ORDER, status=Status.COMPLETED), "✓ completed", "success"),
        (replace(ORDER, status=Status.UNHEARD, status_text="Awaiting"), "? Awaiting", "warning"),
        (replace(ORDER, state=OrderState.UNKNOWN), "? unknown", "error"),
        (replace(ORDER, status=None), "✓ placed", ""),
        (replace(ORDER, lost_at=START), "? id not known", "error"),
        (replace(ORDER, cancel=REQUEST), "↻ cancel asked", "warning"),
        (replace(ORDER, mark=Mark.SLOW), "▹ slow", "warning"),
        (replace(ORDER, mark=Mark.STUCK), "■ stuck", "warning"),
        (replace(ORDER, mark=Mark.STUCK, status=None), "■ stuck", "warning"),
        (replace(ORDER, mark=Mark.SLOW, cancel=REQUEST), "↻ cancel asked", "warning"),
        (replace(ORDER, mark=Mark.STUCK, cancel=REQUEST), "■ stuck", "warning"),
        (
            replace(ORDER, cancel=REQUEST, status=Status.CANCELED),
            "\N{MINUS SIGN} canceled",
            "warning",
        ),
        (
            replace(ORDER, cancel=replace(REQUEST, state=RequestState.REJECTED)),
            "▸ in progress",
            "",
        ),
        (
            replace(
                ORDER,
                status=Status.COMPLETED,
                refill=replace(REQUEST, kind=RequestKind.REFILL, status=RefillStatus.PENDING),
            ),
            "↻ refilling",
            "accent",
        ),
        (
            replace(
                ORDER,
                status=Status.COMPLETED,
                refill=replace(REQUEST, kind=RequestKind.REFILL, status=RefillStatus.COMPLETED),
            ),
            "✓ completed",
            "success",
        ),
    ],
)
def test_a_state_is_a_sign_and_a_word(order: Order, text: str, style: str) -> None:
    assert state(order, UNICODE) == (text, style)
    assert state(order, ASCII).text.isascii()


async def test_only_orders_that_changed_are_painted_and_those_out_of_view_are_forgotten() -> None:
    table = order_table()
    app = One(table)
    async with app.run_test(size=(120, 12), notifications=True) as pilot:
        assert order_of(table) is None
        many = [replace(ORDER, ref=ref) for ref in range(1, 1001)]
        await show(table, many[:400])
        await pilot.pause()
        assert order_of(table) == many[0]
        table.take([many[0]])
        table.take(many)
        assert 1 in table.held
        assert 900 not in table.held
        await pilot.press("end")
        assert "…" in app.lines()[-1]


async def test_a_picture_waits_for_rows_but_not_for_long() -> None:
    table = order_table()
    app = One(table)

    def waits() -> bool:
        return table.waits

    async with app.run_test(size=(120, 12), notifications=True) as pilot:
        many = [replace(ORDER, ref=ref) for ref in range(1, 101)]
        await show(table, many)
        table.action_last()
        assert not waits()  # all are held
        table.show(range(1001, 1101))
        assert waits()
        await until_true(lambda: not waits())
        assert app.lines()[-1].count("…") > 4
        table.show(range(1, 201))
        table.action_last()
        assert waits()
        table.take([replace(ORDER, ref=ref) for ref in range(101, 201)])
        assert not waits()
        await pilot.pause()
        assert app.lines()[-1].count("…") <= 2


async def test_orders_are_sorted_in_turn_by_the_columns_shown() -> None:
    table = order_table()
    app = One(table)
    async with app.run_test(size=(80, 12), notifications=True):
        assert table.next_sort(OrderSort.NEWEST) is OrderSort.ID
        assert table.next_sort(OrderSort.STATUS) is OrderSort.NEWEST
        assert table.next_sort(OrderSort.CHARGE) is OrderSort.ID
        table.show_sort(OrderSort.REMAINS)
        assert "Remains▲" in app.lines()[0]

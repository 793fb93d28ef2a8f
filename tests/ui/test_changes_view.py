"""What changed, as a person sees it: mark, view, details, review."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from textual import events

from smm_tui.change_log import ChangeLog
from smm_tui.config import demo_settings
from smm_tui.demo import create_panel
from smm_tui.messages import MessageKind
from smm_tui.screens.batch_form import BatchForm
from smm_tui.screens.changes import ChangesView
from smm_tui.screens.order_form import OrderForm
from smm_tui.screens.review import Review
from smm_tui.session import News, Topic
from smm_tui.widgets.change_table import ChangeTable
from smm_tui.widgets.details import ServiceDetails
from tests.clock import FakeClock
from tests.ui.board import Board, dashboard, row_of
from tests.ui.dialogs import placed
from tests.ui.dialogs import shown as dialog

LINK = "https://instagram.com/p/abc"


class Shop:
    """The demo panel with a catalogue that the test writes into `rows`."""

    def __init__(self, clock: FakeClock) -> None:
        self.panel = create_panel(now=lambda: clock.now().timestamp())
        self.rows = [service.row() for service in self.panel.services[:40]]

    @property
    def rows(self) -> list[dict[str, object]]:
        return self._rows

    @rows.setter
    def rows(self, rows: list[dict[str, object]]) -> None:
        self._rows = rows
        self.panel.fixed["services"] = json.dumps(rows).encode()

    def change(self, service_id: int, **changes: object) -> None:
        self.rows = [row | changes if row["service"] == service_id else row for row in self.rows]

    def drop(self, *service_ids: int) -> None:
        self.rows = [row for row in self.rows if row["service"] not in service_ids]


@asynccontextmanager
async def shown(
    folder: Path, shop: Shop, clock: FakeClock, *, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Board]:
    async with dashboard(folder, clock=clock, panel=shop.panel, size=size) as board:
        await board.until(lambda: board.app.main.head.balance is not None)
        yield board


async def read_again(board: Board, clock: FakeClock, *, seconds: float = 60) -> None:
    await clock.advance(seconds)
    await board.session.refresh_catalogue("demo")
    await board.pilot.pause()


def table_of(board: Board) -> ChangeTable:
    return board.app.main.query_one(ChangeTable)


def rows_of(board: Board) -> list[dict[str, str]]:
    table = table_of(board)
    return [
        row_of(table, place) if row >= 0 else {"heading": str(-row)}
        for place, row in enumerate(table.rows)
    ]


async def open_changes(board: Board, count: int) -> ChangeTable:
    await board.press("w")
    await board.until(lambda: sum(row >= 0 for row in table_of(board).rows) == count)
    return table_of(board)


async def test_changes_are_marked_in_the_header_until_they_are_seen(
    tmp_path: Path, clock: FakeClock
) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        assert "change" not in board.text.split("\n")[0]
        shop.change(9900, rate="1.0125")
        shop.drop(9902)
        await read_again(board, clock)
        await board.until(lambda: "2 changes" in board.text.split("\n")[0])
        await open_changes(board, 2)
        await board.until(lambda: "change" not in board.text.split("\n")[0])
        await board.press("1")
        shop.change(9901, rate="0.45")
        await read_again(board, clock)
        await board.until(lambda: "1 change " in board.text.split("\n")[0])
        await open_changes(board, 3)
        await board.until(lambda: "change" not in board.text.split("\n")[0])
        # What comes while it is looked at is seen at once.
        shop.change(9901, rate="0.40")
        await read_again(board, clock)
        await board.until(lambda: len(rows_of(board)) == 7)
        await board.until(lambda: board.app.main.head.changes == 0)


async def test_each_change_has_a_line_under_the_time_of_its_reading(
    tmp_path: Path, clock: FakeClock
) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        shop.change(9900, rate="1.0125", max="5000", cancel=False)
        shop.change(9901, rate="999999999")
        shop.change(9903, name="Custom Comments [Your Own Words] [Real 👩‍💻] [Fast]")
        shop.change(9904, name="TikTok Views", rate="0.3", type="Default")
        shop.drop(9902)
        shop.rows = [*shop.rows, shop.rows[0] | {"service": 10_001, "rate": "2"}]
        await read_again(board, clock)
        await open_changes(board, 8)
        heading, *rows = rows_of(board)
        assert heading == {"heading": "1"}
        assert "14:03:11  1 up, 1 hidden, 1 gone, 1 replaced, 1 new, 1 limits, 1 options" in (
            board.text
        )
        told = {row["kind"]: (row["id"], row["was"], row["now"], row["percent"]) for row in rows}
        assert told == {
            "▲ up": ("9900", "0.90", "→ 1.0125", "+12.5 %"),
            "✗ hidden": ("9901", "0.90", "→ hidden", ""),
            "− gone": ("9902", "0.0021", "", ""),  # noqa: RUF001 - the sign
            "? replaced": (
                "9904",
                "Starter Package 👨‍👩‍👧 1 Profile = 500 Followers + 500 Likes",
                "→ TikTok Views",
                "",
            ),
            "+ new": ("10001", "", "2", ""),
            "~ limits": ("9900", "max 10,000", "→ max 5,000", ""),
            "~ options": ("9900", "cancel", "→ no cancel", ""),
            "~ renamed": ("9903", "", "→ [Fast]", ""),
        }
        details = board.app.main.query_one(ChangesView).details
        assert table_of(board).change is not None
        assert "9900 · up +12.5 % · was 0.90 USD · is 1.0125 USD" in details.text
        await board.until(lambda: "lowest 0.90, highest 1.0125" in details.text)


async def test_the_cursor_passes_headings(tmp_path: Path, clock: FakeClock) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        for rate in ("1", "2"):
            shop.change(9900, rate=rate)
            await read_again(board, clock)
        table = await open_changes(board, 2)
        seen = [table.cursor]
        for key in ("down", "down", "up", "up", "up"):
            await board.press(key)
            seen.append(table.cursor)
        assert seen == [1, 3, 3, 1, 0, 0]
        await board.press("y", "enter")
        assert board.app.main.is_active


async def test_filter_sort_and_back(tmp_path: Path, clock: FakeClock) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        shop.change(9900, rate="1.80")
        shop.change(9901, rate="0.45")
        await read_again(board, clock)
        table = await open_changes(board, 2)
        await board.press("slash")
        await board.type("down likes")
        assert [row.get("id") for row in rows_of(board)] == [None, "9901"]
        assert "1 of 2" in board.text
        await board.type("zz")
        assert "No change has all these words" in board.text
        await board.press("escape")
        assert len(table.rows) == 3
        for _column in range(10):
            if table.next_sort(board.app.main.query_one(ChangesView)._sort) == "percent":  # noqa: SLF001 - no other way to see it
                break
            await board.press("s")
        await board.press("s")
        assert [row["id"] for row in rows_of(board)] == ["9901", "9900"]
        assert rows_of(board)[0]["when"] == "14:03:11"
        await board.press("S")
        assert [row["id"] for row in rows_of(board)] == ["9900", "9901"]
        await board.press("escape")
        assert board.app.main.view == "catalogue"
        assert board.app.main.catalogue_view.services.has_focus


async def test_enter_opens_the_form_of_a_service_that_is_still_there(
    tmp_path: Path, clock: FakeClock
) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        shop.change(9900, rate="1.80")
        shop.drop(9901)
        await read_again(board, clock)
        await open_changes(board, 2)
        await board.press("y")
        assert board.app.clipboard.startswith("9900 Instagram Followers")
        await board.press("enter")
        await board.until(lambda: isinstance(board.app.screen, OrderForm))
        await board.press("escape")
        await board.press("down", "enter")
        await board.until(lambda: "no longer has service 9901" in board.text)
        assert not isinstance(board.app.screen, OrderForm)


async def test_a_change_of_another_panel_opens_no_form(tmp_path: Path, clock: FakeClock) -> None:
    shop = Shop(clock)
    settings = demo_settings()
    other = replace(settings.panels["demo"], name="other", url="https://other.example/api/v2")
    both = replace(settings, panels={**settings.panels, "other": other})
    async with dashboard(tmp_path, clock=clock, panel=shop.panel, settings=both) as board:
        await board.until(lambda: board.app.main.head.balance is not None)
        shop.change(9900, rate="1.80")
        await read_again(board, clock)
        await open_changes(board, 1)
        await board.session.refresh_catalogue("other")
        board.app.desk.view("other")
        await board.press("enter")
        await board.pilot.pause(0.1)
        assert board.app.main.is_active
        board.session.tell(News(Topic.PANEL, "other"))
        await board.until(lambda: "Nothing has changed since" in board.text)


async def test_without_changes_it_says_since_when(tmp_path: Path, clock: FakeClock) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        await board.press("w")
        await board.until(lambda: "Nothing has changed since 2026-03-14 14:02" in board.text)


async def test_opened_before_the_first_reading_it_says_so_until_there_is_one(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with shown(tmp_path, Shop(clock), clock) as board:
        await board.press("w")
        await board.until(lambda: "Nothing has changed since" in board.text)
        view = board.app.main.current
        assert isinstance(view, ChangesView)
        view.changes = ChangeLog((), ())
        await board.until(lambda: "the catalogue has not been read" in board.text)
        board.session.tell(News(Topic.CHANGES, "demo"))
        await board.until(lambda: "Nothing has changed since" in board.text)


async def test_a_catalogue_that_cannot_be_believed_says_so(
    tmp_path: Path, clock: FakeClock
) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        every, shop.rows = shop.rows, shop.rows[:5]
        await read_again(board, clock)
        await board.until(lambda: "35 services are missing at once" in board.text)
        await board.press("w")
        await board.until(lambda: "35 services missing at once, not counted" in board.text)
        shop.rows = []
        await read_again(board, clock)
        shop.rows = every
        await read_again(board, clock)
        assert len(board.app.main.catalogue_view.catalogue or ()) == 40
        assert all(row < 0 for row in table_of(board).rows)


async def test_an_empty_answer_leaves_the_last_catalogue_in_view(
    tmp_path: Path, clock: FakeClock
) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        shop.rows = []
        await read_again(board, clock)
        await board.until(lambda: "The catalogue came back empty" in board.text)
        assert "40 of 40" in board.text


async def test_the_details_say_what_a_service_has_cost(tmp_path: Path, clock: FakeClock) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        details = board.app.main.catalogue_view.query_one(ServiceDetails)
        view = board.app.main.catalogue_view
        await board.until(lambda: view.about is not None)
        assert "since" not in details.text
        shop.change(9900, rate="1.0125")
        await read_again(board, clock)
        await board.until(lambda: "lowest 0.90, highest 1.0125, up +12.5 %" in details.text)
        await board.press("down")
        assert "lowest" not in details.text
        await board.press("up")
        assert "lowest 0.90" in details.text


async def test_form_and_review_say_that_a_price_moved_since_the_last_order(
    tmp_path: Path, clock: FakeClock
) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        assert "since you last ordered" not in await ordered_again(board)
        await placed(board, LINK, "100")
        shop.change(9900, rate="0.945")
        await read_again(board, clock)
        assert "since you last ordered" not in await ordered_again(board)
        shop.change(9900, rate="0.99")
        await read_again(board, clock)
        text = await ordered_again(board)
        moved = "was 0.90, is 0.99 USD: up +10.0 % since you last ordered it on 2026-03-14 14:02"
        assert moved in text
        assert "lowest 0.90, highest 0.99" in text
        shop.change(9900, name="TikTok Views", rate="7")
        await read_again(board, clock)
        text = await ordered_again(board)
        assert "another service had this id when you ordered it on 2026-03-14 14:02" in text


async def test_the_review_of_a_batch_says_it_beside_the_line(
    tmp_path: Path, clock: FakeClock
) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        await placed(board, LINK, "100")
        shop.change(9900, rate="0.99")
        await read_again(board, clock)
        await board.press("2", "b")
        form = await dialog(board, BatchForm)
        await board.until(lambda: form.catalogue is not None and form.balance is not None)
        board.app.post_message(events.Paste("9900 | https://example.com/p/2 | 100\n"))
        await board.pilot.pause(0.1)
        text = await reviewed(board)
        assert "was 0.90, is 0.99 USD: up +10.0 % since you last ordered it" in text


async def reviewed(board: Board) -> str:
    """Open the review; what it says."""
    await board.press("ctrl+o")
    review = await dialog(board, Review)
    return " ".join(review.pane.text.split())


async def ordered_again(board: Board) -> str:
    """What the review of another order for the service says; it is closed again."""
    await board.press("enter")
    form = await dialog(board, OrderForm)
    # Known before it is shown: what came later would move all that is below it.
    assert "price since" in form.facts.prices or "lowest" in form.facts.prices
    assert form.facts.prices in board.text
    await board.type("https://instagram.com/p/other")
    await board.press("tab", *"100")
    said = await reviewed(board)
    await board.press("escape", "escape")
    return said


async def test_a_favourite_that_changes_says_so_and_has_a_star(
    tmp_path: Path, clock: FakeClock
) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        await board.press("f")
        shop.change(9900, rate="1.0125")
        shop.drop(9902)
        await read_again(board, clock)
        await board.until(lambda: "A favourite has changed: 9900 Instagram" in board.text)
        assert "up +12.5 %" in board.text
        table = await open_changes(board, 2)
        [marked] = table.marked
        assert row_of(table, table.rows.index(marked))["id"] == "9900"
        await board.press("1")
        shop.change(9901, rate="5")
        await read_again(board, clock)
        await board.until(lambda: board.app.main.head.changes == 1)
        messages = await board.session.book.messages()
        assert [each.title for each in messages if each.kind is MessageKind.PRICE] == [
            "A favourite has changed"
        ]


async def test_new_services_are_a_filter_away(tmp_path: Path, clock: FakeClock) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        await board.press("slash")
        await board.type("new:yes")
        assert "0 of 40" in board.text
        shop.rows = [*shop.rows, shop.rows[3] | {"service": 10_001, "name": "Fresh"}]
        await read_again(board, clock)
        await board.until(lambda: "1 of 41" in board.text)
        table = board.app.main.catalogue_view.services
        assert row_of(table, 0)["name"] == "Fresh"
        await clock.advance(7200)
        await board.press("escape", "slash")
        await board.type("new:1h")
        assert "0 of 41" in board.text
        await board.press("escape", "slash")
        await board.type("new:3h")
        assert "1 of 41" in board.text
    # What is new is in the book, which is opened after the first picture.
    async with dashboard(tmp_path, clock=clock, panel=shop.panel) as board:
        assert "1 of 41" in board.text
        await board.until(lambda: board.app.main.head.balance is not None)
        assert "1 of 41" in board.text
        table = board.app.main.catalogue_view.services
        assert row_of(table, 0)["name"] == "Fresh"


async def test_another_process_is_told_by_the_book(tmp_path: Path, clock: FakeClock) -> None:
    shop = Shop(clock)
    async with shown(tmp_path, shop, clock) as board:
        shop.change(9900, rate="1")
        async with shown(tmp_path / ".", shop, clock) as other:
            await read_again(other, clock)
            await other.until(lambda: other.app.main.head.changes == 1)
        await board.until(lambda: bool(board.app.main.head.changes))

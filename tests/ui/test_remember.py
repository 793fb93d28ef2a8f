"""What comes back at the next start: views, places, drafts; and what must not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from smm_tui.config import demo_settings
from smm_tui.models import OrderState
from smm_tui.screens.order_form import OrderForm
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings, Settings
from tests.ui.board import Board, dashboard, row_of
from tests.ui.test_find import LINK, ids, place, typed


def two_panels(*, undo_seconds: int = 0) -> Settings:
    settings = demo_settings()
    second = PanelSettings("second", "https://second.invalid/api/v2", KeySource(KeyOrigin.NONE))
    panels = {"demo": settings.panels["demo"], "second": second}
    return replace(settings, panels=panels, undo_seconds=undo_seconds)


async def opened(board: Board) -> OrderForm:
    await board.until(lambda: isinstance(board.app.screen, OrderForm), what="the form")
    form = board.app.screen
    assert isinstance(form, OrderForm)
    return form


def cursor(board: Board) -> str:
    table = board.app.main.catalogue_view.services
    return row_of(table, table.cursor)["id"]


async def test_the_catalogue_comes_back_as_it_was_left(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await typed(board, "rate<1")
        await board.press("enter", "s", "s", "s", "s", "S", "greater_than_sign")
        await board.press(*["down"] * 40)
        before = board.text.splitlines()[1:-1]
        found, under = ids(board), cursor(board)
    async with dashboard(tmp_path) as board:
        assert board.text.splitlines()[1:-1] == before
        assert (ids(board), cursor(board)) == (found, under)
        await board.press("S")
        assert ids(board) != found
        await board.press("escape")
        assert len(ids(board)) == 1502


async def test_category_and_favourites_come_back(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("tab", *["down"] * 7, "greater_than_sign", "tab", "down", "f", "F")
        before, found = board.text.splitlines()[1:-1], ids(board)
        assert len(found) == 1
    async with dashboard(tmp_path) as board:
        assert board.text.splitlines()[1:-1] == before
        assert ids(board) == found
        await board.press("F", "escape")
        assert len(ids(board)) == 1502
        assert len(board.app.main.catalogue_view.services.marked) == 1


async def test_recently_ordered_first_comes_back(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board, "9903")
        await board.press("s")
        await board.until(lambda: ids(board)[0] == "9903")
    async with dashboard(tmp_path) as board:
        assert ids(board)[:2] == ["9903", "9900"]
        await board.press("s", "S")
        assert ids(board)[0] != "9903"


async def test_the_orders_come_back_with_the_cursor_on_the_same_one(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        refs = [await place(board, "9900", f"{LINK}{number}") for number in range(4)]
        await board.press("2")
        await typed(board, "st:live")
        table = board.app.main.orders_view.table
        await board.until(lambda: len(table.rows) == 4)
        await board.press("enter", "S", "home", "down", "less_than_sign")
        await board.until(lambda: table.cursor_key == refs[1])
    async with dashboard(tmp_path) as board:
        assert board.app.main.view == "orders"
        table = board.app.main.orders_view.table
        await board.until(lambda: table.cursor_key == refs[1])
        assert list(table.rows) == refs
        assert "st:live" in board.text.splitlines()[2]
        assert table.has_focus
        await board.press("1")
        assert board.app.main.catalogue_view.services.has_focus


async def test_each_panel_has_its_own_place_and_its_own_favourites(tmp_path: Path) -> None:
    async with dashboard(tmp_path, settings=two_panels()) as board:
        await board.press("down", "down", "f")
        await board.press("p", "down", "enter")
        await board.until(lambda: board.app.main.catalogue_view.catalogue is not None)
        await board.until(lambda: "1,502 of 1,502" in board.text)
        assert not board.app.main.catalogue_view.services.marked
        await board.press("home", *["down"] * 4)
        assert cursor(board) == "9904"
        await board.press("p", "up", "enter")
        await board.until(lambda: cursor(board) == "9902", what="the cursor")
        await board.press("p", "down", "enter")
        await board.until(lambda: cursor(board) == "9904", what="the cursor")
    async with dashboard(tmp_path, settings=two_panels()) as board:
        assert board.app.desk.panel == "second"
        await board.until(lambda: cursor(board) == "9904", what="the cursor")
    configured = replace(two_panels(), panel="second")
    async with dashboard(tmp_path, settings=replace(configured, panel="demo")) as board:
        assert board.app.desk.panel == "second"
    async with dashboard(tmp_path, settings=configured) as board:
        await board.press("p", "up", "enter")
        await board.until(lambda: board.app.desk.panel == "demo")
    async with dashboard(tmp_path, settings=two_panels()) as board:
        assert board.app.desk.panel == "demo"


async def test_a_damaged_file_is_told_and_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "view.json").write_text("{")
    (tmp_path / "state" / "favourites.json").write_text("[]")
    async with dashboard(tmp_path, size=(300, 40)) as board:
        said = board.text.splitlines()[-2]
        assert "How the screens were left could not be read" in said
        assert "The favourites could not be read" in said
        await board.press("down", "f")
    assert (tmp_path / "state" / "view.json.set-aside").read_text() == "{"
    async with dashboard(tmp_path) as board:
        assert "could not be read" not in board.text
        assert cursor(board) == "9901"


async def test_senseless_values_are_as_good_as_none(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("down")
    file = tmp_path / "state" / "view.json"
    state = json.loads(file.read_text())
    state["screen"] = "[bold]"
    state["catalogue"] = {"sort": "beauty", "columns": -7, "side": 10**9, "filter": "\x1b]52;x\x07"}
    state["orders"] = {"sort": "", "columns": 99}
    state["order"] = -3
    state["picture"] |= {"top": -5, "cursor": 10**9, "count": 3}
    state["places"]["demo"] = {"category": "[/gone]", "service": "no such"}
    file.write_text(json.dumps(state))
    async with dashboard(tmp_path) as board:
        assert "0 of 1,502" in board.text
        await board.press("escape")
        assert len(ids(board)) == 1502
        await board.press("2")
        await board.until(lambda: "0 of 0" in board.text)


# --- drafts


async def test_a_half_written_order_survives_escape_and_quitting(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("enter")
        await opened(board)
        await board.type(LINK)
        await board.press("escape")
    async with dashboard(tmp_path) as board:
        await board.press("enter")
        form = await opened(board)
        assert form.entries["link"] == LINK
        await board.press("tab", "ctrl+u", "7", "5")
    async with dashboard(tmp_path) as board:
        await board.press("enter")
        form = await opened(board)
        assert (form.entries["link"], form.entries["quantity"]) == (LINK, "75")
        await board.press("ctrl+u", "tab", "ctrl+u", "escape")
    assert json.loads((tmp_path / "state" / "drafts.json").read_text())["rows"] == []


async def confirm(board: Board) -> None:
    """Order the service under the cursor, as a person does."""
    await board.press("enter")
    await opened(board)
    await board.type(LINK)
    await board.press("tab", "5", "0", "ctrl+o")
    await board.until(lambda: "[ Back ]" in board.text)
    await board.pilot.pause(0.5)
    await board.press("right", "enter")


async def test_a_sent_order_has_no_draft_any_more(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await confirm(board)
        await board.until(lambda: "1 live" in board.text)
        await board.until(
            lambda: not json.loads((tmp_path / "state" / "drafts.json").read_text())["rows"]
        )
        await board.press("enter")
        form = await opened(board)
        assert (form.entries["link"], form.entries["quantity"]) == ("", "50")


async def test_an_order_taken_back_is_a_draft_again_and_one_in_its_pause_is_none(
    tmp_path: Path,
) -> None:
    settings = replace(demo_settings(), undo_seconds=60)
    async with dashboard(tmp_path, settings=settings) as board:
        await confirm(board)
        await board.until(lambda: "undo: 1" in board.text)
        await board.press("enter")
        form = await opened(board)
        assert form.entries["link"] == ""
        await board.press("escape", "u")
        await board.until(lambda: "undo: 1" not in board.text)
        await board.press("enter")
        form = await opened(board)
        assert form.entries["link"] == LINK
        await board.press("escape")


async def test_quitting_in_the_pause_leaves_the_order_a_draft(tmp_path: Path) -> None:
    settings = replace(demo_settings(), undo_seconds=60)
    async with dashboard(tmp_path, settings=settings) as board:
        await confirm(board)
        await board.until(lambda: "undo: 1" in board.text)
    async with dashboard(tmp_path, settings=settings) as board:
        [order] = await board.session.book.orders(await board.session.book.order_refs())
        assert order.state is OrderState.NOT_SENT
        await board.press("enter")
        form = await opened(board)
        assert form.entries["link"] == LINK

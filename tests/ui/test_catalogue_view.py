"""Find a service: categories, filter, sort, details."""

from __future__ import annotations

from pathlib import Path

from smm_tui.widgets.category_list import CategoryList
from smm_tui.widgets.details import ServiceDetails
from tests.ui.board import dashboard, row_of


async def test_the_catalogue_is_shown_in_the_panels_order(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        view = board.app.main.catalogue_view
        assert [str(service.service_id) for service in board.panel.services[:5]] == [
            row_of(view.services, place)["id"] for place in range(5)
        ]
        assert "1,502 of 1,502" in board.text
        assert view.services.has_focus


async def test_the_filter_narrows_while_typing_and_esc_undoes_it(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        table = board.app.main.catalogue_view.services
        await board.press("slash")
        await board.type("no drop tiktok")
        found = [row_of(table, place)["name"] for place in range(len(table.rows))]
        assert 0 < len(found) < 1502
        assert all("TikTok" in name or "TT" in name for name in found[:3])
        assert f"{len(found):,} of 1,502" in board.text
        await board.press("escape")
        assert len(table.rows) == 1502
        assert table.has_focus


async def test_a_filter_that_finds_nothing_says_what_to_do(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("slash")
        await board.type("zzzz")
        assert "0 of 1,502" in board.text
        assert "esc clears the filter" in board.text


async def test_enter_in_the_filter_goes_to_the_rows_and_keeps_it(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        table = board.app.main.catalogue_view.services
        await board.press("slash")
        await board.type("9903")
        await board.press("enter")
        assert table.has_focus
        assert [row_of(table, 0)["id"], len(table.rows)] == ["9903", 1]


async def test_a_category_shows_its_services_and_esc_shows_all(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        view = board.app.main.catalogue_view
        await board.press("tab")
        categories = view.query_one(CategoryList)
        assert categories.has_focus
        await board.press("down")
        name = categories.category
        count = sum(service.category == name for service in view.catalogue.services)  # type: ignore[union-attr]  # it is there
        assert len(view.services.rows) == count
        await board.press("enter")
        assert view.services.has_focus
        await board.press("escape")
        assert len(view.services.rows) == 1502


async def test_every_column_sorts_and_reverses(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        table = board.app.main.catalogue_view.services
        seen = set()
        await board.press("s")
        assert "recently ordered first" in board.text
        for _column in range(len(table.columns) + 1):
            await board.press("s")
            ascending = list(table.rows)
            seen.add(tuple(ascending[:20]))
            await board.press("S")
            assert list(table.rows) != ascending or not ascending
        assert len(seen) == len(table.columns) + 1


async def test_details_follow_the_cursor(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        details = board.app.main.catalogue_view.query_one(ServiceDetails)
        await board.press("down")
        assert details.service is not None
        assert details.service.service_id == "9901"
        assert "50 cost" in details.text
        assert "USD" in details.text


async def test_the_catalogue_of_the_last_run_is_there_at_once(tmp_path: Path) -> None:
    async with dashboard(tmp_path):
        pass
    async with dashboard(tmp_path) as board:
        preview = board.app.desk.preview
        assert preview is not None
        assert (preview.total, len(preview.services), preview.currency) == (1502, 100, "USD")
        assert len(board.app.main.catalogue_view.services.rows) == 1502


async def test_order_keys_are_copied_to_a_file_at_least(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("y")
        assert board.app.clipboard.startswith("9900 ")


async def test_left_and_right_go_from_pane_to_pane(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        view = board.app.main.catalogue_view
        for key, pane in (
            ("h", view.categories),
            ("left", view.categories),
            ("l", view.services),
            ("right", view.details),
            ("l", view.details),
            ("h", view.services),
            ("shift+tab", view.categories),
            ("tab", view.services),
        ):
            await board.press(key)
            assert board.app.focused is pane, key


async def test_where_there_is_no_room_for_three_each_is_shown_alone(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(40, 12)) as board:
        view = board.app.main.catalogue_view
        assert "Category" not in board.text
        await board.press("tab")
        assert "Category" in board.text
        assert "Per 1000" not in board.text
        await board.press("j", "j", "enter")
        assert "26 of 1,502" in board.text
        assert "Per 1000" in board.text
        await board.press("l")
        assert board.app.focused is view.details
        assert "Per 1000" not in board.text
        assert str(view.details.service and view.details.service.service_id) in board.text
        await board.press("h", "h", "slash")
        assert "Per 1000" in board.text
        await board.press("escape", "tab")
        await board.pilot.resize_terminal(120, 40)
        assert "Category" in board.text
        assert "Per 1000" in board.text

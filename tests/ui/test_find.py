"""Fields, favourites, what was ordered, widths: finding one service among thousands."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from smm_tui.catalogue import SortKey
from smm_tui.config import Places
from smm_tui.ordering import quote
from smm_tui.state.memory import Memory
from tests.ui.board import Board, dashboard, row_of

LINK = "https://instagram.com/p/abc"


async def place(board: Board, service_id: str, link: str = LINK) -> int:
    catalogue = board.app.main.catalogue_view.catalogue
    assert catalogue is not None
    service = catalogue.get(service_id)
    assert service is not None
    quantity = str(service.min or 1)
    quoted = quote(service, {"link": link, "quantity": quantity, "comments": "a"})
    ref = await board.session.place("demo", quoted)
    await board.session.wait(ref)
    return ref


def ids(board: Board) -> list[str]:
    table = board.app.main.catalogue_view.services
    return [row_of(table, place)["id"] for place in range(len(table.rows))]


async def typed(board: Board, text: str) -> None:
    """Put a filter into the bar letter by letter, as far as names of keys allow."""
    names = {" ": "space", ":": "colon", "<": "less_than_sign", ">": "greater_than_sign"}
    names |= {".": "full_stop", "=": "equals_sign", '"': "quotation_mark", ",": "comma"}
    await board.press("slash", "ctrl+u", *(names.get(char, char) for char in text))


async def test_fields_narrow_and_each_has_a_chip(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await typed(board, "followers rate<0.5 refill:yes")
        lines = board.text.splitlines()
        assert lines[1].startswith(" Services  / followers rate<0.5 refill:yes")
        assert lines[1].endswith(f"{len(ids(board))} of 1,502")
        assert lines[2].split() == ["rate<0.5", "refill:yes"]
        assert 0 < len(ids(board)) < 100
        await board.press("ctrl+u")
        assert "Category" in board.text.splitlines()[2]
        assert "1,502 of 1,502" in board.text


async def test_without_text_the_entry_names_the_fields(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("slash")
        assert "words, or id:  cat:  type:  rate<" in board.text
        await board.press("escape", "2", "slash")
        assert "words, or st:  link:  id:  service:  panel:  charge>  age<" in board.text


async def test_a_near_miss_gets_a_hint_beside_the_chips(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        await typed(board, "drip:yes refil:yes")
        assert board.text.splitlines()[2] == (
            "  drip:yes  ? refil:yes is searched as text. Did you mean refill:yes?"
        )
        assert "0 of 1,502" in board.text


async def test_chips_without_room_are_counted(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(40, 12)) as board:
        await typed(board, "rate<5 rate>0.1 refill:yes cancel:yes min<=100")
        assert board.text.splitlines()[2] == "  rate<5   rate>0.1   3 more"


async def test_favourites_are_starred_and_shown_alone(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("F")
        assert "No favourites yet. Press F for all services, then f on one" in board.text
        await board.press("F", "f", "down", "down", "f", "F")
        assert ids(board) == ["9900", "9902"]
        assert "fav:yes" in board.text.splitlines()[2]
        assert "2 of 1,502" in board.text
        assert board.text.count("★  99") == 2
        await board.press("f")
        assert ids(board) == ["9902"]
        await board.until(lambda: "is no favourite any more." in board.text)
        await board.press("escape")
        assert len(ids(board)) == 1502
        await board.press("home", "down", "down", "f", "F")
        assert ids(board) == []


async def test_a_star_of_another_process_comes_and_goes(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("f")
        await board.app.desk.memory.flush()
        other = Memory(Places.within(tmp_path))
        panel = board.app.desk.panel_settings
        assert other.favourites.of(panel) == {"9900"}
        other.favourites.toggle(panel, "9902")
        await other.look()  # what is not saved yet stays
        other.touch()
        await other.flush()
        await board.until(lambda: board.text.count("★  99") == 2)
        await board.press("F")
        assert ids(board) == ["9900", "9902"]
        other.favourites.toggle(panel, "9900")
        other.touch()
        await other.flush()
        await board.until(lambda: ids(board) == ["9902"])
        (tmp_path / "state" / "favourites.json").write_text("no favourites")
        await board.until(lambda: not board.app.desk.memory.favourites.is_stale)
        assert ids(board) == ["9902"]


async def test_favourites_are_a_field_too(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("f")
        await typed(board, "fav:yes")
        assert ids(board) == ["9900"]
        await typed(board, "fav:no")
        assert len(ids(board)) == 1501
        await typed(board, "fav:yes zzz")
        assert "No service has all of this. esc clears the filter." in board.text


async def test_what_was_ordered_last_comes_first_on_demand(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        for service_id in ("9902", "9900", "9903"):
            await place(board, service_id)
        await board.press("s")
        await board.until(lambda: ids(board)[:4] == ["9903", "9900", "9902", "9901"])
        assert "recently ordered first" in board.text.splitlines()[2]
        await place(board, "9901")
        await board.until(lambda: ids(board)[:2] == ["9901", "9903"])
        await board.press("S")
        assert ids(board)[:2] == ["9902", "9900"]
        assert "ordered longest ago first" in board.text.splitlines()[2]


async def test_the_palette_offers_the_recently_ordered(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board, "9903")
        await board.press("ctrl+p")
        await board.type("recently")
        await board.press("enter")
        await board.until(lambda: ids(board)[:2] == ["9903", "9900"])
        await board.press("2", "ctrl+p")
        await board.type("recently")
        assert "No command has these words." in board.text


async def test_names_get_the_room_of_columns_and_give_it_back(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        table = board.app.main.catalogue_view.services
        before, width = table.columns, table.widths["name"]
        await board.press("greater_than_sign", "greater_than_sign")
        assert table.columns == tuple(key for key in before if key not in {"refill", "max"})
        assert table.widths["name"] > width
        assert table.next_sort(SortKey.MIN) is SortKey.PANEL
        await board.press("less_than_sign")
        assert "max" in table.columns
        await board.press("less_than_sign", "less_than_sign")
        assert (table.columns, table.widths["name"]) == (before, width)
        for _key in range(9):
            await board.press("greater_than_sign")
        assert table.columns == ("id", "name", "rate")


async def test_the_list_of_categories_gets_room_where_one_is_in_it(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        view = board.app.main.catalogue_view
        before, columns = view.categories.outer_size.width, view.services.columns
        await board.press("tab", "greater_than_sign", "greater_than_sign")
        assert view.categories.outer_size.width == before + 8
        for _key in range(20):
            await board.press("less_than_sign")
        assert view.categories.outer_size.width == 16
        assert set(columns) <= set(view.services.columns)


async def test_a_category_that_cannot_be_seen_has_a_chip(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("tab", "down", "down", "tab")
        name = board.app.main.catalogue_view.categories.category
        assert name == "Instagram - Followers"
        await board.pilot.resize_terminal(60, 24)
        await board.pilot.pause()
        assert board.text.splitlines()[2].strip() == name
        await board.press("escape")
        assert len(ids(board)) == 1502


async def test_orders_are_narrowed_by_fields(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await place(board, "9900")
        await place(board, "9902", "https://www.tiktok.com/@a/video/1")
        await board.press("2")
        table = board.app.main.orders_view.table
        found = [
            ("link:tiktok", 1),
            ("service:9900", 1),
            ("st:live", 2),
            ("age<1h charge>0", 2),
            ("panel:other", 0),
            ("id:23501", 1),
        ]
        for text, count in found:
            await typed(board, text)
            await board.until(partial(says, board, f" {count} of 2"), what=text)
            assert board.text.splitlines()[2].split() == text.split()
            assert len(table.rows) == count
        await typed(board, "st:nothing")
        await board.until(partial(says, board, "No order has all of this. esc clears the filter."))
        assert "? st: takes a status" in board.text


def says(board: Board, text: str) -> bool:
    return text in board.text


async def test_in_the_filter_the_key_bar_names_no_key_that_would_be_typed(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        assert "/ Filter" in board.text.splitlines()[-1]
        await board.press("/")
        await board.until(lambda: "esc Clear" in board.text.splitlines()[-1])
        assert "/" not in board.text.splitlines()[-1]

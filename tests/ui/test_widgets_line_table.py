"""The table: only rows in view are asked for, and every line is exactly as wide as the widget."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from smm_tui.widgets.columns import Cell, CellStyle, Column
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.signs import ASCII, UNICODE, Signs

COLUMNS = (
    Column("id", "ID", 6, align="right"),
    Column("name", "Name", 12, weight=1),
    Column("rate", "Rate", 8, align="right", priority=1),
    Column("type", "Type", 10, priority=2),
)
HOSTILE = (
    "[/foo]",
    "[@click=app.quit]quit[/]",
    "[no refill] [bold]likes",
    "全角文字のサービス名です",
    "👨‍👩‍👧‍👦 family 🇹🇷 flags",
    "❤️ heart",
    "خدمة المتابعين",
    "e" + "\u0301" * 6,
    "\u200dleading joiner",
    "trailing joiner\u200d",
    "",
)


class Numbers:
    """Rows that say their own key, and keep count of being asked."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.texts: dict[int, str] = {}
        self.missing: set[int] = set()
        self.styles: dict[int, CellStyle] = {}

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell | None] | None:
        self.asked.append(key)
        if key in self.missing:
            return None
        name = self.texts.get(key, f"service {key}")
        texts = {"id": str(key), "name": name, "rate": "0.90"}
        style = self.styles.get(key, "")
        return [Cell(texts[name], style) if name in texts else None for name in columns]


class TableApp(App[None]):
    """A table and another widget that can have the focus."""

    def __init__(self, *, markable: bool = False, signs: Signs = UNICODE) -> None:
        super().__init__()
        self.source = Numbers()
        self.table = LineTable(self.source, COLUMNS, markable=markable, signs=signs, id="services")
        self.seen: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table
        yield Focusable()

    def on_line_table_highlighted(self, message: LineTable.Highlighted) -> None:
        self.seen.append(message)

    def on_line_table_chosen(self, message: LineTable.Chosen) -> None:
        self.seen.append(message)

    def on_line_table_rows_wanted(self, message: LineTable.RowsWanted) -> None:
        self.seen.append(message)

    def wanted(self) -> list[tuple[int, int]]:
        return [(m.first, m.count) for m in self.seen if isinstance(m, LineTable.RowsWanted)]

    def highlighted(self) -> list[int | None]:
        return [m.key for m in self.seen if isinstance(m, LineTable.Highlighted)]

    def chosen(self) -> list[int]:
        return [m.key for m in self.seen if isinstance(m, LineTable.Chosen)]


class Focusable(Widget, can_focus=True):
    DEFAULT_CSS = "Focusable { height: 1; }"


def lines(table: LineTable) -> list[str]:
    return [table.render_line(y).text for y in range(table.size.height)]


async def test_rows_stand_under_their_titles() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 6), notifications=True) as pilot:
        app.table.show(range(3))
        app.table.show_sorted("rate", reverse=True)
        await pilot.pause()
        assert [line.rstrip() for line in lines(app.table)] == [
            "      ID Name                             ▼Rate Type",
            "▌      0 service 0                         0.90 …",
            "       1 service 1                         0.90 …",
            "       2 service 2                         0.90 …",
            "",
        ]
        assert {cell_len(line) for line in lines(app.table)} == {60}
        app.table.show_sorted(None)
        app.table.show_sorted(None)
        assert lines(app.table)[0].split() == ["ID", "Name", "Rate", "Type"]


async def test_moving_over_many_rows_asks_only_for_those_in_view() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.table.show(range(100_000))
        await pilot.pause()
        assert set(app.source.asked) == set(range(22))

        app.source.asked.clear()
        await pilot.press("j")
        assert app.table.cursor_key == 1
        assert app.source.asked == [0, 1]

        app.source.asked.clear()
        await pilot.press("G")
        assert app.table.cursor_key == 99_999
        assert set(app.source.asked) == set(range(99_978, 100_000))
        assert app.table.view == range(99_978, 100_000)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["down", "j"], 2),
        (["down", "down", "k", "up"], 0),
        (["up"], 0),
        (["pagedown"], 8),
        (["pagedown", "pagedown", "pageup"], 8),
        (["ctrl+f", "ctrl+f", "ctrl+b"], 8),
        (["ctrl+d", "ctrl+d", "ctrl+d"], 12),
        (["ctrl+d", "ctrl+u"], 0),
        (["G", "ctrl+d"], 49),
        (["end"], 49),
        (["end", "down"], 49),
        (["G", "g"], 0),
        (["end", "home"], 0),
    ],
)
async def test_keys_move_the_cursor(keys: list[str], expected: int) -> None:
    app = TableApp()
    async with app.run_test(size=(60, 10), notifications=True) as pilot:
        app.table.show(range(50))
        await pilot.press(*keys)
        assert app.table.cursor == expected
        assert app.table.cursor_key in app.table.view


async def test_the_cursor_stays_on_its_key_when_the_order_changes() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.table.show(range(50))
        app.table.move_to_key(30)
        await pilot.pause()
        line = app.table.cursor - app.table.viewport.top
        app.table.show(list(reversed(range(50))))
        assert (app.table.cursor_key, app.table.cursor) == (30, 19)
        assert app.table.cursor - app.table.viewport.top == line
        # Its row is gone: the place is kept.
        app.table.show([key for key in range(50) if key != 30])
        assert (app.table.cursor, app.table.cursor_key) == (19, 19)
        app.table.show(range(5))
        assert app.table.cursor_key == 4
        app.table.show(range(40), keep_key=False)
        assert app.table.cursor == app.table.viewport.top == 0
        assert not app.table.move_to_key(99)


async def test_rows_are_wanted_once_for_a_burst_of_keys() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        await pilot.pause()
        app.table.show(range(1000))
        await pilot.pause()
        assert app.wanted() == [(0, 10)]
        for _ in range(20):
            app.table.action_page(1)
        await pilot.pause()
        assert app.wanted() == [(0, 10), (200, 10)]
        last = app.seen[-1]
        assert isinstance(last, LineTable.RowsWanted)
        assert list(last.keys) == list(range(200, 210))
        assert last.control is app.table
        await pilot.press("down")
        assert app.wanted()[-1] == (200, 10)
        await pilot.resize_terminal(60, 20)
        assert app.wanted()[-1][1] == 18


async def test_the_cursor_tells_where_it_is_and_what_was_chosen() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        await pilot.press("enter")
        assert app.chosen() == []
        app.table.show([7, 8, 9])
        await pilot.pause()
        await pilot.press("down", "enter")
        assert app.highlighted() == [7, 8]
        assert app.chosen() == [8]
        app.table.show([8, 9])
        await pilot.pause()
        assert app.highlighted() == [7, 8]
        app.table.show([])
        await pilot.pause()
        assert app.highlighted() == [7, 8, None]
        assert app.table.cursor_key is None
        assert {message.control for message in app.seen if hasattr(message, "control")} == {
            app.table
        }


async def test_only_the_rows_that_changed_are_painted() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.table.show(range(100))
        await pilot.pause()
        app.source.asked.clear()
        app.source.texts[3] = "changed"
        app.table.refresh_rows({3, 77})
        await pilot.pause()
        assert app.source.asked == [3]
        assert "changed" in lines(app.table)[4]


async def test_marks_are_a_sign_and_repaint_their_row_only() -> None:
    app = TableApp(markable=True)
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.table.show(range(100))
        await pilot.pause()
        app.source.asked.clear()
        app.table.marked = frozenset({2, 50})
        await pilot.pause()
        assert app.source.asked == [2]
        assert lines(app.table)[3].startswith(" ● ")
        app.table.marked -= {2}
        await pilot.pause()
        assert app.table.marked == {50}
        assert lines(app.table)[3].startswith("   ")


async def test_a_row_that_is_not_known_yet_is_a_placeholder() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12), notifications=True):
        app.source.missing.add(1)
        app.table.show(range(3))
        assert lines(app.table)[2].split() == ["…"] * 4


async def test_without_rows_a_sentence_says_so() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.table.empty_text = "Nothing matches."
        app.table.empty_text = "Nothing matches."
        assert app.table.empty_text == "Nothing matches."
        await pilot.pause()
        assert lines(app.table)[1].strip() == "Nothing matches."
        app.table.show(range(2))
        assert "Nothing" not in "".join(lines(app.table))


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (80, ("id", "name", "rate", "type")),
        (38, ("id", "name", "rate")),
        (26, ("id", "name")),
        (15, ("id", "name")),
        (6, ("id",)),
        (2, ()),
    ],
)
async def test_narrow_tables_give_up_columns_in_the_order_given(
    width: int, expected: tuple[str, ...]
) -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12), notifications=True) as pilot:
        app.table.show(range(3))
        await pilot.resize_terminal(width, 12)
        assert app.table.columns == expected
        assert {cell_len(line) for line in lines(app.table)} == {width}


async def test_columns_can_be_exchanged() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12), notifications=True):
        app.table.use_columns(COLUMNS[:2])
        app.table.use_columns(COLUMNS[:2])
        assert app.table.columns == ("id", "name")


async def test_a_table_without_width_draws_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 12), notifications=True) as pilot:
        app.table.styles.width = 0
        await pilot.pause()
        assert app.table.render_line(0).text == ""


async def test_the_place_in_the_whole_is_seen_only_when_there_is_more() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.table.show(range(100))
        await pilot.pause()
        assert [line[-1] for line in lines(app.table)].index("▐") == 1
        await pilot.press("end")
        assert lines(app.table)[-1].endswith("▐")
        app.table.show(range(5))
        assert "▐" not in "".join(lines(app.table))


async def test_signs_of_a_terminal_without_utf8_are_ascii() -> None:
    app = TableApp(markable=True, signs=ASCII)
    async with app.run_test(size=(40, 12), notifications=True):
        app.source.texts[0] = "a name that is much longer than its column"
        app.table.show(range(100))
        app.table.marked = frozenset({0})
        app.table.show_sorted("name")
        text = "\n".join(lines(app.table))
        assert text.isascii()
        assert "Name^" in text
        assert text.splitlines()[1].startswith(">* ")


async def test_a_click_selects_and_a_second_one_chooses() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.table.show(range(4))
        await pilot.click("#services", offset=(5, 3))
        assert (app.table.cursor, app.chosen()) == (2, [])
        await pilot.click("#services", offset=(5, 3))
        assert app.chosen() == [2]
        await pilot.click("#services", offset=(5, 0))
        await pilot.click("#services", offset=(5, 9))
        assert (app.table.cursor, app.chosen()) == (2, [2])


async def test_the_wheel_scrolls_and_takes_the_cursor_along_at_the_edge() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.table.show(range(100))
        await pilot.pause()

        def wheel(kind: type[MouseScrollDown | MouseScrollUp]) -> None:
            event = kind(app.table, 5, 5, 0, 0, 0, shift=False, meta=False, ctrl=False)
            app.table.post_message(event)

        wheel(MouseScrollDown)
        await pilot.pause()
        assert (app.table.viewport.top, app.table.cursor) == (3, 3)
        wheel(MouseScrollUp)
        await pilot.pause()
        assert (app.table.viewport.top, app.table.cursor) == (0, 3)


@pytest.mark.parametrize("theme", ["textual-dark", "ansi-dark", "textual-light"])
async def test_the_cursors_row_differs_with_and_without_focus(theme: str) -> None:
    app = TableApp()
    app.theme = theme
    async with app.run_test(size=(60, 12), notifications=True) as pilot:
        app.source.styles = {0: "warning", 1: "muted", 2: "error", 3: "strong"}
        app.table.show(range(5))
        app.table.focus()
        await pilot.pause()
        focused = app.table.render_line(1)
        await pilot.press("tab")
        await pilot.pause()
        blurred = app.table.render_line(1)
        assert focused.text == blurred.text
        assert list(focused) != list(blurred)
        # Never by colour alone.
        assert focused.text.startswith("▌")


async def test_hostile_names_are_plain_text() -> None:
    app = TableApp()
    async with app.run_test(size=(70, 16), notifications=True) as pilot:
        app.source.texts = dict(enumerate(HOSTILE))
        app.table.show(range(len(HOSTILE)))
        await pilot.pause()
        shown = lines(app.table)
        for y in range(app.table.size.height):
            assert sum(cell_len(part.text) for part in app.table.render_line(y)) == 70
        for y, name in enumerate(HOSTILE[:7], start=1):
            assert name in shown[y]


async def test_the_place_in_the_whole_is_right_before_a_resize_is_heard_of() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(range(1000))
        await pilot.pause()
        shown = [app.table.render_line(y).text[-1] for y in range(app.table.size.height)]
        app.table.viewport.resize(1)
        assert [app.table.render_line(y).text[-1] for y in range(app.table.size.height)] == shown


async def lines_painted_by_showing(app: TableApp, pilot: Pilot[None], rows: Sequence[int]) -> int:
    """How many rows are asked for once others are shown."""
    del app.source.asked[:]
    app.table.show(rows)
    await pilot.pause()
    return len(app.source.asked)


async def test_only_lines_with_another_row_are_painted_where_rows_last() -> None:
    class Lasting(LineTable):
        lasting = True

    app = TableApp()
    app.table = Lasting(app.source, COLUMNS)
    async with app.run_test() as pilot:
        app.table.show(range(10))
        await pilot.pause()
        assert await lines_painted_by_showing(app, pilot, [*range(8), 20, 9]) == 1
        assert await lines_painted_by_showing(app, pilot, range(6)) == 0
        text = [app.table.render_line(y).text for y in range(1, 10)]
        assert [line.split()[:2] for line in text[5:7]] == [["5", "service"], []]
        assert await lines_painted_by_showing(app, pilot, range(100, 106)) == 6
        assert await lines_painted_by_showing(app, pilot, ()) == 0
        assert await lines_painted_by_showing(app, pilot, range(3)) == 3


async def test_all_lines_are_painted_where_rows_change_under_their_keys() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.table.show(range(10))
        await pilot.pause()
        assert await lines_painted_by_showing(app, pilot, range(10)) == 10

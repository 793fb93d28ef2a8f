"""A chart fits its width, names its scale and points at one of its times."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from smm_tui.widgets.chart import Chart, Columns, Course
from smm_tui.widgets.signs import ASCII, UNICODE, Signs

COLUMNS = Columns(
    "Charged each day",
    "most 9, 03-14",
    tuple(Decimal(each) for each in (0, 2, 4, 9)),
    ("03-11", "03-12", "03-13", "03-14"),
)
COURSE = Course("Balance", "", (None, *[Decimal(40)] * 4, *[Decimal(90)] * 3))


class One(App[None]):
    CSS = "Chart { height: 6; }"

    def __init__(self, chart: Chart) -> None:
        super().__init__()
        self.chart = chart

    def compose(self) -> ComposeResult:
        yield self.chart

    def lines(self) -> list[str]:
        lines = [self.chart.render_line(y).text for y in range(self.chart.size.height)]
        assert {cell_len(line) for line in lines} == {self.chart.size.width}
        return [line.rstrip() for line in lines]


def chart(data: Columns | Course | None, signs: Signs = UNICODE) -> Chart:
    made = Chart(signs=signs)
    made.data = data
    made.times = 4
    return made


async def test_columns_stand_over_their_times_and_one_is_pointed_at() -> None:
    made = chart(COLUMNS)
    app = One(made)
    async with app.run_test(size=(40, 8)):
        made.selected = 2
        assert app.lines() == [
            " Charged each day         most 9, 03-14",
            " 10┤                        ▅▅▅▅▅▅▅",
            "   │                ▁▁▁▁▁▁▁ ███████",
            "   │        ▄▄▄▄▄▄▄ ███████ ███████",
            "  0└───────────────────▲────────────",
            "      03-11   03-12   03-13   03-14",
        ]
        made.selected = None
        assert "▲" not in "".join(app.lines())
        # Charts under each other share the room for their scales.
        made.scale_cells = 6
        assert app.lines()[1].startswith("     10┤")


async def test_labels_that_do_not_fit_beside_each_other_are_left_out() -> None:
    app = One(chart(COLUMNS))
    async with app.run_test(size=(20, 8)):
        assert app.lines()[0] == " Charged each day"
        assert app.lines()[-1] == "          03-14"


async def test_a_course_is_a_line_that_begins_where_it_is_known() -> None:
    app = One(chart(COURSE))
    async with app.run_test(size=(40, 8)):
        assert app.lines() == [
            " Balance",
            " 100┤                    ⡖⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒",
            "    │                    ⡇",
            "    │    ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⠇",
            "    │",
            "    │",
        ]


async def test_the_only_reading_of_a_course_is_seen_however_little_room_there_is() -> None:
    first = Course("Balance", "", (*[None] * 994, Decimal(90), *[None] * 5))
    app = One(chart(first))
    async with app.run_test(size=(40, 8)):
        assert [line for line in app.lines() if "\N{BRAILLE PATTERN DOTS-1}" <= line[-1] <= "⣿"]


@pytest.mark.parametrize("data", [COLUMNS, COURSE, None])
async def test_without_utf_8_it_is_drawn_in_ascii(data: Columns | Course | None) -> None:
    app = One(chart(data, ASCII))
    async with app.run_test(size=(40, 8)):
        assert all(line.isascii() for line in app.lines())
        assert ("#" in "".join(app.lines())) is (data is COLUMNS)


async def test_where_there_is_no_room_nothing_is_drawn() -> None:
    app = One(chart(COLUMNS))
    async with app.run_test(size=(8, 8)):
        assert app.lines() == [""] * 6

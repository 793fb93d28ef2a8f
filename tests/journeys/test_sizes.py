"""Every size of a terminal, and another one in the middle."""

from __future__ import annotations

import re

import pytest

from tests.drive import Dashboard

SIZES = [(80, 24), (120, 40), (40, 12), (200, 60)]


def cells(dash: Dashboard, line: int) -> str:
    """The characters of a line, one for each cell."""
    screen = dash.terminal.screen
    return "".join(screen.buffer[line][x].data[:1] or " " for x in range(screen.columns))


def is_whole(dash: Dashboard) -> bool:
    """The top line and the line of keys are whole, and a box has straight sides."""
    lines = dash.terminal.lines
    columns = dash.terminal.screen.columns
    wanted = r"\d\d:\d\d:\d\d$" if columns >= 80 else r"DEMO"
    if re.search(wanted, dash.header) is None or any(len(line) > columns for line in lines):
        return False
    top = next((n for n, line in enumerate(lines) if "╭" in line), None)
    if top is None:
        return re.search("Help$", lines[-1]) is not None
    bottom = next((n for n, line in enumerate(lines) if "╰" in line), None)
    if bottom is None:
        return False
    edges = sides(dash, top, "╭╮")
    return sides(dash, bottom, "╰╯") == edges and all(
        {cells(dash, line)[edge] for edge in edges} == {"│"} for line in range(top + 1, bottom)
    )


def sides(dash: Dashboard, line: int, corners: str) -> tuple[int, ...]:
    return tuple(cells(dash, line).find(corner) for corner in corners)


def assert_fits(dash: Dashboard) -> None:
    dash.terminal.wait_until(lambda: is_whole(dash), 5, "a whole picture")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_all_of_it_at_one_size(size: tuple[int, int]) -> None:
    with Dashboard.open("--demo", size=size) as dash:
        dash.wait_match("^ Services ")
        dash.wait_match("▌")
        assert_fits(dash)
        dash.press("2")
        dash.wait_match("^ Orders ")
        assert_fits(dash)
        for key, title in (("?", "Help"), ("ctrl+p", "Commands")):
            dash.press(key)
            dash.terminal.wait_for(f"─ {title} ")
            assert_fits(dash)
            dash.press("pagedown")
            assert_fits(dash)
            dash.close_dialog()
        dash.press("1", "/", "9901", "enter", "enter")
        dash.terminal.wait_for("─ Order 9901 ")
        assert_fits(dash)
        dash.press("https://example.com/a/long/link/that/is/cut/somewhere", "tab", "500")
        assert_fits(dash)
        dash.review()
        assert_fits(dash)
        dash.confirm()
        dash.goto_orders()
        dash.wait_row("▌", "[a-z]")
        assert_fits(dash)
        dash.press("enter")
        dash.wait_match("─ Order ")
        assert_fits(dash)
        dash.press("pagedown")
        assert_fits(dash)
        dash.close_dialog()
        dash.press("3")
        dash.wait_match("^ Spending ")
        dash.wait_match("^.+All ")
        assert_fits(dash)
        assert dash.quit() == 0


@pytest.mark.parametrize("opened", ["", "?", "ctrl+p", "form"])
def test_another_size_in_the_middle(opened: str) -> None:
    with Dashboard.open("--demo", size=(80, 24)) as dash:
        dash.wait_ready()
        if opened == "form":
            dash.open_form("9901")
            dash.fill("https://example.com/me", "500")
        elif opened:
            dash.press(opened)
            dash.terminal.wait_for("╭")
        for size in (*SIZES, (1, 1), (20, 5), (80, 24)):
            dash.terminal.resize(*size)
            if size[1] >= 12:
                assert_fits(dash)
        if opened == "form":
            dash.wait_match("Link +https://example.com/me")
        if opened:
            dash.close_dialog()
        assert dash.quit() == 0


@pytest.mark.parametrize("size", [(80, 5), (10, 3)], ids=str)
def test_on_a_few_lines_there_are_rows_and_no_bars(size: tuple[int, int]) -> None:
    with Dashboard.open("--demo", size=size) as dash:
        dash.wait_match(r"^▌ +9900 " if size == (80, 5) else "Services")
        dash.terminal.settle()
        assert "▆" not in dash.text
        dash.terminal.resize(80, 24)
        dash.wait_match(r"^▌ +9900 .*▐$")
        dash.press("M")
        dash.wait_match("The mouse is")
        assert dash.quit() == 0


def test_the_first_picture_has_everything_in_its_place() -> None:
    with Dashboard.open("--demo", size=(80, 24)) as dash:
        dash.wait_ready()
        # Beside the services only where there is more room.
        assert b"Category" not in dash.terminal.raw
        assert dash.quit() == 0

"""Columns, the cutting of text, and the view over a long list: without a screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from smm_tui.widgets.columns import Column, fit, head, place
from smm_tui.widgets.viewport import Viewport

COLUMNS = (
    Column("id", "ID", 6, align="right"),
    Column("name", "Name", 12, weight=1),
    Column("rate", "Rate", 8, align="right", priority=1),
    Column("type", "Type", 10, priority=2),
)


@given(st.text(max_size=40), st.integers(0, 30), st.sampled_from(["left", "right"]))
def test_a_text_is_fitted_to_the_very_cell(text: str, width: int, align: str) -> None:
    fitted = fit(text, width, align=align)
    assert cell_len(fitted) == width
    assert cell_len(f" {fitted} ") == width + 2


@given(st.text(alphabet="a全\u200d\ufe0f❤👨e\u0301 \u1100\u1161", max_size=20), st.integers(0, 12))
def test_joined_and_wide_characters_are_never_split(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(head(text, width)) <= width


@given(st.integers(0, 130), st.integers(1, 2))
def test_columns_never_need_more_than_there_is(width: int, gap: int) -> None:
    placed = place(COLUMNS, width=width, gap=gap)
    used = sum(column.width for column in placed) + gap * max(len(placed) - 1, 0)
    assert used <= width or not placed
    if width >= 42:
        assert used == width


@given(
    st.integers(0, 300),
    st.integers(0, 40),
    st.lists(st.tuples(st.sampled_from(["move", "page", "scroll"]), st.integers(-50, 50))),
)
def test_the_cursor_is_always_in_view(
    count: int, height: int, moves: list[tuple[str, int]]
) -> None:
    viewport = Viewport()
    viewport.resize(height)
    viewport.replace(count, cursor=0)
    for kind, by in moves:
        if kind == "move":
            viewport.move_to(viewport.cursor + by)
        elif kind == "page":
            viewport.page(by)
        else:
            viewport.scroll(by)
        assert 0 <= viewport.top <= viewport.cursor
        assert viewport.cursor < max(viewport.bottom, 1)
        assert viewport.top == max(0, min(viewport.top, count - viewport.height))
        thumbs = [line for line in range(viewport.height) if viewport.is_thumb(line)]
        assert bool(thumbs) == (count > viewport.height)

"""Text over several lines: wrapped, scrolled, and the details of a service in it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown, MouseScrollUp

from smm_tui.models import Service, ServiceType
from smm_tui.widgets.details import ServiceDetails
from smm_tui.widgets.text_pane import Line, TextPane, wrap

SERVICE = Service(
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
    description="Start: 0-1 hour\n[@click=app.quit]Speed",
)


class Panes(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.pane = TextPane()
        self.details = ServiceDetails()

    def compose(self) -> ComposeResult:
        yield self.pane
        yield self.details


def shown(pane: TextPane) -> list[str]:
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


@given(st.text(alphabet="ab c\n全👨\u200de\u0301", max_size=60), st.integers(2, 20))
def test_text_is_wrapped_to_the_width_and_none_is_lost(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "").replace("\u200d", "") == "".join(text.split()).replace(
        "\u200d", ""
    )


@pytest.mark.parametrize(("width", "lines"), [(20, ["- a b", ""]), (4, ["- a", "b", ""])])
def test_no_line_begins_with_a_space_whether_it_is_broken_or_not(
    width: int, lines: list[str]
) -> None:
    assert list(wrap("  - a b\n  ", width)) == lines


def test_a_character_wider_than_the_line_ends_the_wrapping_all_the_same() -> None:
    assert list(wrap("全a", 1)) == ["全", "a"]


async def test_it_scrolls_by_lines_pages_and_wheel() -> None:
    app = Panes()
    async with app.run_test(size=(30, 20), notifications=True) as pilot:
        app.pane.show([Line(f"line {number}") for number in range(40)])
        app.pane.show([Line(f"line {number}") for number in range(40)])
        app.pane.focus()
        await pilot.pause()
        assert shown(app.pane)[0].startswith("line 0")
        for key, first in [
            ("j", 1),
            ("pagedown", 10),
            ("k", 9),
            ("end", 30),
            ("down", 30),
            ("ctrl+u", 25),
            ("ctrl+d", 30),
            ("ctrl+b", 21),
            ("ctrl+f", 30),
            ("g", 0),
            ("pageup", 0),
        ]:
            await pilot.press(key)
            assert shown(app.pane)[0].split() == ["line", str(first), *(["▐"] if first < 5 else [])]
        for kind, first in ((MouseScrollDown, 3), (MouseScrollUp, 0)):
            event = kind(app.pane, 5, 5, 0, 0, 0, shift=False, meta=False, ctrl=False)
            app.pane.post_message(event)
            await pilot.pause()
            assert f"line {first}" in shown(app.pane)[0]


async def test_labels_stand_in_a_column_and_long_texts_hang_beside_them() -> None:
    app = Panes()
    async with app.run_test(size=(30, 20), notifications=True) as pilot:
        app.pane.show([Line("one two three four five six", label="ctrl+p", label_width=8)])
        await pilot.pause()
        assert app.pane.text.splitlines() == ["ctrl+p  one two three four", "        five six"]
        assert app.pane.lines_at(30) == 2
        assert {app.pane.render_line(y).cell_length for y in range(10)} == {30}
        app.pane.styles.width = 0
        await pilot.pause()
        assert app.pane.render_line(0).text == ""


async def test_another_theme_is_other_colours_of_the_same_text() -> None:
    app = Panes()
    async with app.run_test(size=(30, 20), notifications=True) as pilot:
        app.pane.show([Line("muted", "muted")])
        await pilot.pause()
        dark = app.pane.render_line(0)
        app.theme = "textual-light"
        await pilot.pause()
        light = app.pane.render_line(0)
        assert dark.text == light.text
        assert list(dark) != list(light)


@pytest.mark.parametrize(
    ("service", "said"),
    [
        (
            SERVICE,
            [
                "Followers [no drop] [/foo]",
                "17 · Instagram · Default",
                "min 10 · max 10,000 · 0.90 USD per 1000 · 10 cost 0.009 USD · refill · no cancel",
                "",
                "Start: 0-1 hour",
                "[@click=app.quit]Speed",
            ],
        ),
        (
            replace(SERVICE, type=ServiceType.PACKAGE, max=None, description="", dripfeed=True),
            [
                "Followers [no drop] [/foo]",
                "17 · Instagram · Default",
                "min 10 · no upper limit · 0.90 USD each · refill · no cancel · drip-feed",
            ],
        ),
        (
            replace(
                SERVICE,
                rate=None,
                unclear=(("rate", "1,234"),),
                description="",
                refill=None,
                dripfeed=False,
            ),
            [
                "Followers [no drop] [/foo]",
                "17 · Instagram · Default",
                "min 10 · max 10,000 · no cancel",
                "rate cannot be read: 1,234",
            ],
        ),
    ],
)
async def test_details_say_limits_and_what_the_least_order_costs(
    service: Service, said: list[str]
) -> None:
    app = Panes()
    async with app.run_test(size=(100, 20), notifications=True) as pilot:
        app.details.tell(service)
        app.details.currency = "USD"
        await pilot.pause()
        assert app.details.text.splitlines() == said
        app.details.tell(None)
        assert app.details.text == ""

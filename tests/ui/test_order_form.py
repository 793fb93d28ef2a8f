"""The order form: fields by type, checked while typing, nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from smm_tui.models import ServiceType
from smm_tui.screens.order_form import OrderForm
from smm_tui.screens.review import Review
from smm_tui.service_fields import FieldKind, fields
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import LINK, placed, service_of, shown

HOSTILE = "Likes [/foo] [@click=app.quit]x[/] متابعين 👨‍👩‍👧 [no refill] " * 4


async def opened(board: Board, kind: ServiceType = ServiceType.DEFAULT) -> OrderForm:
    board.app.journeys.order(service_of(board, kind))
    return await shown(board, OrderForm)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (160, 50)])
async def test_every_type_has_its_fields_and_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    async with dashboard(tmp_path, size=size) as board:
        for kind in ServiceType:
            service = service_of(board)
            if kind is ServiceType.UNHEARD:
                service = changed(service, type=kind, type_text="fb_eyeslive")
            else:
                service = service_of(board, kind)
            board.app.journeys.order(service)
            form = await shown(board, OrderForm)
            first = fields(service)[0]
            assert board.app.focused == form.query_one(f"#field-{first.name}").children[0]
            assert first.label in board.text
            assert board.text.splitlines()[-1].strip().startswith("^o Review")
            bottom = form.query_one("Vertical").region.bottom
            assert bottom <= size[1] - 1, kind
            await board.press("ctrl+o")
            if size != (40, 12):
                assert "is needed" in board.text
            await board.press("escape")
            await board.until(lambda: len(board.app.screen_stack) == 1)


async def test_what_is_wrong_is_said_while_typing(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        await opened(board)
        await board.type(LINK)
        await board.press("tab")
        for typed, said in (
            ("5", "Allowed: 50 to 10000."),
            ("1.000", "if you mean 1000, write 1000"),
            ("1,000", "if you mean 1000, write 1000"),
            ("many", "A whole number is needed"),
        ):
            await board.press("ctrl+u")
            await board.type(typed)
            assert said in " ".join(board.text.replace("│", " ").split())
            assert "! Quantity" in board.text
        await board.press("ctrl+u")
        await board.type("100")
        assert "! Quantity" not in board.text
        assert "0.09 USD" in board.text
        assert "100.84292 USD, then 100.75292 USD" in board.text


async def test_closing_keeps_what_was_typed_and_an_order_its_quantity(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        form = await opened(board)
        await board.type(LINK)
        await board.press("escape")
        form = await opened(board)
        assert form.entries["link"] == LINK
        await board.press("ctrl+u", "escape")
        await placed(board, "https://example.com/2", "750")
        form = await opened(board)
        assert form.entries["quantity"] == "750"


async def test_enter_goes_from_field_to_field_and_lines_are_left_by_tab(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        form = await opened(board, ServiceType.CUSTOM_COMMENTS)
        await board.type(LINK)
        await board.press("enter")
        for _line in range(12):
            await board.type("nice")
            await board.press("enter")
        assert form.entries["comments"].count("\n") == 12
        await board.press("tab")
        assert form.query_one("#field-link").has_focus_within
        await board.press("ctrl+o")
        await shown(board, Review)
        assert "... 12 lines in all" in board.text


async def test_a_choice_is_turned_and_brings_its_own_field(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        form = await opened(board, ServiceType.WEB_TRAFFIC)
        assert "Google keyword  " in board.text
        await board.press("tab", "tab", "tab", "tab")
        await board.press("right")
        assert "custom referrer" in board.text
        assert "Referring URL" in board.text
        await board.press("left", "left")
        assert "blank referrer" in board.text
        assert "Referring URL" not in board.text
        await board.press("enter")
        kinds = {field.kind for field in fields(service_of(board, ServiceType.WEB_TRAFFIC))}
        assert FieldKind.CHOICE in kinds
        assert form.entries["type_of_traffic"] == "3"


async def test_hostile_names_are_text(tmp_path: Path) -> None:
    async with dashboard(tmp_path, size=(40, 12)) as board:
        service = changed(service_of(board), name=HOSTILE, service_id="[/x]")
        board.app.journeys.order(service)
        await shown(board, OrderForm)
        assert "Order [/x]" in board.text
        assert "Likes [/foo]" in board.text


async def test_a_changed_service_is_said_and_a_review_of_the_old_one_comes_back(
    tmp_path: Path,
) -> None:
    async with dashboard(tmp_path, size=(80, 24)) as board:
        form = await opened(board)
        service = service_of(board)
        await board.type(LINK)
        await board.press("tab")
        await board.type("100")
        await board.press("ctrl+o")
        first = await shown(board, Review)
        assert service.rate is not None
        form.service = changed(service, rate=service.rate * 2)
        await board.until(lambda: board.app.screen is not first)
        await shown(board, Review)
        assert "is 1.80." in board.text
        assert "0.18 USD" in board.text
        form.service = None
        await shown(board, OrderForm)
        assert "no longer has this service" in " ".join(board.text.split())
        await board.press("ctrl+o")
        assert board.app.screen is form
        form.service = changed(service, type=ServiceType.PACKAGE, type_text="Package")
        await board.until(lambda: "Quantity " not in board.text)
        assert form.entries == {"link": LINK}

"""What belongs to no single screen: header, keys of everywhere, panels, errors, the end."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from smm_tui.commands import Palette
from smm_tui.config import demo_settings
from smm_tui.demo import create_panel
from smm_tui.models import OrderState
from smm_tui.ordering import quote
from smm_tui.screens.review import Review
from smm_tui.screens.small_dialogs import PanelDialog
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings, Settings
from smm_tui.widgets.box import HelpScreen
from tests.ui.board import Board, dashboard

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def place(board: Board, link: str = "https://instagram.com/p/abc") -> int:
    catalogue = board.app.main.catalogue_view.catalogue
    assert catalogue is not None
    service = catalogue.get("9900")
    assert service is not None
    return await board.session.place("demo", quote(service, {"link": link, "quantity": "100"}))


class Broken:
    """A panel whose answers can be switched between good and bad, all or by action."""

    def __init__(self) -> None:
        self.panel = create_panel()
        self.services = self.panel.services
        self.answer: tuple[int, bytes] | None = None
        self.answers: dict[str, tuple[int, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await receive()
        while request.get("more_body"):
            more = await receive()
            request = {**more, "body": request["body"] + more["body"]}
        action = dict(parse_qsl(request["body"].decode()))["action"]
        answer = self.answers.get(action, self.answer)
        if answer is None:

            async def again() -> dict[str, Any]:
                return request

            await self.panel(scope, again, send)
            return
        status, body = answer
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})


async def test_the_header_tells_panel_balance_and_freshness(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        head = board.text.splitlines()[0]
        assert "demo" in head
        assert "DEMO" in head
        assert "100.84292 USD" in head
        assert "0 live" in head
        assert "as of" in head


async def test_a_low_balance_warns_with_a_word(tmp_path: Path) -> None:
    settings = demo_settings()
    panel = replace(settings.panels["demo"], low_balance=Decimal(1000))
    async with dashboard(tmp_path, settings=replace(settings, panels={"demo": panel})) as board:
        await board.until(lambda: "USD low" in board.text)


async def test_views_are_switched_by_number(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("2")
        assert board.app.main.orders_view.display
        assert not board.app.main.catalogue_view.display
        await board.press("1")
        assert board.app.main.catalogue_view.services.has_focus


async def test_help_is_made_from_the_bindings(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("2", "question_mark")
        assert isinstance(board.app.screen, HelpScreen)
        assert "Ask to refill marked orders, or this one" in board.text
        await board.press("escape", "f1")
        assert isinstance(board.app.screen, HelpScreen)


async def test_the_palette_does_what_its_line_says(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("colon")
        assert isinstance(board.app.screen, Palette)
        await board.type("orders")
        await board.press("enter")
        await board.until(lambda: board.app.main.view == "orders")
        await board.press("ctrl+p")
        await board.type("could not be read")
        await board.press("enter")
        await board.until(lambda: "Every row of the catalogue could be read." in board.text)


async def test_rows_that_are_no_services_can_be_looked_at(tmp_path: Path) -> None:
    broken = Broken()
    body = broken.panel.ask({"key": "k", "action": "services"})
    rows = [*json.loads(body)[:3], "no service", {"service": None, "name": "Nameless"}]
    broken.answers["services"] = (200, json.dumps(rows).encode())
    async with dashboard(tmp_path, panel=broken) as board:  # type: ignore[arg-type]  # answers alike
        await board.until(lambda: "2 rows could not be read" in board.text)
        await board.press("ctrl+p")
        await board.type("could not be read")
        await board.press("enter")
        await board.until(lambda: "Nameless" in board.text)
        assert "no service" in board.text


async def test_pause_stops_refreshing_and_says_so(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("P")
        await board.until(lambda: "paused" in board.text.splitlines()[0])
        await board.press("P")
        await board.until(lambda: "paused" not in board.text.splitlines()[0])


async def test_u_takes_back_the_newest_order_in_its_pause(tmp_path: Path) -> None:
    settings = replace(demo_settings(), undo_seconds=30)
    async with dashboard(tmp_path, settings=settings) as board:
        first, second = await place(board), await place(board, "https://instagram.com/p/two")
        await board.until(lambda: "undo: 2 (u takes back)" in board.text)
        await board.press("u")
        await board.until(lambda: "undo: 1" in board.text)
        await board.until(lambda: "Taken back." in board.text)
        await board.session.wait(second)
        assert (await board.session.book.order(second)).state is OrderState.NOT_SENT
        assert (await board.session.book.order(first)).state is OrderState.INTENDED
        await board.press("u", "u")
        await board.until(lambda: "Nothing can be taken back any more." in board.text)


async def test_quitting_in_the_pause_sends_nothing(tmp_path: Path) -> None:
    settings = replace(demo_settings(), undo_seconds=30)
    async with dashboard(tmp_path, settings=settings) as board:
        ref = await place(board)
        await board.press("q")
        await board.until(lambda: board.app.return_code == 0)
        assert (await board.session.book.order(ref)).state is OrderState.NOT_SENT


async def test_escape_never_quits(tmp_path: Path) -> None:
    async with dashboard(tmp_path) as board:
        await board.press("escape", "escape", "escape", "ctrl+c", "ctrl+q")
        assert board.app.return_code is None
        assert board.app.is_running


async def test_a_refused_key_is_its_own_error_with_a_remedy(tmp_path: Path) -> None:
    broken = Broken()
    async with dashboard(tmp_path, panel=broken) as board:  # type: ignore[arg-type]  # answers alike
        broken.answer = (200, b'{"error":"Invalid API key"}')
        await board.press("ctrl+r")
        await board.until(lambda: "The panel refused the API key" in board.text)
        assert "Invalid API key" in board.text
        broken.answer = (503, b"")
        await board.press("ctrl+r")
        await board.until(lambda: "The panel has an internal failure" in board.text)
        broken.answer = (200, b"<html><body>Just a moment...</body></html>")
        await board.press("ctrl+r")
        await board.until(lambda: "answered with a web page" in board.text)
        broken.answer = None
        await board.press("ctrl+r")
        await board.until(lambda: "offline" not in board.text.splitlines()[0])


async def test_a_panel_that_is_down_from_the_start_is_named_where_its_rows_would_be(
    tmp_path: Path,
) -> None:
    broken = Broken()
    async with dashboard(tmp_path, panel=broken) as board:  # type: ignore[arg-type]  # answers alike
        pass
    broken.answer = (500, b"")
    settings = demo_settings()
    other = replace(settings.panels["demo"], name="other", url="https://other.invalid/api/v2")
    panels = {"demo": settings.panels["demo"], "other": other}
    async with dashboard(
        tmp_path,
        panel=broken,  # type: ignore[arg-type]  # answers alike
        settings=replace(settings, panels=panels),
    ) as board:
        await board.press("p", "down", "enter")
        await board.until(lambda: "internal failure" in board.text)
        assert board.app.desk.panel == "other"
        assert "offline since" in board.text


def two_panels() -> Settings:
    settings = demo_settings()
    demo = settings.panels["demo"]
    second = PanelSettings("second", "https://second.invalid/api/v2", KeySource(KeyOrigin.NONE))
    return replace(settings, panels={"demo": demo, "second": second}, undo_seconds=0)


async def test_p_switches_between_panels(tmp_path: Path) -> None:
    async with dashboard(tmp_path, settings=two_panels()) as board:
        await board.press("p")
        await board.until(lambda: isinstance(board.app.screen, PanelDialog))
        assert "second" in board.text
        await board.press("down", "enter")
        await board.until(lambda: board.text.splitlines()[0].split()[0] == "second")
        await board.until(lambda: "1,502 of 1,502" in board.text)


async def test_a_panel_at_another_address_is_asked_about_before_it_is_polled(
    tmp_path: Path,
) -> None:
    async with dashboard(tmp_path) as board:
        await board.session.wait(await place(board))
    settings = demo_settings()
    moved = replace(settings.panels["demo"], url="https://moved.invalid/api/v2")
    async with dashboard(tmp_path, settings=replace(settings, panels={"demo": moved})) as board:
        await board.until(lambda: isinstance(board.app.screen, Review))
        assert "https://moved.invalid/api/v2" in board.text
        assert await board.session.book.live_count("demo", moved.url) == 0
        await board.takes_answers()
        await board.press("right", "enter")
        await board.pilot.pause()
        assert await board.session.book.live_count("demo", moved.url) == 1


async def test_narrow_and_short_terminals_lose_parts_not_functions(tmp_path: Path) -> None:
    for size in ((40, 12), (80, 24), (200, 60)):
        async with dashboard(tmp_path / str(size), size=size) as board:
            lines = board.text.splitlines()
            assert len(lines) <= size[1]
            assert "9900" in board.text
            await board.press("2", "question_mark")
            assert isinstance(board.app.screen, HelpScreen)

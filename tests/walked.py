"""The steps of `walking`: imported once the language is chosen."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from msgspec.structs import replace as changed
from textual import events
from textual.keys import _character_to_key, key_to_character
from textual.screen import Screen

from smm_tui.commands import Palette
from smm_tui.config import Places, demo_settings
from smm_tui.demo import create_panel
from smm_tui.demo.catalogue import Service
from smm_tui.models import ServiceType, SystemClock
from smm_tui.screens.batch_form import BatchForm
from smm_tui.screens.batch_results import BatchResults
from smm_tui.screens.case import Case
from smm_tui.screens.export_dialog import ExportDialog
from smm_tui.screens.order_details import OrderDetails
from smm_tui.screens.order_form import OrderForm
from smm_tui.screens.review import Review
from smm_tui.screens.small_dialogs import PanelDialog, TrackDialog
from smm_tui.screens.theme_dialog import ThemeDialog
from smm_tui.service_fields import fields
from smm_tui.session import News, Notice, Severity, Topic
from smm_tui.session.checks import again_word
from smm_tui.session.enrolment import Enrolment
from smm_tui.settings import Settings
from smm_tui.setup_app import SetupApp
from smm_tui.widgets.box import HelpScreen
from tests.clock import FakeClock
from tests.ui.board import Board, dashboard
from tests.ui.dialogs import placed, service_of, shown, unknown
from tests.walking import BOOK, LINK, SIZE

_LINES = "9900 | https://11.22/{} | 100\n"


class Shop:
    """The demo panel with a catalogue whose words are numbers."""

    def __init__(self, clock: FakeClock) -> None:
        self.panel = create_panel(now=lambda: clock.now().timestamp())
        services = [*self.panel.services[:60], *self._one_of_each_type()]
        self.rows = [
            service.row()
            | {
                "name": f"·{service.service_id}· 11-22 [33]",
                "category": f"[{service.service_id % 7}]",
                "desc": "",
            }
            for service in {each.service_id: each for each in services}.values()
        ]
        self.tell()

    def _one_of_each_type(self) -> list[Service]:
        return list({service.type: service for service in self.panel.services}.values())

    def tell(self) -> None:
        """Answer with these rows."""
        self.panel.fixed["services"] = json.dumps(self.rows).encode()

    def change(self) -> None:
        """Let some services change in every way."""
        changes: tuple[dict[str, object], ...] = (
            {"rate": "1.0125"},
            {"rate": "0.05"},
            {"min": 60},
            {"max": 0},
            {"refill": False},
            {"name": "·1·"},
            {"type": "Package"},
        )
        for number, change in enumerate(changes):
            self.rows[number] = self.rows[number] | change
        del self.rows[8:10]
        self.rows.append(self.rows[0] | {"service": 77_777})
        self.tell()


class Walk:
    """Goes everywhere, and keeps what it saw."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.shop = Shop(self.clock)
        self.seen: dict[str, str] = {}
        self.board: Board

    async def all(self) -> dict[str, str]:
        """All of it."""
        async with self.on(self.settings()):
            await self.empty_views()
            await self.catalogue()
            await self.forms()
            await self.reviews()
            await self.orders()
            await self.exports()
            await self.batches()
            await self.spending()
            await self.changes()
            await self.messages()
            await self.small()
        async with self.on(self.settings(confirm_above=Decimal("0.01"))):
            await self.typed()
        async with self.on(self.settings(max_charge=Decimal("0.01"), read_only=True)):
            await self.refused()
        await self.setup()
        self.seen[BOOK] = self.kept()
        return self.seen

    def kept(self) -> str:
        """All texts that the order book was given, as they stand in it, in plain letters."""
        with closing(sqlite3.connect(Places.within(self.folder).ledger)) as database:
            rows = database.execute(
                "SELECT words FROM orders UNION SELECT flag FROM orders"
                " UNION SELECT words FROM requests UNION SELECT text FROM events"
                " UNION SELECT title FROM messages UNION SELECT text FROM messages"
            ).fetchall()
        text = "\n".join(text for (text,) in rows)
        return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)

    @staticmethod
    def settings(**limits: object) -> Settings:
        settings = demo_settings()
        panel = replace(settings.panels["demo"], **limits)  # type: ignore[arg-type]  # of the walk
        return replace(settings, panels={"demo": panel}, undo_seconds=0)

    @asynccontextmanager
    async def on(self, settings: Settings) -> AsyncIterator[None]:
        """A dashboard, as it stands after what was done before."""
        async with dashboard(
            self.folder, clock=self.clock, panel=self.shop.panel, size=SIZE, settings=settings
        ) as board:
            self.board = board
            await board.until(lambda: board.app.main.head.balance is not None)
            yield

    async def press(self, *keys: str) -> None:
        """Strike keys, each when the one before it has acted; quicker than a pilot does."""
        for key in keys:
            typed = key if len(key) == 1 else key_to_character(key)
            name = _character_to_key(key) if len(key) == 1 else key
            self.board.app.post_message(events.Key(name, typed))
            await self.settle()
            while self.board.app.holds_keys:
                await self.settle()

    async def type(self, text: str) -> None:
        """Strike the keys of a text."""
        await self.press(*text)

    async def settle(self) -> None:
        """Let everything act that can, and be painted."""
        await self.board.pilot.pause()

    def look(self, name: str) -> None:
        """Keep what is shown."""
        self.seen[name] = self.board.text

    async def help(self, name: str) -> None:
        """The help of what is shown, to its end."""
        await self.press("f1")
        await shown(self.board, HelpScreen)
        for page in range(4):
            self.look(f"{name} help {page}")
            await self.press("pagedown")
        await self.close()

    async def palette(self, name: str) -> None:
        """All that can be done in a view."""
        await self.press("colon")
        await shown(self.board, Palette)
        for page in range(3):
            self.look(f"palette of the {name} {page}")
            await self.press("pagedown")
        await self.close()

    async def close(self) -> None:
        """Leave every dialog."""
        while len(self.board.app.screen_stack) > 1:
            depth = len(self.board.app.screen_stack)
            await self.press("escape")
            await self.board.until(partial(self._is_above, depth))

    def _is_above(self, depth: int) -> bool:
        return len(self.board.app.screen_stack) < depth

    # -- the steps -------------------------------------------------------------------------

    async def empty_views(self) -> None:
        """Views with nothing in them say what to do."""
        for name, key in (("orders", "2"), ("spending", "3"), ("messages", "m")):
            await self.press(key)
            await self.settle()
            self.look(f"{name} empty")
        await self.press("1", "w")
        await self.settle()
        self.look("changes empty")
        await self.press("1", "F")
        await self.settle()
        self.look("favourites empty")
        await self.press("F")

    async def catalogue(self) -> None:
        """Panes, filter, hints, sorting."""
        self.look("catalogue")
        await self.help("catalogue")
        await self.press("slash", *"zzzz")
        self.look("catalogue nothing found")
        for number, text in enumerate(("rate<x", "refil:yes", "min<=q", "id:", "fav:maybe")):
            await self.press("ctrl+u")
            await self.type(text)
            self.look(f"catalogue hint {number}")
        await self.press("escape", "s", "f")
        self.look("catalogue sorted")
        await self.press("S")
        await self.palette("catalogue")
        await self.press("g")

    async def forms(self) -> None:
        """The form of every type, empty and with all that is wrong."""
        for kind in ServiceType:
            service = service_of(self.board)
            if kind is ServiceType.UNHEARD:
                service = changed(service, type=kind, type_text="33")
            else:
                service = service_of(self.board, kind)
            self.board.app.journeys.order(service)
            await shown(self.board, OrderForm)
            self.look(f"form {kind}")
            for field in fields(service)[1:]:
                await self.press("tab")
                self.look(f"form {kind} {field.name}")
            await self.press("ctrl+o")
            self.look(f"form {kind} wrong")
            await self.close()
        self.board.app.journeys.order(service_of(self.board))
        await shown(self.board, OrderForm)
        await self.help("form")

    async def fill(self) -> None:
        """A form with a good order."""
        self.board.app.journeys.order(service_of(self.board))
        await shown(self.board, OrderForm)
        await self.press("ctrl+u")
        await self.type(LINK)
        await self.press("tab", "ctrl+u", *"1000")

    async def review(self, name: str) -> None:
        """The review of what was filled in."""
        await self.press("ctrl+o")
        await shown(self.board, Review)
        await self.board.takes_answers()
        self.look(name)

    async def reviews(self) -> None:
        """Of an order, and beside an unknown one."""
        await self.fill()
        await self.review("review")
        await self.help("review")
        await unknown(self.board, LINK)
        await self.fill()
        self.look("form beside an unknown order")
        await self.review("review beside an unknown order")
        await self.press("right", "enter")
        await self.board.until(lambda: again_word() in self.board.text)
        self.look("review again")
        await self.close()

    async def orders(self) -> None:
        """Orders in many states, their details, what can be asked for them."""
        for number in range(3):
            await placed(self.board, f"https://11.22/{number}")
        await self.press("2")
        await self.settle()
        self.look("orders")
        await self.help("orders")
        for key, name in (("r", "refill"), ("c", "cancel")):
            await self.press(key)
            await shown(self.board, Review)
            self.look(f"orders {name}")
            await self.close()
        await self.press("enter")
        await self.board.until(lambda: len(self.board.app.screen_stack) > 1)
        for page in range(3):
            self.look(f"details {page}")
            await self.press("pagedown")
        if isinstance(self.board.app.screen, OrderDetails):
            await self.help("details")
        await self.close()
        await self.press("exclamation_mark")
        await shown(self.board, Case)
        for page in range(4):
            self.look(f"case {page}")
            await self.press("pagedown")
        await self.help("case")
        await self.press("slash", *"st:q")
        self.look("orders hint")
        await self.press("ctrl+u", *"zzzz")
        self.look("orders nothing found")
        await self.press("escape", "l")
        await self.settle()
        self.look("orders late")
        await self.press("l")

    async def exports(self) -> None:
        """What goes into a file, and what can be wrong with it."""
        await self.press("g", "space", "e")
        await shown(self.board, ExportDialog)
        await self.press("tab", "tab", "ctrl+u", *"11")
        self.look("export")
        await self.press("shift+tab", "right")
        self.look("export json")
        await self.press("tab")
        for number, file in enumerate(("/11/22/33", "/", "")):
            await self.press("ctrl+u")
            await self.type(file)
            await self.press("ctrl+o")
            await self.settle()
            await shown(self.board, ExportDialog)
            self.look(f"export wrong {number}")
        await self.help("export")
        await self.press("g", "space")

    async def batches(self) -> None:
        """The entry, what is wrong in it, its review, what became of it."""
        await self.press("b")
        form = await shown(self.board, BatchForm)
        await self.settle()
        self.look("batch empty")
        form.entry.text = f"{_LINES.format(1)}x | y\n77 | {LINK} | 1\n9900 | | 7\n9900 | a b | 1"
        await self.settle()
        self.look("batch wrong")
        await self.help("batch")
        await self.press("b")
        form = await shown(self.board, BatchForm)
        form.entry.text = "".join(_LINES.format(number) for number in range(3, 6))
        await self.settle()
        await self.press("ctrl+o")
        await shown(self.board, Review)
        await self.board.takes_answers()
        self.look("batch review")
        await self.press("right", "enter")
        await shown(self.board, BatchResults)
        self.look("batch on its way")
        for _second in range(40):
            await self.clock.advance(0.5)
            await self.settle()
        self.look("batch over")
        await self.help("batch results")

    async def spending(self) -> None:
        """Every kind of rows, every period, both charts, and where the cursor is."""
        await self.press("3")
        await self.settle()
        self.look("spending")
        for number, key in enumerate(("tab", "tab", "b", "b", "v", "[", "a")):
            await self.press(key)
            await self.settle()
            self.look(f"spending {number}")
        await self.press("slash", *"zzzz")
        self.look("spending nothing found")
        await self.press("escape")
        await self.help("spending")
        await self.palette("spending")

    async def changes(self) -> None:
        """Everything that can change about services."""
        self.shop.change()
        for _reading in range(2):
            await self.clock.advance(1000)
            await self.board.session.refresh_catalogue("demo")
        await self.press("1")
        await self.settle()
        self.look("catalogue with changes")
        await self.press("w")
        await self.settle()
        for place in range(12):
            self.look(f"changes {place}")
            await self.press("j")
        await self.help("changes")
        await self.palette("changes")

    async def messages(self) -> None:
        """What was said, and a notice of each weight."""
        for severity in Severity:
            notice = Notice("·", "··", severity)
            self.board.session.tell(News(Topic.NOTICE, "demo", notice=notice))
        await self.press("m")
        await self.settle()
        self.look("messages")
        await self.help("messages")
        await self.palette("messages")

    async def small(self) -> None:
        """The small dialogs, and everything in the palette of the orders."""
        await self.press("2")
        for name, key, kind in (
            ("track", "t", TrackDialog),
            ("panels", "p", PanelDialog),
        ):
            await self.press(key)
            await shown(self.board, kind)
            self.look(name)
            if kind is TrackDialog:
                await self.press("ctrl+o")
                self.look("track nothing")
            await self.help(name)
        self.board.app.choose_theme()
        await shown(self.board, ThemeDialog)
        self.look("themes")
        await self.close()
        await self.palette("orders")
        self.board.app.panels.show_unreadable()
        await shown(self.board, HelpScreen)
        self.look("unreadable")
        await self.close()
        await self.press("P")
        await self.settle()
        self.look("paused")
        await self.press("P")

    async def typed(self) -> None:
        """A review that asks for the amount."""
        await self.press("1")
        await self.fill()
        await self.review("review typed")
        await self.press("right", "enter")
        self.look("review typed wrong")
        await self.close()

    async def refused(self) -> None:
        """What may not be done."""
        self.look("read only")
        await self.press("enter")
        await self.settle()
        self.look("read only refused")
        await self.press("2")
        await self.help("read only")

    async def setup(self) -> None:
        """The first run, from the page to the limits."""
        file = self.folder / "own" / "config.toml"
        app = SetupApp(Enrolment(file, clock=SystemClock(), environ={}))
        async with app.run_test(size=SIZE, notifications=True) as pilot:

            def look(name: str) -> None:
                lines = screen_lines(app.screen)
                self.seen[f"setup {name}"] = "\n".join(lines)

            await pilot.pause()
            look("first")
            for number in range(3):
                await pilot.press("tab")
                await pilot.pause()
                look(str(number))
            await pilot.press("shift+tab", "right")
            for choice in range(3):
                await pilot.pause()
                look(f"source {choice}")
                await pilot.press("right")
            await pilot.press("ctrl+t")
            await pilot.pause(0.3)
            look("test")


def screen_lines(screen: Screen[object]) -> list[str]:
    """What is painted, line by line."""
    size = screen.app.size
    return [strip.text.rstrip() for strip in screen._compositor.render_strips(size)]  # noqa: SLF001

"""A dashboard on the demo panel at a fixed moment, so that every picture comes out the same."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from smm_tui import ordering
from smm_tui.api import PanelClient
from smm_tui.app import Dashboard
from smm_tui.config import Places, demo_settings
from smm_tui.config.demo import DEMO_PANEL
from smm_tui.demo import DemoPanel, create_panel
from smm_tui.demo.wire import Message, Receive, Scope, Send
from smm_tui.ledger import Ledger
from smm_tui.models import RequestKind
from smm_tui.screens.desk import Desk
from smm_tui.session import Session
from smm_tui.settings import ApiKey, PanelSettings
from smm_tui.transport import Transport

SEED: Final = 7
START: Final = datetime(2026, 3, 13, 16, 20, tzinfo=UTC)
_UNDO: Final = 3
_STEADY: Final = 6
"""How many looks in a row have to see the same picture before it is taken."""
_LOOK_SECONDS: Final = 0.03
_LOOKS: Final = 400


class StageClock:
    """Stands still; `advance` moves it at once, and all who slept less wake at that moment."""

    def __init__(self) -> None:
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """The wall clock."""
        return START + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return 1000 + self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was moved that far."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._elapsed + max(seconds, 0.0), future))
        await future

    def advance(self, seconds: float) -> None:
        """Move the time."""
        self._elapsed += seconds
        due = [future for at, future in self._sleepers if at <= self._elapsed]
        self._sleepers = [each for each in self._sleepers if each[0] > self._elapsed]
        for future in due:
            if not future.done():
                future.set_result(None)


class Gateway:
    """The demo panel behind a server that can lose one answer, as real ones do."""

    def __init__(self, panel: DemoPanel) -> None:
        self._panel = panel
        self.loses_next = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the panel does its part also where its answer is lost."""
        if not self.loses_next:
            await self._panel(scope, receive, send)
            return
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        if b"action=add" not in body:
            await self._panel(scope, _again(body), send)
            return
        self.loses_next = False

        async def lose(_event: Message) -> None:
            """Nobody hears this."""

        await self._panel(scope, _again(body), lose)
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 504, "headers": headers})
        await send({"type": "http.response.body", "body": b"<h1>504 Gateway Time-out</h1>"})


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


class Stage:
    """One run of the dashboard, driven by a script."""

    def __init__(self, folder: Path) -> None:
        self.clock = StageClock()
        self.gateway = Gateway(create_panel(seed=SEED, now=lambda: self.clock.now().timestamp()))
        self.desk = Desk(
            settings=demo_settings(),
            places=Places.within(folder),
            panel=DEMO_PANEL,
            open_session=self._open,
            demo=True,
            clock=self.clock,
        )
        self.app = Dashboard(self.desk, zone=UTC)

    async def _open(self) -> Session:
        desk = self.desk
        return Session(
            settings=desk.settings,
            places=desk.places,
            book=await Ledger.open(desk.places.ledger, clock=self.clock),
            clock=self.clock,
            connect=self._connect,
            demo=True,
        )

    async def _connect(self, panel: PanelSettings) -> PanelClient:
        transport = Transport(panel, ApiKey("demo"), clock=self.clock, asgi_app=self.gateway)
        return PanelClient(transport, clock=self.clock)

    # -- what happens on it ----------------------------------------------------------------

    async def pass_time(self, pilot: Pilot[int], seconds: float) -> None:
        """Let time pass, and the dashboard take up what came of it."""
        self.clock.advance(seconds)
        await settle(pilot)

    async def order(self, pilot: Pilot[int], service_id: str, entries: Mapping[str, str]) -> int:
        """Place an order as the review does, and see it settled."""
        session = self.desk.now
        catalogue = session.catalogue(DEMO_PANEL)
        service = catalogue.get(service_id) if catalogue else None
        if service is None:
            message = f"the demo panel has no service {service_id}"
            raise LookupError(message)
        ref = await session.place(DEMO_PANEL, ordering.quote(service, entries))
        await pilot.pause()
        self.clock.advance(_UNDO)
        await session.wait(ref)
        await settle(pilot)
        return ref

    async def request(self, pilot: Pilot[int], kind: RequestKind, ref: int) -> None:
        """Ask for a refill or a cancel."""
        await self.desk.now.request(kind, [ref])
        await settle(pilot)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until the picture no longer changes."""
    seen, steady = "", 0
    for _look in range(_LOOKS):
        await pilot.pause(_LOOK_SECONDS)
        now = "\n".join(strip.text for strip in strips(pilot.app))
        steady = steady + 1 if now == seen else 0
        seen = now
        if steady >= _STEADY:
            return
    message = "the picture never comes to rest"
    raise RuntimeError(message)


def strips(app: App[Any]) -> list[Strip]:
    """The lines of the screen as they are painted; Textual has no public way to them."""
    return app.screen._compositor.render_strips()  # noqa: SLF001

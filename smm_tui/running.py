"""Runs the dashboard on the real terminal, from its settings to its exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from smm_tui.app import Dashboard
from smm_tui.config import Launch
from smm_tui.errors import ConfigError
from smm_tui.formatting import local_zone
from smm_tui.i18n import _
from smm_tui.models import SystemClock
from smm_tui.screens.desk import Desk
from smm_tui.settings import Settings
from smm_tui.state import kept_theme
from smm_tui.terminal.driver import TerminalDriver
from smm_tui.terminal.modes import Mouse
from smm_tui.terminal.preflight import utf8
from smm_tui.widgets.signs import ASCII, UNICODE

if TYPE_CHECKING:
    from smm_tui.session import Session


def run_dashboard(launch: Launch) -> int:
    """Show the dashboard until it is left; the exit code.

    Raises:
        SmmError: what ended the program, told once the terminal is as it was.
    """
    if launch.settings is None:
        raise ConfigError(_("No panel is configured."))
    clock = SystemClock()

    async def open_session() -> Session:
        from smm_tui.session import open_session as opened  # noqa: PLC0415 - after the picture

        return await opened(launch, clock=clock, environ=os.environ)

    desk = Desk(
        settings=launch.settings,
        places=launch.places,
        panel=launch.panel if launch.panel_named else "",
        open_session=open_session,
        demo=launch.demo,
        read_only=launch.read_only,
        signs=UNICODE if utf8(os.environ) else ASCII,
        clock=clock,
    )
    theme = kept_theme(launch.places, configured=launch.settings.theme)
    app = Dashboard(desk, zone=local_zone(os.environ), theme=theme, driver_class=TerminalDriver)
    _use_terminal(app, launch.settings)
    asyncio.run(_run(app))
    if app.failure is not None:
        raise app.failure
    if app.last_words:
        sys.stdout.write(f"{app.last_words}\n")
    return app.return_code or 0


def _use_terminal(app: Dashboard, settings: Settings) -> None:
    """Settle how the driver works, before it is made."""
    over_ssh = "SSH_CONNECTION" in os.environ or "SSH_TTY" in os.environ
    mouse = settings.mouse if settings.mouse is not None else not over_ssh
    TerminalDriver.difference = settings.difference
    TerminalDriver.mouse_mode = Mouse.CLICKS if mouse else Mouse.NONE
    TerminalDriver.depth = app.look.depth
    TerminalDriver.ascii_only = app.desk.signs is ASCII
    TerminalDriver.on_slow = app.slow_link
    TerminalDriver.on_unstopped = app.unstopped
    TerminalDriver.on_end = app.ended_by


async def _run(app: Dashboard) -> None:
    try:
        await app.run_async()
    finally:
        # However the screen ended, a send in flight is waited for.
        await app.desk.close()

"""The application of the first run: one page, shown before there is a dashboard."""

from __future__ import annotations

import os
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.driver import Driver

from smm_tui import __version__
from smm_tui.commands import open_help
from smm_tui.config import Launch
from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.models import SystemClock
from smm_tui.screens.orderly_keys import OrderlyKeys
from smm_tui.screens.setup import OFFERED_URL, SetupScreen
from smm_tui.session.enrolment import Enrolment
from smm_tui.settings import Settings, ThemeName
from smm_tui.terminal.crash import PlainCrash
from smm_tui.terminal.driver import TerminalDriver
from smm_tui.terminal.frames import Frames
from smm_tui.terminal.preflight import utf8
from smm_tui.terminal.themes import Themed
from smm_tui.widgets.one_line import OneLine, Part
from smm_tui.widgets.signs import ASCII, UNICODE, Signs


class SetupApp(Themed, Frames, OrderlyKeys, PlainCrash):
    """One panel is set up, or the page is left and nothing is written."""

    TITLE = "smm-tui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "leave", _("Quit"), tooltip=_("Quit"), id="app.quit", show=False),
    ]

    def __init__(
        self,
        enrolment: Enrolment,
        *,
        url: str = OFFERED_URL,
        signs: Signs = UNICODE,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(ThemeName.ANSI, driver_class=driver_class)
        self.form = SetupScreen(enrolment, url=url, signs=signs)
        self.settings: Settings | None = None
        """What was written; None where nothing was."""
        self._signs = signs

    def compose(self) -> ComposeResult:
        """One line that says what this is."""
        yield OneLine(signs=self._signs)

    def on_mount(self) -> None:
        """Ask."""
        name = Part((f"smm-tui {__version__}", "smm-tui"), "strong", keep=True)
        first = Part((_("first run: there is no configuration yet"), _("first run")), "muted")
        self.query_one(OneLine).show_parts((name, first))
        self.push_screen(self.form, self._finish)

    def _finish(self, settings: Settings | None) -> None:
        self.settings = settings
        self.exit(0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """There are no orders here that could be taken back."""
        return action != "take_back"

    def action_help(self) -> None:
        """Show the keys."""
        open_help(self, signs=self._signs)

    def action_repaint(self) -> None:
        """Draw everything anew, whatever the terminal shows."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.repaint()

    def action_leave(self) -> None:
        """Quit; nothing is written."""
        self._finish(None)


def run_setup(launch: Launch) -> Settings | None:
    """Ask for a panel and write it down; None where the page was left.

    Raises:
        SmmError: The page ended by itself.
    """
    enrolment = Enrolment(launch.places.config, clock=SystemClock(), environ=os.environ)
    signs = UNICODE if utf8(os.environ) else ASCII
    TerminalDriver.ascii_only = signs is ASCII
    app = SetupApp(enrolment, signs=signs, driver_class=TerminalDriver)
    app.run()
    if app.return_code:
        raise SmmError(_("the setup ended by itself"))
    return app.settings

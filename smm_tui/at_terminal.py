"""What the dashboard and the terminal it is shown on tell each other."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work
from textual.screen import Screen

from smm_tui.i18n import _
from smm_tui.screens.desk import Desk
from smm_tui.screens.main import MainScreen
from smm_tui.screens.orderly_keys import OrderlyKeys
from smm_tui.session import Notice, Severity
from smm_tui.terminal.driver import TerminalDriver
from smm_tui.terminal.ending import exit_at_once
from smm_tui.terminal.modes import Mouse

if TYPE_CHECKING:
    from smm_tui.terminal.clipboard import Copied


class AtTerminal(OrderlyKeys):
    """An App on a terminal of its own: copying, the mouse, slow links, signals."""

    desk: Desk
    main: MainScreen

    def tell(self, notice: Notice) -> None:
        """Say something on the main screen."""
        raise NotImplementedError

    @property
    def terminal(self) -> TerminalDriver | None:
        """The driver, where there is a real terminal."""
        return self._driver if isinstance(self._driver, TerminalDriver) else None

    def when_shown(self, screen: Screen[Any], tell: Callable[[], None]) -> None:
        """Call once a screen, as it is now, has reached the terminal."""
        if self.terminal is None:
            tell()
            return
        self.terminal.when_shown(screen, tell)
        screen.refresh()  # the frame it is told of; only what differs is sent

    def copy_to_clipboard(self, text: str) -> None:
        """Copy text by whatever way works here, and say where it went."""
        self._clipboard = text
        if self.terminal is not None:
            self.copy_out(text, self.terminal.send)

    @work(group="copy", thread=True, exclusive=True)
    def copy_out(self, text: str, write: Callable[[bytes], None]) -> None:
        """Copy in a thread: tmux may take its time."""
        from smm_tui.terminal import clipboard  # noqa: PLC0415 - after the picture

        copied = clipboard.copy(
            text, environ=os.environ, write=write, folder=self.desk.places.state
        )
        self.tell(Notice(_told(copied)))

    def action_mouse(self) -> None:
        """Switch the mouse on or off."""
        terminal = self.terminal
        if terminal is not None:
            on = terminal.mouse_now is Mouse.NONE
            terminal.mouse_now = Mouse.CLICKS if on else Mouse.NONE
            self.tell(Notice(_("The mouse is on.") if on else _("The mouse is off.")))

    def action_suspend_process(self) -> None:
        """Stop the program, unless the panel is just being told what to do."""
        if self.desk.is_open and self.desk.now.in_flight:
            text = _("Not stopped: the panel has not answered a request yet.")
            self.tell(Notice(text, "", Severity.WARNING))
        else:
            super().action_suspend_process()

    def unstopped(self) -> None:
        """Ctrl+z led nowhere."""
        self.tell(Notice(_("Not stopped: there is no shell to go back to.")))

    def slow_link(self, slow: bool) -> None:  # noqa: FBT001 - one word, one meaning
        """The terminal came to be behind, or has caught up."""
        self.desk.slow_link = slow
        self.main.refresh_head()

    def ended_by(self, number: int) -> None:
        """A signal ends the program, whose terminal is restored already.

        At once, unless a send has no outcome yet: then as soon as that is written.
        """
        if not self.desk.is_open or not self.desk.now.in_flight:
            exit_at_once(number)
        # This runs inside a signal handler, while the loop may be asleep.
        loop = asyncio.get_running_loop()
        loop.call_soon_threadsafe(lambda: loop.create_task(self._finish(number)))

    async def _finish(self, number: int) -> None:
        try:
            await self.desk.close()
        finally:
            exit_at_once(number)


def _told(copied: Copied) -> str:
    """Where a copy went."""
    ways = {
        "tmux": _("Copied into tmux and its terminal"),
        "terminal": _("Copied, if the terminal allows it"),
        "file": _("Copied into a file"),
    }
    return f"{ways[copied.how]}; {_short(copied.path)}" if copied.path else ways[copied.how]


def _short(path: Path) -> str:
    """A path as a shell takes it too, with `~`: whole beside the words on 80 columns."""
    home = Path(os.environ.get("HOME", ""))
    if home.is_absolute() and home != Path("/") and path.is_relative_to(home):
        return f"~/{path.relative_to(home)}"
    return str(path)

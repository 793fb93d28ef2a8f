"""Frames on their way from Textual to the driver: as they are, and none for naught.

Private names of Textual are overridden here; a test holds each.
"""

from __future__ import annotations

import gc
from typing import Any

from rich.console import RenderableType
from textual.app import App
from textual.screen import Screen

from smm_tui.terminal.driver import TerminalDriver


class Frames(App[Any]):
    """An App that knows when its first picture is painted."""

    _pictured = False

    def pictured(self) -> None:
        """The first picture has been handed to the driver."""

    def on_ready(self) -> None:
        """What was held back while the App was being put together is painted now."""
        self.screen.check_idle()

    def _painted(self, screen: Screen[Any], renderable: RenderableType) -> bool:
        """Whether the driver took a frame as it is; then nothing need be written out."""
        driver = TerminalDriver.of(self)
        if driver is None or not self._running or self._closed:
            return False
        cursor = screen.outer_size.clamp_offset(self.cursor_position)
        if not driver.paint(renderable, cursor):
            return False
        self.post_display_hook()
        return True

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if renderable is None or self._batch_count:
            super()._display(screen, renderable)
            return
        if not self._painted(screen, renderable):
            super()._display(screen, renderable)
        if not self._pictured:
            self._pictured = True
            # What is there by now lives as long as the program: it is not gone through again.
            gc.freeze()
            gc.enable()
            self.pictured()


class HeldScreen(Screen[None]):
    """A screen that renders nothing while frames are held back; it would be thrown away."""

    def _compositor_refresh(self) -> None:
        if self.app._batch_count:  # noqa: SLF001 - as the method itself
            self.refresh()
        else:
            super()._compositor_refresh()

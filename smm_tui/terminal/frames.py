"""Frames on their way from Textual to the driver: as they are, at once, and none for naught.

Textual paints a widget some six messages after it asked for it, at most sixty times a second.
Here a widget that draws its lines itself is painted before anything else happens.

Private names of Textual are overridden and used here; a test holds each.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, Self

from rich.console import RenderableType
from rich.segment import Segment
from textual import events
from textual.app import App
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from smm_tui.terminal.driver import TerminalDriver
from smm_tui.terminal.painting import runs


class Frames(App[Any]):
    """An App that knows when its first picture is painted."""

    _pictured = False

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - those of App
        super().__init__(**settings)
        self._soon: dict[AtOnce, None] = {}
        """What is painted in this very turn of the loop, in the order in which it asked."""

    def pictured(self) -> None:
        """The first picture has been handed to the driver."""

    def on_ready(self) -> None:
        """What was held back while the App was being put together is painted now."""
        self.screen.check_idle()

    async def on_event(self, event: events.Event) -> None:
        """What an event has changed is painted before anything else is done for it."""
        await super().on_event(event)
        self._paint_now()

    def paint_soon(self, widget: AtOnce) -> None:
        """Paint what a widget has marked as dirty as soon as its caller has ended."""
        if not self._soon:
            asyncio.get_running_loop().call_soon(self._paint_now)
        self._soon[widget] = None

    def _paint_now(self) -> None:
        """Paint what can be painted by itself; Textual paints all else, as it would have."""
        soon, self._soon = self._soon, {}
        if not soon:
            return
        driver = TerminalDriver.of(self)
        if driver is None or self._batch_count or not self._running or self._closed:
            return
        screen = self.screen
        if screen._layout_required or screen._scroll_required or screen._repaint_required:
            return
        painted = [self._paint_lines(driver, screen, widget) for widget in soon]
        if any(painted):
            driver.painted(screen.outer_size.clamp_offset(self.cursor_position))
            self.post_display_hook()

    @staticmethod
    def _paint_lines(driver: TerminalDriver, screen: Screen[Any], widget: AtOnce) -> bool:
        """Paint the dirty lines of a widget, if nothing lies over them."""
        place = screen._compositor.visible_widgets.get(widget)
        if place is None:
            return False
        region, clip = place
        shown = region.intersection(clip)
        dirty = [
            part.translate(region.offset).intersection(shown) for part in widget._repaint_regions
        ]
        dirty = [part for part in dirty if part]
        lines = {y for part in dirty for y in part.line_range}
        layers = screen._compositor.layers_visible
        for y in lines:
            above = takewhile(lambda layer: layer[0] is not widget, layers[y])
            if any(cropped.overlaps(shown) for _widget, cropped, _region in above):
                return False
        widget._repaint_regions.clear()
        widget._repaint_required = False
        left = min((part.x for part in dirty), default=0)
        width = max((part.right for part in dirty), default=0) - left
        for first, count in runs(lines):
            crop = Region(left - region.x, first - region.y, width, count)
            for y, line in enumerate(widget.fresh_lines(crop), first):
                driver.lay(left, y, line)
        return bool(lines)

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


class AtOnce(Widget):
    """A widget whose changes are painted at once, where the App is `Frames`."""

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Mark as dirty, and see to it that it is painted."""
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        if repaint and not (layout or recompose) and self.is_mounted:
            app = self.app
            if isinstance(app, Frames):
                app.paint_soon(self)
        return self

    def fresh_lines(self, crop: Region) -> Sequence[Iterable[Segment]]:
        """The lines of a part, as `render_lines` gives them; nothing is kept for a next time."""
        return self.render_lines(crop)


class HeldScreen(Screen[None]):
    """A screen that renders nothing while frames are held back; it would be thrown away."""

    def _compositor_refresh(self) -> None:
        if self.app._batch_count:
            self.refresh()
        else:
            super()._compositor_refresh()

"""The program, comparing what it painted with a picture made anew: `-m tests.terminal.checked`.

Whenever it has been quiet for a moment the cells that should be on the screen are compared with
what Textual would paint. The file named by CHECKED_LOG has a line for each comparison: "same", or
what differs.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from smm_tui.__main__ import run
from smm_tui.terminal import preflight

_QUIET = 0.08
"""Seconds."""


def main() -> int:
    """Run it."""
    preflight.prepare(os.environ)  # Textual reads its switches as it is imported
    from smm_tui import app  # noqa: PLC0415
    from smm_tui.terminal.cells import Screen  # noqa: PLC0415
    from smm_tui.terminal.driver import TerminalDriver  # noqa: PLC0415
    from smm_tui.terminal.painting import Painter  # noqa: PLC0415
    from smm_tui.widgets.order_table import OrderTable  # noqa: PLC0415

    class Checked(app.Dashboard):
        """Compares when nothing has been painted for a moment."""

        CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))
        at_once = 0
        later: asyncio.TimerHandle | None = None

        def post_display_hook(self) -> None:
            if self.later is not None:
                self.later.cancel()
            self.later = asyncio.get_running_loop().call_later(_QUIET, self.compare)

        def _paint_now(self) -> None:
            before = self.later
            super()._paint_now()
            self.at_once += self.later is not before

        def compare(self) -> None:
            screen, driver = self.screen, TerminalDriver.of(self)
            if driver is None or screen._dirty_widgets or screen._layout_required:
                return
            if any(table.waits for table in screen.query(OrderTable)):
                return
            wanted = driver._wanted
            anew = Screen(wanted.styles, wanted.width, wanted.height)
            painter = Painter(anew)
            screen._compositor.render_update(screen_stack=self._background_screens)
            for y, strip in enumerate(screen._compositor.render_strips()):
                painter.line(0, y, strip)
            wrong = [
                f"{y}: {''.join(a.text)!r} is not {''.join(b.text)!r}"
                for y, (a, b) in enumerate(zip(wanted.rows, anew.rows, strict=True))
                if a != b
            ]
            with Path(os.environ["CHECKED_LOG"]).open("a") as log:
                log.write(f"{self.at_once} {' | '.join(wrong) or 'same'}\n")

    app.Dashboard = Checked  # type: ignore[misc]  # the one seam: which App
    return run()


if __name__ == "__main__":
    sys.exit(main())

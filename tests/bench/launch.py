"""The program under Textual's own driver: `python -m tests.bench.launch`, arguments as usual."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from smm_tui.__main__ import run
from smm_tui.terminal import preflight

if TYPE_CHECKING:
    from smm_tui.app import Dashboard
    from smm_tui.screens.desk import Desk


def main() -> int:
    """Run it."""
    preflight.prepare(os.environ)  # Textual reads its switches as it is imported
    from textual.drivers.linux_driver import LinuxDriver  # noqa: PLC0415

    from smm_tui import app  # noqa: PLC0415

    made = app.Dashboard

    def plainly(desk: Desk, **settings: Any) -> Dashboard:  # noqa: ANN401 - those of the App
        return made(desk, **{**settings, "driver_class": LinuxDriver})

    app.Dashboard = plainly  # type: ignore[assignment,misc]  # the one seam: which driver
    return run()


if __name__ == "__main__":
    sys.exit(main())

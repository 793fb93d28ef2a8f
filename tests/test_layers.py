"""What loads what, as a fresh process finds it; the import contracts see the source alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

AFTER_THE_PICTURE = (
    "anyio",
    "certifi",
    "csv",
    "httpcore",
    "httpx",
    "smm_tui.api",
    "smm_tui.cli",
    "smm_tui.demo",
    "smm_tui.ledger",
    "smm_tui.poller",
    "smm_tui.screens.journeys",
    "smm_tui.screens.order_form",
    "smm_tui.screens.review",
    "smm_tui.session.core",
    "smm_tui.transport",
    "sqlite3",
    "tomli_w",
    "uvicorn",
)

_IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module("{name}")
found = pkgutil.walk_packages(getattr(package, "__path__", ()), "{name}.")
for module in [package.__name__, *(each.name for each in found)]:
    importlib.import_module(module)
print(sorted({{"textual", "rich"}} & set(sys.modules)))
"""

_FIRST_PICTURE = """
import sys
from datetime import UTC
from pathlib import Path

from smm_tui.app import Dashboard
from smm_tui.config import Places, demo_settings
from smm_tui.errors import LedgerError
from smm_tui.screens.desk import Desk

class Opening(Desk):
    async def open(self):
        print([name for name in {names!r} if name in sys.modules])
        raise LedgerError

async def never():
    raise AssertionError

desk = Opening(
    settings=demo_settings(),
    places=Places.within(Path(sys.argv[1])),
    panel="demo",
    open_session=never,
)
Dashboard(desk, zone=UTC).run(headless=True)
"""

_CONNECTED = """
import asyncio, sys
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings
from smm_tui.transport.connections import Connections

panel = PanelSettings("x", "http://127.0.0.1/", KeySource(KeyOrigin.NONE))
asyncio.run(Connections(panel).pooled())
print([name for name in ("click", "httpx._main", "pygments") if sys.modules.get(name)])
"""


def told(code: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "name",
    [
        *("smm_tui.cli", "smm_tui.poller", "smm_tui.session", "smm_tui.api", "smm_tui.ledger"),
        *("smm_tui.config", "smm_tui.state", "smm_tui.transport", "smm_tui.demo"),
        *("smm_tui.ordering", "smm_tui.answers", "smm_tui.catalogue", "smm_tui.wording"),
        "smm_tui.terminal.preflight",
    ],
)
def test_what_is_no_user_interface_never_loads_textual(name: str) -> None:
    assert told(_IMPORT_ALL.format(name=name)) == "[]"


def test_before_the_first_picture_nothing_is_loaded_that_it_does_not_show(tmp_path: Path) -> None:
    assert told(_FIRST_PICTURE.format(names=AFTER_THE_PICTURE), str(tmp_path)) == "[]"


def test_of_httpx_its_command_line_is_not_loaded() -> None:
    assert told(_CONNECTED) == "[]"

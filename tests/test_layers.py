"""What loads what, as a fresh process finds it; the import contracts see the source alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

# ssl and asyncio.subprocess come with asyncio itself; no context is made, no process started.
NEVER_BEFORE: Final = (
    *("anyio", "certifi", "csv", "httpcore", "httpx", "sqlite3", "tomli_w", "uvicorn"),
    "html",
)
BEFORE: Final = """
    __main__ app at_terminal calling
    catalogue catalogue_cache catalogue_columns catalogue_sorts charges
    cleaning cli conditions config errors expectations filters formatting i18n models running
    screens session settings state statistics terminal untrusted widgets
    cli.arguments cli.launching cli.output
    config.demo config.document config.entered config.file_rules config.key_sources
    config.key_table config.panel_table config.places config.settings config.setup_writer
    models.clock models.orders models.reports models.services
    screens.catalogue screens.catalogue_about screens.catalogue_panes screens.catalogue_rows
    screens.desk screens.front
    screens.head screens.main screens.narrowing screens.orderly_keys screens.views screens.wishes
    session.news
    state.documents state.keyed state.memory state.theme state.view
    terminal.cells terminal.colour terminal.crash terminal.device terminal.difference
    terminal.driver terminal.ending terminal.frames terminal.jobs terminal.keys
    terminal.line terminal.modes terminal.pace terminal.painting terminal.pen
    terminal.preflight
    terminal.reader terminal.receipts terminal.seams terminal.shifting terminal.style
    terminal.themes terminal.trouble terminal.unshown terminal.widths terminal.writer
    widgets.category_list widgets.chip_line widgets.columns widgets.details widgets.filter_bar
    widgets.header_bar widgets.key_bar widgets.line_table widgets.message_line
    widgets.one_frame widgets.one_line widgets.painted widgets.service_table widgets.signs
    widgets.table_lines widgets.text_pane widgets.viewport widgets.whole_line
"""
"""The modules of this package that the first picture waits for."""

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

import smm_tui.__main__
import smm_tui.calling
import smm_tui.running
from smm_tui.app import Dashboard
from smm_tui.config import Places, demo_settings
from smm_tui.errors import LedgerError
from smm_tui.screens.desk import Desk

class Opening(Desk):
    async def load(self):
        print(*sorted(sys.modules))

    async def open(self):
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


def test_before_the_first_picture_only_what_it_shows_is_loaded(tmp_path: Path) -> None:
    loaded = set(told(_FIRST_PICTURE, str(tmp_path)).split())
    assert not loaded & set(NEVER_BEFORE), "the first picture waits for these"
    ours = {name.removeprefix("smm_tui.") for name in loaded if name.startswith("smm_tui.")}
    more = sorted(ours - set(BEFORE.split()))
    assert not more, f"""
    The first picture now waits for {", ".join(more)}.
    Import it in the function that needs it, or, where the picture itself does, list it here."""
    assert not set(BEFORE.split()) - ours, "no longer loaded; take it off the list"


def test_of_httpx_its_command_line_is_not_loaded() -> None:
    assert told(_CONNECTED) == "[]"

"""Signals and a hang-up while the real program, in a terminal, waits for the panel's answer."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.canary.test_program import children_of
from tests.crash.book import Figures, rows_of
from tests.crash.driving import PATIENCE, Launcher, Panel
from tests.crash.launcher import PANEL, Act, Job
from tests.drive import Dashboard
from tests.faulty import Fault
from tests.terminal.harness import Terminal
from tests.wire import Ending

LINK = "https://example.com/1"
SLOWLY = Fault(drip=0.01)
"""About two seconds for a whole answer."""

End = Callable[[Terminal], None]


def terminate(terminal: Terminal) -> None:
    terminal.kill(signal.SIGTERM)


def configure(folder: Path, panel: Panel) -> list[str]:
    file = folder / "config.toml"
    file.write_text(
        f'panel = "{PANEL}"\n[panels.{PANEL}]\nurl = "{panel.url}"\nkey = "k"\n'
        "[safety]\nundo_seconds = 0\n"
    )
    file.chmod(0o600)
    return ["--config", str(file), "--data-dir", str(folder)]


def order(dash: Dashboard) -> None:
    dash.wait_ready()
    dash.order("1", LINK, "100")


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def wait_until_gone(pid: int) -> None:
    until = time.monotonic() + PATIENCE
    while exists(pid):
        assert time.monotonic() < until
        time.sleep(0.02)


async def adds(panel: Panel) -> None:
    """Wait until the panel has the order."""
    seen = 0
    while not panel.of("add"):
        seen += 1
        await panel.had(seen)


@pytest.mark.parametrize(
    ("end", "code"),
    [(terminate, 128 + signal.SIGTERM), (Terminal.hang_up, 128 + signal.SIGHUP)],
    ids=["SIGTERM", "hang-up"],
)
async def test_the_outcome_of_a_send_is_written_before_a_signal_ends_the_program(
    panel: Panel, tmp_path: Path, end: End, code: int
) -> None:
    panel.on("add", SLOWLY)
    with Dashboard.open(*configure(tmp_path, panel)) as dash:
        await asyncio.to_thread(order, dash)
        await adds(panel)
        assert rows_of(tmp_path)[LINK].state == "sending"
        await asyncio.to_thread(end, dash.terminal)
        assert await asyncio.to_thread(dash.terminal.wait) == code
    figures = Figures()
    figures.add(tmp_path, panel, [LINK], excused=set())
    assert rows_of(tmp_path)[LINK].state == "placed"
    assert figures.sound


async def test_a_hang_up_of_the_shell_that_it_was_started_from_leaves_nothing_in_doubt(
    panel: Panel, tmp_path: Path
) -> None:
    """As when a connection is lost: the shell passes the hang-up on, and so does the system."""
    panel.on("add", SLOWLY)
    quiet = tmp_path / "inputrc"
    quiet.write_text("set enable-bracketed-paste off\n")
    env = {"PS1": "ready> ", "HISTFILE": None, "INPUTRC": str(quiet)}
    words = " ".join([sys.executable, "-m", "smm_tui", *configure(tmp_path, panel)])
    with Dashboard.open(argv=["/bin/bash", "--norc", "-i"], env=env, foreign=True) as dash:
        await asyncio.to_thread(dash.terminal.wait_for, "ready>")
        dash.press(f"{words}\r")
        await asyncio.to_thread(order, dash)
        await adds(panel)
        [program] = children_of(dash.terminal.process.pid)
        assert rows_of(tmp_path)[LINK].state == "sending"
        await asyncio.to_thread(dash.terminal.hang_up)
        assert await asyncio.to_thread(dash.terminal.wait) != 0
        # It goes on without shell and terminal, and then is gone.
        assert exists(program)
        await asyncio.to_thread(wait_until_gone, program)
    figures = Figures()
    figures.add(tmp_path, panel, [LINK], excused=set())
    assert rows_of(tmp_path)[LINK].state == "placed"
    assert figures.sound


async def test_a_second_signal_ends_it_at_once_and_the_order_is_unknown_later(
    panel: Panel, launcher: Launcher, tmp_path: Path
) -> None:
    panel.on("add", Fault(give=10, ending=Ending.STALL))
    with Dashboard.open(*configure(tmp_path, panel)) as dash:
        await asyncio.to_thread(order, dash)
        await adds(panel)
        terminate(dash.terminal)
        await asyncio.to_thread(dash.terminal.wait_until, lambda: not dash.terminal.left_over)
        assert dash.terminal.process.poll() is None
        terminate(dash.terminal)
        code = await asyncio.to_thread(dash.terminal.wait)
        assert code == 128 + signal.SIGTERM
    assert rows_of(tmp_path)[LINK].state == "sending"
    opening = Job(act=Act.OPEN, folder=str(tmp_path), url=panel.url)
    assert (await launcher.run(opening)).code == 0
    figures = Figures()
    figures.add(tmp_path, panel, [LINK], excused={LINK})
    assert rows_of(tmp_path)[LINK].state == "unknown"
    assert figures.sound
    assert len(panel.of("add")) == 1

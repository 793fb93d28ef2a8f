"""The wheel, installed where nothing else is."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

from smm_tui import __version__
from tests.drive import Dashboard
from tests.terminal.harness import ROOT

ALONE = {"PYTHONPATH": None}


def run(*words: str, cwd: Path) -> str:
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_runs_in_an_empty_environment(tmp_path: Path) -> None:
    run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"),
        *(str(tmp_path / "dist"), str(ROOT)),
        cwd=tmp_path,
    )
    [wheel] = (tmp_path / "dist").glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {"smm_tui/app.tcss", "smm_tui/py.typed", "smm_tui/demo/panel.py"} <= inside
    assert "smm_tui/locale/pt_BR/LC_MESSAGES/smm_tui.mo" in inside
    assert not any(name.startswith("tests") for name in inside)
    venv.create(tmp_path / "empty", with_pip=False)
    pip = (sys.executable, "-m", "pip", "--python", str(tmp_path / "empty"))
    run(*pip, "install", "--quiet", "--no-compile", str(wheel), cwd=tmp_path)
    program = str(tmp_path / "empty" / "bin" / "smm-tui")
    assert run(program, "--version", cwd=tmp_path) == f"smm-tui {__version__}\n"
    with Dashboard.open("--demo", argv=[program], env=ALONE, cwd=tmp_path) as dash:
        dash.wait_ready()
        dash.order("9900", "https://example.com/me", "100")
        dash.wait_header("1 live")
        dash.goto_orders()
        dash.wait_row("23501", "pending|in progress")
        assert dash.quit() == 0

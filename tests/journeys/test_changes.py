"""What changed between two starts, in a real terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.drive import Dashboard

HOUR = 3600


def test_a_later_start_shows_what_changed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Dashboard.open("--demo", "--data-dir", str(folder)) as dash:
        dash.wait_ready()
        dash.press("w")
        dash.wait_match("Nothing has changed since")
        dash.escape()
        assert dash.quit() == 0
    state = folder / "demo-panel.json"
    panel = json.loads(state.read_bytes())
    panel["opened"] -= HOUR
    state.write_bytes(json.dumps(panel).encode())
    with Dashboard.open("--demo", "--data-dir", str(folder)) as dash:
        dash.wait_ready()
        dash.wait_header(r"\d+ changes")
        dash.press("w")
        dash.wait_match(r"▲ up +\d+ .* → .* \+\d+\.\d %")
        dash.wait_header("0 live +as of")
        dash.escape()
        dash.wait_match("^ Services ")
        assert dash.quit() == 0

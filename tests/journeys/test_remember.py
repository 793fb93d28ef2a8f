"""The program is killed and started again: it stands where it stood, from the first byte on."""

from __future__ import annotations

import re
import signal
from pathlib import Path

from tests.drive import Dashboard

LINK = "https://example.com/half-written"


def killed(dash: Dashboard, folder: Path, *kept: str) -> None:
    """Kill it once the files of its state hold these texts."""

    def is_kept() -> bool:
        texts = [file.read_text("utf-8") for file in (folder / "state").rglob("*.json")]
        return all(any(each in text for text in texts) for each in kept)

    dash.terminal.wait_until(is_kept, what=f"{kept} in the files")
    dash.terminal.kill(signal.SIGKILL)
    dash.terminal.wait()


def test_what_was_killed_stands_where_it_stood_and_shows_nothing_else_first(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    words = ("--demo", "--data-dir", str(folder))
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        dash.press("tab", *["down"] * 6, "tab")
        dash.wait_match("^ Services +25 of 1,502")
        dash.press("/", "story rate>0.001", "enter", "s", "s", *["down"] * 9)
        dash.wait_match(r"^ Services +/ story rate>0.001 +\d+ of 1,502")
        dash.wait_acted()
        before = dash.terminal.lines[1:]
        assert "9900" not in dash.text
        cursor = re.search(r"▌ +(\d+) ", dash.text)
        assert cursor is not None
        killed(dash, folder, f'"service":"{cursor[1]}"', '"filter":"story rate>0.001"')
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        dash.terminal.wait_until(lambda: dash.terminal.lines[1:] == before, what="all as before")
        # Nor was any of it ever another: the first service of the panel, all of its services.
        assert b"9900" not in dash.terminal.raw
        assert b"1,502 of" not in dash.terminal.raw
        dash.press("enter")
        dash.terminal.wait_for("─ Order ")
        dash.press(LINK)
        dash.terminal.wait_for(LINK)
        killed(dash, folder, LINK)
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        dash.press("enter")
        dash.terminal.wait_for(LINK)
        dash.close_dialog()
        dash.goto_orders()
        killed(dash, folder, '"screen":"orders"')
    with Dashboard.open(*words, size=(80, 24)) as dash:
        dash.wait_ready()
        dash.wait_match("No orders yet")
        assert b"Services" not in dash.terminal.raw
        assert dash.quit() == 0

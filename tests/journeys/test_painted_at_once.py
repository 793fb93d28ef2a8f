from __future__ import annotations

import random
import sys
from pathlib import Path

from tests.drive import Dashboard

KEYS = (
    *("down", "up", "pagedown", "pageup", "home", "end", "s", "S", "tab", "space", "enter"),
    *("escape", "1", "2", "/", "no drop", "ctrl+u", "P", "P", "?", "*"),
)
SIZES = ((120, 40), (60, 18))


def test_what_is_painted_at_once_is_what_textual_would_have_painted(tmp_path: Path) -> None:
    log = tmp_path / "log"
    checked = (sys.executable, "-m", "tests.terminal.checked")
    for seed, size in enumerate(SIZES):
        rng, data = random.Random(seed), str(tmp_path / f"{seed}")
        with Dashboard.open(
            *("--demo", "--data-dir", data), size=size, argv=checked, env={"CHECKED_LOG": str(log)}
        ) as dash:
            dash.wait_ready()
            for number in range(45):
                dash.press(rng.choice(KEYS))
                if number % 3:
                    dash.terminal.settle(0.12)
                if number == 25:
                    dash.terminal.resize(size[0] - 7, size[1] - 2)
    told = [line.split(" ", 1) for line in log.read_text().splitlines()]
    assert [what for _count, what in told if what != "same"] == []
    assert len(told) >= 30
    assert sum(int(count) for count, _what in told) > 0

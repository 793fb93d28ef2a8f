from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from smm_tui.config import Places
from smm_tui.state import View, load_view, save_view


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.within(tmp_path / "all")


class TestView:
    def test_what_was_saved_comes_back(self, places: Places) -> None:
        assert load_view(places) == View()
        values = {"screen": "orders", "widths": [3, 4], "filter": "ação \ud800 [x]", "open": None}
        assert save_view(places, values)
        assert load_view(places) == View(values)
        (file,) = places.state.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"version": 2, "view": {}}',
            b'{"version": 1, "view": []}',
            b'{"version": 1}',
        ],
    )
    def test_a_damaged_file_is_set_aside_with_a_note(self, places: Places, content: bytes) -> None:
        save_view(places, {"screen": "orders"})
        (places.state / "view.json").write_bytes(content)
        view = load_view(places)
        assert view.values == {}
        aside = places.state / "view.json.set-aside"
        assert str(aside) in view.note
        assert aside.read_bytes() == content
        assert save_view(places, {})
        assert load_view(places) == View()

    def test_a_file_that_cannot_be_read_is_left_with_a_note(self, places: Places) -> None:
        (places.state / "view.json").mkdir(parents=True)
        view = load_view(places)
        assert "cannot be read" in view.note
        assert (places.state / "view.json").is_dir()

    def test_the_file_has_its_version(self, places: Places) -> None:
        save_view(places, {"a": 1})
        assert json.loads((places.state / "view.json").read_bytes()) == {
            "version": 1,
            "view": {"a": 1},
        }

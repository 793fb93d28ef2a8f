from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smm_tui.config import Places
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings
from smm_tui.state import (
    KeptBody,
    View,
    keep_catalogue,
    kept_body,
    kept_catalogue,
    load_view,
    save_view,
)

AT = datetime(2026, 3, 14, 14, 2, 11, 123456, tzinfo=UTC)


def panel(name: str = "brsmm", url: str = "https://brsmm.com/api/v2") -> PanelSettings:
    return PanelSettings(name, url, KeySource(KeyOrigin.NONE))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.within(tmp_path / "all")


class TestCatalogue:
    def test_the_answer_comes_back_byte_for_byte_with_its_time(self, places: Places) -> None:
        body = b'[\n{"service": 1, "name": "\xf0\x9f\x94\xa5"}\n]\n'
        assert keep_catalogue(places, panel(), body, AT)
        assert kept_body(places, panel()) == KeptBody(body, AT)
        assert keep_catalogue(places, panel(), b"", AT)
        assert kept_body(places, panel()) == KeptBody(b"", AT)

    def test_each_panel_and_each_address_has_its_own(self, places: Places) -> None:
        others = [panel("two"), panel(url="https://a.b/"), panel("../up"), panel("a/b")]
        for number, one in enumerate(others):
            assert keep_catalogue(places, one, str(number).encode(), AT)
        assert kept_body(places, panel()) is None
        for number, one in enumerate(others):
            assert kept_body(places, one) == KeptBody(str(number).encode(), AT)
        assert {path.parent for path in places.cache.rglob("*")} == {places.cache}

    def test_the_files_are_private(self, places: Places) -> None:
        keep_catalogue(places, panel(), b"[]", AT)
        (file,) = places.cache.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(places.cache.stat().st_mode) == 0o700

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"[]",
            b"smm-tui catalogue 2\nbrsmm\nhttps://brsmm.com/api/v2\n2026-03-14T14:02:11+00:00\n[]",
            b"smm-tui catalogue 1\nother\nhttps://brsmm.com/api/v2\n2026-03-14T14:02:11+00:00\n[]",
            b"smm-tui catalogue 1\nbrsmm\nhttps://brsmm.com/api/v2\n2026-03-14T14:02:11\n[]",
            b"smm-tui catalogue 1\nbrsmm\nhttps://brsmm.com/api/v2\nyesterday\n[]",
            b"smm-tui catalogue 1\nbrsmm\nhttps://brsmm.com/api/v2\n\xff\n[]",
        ],
    )
    def test_what_is_no_kept_catalogue_of_this_panel_is_none(
        self, places: Places, content: bytes
    ) -> None:
        keep_catalogue(places, panel(), b"[]", AT)
        (file,) = places.cache.iterdir()
        file.write_bytes(content)
        assert kept_body(places, panel()) is None

    def test_a_folder_that_cannot_be_written_loses_only_the_cache(self, tmp_path: Path) -> None:
        (tmp_path / "all").write_text("a file in the way")
        places = Places.within(tmp_path / "all")
        assert not keep_catalogue(places, panel(), b"[]", AT)
        assert kept_body(places, panel()) is None

    def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(self, places: Places) -> None:
        keep_catalogue(places, panel(), b"[]", AT)
        (file,) = places.cache.iterdir()
        file.unlink()
        file.mkdir()
        (file / "full").touch()
        assert not keep_catalogue(places, panel(), b"[]", AT)
        assert list(places.cache.iterdir()) == [file]

    def test_the_catalogue_is_there_before_the_panel_answers(self, places: Places) -> None:
        assert kept_catalogue(places, panel()) is None
        body = (
            b'[{"service": 1, "name": "A [x]", "category": "C", "type": "Default", "rate": "0.90",'
            b' "min": "1", "max": "10"}, 3]'
        )
        keep_catalogue(places, panel(), body, AT)
        catalogue = kept_catalogue(places, panel())
        assert catalogue is not None
        assert [service.name for service in catalogue.services] == ["A [x]"]
        assert len(catalogue.unreadable) == 1
        assert catalogue.read_at == AT

    @pytest.mark.parametrize("body", [b"", b"[{", b'{"error": "Incorrect API key"}', b"<html>"])
    def test_a_kept_answer_that_is_no_catalogue_is_none(self, places: Places, body: bytes) -> None:
        keep_catalogue(places, panel(), body, AT)
        assert kept_catalogue(places, panel()) is None


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

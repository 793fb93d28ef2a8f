from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from smm_tui.catalogue import Catalogue
from smm_tui.catalogue_cache import Kept, keep, kept, kept_catalogue, kept_preview
from smm_tui.catalogue_reader import CatalogueReader
from smm_tui.config import Places
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings

AT = datetime(2026, 3, 14, 14, 2, 11, 123456, tzinfo=UTC)
ODD = (
    b'[\n{"service": 1, "name": "A [x] \xf0\x9f\x94\xa5", "category": "C", "type": "Default",'
    b' "rate": "0.90", "min": "1", "max": "10", "refill": true}, 3]\n'
)


def panel(name: str = "brsmm", url: str = "https://brsmm.com/api/v2") -> PanelSettings:
    return PanelSettings(name, url, KeySource(KeyOrigin.NONE))


def read(body: bytes = ODD) -> Catalogue:
    reader = CatalogueReader(body)
    list(reader)
    return Catalogue.build(reader.services, unreadable=reader.unreadable, read_at=AT)


def of(body: bytes = ODD) -> Kept:
    return Kept(read().preview("USD"), body)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.within(tmp_path / "all")


def test_the_answer_comes_back_byte_for_byte_with_its_preview(places: Places) -> None:
    for body in (ODD, b"", b"\n\n{}\n"):
        assert keep(places, panel(), of(body))
        assert kept(places, panel()) == of(body)
        assert kept_preview(places, panel()) == of(body).preview


def test_a_preview_has_the_first_rows_and_the_counts_of_all() -> None:
    rows = [
        {"service": number, "name": f"N {number}", "category": f"C {number % 2}", "rate": "1.50"}
        for number in range(1, 1001)
    ]
    whole = read(json.dumps([*rows, 7]).encode())
    preview = whole.preview("USD")
    assert preview.services == whole.services[:100]
    assert [(each.name, each.count) for each in preview.categories] == [("C 1", 500), ("C 0", 500)]
    assert (preview.total, preview.unreadable, preview.longest_id) == (1000, 1, 4)
    assert (preview.currency, preview.read_at) == ("USD", AT)


def test_each_panel_and_each_address_has_its_own(places: Places) -> None:
    others = [panel("two"), panel(url="https://a.b/"), panel("../up"), panel("a/b")]
    for number, one in enumerate(others):
        assert keep(places, one, of(str(number).encode()))
    assert kept(places, panel()) is None
    assert kept_preview(places, panel()) is None
    for number, one in enumerate(others):
        assert kept(places, one) == of(str(number).encode())
    assert {path.parent for path in places.cache.rglob("*")} == {places.cache}


def test_the_files_are_private(places: Places) -> None:
    keep(places, panel(), of())
    (file,) = places.cache.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.cache.stat().st_mode) == 0o700


@pytest.mark.parametrize("cut", [b"", b"[]", b"smm-tui catalogue 1", b"\xff\n\xff"])
def test_what_is_no_kept_catalogue_of_this_panel_is_none(places: Places, cut: bytes) -> None:
    keep(places, panel(), of())
    (file,) = places.cache.iterdir()
    file.write_bytes(cut)
    assert kept(places, panel()) is None
    assert kept_preview(places, panel()) is None


@pytest.mark.parametrize("line", [0, 1, 2, 3])
async def test_a_changed_head_is_none(places: Places, line: int) -> None:
    keep(places, panel(), of())
    (file,) = places.cache.iterdir()
    lines = file.read_bytes().split(b"\n")
    lines[line] = lines[line][:-1]
    file.write_bytes(b"\n".join(lines))
    assert kept_preview(places, panel()) is None
    assert await kept_catalogue(places, panel()) is None


def test_a_preview_with_a_field_of_the_wrong_kind_is_none(places: Places) -> None:
    keep(places, panel(), of())
    (file,) = places.cache.iterdir()
    head, name, url, preview, *body = file.read_bytes().split(b"\n")
    values = msgspec.json.decode(preview) | {"total": "many"}
    file.write_bytes(b"\n".join([head, name, url, msgspec.json.encode(values), *body]))
    assert kept_preview(places, panel()) is None


def test_a_folder_that_cannot_be_written_loses_only_the_cache(tmp_path: Path) -> None:
    (tmp_path / "all").write_text("a file in the way")
    places = Places.within(tmp_path / "all")
    assert not keep(places, panel(), of())
    assert kept(places, panel()) is None


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(places: Places) -> None:
    keep(places, panel(), of())
    (file,) = places.cache.iterdir()
    file.unlink()
    file.mkdir()
    (file / "full").touch()
    assert not keep(places, panel(), of())
    assert list(places.cache.iterdir()) == [file]


async def test_the_catalogue_is_there_before_the_panel_answers(places: Places) -> None:
    assert await kept_catalogue(places, panel()) is None
    keep(places, panel(), of())
    catalogue = await kept_catalogue(places, panel())
    assert catalogue is not None
    assert catalogue.services == read().services
    assert len(catalogue.unreadable) == 1
    assert catalogue.read_at == AT


@pytest.mark.parametrize("body", [b"", b"[{", b'{"error": "Incorrect API key"}', b"<html>"])
async def test_a_kept_answer_that_is_no_catalogue_is_none(places: Places, body: bytes) -> None:
    keep(places, panel(), replace(of(), body=body))
    assert await kept_catalogue(places, panel()) is None

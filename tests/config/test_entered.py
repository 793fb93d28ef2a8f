from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.config import check_addition, panel_entered
from smm_tui.errors import ConfigError, InvalidInput
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings
from tests.config.conftest import Writer

TABLE = {"url": "https://brsmm.com/api/v2", "key_command": ["pass", "show", "x"]}


def test_entries_make_the_panel_that_a_file_would() -> None:
    panel = panel_entered("brsmm", {**TABLE, "low_balance": "2.50"}, folder=Path("/c"))
    source = KeySource(KeyOrigin.COMMAND, command=("pass", "show", "x"))
    expected = PanelSettings("brsmm", "https://brsmm.com/api/v2", source)
    assert panel.low_balance == Decimal("2.50")
    assert (panel.name, panel.url, panel.key) == (expected.name, expected.url, expected.key)


@pytest.mark.parametrize(
    ("name", "entries", "field", "words"),
    [
        ("", TABLE, "name", "1 to 40"),
        ("a", {**TABLE, "url": "ftp://a.b/"}, "url", "address"),
        ("a", {**TABLE, "max_charge": "1,000"}, "max_charge", "an amount such as 10.50"),
        ("a", {**TABLE, "key_command": [""]}, "key_command", "list of texts"),
    ],
)
def test_what_breaks_a_rule_is_named_by_its_field(
    name: str, entries: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        panel_entered(name, entries, folder=Path("/c"))
    assert caught.value.field == field
    assert words in caught.value.detail
    assert "line" not in caught.value.detail


def test_an_addition_is_checked_without_writing(write: Writer, tmp_path: Path) -> None:
    panel = panel_entered("brsmm", TABLE, folder=tmp_path)
    check_addition(tmp_path / "none" / "config.toml", panel)
    assert not (tmp_path / "none").exists()
    path = write("broken")
    with pytest.raises(ConfigError):
        check_addition(path, panel)
    assert path.read_text() == "broken"

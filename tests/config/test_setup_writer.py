from __future__ import annotations

import stat
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.config import append_panel
from smm_tui.config.settings import read_settings
from smm_tui.errors import ConfigError, InvalidInput
from smm_tui.settings import ApiKey, KeyOrigin, KeySource, PanelSettings
from tests.config.conftest import Writer

PANEL = PanelSettings(
    "brsmm", "https://brsmm.com/api/v2", KeySource(KeyOrigin.TEXT, key=ApiKey("canary-1"))
)
EXISTING = (
    "# mine\n[panels.first]\nurl = 'https://a.b/'\nkey_env = 'K'\n[refresh]\norders=20 # slow"
)


def test_a_new_file_is_private_and_opens_with_the_panel(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    settings = append_panel(path, PANEL)
    assert settings.panel == "brsmm"
    assert dict(settings.panels) == {"brsmm": PANEL}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.read_text() == (
        'panel = "brsmm"\n\n[panels.brsmm]\nurl = "https://brsmm.com/api/v2"\nkey = "canary-1"\n'
    )
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


def test_what_the_file_holds_stays_byte_for_byte(write: Writer) -> None:
    path = write(EXISTING, mode=0o600)
    whole = replace(
        PANEL,
        key=KeySource(KeyOrigin.COMMAND, command=("pass", "show", 'a "b"')),
        read_only=True,
        low_balance=Decimal(10),
        confirm_above=Decimal("20.50"),
        max_charge=Decimal(500),
        user_agent="Buyer/1",
        ca_file=Path("/own.pem"),
        proxy="http://localhost:3128",
        calls_per_minute=30,
    )
    settings = append_panel(path, whole)
    assert path.read_text().startswith(EXISTING + "\n\n[panels.brsmm]\n")
    assert settings.panel == "first"
    assert settings.panels["brsmm"] == whole
    assert settings.refresh.orders == 20
    third = replace(PANEL, name="third", key=KeySource(KeyOrigin.ENV, place="T", key=ApiKey("c")))
    before = path.read_bytes()
    settings = append_panel(path, third)
    assert list(settings.panels) == ["first", "brsmm", "third"]
    assert settings.panels["third"] == third
    assert path.read_bytes().startswith(before)
    assert b'key_env = "T"\n' in path.read_bytes()


def test_a_file_without_a_key_keeps_its_mode_and_its_symlink(write: Writer, tmp_path: Path) -> None:
    real = write(EXISTING, mode=0o644, name="dotfile")
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    append_panel(link, replace(PANEL, key=KeySource(KeyOrigin.FILE, place="/k")))
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o644
    assert "[panels.brsmm]" in real.read_text()


def test_a_key_is_not_put_into_a_file_that_others_can_read(write: Writer) -> None:
    path = write(EXISTING, mode=0o644)
    with pytest.raises(ConfigError) as caught:
        append_panel(path, PANEL)
    assert caught.value.remedy == f"Run: chmod 600 {path}"
    assert path.read_text() == EXISTING


@pytest.mark.parametrize("name", ["", "two words", "a.b", "é", "x" * 41, "env", "first"])
def test_a_name_that_cannot_be_used_is_refused(write: Writer, name: str) -> None:
    path = write(EXISTING)
    with pytest.raises(InvalidInput) as caught:
        append_panel(path, replace(PANEL, name=name))
    assert caught.value.field == "name"
    assert path.read_text() == EXISTING


@pytest.mark.parametrize(
    ("text", "panel"),
    [
        (EXISTING, replace(PANEL, url="http://brsmm.com/")),
        (EXISTING, replace(PANEL, ca_file=Path("relative.pem"))),
        ("panels = { a = { url = 'https://a.b/', key_env = 'K' } }\n", PANEL),
        ("panel = 'none'\n", PANEL),
        ("broken", PANEL),
    ],
)
def test_a_file_that_would_not_read_back_is_left_as_it_was(
    write: Writer, text: str, panel: PanelSettings
) -> None:
    path = write(text)
    with pytest.raises(ConfigError):
        append_panel(path, panel)
    assert path.read_text() == text


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError) as caught:
        append_panel(tmp_path / "file" / "config.toml", PANEL)
    assert "cannot be written" in caught.value.detail


def test_a_key_file_may_be_entered_from_the_home(write: Writer, home: Path) -> None:
    path = write(EXISTING)
    entered = replace(PANEL, key=KeySource(KeyOrigin.FILE, place="~/key"))
    append_panel(path, entered)
    settings = read_settings(path)
    assert settings is not None
    assert settings.panels["brsmm"].key.place == str(home / "key")
    assert 'key_file = "~/key"\n' in path.read_text()


def test_an_empty_file_gets_the_panel(write: Writer) -> None:
    path = write(b"")
    settings = append_panel(path, PANEL)
    assert settings.panel == "brsmm"
    assert path.stat().st_mode & 0o777 == 0o600

from __future__ import annotations

import os
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.config import load, places
from smm_tui.errors import ConfigError
from smm_tui.settings import (
    ApiKey,
    KeyOrigin,
    KeySource,
    NotifySettings,
    RefreshSettings,
    Settings,
    Signal,
)
from tests.config.conftest import Writer

PANEL = '[panels.brsmm]\nurl = "https://brsmm.com/api/v2"\nkey_env = "K"\n'


def read(path: Path, **environ: str) -> Settings | None:
    return load(places(environ, config=path), environ)


def refused(path: Path, **environ: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(path, **environ)
    assert caught.value.exit_code == 3
    return caught.value


def test_a_whole_configuration(write: Writer) -> None:
    path = write(
        """
panel = "second"
[panels.brsmm]
url = "https://brsmm.com/api/v2"
key_command = ["pass", "show", "brsmm"]
read_only = true
low_balance = "10"
confirm_above = "20.50"
max_charge = "500"
user_agent = "Buyer/1"
ca_file = "own.pem"
proxy = "http://localhost:3128"
calls_per_minute = 30
[panels.second]
url = "http://127.0.0.1:8080/api/v2"
key_file = "/keys/second"
[refresh]
orders = 5
balance = 15
catalogue = 60
[safety]
undo_seconds = 0
[keys]
"orders.refill" = "R"
[terminal]
difference = false
mouse = true
[notify]
signal = "osc9"
quiet = "22:00-07:30"
kinds = ["completed", "unknown"]
"""
    )
    settings = read(path)
    assert settings is not None
    assert settings.panel == "second"
    first = settings.panels["brsmm"]
    assert first.url == "https://brsmm.com/api/v2"
    assert first.key == KeySource(KeyOrigin.COMMAND, command=("pass", "show", "brsmm"))
    assert first.read_only
    assert (first.low_balance, first.max_charge) == (Decimal(10), Decimal(500))
    assert str(first.confirm_above) == "20.50"
    assert (first.user_agent, first.proxy) == ("Buyer/1", "http://localhost:3128")
    assert first.ca_file == path.parent / "own.pem"
    assert first.calls_per_minute == 30
    assert settings.panels["second"].key == KeySource(KeyOrigin.FILE, place="/keys/second")
    assert settings.refresh == RefreshSettings(5, 15, 60)
    assert settings.undo_seconds == 0
    assert settings.keys == {"orders.refill": "R"}
    assert (settings.difference, settings.mouse) == (False, True)
    assert settings.notify == NotifySettings(
        Signal.OSC9, (time(22), time(7, 30)), ("completed", "unknown")
    )


def test_what_is_not_said_has_its_default_and_the_first_panel_is_opened(write: Writer) -> None:
    settings = read(write(PANEL))
    assert settings is not None
    assert settings.panel == "brsmm"
    assert settings.refresh == RefreshSettings(15, 60, 900)
    assert (settings.undo_seconds, settings.difference, settings.mouse) == (3, True, None)
    assert settings.notify == NotifySettings(Signal.BELL, None, None)
    panel = settings.panels["brsmm"]
    assert (panel.read_only, panel.low_balance, panel.calls_per_minute) == (False, None, 60)


@pytest.mark.parametrize("text", ["", "[refresh]\norders = 20\n", "# nothing yet\n"])
def test_a_file_without_panels_means_setup(write: Writer, text: str) -> None:
    assert read(write(text)) is None


def test_no_file_means_setup(tmp_path: Path, write: Writer) -> None:
    assert read(tmp_path / "none.toml") is None
    assert read(write("") / "below" / "a-file.toml") is None


@pytest.mark.parametrize(
    ("text", "line", "field", "hint"),
    [
        (PANEL + 'urll = "x"\n', 4, "panels.brsmm.urll", "did you mean url?"),
        (PANEL + "read_onli = true\n", 4, "panels.brsmm.read_onli", "read_only"),
        (PANEL + "[refresh]\norder = 20\n", 5, "refresh.order", "did you mean orders?"),
        (PANEL + "[zzz]\n", 4, "zzz", "known are: panel, panels"),
        (PANEL + "[refresh]\norders = 4\n", 5, "refresh.orders", "from 5 to"),
        (PANEL + "[refresh]\nbalance = 14\n", 5, "refresh.balance", "from 15 to"),
        (PANEL + "[refresh]\ncatalogue = 59\n", 5, "refresh.catalogue", "from 60 to"),
        (PANEL + '[refresh]\norders = "15"\n', 5, "refresh.orders", "whole number"),
        (PANEL + "[refresh]\norders = true\n", 5, "refresh.orders", "whole number"),
        (PANEL + "[refresh]\norders = 15.5\n", 5, "refresh.orders", "whole number"),
        (PANEL + "[safety]\nundo_seconds = 61\n", 5, "safety.undo_seconds", "from 0 to 60"),
        (PANEL + "[safety]\nundo_seconds = -1\n", 5, "safety.undo_seconds", "from 0 to 60"),
        (PANEL + "[terminal]\nmouse = 1\n", 5, "terminal.mouse", "true or false"),
        (PANEL + '[keys]\n"app.quit" = 3\n', 5, "keys.'app.quit'", "text on one line"),
        (PANEL + '[keys]\n"app.qiut" = "x"\n', 5, "keys.'app.qiut'", "did you mean app.quit?"),
        (PANEL + '[keys]\nquit = "x"\n', 5, "keys.quit", "did you mean app.quit?"),
        (PANEL + '[keys]\norders.refil = "x"\n', 5, "keys.orders.refil", "orders.refill?"),
        (PANEL + '[keys.orders]\nrefill = "c"\n', 5, "keys.orders.refill", "orders.cancel"),
        (PANEL + '[keys]\n"orders.refill" = "alt+x"\n', 5, "'orders.refill'", "no key that a"),
        (PANEL + '[notify]\nsignals = "bell"\n', 5, "notify.signals", "did you mean signal?"),
        (PANEL + '[notify]\nsignal = "x"\n', 5, "notify.signal", "bell, osc9, none"),
        (PANEL + '[notify]\nquiet = "22-7"\n', 5, "notify.quiet", "22:00-07:00"),
        (PANEL + '[notify]\nquiet = "24:00-07:00"\n', 5, "notify.quiet", "22:00-07:00"),
        (PANEL + '[notify]\nquiet = "07:00-07:00"\n', 5, "notify.quiet", "22:00-07:00"),
        (PANEL + '[notify]\nkinds = ["cancelled"]\n', 5, "notify.kinds", "did you mean canceled?"),
        (PANEL + '[notify]\nkinds = "completed"\n', 5, "notify.kinds", "list of texts"),
        (PANEL + "max_charge = 500\n", 4, "panels.brsmm.max_charge", "in quotes"),
        (PANEL + "max_charge = 5.5\n", 4, "panels.brsmm.max_charge", "in quotes"),
        (PANEL + 'max_charge = "1,000"\n', 4, "panels.brsmm.max_charge", "in quotes"),
        (PANEL + 'max_charge = "-1"\n', 4, "panels.brsmm.max_charge", "in quotes"),
        (PANEL + 'max_charge = "NaN"\n', 4, "panels.brsmm.max_charge", "in quotes"),
        (PANEL + 'read_only = "no"\n', 4, "panels.brsmm.read_only", "true or false"),
        (PANEL + "calls_per_minute = 0\n", 4, "panels.brsmm.calls_per_minute", "from 1 to"),
        (PANEL + 'user_agent = "a\\nb"\n', 4, "panels.brsmm.user_agent", "one line"),
        (PANEL + 'user_agent = "é"\n', 4, "panels.brsmm.user_agent", "ASCII"),
        (PANEL + 'proxy = "nowhere"\n', 4, "panels.brsmm.proxy", "http://localhost:3128"),
        (PANEL + 'key_file = "x"\n', 3, "panels.brsmm.key_env", "exactly one of"),
        ('[panels.a]\nurl = "https://a.b/"\n', 1, "panels.a.key_command", "exactly one of"),
        ('panel = "brsm"\n' + PANEL, 1, "panel", "did you mean brsmm?"),
        ("panels = 3\n", 1, "panels", "must be a table"),
        ('[panels]\nbrsmm = "x"\n', 2, "panels.brsmm", "must be a table"),
        ('panels.a.url = "ftp://x"\n', 1, "panels.a.url", "https://brsmm.com/api/v2"),
        ('[panels."a b"]\nurl = ""\n', 2, "panels.'a b'.url", "one line"),
        ("[panels.'']\n", 1, "panels.''", "1 to 40"),
        (f"[panels.{'x' * 41}]\n", 1, "x" * 41, "1 to 40"),
    ],
)
def test_a_wrong_field_is_named_with_file_line_and_what_is_allowed(
    write: Writer, text: str, line: int, field: str, hint: str
) -> None:
    path = write(text)
    said = refused(path).detail
    assert said.startswith(f"{path}, line {line}: ")
    assert field in said
    assert hint in said


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ('key_command = "pass show x"', "list of texts"),
        ("key_command = []", "list of texts"),
        ('key_command = [""]', "list of texts"),
        ("key_command = [1]", "list of texts"),
        ('key_command = ["a\\u0000b"]', "list of texts"),
        ("key_file = 1", "text on one line"),
        ('key_env = "A=B"', "environment variable"),
        ('key = "two words"', "printable ASCII"),
        ('key = "schlüssel"', "printable ASCII"),
        ('key = " "', "one line"),
    ],
)
def test_a_wrong_key_source_is_refused(write: Writer, key: str, hint: str) -> None:
    path = write(f'[panels.a]\nurl = "https://a.b/api"\n{key}\n')
    assert hint in refused(path).detail


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("http://brsmm.com/api/v2", "https://"),
        ("http://127.0.0.1.example.com/", "https://"),
        ("http://2130706433/", "https://"),
        ("ftp://brsmm.com/", "address"),
        ("brsmm.com/api/v2", "address"),
        ("https:///api", "address"),
        ("https://[::1", "address"),
        ("https://a.b:99999/", "address"),
        ("https://a.b/x y", "address"),
        ("https://brsmm.côm/", "address"),
        ("https://me:secret@brsmm.com/", "user name"),
        ("https://brsmm.com/#x", "fragment"),
        ("https://brsmm.com/api?KEY=secret", "must not hold the key"),
    ],
)
def test_a_url_that_could_give_the_key_away_is_refused(write: Writer, url: str, hint: str) -> None:
    said = refused(write(f'[panels.a]\nurl = "{url}"\nkey_env = "K"\n')).detail
    assert hint in said
    assert "secret" not in said


@pytest.mark.parametrize(
    "url",
    ["http://localhost:1/x", "http://[::1]/", "http://127.9.9.9/", "https://a.b/?route=api"],
)
def test_https_anywhere_and_http_on_this_machine_are_taken(write: Writer, url: str) -> None:
    settings = read(write(f'[panels.a]\nurl = "{url}"\nkey_env = "K"\n'))
    assert settings is not None
    assert settings.panels["a"].url == url


def test_what_is_no_toml_is_refused_with_its_line(write: Writer) -> None:
    assert "line 2" in refused(write('panel = "a"\nurl = = 3\n')).detail
    assert "line 2: not UTF-8" in refused(write(b'panel = "a"\n\xff\n')).detail
    path = write("a = " + "[" * 5000)
    assert str(path) in refused(path).detail


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert "is not a file" in refused(tmp_path).detail
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "is not a file" in refused(pipe).detail
    large = tmp_path / "large"
    large.write_bytes(b"#" * (1024 * 1024 + 1))
    large.chmod(0o600)
    assert "larger than 1 MiB" in refused(large).detail
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert "cannot be read" in refused(loop).detail
    assert "cannot be read" in refused(tmp_path / "a\0b").detail


class TestPermissions:
    WITH_KEY = '[panels.a]\nurl = "https://a.b/api"\nkey = "canary-1"\n'

    def test_a_private_file_with_a_key_is_read(self, write: Writer) -> None:
        settings = read(write(self.WITH_KEY))
        assert settings is not None
        assert settings.panels["a"].key.key == ApiKey("canary-1")
        assert "canary-1" not in repr(settings)

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o602, 0o610, 0o700])
    def test_a_key_that_others_could_use_is_refused(self, write: Writer, mode: int) -> None:
        path = write(self.WITH_KEY, mode=mode)
        error = refused(path)
        assert f"{mode:04o}" in error.detail
        assert error.remedy == f"Run: chmod 600 {path}"

    def test_a_key_behind_a_symlink_is_refused(self, write: Writer, tmp_path: Path) -> None:
        link = tmp_path / "link.toml"
        link.symlink_to(write(self.WITH_KEY))
        assert "symbolic link" in refused(link).detail

    def test_a_file_without_a_key_may_be_a_symlink_and_be_read_by_others(
        self, write: Writer, tmp_path: Path
    ) -> None:
        link = tmp_path / "link.toml"
        link.symlink_to(write(PANEL, mode=0o644))
        assert read(link) is not None

    @pytest.mark.parametrize("mode", [0o660, 0o606, 0o666, 0o622])
    def test_a_file_that_others_could_write_is_refused(self, write: Writer, mode: int) -> None:
        path = write(PANEL, mode=mode)
        assert refused(path).remedy == f"Run: chmod go-w {path}"

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
    @pytest.mark.parametrize("text", [PANEL, WITH_KEY])
    def test_a_file_of_another_user_is_refused(self, write: Writer, text: str) -> None:
        path = write(text)
        os.chown(path, 12345, -1)
        error = refused(path)
        assert "belongs to another user" in error.detail
        assert "chown" in error.remedy

    @pytest.mark.skipif(os.geteuid() != 0, reason="root reads everything")
    def test_a_key_in_a_file_of_root_is_refused_to_a_user(self, write: Writer) -> None:
        path = write(self.WITH_KEY, mode=0o644)
        for folder in path.parents:
            folder.chmod(folder.stat().st_mode | 0o055)
        os.seteuid(12345)
        try:
            error = refused(path)
        finally:
            os.seteuid(0)
        assert "belongs to another user" in error.detail


class TestEnvironment:
    def test_url_and_key_make_a_panel_without_a_file(self, tmp_path: Path) -> None:
        environ = {"SMM_TUI_URL": "https://a.b/api", "SMM_TUI_KEY": "canary-2"}
        settings = load(places(environ, config=tmp_path / "none"), environ)
        assert settings is not None
        assert settings.panel == "env"
        assert settings.panels["env"].url == "https://a.b/api"
        assert settings.panels["env"].key.key == ApiKey("canary-2")
        assert environ == {"SMM_TUI_URL": "https://a.b/api"}

    def test_the_panel_env_stands_beside_those_of_the_file_and_is_opened(
        self, write: Writer
    ) -> None:
        settings = read(write(PANEL), SMM_TUI_URL="https://a.b/api", SMM_TUI_KEY="k")
        assert settings is not None
        assert list(settings.panels) == ["brsmm", "env"]
        assert settings.panel == "env"

    def test_a_url_alone_or_a_wrong_one_is_refused(self, tmp_path: Path) -> None:
        none = tmp_path / "none"
        assert "SMM_TUI_KEY" in refused(none, SMM_TUI_URL="https://a.b/").detail
        wrong = refused(none, SMM_TUI_URL="http://a.b/", SMM_TUI_KEY="k")
        assert wrong.detail.startswith("SMM_TUI_URL: ")
        assert "printable" in refused(none, SMM_TUI_URL="https://a.b/", SMM_TUI_KEY="a b").detail

    def test_a_second_panel_named_env_is_refused(self, write: Writer) -> None:
        path = write(PANEL.replace("brsmm]", "env]"))
        assert read(path) is not None
        error = refused(path, SMM_TUI_URL="https://a.b/", SMM_TUI_KEY="k")
        assert "SMM_TUI_URL" in error.detail

    def test_named_variables_are_taken_out_and_shared_by_panels(self, write: Writer) -> None:
        second = PANEL.replace("brsmm]", "two]")
        third = PANEL.replace("brsmm]", "three]").replace('"K"', '"SMM_TUI_KEY"')
        path = write(PANEL + second + third)
        environ = {"K": "canary-3", "SMM_TUI_KEY": "canary-4", "OTHER": "x"}
        settings = load(places(environ, config=path), environ)
        assert settings is not None
        assert environ == {"OTHER": "x"}
        keys = {name: panel.key.key for name, panel in settings.panels.items()}
        assert keys == {
            "brsmm": ApiKey("canary-3"),
            "two": ApiKey("canary-3"),
            "three": ApiKey("canary-4"),
        }

    def test_a_variable_that_is_not_set_leaves_the_panel_without_a_key(self, write: Writer) -> None:
        settings = read(write(PANEL))
        assert settings is not None
        assert settings.panels["brsmm"].key.key is None

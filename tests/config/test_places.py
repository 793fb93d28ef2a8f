from __future__ import annotations

from pathlib import Path

from smm_tui.config import Places, places


def test_the_defaults_of_xdg_below_the_home() -> None:
    found = places({"HOME": "/home/ana"})
    assert found == Places(
        config=Path("/home/ana/.config/smm-tui/config.toml"),
        data=Path("/home/ana/.local/share/smm-tui"),
        cache=Path("/home/ana/.cache/smm-tui"),
        state=Path("/home/ana/.local/state/smm-tui"),
    )
    assert found.ledger == Path("/home/ana/.local/share/smm-tui/ledger.db")


def test_xdg_variables_are_followed_and_relative_ones_ignored() -> None:
    found = places(
        {
            "HOME": "/home/ana",
            "XDG_CONFIG_HOME": "/c",
            "XDG_DATA_HOME": "/d",
            "XDG_CACHE_HOME": "relative",
            "XDG_STATE_HOME": "/s",
        }
    )
    assert found == Places(
        config=Path("/c/smm-tui/config.toml"),
        data=Path("/d/smm-tui"),
        cache=Path("/home/ana/.cache/smm-tui"),
        state=Path("/s/smm-tui"),
    )


def test_own_variables_win_over_xdg_and_arguments_over_both() -> None:
    environ = {
        "HOME": "/home/ana",
        "XDG_CONFIG_HOME": "/c",
        "XDG_DATA_HOME": "/d",
        "SMM_TUI_CONFIG": "/own/file.toml",
        "SMM_TUI_DATA_DIR": "/own/data",
    }
    by_variable = places(environ)
    assert (by_variable.config, by_variable.data) == (Path("/own/file.toml"), Path("/own/data"))
    by_argument = places(environ, config=Path("/arg.toml"), data_dir=Path("/arg"))
    assert (by_argument.config, by_argument.data) == (Path("/arg.toml"), Path("/arg"))


def test_an_argument_with_a_tilde_or_a_relative_path_becomes_absolute(home: Path) -> None:
    found = places({}, config=Path("~/x.toml"), data_dir=Path("here"))
    assert found.config == home / "x.toml"
    assert found.data == Path.cwd() / "here"
    assert found.cache == home / ".cache" / "smm-tui"


def test_the_demo_keeps_everything_in_one_folder() -> None:
    found = Places.within(Path("/demo"))
    assert all(
        str(place).startswith("/demo")
        for place in (found.config, found.data, found.cache, found.state, found.ledger)
    )

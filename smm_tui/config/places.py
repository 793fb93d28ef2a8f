"""Where the program keeps what, and how it was started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from smm_tui.settings import Settings


@dataclass(frozen=True, slots=True)
class Places:
    """The configuration file and three folders; none of them has to exist yet."""

    config: Path
    data: Path
    """The order book and its backups."""
    cache: Path
    """What can be fetched again."""
    state: Path
    """View state, drafts and logs."""

    @property
    def ledger(self) -> Path:
        """The file of the order book."""
        return self.data / "ledger.db"

    @classmethod
    def within(cls, folder: Path) -> Places:
        """Everything inside one folder, so that the demo writes nowhere else."""
        return cls(
            config=folder / "config.toml",
            data=folder,
            cache=folder / "cache",
            state=folder / "state",
        )


@dataclass(frozen=True, slots=True)
class Launch:
    """What the dashboard is started with."""

    places: Places
    settings: Settings | None
    """None: nothing is configured yet, so setup comes first."""
    demo: bool
    read_only: bool
    panel: str
    """The panel to open; "" where setup comes first."""
    panel_named: bool = False
    """Whether the call named it: then it is opened whichever was in view before."""
    log: Path | None = None


def places(
    environ: Mapping[str, str], *, data_dir: Path | None = None, config: Path | None = None
) -> Places:
    """Find the places: arguments first, then SMM_TUI_*, then XDG, then the XDG defaults.

    Relative XDG folders are ignored, as the XDG base directory specification asks.
    """
    home = Path(environ.get("HOME") or Path.home())
    return Places(
        config=_named(config, environ.get("SMM_TUI_CONFIG"))
        or _folder(environ, "XDG_CONFIG_HOME", home / ".config") / "config.toml",
        data=_named(data_dir, environ.get("SMM_TUI_DATA_DIR"))
        or _folder(environ, "XDG_DATA_HOME", home / ".local" / "share"),
        cache=_folder(environ, "XDG_CACHE_HOME", home / ".cache"),
        state=_folder(environ, "XDG_STATE_HOME", home / ".local" / "state"),
    )


def _named(argument: Path | None, variable: str | None) -> Path | None:
    chosen = argument or (Path(variable) if variable else None)
    return chosen.expanduser().absolute() if chosen else None


def _folder(environ: Mapping[str, str], variable: str, default: Path) -> Path:
    named = Path(environ.get(variable, ""))
    return (named if named.is_absolute() else default) / "smm-tui"

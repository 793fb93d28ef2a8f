"""How the program is configured: frozen values, and a key that shows itself to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path


class ApiKey:
    """A panel's key; shows itself to nobody by accident."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> str:
        """The key itself, for the body of a request and nothing else."""
        return self._secret

    def __repr__(self) -> str:
        return "ApiKey(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApiKey) and other._secret == self._secret

    def __hash__(self) -> int:
        return hash(self._secret)

    def __reduce__(self) -> str:
        msg = "a key is never stored"
        raise TypeError(msg)


class KeyOrigin(StrEnum):
    """Where a key comes from."""

    COMMAND = "key_command"
    FILE = "key_file"
    ENV = "key_env"
    TEXT = "key"
    NONE = "none"
    """The demo panel takes any key."""


@dataclass(frozen=True, slots=True)
class KeySource:
    """How to get a key; the key itself only where the configuration holds it."""

    origin: KeyOrigin
    command: tuple[str, ...] = ()
    place: str = ""
    """The path of the file, or the name of the variable."""
    key: ApiKey | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """One `[panels.NAME]` of the configuration."""

    name: str
    url: str
    key: KeySource
    read_only: bool = False
    low_balance: Decimal | None = None
    """In the panel's currency, as the next two."""
    confirm_above: Decimal | None = None
    max_charge: Decimal | None = None
    user_agent: str = ""
    """"" for the program's own."""
    ca_file: Path | None = None
    proxy: str = ""
    calls_per_minute: int = 60


@dataclass(frozen=True, slots=True)
class RefreshSettings:
    """Seconds between refreshes."""

    orders: int = 15
    balance: int = 60
    catalogue: int = 900


class ThemeName(StrEnum):
    """Where the colours of the screen come from."""

    ANSI = "ansi"
    """The terminal's own palette."""
    DARK = "dark"
    LIGHT = "light"
    COLOUR_BLIND = "colour-blind"
    NONE = "none"


class Signal(StrEnum):
    """How somebody is called who is looking elsewhere."""

    BELL = "bell"
    OSC9 = "osc9"
    """A notification of the terminal's own."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """The table `[notify]`: when and how somebody is called who is looking elsewhere."""

    signal: Signal = Signal.BELL
    quiet: tuple[time, time] | None = None
    """From and to, in local time, across midnight where it ends earlier than it begins."""
    kinds: tuple[str, ...] | None = None
    """Values of `MessageKind`; None: all that are signalled."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration."""

    panel: str
    """The panel opened at the start."""
    panels: Mapping[str, PanelSettings]
    refresh: RefreshSettings = RefreshSettings()
    undo_seconds: int = 3
    keys: Mapping[str, str] = field(default_factory=dict)
    """Binding id -> key."""
    difference: bool = True
    """Whether only changed cells are written to the terminal."""
    mouse: bool | None = None
    """None: on, but off over SSH."""
    theme: ThemeName = ThemeName.ANSI
    language: str = ""
    """One of those of `i18n`; "" for that of the locale."""
    notify: NotifySettings = NotifySettings()

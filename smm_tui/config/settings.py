"""The configuration file -> settings; a wrong file is refused with line and field."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from smm_tui.config.document import Document, Table, nearest, parse
from smm_tui.config.file_rules import check_private, check_unshared, read_file
from smm_tui.config.key_sources import usable_key
from smm_tui.config.key_table import read_keys
from smm_tui.config.panel_table import read_panel, url_problem
from smm_tui.config.places import Places
from smm_tui.errors import ConfigError
from smm_tui.i18n import LANGUAGES, _
from smm_tui.settings import (
    ApiKey,
    KeyOrigin,
    KeySource,
    NotifySettings,
    PanelSettings,
    RefreshSettings,
    Settings,
    ThemeName,
)

ENV_PANEL: Final = "env"
"""The name of the panel that SMM_TUI_URL and SMM_TUI_KEY make."""

_DAY: Final = 86_400


def load(places: Places, environ: MutableMapping[str, str]) -> Settings | None:
    """Read the configuration and the environment; None where neither names a panel.

    Every variable that holds a panel's key is taken out of `environ` (pass `os.environ`, so that no
    child process inherits it) and kept with its source.

    Raises:
        ConfigError: The file or the environment cannot be used.
    """
    settings = read_settings(places.config)
    url, own = environ.get("SMM_TUI_URL", ""), environ.get("SMM_TUI_KEY", "")
    if settings is None and not url:
        return None  # setup may be told to take the key from any variable
    if settings is not None:
        settings = replace(settings, panels=_with_keys(settings.panels, environ))
    environ.pop("SMM_TUI_KEY", None)
    return _with_environment(settings, url, own)


def _with_keys(
    panels: Mapping[str, PanelSettings], environ: MutableMapping[str, str]
) -> dict[str, PanelSettings]:
    """The panels with the keys of their variables; panels may share one."""
    sources = {panel.key for panel in panels.values()}
    taken = {source: take_from_environment(source, environ) for source in sources}
    return {name: replace(panel, key=taken[panel.key]) for name, panel in panels.items()}


def take_from_environment(source: KeySource, environ: MutableMapping[str, str]) -> KeySource:
    """A source with the key that its variable holds, which is taken out of `environ`.

    Any other source is as it was; so is one whose variable is not set.
    """
    if source.origin is not KeyOrigin.ENV:
        return source
    value = environ.pop(source.place, "")
    return replace(source, key=ApiKey(value)) if value else source


def _with_environment(settings: Settings | None, url: str, key: str) -> Settings | None:
    """Add the panel `env`, which is then the one opened at the start."""
    if not url:
        return settings
    if problem := url_problem(url):
        raise ConfigError(_("SMM_TUI_URL: {problem}").format(problem=problem))
    if not key:
        raise ConfigError(
            _("SMM_TUI_URL is set without SMM_TUI_KEY"),
            remedy=_("Set both for a panel without a file, or neither."),
        )
    if settings is not None and ENV_PANEL in settings.panels:
        raise ConfigError(
            _("SMM_TUI_URL makes a panel named env, and the configuration has one too"),
            remedy=_("Unset SMM_TUI_URL, or give the panel in the file another name."),
        )
    source = KeySource(KeyOrigin.ENV, place="SMM_TUI_KEY", key=usable_key(key))
    panel = PanelSettings(ENV_PANEL, url, source)
    others: Mapping[str, PanelSettings] = {} if settings is None else settings.panels
    base = settings or Settings(panel=ENV_PANEL, panels={})
    return replace(base, panel=ENV_PANEL, panels={**others, ENV_PANEL: panel})


def read_settings(path: Path) -> Settings | None:
    """Read a configuration file alone; None where there is none, or it names no panel.

    Raises:
        ConfigError: The file breaks a rule; with file, line and field where there are any.
    """
    file = read_file(path)
    if file is None:
        return None
    document = parse(file)
    if document.holds_key():
        check_private(file)
    else:
        check_unshared(file)
    return settings_of(document, path.parent)


def settings_of(document: Document, folder: Path) -> Settings | None:
    """A parsed document as settings; relative paths in it count from `folder`.

    Raises:
        ConfigError: A field is unknown, missing, or not what it must be.
    """
    root = Table(document, (), document.values)
    root.only(*("panel", "panels", "language", "refresh", "safety", "notify", "keys", "terminal"))
    tables = root.table("panels")
    panels = {name: read_panel(name, tables, folder) for name in tables.names()}
    refresh, safety, terminal = (root.table(name) for name in ("refresh", "safety", "terminal"))
    refresh.only("orders", "balance", "catalogue")
    safety.only("undo_seconds")
    terminal.only("difference", "mouse", "theme")
    settings = Settings(
        panel=root.text("panel", next(iter(panels), "")),
        panels=panels,
        refresh=RefreshSettings(
            orders=refresh.whole("orders", 15, low=5, high=_DAY),
            balance=refresh.whole("balance", 60, low=15, high=_DAY),
            catalogue=refresh.whole("catalogue", 900, low=60, high=_DAY),
        ),
        undo_seconds=safety.whole("undo_seconds", 3, low=0, high=60),
        keys=read_keys(root.table("keys")),
        difference=terminal.flag("difference") is not False,
        mouse=terminal.flag("mouse"),
        language=root.choice("language", ("", *LANGUAGES)),
        theme=ThemeName(terminal.choice("theme", tuple(ThemeName))),
        notify=_notify(root),
    )
    if not panels:
        return None
    if settings.panel not in panels:
        hint = nearest(settings.panel, panels)
        raise root.wrong(
            _("no panel is named {name}; {hint}").format(name=repr(settings.panel), hint=hint),
            at="panel",
        )
    return settings


def _notify(root: Table) -> NotifySettings:
    if "notify" not in root:
        return NotifySettings()
    from smm_tui.config.notify_table import read_notify  # noqa: PLC0415 - only where it is set

    return read_notify(root.table("notify"))

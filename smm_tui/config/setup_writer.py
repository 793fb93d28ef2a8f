"""Adding one panel to the configuration; what the file holds already is never rewritten."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from smm_tui.config.document import parse
from smm_tui.config.file_rules import FileRead, check_private, check_unshared, read_file
from smm_tui.config.panel_table import whole_path
from smm_tui.config.settings import ENV_PANEL, read_settings, settings_of
from smm_tui.errors import ConfigError, InvalidInput
from smm_tui.i18n import _
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings, Settings

_BARE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_DEFAULTS: Final = PanelSettings("", "", KeySource(KeyOrigin.NONE))


def append_panel(path: Path, panel: PanelSettings) -> Settings:
    """Append one `[panels.NAME]` table to the file and read the result back.

    A new file is 0600 in a folder that is made 0700, and opens with this panel. All or
    nothing: the file as it was is replaced in one step by the longer one. The panel comes
    back with the key it was given; keys of other panels' variables are not read again.

    Raises:
        InvalidInput: The name is no bare TOML key, or is taken.
        ConfigError: The file cannot be used, or cannot be written.
    """
    target = path.resolve() if path.is_symlink() else path
    file, after = _prepared(path, panel)
    try:
        _replace(target, after, mode=0o600 if file is None else file.mode)
    except OSError as error:
        raise ConfigError(
            _("{path} cannot be written: {why}").format(path=path, why=error.strerror)
        ) from None
    settings = _verified(read_settings(path), panel, path)
    return replace(settings, panels={**settings.panels, panel.name: panel})


def check_addition(path: Path, panel: PanelSettings) -> None:
    """Raise what `append_panel` would, and write nothing."""
    _prepared(path, panel)


def _prepared(path: Path, panel: PanelSettings) -> tuple[FileRead | None, bytes]:
    """The file as it is, and its bytes with the panel appended."""
    file = read_file(path)
    if file is not None:
        if panel.key.origin is KeyOrigin.TEXT or parse(file).holds_key():
            check_private(file)
        else:
            check_unshared(file)
    _check_name(panel.name, file)
    before = b"" if file is None else file.body
    after = before + _added(panel, before, first=file is None)
    candidate = FileRead(path, after, 0o600, os.geteuid(), symlink=False)
    _verified(settings_of(parse(candidate), path.parent), panel, path)
    return file, after


def _check_name(name: str, file: FileRead | None) -> None:
    if not _BARE.fullmatch(name):
        raise InvalidInput(_("a panel's name has 1 to 40 letters, digits, - or _"), field="name")
    settings = None if file is None else settings_of(parse(file), file.path.parent)
    if name == ENV_PANEL or (settings is not None and name in settings.panels):
        raise InvalidInput(
            _("there is a panel named {name} already").format(name=name), field="name"
        )


def _added(panel: PanelSettings, before: bytes, *, first: bool) -> bytes:
    """The bytes to append."""
    import tomli_w  # noqa: PLC0415 - only in setup

    table = tomli_w.dumps({"panels": {panel.name: _table(panel)}})
    if first:
        return f'panel = "{panel.name}"\n\n{table}'.encode()
    gap = "" if before.endswith(b"\n") or not before else "\n"
    return f"{gap}\n{table}".encode()


def _table(panel: PanelSettings) -> dict[str, object]:
    """The fields that differ from the defaults, in the order of the documentation."""
    table: dict[str, object] = {"url": panel.url, str(panel.key.origin): _source(panel.key)}
    if panel.read_only:
        table["read_only"] = True
    for name in ("low_balance", "confirm_above", "max_charge"):
        if (amount := getattr(panel, name)) is not None:
            table[name] = format(amount, "f")
    for name in ("user_agent", "ca_file", "proxy"):
        if value := getattr(panel, name):
            table[name] = str(value)
    if panel.calls_per_minute != _DEFAULTS.calls_per_minute:
        table["calls_per_minute"] = panel.calls_per_minute
    return table


def _source(source: KeySource) -> str | list[str]:
    if source.origin is KeyOrigin.COMMAND:
        return list(source.command)
    if source.origin is KeyOrigin.TEXT and source.key is not None:
        return source.key.reveal()
    return source.place


def _verified(settings: Settings | None, panel: PanelSettings, path: Path) -> Settings:
    """The settings, if they hold the panel as it was entered."""
    if settings is None or settings.panels.get(panel.name) != _as_read(panel, path.parent):
        raise ConfigError(
            _("{path}: the new panel does not read back as it was entered").format(path=path)
        )
    return settings


def _as_read(panel: PanelSettings, folder: Path) -> PanelSettings:
    """The panel as the file gives it: whole paths, the key only where the file holds it."""
    source = panel.key
    if source.origin is KeyOrigin.FILE:
        source = replace(source, place=str(whole_path(source.place, folder)))
    if source.origin is not KeyOrigin.TEXT:
        source = replace(source, key=None)
    return replace(panel, key=source)


def _replace(path: Path, body: bytes, *, mode: int) -> None:
    """Put the bytes in the file's place, in one step."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".config.", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - it is open already
            file.write(body)
            file.flush()
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        Path(name).replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()

"""What may be lost: how the screens were left."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from smm_tui.config import Places
from smm_tui.i18n import _
from smm_tui.settings import ThemeName

_VIEW_VERSION: Final = 1
_LARGEST_VIEW: Final = 4 * 1024 * 1024
"""Bytes."""
_LONGEST_THEME: Final = 100


@dataclass(frozen=True, slots=True)
class View:
    """How the screens were left."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """Of JSON's types; whoever reads a value checks it."""
    note: str = ""
    """What to tell where the file could not be used; "" where all was well."""


def load_view(places: Places) -> View:
    """The view state; a file that cannot be used is set aside, and the note says so."""
    import json  # noqa: PLC0415 - not needed for the first picture

    path = _view_file(places)
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_LARGEST_VIEW))
    except FileNotFoundError:
        return View()
    except OSError as error:
        return View(note=_("{path} cannot be read: {why}").format(path=path, why=error.strerror))
    except (ValueError, RecursionError):
        return _set_aside(path)
    if not isinstance(found, dict) or found.get("version") != _VIEW_VERSION:
        return _set_aside(path)
    values = found.get("view")
    return View(values) if isinstance(values, dict) else _set_aside(path)


def save_view(places: Places, values: Mapping[str, Any]) -> bool:
    """Keep the view state (values of JSON's types); whether that worked."""
    import json  # noqa: PLC0415 - not needed for the first picture

    text = json.dumps({"version": _VIEW_VERSION, "view": dict(values)}, ensure_ascii=False)
    return write_whole(_view_file(places), text.encode(errors="surrogatepass"))


def _view_file(places: Places) -> Path:
    return places.state / "view.json"


def keep_theme(places: Places, theme: ThemeName, *, configured: ThemeName) -> bool:
    """Keep the theme that was chosen while the program ran; whether that worked."""
    return write_whole(places.state / "theme", f"{theme} {configured}\n".encode())


def kept_theme(places: Places, *, configured: ThemeName) -> ThemeName:
    """The theme that was chosen, or the configured one where that is another since."""
    try:
        with (places.state / "theme").open(encoding="ascii") as file:
            theme, before = map(ThemeName, file.read(_LONGEST_THEME).split())
    except (OSError, ValueError):
        return configured
    return theme if before is configured else configured


def _set_aside(path: Path) -> View:
    aside = path.with_name("view.json.set-aside")
    with contextlib.suppress(OSError):
        path.replace(aside)
    return View(
        note=_("How the screens were left could not be read; the file is now {path}.").format(
            path=aside
        )
    )


def write_whole(path: Path, *parts: bytes) -> bool:
    """Put a whole file in place in one step, 0600 in a 0700 folder; whether that worked."""
    import tempfile  # noqa: PLC0415 - not needed for the first picture

    name = ""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
        Path(name).replace(path)
    except OSError:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink()
        return False
    return True

"""What may be lost: the last catalogue of each panel, and how the screens were left."""

from __future__ import annotations

import binascii
import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from smm_tui.config import Places
from smm_tui.errors import PanelError
from smm_tui.i18n import _
from smm_tui.settings import PanelSettings

if TYPE_CHECKING:
    from smm_tui.catalogue import Catalogue

_FIRST_LINE: Final = b"smm-tui catalogue 1"
_VIEW_VERSION: Final = 1
_LARGEST_VIEW: Final = 4 * 1024 * 1024
"""Bytes."""


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A catalogue as the panel answered it."""

    body: bytes
    read_at: datetime


@dataclass(frozen=True, slots=True)
class View:
    """How the screens were left."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """Of JSON's types; whoever reads a value checks it."""
    note: str = ""
    """What to tell where the file could not be used; "" where all was well."""


def keep_catalogue(places: Places, panel: PanelSettings, body: bytes, read_at: datetime) -> bool:
    """Keep a panel's answer for the next start; whether that worked. May run in a thread."""
    head = b"\n".join((_FIRST_LINE, *_identity(panel), read_at.isoformat().encode()))
    return _write(_catalogue_file(places, panel), head + b"\n" + body)


def kept_body(places: Places, panel: PanelSettings) -> KeptBody | None:
    """The answer that was kept for this panel's name and URL. May run in a thread."""
    try:
        content = _catalogue_file(places, panel).read_bytes()
        *head, moment, body = content.split(b"\n", 4)
        read_at = datetime.fromisoformat(moment.decode("ascii"))
    except (OSError, ValueError):
        return None
    if tuple(head) != (_FIRST_LINE, *_identity(panel)) or read_at.tzinfo is None:
        return None
    return KeptBody(body, read_at)


def kept_catalogue(places: Places, panel: PanelSettings) -> Catalogue | None:
    """The catalogue that was kept for this panel; None where there is none to be read."""
    kept = kept_body(places, panel)
    if kept is None:
        return None
    from smm_tui.catalogue import Catalogue  # noqa: PLC0415 - not without a kept one
    from smm_tui.catalogue_reader import CatalogueReader  # noqa: PLC0415

    try:
        reader = CatalogueReader(kept.body)
        for _slice in reader:
            pass
    except PanelError:
        return None
    return Catalogue.build(reader.services, unreadable=reader.unreadable, read_at=kept.read_at)


def _identity(panel: PanelSettings) -> tuple[bytes, bytes]:
    return panel.name.encode(), panel.url.encode()


def _catalogue_file(places: Places, panel: PanelSettings) -> Path:
    """A name for people with a sum of name and URL; the file's head has both in full."""
    total = binascii.crc32(b"\n".join(_identity(panel)))
    return places.cache / f"{quote(panel.name, safe='')[:80]}-{total:08x}.catalogue"


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
    return _write(_view_file(places), text.encode(errors="surrogatepass"))


def _view_file(places: Places) -> Path:
    return places.state / "view.json"


def _set_aside(path: Path) -> View:
    aside = path.with_name("view.json.set-aside")
    with contextlib.suppress(OSError):
        path.replace(aside)
    return View(
        note=_("How the screens were left could not be read; the file is now {path}.").format(
            path=aside
        )
    )


def _write(path: Path, body: bytes) -> bool:
    """Put a whole file in place in one step, 0600 in a 0700 folder."""
    name = ""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
        Path(name).replace(path)
    except OSError:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink()
        return False
    return True

"""The last catalogue of each panel, kept for the next start; it may be lost at any time.

A file begins with lines of its own: what it is, the panel's name, its URL, and the preview
that the first picture is made of. Then come the bytes as the panel sent them.
"""

from __future__ import annotations

import asyncio
import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote

import msgspec

from smm_tui.catalogue import Catalogue, Preview
from smm_tui.config import Places
from smm_tui.errors import PanelError
from smm_tui.settings import PanelSettings
from smm_tui.state import write_whole

_FIRST_LINE: Final = b"smm-tui catalogue 2"
_LONGEST_LINE: Final = 4 * 1024 * 1024
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A catalogue as the panel answered it, and its preview."""

    preview: Preview
    body: bytes


def keep(places: Places, panel: PanelSettings, kept: Kept) -> bool:
    """Keep a panel's answer for the next start; whether that worked. May run in a thread."""
    preview = msgspec.json.encode(kept.preview)
    head = b"\n".join((_FIRST_LINE, *_identity(panel), preview, b""))
    return write_whole(_file(places, panel), head, kept.body)


def kept_preview(places: Places, panel: PanelSettings) -> Preview | None:
    """What was kept for the first picture of this panel's name and URL; quick."""
    try:
        with _file(places, panel).open("rb") as file:
            return _preview(file, panel)
    except (OSError, ValueError):
        return None


def kept(places: Places, panel: PanelSettings) -> Kept | None:
    """All that was kept for this panel's name and URL. May run in a thread."""
    try:
        with _file(places, panel).open("rb") as file:
            return Kept(_preview(file, panel), file.read())
    except (OSError, ValueError):
        return None


async def kept_catalogue(places: Places, panel: PanelSettings) -> Catalogue | None:
    """The catalogue that was kept for this panel, read in slices; None without a usable one."""
    found = await asyncio.to_thread(kept, places, panel)
    if found is None:
        return None
    from smm_tui.catalogue_reader import catalogue_of  # noqa: PLC0415 - after the first picture

    try:
        return await catalogue_of(found.body, read_at=found.preview.read_at)
    except PanelError:
        return None


def _preview(file: BinaryIO, panel: PanelSettings) -> Preview:
    """Read the head of a file; raises ValueError where it is of something else."""
    lines = [file.readline(_LONGEST_LINE).removesuffix(b"\n") for _line in range(4)]
    if tuple(lines[:3]) != (_FIRST_LINE, *_identity(panel)):
        raise ValueError(lines[0])
    return msgspec.json.decode(lines[3], type=Preview)


def _identity(panel: PanelSettings) -> tuple[bytes, bytes]:
    return panel.name.encode(), panel.url.encode()


def _file(places: Places, panel: PanelSettings) -> Path:
    """A name for people with a sum of name and URL; the file's head has both in full."""
    total = binascii.crc32(b"\n".join(_identity(panel)))
    return places.cache / f"{quote(panel.name, safe='')[:80]}-{total:08x}.catalogue"

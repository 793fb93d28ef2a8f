"""Copying to wherever the person is: tmux's own way, the terminal's, and always a file."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from smm_tui.terminal import tmux

_LONGEST: Final = 74_994
"""Base64 bytes that terminals take in one OSC 52 (xterm's limit, kept by others)."""

_TMUX: Final = ("load-buffer", "-w", "-")
"""`-w` hands the buffer on to the terminal outside, which OSC 52 does not reach by default."""

_FILE: Final = "clipboard.txt"


class How(StrEnum):
    """Where a copy went, beside the file."""

    TMUX = "tmux"
    TERMINAL = "terminal"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of a copy.

    `how` is FILE where it is in the file alone; that a terminal took it is never known.
    `path` is None where the file could not be written.
    """

    how: How
    path: Path | None


def copy(
    text: str,
    *,
    environ: Mapping[str, str],
    write: Callable[[bytes], None],
    folder: Path,
) -> Copied:
    """Copy a text; `write` sends a sequence to the terminal, `folder` is for the file.

    Waits for tmux for a second at the most. The file is replaced by the next copy.
    """
    path = _save(text, folder)
    if environ.get("TMUX") and tmux.ask(*_TMUX, environ=environ, given=text) is not None:
        return Copied(How.TMUX, path)
    encoded = base64.b64encode(text.encode("utf-8", "replace"))
    if len(encoded) > _LONGEST:
        return Copied(How.FILE, path)
    write(b"\x1b]52;c;" + encoded + b"\x07")
    return Copied(How.TERMINAL, path)


def _save(text: str, folder: Path) -> Path | None:
    """Write the text where only its owner reads it; None if the disk does not let us."""
    path = folder / _FILE
    fresh = path.with_suffix(".new")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "replace"))
        fresh.replace(path)
    except OSError:
        return None
    return path

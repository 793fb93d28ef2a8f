"""A path as a person wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from smm_tui.errors import InvalidInput
from smm_tui.i18n import _

_QUOTES: Final = ("'", '"')


def path_of(entry: str) -> Path:
    """The path that was meant: `~` is a home, quotes around it are none of its own.

    Raises:
        InvalidInput: There is none; `field` is `file`.
    """
    text = entry.strip()
    # As terminals write the path of a file that is dropped on them.
    if len(text) > 1 and text[0] in _QUOTES and text[-1] == text[0]:
        text = text[1:-1]
    if not text:
        raise InvalidInput(_("Enter the path of a file."), field="file")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise InvalidInput(_("There is no such home folder."), field="file") from None

"""The text of a batch out of a file: only an ordinary one, of a size that can be meant."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from smm_tui.entered_paths import path_of
from smm_tui.errors import InvalidInput
from smm_tui.i18n import _

MOST_BYTES: Final = 256 * 1024


def read_text(entry: str) -> str:
    """The text of a file, as a person wrote its path. May run in a thread.

    Raises:
        InvalidInput: It cannot be read; `field` is `file`.
    """
    body = _bytes_of(path_of(entry))
    if len(body) > MOST_BYTES:
        raise _refusal(_("The file is larger than {size} KiB.").format(size=MOST_BYTES // 1024))
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
    raise _refusal(_("Line {line} of the file is not UTF-8; save it as UTF-8.").format(line=line))


def _bytes_of(path: Path) -> bytes:
    """Its bytes, one more than allowed at the most; nothing but an ordinary file is opened."""
    try:
        _check(path.stat())
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        with os.fdopen(os.open(path, flags), "rb") as file:
            _check(os.fstat(file.fileno()))
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        why = _("There is no such file.")
    except OSError as error:
        why = _("The file cannot be read: {why}.").format(why=error.strerror)
    except ValueError:  # a path with a null character
        why = _("There is no such file.")
    raise _refusal(why)


def _check(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise _refusal(_("That is a folder."))
    if not stat.S_ISREG(found.st_mode):
        raise _refusal(_("That is no ordinary file."))


def _refusal(why: str) -> InvalidInput:
    return InvalidInput(why, field="file")

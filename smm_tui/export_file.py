"""Where an export goes: a file of its owner's alone, never over another unless that is wanted."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from datetime import date
from itertools import count
from pathlib import Path
from typing import Final

from smm_tui.errors import InvalidInput
from smm_tui.i18n import _

_MODE: Final = 0o600
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Exists(InvalidInput):
    """There is a file of this name already."""

    message_id = "input.exists"


def proposed(what: str, ending: str, today: date) -> Path:
    """A file that does not exist yet, in the current folder or else at home.

    Args:
        what: Of which it will hold, such as `orders`.
        ending: `csv` or `json`.
        today: Stands in the name.
    """
    folder = _folder()
    stem = f"smm-tui-{what}-{today.isoformat()}"
    names = (f"{stem}{f'-{number}' if number > 1 else ''}.{ending}" for number in count(1))
    return next(folder / name for name in names if not _is_there(folder / name))


def _folder() -> Path:
    """The current folder where one can write and is not at the root of everything."""
    with contextlib.suppress(OSError):
        here = Path.cwd()
        if here != Path(here.root) and os.access(here, os.W_OK | os.X_OK):
            return here
    return Path.home()


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def save(path: Path, text: str, *, replace: bool = False) -> None:
    """Write a whole file, mode 0600, or none. May run in a thread.

    Where it may replace one, what is no ordinary file (a pipe, `/dev/stdout` and any other
    link) is written to as it is.

    Raises:
        Exists: There is one, and it is not to be replaced.
        InvalidInput: It cannot be written; the detail says why and what can be done.
    """
    body = text.encode(errors="surrogateescape")
    try:
        if replace and _is_special(path):
            path.write_bytes(body)
        else:
            _put(path, body, replace=replace)
    except FileExistsError:
        said = _("There is a file of this name already.")
        raise Exists(said, field="file") from None
    except OSError as error:
        raise InvalidInput(_why(path, error), field="file") from None
    except ValueError:  # a path with a null character
        raise InvalidInput(_("No file can have this name."), field="file") from None


def _is_special(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _put(path: Path, body: bytes, *, replace: bool) -> None:
    """Into a new file; one that takes another's place gets the name only once it is whole."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    made = path
    if replace:
        made = path.with_name(f".{path.name[:100]}.{os.getpid()}")
        made.unlink(missing_ok=True)
    descriptor = os.open(made, flags, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def _why(path: Path, error: OSError) -> str:
    """What is wrong, and what can be done about it."""
    if isinstance(error, FileNotFoundError):
        return _("There is no folder {folder}; make it, or name another.").format(
            folder=path.parent
        )
    if isinstance(error, IsADirectoryError):
        return _("That is a folder; add the name of a file.")
    if isinstance(error, PermissionError):
        return _("You may not write into {folder}; name another folder.").format(folder=path.parent)
    if error.errno in _FULL:
        return _("There is no room left on that disk; name another place.")
    return _("The file cannot be written: {why}. Name another place.").format(why=error.strerror)

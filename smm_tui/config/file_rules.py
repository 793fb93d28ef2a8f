"""Who may own, read and write the files that the configuration is read from."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smm_tui.errors import ConfigError
from smm_tui.i18n import _

LARGEST: Final = 1024 * 1024
"""Bytes; no configuration or key file is near it."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """The bytes of a file with what its rules are about, taken from the same open file."""

    path: Path
    body: bytes
    mode: int
    owner: int
    symlink: bool


def read_file(path: Path) -> FileRead | None:
    """Read a regular file; None where there is none.

    Raises:
        ConfigError: It is no regular file, cannot be read, or is too large.
    """
    try:
        descriptor, symlink = _open(path)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise ConfigError(
                    _("{path} is not a file").format(path=path), remedy=_("Name a regular file.")
                )
            if found.st_size > LARGEST:
                raise ConfigError(_("{path} is larger than 1 MiB").format(path=path))
            body = b"".join(iter(lambda: os.read(descriptor, LARGEST), b""))
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    return FileRead(path, body, stat.S_IMODE(found.st_mode), found.st_uid, symlink)


def _open(path: Path) -> tuple[int, bool]:
    """The open file, and whether a symlink led to it."""
    # Without O_NONBLOCK a pipe in the file's place would hold the program up for ever.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        return os.open(path, flags | os.O_NOFOLLOW), False
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        return os.open(path, flags), True


def _unreadable(path: Path, error: OSError | ValueError) -> ConfigError:
    why = error.strerror if isinstance(error, OSError) else str(error)
    return ConfigError(
        _("{path} cannot be read: {why}").format(path=path, why=why),
        remedy=_("Check its permissions and those of its folder."),
    )


def check_private(file: FileRead) -> None:
    """Refuse a file with a key in it that is not the user's own, 0600 and no symlink.

    Raises:
        ConfigError: With the command that mends it as the remedy.
    """
    if file.symlink:
        raise ConfigError(
            _("{path} holds a key and is a symbolic link").format(path=file.path),
            remedy=_("Put the file itself there, or move the key to key_command or key_file."),
        )
    if file.owner != os.geteuid():
        raise _foreign(file)
    if file.mode & 0o177:
        raise ConfigError(
            _("{path} holds a key and others could use it (mode {mode:04o})").format(
                path=file.path, mode=file.mode
            ),
            remedy=_("Run: chmod 600 {path}").format(path=_quoted(file.path)),
        )


def check_unshared(file: FileRead) -> None:
    """Refuse a file that another user could write: it names commands and where keys go.

    Raises:
        ConfigError: With the command that mends it as the remedy.
    """
    if file.owner not in {os.geteuid(), 0}:
        raise _foreign(file)
    if file.mode & 0o022:
        raise ConfigError(
            _("{path} can be written by others (mode {mode:04o})").format(
                path=file.path, mode=file.mode
            ),
            remedy=_("Run: chmod go-w {path}").format(path=_quoted(file.path)),
        )


def _foreign(file: FileRead) -> ConfigError:
    return ConfigError(
        _("{path} belongs to another user").format(path=file.path),
        remedy=_("Run as root: chown {user} {path}").format(
            user=os.geteuid(), path=_quoted(file.path)
        ),
    )


def _quoted(path: Path) -> str:
    import shlex  # noqa: PLC0415 - only for a refusal

    return shlex.quote(str(path))

"""The log that `--log FILE` asks for: this program's own lines, cleaned, 1 MB at most twice."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import Final

from smm_tui import untrusted
from smm_tui.errors import UsageError
from smm_tui.i18n import _

LARGEST: Final = 1_000_000
"""Bytes of the file before it becomes FILE.1 and a new one is begun."""


def start_log(path: Path) -> logging.Handler:
    """Write what the program's own loggers say to a file, 0600; the handler in force.

    The loggers of libraries are left out: they could name what was sent.

    Raises:
        UsageError: The file cannot be written.
    """
    try:
        handler = _Turning(path)
    except OSError as error:
        raise UsageError(_("--log {path}: {why}").format(path=path, why=error.strerror)) from None
    handler.setFormatter(_Cleaned("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(logging.Filter("smm_tui"))
    logger = logging.getLogger("smm_tui")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    return handler


class _Turning(logging.Handler):
    """Turns over before a line would make the file larger than allowed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file = _open(path)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a disk that is full loses lines and nothing else."""
        line = f"{self.format(record)}\n".encode(errors="replace")
        with contextlib.suppress(OSError):
            if os.fstat(self._file).st_size + len(line) > LARGEST:
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))
                full, self._file = self._file, _open(self._path)
                os.close(full)
            os.write(self._file, line)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)
        super().close()


def _open(path: Path) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


class _Cleaned(logging.Formatter):
    """No control character or escape sequence reaches the file."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, its later lines indented so that none looks like a record."""
        return untrusted.block(super().format(record)).replace("\n", "\n    ")

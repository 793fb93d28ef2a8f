"""Versioned JSON files that may be lost and are never damaged.

A file is put in place whole. One that cannot be used is set aside, and a note says so. Where
several processes change one, each adds its own changes to what is there by then.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Generic, TypeVar

import msgspec

_LARGEST: Final = 32 * 1024 * 1024
"""Bytes."""
_PATIENCE: Final = 1.0
"""Seconds that another process is waited for; then it is stopped, and nothing is lost by it."""


T = TypeVar("T", bound=msgspec.Struct)


class Document(Generic[T]):
    """One file.

    Args:
        path: Where it is.
        empty: What stands for a file that is not there. Its type has the version as a tag, and
            a default for each field, so that only another version makes a file unusable.
        lost: The note on a file that was set aside, with {path}.
    """

    def __init__(self, path: Path, empty: T, lost: str) -> None:
        self.path = path
        self.empty = empty
        self.lost = lost

    def stamp(self) -> tuple[int, ...]:
        """What is another as soon as another process has put a file in place; () without one."""
        with contextlib.suppress(OSError):
            about = self.path.stat()
            return about.st_mtime_ns, about.st_ino, about.st_size
        return ()

    def read(self) -> tuple[T, str]:
        """What is in the file, and a note; "" where all was well."""
        try:
            with self.path.open("rb") as file:
                found = msgspec.json.decode(file.read(_LARGEST), type=type(self.empty))
        except FileNotFoundError:
            return self.empty, ""
        except OSError as error:
            from smm_tui.sayings import later  # noqa: PLC0415 - seldom needed

            why = later(
                "{path} cannot be read: {why}", path=str(self.path), why=error.strerror or ""
            )
            return self.empty, why
        except (msgspec.DecodeError, RecursionError):
            return self._set_aside()
        return found, ""

    def write(self, content: T) -> bool:
        """Put this in place; whether that worked. May run in a thread."""
        return write_whole(self.path, msgspec.json.encode(content))

    def change(self, edit: Callable[[T], T]) -> T | None:
        """Change what is in the file by now, alone. May run in a thread.

        Returns:
            What is in it then; None where it cannot be written.
        """
        with _alone(self.path.with_name(f".{self.path.name}.lock")):
            content = edit(self.read()[0])
            return content if self.write(content) else None

    def _set_aside(self) -> tuple[T, str]:
        aside = self.path.with_name(f"{self.path.name}.set-aside")
        with contextlib.suppress(OSError):
            self.path.replace(aside)
        from smm_tui.sayings import later  # noqa: PLC0415 - seldom needed

        return self.empty, later(self.lost, path=str(aside))


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock that goes with the process; where there is none to be had, go on without."""
    import fcntl  # noqa: PLC0415 - not needed for the first picture

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(0.01)
        yield
    finally:
        os.close(handle)


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

"""Where the book lies: its folder, its permissions, its filesystem, its copies."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mounts")

_PRIVATE_FILE, _PRIVATE_FOLDER, _OTHERS = 0o600, 0o700, 0o077

_NETWORK: Final = frozenset(
    [
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "afpfs", "ncpfs", "webdav"),
        *("davfs", "ceph", "glusterfs", "lustre", "ocfs2", "gfs2", "gpfs", "beegfs"),
        *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.davfs2"),
        *("drvfs", "vboxsf", "prl_fs"),
    ]
)
"""Kinds of filesystem without the shared memory or the locks that SQLite's WAL needs."""


def prepare(path: Path) -> None:
    """Make the folder (0700) and the empty file (0600), and take rights from others.

    An existing file is never opened here: closing it would drop SQLite's locks on it.

    Raises:
        OSError: Neither could be made.
    """
    path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE_FILE))
    except FileExistsError:
        for part in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            if part.is_file() and part.stat().st_mode & _OTHERS:
                part.chmod(_PRIVATE_FILE)


def network_kind(path: Path, *, mounts: Path = MOUNTS) -> str:
    """The kind of network filesystem that a path lies on; "" where it is a local one."""
    best, kind = "", ""
    place = str(path.resolve()).rstrip("/") + "/"
    for folder, filesystem in _mounted(mounts):
        stem = folder.rstrip("/") + "/"
        if place.startswith(stem) and len(stem) >= len(best):
            best, kind = stem, filesystem
    return kind if kind in _NETWORK else ""


def _mounted(mounts: Path) -> list[tuple[str, str]]:
    if sys.platform == "darwin":
        return _mounted_macos()
    try:
        lines = mounts.read_text("utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        _, folder, kind, options, *_ = line.split(" ")
        # Windows drives in WSL are 9p like the roots of some sandboxes, which are sound.
        drive = kind == "9p" and "aname=drvfs" in options
        found.append((_unescaped(folder), "drvfs" if drive else kind))
    return found


def _unescaped(folder: str) -> str:
    """Undo the octal escapes of spaces, tabs and backslashes: fstab(5)."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), folder)


def _mounted_macos() -> list[tuple[str, str]]:
    answer = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
    return re.findall(r"^.+? on (.+) \((\w+)[,)]", answer.stdout, flags=re.MULTILINE)

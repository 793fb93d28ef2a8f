"""Looking for a key in whatever a run has left, in every shape that it could have."""

from __future__ import annotations

import base64
import html
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote, quote_plus


def fresh_key() -> str:
    """A key of this run, with characters that every encoding writes otherwise."""
    return f"canary/{secrets.token_hex(8)}+Zz&{secrets.token_hex(4)}"


def shapes(key: str) -> dict[str, bytes]:
    """How the key looks as it is, in a URL, in JSON, in a page, and in base64 at any place."""
    found = {
        "raw": key,
        "url": quote(key, safe=""),
        "form": quote_plus(key),
        "path": quote(key),
        "json": json.dumps(key)[1:-1],
        "php": key.replace("/", "\\/"),
        "html": html.escape(key),
        "hex": key.encode().hex(),
        "reversed": key[::-1],
    }
    for before in range(3):
        for name, encode in (("b64", base64.b64encode), ("url64", base64.urlsafe_b64encode)):
            encoded = encode(b"\0" * before + key.encode()).decode()
            # Only what no neighbour has a part in.
            found[f"{name}+{before}"] = encoded[-(-before * 8 // 6) : (before + len(key)) * 8 // 6]
    every = {name: shape.encode() for name, shape in found.items()}
    wide = {"utf-16": key.encode("utf-16-le")}
    folded = {f"{name} lower": shape.lower() for name, shape in every.items() if name == "raw"}
    return {**every, **wide, **folded}


@dataclass
class Sweep:
    """Counts what was looked through and keeps where a key was found."""

    key: str
    size: int = 0
    """Bytes."""
    files: int = 0
    hits: list[str] = field(default_factory=list)

    def look(self, where: str, data: bytes | str) -> Self:
        """Look through one thing."""
        raw = data.encode(errors="surrogateescape") if isinstance(data, str) else data
        self.size += len(raw)
        self.hits += [
            f"{name} in {where}" for name, shape in shapes(self.key).items() if shape in raw
        ]
        return self

    def look_at_files(self, *roots: Path, but: Iterable[Path] = ()) -> Self:
        """Look through every file, also the freed pages of databases, and at every name."""
        left_out = {path.resolve() for path in but}
        for path in _files(*roots):
            self.look(f"the name of {path}", path.name)
            if path.resolve() not in left_out and path.is_file():
                self.files += 1
                self.look(str(path), path.read_bytes())
        return self

    def look_at_book(self, path: Path) -> Self:
        """Look at every value of every row, as SQLite reads it."""
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as book:
            tables = [
                name
                for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type='table'")
            ]
            for table in tables:
                for row in book.execute(f'SELECT * FROM "{table}"'):
                    self.look(f"{table} of {path.name}", repr(row))
        return self

    def look_at_process(self, pid: int, *, environment: bool = True) -> Self:
        """Look at the arguments and, for a child, the environment of a process."""
        for name in ("cmdline", *(("environ",) if environment else ())):
            self.look(f"/proc/{pid}/{name}", Path(f"/proc/{pid}/{name}").read_bytes())
        return self


def _files(*roots: Path) -> Iterator[Path]:
    for root in roots:
        for folder, _folders, names in os.walk(root):
            yield from (Path(folder) / name for name in names)

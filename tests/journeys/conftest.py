"""Configurations, and panels that serve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.serving import ServedPanel

Configure = Callable[..., Path]

SOON = """
[refresh]
orders = 5
balance = 15

[safety]
undo_seconds = 1
"""


@pytest.fixture
def panel() -> Iterator[ServedPanel]:
    """A panel twenty times as fast as the demo."""
    with ServedPanel() as served:
        yield served


@pytest.fixture
def configure(home: Path) -> Configure:
    """Write the configuration: `configure(name=table, ...)`, tables as lines of TOML."""

    def write(**panels: str) -> Path:
        path = home / ".config" / "smm-tui" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        first = next(iter(panels))
        tables = "".join(f"[panels.{name}]\n{lines}\n" for name, lines in panels.items())
        path.write_text(f'panel = "{first}"\n{tables}{SOON}')
        path.chmod(0o600)
        return path

    return write


@pytest.fixture
def key_file(home: Path) -> Callable[[str, str], str]:
    """Write a key into a file of its own; the line that names it."""

    def write(name: str, key: str) -> str:
        path = home / f"{name}.key"
        path.write_text(f"{key}\n")
        path.chmod(0o600)
        return f'key_file = "{path}"'

    return write

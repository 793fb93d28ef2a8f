"""The lines that fzf is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.catalogue import services


@contextmanager
def names_file(count: int) -> Iterator[Path]:
    """A file with the names of so many services, a line each."""
    with TemporaryDirectory(prefix="smm-tui-bench-") as folder:
        path = Path(folder) / "names"
        path.write_text(
            "".join(f"{' '.join(str(row['name']).split())}\n" for row in services(count))
        )
        yield path

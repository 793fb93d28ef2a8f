"""Whole catalogues to read: the demo panel's, and real ones where they lie beside the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from smm_tui.demo.catalogue import generate

_BESIDE: Final = {
    path.stem: path
    for path in sorted((Path(__file__).parents[2] / "shared" / "catalogues").glob("*.json"))
}
NAMES: Final = ("demo", *_BESIDE)


def answer(name: str) -> bytes:
    """What a panel answered, wrapped in an object by whoever kept it."""
    if name in _BESIDE:
        return _BESIDE[name].read_bytes()
    return json.dumps({"time": 0, "data": [service.row() for service in generate(7)]}).encode()

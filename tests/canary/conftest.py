from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long runs out unless they are asked for."""
    if "soak" not in config.option.markexpr:
        left_out = pytest.mark.skip(reason="a long run: -m soak")
        for item in items:
            if "soak" in item.keywords and "canary" in item.path.parts:
                item.add_marker(left_out)

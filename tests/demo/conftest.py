from __future__ import annotations

import pytest

from tests.demo.buyer import Buyer


@pytest.fixture
def buyer() -> Buyer:
    return Buyer()

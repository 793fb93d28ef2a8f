from __future__ import annotations

from collections import Counter
from datetime import UTC
from pathlib import Path
from typing import ClassVar, SupportsIndex

import smm_tui
from smm_tui.app import Dashboard
from smm_tui.catalogue import Catalogue, Preview
from smm_tui.config import Places, demo_settings
from smm_tui.errors import LedgerError
from smm_tui.models import Service
from smm_tui.screens.desk import Desk
from smm_tui.session import Session
from tests.bench.catalogue import body, read


class Counted(tuple[Service, ...]):
    """Notes which services were looked at."""

    __slots__ = ()
    looked: ClassVar[Counter[int]] = Counter()

    def __getitem__(self, key: SupportsIndex) -> Service:  # type: ignore[override]  # never sliced
        self.looked[int(key)] += 1
        return super().__getitem__(key)


class Watched(Dashboard):
    """Notes what is painted, as soon as it is."""

    CSS_PATH = str(Path(smm_tui.__file__).with_name("app.tcss"))

    def __init__(self, desk: Starting) -> None:
        super().__init__(desk, zone=UTC)
        self.starting = desk

    def post_display_hook(self) -> None:
        if not self._batch_count and self.main.is_mounted:
            self.starting.events.append("painted")


class Starting(Desk):
    """Notes when the session is wanted, and has none to give."""

    def __init__(self, folder: Path, preview: Preview) -> None:
        super().__init__(
            settings=demo_settings(),
            places=Places.within(folder),
            panel="demo",
            open_session=self._nothing,
            preview=preview,
        )
        self.events: list[str] = []

    async def _nothing(self) -> Session:
        raise AssertionError

    async def load(self) -> Catalogue | None:
        self.events.append("wanted")
        return None

    async def open(self) -> Session:
        raise LedgerError


async def test_the_first_picture_is_painted_once_and_before_all_else(tmp_path: Path) -> None:
    preview = read(body(300), []).preview("USD")
    services = Counted(preview.services)
    desk = Starting(
        tmp_path,
        Preview(
            services=services,
            categories=preview.categories,
            total=preview.total,
            unreadable=0,
            longest_id=preview.longest_id,
            currency="USD",
            read_at=preview.read_at,
        ),
    )
    await Watched(desk).run_async(headless=True, size=(120, 40))
    assert desk.events[0] == "painted"
    assert "wanted" in desk.events
    # What the table shows is looked at for the picture alone, the first for its details too.
    assert {number for number, count in services.looked.items() if count > 1} <= {0}
    assert len(services.looked) >= 20

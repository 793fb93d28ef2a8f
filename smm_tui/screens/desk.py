"""What all screens share: the session once it is open, the poller, and the panel in view."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Final

from smm_tui.catalogue import Catalogue, Preview
from smm_tui.catalogue_cache import kept_catalogue, kept_preview
from smm_tui.config import Places
from smm_tui.models import Clock, Service, SystemClock
from smm_tui.settings import PanelSettings, Settings
from smm_tui.state.keyed import filled
from smm_tui.state.memory import Memory
from smm_tui.widgets.key_bar import key_name
from smm_tui.widgets.signs import UNICODE, Signs

if TYPE_CHECKING:
    from smm_tui.poller import Poller
    from smm_tui.session import Session


_NO_SERVICE: Final = ""
"""What a draft of several orders is kept under; the id of no service."""
_LINES: Final = "lines"


class Desk:
    """Made before the first picture; the session comes after it.

    Without a panel it is the one that was in view when the program was left.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        places: Places,
        panel: str = "",
        open_session: Callable[[], Awaitable[Session]],
        demo: bool = False,
        read_only: bool = False,
        signs: Signs = UNICODE,
        clock: Clock | None = None,
    ) -> None:
        self.settings = settings
        self.places = places
        self.memory = Memory(places)
        """What the run before left, and the next one is to know."""
        self.panel = panel or self.memory.panel(settings)
        self.preview: Preview | None = kept_preview(places, self.panel_settings)
        """What the first picture shows of the catalogue that an earlier run kept."""
        self.demo = demo
        self.signs = signs
        self.clock: Clock = clock or SystemClock()
        """The session's own."""
        self.zone: tzinfo = UTC
        """That times are shown in; the App sets it."""
        self.slow_link = False
        """Whether the terminal is behind what is sent to it."""
        self._read_only = read_only
        self._open_session = open_session
        self._opened: asyncio.Event = asyncio.Event()
        self._kept: Catalogue | None = None
        self._session: Session | None = None
        self._poller: Poller | None = None

    async def load(self) -> Catalogue | None:
        """Read the catalogue that an earlier run kept; called once, after the first paint."""
        if self.preview is not None:
            self._kept = await kept_catalogue(self.places, self.panel_settings)
        return self._kept

    async def open(self) -> Session:
        """Open the order book and what stands behind it; called once, after the first paint.

        Raises:
            LedgerError: the book cannot be read.
        """
        from smm_tui.poller import Poller  # noqa: PLC0415 - not before the first picture

        self._session = await self._open_session()
        if self._kept is not None:
            self._session.take_catalogue(self.panel, self._kept)
            self._kept = None
        self._poller = Poller(self._session, panel=self.panel, favourites=self.memory.look)
        self._opened.set()
        return self._session

    @property
    def is_open(self) -> bool:
        """Whether the session is there."""
        return self._opened.is_set()

    async def session(self) -> Session:
        """The session, waiting for it where the program has only just started."""
        await self._opened.wait()
        return self.now

    @property
    def now(self) -> Session:
        """The session, which must be open."""
        if self._session is None:
            message = "the session is not open yet"
            raise RuntimeError(message)
        return self._session

    @property
    def poller(self) -> Poller:
        """The poller, which must be running."""
        if self._poller is None:
            message = "the session is not open yet"
            raise RuntimeError(message)
        return self._poller

    @property
    def panel_settings(self) -> PanelSettings:
        """The settings of the panel in view."""
        return self.settings.panels[self.panel]

    @property
    def read_only(self) -> bool:
        """Whether nothing may be ordered, refilled or cancelled at the panel in view."""
        if self._session is not None:
            return self._session.read_only(self.panel)
        return self._read_only or self.panel_settings.read_only

    def view(self, panel: str) -> None:
        """Switch to another panel."""
        self.panel = panel
        self.preview = None
        if self._poller is not None:
            self._poller.view(panel)

    def key(self, command: str) -> str:
        """The first key in force of a command, as a person knows it."""
        from smm_tui.keymap import default_keys  # noqa: PLC0415 - not for the first picture

        own = self.settings.keys.get(command, "").partition(",")[0]
        return key_name(own or default_keys(command)[0], self.signs)

    def keep_draft(
        self, panel: str, service: Service, entries: Mapping[str, str], *, again: bool = False
    ) -> None:
        """Keep what was entered for a service; `again`, unless another draft was begun since."""
        drafts, settings = self.memory.drafts, self.settings.panels[panel]
        if not (again and drafts.of(settings, service.service_id)):
            drafts.keep(settings, service.service_id, entries)
            self.memory.touch()

    def drop_draft(self, panel: str, service: Service, entries: Mapping[str, str]) -> None:
        """Forget what was entered for a service, unless it is something else by now."""
        kept = self.memory.drafts.of(self.settings.panels[panel], service.service_id)
        if kept == filled(entries):
            self.keep_draft(panel, service, {})

    def batch_draft(self, panel: str) -> str:
        """The lines of several orders that were left half-written."""
        kept = self.memory.drafts.of(self.settings.panels[panel], _NO_SERVICE) or {}
        return kept.get(_LINES, "")

    def keep_batch_draft(self, panel: str, text: str) -> None:
        """Keep the lines of several orders; empty ones are no draft."""
        self.memory.drafts.keep(self.settings.panels[panel], _NO_SERVICE, {_LINES: text})
        self.memory.touch()

    @property
    def catalogue(self) -> Catalogue | None:
        """The newest catalogue of the panel in view, from memory or an earlier run."""
        if self._session is None:
            return self._kept
        return self._session.catalogue(self.panel)

    async def finish(self) -> None:
        """Stop refreshing and wait for sends in flight; the book stays open for the screens."""
        if self._poller is not None:
            await self._poller.stop()
        await self.memory.flush()
        if self._session is not None:
            await self._session.finish()

    async def close(self) -> None:
        """Finish, and let go of the book."""
        await self.finish()
        if self._session is not None:
            await self._session.close()

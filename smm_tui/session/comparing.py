"""What changes in the catalogues of panels: compared once per reading, told by every process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from smm_tui import prices
from smm_tui.catalogue import Catalogue
from smm_tui.change_log import CatalogueReading, ChangeLog
from smm_tui.changes import Change, Entry, changes_of, entry_of
from smm_tui.comparison import Comparison, Known
from smm_tui.errors import LedgerError
from smm_tui.ledger import CatalogueMark, Followed, Ledger, NewReading
from smm_tui.models import Balance, Clock
from smm_tui.sayings import later, later_n
from smm_tui.session.news import News, Notice, Severity, Topic
from smm_tui.settings import PanelSettings

NEW_FOR: Final = timedelta(days=30)
"""So long a service counts as new."""
_OUTRUN: Final = timedelta(minutes=10)
"""By so much another process's reading can be newer than one that comes later; if it is by
more, the clock was set back since."""
_ROWS: Final = 64
_NONE: Final[Mapping[str, datetime]] = MappingProxyType({})


class Comparing:
    """Follows the catalogues of all panels, and remembers what was told already."""

    def __init__(self, *, book: Ledger, clock: Clock, tell: Callable[[News], None]) -> None:
        self._book = book
        self._clock = clock
        self._tell = tell
        self._known: dict[str, Followed] = {}
        """How far each panel was followed, as it was told."""
        self._new: dict[str, Mapping[str, datetime]] = {}

    async def compare(
        self,
        panel: PanelSettings,
        catalogue: Catalogue,
        last_balance: Callable[[], Awaitable[Balance | None]],
    ) -> None:
        """Compare a catalogue that was just read with the one before, and tell what is new.

        A book that cannot be written now takes the difference at the next reading.
        """
        if self._book.frozen:
            return
        try:
            balance = await last_balance()
            currency = balance.money.currency if balance is not None else ""
            digest = f"{catalogue.digest} {currency}"
            while not await self._is_compared(panel, catalogue, digest, currency):
                pass
        except LedgerError:
            return

    async def look(self, panel: PanelSettings) -> None:
        """Tell what another process has found, or a person has seen there."""
        found = await self._book.followed(panel.name, panel.url)
        before = self._known.get(panel.name)
        if found == before:
            return
        self._known[panel.name] = found
        await self._remember_new(panel)
        changes: list[Change] = []
        if before is not None and before.newest < found.newest:
            _readings, changes = await self._book.changes(
                panel.name, panel.url, after=before.newest
            )
        self._tell(News(Topic.CHANGES, panel.name, changes=tuple(changes)))

    def newest(self, panel: PanelSettings) -> int:
        """The number of the newest reading that was told of; 0 where there is none."""
        return self._known.get(panel.name, Followed()).newest

    async def see(self, panel: PanelSettings, number: int) -> None:
        """A person has looked at the changes up to this reading."""
        if not self._book.frozen:
            await self._book.see_changes(panel.name, panel.url, number)
            await self.look(panel)

    async def unseen(self, panel: PanelSettings) -> int:
        """How many changes nobody has looked at."""
        return await self._book.unseen_changes(panel.name, panel.url)

    async def log(self, panel: PanelSettings) -> ChangeLog:
        """All changes that are kept, ready to be searched."""
        mark = await self._book.catalogue_mark(panel.name, panel.url)
        readings, changes = await self._book.changes(panel.name, panel.url)
        log = ChangeLog(readings, changes, since=mark.first_at if mark else None)
        for _slice in log.slices():
            await asyncio.sleep(0)
        return log

    def new_services(self, panel: PanelSettings) -> Mapping[str, datetime]:
        """The services that are new: id, and when they came. As of the last `CHANGES` news."""
        return self._new.get(panel.name, _NONE)

    async def history(self, panel: PanelSettings, service_id: str) -> prices.History | None:
        """What a service has cost; None: nobody knows."""
        return prices.history_of(await self._book.prices(panel.name, panel.url, service_id))

    async def last_ordered(self, panel: PanelSettings, service_id: str) -> prices.Ordered | None:
        """A service as it was when it was last ordered here."""
        return await self._book.last_ordered(panel.name, panel.url, service_id)

    # -- comparing -------------------------------------------------------------------------

    async def _is_compared(
        self, panel: PanelSettings, catalogue: Catalogue, digest: str, currency: str
    ) -> bool:
        """Compare with what the book has now; False where that has changed meanwhile."""
        mark = await self._book.catalogue_mark(panel.name, panel.url)
        at = catalogue.read_at
        if mark is None:
            if not catalogue.services:
                return True  # An empty list is nothing to compare the next one with.
        elif timedelta(0) < mark.read_at - at <= _OUTRUN:
            return True
        elif mark.digest == digest and not mark.held_back:
            await self._book.confirm_reading(panel.name, panel.url, version=mark.version, at=at)
            return True
        known = await self._book.known_services(panel.name, panel.url)
        comparison = Comparison(
            known,
            catalogue.services,
            currency=currency,
            at=at,
            unreadable=len(catalogue.unreadable),
        )
        for _slice in comparison.slices():
            await asyncio.sleep(0)
        new = await _new_reading(comparison, mark, at=at, digest=digest, currency=currency)
        number = await self._book.record_reading(panel.name, panel.url, new)
        await _let_go(known, comparison.differences, new.entries, new.changes)
        if number is not None:
            await self._told(panel, comparison, mark)
        return number is not None

    async def _told(
        self, panel: PanelSettings, comparison: Comparison, mark: CatalogueMark | None
    ) -> None:
        """Tell of a reading that this process has written down."""
        await self.look(panel)
        doubt = comparison.held_back
        if doubt and not (mark and mark.held_back):
            notice = _doubt(doubt, comparison.counted)
            self._tell(News(Topic.NOTICE, panel.name, notice=notice))

    async def _remember_new(self, panel: PanelSettings) -> None:
        since = self._clock.now() - NEW_FOR
        self._new[panel.name] = await self._book.new_services(panel.name, panel.url, since)


async def _new_reading(
    comparison: Comparison,
    mark: CatalogueMark | None,
    *,
    at: datetime,
    digest: str,
    currency: str,
) -> NewReading:
    """What the book takes of a comparison; of the first reading nothing is a change."""
    entries: list[Entry] = []
    changes: list[Change] = []
    found = comparison.differences
    for start in range(0, len(found), _ROWS):
        for difference in found[start : start + _ROWS]:
            entries.append(entry_of(difference))
            if mark is not None:
                changes += changes_of(difference)
        await asyncio.sleep(0)
    before = mark.currency if mark is not None and mark.currency and currency else currency
    held_back = comparison.held_back
    return NewReading(
        version=mark.version if mark is not None else 0,
        digest=digest,
        reading=CatalogueReading(
            number=0,
            at=at,
            services=comparison.counted,
            held_back=held_back,
            currency=currency,
            currency_before=before,
        ),
        notable=before != currency or bool(held_back and mark and not mark.held_back),
        entries=entries,
        changes=changes,
        missing=comparison.missing,
        found=comparison.found,
    )


async def _let_go(known: dict[str, Known], *lists: list[Any]) -> None:
    """Forget many things a few at a time: at once it would hold up a key for 10 ms."""
    while known:
        for _count in range(min(_ROWS, len(known))):
            known.popitem()
        await asyncio.sleep(0)
    for items in lists:
        while items:
            del items[-_ROWS:]
            await asyncio.sleep(0)


def _doubt(missing: int, counted: int) -> Notice:
    """What is said of a catalogue that lost more than can be believed."""
    if not counted:
        return Notice(
            later("The catalogue came back empty"),
            later("Nothing counts as gone; it is compared again when the panel lists services."),
            Severity.WARNING,
        )
    title = later_n(
        "{count} service is missing at once", "{count} services are missing at once", missing
    )
    text = later("They count as gone if they are still missing in ten minutes.")
    return Notice(title, text, Severity.WARNING)

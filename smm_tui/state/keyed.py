"""Values that belong to one service of one panel: in memory at once, in a file soon after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Generic, NamedTuple, TypeVar

import msgspec

from smm_tui.config import Places
from smm_tui.i18n import N_
from smm_tui.settings import PanelSettings
from smm_tui.state.documents import Document

T = TypeVar("T")

_MOST_FAVOURITES: Final = 10_000
_MOST_DRAFTS: Final = 30
_LONGEST_DRAFT: Final = 200_000
"""Characters."""


class Key(NamedTuple):
    """Another address under the name of a panel is another panel, with services of its own."""

    panel: str
    url: str
    service: str


class Row(msgspec.Struct, Generic[T], frozen=True):
    """A value as it is kept."""

    panel: str
    url: str
    service: str
    value: T


class Rows(msgspec.Struct, Generic[T], frozen=True, tag_field="version", tag=1):
    """A file of them, the latest last."""

    rows: tuple[Row[T], ...] = ()


class Keyed(Generic[T]):
    """The values of a file, changed by this process and by others."""

    def __init__(self, document: Document[Rows[T]], *, most: int) -> None:
        self._document = document
        self._most = most
        self._stamp = document.stamp()
        """Of the file as it was before it was read last."""
        content, self.note = document.read()
        """What to tell where the file could not be used."""
        self._values = _values(content)
        self._changes: dict[Key, T | None] = {}
        """Not in the file yet; None: it is to go."""

    @property
    def values(self) -> Mapping[Key, T]:
        """All of them, the latest last."""
        return self._values

    def put(self, key: Key, value: T | None) -> None:
        """Keep a value, or none."""
        self._values = _put(self._values, {key: value})
        self._changes.pop(key, None)
        self._changes[key] = value

    @property
    def is_stale(self) -> bool:
        """Whether the file was written since it was read last."""
        return self._document.stamp() != self._stamp

    def read_again(self) -> dict[Key, T] | None:
        """All that is in the file by now; None where it cannot be used. May run in a thread."""
        self._stamp = self._document.stamp()
        content, note = self._document.read()
        if note:  # set aside, if it could be
            self._stamp = self._document.stamp()
            return None
        return _values(content)

    def take_changes(self) -> dict[Key, T | None]:
        """What is to be saved now; it counts as saved."""
        taken, self._changes = self._changes, {}
        return taken

    def save(self, changes: Mapping[Key, T | None]) -> dict[Key, T] | None:
        """Add changes to what others have made of the file. May run in a thread.

        Returns:
            All that is in it then; None where it cannot be written.
        """

        def edit(content: Rows[T]) -> Rows[T]:
            values = [*_put(_values(content), changes).items()][-self._most :]
            rows = tuple(Row(*key, value) for key, value in values)
            return msgspec.structs.replace(content, rows=rows)

        content = self._document.change(edit)
        return None if content is None else _values(content)

    def adopt(self, values: dict[Key, T] | None, saved: Mapping[Key, T | None]) -> None:
        """Take what `save` made of the file; what could not be saved waits for the next time."""
        if values is None:
            self._changes = {**saved, **self._changes}
        else:
            self._values = _put(values, self._changes)


def _values(content: Rows[T]) -> dict[Key, T]:
    return {Key(row.panel, row.url, row.service): row.value for row in content.rows}


def _put(values: Mapping[Key, T], changes: Mapping[Key, T | None]) -> dict[Key, T]:
    kept = {key: value for key, value in values.items() if key not in changes}
    return kept | {key: value for key, value in changes.items() if value is not None}


class Favourites(Keyed[bool]):
    """The services that a person marked."""

    def __init__(self, places: Places) -> None:
        lost = N_("The favourites could not be read; the file is now {path}.")
        document = Document(places.state / "favourites.json", Rows[bool](), lost)
        super().__init__(document, most=_MOST_FAVOURITES)
        self._of: tuple[PanelSettings, Mapping[Key, bool], frozenset[str]] | None = None

    def of(self, panel: PanelSettings) -> frozenset[str]:
        """The ids of those of a panel; the same set as long as none is added or taken away."""
        if self._of is None or (panel, self.values) != self._of[:2]:
            ids = (key.service for key in self.values if key[:2] == (panel.name, panel.url))
            self._of = panel, self.values, frozenset(ids)
        return self._of[2]

    def toggle(self, panel: PanelSettings, service_id: str) -> bool:
        """Add a service, or take it away; whether it is one now."""
        key = Key(panel.name, panel.url, service_id)
        liked = key not in self.values
        self.put(key, liked or None)
        return liked


class Drafts(Keyed[dict[str, str]]):
    """What stands in the order forms that were left half-written, by field."""

    def __init__(self, places: Places) -> None:
        lost = N_("The drafts of orders could not be read; the file is now {path}.")
        document = Document(places.state / "drafts.json", Rows[dict[str, str]](), lost)
        super().__init__(document, most=_MOST_DRAFTS)

    def of(self, panel: PanelSettings, service_id: str) -> dict[str, str] | None:
        """The entries for a service."""
        return self.values.get(Key(panel.name, panel.url, service_id))

    def keep(self, panel: PanelSettings, service_id: str, entries: Mapping[str, str]) -> None:
        """Keep what was entered; entries that are all empty are no draft."""
        kept = filled(entries)
        long = sum(map(len, kept.values())) > _LONGEST_DRAFT
        self.put(Key(panel.name, panel.url, service_id), None if long or not kept else kept)


def filled(entries: Mapping[str, str]) -> dict[str, str]:
    """The entries that hold anything."""
    return {name: entry for name, entry in entries.items() if entry}

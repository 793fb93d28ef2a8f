"""The services of a catalogue, by their row numbers in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Final

from smm_tui import formatting
from smm_tui.catalogue import Catalogue, Preview, SortKey
from smm_tui.i18n import _
from smm_tui.models import Service, ServiceType
from smm_tui.widgets.columns import Cards, Cell, Column
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.signs import UNICODE, Signs

_SHORTEST_ID: Final = 5
_LONGEST_ID: Final = 12
_RATE_CELLS: Final = 10
_MIN_CELLS: Final = 7
_MAX_CELLS: Final = 10
_CARDS_BELOW: Final = 48
_DECIMALS: Final = 4
"""Rates with at most so many stand with their points under each other."""


class ServiceTable(LineTable):
    """Rows are numbers of `Catalogue.services`; marks are favourites."""

    lasting: ClassVar[bool] = True

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        columns, cards = _columns(_SHORTEST_ID), _cards(_SHORTEST_ID)
        super().__init__(self, columns, cards=cards, markable=True, signs=signs, id=id)
        self.mark_sign = signs.star
        self._services: Sequence[Service] = ()
        self.currency = ""
        """Of all rates; "" while it is not known."""

    def show_catalogue(self, catalogue: Catalogue, currency: str = "") -> None:
        """Take another catalogue; until `show` says which rows, there are none."""
        self.currency = currency
        self._take(catalogue.services, catalogue.longest_id)
        self.show((), keep_key=False)

    def show_preview(self, preview: Preview) -> None:
        """Show all rows of a catalogue of which only the first are there yet."""
        self.currency = preview.currency
        self._take(preview.services, preview.longest_id)
        self.show(range(preview.total), keep_key=False)

    def _take(self, services: Sequence[Service], longest_id: int) -> None:
        self._services = services
        cells = min(max(longest_id, _SHORTEST_ID), _LONGEST_ID)
        self.use_columns(_columns(cells), cards=_cards(cells))

    @property
    def service(self) -> Service | None:
        """The one under the cursor."""
        key = self.cursor_key
        return self._services[key] if key is not None and key < len(self._services) else None

    def move_to_service(self, service_id: str) -> bool:
        """Put the cursor on a service; says whether it is among the rows."""
        for place, row in enumerate(self.rows[: len(self._services)]):
            if self._services[row].service_id == service_id:
                self.move_to(place)
                return True
        return False

    def next_sort(self, sort: SortKey, step: int = 1) -> SortKey:
        """The next order in turn: the panel's own, then by each column that is shown."""
        turns = [SortKey.PANEL, *(SortKey(key) for key in self.columns)]
        place = turns.index(sort) if sort in turns else 0
        return turns[(place + step) % len(turns)]

    def show_sort(self, sort: SortKey, *, reverse: bool = False) -> None:
        """Put the sign of the order beside its column's title."""
        self.show_sorted(str(sort), reverse=reverse)

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell | None] | None:
        """What is shown of a service; None while it is not there."""
        if key >= len(self._services):
            return None
        service = self._services[key]
        return [_CELLS[column](service, self.signs) for column in columns]


def _columns(id_cells: int) -> tuple[Column, ...]:
    """What gives way first on a narrow screen: type, cancel, refill, max, min."""
    return (
        Column(SortKey.ID, _("ID"), id_cells, align="right"),
        Column(SortKey.NAME, _("Service"), 24, weight=1),
        Column(SortKey.RATE, _("Per 1000"), _RATE_CELLS, align="right"),
        Column(SortKey.MIN, _("Min"), _MIN_CELLS, align="right", priority=1),
        Column(SortKey.MAX, _("Max"), _MAX_CELLS, align="right", priority=2),
        Column(SortKey.TYPE, _("Type"), 15, priority=5),
        Column(SortKey.REFILL, _("Refill"), 6, align="right", priority=3),
        Column(SortKey.CANCEL, _("Cancel"), 6, align="right", priority=4),
    )


def _cards(id_cells: int) -> Cards:
    """Two lines for each service, where min and max would give way to the name."""
    first = (
        Column(SortKey.ID, _("ID"), id_cells, align="right"),
        Column(SortKey.NAME, _("Service"), 12, weight=1),
    )
    second = (
        Column(SortKey.RATE, _("Per 1000"), _RATE_CELLS, align="right"),
        Column(SortKey.MIN, _("Min"), _MIN_CELLS, align="right", priority=1),
        Column(SortKey.MAX, _("Max"), _MAX_CELLS, align="right", priority=2),
    )
    return Cards(first, second, below=_CARDS_BELOW, indent=id_cells + 1)


def _rate(service: Service, signs: Signs) -> Cell:
    if service.rate is None:
        return _raw(service, "rate", signs)
    text = formatting.rate(service.rate)
    if len(text) > _RATE_CELLS:
        text = formatting.plain(service.rate)
    point, decimals = text.find("."), 0
    if point >= 0:
        decimals = len(text) - point - 1
    padding = _DECIMALS - decimals + (point < 0)
    if padding > 0 and len(text) + padding <= _RATE_CELLS:
        text += " " * padding
    return Cell(text)


def _limit(number: int | None, name: str, service: Service, signs: Signs) -> Cell:
    if number is None:
        return _raw(service, name, signs)
    grouped, room = formatting.count(number), _MIN_CELLS if name == "min" else _MAX_CELLS
    # Whole without its grouping rather than cut.
    return Cell(grouped if len(grouped) <= room else str(number))


def _raw(service: Service, name: str, signs: Signs) -> Cell:
    """A number that cannot be read without a guess, as it came; a dot where there is none."""
    text = dict(service.unclear).get(name)
    return Cell(signs.dot, "muted") if text is None else Cell(text, "warning")


def _type(service: Service) -> Cell:
    unheard = service.type is ServiceType.UNHEARD
    return Cell(service.type_text or str(service.type), "warning" if unheard else "muted")


def flag(value: bool | None, signs: Signs) -> Cell:  # noqa: FBT001 - it is the thing shown
    """Yes, no, or a dot where the panel does not say."""
    if value is None:
        return Cell(signs.dot, "muted")
    return Cell(_("yes"), "success") if value else Cell(_("no"), "muted")


_CELLS: Final[Mapping[str, Callable[[Service, Signs], Cell]]] = MappingProxyType(
    {
        SortKey.ID: lambda service, _signs: Cell(service.service_id, "muted"),
        SortKey.NAME: lambda service, _signs: Cell(service.name),
        SortKey.RATE: _rate,
        SortKey.MIN: lambda service, signs: _limit(service.min, "min", service, signs),
        SortKey.MAX: lambda service, signs: _limit(service.max, "max", service, signs),
        SortKey.TYPE: lambda service, _signs: _type(service),
        SortKey.REFILL: lambda service, signs: flag(service.refill, signs),
        SortKey.CANCEL: lambda service, signs: flag(service.cancel, signs),
    }
)

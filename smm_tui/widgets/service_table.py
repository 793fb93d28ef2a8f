"""The services of a catalogue, by their row numbers in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Final

from textual.binding import BindingType

from smm_tui import formatting
from smm_tui.catalogue import Catalogue, Preview, SortKey
from smm_tui.i18n import _
from smm_tui.models import Service, ServiceType
from smm_tui.widgets.columns import Cards, Cell, Column
from smm_tui.widgets.line_table import LineTable, opens
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

    BINDINGS: ClassVar[list[BindingType]] = [opens(_("Order"))]

    lasting: ClassVar[bool] = True

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        columns, cards = _columns(_SHORTEST_ID), _cards(_SHORTEST_ID)
        super().__init__(self, columns, cards=cards, markable=True, signs=signs, id=id)
        self.mark_sign = signs.star
        self._services: Sequence[Service] = ()
        self._first = 0
        """The row of the first of them."""
        self.currency = ""
        """Of all rates; "" while it is not known."""

    def show_catalogue(self, catalogue: Catalogue, currency: str = "") -> None:
        """Take another catalogue; until `show` says which rows, there are none."""
        self.currency = currency
        self._take(catalogue.services, catalogue.longest_id)
        self.rows = ()

    def show_first(self, preview: Preview, services: Sequence[Service], *, first: int = 0) -> None:
        """Take some services of a catalogue whose others are not there yet, from a row on."""
        self.currency = preview.currency
        self._take(services, preview.longest_id, first=first)

    def mark_first(self, ids: frozenset[str]) -> None:
        """Mark those of the services that are there."""
        services = enumerate(self._services, start=self._first)
        self.marked = frozenset(row for row, service in services if service.service_id in ids)

    def _take(self, services: Sequence[Service], longest_id: int, *, first: int = 0) -> None:
        self._services = services
        self._first = first
        cells = min(max(longest_id, _SHORTEST_ID), _LONGEST_ID)
        self.use_columns(_columns(cells), cards=_cards(cells))
        self.refresh()

    @property
    def service(self) -> Service | None:
        """The one under the cursor; None while it is not there."""
        key = self.cursor_key
        return None if key is None else self._service(key)

    def _service(self, key: int) -> Service | None:
        place = key - self._first
        return self._services[place] if 0 <= place < len(self._services) else None

    def move_to_service(self, service_id: str) -> bool:
        """Put the cursor on a service; says whether it is among the rows."""
        for place, row in enumerate(self.rows):
            service = self._service(row)
            if service is not None and service.service_id == service_id:
                self.move_to(place)
                return True
        return False

    @property
    def in_view(self) -> tuple[Service, ...]:
        """The services in view; none while one of them is not there."""
        found = tuple(filter(None, map(self._service, self.view)))
        return found if len(found) == len(self.view) else ()

    def next_sort(self, sort: SortKey, step: int = 1) -> SortKey:
        """The next order in turn: the panel's, the recently ordered, by each column shown."""
        turns = [SortKey.PANEL, SortKey.RECENT, *(SortKey(key) for key in self.columns)]
        place = turns.index(sort) if sort in turns else 0
        return turns[(place + step) % len(turns)]

    def show_sort(self, sort: SortKey, *, reverse: bool = False) -> None:
        """Put the sign of the order beside its column's title."""
        self.show_sorted(str(sort), reverse=reverse)

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell | None] | None:
        """What is shown of a service; None while it is not there."""
        service = self._service(key)
        if service is None:
            return None
        return [_CELLS[column](service, self.signs) for column in columns]


def _columns(id_cells: int) -> tuple[Column, ...]:
    """What gives way first on a narrow screen: type, cancel, refill, max, min."""
    return (
        Column(SortKey.ID, _("ID"), id_cells, align="right"),
        Column(SortKey.NAME, _("Service"), 34, weight=1),
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
    point, decimals = text.find(formatting.decimal_sign()), 0
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
    if len(grouped) <= room:
        return Cell(grouped)
    millions, rest = divmod(number, 1_000_000)
    # Whole without its grouping rather than cut.
    return Cell(str(number) if rest else _("{count}M").format(count=formatting.count(millions)))


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

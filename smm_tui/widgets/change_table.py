"""What changed in a catalogue: a row for each change, under a heading for each reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, Final

from textual.binding import BindingType

from smm_tui import formatting, prices
from smm_tui.change_log import ChangeLog, ChangeSort, kind_sign, kind_word
from smm_tui.changes import Change, Facts, Kind, decoded
from smm_tui.i18n import _
from smm_tui.widgets.columns import Cards, Cell, CellStyle, Column
from smm_tui.widgets.line_table import LineTable, opens
from smm_tui.widgets.signs import UNICODE, Signs

_KIND_CELLS: Final = 10
_SHORTEST_ID: Final = 4
_LONGEST_ID: Final = 12
_PERCENT_CELLS: Final = 9
_WHEN_CELLS: Final = 16
_CARDS_BELOW: Final = 62
_STYLES: Final[Mapping[Kind, CellStyle]] = MappingProxyType(
    {
        Kind.UP: "warning",
        Kind.DOWN: "success",
        Kind.HIDDEN: "error",
        Kind.GONE: "error",
        Kind.REPLACED: "error",
        Kind.BACK: "accent",
        Kind.NEW: "accent",
    }
)


_COMING: Final = frozenset({Kind.NEW, Kind.BACK})


class ChangeTable(LineTable):
    """Rows are those of a `ChangeLog`; those below zero are headings, which the cursor skips."""

    BINDINGS: ClassVar[list[BindingType]] = [opens(_("Order"))]

    lasting: ClassVar[bool] = True

    def __init__(
        self,
        *,
        zone: tzinfo = UTC,
        signs: Signs = UNICODE,
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(
            self,
            _columns(_SHORTEST_ID, dated=False),
            cards=_cards(_SHORTEST_ID),
            markable=True,
            signs=signs,
            id=id,
        )
        self.mark_sign = signs.star
        self._zone = zone
        self._log = ChangeLog((), ())
        self._now: datetime | None = None
        self._id_cells = _SHORTEST_ID

    def show_log(self, log: ChangeLog, now: datetime) -> None:
        """Take other changes; until `show` says which rows, there are none."""
        self._log, self._now = log, now
        longest = max((len(change.service_id) for change in log.changes), default=0)
        self._id_cells = min(max(longest, _SHORTEST_ID), _LONGEST_ID)
        self.show((), keep_key=False)

    def show_rows(self, rows: Sequence[int], sort: ChangeSort, *, keep: bool) -> None:
        """Show these rows of the log, which come in this order."""
        dated = sort is not ChangeSort.WHEN
        self.use_columns(_columns(self._id_cells, dated=dated), cards=_cards(self._id_cells))
        self.show(rows, keep_key=keep)
        if not keep:
            self._leave_heading(1)

    @property
    def change(self) -> Change | None:
        """The one under the cursor; None on a heading."""
        key = self.cursor_key
        return None if key is None or key < 0 else self._log.changes[key]

    def next_sort(self, sort: ChangeSort, step: int = 1) -> ChangeSort:
        """The next order in turn: the newest first, then by each column that has an order."""
        known = {str(each): each for each in ChangeSort}
        turns = [ChangeSort.WHEN]
        turns += [known[key] for key in self.columns if key in known and key != ChangeSort.WHEN]
        place = turns.index(sort) if sort in turns else 0
        return turns[(place + step) % len(turns)]

    def show_sort(self, sort: ChangeSort, *, reverse: bool = False) -> None:
        """Put the sign of the order beside its column's title."""
        self.show_sorted(str(sort), reverse=reverse)

    def action_move(self, rows: int) -> None:
        """Move the cursor, past a heading."""
        super().action_move(rows)
        self._leave_heading(1 if rows > 0 else -1)

    def _leave_heading(self, step: int) -> None:
        """Go on to the next row; above the first heading there is none, so it is seen."""
        if (self.cursor_key or 0) < 0:
            super().action_move(step)

    def heading(self, key: int, part: int) -> tuple[Cell, Cell] | None:
        """What a reading brought, over the whole line or over two."""
        if key >= 0:
            return None
        now = self._now or self._log.reading_of(key).at
        when, what = self._log.heading(key, now, self._zone)
        if self.is_carded:
            return Cell("" if part else when, "strong"), Cell(what if part else "", "muted")
        return Cell(f"{when}  ", "strong"), Cell(what, "muted")

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell | None] | None:
        """What is shown of a change."""
        change = self._log.changes[key]
        was, now = values(change)
        style = _STYLES.get(change.kind, "")
        found = {
            "kind": Cell(_kind(change.kind, self.signs), style),
            "id": Cell(change.service_id, "muted"),
            "name": Cell(change.name),
            "was": Cell(was, "muted"),
            "now": Cell(now if change.kind in _COMING and not was else self._becoming(now)),
            "percent": Cell(_percent(self._log.percent(key)), style),
            "when": Cell(self._when(key), "muted"),
        }
        return [found[column] for column in columns]

    def _becoming(self, now: str) -> str:
        return f"{self.signs.glyphs.arrow} {now}" if now else ""

    def _when(self, key: int) -> str:
        at = self._log.reading_of(key).at
        return formatting.moment(at, self._now or at, self._zone)


def _columns(id_cells: int, *, dated: bool) -> tuple[Column, ...]:
    """What gives way first on a narrow screen: the time, the id, the value before."""
    columns = (
        Column(ChangeSort.KIND, _("Change"), _KIND_CELLS),
        Column(ChangeSort.ID, _("ID"), id_cells, align="right", priority=2),
        Column(ChangeSort.NAME, _("Service"), 18, weight=4),
        Column("was", _("Was"), 9, weight=1, align="right", priority=1),
        Column("now", _("Is"), 10, weight=1),
        Column(ChangeSort.PERCENT, _("Percent"), _PERCENT_CELLS, align="right"),
    )
    when = Column(ChangeSort.WHEN, _("When"), _WHEN_CELLS, priority=3)
    return (*columns, when) if dated else columns


def _cards(id_cells: int) -> Cards:
    """Two lines for each change: what it is about, then what it was and is."""
    first = (
        Column(ChangeSort.KIND, _("Change"), _KIND_CELLS),
        Column(ChangeSort.NAME, _("Service"), 12, weight=1),
    )
    second = (
        Column(ChangeSort.ID, _("ID"), min(id_cells, _KIND_CELLS), good_width=_KIND_CELLS),
        Column("was", _("Was"), 6, weight=1, align="right"),
        Column("now", _("Is"), 8, weight=1),
        Column(ChangeSort.PERCENT, _("Percent"), _PERCENT_CELLS, align="right", priority=1),
    )
    return Cards(first, second, below=_CARDS_BELOW)


def _kind(kind: Kind, signs: Signs) -> str:
    return f"{kind_sign(kind, signs.glyphs)} {kind_word(kind)}"


def _percent(percent: Decimal | None) -> str:
    return "" if percent is None else prices.signed(percent)


def values(change: Change) -> tuple[str, str]:
    """What was and what is, in a few words; "" for what says nothing."""
    was, now = decoded(change.was), decoded(change.now)
    if change.kind in _COMING and was.rate == now.rate:
        return "", _price(now)
    say = _SAYINGS.get(change.kind)
    return say(was, now) if say else (_price(was), _price(now))


def _price(facts: Facts) -> str:
    if facts.rate is None:
        return _("hidden") if facts.hidden else ""
    return formatting.rate(facts.rate)


def _readable(was: Facts, now: Facts) -> tuple[str, str]:
    """Prices of which one may be none that can be read."""
    return _price(was) or "?", _price(now) or "?"


def _named(was: Facts, now: Facts) -> tuple[str, str]:
    return was.name, now.name


def _reworded(was: Facts, now: Facts) -> tuple[str, str]:
    """Of two names that begin and end alike only what stands between."""
    old, new = was.name.split(), now.name.split()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return " ".join(old), " ".join(new) or _("without it")


def _typed(was: Facts, now: Facts) -> tuple[str, str]:
    return was.type, now.type


def _limits(was: Facts, now: Facts) -> tuple[str, str]:
    """Least and most, or the one of them that changed."""
    if was.limits is None or now.limits is None:
        return _range(was.limits), _range(now.limits)
    if was.limits[1] == now.limits[1]:
        return _least(was.limits[0]), _least(now.limits[0])
    if was.limits[0] == now.limits[0]:
        return _most(was.limits[1]), _most(now.limits[1])
    return _range(was.limits), _range(now.limits)


def _least(number: int) -> str:
    return _("min {count}").format(count=formatting.count(number))


def _most(number: int | None) -> str:
    if number is None:
        return _("no max")
    return _("max {count}").format(count=formatting.count(number))


def _range(limits: tuple[int, int | None] | None) -> str:
    if limits is None:
        return "?"
    least, most = limits
    if most is None:
        return _least(least)
    return _("{min} to {max}").format(min=formatting.count(least), max=formatting.count(most))


def _options(was: Facts, now: Facts) -> tuple[str, str]:
    """The options that are others now."""
    words = (
        (was.refill, now.refill, _("refill"), _("no refill")),
        (was.cancel, now.cancel, _("cancel"), _("no cancel")),
        (was.dripfeed, now.dripfeed, _("drip-feed"), _("no drip-feed")),
    )
    moved = [each for each in words if None not in each[:2] and each[0] != each[1]]
    return (
        ", ".join(yes if old else no for old, _new, yes, no in moved),
        ", ".join(yes if new else no for _old, new, yes, no in moved),
    )


_SAYINGS: Final[Mapping[Kind, Callable[[Facts, Facts], tuple[str, str]]]] = MappingProxyType(
    {
        Kind.PRICE: _readable,
        Kind.REPLACED: _named,
        Kind.RENAMED: _reworded,
        Kind.TYPE: _typed,
        Kind.LIMITS: _limits,
        Kind.FLAGS: _options,
    }
)
"""How each kind says what was and is; all others say prices."""

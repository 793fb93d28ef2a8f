"""To which services the catalogue is narrowed, in which order, and what is said of that."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from smm_tui.catalogue import Catalogue, SortKey
from smm_tui.conditions import Condition, Field, Says
from smm_tui.filters import EVERYTHING, SERVICES, Query, parse
from smm_tui.i18n import _
from smm_tui.state.view import Look

_LIKED: Final = Says(Field.FAVOURITE, yes=True)
_ELSEWHERE: Final = frozenset({Field.FAVOURITE, Field.NEW})
"""What is known elsewhere than in a catalogue."""


class Narrowing(msgspec.Struct, frozen=True):
    """All that the rows hang on beside the catalogue itself."""

    text: str = ""
    query: Query = EVERYTHING
    """What the text asks for."""
    category: str | None = None
    sort: SortKey = SortKey.PANEL
    reverse: bool = False
    favourites: bool = False
    """Whether only favourites are shown."""
    recent: tuple[str, ...] = ()
    """The ids of the services that were ordered, the newest first."""

    @classmethod
    def of(cls, look: Look) -> Narrowing:
        """As the catalogue was left; a sort that is not known is the panel's own order."""
        made = cls(reverse=look.reverse, favourites=look.favourites).typed(look.filter)
        with contextlib.suppress(ValueError):
            return replace(made, sort=SortKey(look.sort))
        return made

    def typed(self, text: str) -> Narrowing:
        """The same with another filter."""
        return replace(self, text=text, query=parse(text, SERVICES))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The fields that are in force."""
        conditions = self.query.conditions
        return (_LIKED, *conditions) if self.favourites and _LIKED not in conditions else conditions

    @property
    def asks_for_new(self) -> bool:
        """Whether the rows hang on when services came."""
        return any(each.field is Field.NEW for each in self.query.conditions)

    def rows(
        self, catalogue: Catalogue, members: Callable[[Condition], frozenset[str]]
    ) -> Sequence[int]:
        """The rows that are left, in their order.

        Args:
            catalogue: Of what.
            members: The ids of the services that meet what no catalogue knows of.
        """
        conditions = self.conditions
        return catalogue.rows(
            replace(self.query, conditions=conditions),
            category=self.category,
            sort=self.sort,
            reverse=self.reverse,
            members={each: members(each) for each in conditions if each.field in _ELSEWHERE},
            recent=self.recent,
        )

    def chips(self, *, with_category: bool) -> Iterable[str]:
        """A word for everything in force that the screen does not show anyway."""
        yield from map(str, self.conditions)
        if with_category and self.category is not None:
            yield self.category
        if self.sort is SortKey.RECENT:
            last = _("ordered longest ago first")
            yield last if self.reverse else _("recently ordered first")

    @property
    def hint(self) -> str:
        """What to say to a text that is nearly a field; "" where there is none."""
        if not self.text:
            return ""
        from smm_tui.filter_hints import hint  # noqa: PLC0415 - not without a filter

        return hint(self.text, SERVICES)

    def nothing(self, liked: frozenset[str], key: Callable[[str], str]) -> str:
        """What to say where no row is left, and what to do then.

        Args:
            liked: The favourites.
            key: The key of a binding by its id.
        """
        keys = {
            "clear": key("filter.clear"),
            "favourite": key("catalogue.favourite"),
            "favourites": key("catalogue.favourites"),
        }
        if _LIKED in self.conditions and not liked:
            said = _(
                "No favourites yet. Press {favourites} for all services, "
                "then {favourite} on one to keep it here."
            )
        elif self.query != EVERYTHING:
            said = _("No service has all of this. {clear} clears the filter.")
        elif self.favourites:
            said = _("None of your favourites is here. {favourites} shows all services.")
        else:
            said = _("No service is here. {clear} shows all services.")
        return said.format_map(keys)

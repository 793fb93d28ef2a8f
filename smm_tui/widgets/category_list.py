"""The categories of a catalogue with their counts, in the panel's own order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, Protocol

from textual.binding import BindingType
from textual.widget import Widget

from smm_tui import formatting
from smm_tui.i18n import _
from smm_tui.widgets.columns import Cell, Column
from smm_tui.widgets.line_table import LineTable, opens
from smm_tui.widgets.signs import UNICODE, Signs

_NARROWEST: Final = 16
_STEP: Final = 4
"""Cells."""


class Category(Protocol):
    """What is shown of a category."""

    @property
    def name(self) -> str:
        """As the panel wrote it, cleaned."""
        ...

    @property
    def count(self) -> int:
        """How many services are in it."""
        ...


class CategoryList(LineTable):
    """Key 0 is all services, key n the n-th category; `category` is what is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [opens(_("Services"))]

    def __init__(
        self,
        *,
        width: int = 0,
        signs: Signs = UNICODE,
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        columns = (
            Column("name", _("Category"), 8, weight=1),
            Column("count", "", 5, align="right", priority=1),
        )
        super().__init__(self, columns, signs=signs, id=id)
        self._categories: Sequence[Category] = ()
        self._total = 0
        self.chosen_width = width
        """The cells that a person gave it; 0 for those of the style sheet."""

    def fit(self, most: int) -> None:
        """Take the chosen width, as far as there is room; 0 leaves it to the style sheet."""
        chosen = max(_NARROWEST, min(self.chosen_width, most))
        self.styles.width = chosen if self.chosen_width and most else None

    def action_widen(self, step: int) -> None:
        """Take more room from the services, or give it back."""
        most = self.parent.size.width // 2 if isinstance(self.parent, Widget) else 0
        if self.outer_size.width <= most:
            self.chosen_width = max(_NARROWEST, min(self.outer_size.width + step * _STEP, most))
            self.fit(most)
            self.post_message(self.Widened(self))

    def show_categories(
        self, categories: Sequence[Category], total: int, *, chosen: str | None = None
    ) -> None:
        """Show these; the cursor is on the one named, or stays on its own, else goes to all."""
        before = chosen or self.category
        self._categories = categories
        self._total = total
        self.show(range(len(categories) + 1))
        names = [category.name for category in categories]
        place = names.index(before) + 1 if before in names else 0
        if self.size.height:
            self.move_to(place)
        else:
            self.restore(0, place)

    @property
    def filled(self) -> bool:
        """Whether there are categories to choose from."""
        return bool(self._categories)

    @property
    def category(self) -> str | None:
        """The name of the category under the cursor; None for all services."""
        place = self.cursor
        return self._categories[place - 1].name if 0 < place <= len(self._categories) else None

    def cells(self, key: int, columns: Sequence[str]) -> Sequence[Cell]:
        """A name and a count."""
        if key == 0:
            name, count = Cell(_("All services"), "strong"), self._total
        else:
            category = self._categories[key - 1]
            # Names begin alike and differ at their ends.
            width = self.widths.get("name", 0)
            name = Cell(formatting.middle(category.name, width, glyphs=self.signs.glyphs))
            count = category.count
        texts = {"name": name, "count": Cell(formatting.count(count), "muted")}
        return [texts[column] for column in columns]

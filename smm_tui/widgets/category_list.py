"""The categories of a catalogue with their counts, in the panel's own order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from smm_tui import formatting
from smm_tui.i18n import _
from smm_tui.widgets.columns import Cell, Column
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.signs import UNICODE, Signs


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

    def __init__(self, *, signs: Signs = UNICODE, id: str | None = None) -> None:  # noqa: A002
        columns = (
            Column("name", _("Category"), 8, weight=1),
            Column("count", "", 5, align="right", priority=1),
        )
        super().__init__(self, columns, signs=signs, id=id)
        self._categories: Sequence[Category] = ()
        self._total = 0

    def show_categories(self, categories: Sequence[Category], total: int) -> None:
        """Show these; the cursor stays on the category of the same name, else goes to all."""
        before = self.category
        self._categories = categories
        self._total = total
        self.show(range(len(categories) + 1))
        names = [category.name for category in categories]
        self.move_to(names.index(before) + 1 if before in names else 0)

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

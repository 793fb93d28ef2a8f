"""Categories, services and details: side by side, or one at a time where there is no room."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from smm_tui.widgets.category_list import CategoryList
from smm_tui.widgets.details import ServiceDetails
from smm_tui.widgets.service_table import ServiceTable
from smm_tui.widgets.signs import Signs

_NARROW, THIN = 110, 100
"""Cells below which the categories are narrower, and below which they have no room."""
_SHORT, _TINY = 28, 12
"""The same in lines for the details."""
_AROUND = 4
"""Lines of the screen that others have."""


class CataloguePanes(Horizontal):
    """Holds the three, and knows which of them can be gone to."""

    DEFAULT_CSS = """
    CataloguePanes {
        height: 1fr;
        & CategoryList { width: 34; border-right: solid $border-blurred; }
        & ServiceDetails { height: 8; border-top: solid $border-blurred; }
        & ServiceDetails:focus { border-top: solid $border; }
        &.-narrow CategoryList { width: 26; }
        &.-short ServiceDetails { height: 5; }
        &.-thin CategoryList { width: 1fr; border-right: none; }
        &.-tiny ServiceDetails { height: 1fr; border-top: none; }
    }
    """

    def __init__(self, *, side: int = 0, signs: Signs) -> None:
        super().__init__()
        # Held, not looked up: at the end of the program they go before this does.
        self.categories = CategoryList(width=side, signs=signs)
        self.services = ServiceTable(signs=signs)
        self.details = ServiceDetails(signs=signs)
        self._right = Vertical(self.services, self.details)
        self._thin = self._tiny = False

    def compose(self) -> ComposeResult:
        """Categories on the left, services on the right, details below."""
        # In their places from the first picture on, which would be painted twice else.
        self._fit(self.app.size.width, self.app.size.height - _AROUND)
        yield self.categories
        yield self._right

    def on_resize(self) -> None:
        """Fit the parts to the room there is."""
        self._fit(*self.size)

    def _fit(self, width: int, height: int) -> None:
        self._thin, self._tiny = width < THIN, height < _TINY
        self.set_class(width < _NARROW, "-narrow")
        self.set_class(height < _SHORT, "-short")
        self.set_class(self._thin, "-thin")
        self.set_class(self._tiny, "-tiny")
        self.categories.fit(0 if self._thin else width // 2)
        self.bring(self.screen.focused)

    def go(self, step: int) -> None:
        """To the one on the left (-1) or on the right (1), if there is one."""
        panes: list[Widget] = [self.categories, self.services, self.details]
        focused = self.screen.focused
        place = panes.index(focused) if focused in panes else 1
        self.go_to(panes[min(max(place + step, 0), len(panes) - 1)])

    def go_to(self, pane: Widget) -> None:
        """To one of the three."""
        self.bring(pane)
        self.screen.set_focus(pane)

    def bring(self, pane: Widget | None) -> None:
        """See that one of the three is in view: alone, where they have no room for each other."""
        alone = self._thin and pane is self.categories
        read = self._tiny and pane is self.details
        self.categories.display = alone or not self._thin
        self._right.display = not alone
        self.services.display = not read
        self.details.display = read or not self._tiny

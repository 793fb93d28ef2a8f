"""The views of the main screen: what they have in common, and those made when first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical

from smm_tui.screens.desk import Desk
from smm_tui.session import News, Topic
from smm_tui.state.view import ViewState
from smm_tui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from smm_tui.commands import Command


class View(Vertical):
    """One of the views of the main screen; the others stay mounted, out of sight."""

    topic: ClassVar[Topic] = Topic.CATALOGUE
    """What `ctrl+r` asks the panel for, beside the balance."""
    passing: ClassVar[bool] = False
    """Whether escape leads from here to the view before."""
    filter_bar: FilterBar

    @property
    def marked(self) -> frozenset[int]:
        """Orders that `ctrl+r` asks after although they have ended."""
        return frozenset()

    @property
    def commands(self) -> Sequence[Command]:
        """What the palette offers beside what has a key."""
        return ()

    def take_focus(self) -> None:
        """Be where a person works."""
        raise NotImplementedError

    def step_back(self) -> bool:
        """Undo the filter, or else the last narrowing; says whether there was one to undo."""
        return self.filter_bar.clear_if_any()

    def action_filter(self) -> None:
        """Go to the filter."""
        self.filter_bar.open()

    def follow_filter(self) -> None:
        """Show what the filter leaves."""
        raise NotImplementedError

    @on(FilterBar.Changed)
    def narrow(self, event: FilterBar.Changed) -> None:
        """Filter while typing."""
        event.stop()
        self.follow_filter()

    @on(FilterBar.Left)
    def to_rows(self, event: FilterBar.Left) -> None:
        """Go to the rows."""
        event.stop()
        self.take_focus()

    def hear(self, news: News) -> None:
        """Bring what is shown up to date."""

    def remember(self, state: ViewState) -> ViewState:
        """What the next start is to know, with how this view stands."""
        return state


def _orders(desk: Desk) -> View:
    from smm_tui.screens.orders import OrdersView  # noqa: PLC0415 - see below

    return OrdersView(desk)


def _spending(desk: Desk) -> View:
    from smm_tui.screens.spending import SpendingView  # noqa: PLC0415 - see below

    return SpendingView(desk)


def _changes(desk: Desk) -> View:
    from smm_tui.screens.changes import ChangesView  # noqa: PLC0415 - see below

    return ChangesView(desk)


def _messages(desk: Desk) -> View:
    from smm_tui.screens.messages import MessagesView  # noqa: PLC0415 - made when first shown

    return MessagesView(desk)


LATER: Final[Mapping[str, Callable[[Desk], View]]] = {
    "orders": _orders,
    "changes": _changes,
    "messages": _messages,
    "spending": _spending,
}
"""What makes the views that the first picture does not need, by name."""

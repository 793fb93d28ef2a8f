"""The screen under all dialogs: header, the view that was chosen, messages, keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, ClassVar, cast

import msgspec
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.screens.catalogue import CatalogueView
from smm_tui.screens.desk import Desk
from smm_tui.screens.front import Front
from smm_tui.screens.views import LATER, View
from smm_tui.screens.wishes import (
    EnterIds,
    LookAt,
    OrderAgain,
    OrderService,
    ReviewRequests,
    ShowOrders,
)
from smm_tui.session import News, Notice, Severity, Topic
from smm_tui.state.view import ViewState
from smm_tui.widgets.header_bar import HeaderState
from smm_tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from smm_tui.screens.journeys import Journeys
    from smm_tui.screens.orders import OrdersView


class MainScreen(Front):
    """Catalogue and orders, one of them in view."""

    AUTO_FOCUS = ""
    # On so few lines a row is worth more than what happened last, which `m` lists.
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (6, "-tall")]  # noqa: RUF012 - typed by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "1",
            "show('catalogue')",
            _("Catalogue"),
            tooltip=_("Find a service"),
            id="app.catalogue",
        ),
        Binding("2", "show('orders')", _("Orders"), tooltip=_("Watch orders"), id="app.orders"),
        Binding(
            "3",
            "show('spending')",
            _("Spending"),
            tooltip=_("See what was spent"),
            id="app.spending",
        ),
        Binding("slash", "filter", _("Filter"), tooltip=_("Filter the rows"), id="app.filter"),
        Binding(
            "m",
            "show('messages')",
            _("Messages"),
            tooltip=_("Read again what was said"),
            id="app.messages",
            show=False,
        ),
        Binding(
            "p", "app.panels", _("Panel"), tooltip=_("Switch to another panel"), id="app.panel"
        ),
        Binding(
            "ctrl+r",
            "refresh_now",
            _("Refresh"),
            tooltip=_("Ask the panel now; ended orders if marked"),
            id="app.refresh",
        ),
        Binding(
            "P",
            "app.pause",
            _("Pause"),
            tooltip=_("Stop refreshing, or go on"),
            id="app.pause",
            show=False,
        ),
        Binding(
            "exclamation_mark",
            "app.attention",
            _("Attention"),
            tooltip=_("Go to the next order that needs attention"),
            id="app.attention",
            show=False,
        ),
        Binding(
            "u",
            "app.take_back",
            _("Take back"),
            tooltip=_("Take back the newest order not yet sent"),
            id="app.take_back",
            show=False,
        ),
        Binding(
            "escape",
            "back",
            _("Back"),
            tooltip=_("One step back: filter, marks, message"),
            id="app.back",
            show=False,
        ),
    ]
    view: reactive[str] = reactive("catalogue", repaint=False, bindings=True)

    class Opened(Message):
        """The session is there."""

    @dataclass
    class Heard(Message):
        """The session has news."""

        news: News

    def __init__(self, desk: Desk, journeys: Callable[[], Journeys], *, zone: tzinfo) -> None:
        super().__init__(desk, zone=zone)
        self._journeys = journeys
        # Held, not looked up: at the end of the program they go before this does.
        self.catalogue_view = CatalogueView(desk)
        self._views: dict[str, View] = {"catalogue": self.catalogue_view}
        """By name; others come when they are first shown."""
        screen = desk.memory.view.screen
        if screen in LATER:
            self._views[screen] = LATER[screen](desk)
        if screen in self._views:
            self.set_reactive(MainScreen.view, screen)
        self._before = self.view
        """Where escape leads from a view that is passing."""
        desk.memory.collect = self.remember

    def compose(self) -> ComposeResult:
        """Header, views, message, keys."""
        yield self.header_bar
        for name, view in self._views.items():
            view.display = name == self.view
            yield view
        yield self.message_line
        yield KeyBar(signs=self._desk.signs)

    def on_mount(self) -> None:
        """The first picture: the view that was left, and the cached catalogue."""
        self.header_bar.state = self.head
        if self._desk.preview is not None:
            self.catalogue_view.show_preview(self._desk.preview)
        self.current.take_focus()
        if notes := self._desk.memory.take_notes():
            self.say_notice(Notice(" ".join(notes), "", Severity.WARNING))

    def remember(self) -> ViewState:
        """How the screens stand, for the next start."""
        desk = self._desk
        state = msgspec.structs.replace(
            desk.memory.view,
            screen=self._before if self.current.passing else self.view,
            panel=desk.panel,
            configured=desk.settings.panel,
        )
        for view in self._views.values():
            state = view.remember(state)
        return state

    @property
    def current(self) -> View:
        """The view that is shown."""
        return self._views[self.view]

    @property
    def orders_view(self) -> OrdersView:
        """The orders, once they are there."""
        return cast("OrdersView", self._views["orders"])

    # -- the session -----------------------------------------------------------------------

    def opened(self) -> None:
        """The session is there: listen, and show what the book has."""
        self._desk.now.listen(self._tell_self)
        self.catalogue_view.opened()
        self.refresh_head()
        self.post_message(self.Opened())

    @on(Opened)
    async def make_ready(self) -> None:
        """Make the orders ready, out of sight."""
        await self._have("orders")

    def _tell_self(self, news: News) -> None:
        self.post_message(self.Heard(news))

    @on(Heard)
    def hear(self, event: Heard) -> None:
        """Bring what is shown up to date."""
        event.stop()
        news = event.news
        for view in self._views.values():
            view.hear(news)
        self.say_news(news)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The view that is in front is not one to go to."""
        if action == "show" and parameters == (self.view,):
            return False
        return super().check_action(action, parameters)

    def watch_head(self, before: HeaderState, after: HeaderState) -> None:
        """The balance tells which currency the rates are in."""
        super().watch_head(before, after)
        if self.is_mounted:
            preview = self._desk.preview
            known = after.balance.currency if after.balance else ""
            self.catalogue_view.currency = known or (preview.currency if preview else "")

    # -- what a person does ----------------------------------------------------------------

    async def action_show(self, view: str) -> None:
        """Show a view, made now if it is wanted for the first time."""
        await self._have(view)
        if not self.current.passing:
            self._before = self.view
        self.view = view

    async def _have(self, name: str) -> None:
        """Make a view if there is none yet; it is out of sight at first."""
        if name not in self._views:
            view = self._views[name] = LATER[name](self._desk)
            view.display = False
            await self.mount(view, before=self.message_line)

    def watch_view(self) -> None:
        """Another view is in front."""
        if self.is_mounted:
            for name, view in self._views.items():
                view.display = name == self.view
            self.current.take_focus()
            self._desk.memory.touch()

    async def action_late(self) -> None:
        """Show the orders that take too long."""
        await self.action_show("orders")
        self.orders_view.show_late()

    def action_filter(self) -> None:
        """Go to the filter of the view."""
        self.current.action_filter()

    def action_back(self) -> None:
        """One step back: the filter, the marks, the view, the message; never out of the program."""
        if self.current.step_back():
            return
        if self.current.passing:
            self.view = self._before
        else:
            self.message_line.clear()

    @work(group="refresh-now", exclusive=True)
    async def action_refresh_now(self) -> None:
        """Ask the panel at once for what is in view."""
        session = await self._desk.session()
        view = self.current
        try:
            if marked := view.marked:
                await session.refresh_orders(sorted(marked))
            await self._desk.poller.refresh(self._desk.panel, view.topic, Topic.BALANCE)
        except SmmError as error:
            self.post_message(self.Heard(News(Topic.NOTICE, notice=Notice.of_error(error))))

    # -- what the views ask for ------------------------------------------------------------

    @on(OrderService)
    def order(self, event: OrderService) -> None:
        """Open the order form."""
        self._journeys().order(event.service)

    @on(OrderAgain)
    def order_again(self, event: OrderAgain) -> None:
        """Open the order form with the entries of an order."""
        self._journeys().order_again(event.ref)

    @on(LookAt)
    def details(self, event: LookAt) -> None:
        """Open an order."""
        self._journeys().look_at(event.ref)

    @on(ShowOrders)
    async def show_orders(self, event: ShowOrders) -> None:
        """Show the orders that a filter finds."""
        event.stop()
        await self.action_show("orders")
        self.orders_view.filter_bar.write(event.filter)

    @on(ReviewRequests)
    def request(self, event: ReviewRequests) -> None:
        """Review refills or cancels."""
        self._journeys().request(event.kind, event.refs)

    @on(EnterIds)
    def track(self) -> None:
        """Enter order ids."""
        self._journeys().track()

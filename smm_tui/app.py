"""The Textual application: what belongs to no single screen."""

from __future__ import annotations

import os
from datetime import tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.driver import Driver

from smm_tui.at_terminal import AtTerminal
from smm_tui.errors import LedgerError, SmmError
from smm_tui.i18n import _, ngettext
from smm_tui.screens.desk import Desk
from smm_tui.screens.main import MainScreen
from smm_tui.screens.wishes import (
    Acknowledge,
    AskAgain,
    CopyIds,
    CopyReceipt,
    CopyText,
    OrderSeveral,
    TakeOut,
)
from smm_tui.session import News, Notice, Severity, Topic
from smm_tui.settings import ThemeName
from smm_tui.terminal.crash import PlainCrash
from smm_tui.terminal.frames import Frames
from smm_tui.terminal.themes import Themed

if TYPE_CHECKING:
    from smm_tui.screens.batch_journeys import BatchJourneys
    from smm_tui.screens.export_journeys import ExportJourneys
    from smm_tui.screens.journeys import Journeys
    from smm_tui.screens.panel_journeys import PanelJourneys
    from smm_tui.session import Session


class Dashboard(Themed, Frames, AtTerminal, PlainCrash):
    """The dashboard of one run."""

    TITLE = "smm-tui"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+p,colon",
            "palette",
            _("Palette"),
            tooltip=_("Find a command by its name"),
            id="app.palette",
            show=False,
        ),
        Binding(
            "question_mark,f1",
            "help",
            _("Help"),
            tooltip=_("The keys of this screen"),
            id="app.help",
        ),
        Binding("q", "leave", _("Quit"), tooltip=_("Quit"), id="app.quit", show=False),
        Binding(
            "M",
            "mouse",
            _("Mouse"),
            tooltip=_("Switch the mouse on or off"),
            id="app.mouse",
            show=False,
        ),
        Binding(
            "ctrl+l",
            "repaint",
            _("Repaint"),
            tooltip=_("Draw the whole screen anew"),
            id="app.repaint",
            show=False,
        ),
        Binding(
            "ctrl+z",
            "suspend_process",
            _("Suspend"),
            tooltip=_("Stop the program; fg goes on"),
            id="app.suspend",
            show=False,
        ),
    ]

    def __init__(
        self,
        desk: Desk,
        *,
        zone: tzinfo,
        theme: ThemeName | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(theme or desk.settings.theme, driver_class=driver_class)
        self.desk = desk
        self.zone = desk.zone = zone
        self.failure: SmmError | None = None
        """Why the program has to end, told once the terminal is back."""
        self.last_words = ""
        """What is said once the terminal is back: which orders are not sent by leaving."""
        self._leaving = False
        self._explained: set[str] = set()
        self.main = MainScreen(desk, lambda: self.journeys, zone=zone)

    @cached_property
    def journeys(self) -> Journeys:
        """The ways through dialogs, which are loaded after the first picture."""
        from smm_tui.screens.journeys import Journeys  # noqa: PLC0415

        return Journeys(self, self.desk, zone=self.zone)

    @cached_property
    def panels(self) -> PanelJourneys:
        """The ways from panel to panel."""
        from smm_tui.screens.panel_journeys import PanelJourneys  # noqa: PLC0415

        return PanelJourneys(self, self.desk, zone=self.zone)

    @cached_property
    def batches(self) -> BatchJourneys:
        """The ways of several orders at once."""
        from smm_tui.screens.batch_journeys import BatchJourneys  # noqa: PLC0415

        return BatchJourneys(self, self.desk, zone=self.zone)

    @cached_property
    def exports(self) -> ExportJourneys:
        """The ways into files and the clipboard."""
        from smm_tui.screens.export_journeys import ExportJourneys  # noqa: PLC0415

        return ExportJourneys(self, self.desk, zone=self.zone)

    def get_default_screen(self) -> MainScreen:
        """The only screen; all else are dialogs over it."""
        return self.main

    def on_mount(self) -> None:
        """The first picture."""
        self.set_keymap(self.desk.settings.keys)

    def pictured(self) -> None:
        """Open the session: the first picture needs none."""
        self.open_session()

    @work(group="session")
    async def open_session(self) -> None:
        """Open the order book and start refreshing; without a book there is no program."""
        if await self.desk.load() is not None:
            self.main.catalogue_view.catalogue = self.desk.catalogue
        try:
            session = await self.desk.open()
        except LedgerError as error:
            self.failure = error
            self.exit(error.exit_code)
            return
        self.main.opened()
        self.desk.poller.start()
        self.watch_background(session)
        self.call_away(session)
        self.panels.check_addresses()
        self.batches.tell_left()
        if (reason := session.book.refusal) is not None:
            self.tell(Notice.of_error(reason))

    @work(group="crash")
    async def watch_background(self, session: Session) -> None:
        """End with the failure of a task that no screen waits for."""
        await session.crash()

    @work(group="alerts")
    async def call_away(self, session: Session) -> None:
        """Call somebody who is looking elsewhere when there is something to be told."""
        from smm_tui.terminal.alerting import Alerting  # noqa: PLC0415 - after the picture

        alerting = Alerting(
            session, terminal=lambda: self.terminal, environ=os.environ, zone=self.zone
        )
        session.listen(alerting.hear)
        await alerting.run()

    def explain(self, error: SmmError) -> bool:
        """Say what a worker of a view or dialog met, the same only once: it may come again."""
        if str(error) not in self._explained:
            self._explained.add(str(error))
            self.tell(Notice.of_error(error))
        return True

    def tell(self, notice: Notice) -> None:
        """Say something on the main screen."""
        self.main.post_message(MainScreen.Heard(News(Topic.NOTICE, notice=notice)))

    # -- keys of everywhere ----------------------------------------------------------------

    def action_palette(self) -> None:
        """Find a command."""
        from smm_tui.commands import Command, open_palette  # noqa: PLC0415 - after the picture

        extra = [
            *self.main.current.commands,
            *self.batches.commands(own=self.main.view == "orders"),
            Command(
                _("Unreadable rows"),
                "",
                _("Rows that could not be read"),
                self.panels.show_unreadable,
            ),
            Command(
                _("Slow and stuck orders"),
                "",
                _("Orders that take too long or do not move"),
                self.main.action_late,
            ),
            Command(
                _("Read the key again"),
                "",
                _("Run key_command where it can ask you"),
                self.panels.read_key_again,
            ),
            Command(_("Colours"), "", _("Choose a theme, or none"), self.choose_theme),
        ]
        open_palette(self, extra=extra, signs=self.desk.signs)

    def choose_theme(self) -> None:
        """Try themes on."""
        from smm_tui.screens.theme_dialog import ThemeJourney  # noqa: PLC0415 - seldom wanted

        ThemeJourney(self, self.desk, zone=self.zone).choose()

    def action_help(self) -> None:
        """Show the keys of this screen."""
        from smm_tui.commands import open_help  # noqa: PLC0415 - after the picture

        open_help(self, signs=self.desk.signs)

    def action_repaint(self) -> None:
        """Draw everything anew, whatever the terminal shows."""
        if self.terminal is not None:
            self.terminal.repaint()

    def action_pause(self) -> None:
        """Stop refreshing, or go on."""
        if self.desk.is_open:
            self.desk.poller.pause(not self.desk.poller.paused)
            self.main.refresh_head()

    @work(group="take-back")
    async def action_take_back(self) -> None:
        """Take back the newest order in its pause."""
        session = await self.desk.session()
        before = len(session.pending)
        taken = await session.take_back_newest()
        count = before - len(session.pending)
        text = _("Taken back.")
        if taken is None:
            text = _("Nothing can be taken back any more.")
        elif count > 1:
            text = _("Taken back: {count} orders.").format(count=count)
        self.tell(Notice(text))

    def action_panels(self) -> None:
        """Switch to another panel."""
        self.panels.choose_panel()

    def action_attention(self) -> None:
        """Go to the next order that needs attention."""
        self.journeys.next_attention()

    def action_leave(self) -> None:
        """Quit, once every send in flight has its outcome."""
        if not self._leaving:
            self._leaving = True
            self.leave()

    @work(group="leave")
    async def leave(self) -> None:
        """Say what is waited for, wait, and end."""
        session = self.desk.now if self.desk.is_open else None
        waiting = session.in_flight if session else 0
        self.last_words = _not_sent(len(session.pending)) if session else ""
        if waiting:
            text = ngettext(
                "Quitting as soon as the panel has answered {count} request",
                "Quitting as soon as the panel has answered {count} requests",
                waiting,
            ).format(count=waiting)
            self.tell(Notice(text, self.last_words, Severity.WARNING))
        await self.desk.finish()
        self.exit(0)

    # -- what views and dialogs ask for ------------------------------------------------------

    @on(OrderSeveral)
    def order_several(self) -> None:
        """Enter several orders at once."""
        self.batches.several()

    @on(Acknowledge)
    def acknowledge(self, event: Acknowledge) -> None:
        """Take orders off the list of what needs attention."""
        self.journeys.acknowledge(event.refs)

    @on(AskAgain)
    def ask_again(self, event: AskAgain) -> None:
        """Ask the panel about orders."""
        self.journeys.ask_again(event.refs)

    @on(CopyIds)
    def copy_ids(self, event: CopyIds) -> None:
        """Copy order ids."""
        self.journeys.copy_ids(event.refs)

    @on(CopyReceipt)
    def copy_receipt(self, event: CopyReceipt) -> None:
        """Copy what a support ticket asks for."""
        self.exports.copy_receipt(event.ref)

    @on(TakeOut)
    def take_out(self, event: TakeOut) -> None:
        """Write rows into a file."""
        self.exports.export(event.takeout)

    @on(CopyText)
    def copy_text(self, event: CopyText) -> None:
        """Copy text."""
        self.copy_to_clipboard(event.text)


def _not_sent(count: int) -> str:
    """What quitting keeps from being sent; "" for nothing."""
    text = ngettext(
        "{count} confirmed order is not sent.", "{count} confirmed orders are not sent.", count
    )
    return text.format(count=count) if count else ""

"""Journeys about panels: switch, confirm an address, read a key, look at unreadable rows."""

from __future__ import annotations

import os

from textual.app import SuspendNotSupported

from smm_tui import formatting
from smm_tui.config import read_key_in_foreground
from smm_tui.errors import SmmError
from smm_tui.i18n import _, ngettext
from smm_tui.screens import bills
from smm_tui.screens.orderly_keys import Opening
from smm_tui.screens.review import Review
from smm_tui.screens.small_dialogs import PanelDialog
from smm_tui.screens.steps import Steps
from smm_tui.session import News, Notice, Severity, Topic
from smm_tui.settings import ApiKey
from smm_tui.widgets.box import HelpScreen
from smm_tui.widgets.text_pane import Line


class PanelJourneys(Steps):
    """The ways that lead from one panel to another, and to its key."""

    def choose_panel(self) -> None:
        """Switch to another panel."""
        self._open(self._choose_panel, "panels")

    async def _choose_panel(self, opening: Opening) -> None:
        session = await self._desk.session()
        rows = []
        for name in session.settings.panels:
            balance = await session.last_balance(name)
            live = await session.book.live_count(name, session.panel(name).url)
            amount = _("no balance yet")
            if balance is not None:
                amount = formatting.money(balance.money.amount, balance.money.currency)
            about = ngettext("{balance}, {count} live", "{balance}, {count} live", live)
            rows.append((name, about.format(balance=amount, count=live)))
        chosen = await opening.show(self._app, PanelDialog(rows, chosen=self._desk.panel))
        if chosen is not None and chosen != self._desk.panel:
            self._desk.view(chosen)
            session.tell(News(Topic.PANEL, chosen))
            await session.kept_catalogue(chosen)

    # -- a panel's address and key ---------------------------------------------------------

    def check_addresses(self) -> None:
        """Ask whether orders placed at another URL are to be asked for at the present one."""
        self._open(self._check_addresses, "addresses")

    async def _check_addresses(self, opening: Opening) -> None:
        session = await self._desk.session()
        for panel in session.settings.panels.values():
            earlier = await session.book.url_conflict(panel.name, panel.url)
            if earlier is None:
                continue
            review = Review(bills.of_address(panel, earlier), signs=self._desk.signs)
            if await opening.show(self._app, review) is not None:
                await session.book.confirm_panel_url(panel.name, panel.url)

    def read_key_again(self) -> None:
        """Lend the terminal to key_command, so that it can ask for a passphrase."""
        panel = self._desk.panel_settings
        try:
            with self._app.suspend():
                key = read_key_in_foreground(panel.key, environ=os.environ)
        except SuspendNotSupported:
            self._tell(
                Notice(_("This terminal cannot be lent."), "", Severity.WARNING, passing=True)
            )
        except SmmError as error:
            self._tell(Notice.of_error(error))
        else:
            self._run(self._use_key(panel.name, key), "key")

    async def _use_key(self, panel: str, key: ApiKey) -> None:
        session = await self._desk.session()
        await session.use_key(panel, key)
        self._desk.poller.kick(panel, Topic.BALANCE, Topic.CATALOGUE, Topic.ORDERS)

    def show_unreadable(self) -> None:
        """Show the rows of the catalogue that are no services."""
        catalogue = self._desk.catalogue
        rows = catalogue.unreadable if catalogue else ()
        lines = [
            Line(f"{row.reason}: {row.text}", label=str(row.position + 1), label_width=8)
            for row in rows
        ]
        if not lines:
            lines = [Line(_("Every row of the catalogue could be read."))]
        title = _("Unreadable rows")
        self._app.push_screen(HelpScreen(lines, title=title, signs=self._desk.signs))

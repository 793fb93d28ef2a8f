"""The choice of a theme, each worn as soon as the cursor is on it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

from textual import on

from smm_tui.i18n import _
from smm_tui.screens.list_dialog import ListDialog
from smm_tui.screens.orderly_keys import Opening
from smm_tui.screens.steps import Steps
from smm_tui.session import Notice
from smm_tui.settings import ThemeName
from smm_tui.state import keep_theme
from smm_tui.terminal.themes import Themed
from smm_tui.widgets.columns import Column
from smm_tui.widgets.line_table import LineTable
from smm_tui.widgets.signs import UNICODE, Signs

_THEMES: Final = tuple(ThemeName)


class ThemeJourney(Steps):
    """From the palette to a theme that stays."""

    def choose(self) -> None:
        """Let a person choose; what is taken is worn at the next start too."""
        if os.environ.get("NO_COLOR"):
            self._tell(Notice(_("NO_COLOR is set, so that no colours are sent."), passing=True))
        elif isinstance(self._app, Themed):
            app = self._app
            self._open(lambda opening: self._choose(app, opening), "theme")

    async def _choose(self, app: Themed, opening: Opening) -> None:
        before = app.worn
        taken = await opening.show(app, ThemeDialog(before, app.wear, signs=self._desk.signs))
        chosen = None if taken is None else ThemeName(taken)
        app.wear(chosen or before)
        configured = self._desk.settings.theme
        if chosen is not None and not keep_theme(self._desk.places, chosen, configured=configured):
            self._tell(Notice(_("The theme could not be kept for the next start."), passing=True))


class ThemeDialog(ListDialog):
    """Dismissed with the theme that was taken; None where the one before is to come back."""

    def __init__(
        self, worn: ThemeName, wear: Callable[[ThemeName], None], *, signs: Signs = UNICODE
    ) -> None:
        about = (
            _("of this terminal"),
            _("light on dark"),
            _("dark on light"),
            _("blue and orange"),
            _("no colours"),
        )
        columns = (Column("name", _("Theme"), 14), Column("about", "", 20, weight=1))
        rows = tuple(zip(map(str, _THEMES), about, strict=True))
        super().__init__(_("Colours"), columns, rows, chosen=worn, signs=signs)
        self._wear = wear

    @on(LineTable.Highlighted)
    def try_on(self, event: LineTable.Highlighted) -> None:
        """Show everything in this theme."""
        event.stop()
        if event.key is not None:
            self._wear(_THEMES[event.key])

"""A form that goes by the newest catalogue of its panel for as long as it is open."""

from __future__ import annotations

from collections.abc import Callable

from textual import work
from textual.reactive import var

from smm_tui.catalogue import Catalogue
from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.screens import bills
from smm_tui.screens.desk import Desk
from smm_tui.screens.dialog import Dialog
from smm_tui.session import News, Session, Topic


class NewestCatalogue(Dialog):
    """Reads an old catalogue again, since rates and limits may have moved.

    What others read meanwhile is taken over as well.
    """

    catalogue: var[Catalogue | None] = var(None)
    """The newest of the panel; None while there is none."""
    note: var[str] = var("")
    """What changed, or could not be read, while the form was open."""

    def __init__(self, desk: Desk, *, panel: str, note: str, wide: bool = False) -> None:
        super().__init__(desk.signs, wide=wide)
        self.panel = panel
        self._desk = desk
        self._reading = False
        self._trouble = ""
        """Why the catalogue could not be read again; "" where it could."""
        self._stop_listening: Callable[[], None] = lambda: None
        self.set_reactive(NewestCatalogue.note, note)

    @work(group="form-catalogue", exclusive=True)
    async def read_again(self) -> None:
        """Take the catalogue that is there, and read an old one again."""
        session = await self._desk.session()
        self._stop_listening = session.listen(self._hear)
        self.catalogue = catalogue = session.catalogue(self.panel)
        age = session.clock.now() - catalogue.read_at if catalogue else None
        if age is not None and age <= bills.OLD_CATALOGUE:
            return
        self._reading = True
        try:
            self.catalogue = await session.refresh_catalogue(self.panel)
        except SmmError as error:
            self._trouble = error.title
            self.note = _("The catalogue could not be read again: {why}.").format(why=error.title)
        finally:
            self._reading = False

    def on_unmount(self) -> None:
        """Hear of nothing more."""
        self._stop_listening()

    def age(self, session: Session) -> bills.CatalogueAge | None:
        """How old the catalogue is that this goes by."""
        if self.catalogue is None:
            return None
        return bills.CatalogueAge(
            self.catalogue.read_at,
            session.clock.now(),
            self._desk.zone,
            reading=self._reading,
            trouble=self._trouble,
        )

    def _hear(self, news: News) -> None:
        if news.topic is Topic.CATALOGUE and news.panel == self.panel:
            self.call_later(self._take_newest)

    def _take_newest(self) -> None:
        if self.is_attached:
            self._trouble = ""
            self.catalogue = self._desk.now.catalogue(self.panel)

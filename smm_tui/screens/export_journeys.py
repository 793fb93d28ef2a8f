"""The way of rows into a file, and of an order into the clipboard."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from smm_tui.entered_paths import path_of
from smm_tui.errors import InvalidInput
from smm_tui.export_file import Exists, proposed, save
from smm_tui.i18n import _
from smm_tui.sayings import later_n
from smm_tui.screens.export_dialog import Entries, ExportDialog
from smm_tui.screens.orderly_keys import Opening
from smm_tui.screens.receipt import receipt
from smm_tui.screens.steps import Steps
from smm_tui.screens.takeout import CSV, Takeout
from smm_tui.session import Notice


class ExportJourneys(Steps):
    """Takes along what a view shows."""

    def export(self, takeout: Takeout) -> None:
        """Ask for a file, and write it."""
        today = self._desk.clock.now().astimezone(self._zone).date()
        file = str(proposed(takeout.what, CSV, today))
        self._ask(takeout, Entries(part=0, ending=CSV, file=file))

    def _ask(self, takeout: Takeout, entries: Entries, problem: str = "") -> None:
        labels = [part.label for part in takeout.parts]
        dialog = ExportDialog(
            takeout.title,
            labels,
            entries,
            note=takeout.note,
            problem=problem,
            signs=self._desk.signs,
        )
        self._open(lambda opening: self._export(takeout, dialog, opening), "export")

    async def _export(self, takeout: Takeout, dialog: ExportDialog, opening: Opening) -> None:
        entries: Entries | None = await opening.show(self._app, dialog)
        if entries is None:
            return
        try:
            path = path_of(entries.file).absolute()
            count = await self._write(takeout, entries, path)
        except Exists as error:
            again = _("{why} {key} again replaces it.").format(
                why=error.detail, key=self._desk.key("export.write")
            )
            self._ask(takeout, replace(entries, replaces=entries.file), again)
        except InvalidInput as error:
            self._ask(takeout, replace(entries, replaces=""), error.detail)
        else:
            said = later_n("{count} row written", "{count} rows written", count)
            self._tell(Notice(said, str(path)))

    async def _write(self, takeout: Takeout, entries: Entries, path: Path) -> int:
        session = await self._desk.session()
        rows = await takeout.parts[entries.part].read(session)
        text = await asyncio.to_thread(takeout.text, rows, entries.ending)
        await asyncio.to_thread(save, path, text, replace=bool(entries.replaces))
        return len(rows)

    def copy_receipt(self, ref: int) -> None:
        """Copy what a support ticket asks for."""
        self._run(self._copy_receipt(ref), "receipt")

    async def _copy_receipt(self, ref: int) -> None:
        book = (await self._desk.session()).book
        order = await book.order(ref)
        text = receipt(order, await book.requests_of(ref), await book.events(ref))
        self._app.copy_to_clipboard(text)

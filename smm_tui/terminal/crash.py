"""How a crash is told: where it happened, without the values that were in play.

Textual prints local variables, the API key among them.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from rich.text import Text
from textual.app import App
from textual.worker import WorkerFailed

from smm_tui.errors import SmmError
from smm_tui.i18n import _
from smm_tui.terminal.trouble import trace_of


class PlainCrash(App[Any]):
    """An App that ends with a plain traceback; its return code is 1.

    A worker that met what the program can explain to a person ends alone.
    """

    def explain(self, error: SmmError) -> bool:
        """Tell of an error of a worker; whether that was done, so that the program goes on."""
        del error
        return False

    def _handle_exception(self, error: Exception) -> None:
        known = error.error if isinstance(error, WorkerFailed) else None
        if not (isinstance(known, SmmError) and self.explain(known)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        error = sys.exception()
        told = "" if error is None else trace_of(error)
        logging.getLogger("smm_tui").error("crash\n%s", told)
        lost = _("smm-tui met an error of its own and ended. The order book is as it was.")
        self._exit_renderables.append(Text(f"{told}\n{lost}"))
        self._close_messages_no_wait()

"""How a crash is told: where it happened, without the values that were in play.

Textual prints local variables, the API key among them.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from rich.text import Text
from textual.app import App

from smm_tui.i18n import _
from smm_tui.terminal.trouble import trace_of


class PlainCrash(App[Any]):
    """An App that ends with a plain traceback; its return code is 1."""

    def _fatal_error(self) -> None:
        error = sys.exception()
        told = "" if error is None else trace_of(error)
        logging.getLogger("smm_tui").error("crash\n%s", told)
        lost = _("smm-tui met an error of its own and ended. The order book is as it was.")
        self._exit_renderables.append(Text(f"{told}\n{lost}"))
        self._close_messages_no_wait()

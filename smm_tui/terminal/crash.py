"""How a crash is told: where it happened, without the values that were in play.

Textual prints local variables, the API key among them.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

from rich.text import Text
from textual.app import App

from smm_tui.i18n import _


class PlainCrash(App[Any]):
    """An App that ends with a plain traceback; its return code is 1."""

    def _fatal_error(self) -> None:
        told = traceback.format_exc()
        logging.getLogger("smm_tui").error("crash\n%s", told)
        lost = _("smm-tui met an error of its own and ended. The order book is as it was.")
        self._exit_renderables.append(Text(f"{told}\n{lost}"))
        self._close_messages_no_wait()

"""One frame for all that a key changes, in however many widgets.

Textual paints as soon as the first of them asks for it; what others make of its message then
has to wait for the next frame, which is 17 to 34 ms later, and over a slow link a round trip.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import Final

from textual.widget import Widget

_PATIENCE: Final = 0.1
"""Seconds after which a frame is painted although somebody has not acted yet."""


def hold_frame(teller: Widget) -> None:
    """Paint nothing until all around a widget have acted on the message it has just posted."""
    if not teller.is_running:
        return
    batch = ExitStack()
    batch.enter_context(teller.app.batch_update())
    app, screen, size = teller.app, teller.screen, teller.screen.size
    # Each of them takes messages in turn: what is asked of it now comes after the message.
    listeners = [node for node in teller.ancestors_with_self if isinstance(node, Widget)]

    def pass_on() -> None:
        while listeners:
            if listeners.pop(0).call_later(pass_on):
                return
        paint()

    def paint() -> None:
        late.cancel()
        batch.close()
        if not app.is_running:
            return
        if app.screen is not screen or screen.size != size:
            # What was painted meanwhile for another screen or size is lost.
            app.screen.refresh()
        app.screen.check_idle()

    # Somebody may go before it has acted.
    late = asyncio.get_running_loop().call_later(_PATIENCE, paint)
    pass_on()

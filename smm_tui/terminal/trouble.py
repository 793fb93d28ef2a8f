"""How an error of the program's own is told: where it happened, without the values in play."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

from smm_tui.cleaning import clean_line


def trace_of(error: BaseException) -> str:
    """A traceback without local variables; its text is cleaned, since it may quote a panel."""
    import traceback  # noqa: PLC0415 - only for a crash

    return "\n".join(
        line[: len(line) - len(line.lstrip(" "))] + clean_line(line)
        for line in "".join(traceback.format_exception(error)).splitlines()
    )


def speak_plainly() -> None:
    """Let nothing write to the terminal by itself: neither a crash as it is nor a library."""
    sys.excepthook = _tell
    # What no handler takes, such as asyncio's own complaints, would be written over the screen.
    logging.getLogger().addHandler(logging.NullHandler())


def _tell(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{trace_of(error)}\n")

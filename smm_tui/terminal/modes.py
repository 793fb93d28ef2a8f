"""The control sequences that the program itself sends, each switched on having its end."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Mouse(StrEnum):
    """What the terminal tells of the mouse; movements never."""

    NONE = "none"
    CLICKS = "clicks"


CANCEL: Final = b"\x18"
"""CAN: ends a control sequence that was cut (ECMA-48)."""

MOUSE: Final = {Mouse.NONE: b"\x1b[?1000l\x1b[?1006l", Mouse.CLICKS: b"\x1b[?1000h\x1b[?1006h"}

# The alternate screen, no wrapping, no cursor, pastes marked, focus told.
ENTER: Final = b"\x1b[?1049h\x1b[?7l\x1b[?25l\x1b[?2004h\x1b[?1004h"

# Whatever was switched on, by whom ever; a terminal ignores what it does not know. The
# character set is not touched by us, the cursor's row is kept with 1049.
RESET: Final = (
    b"\x1b[?2026l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"
    b"\x1b[?1004l\x1b[?2004l\x1b[?2048l\x1b[<u\x1b[m\x1b[?1049l\x1b[?7h\x1b[?25h\x1b[m"
)

WHOLE_REGION: Final = b"\x1b[r"
"""All lines scroll again. It moves the cursor, so it is for the alternate screen alone."""

SYNC_BEGIN: Final = b"\x1b[?2026h"
SYNC_END: Final = b"\x1b[?2026l"
SYNC_QUERY: Final = b"\x1b[?2026$p"
"""Apple's terminal prints the p of this query."""

STATUS_QUERY: Final = b"\x1b[5n"
"""Asks the terminal whether it is well (DSR); the answer shows that all before has arrived."""

STATUS_ANSWER: Final = "\x1b[0n"

FOCUS: Final = {"\x1b[I": True, "\x1b[O": False}
"""What the terminal tells when it comes to be looked at, and no longer (mode 1004)."""

SYNC_ANSWERS: Final = {"\x1b[?2026;1$y", "\x1b[?2026;2$y", "\x1b[?2026;3$y"}
"""The mode is known, set or not."""

SAVE_TITLE: Final = b"\x1b[22;2t"
RESTORE_TITLE: Final = b"\x1b[23;2t"

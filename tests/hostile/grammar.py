"""Which bytes may reach a terminal: the program's own sequences and plain characters."""

from __future__ import annotations

import base64
import re
from typing import Final

from smm_tui.terminal import modes
from tests.hostile.strings import wrong_in

_WHOLE: Final = (
    modes.ENTER,
    modes.RESET,
    *modes.MOUSE.values(),
    modes.WHOLE_REGION + modes.RESET,
    modes.CANCEL + modes.RESET,
    modes.CANCEL + modes.WHOLE_REGION + modes.RESET,
    modes.SYNC_BEGIN,
    modes.SYNC_END,
    modes.SYNC_QUERY,
    modes.STATUS_QUERY,
    b"\x1b[m\x1b[2J\x1b[H",  # the screen is only ever erased so, or
    b"\x1b[m\x1b[r\x1b[2J\x1b[H",  # where lines of it can be moved
)
_OWN: Final = (
    b"|".join(map(re.escape, sorted(_WHOLE, key=len, reverse=True)))
    + rb"|\x1b\[(?P<row>\d*)(?:;(?P<column>\d+))?H"
    rb"|\x1b\[(?P<top>\d+);(?P<bottom>\d+)r\x1b\[\d*H(?:\n+|(?:\x1bM)+)\x1b\[r"
    rb"|\x1b\[(?P<steps>\d*)[ABCDGX]"
    rb"|\x1b\[K"
    rb"|\x1b\[(?P<style>[0-9;]*)m"
    rb"|\x1b\]52;c;(?P<copied>[A-Za-z0-9+/=]*)\x07"
    rb"|[\b\r\n]"
)
_CALLS: Final = (
    rb"|\x07"
    rb"|\x1b\]9;[ -~]*\x07"
    rb"|\x1bPtmux;\x1b\x1b\]9;[ -~]*\x07\x1b\\"
    rb"|\x1b\]2;[^\x00-\x1f\x7f]*\x07"
    rb"|" + re.escape(modes.SAVE_TITLE) + rb"|" + re.escape(modes.RESTORE_TITLE)
)
"""A bell, a notification, also through tmux, and the name of the window."""
_CUT: Final = (
    rb"|(?:\x1b(?:\[[0-?]*[ -/]*|\][0-9]*(?:;[ -~]*)?)?"
    rb"|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})(?=\x18|\Z)"
)
"""What was begun when the program was told to stop at once, or was killed."""
_STRICT: Final = re.compile(_OWN)
_LIVED: Final = re.compile(_OWN + _CALLS + _CUT)
# Bold, dim, italic, underline, reverse and their ends; the terminal's own 16 colours, 256 and
# direct ones; the default ones.
_STYLE: Final = re.compile(
    rb"(?:0|[12347]|2[23457]|[349][0-7]|10[0-7]|[34]9|[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|)"
)
_BETWEEN: Final = "\ue000"
"""Stands for a sequence of the program's own; that nobody sends it is looked for first."""
_HEAVY: Final = re.compile(rb"5|53|48;5;201")


class Scan:
    """All that a program sent, taken apart.

    Args:
        raw: The bytes.
        size: Columns and lines of the terminal: no move leads out of it.
        lived: Whether it may have called somebody, and been cut off while it sent.
    """

    def __init__(
        self, raw: bytes, size: tuple[int, int] = (80, 24), *, lived: bool = False
    ) -> None:
        self.bytes = len(raw)
        self.sequences = 0
        self.wrong: list[str] = []
        """What has no business there."""
        self.copied: list[str] = []
        """What went to the clipboard."""
        self._size = size
        if _BETWEEN.encode() in raw:
            self.wrong.append("a private character")
        rest = (_LIVED if lived else _STRICT).sub(self._take, raw)
        self._read(rest)

    def _take(self, found: re.Match[bytes]) -> bytes:
        self.sequences += 1
        columns, lines = self._size
        if int(found["row"] or 0) > lines or int(found["column"] or 0) > columns:
            self.wrong.append(f"a move out of the screen: {found[0]!r}")
        if not 0 <= int(found["top"] or 0) <= int(found["bottom"] or 0) <= lines:
            self.wrong.append(f"no lines of the screen: {found[0]!r}")
        if int(found["steps"] or 0) > max(self._size):
            self.wrong.append(f"steps out of the screen: {found[0]!r}")
        style = found["style"]
        if style is not None and not _is_style(style):
            self.wrong.append(f"a style of nobody: {found[0]!r}")
        if found["copied"] is not None:
            self.copied.append(base64.b64decode(found["copied"]).decode())
        return _BETWEEN.encode()

    def _read(self, rest: bytes) -> None:
        try:
            text = rest.decode()
        except UnicodeDecodeError as error:
            self.wrong.append(f"no UTF-8: {rest[error.start - 8 : error.end + 8]!r}")
            return
        pieces = text.split(_BETWEEN)
        self.wrong += [wrong for piece in pieces if (wrong := _wrong_piece(piece))]
        self.wrong += [wrong for text in self.copied if (wrong := wrong_in(text, lines=True))]


def _is_style(style: bytes) -> bool:
    rest = style
    while rest:
        found = re.match(rb"(?:[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+)(?:;|$)", rest)
        if found is None:
            return False
        code = found[0].rstrip(b";")
        if _STYLE.fullmatch(code) is None or _HEAVY.fullmatch(code):
            return False
        rest = rest[found.end() :]
    return True


def _wrong_piece(piece: str) -> str:
    """As `wrong_in`; a piece may begin with what belongs to the one before."""
    if piece.isascii() and piece.isprintable():
        return ""
    if not piece or piece.isascii():
        return wrong_in(piece)
    return wrong_in(f"\u2764{piece}")

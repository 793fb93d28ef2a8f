"""What comes from a terminal, told apart: text, control sequences, pastes, Escape alone."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from enum import Enum, auto
from typing import Final

_PASTE_BEGIN: Final = b"\x1b[200~"
_PASTE_END: Final = b"\x1b[201~"
_ESCAPE: Final = b"\x1b"

# A mouse report of the old form, whose three bytes may be anything; a control sequence; a
# string sequence, which is an answer to somebody's query; SS3; Escape with a character (alt).
_TOKEN: Final = re.compile(
    rb"(?P<mouse>\x1b\[M.{3})"
    rb"|(?P<sequence>\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.)"
    rb"|(?P<string>\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\))"
    rb"|(?P<alt>\x1b(?:[^\x1b\x80-\xff]|[\x80-\xff]{1,4}))"
    rb"|(?P<escape>\x1b)"
    rb"|(?P<text>[^\x1b]+)",
    re.DOTALL,
)
_UNFINISHED: Final = re.compile(
    rb"\x1b(?:\[M.{0,2}|\[[0-?]*[ -/]*|O|[\]P_^X][^\x07\x1b]*\x1b?"
    rb"|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})?\Z",
    re.DOTALL,
)
_LONGEST: Final = 4_096
"""Bytes that an unfinished sequence may have."""

_NOT_TYPED: Final = dict.fromkeys([*range(0x80, 0xA0), 0xFFFD])
_NOT_PASTED: Final = {**dict.fromkeys(range(32)), **_NOT_TYPED, 0x7F: None, 9: "\t", 10: "\n"}


class Kind(Enum):
    """What was read."""

    TEXT = auto()
    SEQUENCE = auto()
    PASTE = auto()
    ESCAPE = auto()


Token = tuple[Kind, str]


class Keys:
    """Bytes in, tokens out; what is unfinished is kept until the rest comes or `settle`.

    Bytes that are no UTF-8 are dropped. A paste is one token whatever it holds, so that no
    key of it can act; its controls but tab and newline are dropped.
    """

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._held = b""
        self._paste: list[bytes] | None = None

    @property
    def waits(self) -> bool:
        """Whether something unfinished is held."""
        return bool(self._held)

    @property
    def waits_for_escape(self) -> bool:
        """Whether what is held is Escape alone."""
        return self._held == _ESCAPE and self._paste is None

    def feed(self, data: bytes) -> list[Token]:
        """The tokens that are whole with these bytes."""
        found: list[Token] = []
        rest, self._held = self._held + data, b""
        while rest:
            rest = self._typed(rest, found) if self._paste is None else self._pasted(rest, found)
        return found

    def settle(self) -> list[Token]:
        """Nothing more has come: take what is held for a key if it can be one, else drop it."""
        held, self._held = self._held, b""
        if self._paste is not None:
            self._paste.append(held)
        elif held == _ESCAPE:
            return [(Kind.ESCAPE, "\x1b")]
        elif len(held) == len(b"\x1b[") and held.isascii():
            return [(Kind.SEQUENCE, held.decode())]
        return []

    def _pasted(self, data: bytes, found: list[Token]) -> bytes:
        """Take up a paste to its end; what is left after it."""
        paste = self._paste or []
        inside, end, rest = data.partition(_PASTE_END)
        if end:
            text = b"".join([*paste, inside]).decode(errors="replace")
            text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_NOT_PASTED)
            found.append((Kind.PASTE, text))
            self._paste = None
            return rest
        kept = next(
            (n for n in range(len(_PASTE_END) - 1, 0, -1) if data.endswith(_PASTE_END[:n])), 0
        )
        self._held = data[len(data) - kept :]
        self._paste = [*paste, data[: len(data) - kept]]
        return b""

    def _typed(self, data: bytes, found: list[Token]) -> bytes:
        """Take up what was typed, up to a paste; what is left from there on."""
        unfinished = _UNFINISHED.search(data)
        if unfinished is not None:
            self._held = unfinished[0] if len(unfinished[0]) <= _LONGEST else b""
            data = data[: unfinished.start()]
        for match in _TOKEN.finditer(data):
            kind, read = match.lastgroup, match[0]
            if read == _PASTE_BEGIN:
                self._paste = []
                rest, self._held = data[match.end() :] + self._held, b""
                return rest
            if kind == "text":
                found += self._text(read)
            elif kind == "escape":
                found.append((Kind.ESCAPE, "\x1b"))
            elif kind == "alt":
                # No key has alt here; a link delivers Escape and the next key together.
                found += [(Kind.ESCAPE, "\x1b"), *self._text(read[1:])]
            elif kind == "sequence":
                found.append((Kind.SEQUENCE, read.decode(errors="replace")))
        return b""

    def _text(self, read: bytes) -> list[Token]:
        text = self._decode(read).translate(_NOT_TYPED)
        return [(Kind.TEXT, text)] if text else []

"""Taking a panel's key out of what the panel answers: some repeat what they were sent."""

from __future__ import annotations

import asyncio
import base64
import html
import re
from typing import Final
from urllib.parse import quote

from smm_tui.settings import ApiKey

REPLACEMENT: Final = "***"

_SHORTEST: Final = 8
"""Characters; what is shorter protects nothing, and taking it out would spoil other text."""
_SMALL: Final = 64 * 1024
"""Bytes up to which a body is looked through character by character."""
_STEP: Final = 2**20
"""Bytes looked through before the loop gets its turn again."""
_NAMED: Final = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_BASE64_GROUP: Final = 3


class Secrecy:
    """Finds one key in every shape that an echo usually has.

    As it is, in either case, escaped for JSON, URL or HTML; in base64 at any place of the
    encoded text. A small body is also searched for keys of which only some characters are
    escaped. A key that a panel takes apart on purpose is not found: it is the panel's own.
    """

    __slots__ = ("_literals", "_pattern")

    def __init__(self, key: ApiKey) -> None:
        secret = key.reveal()
        self._literals: tuple[bytes, ...] = ()
        self._pattern: re.Pattern[str] | None = None
        if len(secret) >= _SHORTEST:
            encoded = _encoded(secret)
            self._literals = tuple(shape.encode("ascii") for shape in _written(secret) + encoded)
            shapes = "|".join(("".join(map(_escaped, secret)), *map(re.escape, encoded)))
            self._pattern = re.compile(shapes)

    def text(self, text: str) -> str:
        """A text without the key."""
        return text if self._pattern is None else self._pattern.sub(REPLACEMENT, text)

    async def body(self, body: bytes) -> bytes:
        """A body without the key; the same object where it is not in there."""
        if len(body) <= _SMALL:
            # Bytes that are no UTF-8 have to come out as they went in.
            read = body.decode("latin-1")
            clean = self.text(read)
            return body if clean == read else clean.encode("latin-1")
        for shape in self._literals:
            for place in range(0, len(body), _STEP):
                if body.find(shape, place, place + _STEP + len(shape)) >= 0:
                    body = body.replace(shape, REPLACEMENT.encode())
                    break
                await asyncio.sleep(0)
        return body


def _written(secret: str) -> list[str]:
    """The key as programs write it into JSON, URLs and pages."""
    shapes: list[str] = []
    for case in (secret, secret.lower(), secret.upper()):
        in_json = case.replace("\\", "\\\\").replace('"', '\\"')
        shapes += (case, in_json, in_json.replace("/", "\\/"))
        shapes += (quote(case, safe=""), html.escape(case))
    return list(dict.fromkeys(shapes))


def _escaped(char: str) -> str:
    """A pattern for one character of the key, escaped or not."""
    code = ord(char)
    pair = "".join(f"[{digit}{digit.upper()}]" for digit in f"{code:02x}")
    shapes = [
        *(re.escape(case) for case in {char.lower(), char.upper()}),
        rf"\\u00{pair}",
        f"%{pair}",
        f"&#0{{0,4}}{code};",
        f"&#[xX]0{{0,4}}{pair};",
    ]
    if char in '/"\\':
        shapes.append(re.escape(f"\\{char}"))
    if char in _NAMED:
        shapes.append(f"&{_NAMED[char]};")
    # The longer ones first, since a backslash is also the beginning of its own escape.
    return f"(?:{'|'.join(sorted(shapes, key=len, reverse=True))})"


def _encoded(secret: str) -> list[str]:
    """What every text with the key in it has in its base64, by where the key begins in it."""
    shapes: list[str] = []
    for before in range(_BASE64_GROUP):
        padded = b"\0" * before + secret.encode("ascii")
        # Characters made of bits of the neighbours are not the key's own.
        own = slice(-(-before * 8 // 6), len(padded) * 8 // 6)
        shapes += (
            encode(padded).decode("ascii")[own]
            for encode in (base64.b64encode, base64.urlsafe_b64encode)
        )
    return list(dict.fromkeys(shapes))

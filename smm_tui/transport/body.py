"""The bytes of one answer: taken in under a cap, decoded in steps if they came compressed."""

from __future__ import annotations

import asyncio
import io
import zlib
from typing import Final, Protocol

from smm_tui.errors import Malformed, Oversized
from smm_tui.i18n import _

STEP: Final = 64 * 1024
"""Bytes decoded before the loop gets its turn again."""

_GZIP_OR_ZLIB: Final = 32 + zlib.MAX_WBITS
_PLAIN: Final = frozenset({"", "identity"})
_COMPRESSED: Final = frozenset({"gzip", "x-gzip", "deflate"})
# A zlib stream begins with this method in its low bits; some servers send deflate without it.
_ZLIB_METHOD: Final = 8


class _Inflater(Protocol):
    """What of zlib's decompression object is used."""

    @property
    def eof(self) -> bool: ...

    @property
    def unconsumed_tail(self) -> bytes: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


class Body:
    """Collects an answer; neither its bytes on the wire nor those decoded exceed the cap.

    Args:
        cap: Bytes.
        encoding: The Content-Encoding of the answer. `identity` is asked for; gzip and deflate
            are understood all the same, since some servers compress whatever is asked.

    Raises:
        Malformed: The encoding is another one.
    """

    def __init__(self, cap: int, encoding: str) -> None:
        encoding = encoding.strip().lower()
        if encoding not in _PLAIN | _COMPRESSED:
            raise Malformed(_("It is compressed in a way that was not asked for."))
        self._cap = cap
        self._compressed = encoding in _COMPRESSED
        self._raw_deflate_possible = encoding == "deflate"
        self._inflater: _Inflater | None = None
        self._arrived = 0
        # BytesIO gives its bytes out without copying them, which a bytearray does not.
        self._decoded = io.BytesIO()

    async def take(self, chunk: bytes) -> None:
        """Take in bytes as they came, at least one.

        Raises:
            Oversized: They are more than the cap.
            Malformed: They cannot be decoded.
        """
        self._arrived += len(chunk)
        if self._arrived > self._cap:
            raise self._oversized()
        if self._compressed:
            await self._inflate(chunk)
        else:
            self._decoded.write(chunk)
            await asyncio.sleep(0)

    def whole(self) -> bytes:
        """All of it, after the last byte.

        Raises:
            Malformed: The compressed bytes have no end.
        """
        if self._inflater is not None and not self._inflater.eof:
            raise Malformed(_("Its compressed bytes are cut."))
        return self._decoded.getvalue()

    async def _inflate(self, chunk: bytes) -> None:
        if self._inflater is None:
            self._inflater = self._begin(chunk[0])
        while chunk:
            try:
                self._decoded.write(self._inflater.decompress(chunk, STEP))
            except zlib.error:
                broken = True
            else:
                broken = bool(self._inflater.unused_data)
            if broken:  # raised here, so that no library's error hangs on to it
                raise Malformed(_("Its compressed bytes are broken."))
            if self._decoded.tell() > self._cap:
                raise self._oversized()
            chunk = self._inflater.unconsumed_tail
            await asyncio.sleep(0)

    def _begin(self, first: int) -> _Inflater:
        raw = self._raw_deflate_possible and first & 0x0F != _ZLIB_METHOD
        return zlib.decompressobj(-zlib.MAX_WBITS if raw else _GZIP_OR_ZLIB)

    def _oversized(self) -> Oversized:
        return Oversized(_("More than {size} MiB.").format(size=self._cap // 2**20))

"""HTTP/1.1 by hand on one socket, so that it can break at any byte."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Iterable, Mapping
from enum import StrEnum


class Ending(StrEnum):
    """How a connection ends after a fault."""

    CLOSE = "close"
    RESET = "reset"
    STALL = "stall"
    """It stays open in silence until the client leaves."""


def http(body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    """An answer on the wire: bytes and text as they are, anything else as JSON.

    Content-Length is right unless the headers name it or Transfer-Encoding.
    """
    if isinstance(body, str):
        body = body.encode()
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "text/html; charset=UTF-8", **(headers or {})}
    if not fields.keys() & {"Content-Length", "Transfer-Encoding"}:
        fields["Content-Length"] = str(len(content))
    head = f"HTTP/1.1 {status} Whatever\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return head.encode("latin-1") + b"\r\n" + content


def chunk(data: bytes) -> bytes:
    """One piece of a chunked body; an empty one ends it."""
    return b"%x\r\n%b\r\n" % (len(data), data)


class Wire:
    """One connection, counting what arrives."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, received: list[int]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._received = received
        self._number = len(received)
        self._rest = b""
        received.append(0)

    async def read(self, most: int) -> bytes:
        """This many bytes, or what there was before the other side ended."""
        taken = b""
        while len(taken) < most:
            data = await self._reader.read(most - len(taken))
            if not data:
                break
            self._received[self._number] += len(data)
            taken += data
        return taken

    async def request(self) -> tuple[bytes, bytes]:
        """The head and the body of a request."""
        while b"\r\n\r\n" not in self._rest:
            await self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        length = _length(head)
        while len(self._rest) < length:
            await self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        return head, body

    async def send(self, data: bytes, *, drip: float = 0) -> None:
        """Send it, by single bytes if it drips."""
        pieces: Iterable[bytes] = (data,)
        if drip:
            pieces = (data[place : place + 1] for place in range(len(data)))
        for piece in pieces:
            self._writer.write(piece)
            await self._writer.drain()
            if drip:
                await asyncio.sleep(drip)

    async def end(self, ending: Ending) -> None:
        """End as a fault says."""
        if ending is Ending.STALL:
            while data := await self._reader.read(65536):
                self._received[self._number] += len(data)
        if ending is Ending.RESET:
            linger = struct.pack("ii", 1, 0)
            sock = self._writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self._writer.transport.abort()

    async def leave(self) -> None:
        """Close, whatever the state."""
        self._writer.close()
        with contextlib.suppress(ConnectionError, TimeoutError):
            await self._writer.wait_closed()

    async def _more(self) -> None:
        data = await self._reader.read(65536)
        if not data:
            raise asyncio.IncompleteReadError(self._rest, None)
        self._received[self._number] += len(data)
        self._rest += data


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    return 0

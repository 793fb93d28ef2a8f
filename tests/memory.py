"""A faulty panel without sockets: the same panel and the real client, joined in memory."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any, NoReturn, cast

import httpcore
import httpx
import pytest

from tests.faulty import FaultyPanel

MONEY = 0
"""Connections that are kept: none, where money goes."""


@dataclass
class _Ends:
    """One connection."""

    reader: asyncio.StreamReader
    """What the client sends."""
    answer: asyncio.StreamReader
    """What the panel sends."""
    is_money: bool
    sent: int = 0
    """Bytes that left the client."""
    broken: bool = False


class _Writer:
    """The panel's end, as far as `Wire` uses a StreamWriter."""

    def __init__(self, ends: _Ends) -> None:
        self._ends = ends
        self.transport = self

    def write(self, data: bytes) -> None:
        if not self._ends.broken:
            self._ends.answer.feed_data(data)

    async def drain(self) -> None:
        await asyncio.sleep(0)

    def close(self) -> None:
        if not self._ends.broken:
            self._ends.answer.feed_eof()
        self._ends.broken = True

    def abort(self) -> None:
        self._ends.broken = True
        self._ends.answer.set_exception(ConnectionResetError())

    async def wait_closed(self) -> None:
        await asyncio.sleep(0)

    def get_extra_info(self, _name: str) -> socket.socket:
        return cast("socket.socket", _NoSocket())


class _NoSocket:
    def setsockopt(self, *_options: object) -> None:
        pass


class _Stream(httpcore.AsyncNetworkStream):
    """The client's end."""

    def __init__(self, ends: _Ends) -> None:
        self._ends = ends

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
    ) -> bytes:
        del timeout
        try:
            return await self._ends.answer.read(max_bytes)
        except ConnectionResetError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
    ) -> None:
        del timeout
        await asyncio.sleep(0)
        if self._ends.broken:
            raise httpcore.WriteError
        self._ends.sent += len(buffer)
        self._ends.reader.feed_data(buffer)

    async def aclose(self) -> None:
        if not self._ends.broken:
            self._ends.reader.feed_eof()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore has it
        return self._ends.broken if info == "is_readable" else None

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
    ) -> NoReturn:
        raise NotImplementedError


@dataclass
class _Backend(httpcore.AsyncNetworkBackend):
    panel: MemoryPanel
    is_money: bool

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del host, port, timeout, local_address, socket_options
        await asyncio.sleep(0)
        if self.panel.refusing:
            raise httpcore.ConnectError
        ends = _Ends(asyncio.StreamReader(), asyncio.StreamReader(), self.is_money)
        self.panel.connections.append(ends)
        self.panel.connected(ends)
        return _Stream(ends)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class MemoryPanel(FaultyPanel):
    """Over no network at all; `takes_the_place_of_the_network` has to be called once."""

    def __init__(self) -> None:
        super().__init__()
        self.connections: list[_Ends] = []
        self.refusing = False
        self.port = 1

    @property
    def sends(self) -> int:
        """How many connections for money a byte has left on."""
        return sum(ends.is_money and ends.sent > 0 for ends in self.connections)

    async def listen(self) -> None:
        self.refusing = False
        await asyncio.sleep(0)

    async def refuse(self) -> None:
        self.refusing = True
        await asyncio.sleep(0)

    def connected(self, ends: _Ends) -> None:
        self._connected(ends.reader, cast("asyncio.StreamWriter", _Writer(ends)))

    def takes_the_place_of_the_network(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whoever connects from now on is connected to this panel."""
        panel = self

        class Transport(httpx.AsyncHTTPTransport):
            def __init__(self, *, limits: httpx.Limits, **settings: Any) -> None:  # noqa: ANN401
                super().__init__(limits=limits, **settings)
                is_money = limits.max_keepalive_connections == MONEY
                self._pool._network_backend = _Backend(panel, is_money)  # noqa: SLF001

        monkeypatch.setattr(httpx, "AsyncHTTPTransport", Transport)

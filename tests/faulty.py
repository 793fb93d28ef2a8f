"""A panel that fails as it is told to, over real sockets, and keeps the truth of what it did."""

from __future__ import annotations

import asyncio
import socket
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

from tests.certificate import Certificate
from tests.wire import Ending, Wire, http

Form = dict[str, str]
_FIRST = 23501
STATUS = {"charge": "0.5", "start_count": "7", "status": "In progress", "remains": "3"}


SERVICE = {
    "service": 1,
    "name": "Followers",
    "type": "Default",
    "category": "First Category",
    "rate": "0.90",
    "min": "50",
    "max": "10000",
    "refill": True,
    "cancel": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with one request; the defaults answer honestly, then close."""

    take: int | None = None
    """Bytes of the request that are read before the end, without an answer; None: all, with one.
    Exact for `next_connection`; for `on` and `always` the request has to be read to know its
    action, so it is only treated as if no more had been read."""
    answer: bytes | Callable[[Form], bytes] | None = None
    """The whole answer on the wire (see `http`); None: the honest one."""
    give: int | None = None
    """Bytes of the answer that are sent; None: all."""
    drip: float = 0
    """Seconds after each single byte of the answer; 0: all bytes at once."""
    again: bytes = b""
    """Sent without end after the answer."""
    ending: Ending = Ending.CLOSE
    makes: bool = True
    """Whether the panel does what it was asked, whatever it answers."""


class FaultyPanel:
    """An API v2 panel on loopback; `async with` starts and stops it."""

    def __init__(self, *, certificate: Certificate | None = None) -> None:
        self.requests: list[Form] = []
        """The complete requests, in order."""
        self.heads: list[bytes] = []
        """The head of each of them."""
        self.orders: dict[str, Form] = {}
        """The orders really made: id -> the form that made it."""
        self.asked: list[Form] = []
        """The refills and cancels really taken."""
        self.received: list[int] = []
        """Bytes that arrived, by connection."""
        self.answers: dict[str, Callable[[Form], object]] = {
            "services": lambda _: [SERVICE],
            "balance": lambda _: {"balance": "100.84292", "currency": "USD"},
            "add": lambda _: {"order": _FIRST + len(self.orders) - 1},
            "status": self._status,
            "refill": lambda form: _each(form, "order", "refill", 1, text=True),
            "refill_status": lambda form: _each(form, "refill", "status", "Pending", text=False),
            "cancel": lambda form: _each(form, "order", "cancel", 1, text=True),
        }
        """The honest answer to each action, before it is JSON."""
        self._certificate = certificate
        self._once: dict[str, deque[Fault]] = defaultdict(deque)
        self._always: dict[str, Fault] = {}
        self._first: deque[Fault] = deque()
        self._news = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> str:
        scheme, host = ("https", "localhost") if self._certificate else ("http", "127.0.0.1")
        return f"{scheme}://{host}:{self.port}/api/v2"

    def on(self, action: str, *faults: Fault) -> None:
        """One fault for each of the next requests of an action."""
        self._once[action].extend(faults)

    def always(self, action: str, fault: Fault | None) -> None:
        """The fault of all requests of an action that have no other; None takes it back."""
        self._always.pop(action, None)
        if fault is not None:
            self._always[action] = fault

    def next_connection(self, *faults: Fault) -> None:
        """One fault for the first request of each of the next connections."""
        self._first.extend(faults)

    def forget_faults(self) -> None:
        """Answer honestly from now on."""
        for each in (self._once, self._always, self._first):
            each.clear()

    def of(self, action: str) -> list[Form]:
        """The complete requests of one action."""
        return [form for form in self.requests if form.get("action") == action]

    async def had(self, count: int) -> None:
        """Wait for so many complete requests."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.requests) >= count)

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.refuse()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def listen(self) -> None:
        """Take connections, again on the same port."""
        context = self._certificate.context() if self._certificate else None
        host = "localhost" if context else "127.0.0.1"
        self._server = await asyncio.start_server(
            self._connected, host, self.port, family=socket.AF_INET, ssl=context
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Refuse new connections."""
        if self._server is not None:
            self._server.close()
            self._server = None
            await asyncio.sleep(0)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: the one that asyncio makes complains when it is cancelled.
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer, self.received)
        fault = self._first.popleft() if self._first else None
        try:
            if fault is not None and fault.take is not None:
                await wire.read(fault.take)
                await wire.end(fault.ending)
                return
            while await self._exchange(wire, fault):
                fault = None
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            await wire.leave()

    async def _exchange(self, wire: Wire, fault: Fault | None) -> bool:
        """One request and its answer; whether the connection goes on."""
        head, body = await wire.request()
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        action = form.get("action", "")
        if fault is None:
            queue = self._once[action]
            fault = queue.popleft() if queue else self._always.get(action)
        if fault is not None and fault.take is not None:
            await wire.end(fault.ending)
            return False
        async with self._news:
            self.requests.append(form)
            self.heads.append(head)
            self._news.notify_all()
        if fault is None or fault.makes:
            self._make(action, form)
        answer = self._answer(action, form, fault)
        if fault is None:
            await wire.send(answer)
            return b"connection: close" not in head.lower()
        await wire.send(answer[: fault.give], drip=fault.drip)
        while fault.again:
            await wire.send(fault.again, drip=fault.drip)
        await wire.end(fault.ending)
        return False

    def _make(self, action: str, form: Form) -> None:
        if action == "add":
            self.orders[str(_FIRST + len(self.orders))] = form
        elif action in {"refill", "cancel"}:
            self.asked.append(form)

    def _answer(self, action: str, form: Form, fault: Fault | None) -> bytes:
        if fault is not None and fault.answer is not None:
            return fault.answer if isinstance(fault.answer, bytes) else fault.answer(form)
        if action not in self.answers:
            return http({"error": "Incorrect request"})
        return http(self.answers[action](form))

    @staticmethod
    def _status(form: Form) -> object:
        if "order" in form:
            return STATUS
        return dict.fromkeys(form["orders"].split(","), STATUS)


def _each(form: Form, one: str, field: str, value: object, *, text: bool) -> object:
    """The published answers of refill, refill_status and cancel: one object, or a list."""
    if one in form:
        return {field: str(value) if text else value}
    return [{one: number, field: value} for number in form[f"{one}s"].split(",")]

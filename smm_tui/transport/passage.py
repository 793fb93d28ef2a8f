"""The steps of one sending as httpcore reports them, and the gate before its first byte."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final

from smm_tui.errors import SmmError

Gate = Callable[[], Awaitable[None]]
"""Awaited before the first byte of a POST; raises `Withdrawn` and nothing is sent."""

CONNECTING: Final = "connection.connect_tcp.started"
"""The first event of any connection: seen, it shows that the trace works."""
_CONNECTED: Final = "connection.connect_tcp.complete"
_SECURING: Final = "start_tls.started"
_SECURED: Final = "start_tls.complete"
_SENDING: Final = "send_request_headers.started"


class Withdrawn(SmmError):
    """Raised by a gate: the sending is taken back, and no byte of it leaves."""

    message_id = "withdrawn"


class Passage:
    """One POST on its way out; without a gate it is a read.

    The gate is passed at the latest before the first byte of the form, whatever the trace
    does: should a later httpcore rename its events, the panel gets a head without a form, and
    the passage counts as not traced.
    """

    def __init__(self, gate: Gate | None = None) -> None:
        self._gate = gate
        self._tunnelling = False
        self._untraced = False
        self._stream: Any = None
        self.phases: list[str] = []
        self.handed_over = False
        """Whether the gate was passed: from then on bytes may have left."""
        self.http_status: int | None = None

    @property
    def gated(self) -> bool:
        """Whether there is a gate to pass."""
        return self._gate is not None

    @property
    def traced(self) -> bool:
        """Whether the trace was seen to work, so that a missing phase proves something."""
        return CONNECTING in self.phases and not self._untraced

    @property
    def securing(self) -> bool:
        """Whether TLS was begun and not finished."""
        names = [phase.partition(".")[2] for phase in self.phases]
        return names.count(_SECURING) > names.count(_SECURED)

    async def watch(self, name: str, info: Mapping[str, object]) -> None:
        """The `trace` extension of httpcore: note the step; wait at the gate before sending.

        The events of a CONNECT, which asks a proxy for a tunnel, get the prefix `proxy.`.
        """
        if name.startswith("http") and "request" in info:
            self._tunnelling = getattr(info["request"], "method", b"") == b"CONNECT"
        if name.startswith("http") and self._tunnelling:
            name = f"proxy.{name}"
        elif name.endswith(_SENDING):
            await self.enter()
        if name == _CONNECTED:
            self._stream = info["return_value"]
        # Noted after the gate, without a pause between: a step on record was allowed.
        self.phases.append(name)

    async def leave(self) -> None:
        """Close the connection if TLS was broken off: httpcore forgets it when cancelled there."""
        if self.securing and self._stream is not None:
            await self._stream.aclose()

    async def enter(self) -> None:
        """Pass the gate, once."""
        if self._gate is not None and not self.handed_over:
            await self._gate()
        self.handed_over = True

    async def form(self, content: bytes) -> AsyncIterator[bytes]:
        """The body of the request; never before the gate."""
        self._untraced = not self.handed_over
        await self.enter()
        yield content

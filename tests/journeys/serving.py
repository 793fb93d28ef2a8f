"""The demo panel behind uvicorn, which keeps every form that it was sent."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qsl

import uvicorn

from smm_tui.demo import create_panel

Form = dict[str, str]
_PATIENCE: Final = 15.0
_LOOK: Final = 0.02


class ServedPanel:
    """A panel on loopback; it can be stopped and started again at the same address."""

    def __init__(self, *, speed: float = 20, state: Path | None = None) -> None:
        self.forms: list[Form] = []
        self.slow: dict[str, float] = {}
        """Seconds that the answer to an action takes."""
        self.held: set[str] = set()
        """Actions that are not answered while they are in here."""
        self._panel = create_panel(speed=speed, state=state)
        self._port = 0
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._port}/api/v2"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Serve, from now on."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._serve, log_level="critical", lifespan="off", ws="none", interface="asgi3"
        )
        self._server = server = uvicorn.Server(config)

        def serve() -> None:
            with listener:
                server.run(sockets=[listener])

        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()
        self._until(lambda: server.started)

    def stop(self) -> None:
        """Be gone: connections are refused."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(_PATIENCE)
        self._server = None

    def asked(self, action: str) -> list[Form]:
        """The forms of an action."""
        return [form for form in tuple(self.forms) if form.get("action") == action]

    def wait_asked(self, action: str, count: int) -> list[Form]:
        """Wait until an action was asked for so often."""
        self._until(lambda: len(self.asked(action)) >= count)
        return self.asked(action)

    @staticmethod
    def _until(is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + _PATIENCE
        while not is_so():
            assert time.monotonic() < until
            time.sleep(_LOOK)

    async def _serve(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        form = dict(parse_qsl(body.decode()))
        self.forms.append(form)

        async def again() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body}

        await asyncio.sleep(self.slow.get(form.get("action", ""), 0))
        while form.get("action") in self.held:  # noqa: ASYNC110 - another thread lets it go
            await asyncio.sleep(_LOOK)
        await self._panel(scope, again, send)

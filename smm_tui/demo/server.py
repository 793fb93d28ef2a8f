"""The demo panel over real HTTP, so that any API v2 client can be tried against it."""

from __future__ import annotations

import contextlib
import socket
import sys
from pathlib import Path
from typing import Final

from smm_tui.demo.panel import create_panel
from smm_tui.demo.store import StateUnreadable

_MISSING: Final = (
    "smm-tui: serving the demo panel needs uvicorn; install the demo-server extra: "
    "pip install 'smm-tui[demo-server]'"
)

_LAST_PORT: Final = 65_535


def serve(
    port: int, *, host: str = "127.0.0.1", state: Path | None = None, speed: float = 1.0
) -> int:
    """Serve until interrupted; the exit code.

    Prints one line with the URL once it listens; `port` 0 takes a free one. 2: uvicorn is
    missing or the speed is wrong; 1: the port or the state cannot be used; 130: interrupted.
    """
    try:
        import uvicorn  # noqa: PLC0415 - an extra, and only this command needs it
    except ImportError:
        return _complain(_MISSING, 2)
    try:
        panel = create_panel(speed=speed, state=state)
        listener = _listen(host, port)
    except (OSError, StateUnreadable) as error:
        return _complain(f"smm-tui: the demo panel cannot be served on port {port}: {error}", 1)
    except ValueError as error:
        return _complain(f"smm-tui: {error}", 2)
    # No access log: a GET carries the key in its address.
    config = uvicorn.Config(
        panel, log_level="warning", access_log=False, server_header=False, ws="none"
    )

    class Server(uvicorn.Server):
        """Says so once it has taken the signals: Python can lose an interrupt before that."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            sys.stdout.write(f"Demo panel: {_address(listener)} (any key)\n")
            sys.stdout.flush()

    with listener, contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
    return 130


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= _LAST_PORT:
        message = f"a port is a number from 0 to {_LAST_PORT}"
        raise OSError(message)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/api/v2"


def _complain(text: str, code: int) -> int:
    sys.stderr.write(f"{text}\n")
    return code

"""Over a real sshd on loopback behind 100 ms of delay: keys, and bytes on the wire."""

from __future__ import annotations

import asyncio
import getpass
import os
import shlex
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.bench.figures import Row, Series, difference, medians, missing
from tests.bench.keys import DOWN, PAGE_DOWN
from tests.bench.program import ROOT, Program, has
from tests.bench.world import World, world

_EACH_WAY: Final = 0.05
"""Seconds."""
_QUIET: Final = 0.4
_SSHD: Final = "/usr/sbin/sshd"
_SLACK_MS: Final = 15


class DelayedLink:
    """A TCP proxy that holds every byte back, and counts them."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.carried = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def _serve(self, ready: threading.Event) -> None:
        async def listen() -> None:
            server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()

        self._loop.run_until_complete(listen())
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: the one that asyncio makes complains when it is cancelled.
        task = self._loop.create_task(self._pass_on(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        await asyncio.gather(
            self._carry(reader, far_writer), self._carry(far_reader, writer, count=True)
        )

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, count: bool = False
    ) -> None:
        while data := await reader.read(65_536):
            self.carried += len(data) if count else 0
            self._loop.call_later(_EACH_WAY, writer.write, data)
        self._loop.call_later(_EACH_WAY, writer.close)

    def close(self) -> None:
        """Let go."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


@contextmanager
def _sshd() -> Iterator[tuple[Path, int]]:
    """A daemon for this user alone: its folder, with the key in it, and its port."""
    with TemporaryDirectory(prefix="smm-tui-bench-") as name:
        folder = Path(name)
        for key in ("host", "user"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True
            )
        port = _free_port()
        settings = folder / "sshd_config"
        settings.write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\n"
            f"AuthorizedKeysFile {folder}/user.pub\nStrictModes no\nUsePAM no\n"
            f"PasswordAuthentication no\nPermitRootLogin yes\nPidFile none\n"
        )
        daemon = subprocess.Popen(
            _daemon(settings), stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )
        try:
            _until_it_listens(port)
            yield folder, port
        finally:
            daemon.terminate()
            daemon.wait()


def _daemon(settings: Path) -> Sequence[str]:
    """Root's sshd wants a folder that a machine without the service lacks: one of its own."""
    command = [_SSHD, "-D", "-f", str(settings)]
    if os.geteuid() or Path("/run/sshd").is_dir():
        return command
    prepare = "mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && exec"
    return ["unshare", "--mount", "sh", "-c", f"{prepare} {shlex.join(command)}"]


def _until_it_listens(port: int) -> None:
    for _look in range(100):
        with socket.socket() as knocking:
            if not knocking.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise TimeoutError(port)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _ssh(folder: Path, port: int, command: str, *options: str) -> Sequence[str]:
    return [
        "ssh", "-tt", "-F", "none", *options, "-p", str(port), "-i", str(folder / "user"),
        "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-o", "IdentityAgent=none", "-o", "LogLevel=ERROR",
        f"{getpass.getuser()}@127.0.0.1", command,
    ]  # fmt: skip


def _command(made: World) -> str:
    named: Mapping[str, str] = {**made.env, "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in named.items())
    return f"cd {shlex.quote(str(ROOT))} && exec env {settings} {shlex.join(made.command())}"


def rows(runs: int) -> Iterator[Row]:
    """A key less the delay, and the bytes of a tick with and without compression."""
    figure = "a key over ssh with 100 ms of delay (ms more than it)"
    if not (has("ssh") and has("ssh-keygen") and Path(_SSHD).exists()):
        yield missing(figure, "the delay", _SLACK_MS, "no OpenSSH here")
        return
    with ExitStack() as stack:
        made = stack.enter_context(world(orders=100, live=100, changing=10, every=5))
        folder, port = stack.enter_context(_sshd())
        plain, packed = (DelayedLink(port), DelayedLink(port))
        stack.callback(plain.close)
        stack.callback(packed.close)
        echo = DelayedLink(port)
        stack.callback(echo.close)
        cat = stack.enter_context(Program(_ssh(folder, echo.port, "cat")))
        ours = stack.enter_context(Program(_ssh(folder, plain.port, _command(made))))
        cat.settle(1.0, least=2.0)
        ours.settle(1.5, least=3.0)
        ours.press("P", quiet=1.0)
        taken = [ours.press(key, quiet=_QUIET).ms for key in (DOWN, PAGE_DOWN) * runs]
        echoed = [cat.press("x", quiet=_QUIET).ms for _run in range(runs)]
        yield difference(figure, Series.of(taken), "the echo of cat", Series.of(echoed), _SLACK_MS)
        squeezed = stack.enter_context(Program(_ssh(folder, packed.port, _command(made), "-C")))
        squeezed.settle(1.5, least=3.0)
        squeezed.press("P", quiet=1.0)
        wires = {
            "page down, bytes on the wire": PAGE_DOWN,
            "cursor key, bytes on the wire": DOWN,
        }
        for name, key in wires.items():
            sent = [_carried(ours, plain, key) for _run in range(runs)]
            less = [_carried(squeezed, packed, key) for _run in range(runs)]
            yield medians(
                f"{name}, ssh -C",
                Series.of(less, "B"),
                "the same without -C",
                Series.of(sent, "B"),
                1,
            )


def _carried(program: Program, link: DelayedLink, key: str) -> int:
    before = link.carried
    program.press(key, quiet=_QUIET)
    return link.carried - before

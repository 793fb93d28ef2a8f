"""Starts the program as a fork of a process that has loaded it, so that loading is paid for once.

`python -m tests.terminal.warm FD` takes orders from a socket, each with a terminal, and tells how
what it forked ended. Whatever the program does it does in the fork, from its first line on; what
differs from a start of its own is only that its modules are there. So what an interpreter or a
module reads while it is loaded has to be the same, or the start is a cold one (`is_warm`).
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Final

import smm_tui
from smm_tui.i18n import languages_of, use_language
from smm_tui.terminal import preflight

ROOT: Final = Path(__file__).resolve().parents[2]
LOCALE: Final = "C.UTF-8"
_OTHERS: Final = (
    *("anyio._backends._asyncio", "certifi", "httpcore._async", "httpx", "idna", "runpy"),
    *("textual.drivers.headless_driver", "textual.layouts.factory", "textual.scrollbar"),
)
"""What others wrote and a start loads by and by."""
_READ_WHILE_LOADING: Final = ("PYTHON", "TEXTUAL", "ESCDELAY", "LANGUAGE")
_LENGTH: Final = 4


def is_warm(environ: Mapping[str, str]) -> bool:
    """Whether what is read while modules are loaded is as it is for the process that forks."""

    def read(names: Mapping[str, str]) -> dict[str, str]:
        return {name: names[name] for name in names if name.startswith(_READ_WHILE_LOADING)}

    mine = {**os.environ, "PYTHONPATH": str(ROOT)}
    return environ.get("LC_ALL") == LOCALE and read(environ) == read(mine)


class Forked:
    """A program that runs: of `subprocess.Popen` what a test needs."""

    def __init__(self, told: int) -> None:
        self._told = os.fdopen(told, "rb", buffering=0)
        self.pid = int(self._line())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        if self.returncode is None and select.select([self._told], [], [], 0)[0]:
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; the exit code."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self._end()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, if it still runs."""
        self.send_signal(signal.SIGKILL)

    def _end(self) -> None:
        self.returncode = int(self._line())
        self._told.close()

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            more = self._told.read(1)
            assert more, "the process that forks is gone"
            line += more
        return line


class Loaded:
    """The process that forks; started when it is first needed, it ends with this one."""

    def __init__(self) -> None:
        self._control: socket.socket | None = None

    def fork(
        self, argv: Sequence[str], environ: Mapping[str, str], cwd: Path, terminal: int
    ) -> Forked:
        """Start the program with these words in a terminal, which stays open here too."""
        if self._control is None:
            self._control = self._start()
        read, write = os.pipe()
        order = json.dumps([[*argv], {**environ}, str(cwd)]).encode()
        head = len(order).to_bytes(_LENGTH, "big")
        socket.send_fds(self._control, [head], [terminal, write])
        self._control.sendall(order)
        os.close(write)
        return Forked(read)

    @staticmethod
    def _start() -> socket.socket:
        here, there = socket.socketpair()
        with there:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.terminal.warm", str(there.fileno())],
                env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": LOCALE},
                cwd=ROOT,
                pass_fds=[there.fileno()],
                start_new_session=True,
            )

        def end() -> None:
            here.close()
            process.wait()

        atexit.register(end)
        return here


LOADED: Final = Loaded()


# The process that forks


@dataclass(frozen=True, slots=True)
class _Order:
    """The program with these words, in this place."""

    argv: list[str]
    environ: dict[str, str]
    cwd: str

    def obey(self, terminal: int) -> int:
        """Be the program; the exit code where it does not end the process itself."""
        os.login_tty(terminal)
        os.chdir(self.cwd)
        os.environ.clear()
        os.environ.update(self.environ)
        time.tzset()
        sys.argv, sys.path[0] = ["smm_tui", *self.argv], self.cwd
        _open_streams()
        try:
            runpy.run_module("smm_tui", run_name="__main__", alter_sys=True)
        except BaseException:  # noqa: BLE001 - as the interpreter: nothing goes on after it
            sys.excepthook(*sys.exc_info())
            return 1
        return 0


def _open_streams() -> None:
    """The interpreter's own, on the terminal."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        like, mode = getattr(sys, name), "w" if number else "r"
        made = open(number, mode, encoding=like.encoding, errors=like.errors, closefd=False)  # noqa: SIM115 - they stay open
        setattr(sys, name, made)
        setattr(sys, f"__{name}__", made)


class _Server:
    """Forks, and tells the end of each."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._ended, woken = os.pipe()
        os.set_blocking(woken, False)
        signal.set_wakeup_fd(woken)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        self._told: dict[int, int] = {}
        """Where the end of each is told."""

    def run(self) -> None:
        """Until nobody gives orders any more."""
        while True:
            control = self._control.fileno()
            ready, _, _ = select.select([control, self._ended], [], [])
            if self._ended in ready:
                os.read(self._ended, 4096)
                self._tell()
            if control in ready:
                head, fds, _flags, _address = socket.recv_fds(self._control, _LENGTH, 2)
                if not head:
                    return
                order = _Order(*json.loads(self._take(int.from_bytes(head, "big"))))
                self._fork(order, *fds)

    def _take(self, length: int) -> bytes:
        taken = b""
        while len(taken) < length:
            taken += self._control.recv(length - len(taken))
        return taken

    def _fork(self, order: _Order, terminal: int, told: int) -> None:
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for fd in (*self._told.values(), told, self._ended, self._control.detach()):
                os.close(fd)
            os._exit(order.obey(terminal))
        os.close(terminal)
        self._told[pid] = told
        os.write(told, b"%d\n" % pid)

    def _tell(self) -> None:
        while self._told:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            told = self._told.pop(pid)
            os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
            os.close(told)


def load() -> None:
    """Load all that the program loads by and by, for the forks of this process."""
    ours = (module.name for module in walk_packages(smm_tui.__path__, "smm_tui."))
    for name in (*_OTHERS, *ours):
        if name != "smm_tui.__main__":
            import_module(name)


def main() -> None:
    """Load the program in its own language and as it would be, then fork."""
    os.environ.update(preflight.SETTINGS)
    use_language(*languages_of(os.environ))
    load()
    gc.collect()
    gc.freeze()
    _Server(socket.socket(fileno=int(sys.argv[1]))).run()


if __name__ == "__main__":
    main()

"""Which process sends an order, and whether it still exists."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_STATE, _STARTED = 0, 19
"""Places in /proc/PID/stat after the name of the program: proc(5), fields 3 and 22."""


class SenderState(StrEnum):
    """What has become of a sender."""

    RUNNING = "running"
    STOPPED = "stopped"
    """It exists but does not run (SIGSTOP); what it was about to send it may still send."""
    GONE = "gone"
    ELSEWHERE = "elsewhere"
    """In another container of this machine, where it cannot be looked for."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A process, so named that no later process is taken for it."""

    boot_id: str
    """The boot of the machine, with the process namespace after a slash where there is one."""
    pid: int
    started: str
    """When the process started, as its system tells it; compared, never read."""

    @classmethod
    def me(cls) -> Sender:
        """This process."""
        return _sender_of(os.getpid())


@lru_cache(maxsize=1)
def _sender_of(pid: int) -> Sender:
    _, started = _look(pid, _PROC)
    return Sender(boot_id=_boot_id(_PROC), pid=pid, started=started)


def sender_state(sender: Sender, *, proc: Path = _PROC) -> SenderState:
    """Whether a sender still exists and runs. What cannot be told counts as running."""
    boot, _, namespace = sender.boot_id.partition("/")
    here_boot, _, here_namespace = _boot_id(proc).partition("/")
    if boot != here_boot:
        return SenderState.GONE
    if namespace != here_namespace:
        return SenderState.ELSEWHERE
    letter, started = _look(sender.pid, proc)
    if letter in {"", "Z", "X"} or started != sender.started:
        return SenderState.GONE
    return SenderState.STOPPED if letter in {"T", "t"} else SenderState.RUNNING


def _boot_id(proc: Path) -> str:
    try:
        boot = (proc / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}/{(proc / 'self/ns/pid').readlink()}"
    except OSError:
        # macOS has no /proc; this id stays the same for as long as the machine is up.
        return _ask("/usr/sbin/sysctl", "-n", "kern.bootsessionuuid")


def _look(pid: int, proc: Path) -> tuple[str, str]:
    """The letter of the process's state ("" for none) and its start."""
    if not (proc / "self/stat").exists():
        letters, _, started = _ask("/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)).partition(" ")
        return letters[:1], started.strip()
    try:
        stat = (proc / str(pid) / "stat").read_text("utf-8", errors="replace")
    except OSError:
        return "", ""
    # The name stands in brackets and may itself hold brackets and spaces.
    fields = stat.rpartition(")")[2].split()
    return fields[_STATE], fields[_STARTED]


def _ask(*command: str) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - fixed commands of the system
            command, capture_output=True, text=True, timeout=5, check=False, env={"LC_ALL": "C"}
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip()

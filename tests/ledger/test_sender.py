"""Whether a sender still exists, told from its process, its start and the boot."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from smm_tui.ledger import Sender, SenderState, sender_state

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def sender_of(pid: int) -> Sender:
    stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
    return dataclasses.replace(Sender.me(), pid=pid, started=stat.rpartition(")")[2].split()[19])


def test_this_process_runs() -> None:
    me = Sender.me()
    assert me.pid == os.getpid()
    assert me.started
    assert me == Sender.me()
    assert sender_state(me) is SenderState.RUNNING


@linux
def test_a_process_is_stopped_runs_again_and_is_gone() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    other = sender_of(process.pid)
    assert sender_state(other) is SenderState.RUNNING
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    assert sender_state(other) is SenderState.STOPPED
    process.send_signal(signal.SIGCONT)
    os.waitid(os.P_PID, process.pid, os.WCONTINUED | os.WNOWAIT)
    assert sender_state(other) is SenderState.RUNNING
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    # Not yet waited for: its number still stands there, but it sends nothing more.
    assert sender_state(other) is SenderState.GONE
    process.communicate()
    assert sender_state(other) is SenderState.GONE


@linux
def test_a_name_with_brackets_hides_nothing(tmp_path: Path) -> None:
    program = tmp_path / "a) Z (b"
    program.symlink_to("/bin/sleep")
    process = subprocess.Popen([str(program), "60"])
    try:
        assert sender_state(sender_of(process.pid)) is SenderState.RUNNING
    finally:
        process.kill()
        process.wait()


def test_a_later_process_with_the_same_number_is_another() -> None:
    assert sender_state(dataclasses.replace(Sender.me(), started="1")) is SenderState.GONE


def test_a_process_of_an_earlier_boot_is_gone() -> None:
    assert sender_state(dataclasses.replace(Sender.me(), boot_id="earlier")) is SenderState.GONE


@linux
def test_a_process_of_another_container_cannot_be_looked_for() -> None:
    boot, _, _ = Sender.me().boot_id.partition("/")
    other = dataclasses.replace(Sender.me(), boot_id=f"{boot}/pid:[1]")
    assert sender_state(other) is SenderState.ELSEWHERE


@pytest.mark.skipif(not Path("/bin/ps").exists(), reason="needs ps")
def test_without_proc_ps_is_asked(tmp_path: Path) -> None:
    answer = subprocess.run(
        ["/bin/ps", "-o", "lstart=", "-p", str(os.getpid())],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C"},
    )
    boot = "" if sys.platform == "linux" else Sender.me().boot_id
    me = Sender(boot_id=boot, pid=os.getpid(), started=answer.stdout.strip())
    assert sender_state(me, proc=tmp_path) is SenderState.RUNNING
    assert sender_state(dataclasses.replace(me, started="x"), proc=tmp_path) is SenderState.GONE

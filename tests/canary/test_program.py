"""A key of this run goes through the real program and turns up nowhere but at the panel."""

from __future__ import annotations

import os
import resource
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.canary.echo import Echo
from tests.canary.sweep import Sweep, fresh_key
from tests.hostile.grammar import Scan
from tests.hostile.program import Program, configure
from tests.hostile.served import Served
from tests.hostile.strings import wrong_in

SOURCES = ("key", "key_command", "SMM_TUI_KEY")
MORE_SOURCES = ("key_file", "key_env")
"""Of these other tests make use as well."""


@pytest.fixture
def served() -> Iterator[Served]:
    with Served() as served:
        yield served


@dataclass
class Kept:
    """A key in one of its sources, and where it may be found."""

    home: Path
    key: str
    env: dict[str, str] = field(default_factory=dict)
    own: list[Path] = field(default_factory=list)
    """The user's own files, which hold the key."""
    seen: Path | None = None
    """The environment of the key command."""

    @classmethod
    def by(cls, source: str, home: Path, url: str) -> Kept:
        key = fresh_key()
        kept = cls(home, key)
        file = home / "the-key"
        kept.seen = home / "environment-of-the-command"
        command = f"env > {shlex.quote(str(kept.seen))}; ls /proc/self/fd >&2; cat {file}"
        lines = {
            "key": f'key = "{key}"',
            "key_file": f'key_file = "{file}"',
            "key_command": f'key_command = ["sh", "-c", "{command}"]',
            "key_env": 'key_env = "A_KEY"',
            "SMM_TUI_KEY": 'key_env = "NOT_SET"',
        }
        config = configure(home, url, source=lines[source])
        if source in {"key_file", "key_command"}:
            file.write_text(f"{key}\n")
            file.chmod(0o600)
            kept.own.append(file)
        elif source == "key":
            kept.own.append(config)
        elif source == "key_env":
            kept.env["A_KEY"] = key
        else:
            kept.env |= {"SMM_TUI_KEY": key, "SMM_TUI_URL": url}
        if source == "key_command":  # what another panel's key is kept in reaches no child
            kept.env["SMM_TUI_KEY"] = key
        return kept

    @property
    def sweep(self) -> Sweep:
        """All files that the run has left, the user's own aside."""
        sweep = Sweep(self.key).look_at_files(self.home, but=self.own)
        book = self.home / ".local" / "share" / "smm-tui" / "ledger.db"
        return sweep.look_at_book(book) if book.exists() else sweep

    def call(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """A command of the program, without a terminal."""
        env = {**os.environ, **self.env, "HOME": str(self.home), "LANG": "C.UTF-8"}
        argv = [sys.executable, "-m", "smm_tui", *words]
        return subprocess.run(
            argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
        )


def checked(sweep: Sweep, program: Program | None = None) -> None:
    if program is not None:
        sweep.look("the terminal", program.raw)
        sweep.look("the screen", program.text)
        assert Scan(program.raw, program.size).wrong == []
    print(f"{sweep.size} bytes, {sweep.files} files")  # noqa: T201 - for -s
    assert sweep.hits == []
    assert sweep.size > 1_000


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in listed.split()]


def swept(served: Served, home: Path, source: str) -> None:
    """The panel answers with the key; no picture, file, argument or command shows it."""
    kept = Kept.by(source, home, served.url)
    Echo(served.panel)
    log = str(home / "log")
    with Program(home, "--log", log, env=kept.env, cold=True) as program:
        program.see("100.5", "Followers Invalid request")
        pid = program.terminal.process.pid
        sweep = Sweep(kept.key).look_at_process(pid, environment=False)
        for child in children_of(pid):
            sweep.look_at_process(child)
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert [line.split()[4] for line in limits.splitlines() if "core" in line] == ["0"]
        assert program.leave() == 0
        checked(sweep.look_at_files(home, but=kept.own), program)
    assert {form["key"] for form in served.panel.requests} == {kept.key}
    if source == "key_command":
        assert kept.seen is not None
        assert b"PATH=" in kept.seen.read_bytes()  # swept with the other files


@pytest.mark.parametrize("source", SOURCES)
def test_a_source(served: Served, home: Path, source: str) -> None:
    swept(served, home, source)


@pytest.mark.soak
@pytest.mark.share(seconds=3, each=3)
@pytest.mark.parametrize("source", MORE_SOURCES)
def test_more_sources(served: Served, home: Path, source: str) -> None:
    swept(served, home, source)


def test_every_screen(served: Served, home: Path) -> None:
    kept = Kept.by("key_env", home, served.url)
    Echo(served.panel)
    tools = home / "tools"
    tools.mkdir()
    tmux = tools / "tmux"
    tmux.write_text(f"#!/bin/sh\nenv > {tools}/environment\ncat > {tools}/copied\n")
    tmux.chmod(0o700)
    env = {**kept.env, "TMUX": "/nowhere,1,0", "PATH": f"{tools}:{os.environ['PATH']}"}
    with Program(home, "--log", str(home / "log"), env=env, cold=True) as program:
        program.see("100.5", "Followers Invalid request")
        for number in range(3):
            program.order(f"http://a.example/{number}")
        program.press("2")
        program.see("rejected", "unknown")
        program.press("ctrl+r")
        program.see("Invalid re")
        for key, seen in (("r", "Ask for the refill"), ("c", "Ask to cancel")):
            program.press(key)
            program.see(seen)
            program.terminal.settle(0.4)
            program.press("right", "enter")
            program.terminal.wait_gone(seen)
        program.press("escape", "home", "enter")
        program.see("─ Order ")
        program.press("pagedown", "end", "escape", "!")
        program.see("was this order placed?")
        program.press("escape", "y")
        program.see("Copied into tmux")
        program.press(":", "again", "escape", "escape", "?", "escape", "t", "1,2", "ctrl+o")
        program.press("escape", "escape", "p", "escape", "1", "/", "key", "escape", "end")
        assert program.leave() == 0
        assert (tools / "environment").stat().st_size > 100
        assert (tools / "copied").read_text() == "23503"
        outs = [
            kept.call(*words)
            for words in (
                ("status",),
                ("status", "--json"),
                ("doctor",),
                ("export",),
                ("export", "--format", "json", "--output", str(home / "export.json")),
            )
        ]
        sweep = kept.sweep
        for out in outs:
            sweep.look("a command", out.stdout).look("its errors", out.stderr)
            assert not wrong_in(out.stdout.decode().replace("\r\n", "\n"), lines=True)
            assert not wrong_in(out.stderr.decode(), lines=True)
        assert b"rejected" in outs[3].stdout
        checked(sweep, program)


def test_a_key_that_is_refused_and_repeated(served: Served, home: Path) -> None:
    kept = Kept.by("key_file", home, served.url)
    Echo(served.panel, refuses=True)
    with Program(home, "--log", str(home / "log"), env=kept.env, cold=True) as program:
        program.see("key=***")
        assert program.leave() == 0
        sweep = kept.sweep
        for words in (("doctor",), ("status",), ("status", "--json"), ("--log", "/", "doctor")):
            out = kept.call(*words)
            sweep.look("a command", out.stdout).look("its errors", out.stderr)
        checked(sweep, program)


def test_setup(served: Served, home: Path) -> None:
    """Typed, shown as dots, copied by nothing; in the end in the user's own file alone."""
    key = fresh_key()
    Echo(served.panel, refuses=True)
    with Program(home, "--log", str(home / "log"), cold=True) as program:
        program.see("Set up a panel")
        program.terminal.press("ctrl+a", *("delete",) * 40)
        program.terminal.settle()
        program.press(served.url, "tab", "tab", "right", "right", "right", "tab", key)
        program.press("\x1b[1;2H", "ctrl+c", "ctrl+x", key, "ctrl+c", "ctrl+t")
        program.see("***")
        Echo(served.panel)
        program.press("ctrl+t")
        program.see("Limits in")
        program.press("ctrl+o")
        program.see("Followers Invalid")
        assert program.leave() == 0
        config = home / ".config" / "smm-tui" / "config.toml"
        assert key in config.read_text()
        assert config.stat().st_mode & 0o777 == 0o600
        checked(Sweep(key).look_at_files(home, but=[config]), program)


def test_no_child_of_a_run_can_dump_its_memory() -> None:
    code = "import os; from smm_tui.terminal.preflight import prepare; prepare(os.environ); "
    code += "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"0\n"
    assert resource.RLIM_INFINITY != 0

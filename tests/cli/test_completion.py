"""Completion in the real shells: commands, options, panels of the configuration, files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from smm_tui.cli.arguments import Command, Shell, commands, options, options_of, parse
from smm_tui.cli.completion import script
from tests.cli.conftest import Call
from tests.terminal.harness import Terminal

PANELS = ("brsmm", "my second panel", 'it\'s "odd" $HOME')
NEVER_RUN = "never-run"


@pytest.fixture
def folder(home: Path) -> Path:
    """A folder to be in, with a program of the name in PATH, and a configuration."""
    config = home / ".config" / "smm-tui" / "config.toml"
    config.parent.mkdir(parents=True)
    never = home / NEVER_RUN
    tables = [
        f'[panels.{toml(name)}]\nurl = "https://a.b/"\nkey_command = ["touch", "{never}"]\n'
        for name in PANELS
    ]
    config.write_text("".join(tables))
    config.chmod(0o600)
    program = home / "bin" / "smm-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m smm_tui "$@"\n')
    program.chmod(0o755)
    place = home / "place"
    (place / "a folder").mkdir(parents=True)
    (place / "orders old.csv").touch()
    return place


def toml(name: str) -> str:
    return "'" + name + "'" if "'" not in name else '"' + name.replace('"', '\\"') + '"'


def environ(folder: Path) -> dict[str, str]:
    path = f"{folder.parent / 'bin'}:{os.environ['PATH']}"
    root = str(Path(__file__).parents[2])
    return {**os.environ, "PATH": path, "PYTHONPATH": root, "LC_ALL": "C.UTF-8"}


BASH = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_smm_tui
printf '%s\\n' "${COMPREPLY[@]}"
"""


def in_bash(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last of these words."""
    file = folder.parent / "completion.bash"
    file.write_text(script(Shell.BASH))
    done = subprocess.run(
        ["bash", "--norc", "--noprofile", "-c", BASH, "bash", str(file), *words],
        cwd=folder,
        env=environ(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines() if done.stdout != "\n" else []


def unquoted(words: list[str]) -> list[str]:
    """What the shell makes of words that it has completed."""
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\n' {' '.join(words)}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
class TestBash:
    def test_commands(self, folder: Path) -> None:
        assert in_bash(folder, "smm-tui", "") == [str(command) for command in commands()]
        assert in_bash(folder, "smm-tui", "--demo", "st") == ["status"]
        assert in_bash(folder, "smm-tui", "--panel", "status", "ex") == ["export"]
        assert in_bash(folder, "smm-tui", "status", "") == []
        assert in_bash(folder, "smm-tui", "completion", "") == ["bash", "zsh"]

    def test_options_of_all_and_of_each_command(self, folder: Path) -> None:
        shared = {option.name for option in options()} | {"--help", "-h"}
        assert {*in_bash(folder, "smm-tui", "-")} == shared | {"--version"}
        for command in commands():
            own = {option.name for option in options_of(command)}
            assert {*in_bash(folder, "smm-tui", str(command), "-")} == shared | own
        assert in_bash(folder, "smm-tui", "export", "--fo") == ["--format"]
        assert in_bash(folder, "smm-tui", "export", "--format", "") == ["csv", "json"]
        assert in_bash(folder, "smm-tui", "export", "--format", "=", "j") == ["json"]
        assert in_bash(folder, "smm-tui", "export", "--filter", "") == []

    def test_panels_without_running_their_key_commands(self, folder: Path) -> None:
        offered = in_bash(folder, "smm-tui", "status", "--panel", "")
        assert unquoted(offered) == list(PANELS)
        assert in_bash(folder, "smm-tui", "--panel", "my\\ s") == ["my\\ second\\ panel"]
        assert in_bash(folder, "smm-tui", "--panel", '"my s') == ["my second panel"]
        assert in_bash(folder, "smm-tui", "--panel", "=", "br") == ["brsmm"]
        assert in_bash(folder, "smm-tui", "--demo", "--panel", "") == ["demo"]
        assert not (folder.parent / NEVER_RUN).exists()

    def test_panels_of_another_configuration(self, folder: Path) -> None:
        other = folder / "other.toml"
        other.write_text('[panels.other]\nurl = "https://a.b/"\nkey_env = "K"\n')
        other.chmod(0o600)
        words = ("smm-tui", "--config", str(other), "status", "--panel", "")
        assert in_bash(folder, *words) == ["other"]
        other.write_text("nonsense")
        assert in_bash(folder, *words) == []

    def test_files_and_folders(self, folder: Path) -> None:
        assert in_bash(folder, "smm-tui", "export", "--output", "ord") == ["orders old.csv"]
        assert in_bash(folder, "smm-tui", "--data-dir", "") == ["a folder"]
        assert {*in_bash(folder, "smm-tui", "--log", "=", "")} == {"a folder", "orders old.csv"}

    def test_at_a_prompt(self, folder: Path) -> None:
        env = {**environ(folder), "PS1": "$ ", "TERM": "xterm", "HISTFILE": ""}
        with Terminal.start(
            ["bash", "--norc", "--noprofile", "-i"], env, cwd=folder, foreign=True
        ) as shell:
            shell.wait_for("$ ")
            shell.press("source <(smm-tui completion bash)", "enter", "smm-tui exp", "tab")
            shell.wait_for("smm-tui export")
            shell.press("--outp", "tab", "ord", "tab")
            shell.wait_for("--output orders\\ old.csv")
            shell.press("--panel my", "tab")
            shell.wait_for("--panel my\\ second\\ panel")


@pytest.fixture
def zsh(folder: Path) -> Iterator[Terminal]:
    """zsh at a prompt that has read the script."""
    settings = "autoload -U compinit; compinit -u -D; PS1='$ '; setopt no_auto_menu\n"
    (folder.parent / ".zshrc").write_text(settings)
    env = {**environ(folder), "ZDOTDIR": str(folder.parent), "TERM": "xterm"}
    with Terminal.start(["zsh", "-i"], env, (100, 30), cwd=folder, foreign=True) as shell:
        shell.wait_for("$ ")
        shell.press("source <(smm-tui completion zsh); echo re''ady", "enter")
        shell.wait_for("ready")
        yield shell


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
class TestZsh:
    def test_at_a_prompt(self, zsh: Terminal, folder: Path) -> None:
        zsh.press("smm-tui exp", "tab")
        zsh.wait_for("$ smm-tui export")
        zsh.press("--outp", "tab", "ord", "tab")
        zsh.wait_for("orders\\ old.csv")
        zsh.press(" --panel my", "tab")
        zsh.wait_for("--panel my\\ second\\ panel")
        zsh.press(" --form", "tab", "js", "tab")
        zsh.wait_for("json")
        zsh.press("ctrl+u", "smm-tui --demo --panel ", "tab")
        zsh.wait_for("--panel demo")
        zsh.press("ctrl+u", "smm-tui completion ", "tab")
        zsh.wait_for("bash  zsh")
        zsh.press("ctrl+u", "smm-tui ", "tab")
        shown = zsh.wait_for("serve-demo")
        for command, about in commands().items():
            assert f"{command}" in shown
            assert about[:40] in shown
        zsh.press("ctrl+u", "smm-tui status --", "tab")
        shown = zsh.wait_for("--read-only")
        assert "--json" in shown
        assert not (folder.parent / NEVER_RUN).exists()

    def test_as_a_file_in_fpath(self, folder: Path) -> None:
        functions = folder.parent / "functions"
        functions.mkdir()
        (functions / "_smm-tui").write_text(script(Shell.ZSH))
        settings = f"fpath=({functions} $fpath); autoload -U compinit; compinit -u -D; PS1='$ '\n"
        (folder.parent / ".zshrc").write_text(settings)
        env = {**environ(folder), "ZDOTDIR": str(folder.parent), "TERM": "xterm"}
        with Terminal.start(["zsh", "-i"], env, (100, 30), cwd=folder, foreign=True) as shell:
            shell.wait_for("$ ")
            shell.press("smm-tui stat", "tab")
            shell.wait_for("$ smm-tui status")


def test_every_command_and_option_is_in_both_scripts() -> None:
    for shell in Shell:
        text = script(shell)
        for command in Command:
            assert command is Command.DASHBOARD or str(command) in text
            for option in (*options(), *options_of(command)):
                assert option.name in text, (shell, option.name)
        assert not re.search("@[A-Z]+@", text)


def test_names_are_printed_whatever_the_configuration_holds(call: Call, folder: Path) -> None:
    assert call("completion", "--panels").out.splitlines() == list(PANELS)
    named = call("completion", "--panels", SMM_TUI_URL="https://a.b/")
    assert named.out.splitlines() == [*PANELS, "env"]
    (folder.parent / ".config" / "smm-tui" / "config.toml").write_text("[")
    ended = call("completion", "--panels")
    assert (ended.code, ended.err) == (0, "")


def test_a_shell_has_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["completion"], ["completion", "fish"]):
        with pytest.raises(SystemExit):
            parse(words)
        assert "bash" in capsys.readouterr().err

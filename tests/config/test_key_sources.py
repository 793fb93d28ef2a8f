from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from smm_tui.config import read_key, read_key_in_foreground
from smm_tui.errors import KeyUnavailable
from smm_tui.settings import ApiKey, KeyOrigin, KeySource
from tests.config.conftest import Writer


def command(*words: str) -> KeySource:
    return KeySource(KeyOrigin.COMMAND, command=words)


def running(pid: int) -> bool:
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()[:1] not in {"", "Z"}


def python(code: str) -> KeySource:
    return command(sys.executable, "-c", code)


async def unavailable(source: KeySource, **options: float) -> KeyUnavailable:
    with pytest.raises(KeyUnavailable) as caught:
        await read_key(source, environ=os.environ, **options)
    return caught.value


async def test_the_first_line_of_a_command_is_the_key() -> None:
    source = command("printf", "canary-1\\nuser: ana\\n")
    assert await read_key(source, environ=os.environ) == ApiKey("canary-1")


async def test_a_command_has_neither_input_nor_terminal_nor_our_key() -> None:
    code = """
import os, sys
seen = [repr(sys.stdin.read()), str("SMM_TUI_KEY" in os.environ), str(os.getsid(0) == os.getpid())]
try:
    open("/dev/tty")
    seen.append("tty")
except OSError:
    seen.append("none")
print("/".join(seen))
"""
    key = await read_key(python(code), environ={**os.environ, "SMM_TUI_KEY": "canary-2"})
    assert key.reveal() == "''/False/True/none"


async def test_a_command_that_fails_says_only_its_exit_code(
    capfd: pytest.CaptureFixture[str],
) -> None:
    error = await unavailable(
        python("import sys; print('canary-3'); print('canary-4', file=sys.stderr); sys.exit(7)")
    )
    assert "exit code 7" in error.detail
    assert error.__cause__ is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (command("/no/such/program"), "could not be started"),
        (command("nul\0"), "could not be started"),
        (python("pass"), "empty"),
        (python("print(' ')"), "empty"),
        (python("print('two words')"), "printable ASCII"),
        (python("import sys; sys.stdout.buffer.write(bytes([0xc3, 0xa9]))"), "printable ASCII"),
        (python("print('x' * 100000)"), "empty"),
    ],
)
async def test_what_cannot_be_a_key_is_refused(source: KeySource, said: str) -> None:
    assert said in (await unavailable(source)).detail


async def test_a_command_that_never_ends_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    error = await unavailable(
        command("sh", "-c", f"sleep 600 & echo $! > {mark}; wait"), deadline=0.5
    )
    assert "0.5 seconds" in error.detail
    assert not running(int(mark.read_text()))


async def test_all_that_a_command_prints_is_read_so_that_it_can_end() -> None:
    key = await read_key(python("print('canary-5'); print('x' * 1000000)"), environ=os.environ)
    assert key == ApiKey("canary-5")


async def test_a_private_file_gives_its_first_line(write: Writer) -> None:
    path = write("canary-6\r\nnote\n", name="key", mode=0o400)
    source = KeySource(KeyOrigin.FILE, place=str(path))
    assert await read_key(source, environ={}) == ApiKey("canary-6")


async def test_a_key_file_keeps_the_rules_of_files_with_keys(write: Writer, tmp_path: Path) -> None:
    shared = write("canary-7", name="key", mode=0o644)
    error = await unavailable(KeySource(KeyOrigin.FILE, place=str(shared)))
    assert error.remedy == f"Run: chmod 600 {shared}"
    shared.chmod(0o600)
    link = tmp_path / "link"
    link.symlink_to(shared)
    assert "symbolic" in (await unavailable(KeySource(KeyOrigin.FILE, place=str(link)))).detail
    none = KeySource(KeyOrigin.FILE, place=str(tmp_path / "none"))
    assert "does not exist" in (await unavailable(none)).detail


async def test_a_variable_gives_what_was_taken_out_of_the_environment() -> None:
    taken = KeySource(KeyOrigin.ENV, place="K", key=ApiKey(" canary-8 "))
    assert await read_key(taken, environ={}) == ApiKey("canary-8")
    error = await unavailable(KeySource(KeyOrigin.ENV, place="K"))
    assert "variable K is not set" in error.detail
    assert "before smm-tui starts" in error.remedy


async def test_a_key_in_the_configuration_and_the_demo_need_nothing_else() -> None:
    text = KeySource(KeyOrigin.TEXT, key=ApiKey("canary-9"))
    assert await read_key(text, environ={}) == ApiKey("canary-9")
    assert (await read_key(KeySource(KeyOrigin.NONE), environ={})).reveal()


class TestForeground:
    def test_a_command_has_the_terminal_but_not_our_key(self) -> None:
        code = "import os; print(os.getsid(0), 'SMM_TUI_KEY' in os.environ, sep='/')"
        key = read_key_in_foreground(python(code), environ={**os.environ, "SMM_TUI_KEY": "c"})
        assert key.reveal() == f"{os.getsid(0)}/False"

    def test_other_sources_are_read_as_always(self) -> None:
        source = KeySource(KeyOrigin.TEXT, key=ApiKey("canary-10"))
        assert read_key_in_foreground(source, environ={}) == ApiKey("canary-10")

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            (command("/no/such/program"), "could not be started"),
            (python("raise SystemExit(3)"), "exit code 3"),
            (python("import os, signal; os.kill(os.getppid(), signal.SIGINT)"), "stopped"),
        ],
    )
    def test_a_failure_is_explained(self, source: KeySource, said: str) -> None:
        with pytest.raises(KeyUnavailable) as caught:
            read_key_in_foreground(source, environ=os.environ)
        assert said in caught.value.detail

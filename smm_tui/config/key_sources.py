"""Getting a panel's key; what a key command prints is never shown or logged."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from smm_tui.config.file_rules import check_private, read_file
from smm_tui.errors import ConfigError, KeyUnavailable
from smm_tui.i18n import _
from smm_tui.settings import ApiKey, KeyOrigin, KeySource

if TYPE_CHECKING:
    from asyncio import StreamReader
    from asyncio.subprocess import Process

DEADLINE: Final = 30.0
"""Seconds that a key command has."""
_LONGEST: Final = 4096
"""Bytes of a key with its line end."""


def usable_key(text: str) -> ApiKey:
    """A text as a key, without the space around it.

    Raises:
        KeyUnavailable: It is empty, or not printable ASCII without spaces.
    """
    key = text.strip()
    if not key:
        raise KeyUnavailable(_("the key is empty"))
    if not (key.isascii() and key.isprintable()) or " " in key or len(key) > _LONGEST:
        raise KeyUnavailable(_("a key is printable ASCII without spaces"))
    return ApiKey(key)


async def read_key(
    source: KeySource, *, environ: Mapping[str, str], deadline: float = DEADLINE
) -> ApiKey:
    """Get the key; a command runs without a terminal and has `deadline` seconds.

    Raises:
        KeyUnavailable: The source gives none, or nothing that can be one.
    """
    if source.origin is not KeyOrigin.COMMAND:
        return _key_at_hand(source)
    process = await _started(source.command, environ)
    try:
        async with asyncio.timeout(deadline):
            line = await _first_line(process)
            code = await process.wait()
    except TimeoutError:
        raise KeyUnavailable(
            _("key_command did not end within {seconds:g} seconds").format(seconds=deadline)
        ) from None
    finally:
        await _ended(process)
    return _printed_key(line, code)


def read_key_in_foreground(source: KeySource, *, environ: Mapping[str, str]) -> ApiKey:
    """Get the key; a command has the terminal, so that it can ask for a passphrase.

    Called while the dashboard is suspended.

    Raises:
        KeyUnavailable: The source gives none, or nothing that can be one.
    """
    import subprocess  # noqa: PLC0415 - the user's own command, only when it is needed

    if source.origin is not KeyOrigin.COMMAND:
        return _key_at_hand(source)
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            source.command, stdout=subprocess.PIPE, env=_without_key(environ), check=False
        )
    except (OSError, ValueError) as error:
        raise _not_started(source.command, error) from None
    except KeyboardInterrupt:
        raise KeyUnavailable(_("key_command was stopped")) from None
    return _printed_key(done.stdout.partition(b"\n")[0], done.returncode)


def _key_at_hand(source: KeySource) -> ApiKey:
    """The key of a source that needs no process."""
    if source.origin is KeyOrigin.NONE:
        return ApiKey("demo")
    if source.origin is KeyOrigin.FILE:
        return _key_of_file(Path(source.place))
    if source.key is None:
        raise KeyUnavailable(
            _("the variable {name} is not set").format(name=source.place),
            remedy=_("Set it before smm-tui starts, or use another key source."),
        )
    return usable_key(source.key.reveal())


def _key_of_file(path: Path) -> ApiKey:
    try:
        file = read_file(path)
        if file is None:
            raise KeyUnavailable(_("{path} does not exist").format(path=path))
        check_private(file)
    except ConfigError as error:
        raise KeyUnavailable(error.detail, remedy=error.remedy) from None
    return _decoded(file.body.partition(b"\n")[0])


async def _started(command: tuple[str, ...], environ: Mapping[str, str]) -> Process:
    from asyncio import subprocess  # noqa: PLC0415 - only for a key command

    try:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_without_key(environ),
            # A session of its own has no terminal that it could ask on.
            start_new_session=True,
            limit=_LONGEST,
        )
    except (OSError, ValueError) as error:
        raise _not_started(command, error) from None


def _without_key(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name != "SMM_TUI_KEY"}


def _not_started(command: tuple[str, ...], error: OSError | ValueError) -> KeyUnavailable:
    why = error.strerror if isinstance(error, OSError) else str(error)
    return KeyUnavailable(
        _("key_command {program} could not be started: {why}").format(
            program=repr(command[0]), why=why
        )
    )


async def _first_line(process: Process) -> bytes:
    """The first line; all that follows is read and dropped, so that the command can end."""
    output = cast("StreamReader", process.stdout)
    try:
        line = await output.readline()
    except ValueError:  # longer than any key
        line = b""
    while await output.read(65_536):
        pass
    return line


async def _ended(process: Process) -> None:
    """See to it that the command and what it started are gone."""
    with contextlib.suppress(ProcessLookupError):
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _printed_key(line: bytes, code: int) -> ApiKey:
    if code:
        raise KeyUnavailable(
            _("key_command failed with exit code {code}").format(code=code),
            remedy=_("Run the command in a terminal and see what it asks for."),
        )
    return _decoded(line)


def _decoded(line: bytes) -> ApiKey:
    return usable_key(line.decode("ascii", errors="replace"))
